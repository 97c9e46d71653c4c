"""Draws each label of a chart as one run of text, where WeasyPrint would lay out and draw every letter by itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import weasyprint.svg

BY_LETTER: Final = frozenset({"dx", "dy", "rotate", "letter-spacing", "textLength"})
"""What asks for a place of its own for each letter."""


class _OneRun(str):
    """A text that comes as a whole where its letters are asked for one by one."""

    __slots__ = ()

    def __iter__(self) -> Iterator[str]:
        yield str(self)


@contextmanager
def labels_in_one_run() -> Iterator[None]:
    """Have labels drawn in one run: a tenth of the time of a page with charts, and pairs of letters are kerned.

    Nothing public asks for it. Should a later WeasyPrint draw labels in another way, it does so, only the time is lost,
    and a test says so.
    """
    own = weasyprint.svg.text

    def text(svg: Any, node: Any, font_size: Any) -> None:
        said = node.text
        if said and BY_LETTER.isdisjoint(node.attrib):
            node._etree_node.text = _OneRun(said)  # noqa: SLF001 - where its letters are taken from
        own(svg, node, font_size)

    weasyprint.svg.text = weasyprint.svg.TAGS["text"] = text
    try:
        yield
    finally:
        weasyprint.svg.text = weasyprint.svg.TAGS["text"] = own
