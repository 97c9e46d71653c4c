"""Which year's conversion factors an activity is valued with, and the factor; a set that is not held is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import NamedTuple

from scoring.evidence.reference_tables import DatedValue, Table
from scoring.evidence.rows import heading
from scoring.evidence.spans import Span
from scoring.evidence.units import unit_of

KILOGRAMS_A_TONNE = 1000


def year_of(days: Span) -> int:
    """Return the year that holds most of the days, and the earlier one where two hold as many.

    Source: guidance to the UK Government conversion factors, as https://srsreport.co.uk/data/uk-emissions-factors has
    it: the set of the year that holds the majority of the activity.

    >>> year_of(Span(date(2024, 10, 1), date(2025, 3, 31))), year_of(Span(date(2024, 12, 31), date(2025, 1, 1)))
    (2024, 2024)
    """
    years = range(days.first.year, days.last.year + 1)
    held = {year: days.part_of(Span(date(year, 1, 1), date(year, 12, 31))) for year in years}
    return max(years, key=lambda year: (part.days if (part := held[year]) else 0, -year))


class Activity(NamedTuple):
    """What a factor is for: its series, its unit as the library names it and as people write it, and its scope."""

    series: str
    title: str
    unit: str
    unit_words: str
    scope: str


@dataclass(frozen=True, slots=True)
class Factors:
    """The published factors, by activity and by the year of the set; `of` makes one from its table."""

    table: Table
    by_name: Mapping[str, Activity]

    @classmethod
    def of(cls, table: Table) -> "Factors":
        """Return the factors of a table; an activity is found by its name and by its title."""
        found: dict[str, Activity] = {}
        for series, title in table.titles.items():
            written = table.units[series].removeprefix("kgCO2e per ")
            if unit := unit_of(written):
                activity = Activity(series, title, unit, written, table.scopes[series])
                found |= {heading(title): activity, heading(series): activity}
        return cls(table, found)

    def activity(self, words: str) -> Activity | None:
        """Return the activity of a name or a title; None where the table holds none of it."""
        return self.by_name.get(heading(words))

    def names(self, words: str) -> str:
        """Return the activities nearest to what somebody wrote, or all of them where none is near, for a sentence."""
        plain = words.strip().lower().replace(" ", "-")
        known = sorted(self.table.titles)
        near = get_close_matches(plain, known) or [name for name in known if plain and plain in name]
        return ", ".join(near or known)

    def factor(self, series: str, year: int) -> DatedValue | None:
        """Return the factor of a year's set, in kgCO2e for each unit; None where that set holds none."""
        return self.table.on(series, date(year, 7, 1))

    def holds(self, year: int) -> bool:
        """Say whether any factor of a year's set is held."""
        return any(row.first.year == year for rows in self.table.series.values() for row in rows)

    def years(self, series: str | None = None) -> str:
        """Return the years whose sets are held, of one activity or of any, for a sentence."""
        chosen = self.table.series.values() if series is None else [self.table.series.get(series, ())]
        found = sorted({str(row.first.year) for rows in chosen for row in rows})
        return ", ".join(found) or "none"

    def why_none(self, series: str, year: int) -> str:
        """Return the rest of a sentence on a factor that is not held."""
        if not self.holds(year):
            return (
                f"cannot be valued: no factor set for {year} is held (not yet published, or not yet added); the sets "
                f"held are those of {self.years()}. No other year's factor is put in its place"
            )
        return f"cannot be valued: the {year} set held has no factor for {series}; it is held for {self.years(series)}"
