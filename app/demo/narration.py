"""What the play says while it runs: numbered acts, lines beneath them, and tables at the end."""

import sys
from collections.abc import Sequence
from typing import TextIO


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
        """Say one thing that happened."""
        self._write(f"   {text}")

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Print rows under their heads; columns of numbers stand right."""
        widths = [max(len(row[place]) for row in (head, *rows)) for place in range(len(head))]
        right = [all(row[place][:1].isdigit() or row[place] == "-" for row in rows) for place in range(len(head))]
        for row in (head, ["-" * width for width in widths], *rows):
            cells = [
                cell.rjust(width) if to_right else cell.ljust(width)
                for cell, width, to_right in zip(row, widths, right, strict=True)
            ]
            self.line("  ".join(cells).rstrip())

    def _write(self, text: str) -> None:
        print(text, file=self._out, flush=True)
