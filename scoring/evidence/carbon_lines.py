"""Reads activity lines: how much of what was used, in which unit, on which days; quantities, never tonnes."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, NamedTuple

from scoring.evidence.carbon_factors import Activity, Factors, year_of
from scoring.evidence.fields import Fields
from scoring.evidence.rows import Column, Row
from scoring.evidence.spans import Span
from scoring.evidence.units import converted, unit_of, why_not_a_unit
from scoring.findings import Collector

COLUMNS: Final = (
    Column("activity", ("emission source", "fuel", "type of activity"), required=True),
    Column("quantity", ("amount", "usage", "consumption"), "number", required=True),
    Column("unit", ("units", "uom", "unit of measure"), required=True),
    Column("scope", ("ghg scope",)),
    Column("from", ("starts on", "first day", "period start", "date from", "date"), "date", required=True),
    Column("to", ("ends on", "last day", "period end", "date to"), "date", required=True),
    Column("reference", ("ref", "meter", "site", "vehicle", "invoice")),
)
SCOPES: Final = {"1": ("scope 1",), "2": ("scope 2",), "3": ("scope 3",)}


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """One line: its activity, its quantity in the unit of the factor, its days and the year of its factor set."""

    row: Row
    activity: Activity
    quantity: Fraction
    days: Span
    year: int

    @property
    def place(self) -> str:
        """Return where the line stands."""
        return self.row.place


class Activities(NamedTuple):
    """The lines that could be read, the places of those that could not, and of those for other days."""

    lines: tuple[ActivityLine, ...]
    unread: tuple[str, ...]
    elsewhere: tuple[str, ...]


def read_activities(rows: Iterable[Row], period: Span, factors: Factors, out: Collector) -> Activities:
    """Return every activity line of the period."""
    lines: list[ActivityLine] = []
    unread: list[str] = []
    elsewhere: list[str] = []
    for row in rows:
        fields = Fields(row, out)
        line = _line(fields, period, factors)
        if line is not None:
            lines.append(line)
        else:
            (elsewhere if fields.elsewhere else unread).append(row.place)
    return Activities(tuple(lines), tuple(unread), tuple(elsewhere))


def _line(fields: Fields, period: Span, factors: Factors) -> ActivityLine | None:
    activity = _activity(fields, factors)
    quantity = fields.number("quantity", "the quantity")
    unit = _unit(fields)
    days = fields.span(period)
    _scope(fields, activity)
    if fields.failed or activity is None or quantity is None or unit is None or days is None:
        return None
    found = converted(quantity, unit, activity.unit)
    if found is None:
        message = f"cannot be turned into {activity.unit_words}, in which {activity.series} is counted"
        fields.refuse(
            "unit.wrong_kind", "unit", f"{message}: choose the activity that is counted so", value=fields.row["unit"]
        )
        return None
    return ActivityLine(fields.row, activity, found, days, year_of(days))


def _activity(fields: Fields, factors: Factors) -> Activity | None:
    words = fields.text("activity", "what was used, such as electricity-generation")
    found = factors.activity(words) if words else None
    if words and found is None:
        message = f"is no activity that the table of factors holds; the nearest are {factors.names(words)}"
        fields.refuse("activity.unknown", "activity", message, value=words)
    return found


def _unit(fields: Fields) -> str | None:
    words = fields.text("unit", "the unit of the quantity")
    found = unit_of(words) if words else None
    if words and found is None:
        fields.refuse("unit.unknown", "unit", f"{words} {why_not_a_unit(words)}", value=words)
    return found


def _scope(fields: Fields, activity: Activity | None) -> None:
    """Refuse a scope that is not the one in which the factor of the activity is published."""
    if not fields.row["scope"] and "scope" not in fields.row.wrong:
        return
    scope = fields.choice("scope", "the scope", SCOPES)
    if scope and activity is not None and scope != activity.scope:
        message = f"is not the scope of {activity.series}, which is published under scope {activity.scope}"
        fields.refuse("scope.wrong", "scope", f"{message}: mend it, or leave the cell empty", value=scope)
