"""Finds in a text what says whose bid it is: a name, an address of any kind, a telephone or register number."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.bids.amounts import joined

_LEGAL_FORMS = frozenset(
    {
        *("ltd", "limited", "plc", "llp", "lp", "llc", "inc", "incorporated", "corp", "corporation", "co", "company"),
        *("cic", "cio", "cyf", "cyfyngedig", "ccc", "gmbh", "ag", "sa", "sarl", "bv", "nv", "the"),
    }
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|&")
_POSSESSIVE = re.compile(r"['’]s?$")
# Each pattern may begin only where a run of its characters does: otherwise a long run would be read once a character.
_NO_ADDRESS = r"\s@<>()\[\]\"',;"
_E_MAIL = re.compile(rf"(?<![^{_NO_ADDRESS}])[^{_NO_ADDRESS}]+@[^{_NO_ADDRESS}]+\.[^\W\d_]{{2,}}")
_WEB = re.compile(
    rf"(?:https?://|www\.)[^{_NO_ADDRESS}]+"
    rf"|(?<![\w.@-])(?:[\w-]+\.)+(?:com|org|net|uk|wales|cymru|scot)\b(?:/[^{_NO_ADDRESS}]*)?",
    re.IGNORECASE,
)
_TELEPHONE = re.compile(r"(?<![\w.,£€$])(?:\+44\s?\(?0?\)?|\(?0)\s?[1-9](?:[\s().-]{0,2}\d){8,9}(?![\w])")
_SHORTEST_JOINED = 6
_SHORTEST_IDENTIFIER = 4


@dataclass(frozen=True, slots=True)
class Identity:
    """What gives one bidder away: its names now and when it bid, and its numbers in registers."""

    names: Sequence[str]
    identifiers: Sequence[str] = ()


def find(text: str, whose: Identity) -> list[tuple[int, int]]:
    """Return where a text says whose it is, in code points, first to last.

    Any e-mail address, web address and telephone number counts, whoever's it is: it would lead to the bidder.
    """
    spans = [found.span() for pattern in (_E_MAIL, _WEB, _TELEPHONE) for found in pattern.finditer(text)]
    words = list(_words(text))
    for stem in {stem for name in whose.names if (stem := _stem(name))}:
        spans += _named(words, stem)
    for identifier in whose.identifiers:
        spans += _numbered(text, identifier)
    return joined(spans)


def _words(text: str) -> Iterator[tuple[str, int, int]]:
    for found in _WORD.finditer(text):
        yield _plain(found[0]), found.start(), found.end()


def _plain(word: str) -> str:
    """Return a word as it is compared: no capitals, no accents, nobody's possession, `&` as `and`."""
    parts = unicodedata.normalize("NFKD", _POSSESSIVE.sub("", word.casefold())).replace("'", "").replace("’", "")
    return "and" if word == "&" else "".join(one for one in parts if not unicodedata.combining(one))


def _stem(name: str) -> tuple[str, ...]:
    """Return the words of a name without what every company has: Acme Cleaning for The Acme Cleaning Co. Ltd."""
    words = [word for word, _, _ in _words(name)]
    stem = [word for word in words if word not in _LEGAL_FORMS]
    return tuple(stem or words)


def _named(words: Sequence[tuple[str, int, int]], stem: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    size, run = len(stem), "".join(stem)
    for place, (word, start, end) in enumerate(words):
        if tuple(one for one, _, _ in words[place : place + size]) == stem:
            last = place + size - 1
            while last + 1 < len(words) and words[last + 1][0] in _LEGAL_FORMS - {"the", "co", "company"}:
                last += 1
            yield start, words[last][2]
        elif size > 1 and len(run) >= _SHORTEST_JOINED and run in word:
            yield start, end


def _numbered(text: str, identifier: str) -> Iterable[tuple[int, int]]:
    bare = re.sub(r"\W", "", identifier)
    if len(bare) < _SHORTEST_IDENTIFIER:
        return []
    spaced = r"[\s.-]?".join(re.escape(character) for character in bare)
    return [found.span() for found in re.finditer(rf"(?<!\w){spaced}(?!\w)", text, re.IGNORECASE)]
