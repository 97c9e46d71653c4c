"""Adds activity up to tonnes twice, with the factors of its own year and with the frozen ones, so that both show.

A line that could not be read or valued leaves the total unknown, never smaller: with less carbon counted a supplier
would look better for what it left out.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from scoring.evidence.carbon_baseline import Baseline
from scoring.evidence.carbon_factors import KILOGRAMS_A_TONNE, Factors
from scoring.evidence.carbon_lines import Activities, ActivityLine
from scoring.evidence.reference_tables import DatedValue
from scoring.evidence.spans import Span, first_gap
from scoring.evidence.units import converted
from scoring.exact import exact_sum, exact_text
from scoring.findings import Collector

ENERGY = "kilowatt_hour"
WATER = "water-supply"
MILE = "mile"
FOSSIL = frozenset(
    {
        *("car-average", "car-diesel", "car-petrol", "car-hybrid", "motorbike-average"),
        *("van-average", "van-diesel", "van-petrol", "hgv-rigid", "hgv-articulated", "hgv-average"),
    }
)
"""Vehicles that burn fuel, by the distance they drive; where the fuel is unknown it is taken for one that burns."""

ELECTRIC = frozenset({"car-battery-electric", "van-battery-electric"})
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
    fossil_miles: Fraction | None
    electric_miles: Fraction | None


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
    """Say whether something that the baseline counts has no line, or metered days without one; report every gap.

    What has no line would look like a saving: where none was used, a line states 0.
    """
    held = frozenset[str]() if baseline is None else frozenset(baseline.activities)
    days: dict[str, set[Span]] = {}
    for each in found:
        days.setdefault(each.line.activity.series, set()).add(each.line.days)
    missing = held - days.keys()
    for series in sorted(missing):
        message = f"no line counts {series}, which the baseline counts: state 0 where none was used"
        out.add("baseline.not_reported", f"activity {series}", message)
    metered = {each.line.activity.series for each in found if each.line.activity.unit in METERED}
    for series in sorted(metered):
        if (gap := first_gap(period, days[series])) is not None:
            message = f"no line of {series} counts {gap}: add the days that are missing, with 0 where none was used"
            out.add("activity.days_missing", f"activity {series}", message)
            missing |= {series} & held
    return bool(missing)


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
        _quantities([each for each in found if each.line.activity.unit == ENERGY], whole=whole),
        _quantities([each for each in found if each.line.activity.series == WATER], whole=whole),
        _miles(found, FOSSIL, whole=whole),
        _miles(found, ELECTRIC, whole=whole),
    )


def _sum(values: Sequence[Fraction | None], *, whole: bool) -> Fraction | None:
    known = [value for value in values if value is not None]
    return exact_sum(known) if whole and len(known) == len(values) else None


def _quantities(found: Sequence[Emitted], *, whole: bool) -> Fraction | None:
    """Return the quantities of some lines added up, or None where there are none or not all are known."""
    return exact_sum([each.line.quantity for each in found]) if found and whole else None


def _miles(found: Sequence[Emitted], series: Collection[str], *, whole: bool) -> Fraction | None:
    """Return the miles of some vehicles; none where only others drove, and unknown where no vehicle has a line."""
    driven = [each for each in found if each.line.activity.series in FOSSIL | ELECTRIC]
    if not driven or not whole:
        return None
    miles = [
        converted(each.line.quantity, each.line.activity.unit, MILE)
        for each in driven
        if each.line.activity.series in series
    ]
    return exact_sum([each for each in miles if each is not None])


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
