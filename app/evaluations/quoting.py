"""Finds the passages of an answer that a mark rests on, and keeps each by place, words and digest."""

import re
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any, Protocol

from app.bids.passages import Passage, text_at

_PLACE = re.compile(r"response|pledges\[([0-9]{1,3})\]\.(?:words|title)")
_MOST_PLACES = 20


class Asked(Protocol):
    """A passage as somebody quotes it: by its words, or by where it starts and ends in code points."""

    @property
    def place(self) -> str:
        """Return which text of the answer it stands in."""
        ...

    @property
    def text(self) -> str | None:
        """Return its words, if it is quoted by them."""
        ...

    @property
    def start(self) -> int | None:
        """Return where it starts."""
        ...

    @property
    def end(self) -> int | None:
        """Return where it ends."""
        ...


def find(
    answer: Mapping[str, Any] | None, asked: Sequence[Asked], withheld: Sequence[Passage]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the quoted passages as they are kept, and every finding about those that cannot be quoted.

    A passage quoted by its words is looked for in what is not withheld and nowhere else: an answer to a guess would
    tell what is withheld. It must stand there once; otherwise the finding names the places.
    """
    kept: list[dict[str, Any]] = []
    found: list[dict[str, Any]] = []
    for index, one in enumerate(asked):
        read = _text(answer, one.place)
        wrong = _why_not(read, one, withheld)
        if wrong is not None or read is None:
            code, message = wrong or ("quote.no_text", "there is no such text in the answer")
            found.append({"code": code, "place": f"body.quotes[{index}]", "message": message, "value": one.text})
            continue
        start, end = _spans(read, one, withheld)[0]
        kept.append({"place": one.place, "start": start, "end": end, "text": read[start:end]})
    return [one | {"digest": passage_digest(one["text"])} for one in kept], found


def passage_digest(text: str) -> str:
    """Return the SHA-256 of a passage, as it is kept beside its place."""
    return f"sha256:{sha256(text.encode()).hexdigest()}"


def _text(answer: Mapping[str, Any] | None, place: str) -> str | None:
    known = _PLACE.fullmatch(place)
    if answer is None or known is None:
        return None
    if known[1] is not None and int(known[1]) >= len(answer.get("pledges") or ()):
        return None
    return text_at(answer, place)


def _why_not(read: str | None, one: Asked, withheld: Sequence[Passage]) -> tuple[str, str] | None:
    if read is None:
        said = "use response, or words or title of a pledge that it has, as in pledges[0].words"
        return "quote.no_text", f"the answer has no text at {one.place!r}: {said}"
    if one.text is None:
        return _why_not_there(read, one, withheld)
    spans = _spans(read, one, withheld)
    if not spans:
        return "quote.not_found", "these words do not stand in the part of the answer that you may see: copy them"
    if len(spans) > 1:
        places = ", ".join(f"{start} to {end}" for start, end in spans[:_MOST_PLACES])
        return "quote.found_twice", f"these words stand there {len(spans)} times ({places}): give start and end"
    return None


def _why_not_there(read: str, one: Asked, withheld: Sequence[Passage]) -> tuple[str, str] | None:
    start, end = one.start or 0, one.end or 0
    if not 0 <= start < end <= len(read):
        return "quote.out_of_range", f"{start} to {end} is no passage of a text of {len(read)} characters"
    if _is_withheld(one.place, start, end, withheld):
        return "quote.withheld", "part of this passage is withheld from evaluators: quote what is not"
    if not read[start:end].strip():
        return "quote.blank", "there is nothing to read between these places: quote words"
    return None


def _spans(read: str, one: Asked, withheld: Sequence[Passage]) -> list[tuple[int, int]]:
    """Return where a passage stands in what may be seen."""
    if one.text is None:
        return [(one.start or 0, one.end or 0)]
    return [
        (start, start + len(one.text))
        for start in _all(read, one.text)
        if not _is_withheld(one.place, start, start + len(one.text), withheld)
    ]


def _all(read: str, words: str) -> Iterator[int]:
    at = read.find(words)
    while at >= 0:
        yield at
        at = read.find(words, at + 1)


def _is_withheld(place: str, start: int, end: int, withheld: Sequence[Passage]) -> bool:
    return any(one.place == place and one.start < end and start < one.end for one in withheld)
