"""Reads the cells of one line by the engine's own rules; whatever is wrong becomes a finding, and reading goes on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction

from scoring.evidence.assessment import Line
from scoring.evidence.rows import Row, heading
from scoring.evidence.sheets import Sheet
from scoring.evidence.spans import Span
from scoring.exact import ZERO, exact_text, fraction
from scoring.findings import Collector


class Fields:
    """One line, where its findings go, whether anything that matters was wrong with it, and whether it belongs here."""

    __slots__ = ("elsewhere", "failed", "out", "quiet", "row")

    def __init__(self, row: Row, out: Collector, *, quiet: bool = False) -> None:
        """Read `row` and report to `out`; `quiet` findings never quote a cell, because it may tell of one person."""
        self.row = row
        self.out = out
        self.quiet = quiet
        self.failed = False
        self.elsewhere = False

    def refuse(self, code: str, column: str, message: str, *, value: object = None) -> None:
        """Report what keeps the line from being counted; without a column it is about the whole line."""
        self.failed = True
        shown = None if self.quiet else value
        self.out.add(code, self.row.at(column) if column else self.row.place, message, value=shown)

    def text(self, column: str, what: str) -> str:
        """Return words that must be there."""
        if not self._present(column, what):
            return ""
        return self.row[column]

    def number(self, column: str, what: str, *, low: Fraction = ZERO, optional: bool = False) -> Fraction | None:
        """Return an exact number of `low` or more; None where it is missing or wrong, or left out as it may be."""
        if optional and not self.row[column] and column not in self.row.wrong:
            return None
        if not self._present(column, what):
            return None
        found = fraction(self.row[column])
        if found is None:
            self.refuse("number.malformed", column, f"{what} must be a number such as 12.50", value=self.row[column])
        elif found < low:
            message = f"{what} must be {exact_text(low)} or more"
            self.refuse("number.too_small", column, message, value=self.row[column])
            return None
        return found

    def whole(self, column: str, what: str, *, optional: bool = False) -> int | None:
        """Return a whole number that is not negative."""
        found = self.number(column, what, optional=optional)
        if found is None:
            return None
        if found.denominator != 1:
            self.refuse("number.not_whole", column, f"{what} must be a whole number", value=self.row[column])
            return None
        return int(found)

    def day(self, column: str, what: str, *, optional: bool = False) -> date | None:
        """Return a day."""
        if optional and not self.row[column] and column not in self.row.wrong:
            return None
        if not self._present(column, what):
            return None
        try:
            return date.fromisoformat(self.row[column])
        except ValueError:
            message = f"{what} must be a date such as 2026-04-01"
            self.refuse("date.malformed", column, message, value=self.row[column])
            return None

    def span(self, period: Span) -> Span | None:
        """Return the days from `from` to `to`, which must lie within the period that the evidence is for.

        A line of which some days lie within it is not one of elsewhere: what it says of these days is not known.
        """
        first, last = self.day("from", "the first day"), self.day("to", "the last day")
        if first is None or last is None:
            return None
        if last < first:
            self.refuse("line.dates_order", "to", f"is before the first day, {first}: swap the two", value=str(last))
            return None
        found = Span(first, last)
        self.elsewhere = not found.meets(period)
        if self.elsewhere:
            self.refuse("line.outside_period", "", f"is for {found}, outside the period {period}: report it there")
            return None
        if not period.holds(found):
            message = f"is for {found} and reaches beyond the period {period}: split it at the end of the period"
            self.refuse("line.outside_period", "", message)
            return None
        return found

    def choice(self, column: str, what: str, words: Mapping[str, Sequence[str]]) -> str:
        """Return the key whose words hold what the cell says, compared without case, spaces and punctuation."""
        if not self._present(column, what):
            return ""
        given = heading(self.row[column])
        for key, said in words.items():
            if given in {heading(key), *map(heading, said)}:
                return key
        message = f"{what} must be one of {', '.join(words)}"
        self.refuse("choice.unknown", column, message, value=self.row[column])
        return ""

    def _present(self, column: str, what: str) -> bool:
        if column in self.row.wrong:
            self.failed = True
            return False
        if not self.row[column]:
            self.refuse("cell.missing", column, f"is empty: state {what}")
            return False
        return True


def once(sheets: Iterable[Sheet], out: Collector, lines: list[Line]) -> Iterator[Row]:
    """Yield every line that says something new; one that repeats another in every column read is reported instead."""
    met: dict[frozenset[tuple[str, str]], str] = {}
    for sheet in sheets:
        for row in sheet.rows:
            key = frozenset(row.cells.items())
            if key not in met:
                met[key] = row.place
                yield row
                continue
            message = f"says the same as {met[key]} and counts once; give each a reference of its own if both stand"
            out.add("line.repeated", row.place, message)
            lines.append(Line(row.place, "repeated", None, message))
