"""Adds activity up to tonnes twice, with the factors of its own year and with the frozen ones, so that both show.

A line that could not be read or valued leaves the total unknown, never smaller: with less carbon counted a supplier
would look better for what it left out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from scoring.evidence.carbon_baseline import Baseline
from scoring.evidence.carbon_factors import KILOGRAMS_A_TONNE, Factors
from scoring.evidence.carbon_lines import Activities, ActivityLine
from scoring.evidence.reference_tables import DatedValue
from scoring.evidence.spans import DAY, Span
from scoring.evidence.units import converted
from scoring.exact import exact_sum, exact_text
from scoring.findings import Collector

ENERGY = "kilowatt_hour"
WATER = "water-supply"
METERED = frozenset({ENERGY, "meter ** 3"})
"""Units of what a meter reads all the time, so that a day without a line is a gap."""


@dataclass(frozen=True, slots=True)
class Emitted:
    """One line and its factors; tonnes with each are None where no such factor is held."""

    line: ActivityLine
    own: DatedValue | None
    frozen: DatedValue | None

    @property
    def tonnes(self) -> Fraction | None:
        """Return tonnes of CO2e with the factor of the line's own year, or of the year that the contract pins."""
        return None if self.own is None else self.line.quantity * self.own.value / KILOGRAMS_A_TONNE

    @property
    def frozen_tonnes(self) -> Fraction | None:
        """Return tonnes of CO2e with the factor frozen with the baseline."""
        return None if self.frozen is None else self.line.quantity * self.frozen.value / KILOGRAMS_A_TONNE


@dataclass(frozen=True, slots=True)
class Totals:
    """Tonnes of CO2e; None where a line leaves them unknown, and `least` is then what is known of them."""

    emitted: Fraction | None
    least: Fraction
    frozen: Fraction | None
    scopes: Mapping[str, Fraction | None]
    energy: Fraction | None
    water: Fraction | None


def emitted(
    lines: Sequence[ActivityLine], factors: Factors, pinned: int | None, baseline: Baseline | None, out: Collector
) -> list[Emitted]:
    """Return each line with its factors, after reporting those that are not held."""
    found = []
    for line in lines:
        series, year = line.activity.series, pinned or line.year
        own = factors.factor(series, year)
        if own is None:
            out.add("factor.not_held", line.place, factors.why_none(series, year), value=str(year))
        frozen = None if baseline is None else factors.factor(series, baseline.year)
        if baseline is not None and frozen is None:
            place = line.row.at("activity")
            out.add("factor.not_frozen", place, f"with frozen factors {factors.why_none(series, baseline.year)}")
        found.append(Emitted(line, own, frozen))
    return found


def left_out(baseline: Baseline | None, period: Span, found: Sequence[Emitted], out: Collector) -> bool:
    """Say whether the baseline counts what no line does, after reporting it and metered days without a line.

    An activity of the baseline that has no line would look like a saving: where none was used, a line states 0.
    """
    present = {each.line.activity.series for each in found}
    missing = [] if baseline is None else sorted(set(baseline.activities) - present)
    for series in missing:
        message = f"no line counts {series}, which the baseline counts: state 0 where none was used"
        out.add("baseline.not_reported", f"activity {series}", message)
    for series in sorted(present):
        lines = [each.line for each in found if each.line.activity.series == series]
        days = {line.days for line in lines}
        if lines[0].activity.unit in METERED and (gap := first_gap(period, days)) is not None:
            message = f"no line of {series} counts {gap}: say so if nothing was used then"
            out.add("activity.days_missing", f"activity {series}", message)
    return bool(missing)


def first_gap(period: Span, days: Iterable[Span]) -> date | None:
    """Return the first day of a period that none of some spans holds, or None where they hold them all.

    >>> june = Span(date(2026, 6, 1), date(2026, 6, 30))
    >>> first_gap(june, [Span(date(2026, 6, 1), date(2026, 6, 9))])
    datetime.date(2026, 6, 10)
    """
    wanted = period.first
    for span in sorted(days):
        if span.first > wanted:
            break
        wanted = max(wanted, span.last + DAY)
    return wanted if wanted <= period.last else None


def totals(read: Activities, found: Sequence[Emitted], *, complete: bool) -> Totals:
    """Return the sums over all lines; `complete` False leaves unknown what is held against the baseline."""
    whole = not read.unread and bool(found)
    own = [each.tonnes for each in found]
    scopes = {
        scope: _sum([each.tonnes for each in found if each.line.activity.scope == scope], whole=whole)
        for scope in ("1", "2", "3")
    }
    return Totals(
        _sum(own, whole=whole),
        exact_sum([tonnes for tonnes in own if tonnes is not None]),
        _sum([each.frozen_tonnes for each in found], whole=whole and complete),
        scopes,
        _quantities(found, whole=whole, unit=ENERGY),
        _quantities(found, whole=whole, series=WATER),
    )


def _sum(values: Sequence[Fraction | None], *, whole: bool) -> Fraction | None:
    known = [value for value in values if value is not None]
    return exact_sum(known) if whole and len(known) == len(values) else None


def _quantities(
    found: Sequence[Emitted], *, whole: bool, unit: str | None = None, series: str | None = None
) -> Fraction | None:
    """Return the quantities of one unit or activity added up, or None where there are none or not all are known."""
    wanted = [
        each.line.quantity
        for each in found
        if (unit is None or converted(Fraction(1), each.line.activity.unit, unit) == 1)
        and series in {None, each.line.activity.series}
    ]
    return exact_sum(wanted) if wanted and whole else None


def by_activity(found: Sequence[Emitted]) -> list[dict[str, Any]]:
    """Return each activity with its quantity and its tonnes, for people."""
    groups: dict[str, list[Emitted]] = {}
    for each in found:
        groups.setdefault(each.line.activity.series, []).append(each)
    return [
        {
            "activity": series,
            "scope": lines[0].line.activity.scope,
            "quantity": exact_text(exact_sum([each.line.quantity for each in lines])),
            "unit": lines[0].line.activity.unit_words,
            "tonnes": _text(_sum([each.tonnes for each in lines], whole=True)),
            "tonnes_at_frozen_factors": _text(_sum([each.frozen_tonnes for each in lines], whole=True)),
        }
        for series, lines in sorted(groups.items())
    ]


def factors_used(found: Sequence[Emitted]) -> list[dict[str, Any]]:
    """Return every factor that a figure rests on, with the year of its set and its source."""
    rows = {(row.series, row.first.year): row for each in found for row in (each.own, each.frozen) if row is not None}
    return [
        {"activity": series, "year": str(year), "factor": exact_text(row.value), "source": row.source}
        for (series, year), row in sorted(rows.items())
    ]


def _text(value: Fraction | None) -> str | None:
    return None if value is None else exact_text(value)


def restated(baseline: Baseline, period: Span) -> tuple[Fraction | None, str]:
    """Return the baseline's tonnes for a period of another length, and how: by whole months, otherwise by days.

    Months come first because a leap year would else make a year like the one before look dearer.
    """
    now, before = period.whole_months(), baseline.days.whole_months()
    if now is None or before is None:
        now, before, name = period.days, baseline.days.days, "days"
    else:
        name = "months"
    said = "" if now == before else f", restated from {before} to {now} {name}"
    return (None if baseline.tonnes is None else baseline.tonnes * now / before), said
