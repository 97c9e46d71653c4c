"""A published table of dated values as engines look into it: the value of a day, or that none is known for it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from scoring.digest import digest
from scoring.evidence.assessment import Reference
from scoring.exact import fraction
from scoring.findings import Finding


class DatedValue(NamedTuple):
    """One row: the value of a series from `first` to `last` (None while it is the newest), and where it was read."""

    series: str
    first: date
    last: date | None
    value: Fraction
    announced_on: date | None
    pay_by_on: date | None
    source: str


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of each series in order of their days; after `complete_to` a newer row may exist that is not held."""

    reference: Reference
    series: Mapping[str, tuple[DatedValue, ...]]
    titles: Mapping[str, str]
    units: Mapping[str, str]
    scopes: Mapping[str, str]
    complete_to: date | None
    price_base: str | None

    def on(self, series: str, day: date) -> DatedValue | None:
        """Return the row that holds on a day; None before the first, between two, and after the table is complete."""
        if self.complete_to is not None and day > self.complete_to:
            return None
        rows = self.series.get(series, ())
        return next((row for row in rows if row.first <= day and (row.last is None or day <= row.last)), None)


def table(references: Mapping[str, Any], name: str) -> Table | Finding:
    """Return one table out of the references, or the finding that says it is not there or cannot be relied on.

    A table is a mapping "makegood.table/1", with its values as quoted decimals.

    >>> table({}, "real-living-wage").code
    'reference.missing'
    """
    place = f"references.{name}"
    held = newest(references, name)
    given = None if held is None else references[held]
    if held is None or not isinstance(given, Mapping):
        return Finding("reference.missing", place, f"the table {name} is needed and was not given: add it")
    rows: dict[str, list[DatedValue]] = {}
    try:
        for row in given["rows"]:
            rows.setdefault(row["series"], []).append(_row(row))
        series = given.get("series", {})
        complete_to = given.get("complete_to")
        return Table(
            Reference(held, edition(given), digest(dict(given))),
            {key: tuple(sorted(found, key=lambda row: row.first)) for key, found in rows.items()},
            {key: each.get("title", key) for key, each in series.items()},
            {key: each.get("unit", given.get("unit", "")) for key, each in series.items()},
            {key: each.get("scope", "") for key, each in series.items()},
            None if complete_to is None else date.fromisoformat(complete_to),
            given.get("price_base"),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return Finding("reference.malformed", place, f"the table {name} is not a table of dated decimals: replace it")


def newest(references: Mapping[str, Any], name: str) -> str | None:
    """Return the id of the newest edition of a table: of its own name, or of its name and a year; None where none is.

    A published table never changes: next year's rates come in a table of their own beside it.

    >>> newest({"wage": {"complete_to": "2026-08-31"}, "wage-2027": {"complete_to": "2027-08-31"}}, "wage")
    'wage-2027'
    """
    held = [key for key in references if base_of(key) == name and isinstance(references[key], Mapping)]
    return max(held, key=lambda key: (_until(references[key]), key), default=None)


def base_of(name: str) -> str:
    """Return the name of a table without the year of its edition.

    >>> base_of("wage-2027"), base_of("wage")
    ('wage', 'wage')
    """
    start, _, year = name.rpartition("-")
    return start if start and len(year) == len("2027") and year.isdecimal() else name


def as_named(references: Mapping[str, Any], named: Collection[str]) -> dict[str, Any]:
    """Return the references without later editions of what is named, so that it is computed by the older one again.

    >>> sorted(as_named({"wage": {}, "wage-2027": {}, "tax-2027": {}}, {"wage"}))
    ['tax-2027', 'wage']
    """
    bases = {base_of(name) for name in named}
    return {
        key: value
        for key, value in references.items()
        if key in named or base_of(key) == key or base_of(key) not in bases
    }


def _until(given: Mapping[str, Any]) -> str:
    """Return the day by which editions are put in order."""
    rows = given.get("rows", ())
    starts = [str(row.get("from", "")) for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
    return str(given.get("complete_to") or max(starts, default=""))


def edition(given: Mapping[str, Any]) -> str:
    """Return what tells one edition of a table from the next: its last day, or the day on which its newest row begins.

    >>> edition({"complete_to": "2026-08-31"}), edition({"rows": [{"from": "2025-01-01"}]})
    ('complete to 2026-08-31', 'newest row from 2025-01-01')
    """
    if given.get("complete_to"):
        return f"complete to {given['complete_to']}"
    return f"newest row from {max((row['from'] for row in given.get('rows', ())), default='never')}"


def _row(row: Mapping[str, Any]) -> DatedValue:
    value = fraction(row["value"])
    if value is None:
        raise ValueError(row["value"])
    return DatedValue(
        row["series"],
        date.fromisoformat(row["from"]),
        _day(row.get("to")),
        value,
        _day(row.get("announced_on")),
        _day(row.get("pay_by_on")),
        row["source"],
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
