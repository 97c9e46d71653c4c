"""Finds in a text what says whose bid it is: a name, an address of any kind, a telephone or register number."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.bids.amounts import joined
from app.bids.readable import readings

_LEGAL_FORMS = frozenset(
    {
        *("ltd", "limited", "plc", "llp", "lp", "llc", "inc", "incorporated", "corp", "corporation", "co", "company"),
        *("cic", "cio", "cyf", "cyfyngedig", "ccc", "gmbh", "ag", "sa", "sarl", "bv", "nv", "the"),
    }
)
# What many companies of a trade have in their names: without it a name is still theirs.
_TRADES = frozenset(
    {
        *("and", "services", "service", "group", "holdings", "solutions", "systems", "partners", "partnership", "uk"),
        *("associates", "consulting", "consultants", "management", "facilities", "international", "cleaning", "care"),
        *("contractors", "construction", "engineering", "enterprises", "industries", "technologies", "trust", "sons"),
    }
)
# Words that begin a sentence as often as a name; alone they give nobody away.
_ANYBODYS = frozenset(
    {
        *("north", "south", "east", "west", "northern", "southern", "eastern", "western", "central", "national"),
        *("first", "united", "general", "local", "city", "county", "community", "health", "social", "home", "public"),
        *("british", "english", "scottish", "welsh", "european", "global", "total", "quality", "professional", "our"),
        *("green", "clean", "care", "best", "new", "good", "people", "support", "safe", "smart", "future", "living"),
    }
)
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*|&")
_POSSESSIVE = re.compile(r"'s?$")
# Each pattern may begin only where a run of its characters does: otherwise a long run would be read once a character.
_NO_ADDRESS = r"\s@<>()\[\]\"',;"
_E_MAIL = re.compile(rf"(?<![^{_NO_ADDRESS}])[^{_NO_ADDRESS}]+@[^{_NO_ADDRESS}]+\.[^\W\d_]{{2,}}")
_WEB = re.compile(
    rf"(?:https?://|www\.)[^{_NO_ADDRESS}]+"
    rf"|(?<![\w.@-])(?:[\w-]+\.)+(?:com|org|net|uk|wales|cymru|scot)\b(?:/[^{_NO_ADDRESS}]*)?",
    re.IGNORECASE,
)
_TELEPHONE = re.compile(r"(?<![\w.,£€$])(?:\+44\s?\(?0?\)?|\(?0)\s?[1-9](?:[\s().-]{0,2}\d){8,9}(?![\w])")
_SHORTEST_JOINED, _SHORTEST_APART, _SHORTEST_INITIALS = 6, 4, 3
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
    stems = {stem for name in whose.names if (stem := _stem(name))}
    spans = []
    for reading in readings(text):
        words = list(_words(reading.said))
        found = [one.span() for pattern in (_E_MAIL, _WEB, _TELEPHONE) for one in pattern.finditer(reading.said)]
        for stem in stems:
            found += _named(words, stem)
            found += _in_short(words, reading.said, stem)
        for identifier in whose.identifiers:
            found += _numbered(reading.said, identifier)
        spans += [reading.span(start, end) for start, end in found]
    return joined(spans)


def _words(text: str) -> Iterator[tuple[str, int, int]]:
    for found in _WORD.finditer(text):
        yield _plain(found[0]), found.start(), found.end()


def _plain(word: str) -> str:
    """Return a word as it is compared: no capitals, no apostrophes, nobody's possession, `&` as `and`."""
    return "and" if word == "&" else _POSSESSIVE.sub("", word.casefold()).replace("'", "")


def _stem(name: str) -> tuple[str, ...]:
    """Return the words of a name without what every company has: Acme Cleaning for The Acme Cleaning Co. Ltd."""
    words = [word for word, _, _ in _words(next(readings(name)).said)]
    stem = [word for word in words if word not in _LEGAL_FORMS]
    return tuple(stem or words)


def _named(words: Sequence[tuple[str, int, int]], stem: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Yield where a name stands, in one word, in its own words, or letter by letter."""
    size, run = len(stem), "".join(stem)
    for place, (word, start, end) in enumerate(words):
        last = _last_of(words, place, run) if word[0] == run[0] else None
        if last is not None:
            while last + 1 < len(words) and words[last + 1][0] in _LEGAL_FORMS - {"the", "co", "company"}:
                last += 1
            yield start, words[last][2]
        elif size > 1 and len(run) >= _SHORTEST_JOINED and run in word:
            yield start, end


def _last_of(words: Sequence[tuple[str, int, int]], first: int, run: str) -> int | None:
    """Return where the words end that make up a name from here on; None where they do not."""
    said = ""
    for place in range(first, len(words) if len(run) >= _SHORTEST_APART else first + 1):
        said += words[place][0]
        if said in {run, f"{run}s"}:  # the possessive of somebody who writes no apostrophes
            return place
        if not run.startswith(said):
            return None
    return None


def _in_short(words: Sequence[tuple[str, int, int]], text: str, stem: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Yield where a name of several words stands as people say it: Acme, or ACS, for Acme Cleaning Services."""
    own = len(stem)
    while own > 1 and stem[own - 1] in _TRADES:
        own -= 1
    initials = "".join(word[0] for word in stem if word != "and").upper()
    for place, (word, start, end) in enumerate(words):
        if word[0] != stem[0][0]:
            continue
        if len(initials) >= _SHORTEST_INITIALS and text[start:end] == initials:
            yield start, end
        for size in range(own, len(stem)):
            last = _last_of(words, place, "".join(stem[:size]))
            if last is not None and (size > 1 or (_is_own(stem[0]) and text[start].isupper())):
                yield start, words[last][2]


def _is_own(word: str) -> bool:
    return len(word) >= _SHORTEST_APART and word not in _ANYBODYS | _TRADES


def _numbered(text: str, identifier: str) -> Iterable[tuple[int, int]]:
    bare = re.sub(r"\W", "", identifier)
    if len(bare) < _SHORTEST_IDENTIFIER:
        return []
    spaced = r"[\s.-]?".join(re.escape(character) for character in bare)
    return [found.span() for found in re.finditer(rf"(?<!\w){spaced}(?!\w)", text, re.IGNORECASE)]
