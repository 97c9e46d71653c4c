"""Looks up dated reference values: what a series was on a day, with "not known here" kept apart from every number."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from app.kit.errors import NotFound
from app.rubrics import data
from app.rubrics.errors import NoValueOnThatDay


@dataclass(frozen=True, slots=True)
class Row:
    """One dated value of a table. `last` is None for a value without a known end."""

    series: str
    first: date
    last: date | None
    value: str
    announced_on: date | None
    pay_by_on: date | None
    source: str
    note: str | None

    def holds_on(self, on: date) -> bool:
        """Return whether the value holds on a day."""
        return self.first <= on and (self.last is None or on <= self.last)


def ids() -> tuple[str, ...]:
    """Return the id of every reference table."""
    return data.names("tables")


def table(table_id: str) -> Mapping[str, Any]:
    """Return one reference table as it ships; raise NotFound."""
    if table_id not in ids():
        raise NotFound("reference table", table_id)
    return data.document("tables", table_id)


def lookup(table_id: str, series: str, on: date) -> Row:
    """Return the row of a series that holds on a day.

    Raises NotFound for a table or series that does not exist, and NoValueOnThatDay where the series has no value for
    the day: that is a gap in what is known, never nought.
    """
    if series not in table(table_id)["series"]:
        raise NotFound(f"series of the table {table_id} called", series)
    for row in rows(table_id):
        if row.series == series and row.holds_on(on):
            return row
    raise NoValueOnThatDay(table_id, series, on)


@cache
def rows(table_id: str) -> tuple[Row, ...]:
    """Return every row of a table in the order of the file; raise NotFound."""
    return tuple(_row(entry) for entry in table(table_id)["rows"])


@cache
def countable_units() -> frozenset[str]:
    """Return the units, in small letters, that come in whole ones only, such as `places completed`."""
    return frozenset(row.value.casefold() for row in rows("countable-units"))


def bank_holidays(regions: Iterable[str]) -> frozenset[date]:
    """Return the bank holidays of any of these parts of the United Kingdom, such as `england-and-wales`.

    Only the years that `bank_holidays_cover` names are complete: a day outside them may be a holiday unknown here.
    """
    wanted = set(regions)
    return frozenset(row.first for row in rows("bank-holidays") if row.series in wanted)


def bank_holidays_cover() -> tuple[date, date]:
    """Return the first and the last day for which the table of bank holidays is complete."""
    known = [row.first for row in rows("bank-holidays")]
    return date(min(known).year, 1, 1), date(max(known).year, 12, 31)


def _row(entry: Mapping[str, str]) -> Row:
    return Row(
        series=entry["series"],
        first=date.fromisoformat(entry["from"]),
        last=_day(entry, "to"),
        value=entry["value"],
        announced_on=_day(entry, "announced_on"),
        pay_by_on=_day(entry, "pay_by_on"),
        source=entry["source"],
        note=entry.get("note"),
    )


def _day(entry: Mapping[str, str], key: str) -> date | None:
    return date.fromisoformat(entry[key]) if key in entry else None


def thresholds(on: date) -> Sequence[Row]:
    """Return the procurement thresholds in force on a day, including VAT; empty where none is known for it."""
    return [row for row in rows("procurement-thresholds") if row.holds_on(on)]
