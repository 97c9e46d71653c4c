"""What stands where in the workbook: its sheets, its columns and the words of its first page."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from scoring.evidence.engines import MODULES, engine
from scoring.evidence.rows import Column
from scoring.findings import Findings

FORMAT = "makegood.workbook/1"
README, UPDATES, ABOUT = "Read me", "Updates", "Do not change"
MOST_LINES = 5_000
"""Lines of evidence that one sheet takes; a longer ledger is sent as a file of its own."""

MOST_CELLS = 500_000
"""Cells of one sheet, from its first to its last, empty ones included."""

MOST_BYTES, MOST_UNPACKED = 5 * 1024 * 1024, 64 * 1024 * 1024
"""How large a workbook may be, as it is sent and unpacked: nobody else writes while it is read."""

MOST_WORKBOOKS = 500
"""Workbooks that are kept for one contract: forty years of months, and some that are mended."""


@dataclass(frozen=True, slots=True)
class Heading:
    """One column of the sheet of updates: its name here, what heads it, its width, whether the supplier fills it in."""

    name: str
    title: str
    width: int
    filled_in: bool = False


HEADINGS = (
    Heading("key", "Key (leave as it is)", 4),
    Heading("number", "No.", 6),
    Heading("title", "Commitment", 44),
    Heading("unit", "Counted in", 16),
    Heading("starts_on", "From", 12),
    Heading("ends_on", "To", 12),
    Heading("due", "Due in these days", 16),
    Heading("claimed_before", "Claimed before", 16),
    Heading("standing", "What came of it", 30),
    Heading("claimed", "Quantity", 16, filled_in=True),
    Heading("part", "Part", 12, filled_in=True),
    Heading("whole", "Whole", 12, filled_in=True),
    Heading("words", "What was done", 60, filled_in=True),
)
PLACE = {heading.name: index for index, heading in enumerate(HEADINGS)}
ENTRIES = tuple(heading.name for heading in HEADINGS if heading.filled_in)
ROW_COLUMN = Column("update", ("No.",), kind="number", required=True)
"""In each sheet of evidence the first column: the number of the update that a line belongs to."""


@dataclass(frozen=True, slots=True)
class EvidenceSheet:
    """A sheet for lines of evidence: its title, the engine that reads them, and the columns of that engine."""

    title: str
    engine: str
    columns: tuple[Column, ...]


_TITLES = {"local-spend": "Payments", "living-wage": "Pay lines", "carbon": "Activity", "people": "People"}


@cache
def evidence_sheets() -> tuple[EvidenceSheet, ...]:
    """Return the sheets for lines of evidence: one an engine that is installed, headed as that engine reads it."""
    found = []
    for name in MODULES:
        module = engine(name)
        if not isinstance(module, Findings):
            found.append(EvidenceSheet(_TITLES.get(name, name), name, tuple(module.COLUMNS)))
    return tuple(found)


def headings_of(sheet: EvidenceSheet) -> Sequence[Column]:
    """Return every column of a sheet of evidence, the number of the update first."""
    return (ROW_COLUMN, *sheet.columns)


GUIDE = (
    (
        "This workbook reports what was delivered in the days named above. It works without the service: fill it in "
        "where you like, then send it."
    ),
    (
        "Sheet Updates has one row for each commitment. Fill in the white cells of a row: the quantity, or part and "
        "whole where a percentage was promised (12 of 36 people: part 12, whole 36), and in words what was done, so "
        "that somebody else could check it."
    ),
    (
        "Nothing delivered is the quantity 0, which is a claim. A row that is left blank reports nothing, and what was "
        "claimed before stays as it is."
    ),
    (
        "The sheets after it take lines of evidence. Begin each line with the number of the row in Updates that it "
        "belongs to. Where a row has no lines, the files that it rests on stay as they are."
    ),
    (
        "Write plain values: a formula is not taken, since it can change after it was checked. Copy such cells and "
        "paste them as values. Dates may be dates or text such as 31/03/2027."
    ),
    "Do not add, remove or merge rows, and leave the grey cells and the headings as they are.",
    (
        "Nothing is taken while anything is wrong. Every finding is listed at once with its sheet, row and column; "
        "mend them and send the workbook again. Sending the same workbook twice changes nothing."
    ),
)
