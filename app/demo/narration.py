"""What the play says while it runs: numbered acts, lines beneath them, and tables at the end."""

import re
import sys
import textwrap
from collections.abc import Sequence
from typing import TextIO

WIDTH = 118
_LABEL = re.compile(r" *(?:[a-z]+(?: [a-z]+)?(?:: +| {2,}))?")
"""What a line may begin with, such as `too early: `: what does not fit stands under the words that follow it."""


class Narration:
    """Writes the play's progress for whoever watches it."""

    def __init__(self, out: TextIO | None = None) -> None:
        """Write to standard output unless told otherwise."""
        self._out = out or sys.stdout
        self._act = 0

    def act(self, title: str) -> None:
        """Begin an act."""
        self._act += 1
        self._write(f"\n{self._act}. {title}")

    def line(self, text: str) -> None:
        """Say one thing that happened, on as many lines as it takes."""
        label = _LABEL.match(text)
        hang = " " * len(label[0] if label else "")
        wrapped = textwrap.wrap(
            text,
            WIDTH,
            initial_indent="   ",
            subsequent_indent=f"   {hang}",
            break_long_words=False,
            break_on_hyphens=False,
        )
        self._write("\n".join(wrapped))

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Print rows under their heads; columns of numbers stand right."""
        widths = [max(len(row[place]) for row in (head, *rows)) for place in range(len(head))]
        right = [all(row[place][:1].isdigit() or row[place] == "-" for row in rows) for place in range(len(head))]
        for row in (head, ["-" * width for width in widths], *rows):
            cells = [
                cell.rjust(width) if to_right else cell.ljust(width)
                for cell, width, to_right in zip(row, widths, right, strict=True)
            ]
            self._write(f"   {'  '.join(cells).rstrip()}")

    def _write(self, text: str) -> None:
        print(text, file=self._out, flush=True)
