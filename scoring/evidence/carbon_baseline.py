"""The baseline that a contract freezes at its start: activity, factor year and days, held fast by a digest."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any, Final, NamedTuple

from scoring.digest import NotCanonical, digest
from scoring.evidence.carbon_factors import KILOGRAMS_A_TONNE, Factors
from scoring.evidence.spans import Span, read_period
from scoring.evidence.units import converted, unit_of, why_not_a_unit
from scoring.exact import ZERO
from scoring.reading import Reader

FIRST_YEAR: Final = Fraction(2000)
LAST_YEAR: Final = Fraction(2100)


class Baseline(NamedTuple):
    """What was used before: tonnes at the frozen factors over its days; None where no factor was held."""

    year: int
    days: Span
    frozen_on: date
    tonnes: Fraction | None
    missing: str
    activities: tuple[str, ...]


def frozen(baseline: Mapping[str, Any]) -> dict[str, Any]:
    """Return a baseline with its digest, as a contract keeps it from its start; a changed one is then refused.

    >>> frozen({"factor_year": "2024"})["digest"].startswith("sha256:")
    True
    """
    bare = {key: value for key, value in baseline.items() if key != "digest"}
    return {**bare, "digest": digest(bare)}


def read_baseline(settings: Reader, factors: Factors) -> Baseline | None:
    """Return the baseline that settings state, or None where there is none or it cannot be read.

    {"factor_year": "2024", "frozen_on": "2025-04-01", "period": {from, to}, "lines": [{activity, quantity, unit}],
    "digest": what `frozen` gave}.
    """
    if not settings.has("baseline"):
        return None
    reader = settings.child("baseline", "the activity of the baseline and its factor year")
    if reader is None:
        return None
    reader.known("factor_year", "frozen_on", "period", "lines", "digest")
    year = read_year(reader, "factor_year", factors)
    days, frozen_on = read_period(reader), reader.day("frozen_on", "the day on which the baseline was frozen")
    read = [_tonnes(line, factors, year) for line in reader.children("lines", "an activity, its quantity and its unit")]
    _check_digest(reader)
    if year is None or days is None or frozen_on is None or reader.out.touches_below(reader.place):
        return None
    missing = [f"{series} {factors.why_none(series, year)}" for tonnes, series in read if tonnes is None]
    total = None if missing else sum((tonnes for tonnes, _ in read if tonnes is not None), ZERO)
    activities = tuple(sorted({series for _, series in read} - {""}))
    return Baseline(year, days, frozen_on, total, "; ".join(missing), activities)


def read_year(reader: Reader, key: str, factors: Factors) -> int | None:
    """Return the year of a factor set that is held, or None after reporting what is wrong with it."""
    found = reader.number(key, "the year of the factor set", low=FIRST_YEAR, high=LAST_YEAR)
    if found is None:
        return None
    if found.denominator != 1:
        reader.add("number.not_whole", key, "must be a year such as 2025", value=str(found))
        return None
    if not factors.holds(int(found)):
        message = (
            f"no factor set for {found} is held (not yet published, or not yet added): take one of {factors.years()}"
        )
        reader.add("factor_year.not_held", key, message, value=str(found))
        return None
    return int(found)


def _tonnes(line: Reader, factors: Factors, year: int | None) -> tuple[Fraction | None, str]:
    """Return the tonnes of one activity at the frozen factor (None: there is none) and its series; report the rest."""
    line.known("activity", "quantity", "unit")
    words, written = line.text("activity", "the activity"), line.text("unit", "the unit")
    quantity = line.number("quantity", "the quantity")
    activity, unit = factors.activity(words), unit_of(written)
    if words and activity is None:
        line.add("activity.unknown", "activity", f"is none of {factors.names(words)}", value=words)
    if written and unit is None:
        line.add("unit.unknown", "unit", f"{written} {why_not_a_unit(written)}", value=written)
    if activity is None or unit is None or quantity is None or year is None:
        return ZERO, ""
    found = converted(quantity, unit, activity.unit)
    if found is None:
        line.add("unit.wrong_kind", "unit", f"cannot be turned into {activity.unit_words}", value=written)
        return ZERO, ""
    factor = factors.factor(activity.series, year)
    tonnes = None if factor is None else found * factor.value / KILOGRAMS_A_TONNE
    return tonnes, activity.series


def _check_digest(reader: Reader) -> None:
    """Report a baseline that is no longer the one that was frozen."""
    if not reader.has("digest"):
        return
    try:
        now = frozen(reader.given)["digest"]
    except NotCanonical:
        now = ""
    if now != reader.given["digest"]:
        message = "is not the digest of this baseline: it was changed after it was frozen. Give back the frozen one"
        reader.add("baseline.changed", "digest", message, value=reader.given["digest"])
