"""Takes note of cells that do not hold what they show: formulas, errors, and numbers that are shown as percentages."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from scoring.evidence import cells

Mark = type[cells.Formula] | type[cells.Failed] | type[cells.Percentage]
Place = tuple[int, int]
"""Row and column, from 1."""

MOST_MARKED: Final = 1_000_000
_PERCENT: Final = frozenset({"9", "10"})
"""The numbers of the two percentage formats that every spreadsheet has: `0%` and `0.00%` (ECMA-376, 18.8.30)."""

_FILLS_MANY: Final = frozenset({"array", "dataTable"})
"""Kinds of formula that stand in one cell and fill a range: the other cells hold nothing but what came out."""

_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7}):\$?([A-Z]{1,3})\$?([0-9]{1,7})")


@dataclass(slots=True)
class Looks:
    """How cells are shown, while the part of a workbook that says so is read."""

    own: set[str] = field(default_factory=set)
    found: list[str] = field(default_factory=list)
    of_cells: bool = False

    def note(self, tag: str, given: Mapping[str, str]) -> None:
        """Take note of one element."""
        if tag == "numFmt" and "%" in given.get("formatCode", ""):
            self.own.add(given.get("numFmtId", ""))
        elif tag in {"cellXfs", "cellStyleXfs"}:
            self.of_cells = tag == "cellXfs"
        elif tag == "xf" and self.of_cells:
            self.found.append(given.get("numFmtId", "0"))

    def percentages(self) -> frozenset[str]:
        """Return the places, in the list of looks, of those that show a percentage."""
        return frozenset(str(place) for place, number in enumerate(self.found) if number in _PERCENT | self.own)


@dataclass(slots=True)
class Marks:
    """The cells of one sheet that hold something else than a plain value."""

    percentages: frozenset[str] = frozenset()
    held: dict[Place, Mark] = field(default_factory=dict)
    filled: int = 0
    too_many: bool = False

    def cell(self, place: Place, given: Mapping[str, str]) -> None:
        """Take note of a cell that holds an error, or is shown as a percentage."""
        if given.get("t") == "e":
            self._hold(place, cells.Failed)
        elif given.get("s", "0") in self.percentages:
            self._hold(place, cells.Percentage)

    def formula(self, place: Place, given: Mapping[str, str]) -> None:
        """Take note of a formula, in every cell that it fills."""
        self.held.pop(place, None)
        self._hold(place, cells.Formula)
        if given.get("t") in _FILLS_MANY:
            for each in self._range(given.get("ref", "")):
                self.held[each] = cells.Formula

    def marked(self, number: int, row: Sequence[cells.Raw]) -> list[cells.Raw]:
        """Return the cells of a row, each that is marked as what it is."""
        return [
            raw if (mark := self.held.get((number, place))) is None else _as(mark, raw)
            for place, raw in enumerate(row, start=1)
        ]

    def _hold(self, place: Place, mark: Mark) -> None:
        self.held.setdefault(place, mark)
        self.too_many = self.too_many or len(self.held) > MOST_MARKED

    def _range(self, reference: str) -> Iterator[Place]:
        found = _RANGE.fullmatch(reference.upper())
        if found is None:
            return
        first, last = sorted((int(found[2]), int(found[4])))
        left, right = sorted((_column(found[1]), _column(found[3])))
        rows, columns = range(first, last + 1), range(left, right + 1)
        # Counted however often the same cells are filled: to fill them takes time each time.
        self.filled += len(rows) * len(columns)
        if self.filled + len(self.held) > MOST_MARKED:
            self.too_many = True
            return
        yield from ((row, column) for row in rows for column in columns)


def _as(mark: Mark, raw: cells.Raw) -> cells.Raw:
    """Return a cell as what it is; an error has no value, and words are no percentage however they are shown."""
    if mark is cells.Failed:
        return cells.Failed()
    if mark is cells.Percentage and (isinstance(raw, bool) or not isinstance(raw, int | float)):
        return raw
    return mark(raw)


def _column(letters: str) -> int:
    number = 0
    for one in letters:
        number = number * 26 + ord(one) - ord("A") + 1
    return number
