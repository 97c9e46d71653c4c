"""Lets wide tables and drawings of a page on a screen be moved sideways, by the keyboard too, while its text stays."""

import re
from typing import Final

TABLE: Final = re.compile(r"<table\b.*?</table>", re.DOTALL)
DRAWING: Final = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
NAMED: Final = re.compile(r'<title id="([^"]+)">')
COLUMN: Final = re.compile(r"<col\b")

MOST_COLUMNS: Final = 3
"""Tables up to here fit into the narrowest window that WCAG 2.2 asks for (1.4.10: 320 px); a wider one moves."""


def movable(page: str) -> str:
    """Return a page with each wide table and each drawing in a frame that takes the keyboard's focus and moves.

    A frame is named by the table's caption or the drawing's title, so that whoever comes to it hears what it holds.
    The page is one of ours: what people wrote in it is escaped, so every tag is our own.
    """
    numbers = iter(range(1, len(page)))

    def framed(name: str, inside: str) -> str:
        return f'<div class="wide" role="group" tabindex="0" aria-labelledby="{name}">{inside}</div>'

    def table(found: re.Match[str]) -> str:
        whole = found.group()
        if len(COLUMN.findall(whole)) <= MOST_COLUMNS or "<caption>" not in whole:
            return whole
        name = f"table-{next(numbers)}"
        return framed(name, whole.replace("<caption>", f'<caption id="{name}">', 1))

    def drawing(found: re.Match[str]) -> str:
        whole = found.group()
        name = NAMED.search(whole)
        return framed(name.group(1), whole) if name else whole

    return DRAWING.sub(drawing, TABLE.sub(table, page))
