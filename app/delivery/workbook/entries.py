"""What a supplier entered in a workbook: plain values, with the place of each, before anything is decided on them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from app.delivery.workbook.layout import FORMAT, PLACE, UPDATES
from app.kit.schema import plain
from scoring.digest import digest
from scoring.evidence.rows import letter
from scoring.findings import Collector


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the sheet of updates as it came back; `wrong` says that a cell of it has a finding already."""

    row: int
    number: int
    key: str
    quantities: Mapping[str, Decimal]
    words: str
    wrong: bool

    @property
    def is_blank(self) -> bool:
        """Return whether nothing was entered."""
        return not (self.quantities or self.words or self.wrong)

    def at(self, column: str) -> str:
        """Return where a cell of the row stands: `Updates!J7`."""
        return cell(self.row, column)


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of evidence that one sheet holds for one row of updates, in the form in which they are kept."""

    sheet: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(slots=True)
class Entered:
    """Everything that was entered, and every finding so far."""

    about: Mapping[str, str]
    findings: Collector
    entries: list[Entry] = field(default_factory=list)
    lines: dict[int, list[Lines]] = field(default_factory=dict)

    def digest(self) -> str:
        """Return the digest of what was entered: the same for the same entries, however the file is packed."""
        rows = [self._row(entry) for entry in sorted(self.entries, key=lambda entry: entry.key)]
        return digest({"format": FORMAT, "about": dict(self.about), "rows": rows})

    def _row(self, entry: Entry) -> dict[str, Any]:
        return {
            "key": entry.key,
            "quantities": {name: plain(value) for name, value in entry.quantities.items()},
            "words": entry.words,
            "lines": [
                {"sheet": each.sheet, "columns": list(each.columns), "rows": [list(row) for row in each.rows]}
                for each in self.lines.get(entry.number, [])
            ],
        }


def cell(row: int, column: str) -> str:
    """Return where a cell of the sheet of updates stands."""
    return f"{UPDATES}!{letter(PLACE[column])}{row}"
