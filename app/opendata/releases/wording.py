"""Keeps out of free text what may never leave with data: addresses, telephone numbers, names of people, redactions."""

import re
from collections.abc import Iterable
from typing import Final

from app.documents.redacting import MARKS, RedactionKind

# Begun at the start of a word only: otherwise a long word costs its length squared.
_ADDRESS: Final = re.compile(r"(?<![\w.%+'-])[\w.%+'-]+@[\w-]+(?:\.[\w-]+)+")
_TELEPHONE: Final = re.compile(r"(?<![\w.-])(?:\+44[ ()-]*(?:0[ ()-]*)?|\(?0)[1-9](?:[ ()-]*\d){8,9}(?![\w-])")
_PERSONAL: Final = MARKS[RedactionKind.PERSONAL]
_LEAST_NAME = 5
_LEAST_PART = 5
"""A passage as long as this is found within words too: it may begin or end in one. A shorter one is too common."""


class Censor:
    """Puts a mark in the place of what may not leave.

    `people` are names of people of the organisations concerned; one word alone is too common to be looked for.
    `passages` are what somebody withheld from the documents of the process.
    """

    def __init__(self, people: Iterable[str], passages: Iterable[str]) -> None:
        """Prepare what is looked for."""
        found = {" ".join(name.split()) for name in people}
        names = [name for name in found if " " in name and len(name) >= _LEAST_NAME]
        self._people = _any_of(names)
        self._passages = [_passage(one) for one in sorted({" ".join(one.split()) for one in passages} - {""})]

    def clean(self, text: str) -> str:
        """Return a text without what may not leave, each replaced by a mark that says so."""
        text = self._without_passages(text)
        for pattern, mark in (
            (_ADDRESS, _PERSONAL),
            (_TELEPHONE, _PERSONAL),
            (self._people, _PERSONAL),
        ):
            if pattern is not None:
                text = pattern.sub(mark, text)
        return text

    def _without_passages(self, text: str) -> str:
        """Return a text with one mark for passages that overlap: all are found before any is replaced."""
        found = sorted(match.span(1) for pattern in self._passages for match in pattern.finditer(text))
        pieces, end = [""], 0
        for start, stop in found:
            if start >= end:
                pieces += [text[end:start], MARKS[RedactionKind.OTHER]]
            end = max(end, stop)
        return "".join([*pieces, text[end:]])


def _passage(passage: str) -> re.Pattern[str]:
    """Return what finds a passage wherever it begins, also within itself, however blanks and capitals stand in it."""
    inside = r"\s+".join(re.escape(word) for word in passage.split())
    if len(passage) < _LEAST_PART:
        inside = rf"(?<!\w){inside}(?!\w)"
    return re.compile(rf"(?=({inside}))", re.IGNORECASE)


def _any_of(texts: Iterable[str]) -> re.Pattern[str] | None:
    """Return what finds any of the texts, the longest first, however blanks and capitals stand in it."""
    # A name is found as a whole word only: Ann Lee is not in Joann Leeds.
    parts = sorted(set(texts), key=lambda text: (-len(text), text))
    if not parts:
        return None
    joined = "|".join(r"\s+".join(re.escape(word) for word in part.split()) for part in parts)
    return re.compile(rf"(?<!\w)(?:{joined})(?!\w)", re.IGNORECASE)
