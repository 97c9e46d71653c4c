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
        self._passages = _any_of(filter(None, (" ".join(one.split()) for one in passages)))

    def clean(self, text: str) -> str:
        """Return a text without what may not leave, each replaced by a mark that says so."""
        for pattern, mark in (
            (self._passages, MARKS[RedactionKind.OTHER]),
            (_ADDRESS, _PERSONAL),
            (_TELEPHONE, _PERSONAL),
            (self._people, _PERSONAL),
        ):
            if pattern is not None:
                text = pattern.sub(mark, text)
        return text


def _any_of(texts: Iterable[str]) -> re.Pattern[str] | None:
    """Return what finds any of the texts, the longest first, however blanks and capitals stand in it."""
    # A name is found as a whole word only: Ann Lee is not in Joann Leeds.
    parts = sorted(set(texts), key=lambda text: (-len(text), text))
    if not parts:
        return None
    joined = "|".join(r"\s+".join(re.escape(word) for word in part.split()) for part in parts)
    return re.compile(rf"(?<!\w)(?:{joined})(?!\w)", re.IGNORECASE)
