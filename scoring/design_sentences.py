"""Finds the sentence in which something is said, so that a finding can quote it and a denial in it can be seen."""

import re
from collections.abc import Iterator
from typing import Final

WINDOW: Final = 400
"""A sentence is looked for within so many characters on either side: a longer one is quoted in part."""
ENDS: Final = re.compile(r"[.!?;]\s|\n")


def said_in(pattern: re.Pattern[str], text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Yield each match with the sentence that it stands in.

    >>> [said for _, said in said_in(re.compile("office"), "How? Give your office. Be brief.")]
    ['Give your office.']
    """
    for match in pattern.finditer(text):
        first, last = max(0, match.start() - WINDOW), min(len(text), match.end() + WINDOW)
        begin = max((end.end() for end in ENDS.finditer(text, first, match.start())), default=first)
        end = ENDS.search(text, match.end() - 1, last)
        yield match, " ".join(text[begin : end.end() if end is not None else last].split())
