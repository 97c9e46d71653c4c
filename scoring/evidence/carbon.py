"""Proves carbon from activity and published factors, with what the supplier did told apart from what the factors did.

Quantities are valued twice: with the factor set of their own year (the year that holds most of a line's days, or the
one that the contract pins), and with the set frozen at the start of the contract. Only the second is compared with the
baseline, because a cleaner grid is no saving by the supplier. A year whose set is not held is refused, not guessed.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final, NamedTuple

from scoring.evidence import carbon_totals
from scoring.evidence.assessment import Assessment, Line, Quantity
from scoring.evidence.carbon_baseline import Baseline, read_baseline, read_year
from scoring.evidence.carbon_factors import Factors, year_of
from scoring.evidence.carbon_lines import COLUMNS, Activities, read_activities
from scoring.evidence.carbon_totals import Emitted, Totals
from scoring.evidence.carbon_values import Valuation, Valued, per_tonne
from scoring.evidence.fields import once
from scoring.evidence.reference_tables import Table, table
from scoring.evidence.sheets import Sheet
from scoring.evidence.spans import Span, read_period
from scoring.exact import HUNDRED
from scoring.findings import Collector, Finding, Findings
from scoring.reading import Reader
from scoring.rounding import Rounding, shown

__all__ = ["COLUMNS", "ENGINE", "VERSION", "Change", "assess", "change", "emissions"]

ENGINE: Final = "carbon"
VERSION: Final = "1"
TABLES: Final = ("carbon-activity-factors", "carbon-values", "gdp-deflator")
SERIES: Final = ("central", "low", "high")
TONNES: Final = Rounding(places=3)


class Change(NamedTuple):
    """A difference in emissions, split into what the activity did and what a new factor did; the two make the whole."""

    activity: Fraction
    factor: Fraction


def emissions(activity: Fraction, factor: Fraction) -> Fraction:
    """Return activity × factor, such as kilowatt-hours × kilograms of CO2e for each.

    Source: UK government greenhouse gas conversion factors for company reporting (DESNZ).

    >>> emissions(Fraction(100000), Fraction("0.20705"))
    Fraction(20705, 1)
    """
    return activity * factor


def change(before: Fraction, after: Fraction, *, old_factor: Fraction, new_factor: Fraction) -> Change:
    """Return the change in emissions between two years: real at the old factor, the rest due to the factor alone.

    Source: Makegood; a lower factor is no saving by the supplier (UK electricity: 15% lower in 2025 by factor alone).

    >>> change(Fraction(100000), Fraction(100000), old_factor=Fraction("0.20705"), new_factor=Fraction("0.177"))
    Change(activity=Fraction(0, 1), factor=Fraction(-3005, 1))
    """
    activity = emissions(after, old_factor) - emissions(before, old_factor)
    return Change(activity, emissions(after, new_factor) - emissions(after, old_factor))


class Intensity(NamedTuple):
    """Emissions for each so many of something: how much of it there was, now and in the baseline."""

    unit: str
    per: Fraction
    denominator: Fraction
    baseline_denominator: Fraction | None


class Settings(NamedTuple):
    """What a contract states; None where it states nothing."""

    period: Span
    pinned: int | None
    baseline: Baseline | None
    intensity: Intensity | None
    valuation: Valuation | None


def assess(
    sheets: Sequence[Sheet], settings: Mapping[str, Any], references: Mapping[str, Any]
) -> Assessment | Findings:
    """Return tonnes of CO2e, absolute and by intensity, what was really saved, and what it is worth in appraisal.

    Settings: `period` {from, to}; `factor_year` pins one set for every line; `baseline` as `carbon_baseline` has it;
    `intensity` {unit, per, denominator, baseline_denominator}; `valuation` {series, price_base}. References: the tables
    carbon-activity-factors, carbon-values and gdp-deflator.
    """
    out = Collector(finding for sheet in sheets for finding in sheet.findings)
    refused = Collector()
    tables = [table(references, name) for name in TABLES]
    for found in tables:
        if isinstance(found, Finding):
            refused.add(found.code, found.place, found.message)
    held = [each for each in tables if not isinstance(each, Finding)]
    if refused or len(held) < len(TABLES):
        return refused.findings()
    factors = Factors.of(held[0])
    stated = _settings(settings, factors, refused)
    if stated is None or refused:
        return refused.findings()
    lines: list[Line] = []
    read = read_activities(once(sheets, out, lines), stated.period, factors, out)
    if not (read.lines or read.unread or read.elsewhere):
        return Findings([Finding("evidence.empty", "", "there is no activity line; where nothing was used, state 0")])
    found_lines = carbon_totals.emitted(read.lines, factors, stated.pinned, stated.baseline, out)
    left_out = carbon_totals.left_out(stated.baseline, stated.period, found_lines, out)
    sums = carbon_totals.totals(read, found_lines, complete=not left_out)
    quantities = _quantities(stated, sums, len(read.lines), _valued(stated, held, out), out)
    return Assessment(
        ENGINE,
        VERSION,
        settings,
        tuple(sheet.source for sheet in sheets),
        tuple(each.reference for each in held),
        quantities,
        _proves(stated, sums),
        out.findings(),
        (*lines, *_lines(read, found_lines)),
        {"activities": carbon_totals.by_activity(found_lines), "factors": carbon_totals.factors_used(found_lines)},
    )


def _settings(given: Mapping[str, Any], factors: Factors, out: Collector) -> Settings | None:
    reader = Reader(given, "settings", out)
    reader.known("period", "factor_year", "baseline", "intensity", "valuation")
    period = read_period(reader)
    pinned = read_year(reader, "factor_year", factors) if reader.has("factor_year") else None
    baseline = read_baseline(reader, factors)
    intensity, valuation = _intensity(reader), _valuation(reader)
    return None if period is None else Settings(period, pinned, baseline, intensity, valuation)


def _intensity(reader: Reader) -> Intensity | None:
    inner = reader.child("intensity", "unit, per and denominator") if reader.has("intensity") else None
    if inner is None:
        return None
    inner.known("unit", "per", "denominator", "baseline_denominator")
    unit = inner.text("unit", "what emissions are divided by, such as GBP of contract value")
    per, denominator = inner.number("per", "for how many of it"), inner.number("denominator", "how many there were")
    before = None
    if inner.has("baseline_denominator"):
        before = inner.number("baseline_denominator", "how many there were in the baseline")
    if not per or not denominator or before == 0:
        inner.add("intensity.zero", "", "per and the denominators must be above 0: nothing can be divided by 0")
        return None
    return Intensity(unit, per, denominator, before)


def _valuation(reader: Reader) -> Valuation | None:
    inner = reader.child("valuation", "series and price_base") if reader.has("valuation") else None
    if inner is None:
        return None
    inner.known("series", "price_base")
    base = inner.text("price_base", "the year of the prices") if inner.has("price_base") else None
    return Valuation(inner.choice("series", SERIES, default="central"), base)


def _valued(stated: Settings, held: Sequence[Table], out: Collector) -> Valued | None:
    if stated.valuation is None:
        return None
    valued = per_tonne(held[1], held[2], stated.valuation, year_of(stated.period))
    if valued.per_tonne is None:
        out.add("carbon_value.not_held", "settings.valuation", f"carbon is not valued: {valued.said}")
    return valued


def _lines(read: Activities, found: Sequence[Emitted]) -> list[Line]:
    lines = [Line(each.line.place, "emitted" if each.own else "unknown", each.tonnes, "tCO2e") for each in found]
    lines += [Line(place, "rejected", None, "could not be read: see the findings") for place in read.unread]
    return lines + [Line(place, "rejected", None, "is outside the period") for place in read.elsewhere]


def _proves(stated: Settings, sums: Totals) -> dict[str, str]:
    """Return which quantity proves which measure: with a baseline, only figures at the frozen factors prove."""
    proves = {"carbon-emitted": "emitted" if stated.baseline is None else "emitted_at_frozen_factors"}
    if stated.baseline is not None:
        proves["carbon-reduction"] = "reduction"
    if sums.energy is not None:
        proves["energy-used"] = "energy"
    if sums.water is not None:
        proves["water-used"] = "water"
    if sums.fossil_miles is not None:
        proves |= {"fossil-miles": "fossil_miles", "zero-emission-miles": "zero_emission_share"}
    return proves


def _quantities(
    stated: Settings, sums: Totals, rows: int, valued: Valued | None, out: Collector
) -> dict[str, Quantity]:
    found = {"emitted": _tonnes(sums.emitted, rows, _emitted_words(stated, sums))}
    found |= {
        f"scope_{scope}": _tonnes(
            tonnes, rows, f"{_three(tonnes)} tCO2e of it under scope {scope}.", f"emissions under scope {scope}"
        )
        for scope, tonnes in sums.scopes.items()
    }
    if sums.energy is not None:
        found["energy"] = Quantity(sums.energy, "kWh", rows, f"{shown(sums.energy)} kWh of energy were used.")
    if sums.water is not None:
        found["water"] = Quantity(sums.water, "cubic metres", rows, f"{shown(sums.water)} m3 of water were used.")
    found |= _driven(sums, rows)
    worth = sums.emitted
    if stated.baseline is not None:
        compared = _compared(stated.baseline, stated.period, sums, rows, out)
        found |= compared
        worth = compared["reduction"].value
    if stated.intensity is not None:
        found |= _by_intensity(stated, stated.intensity, found, rows)
    if valued is not None:
        value = None if worth is None or valued.per_tonne is None else worth * valued.per_tonne
        words = "Unknown." if value is None else f"{_pounds(value)} in appraisal, at {valued.said}."
        found["appraisal_value"] = Quantity(value, "GBP", rows, words)
    return found


def _driven(sums: Totals, rows: int) -> dict[str, Quantity]:
    """Return the miles of vehicles that burn fuel, and the share of the others; no line of a vehicle, no figure."""
    fossil, electric = sums.fossil_miles, sums.electric_miles
    if fossil is None or electric is None:
        return {}
    share = electric * HUNDRED / (fossil + electric) if fossil + electric else None
    words = "Unknown: nothing was driven." if share is None else f"{shown(share)}% of miles had no tailpipe emissions."
    return {
        "fossil_miles": Quantity(fossil, "miles", rows, f"{shown(fossil)} miles were driven on petrol or diesel."),
        "zero_emission_miles": Quantity(electric, "miles", rows, f"{shown(electric)} miles were driven on batteries."),
        "zero_emission_share": Quantity(share, "% of miles", rows, words),
    }


def _tonnes(value: Fraction | None, rows: int, said: str, name: str = "") -> Quantity:
    """Return tonnes with their sentence; where they are unknown, with what is unknown of them."""
    if value is None and name:
        said = f"Unknown {name}: a line could not be read or was left out, or no factor is held for it."
    return Quantity(value, "tCO2e", rows, said, TONNES)


def _emitted_words(stated: Settings, sums: Totals) -> str:
    if sums.emitted is None:
        return f"Unknown: at least {shown(sums.least, 3)} tCO2e, and a line that could not be counted."
    how = f"the {stated.pinned} factor set" if stated.pinned else "the factor set of each line's own year"
    return f"{shown(sums.emitted, 3)} tCO2e were emitted, by {how}."


def _compared(baseline: Baseline, period: Span, sums: Totals, rows: int, out: Collector) -> dict[str, Quantity]:
    """Return what the frozen factors say against the baseline, and what the factors alone did."""
    before, length = carbon_totals.restated(baseline, period)
    if before is None:
        out.add("baseline.unknown", "settings.baseline", f"the baseline is unknown: {baseline.missing}")
    saved = None if before is None or sums.frozen is None else before - sums.frozen
    factor = None if sums.emitted is None or sums.frozen is None else sums.emitted - sums.frozen
    year = f"the {baseline.year} factors frozen on {baseline.frozen_on}"
    said = {
        "baseline": (before, f"{_three(before)} tCO2e in the baseline, by {year}{length}.", "baseline"),
        "emitted_at_frozen_factors": (
            sums.frozen,
            f"{_three(sums.frozen)} tCO2e, by {year}.",
            "emissions by frozen factors",
        ),
        "reduction": (saved, f"{_more_or_less(saved)} than the baseline, by what was done alone.", "saving"),
        "change_by_factors": (
            factor,
            f"{_more_or_less(None if factor is None else -factor)} by newer factors alone: proves nothing.",
            "change by newer factors",
        ),
    }
    return {name: _tonnes(value, rows, words, what) for name, (value, words, what) in said.items()}


def _pounds(value: Fraction) -> str:
    return f"{'−' if value < 0 else ''}£{shown(abs(value))}"


def _three(value: Fraction | None) -> str:
    return "?" if value is None else shown(value, 3)


def _more_or_less(saved: Fraction | None) -> str:
    return (
        f"{_three(None if saved is None else abs(saved))} tCO2e {'more' if saved is not None and saved < 0 else 'less'}"
    )


def _by_intensity(
    stated: Settings, intensity: Intensity, found: Mapping[str, Quantity], rows: int
) -> dict[str, Quantity]:
    """Return tonnes for each so many of the denominator that was fixed with the bid."""
    unit = f"tCO2e per {shown(intensity.per, 0)} {intensity.unit}"
    name = "emitted" if stated.baseline is None else "emitted_at_frozen_factors"
    asked = {"intensity": (found[name].value, intensity.denominator)}
    if stated.baseline is not None and intensity.baseline_denominator is not None:
        asked["baseline_intensity"] = (found["baseline"].value, intensity.baseline_denominator)
    answer = {}
    for key, (tonnes, denominator) in asked.items():
        value = None if tonnes is None else tonnes * intensity.per / denominator
        said = "Unknown: the tonnes are." if value is None else f"{shown(value, 3)} {unit}."
        answer[key] = Quantity(value, unit, rows, said, TONNES)
    return answer
