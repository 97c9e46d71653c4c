"""What a table sent as evidence is made of: columns that an engine asks for, and rows that know where they stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from scoring.evidence import cells

Kind = Literal["text", "number", "date"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column that an engine reads: its name there, the headings that mean it, what stands in it, whether it must be.

    Headings are compared without case, spaces and punctuation, so "Invoice No." and "invoice_no" are one.
    """

    name: str
    aliases: tuple[str, ...] = ()
    kind: Kind = "text"
    required: bool = False

    @property
    def headings(self) -> frozenset[str]:
        """Return every heading that means this column, in the form in which headings are compared."""
        return frozenset(heading(word) for word in (self.name, *self.aliases))


@dataclass(frozen=True, slots=True)
class Row:
    """One line: its cells by column name (an empty or absent cell is ""), its place, and which cells are wrong."""

    file: str
    sheet: str
    number: int
    cells: Mapping[str, str]
    letters: Mapping[str, str]
    wrong: frozenset[str] = frozenset()

    @property
    def place(self) -> str:
        """Return where the line stands: "Sheet1!14", or "payments.csv:14"."""
        return f"{self.sheet}!{self.number}" if self.sheet else f"{self.file}:{self.number}"

    def at(self, column: str) -> str:
        """Return where a cell stands: "Sheet1!C14", or "payments.csv:14 column amount"."""
        if self.sheet:
            return f"{self.sheet}!{self.letters.get(column, '')}{self.number}"
        return f"{self.file}:{self.number} column {column}"

    def __getitem__(self, column: str) -> str:
        """Return the text of a cell, "" where it is empty or the file has no such column."""
        return self.cells.get(column, "")


RawRow = tuple[int, Sequence[cells.Raw]]
"""The number of a row, as people count, and its cells from column A on."""


def heading(text: str) -> str:
    """Return a heading in the form in which headings are compared.

    >>> heading(" Invoice No. ") == heading("invoice_no")
    True
    """
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def letter(index: int) -> str:
    """Return the letters of a column, counted from 0.

    >>> letter(0), letter(26), letter(701)
    ('A', 'AA', 'ZZ')
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
