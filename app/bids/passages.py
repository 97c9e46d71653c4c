"""What of a bid's answers is withheld from whom: sums that say its price, and words that say whose it is."""

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from app.bids import amounts, identities
from app.kit.model import LONG

_LONGEST_LABEL = 300
_AROUND = 100
_TERMS = range(1, 11)
_WORDS, _LABELS = ("words",), ("title", "unit")


class PassageKind(StrEnum):
    """Why a passage is withheld."""

    PRICE = "price_in_answer"
    IDENTITY = "identity_in_answer"


MASKS = {
    PassageKind.PRICE: "[withheld: a sum of money]",
    PassageKind.IDENTITY: "[withheld: the bidder's name]",
}


_MOST = {PassageKind.PRICE: 20, PassageKind.IDENTITY: 200}


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of an answer: `start` to `end` in code points of the text at `place`; a figure has 0 to 0."""

    criterion: str
    place: str
    start: int
    end: int
    kind: PassageKind


def of_price(content: Mapping[str, Any], price: Decimal | None, *, years: int | None) -> list[Passage]:
    """Return every passage of the answers that states the bid's own price, and every figure that is equal to it."""
    if price is None or price <= 0:
        return []
    wanted = amounts.same_as(price, years=years)
    large = {sum_ for sum_ in wanted if sum_ >= amounts.LEAST_BARE}
    found = _in_texts(content, lambda text: amounts.find(text, wanted), PassageKind.PRICE)
    for answer in content["answers"]:
        found += [
            Passage(answer["criterion"], place, 0, 0, PassageKind.PRICE)
            for place, figure in _figures(answer)
            if Decimal(figure) in large
        ]
    return found


def of_identity(content: Mapping[str, Any], whose: identities.Identity) -> list[Passage]:
    """Return every passage of the answers that says whose bid it is."""
    return _in_texts(content, lambda text: identities.find(text, whose), PassageKind.IDENTITY)


def masked(answer: Mapping[str, Any], withheld: Iterable[Passage]) -> dict[str, Any]:
    """Return an answer with passages of it replaced by words that say so, and figures by nothing."""
    out = copy.deepcopy(dict(answer))
    by_place: dict[str, list[Passage]] = {}
    for one in withheld:
        by_place.setdefault(one.place, []).append(one)
    for place, passages in by_place.items():
        holder, key, limit = _at(out, place)
        if passages[0].end == 0:
            holder[key] = None
        elif holder.get(key) is not None:
            holder[key] = _cover(holder[key], passages, limit)
    return out


def cover_price(text: str, price: Decimal | None) -> str:
    """Return a text of any kind with the sums in it covered that tell a price."""
    wanted = [] if price is None else [sum_ for years in _TERMS for sum_ in amounts.same_as(price, years=years)]
    spans = [Passage("", "", start, end, PassageKind.PRICE) for start, end in amounts.find(text, wanted)]
    return _cover(text, spans, LONG)


def text_at(answer: Mapping[str, Any], place: str) -> str | None:
    """Return the text at a place of an answer; None where a figure stands there."""
    holder, key, _ = _at(dict(answer), place)
    found = holder.get(key)
    return found if isinstance(found, str) and not place.endswith("quantity") and "parts." not in place else None


def around(answer: Mapping[str, Any], one: Passage, sums: Sequence[Passage]) -> str | None:
    """Return a passage with the words around it, every sum in `sums` covered; None where a figure stands there."""
    text = text_at(answer, one.place)
    if text is None:
        return None
    there = [other for other in sums if other.place == one.place]
    if any(other.start < one.end and one.start < other.end for other in there):
        said = MASKS[PassageKind.PRICE]
    else:
        said = text[one.start : one.end]
    before = _cover(text[: one.start], [other for other in there if other.start < one.start], LONG)
    after = [
        Passage(one.criterion, one.place, max(other.start - one.end, 0), other.end - one.end, other.kind)
        for other in there
        if other.end > one.end
    ]
    return before[-_AROUND:] + said + _cover(text[one.end :], after, LONG)[:_AROUND]


def _in_texts(
    content: Mapping[str, Any], find: Callable[[str], list[tuple[int, int]]], kind: PassageKind
) -> list[Passage]:
    return [
        Passage(answer["criterion"], place, start, end, kind)
        for answer in content["answers"]
        for place, text in _texts(answer)
        for start, end in _few(find(text), _MOST[kind])
    ]


def _few(spans: list[tuple[int, int]], most: int) -> list[tuple[int, int]]:
    """Return spans as they are, or those that stand nearest made one: nobody decides about a thousand of one text.

    What stands between two that are far apart stays to be read: whoever names itself all the time still has answered.
    """
    if len(spans) <= most:
        return spans
    gaps = sorted(range(1, len(spans)), key=lambda place: spans[place][0] - spans[place - 1][1])
    kept = set(gaps[len(spans) - most :])
    out = [spans[0]]
    for place, (start, end) in enumerate(spans[1:], 1):
        if place in kept:
            out.append((start, end))
        else:
            out[-1] = (out[-1][0], end)
    return out


def _texts(answer: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if answer.get("response") is not None:
        yield "response", answer["response"]
    for index, pledge in enumerate(answer.get("pledges") or ()):
        for key in (*_WORDS, *_LABELS):
            if pledge.get(key) is not None:
                yield f"pledges[{index}].{key}", pledge[key]


def _figures(answer: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if answer.get("quantity") is not None:
        yield "quantity", answer["quantity"]
    for name, figure in (answer.get("parts") or {}).items():
        if figure is not None:
            yield f"parts.{name}", figure
    for index, pledge in enumerate(answer.get("pledges") or ()):
        if pledge.get("quantity") is not None:
            yield f"pledges[{index}].quantity", pledge["quantity"]


def _at(answer: dict[str, Any], place: str) -> tuple[dict[str, Any], str, int]:
    """Return what holds a place, its key there, and how long its text may be."""
    if place.startswith("pledges["):
        index, _, key = place.removeprefix("pledges[").partition("].")
        return answer["pledges"][int(index)], key, _LONGEST_LABEL if key in _LABELS else LONG
    if place.startswith("parts."):
        return answer["parts"], place.removeprefix("parts."), LONG
    return answer, place, LONG


def _cover(text: str, passages: Sequence[Passage], limit: int) -> str:
    """Return a text with passages covered; a price covers a name that it overlaps."""
    spans = sorted((one.start, one.end, one.kind is PassageKind.IDENTITY, MASKS[one.kind]) for one in passages)
    out, at = "", 0
    for start, end, _, mask in spans:
        if end <= at:
            continue
        if start >= at:
            out += text[at:start] + mask
        at = end
    return (out + text[at:])[:limit]
