"""What avoided carbon is worth in appraisal: the published value of its year, restated in the prices asked for."""

from datetime import date
from fractions import Fraction
from typing import NamedTuple

from scoring.evidence.reference_tables import Table

DEFLATOR = "gdp-deflator"


class Valuation(NamedTuple):
    """How carbon is valued: the series of values (low, central, high) and the year of prices; None, as published."""

    series: str
    price_base: str | None


class Valued(NamedTuple):
    """A value in pounds for each tonne, and how it was found; None where it cannot be, and why."""

    per_tonne: Fraction | None
    said: str


def per_tonne(values: Table, deflators: Table, asked: Valuation, year: int) -> Valued:
    """Return the value of a tonne of CO2e avoided in a year, in the prices asked for.

    Value × deflator of the price base asked for ÷ deflator of the published price base. Outside the years of either
    table nothing is carried over. Sources: DESNZ, Valuation of energy use and greenhouse gas emissions for appraisal,
    November 2023, Table 3; HM Treasury, GDP deflators, December 2025.
    """
    row = values.on(asked.series, date(year, 7, 1))
    if row is None:
        spans = values.series.get(asked.series, ())
        held = f"from {spans[0].first.year} to {(spans[-1].last or spans[-1].first).year}" if spans else "for no year"
        return Valued(None, f"no {asked.series} carbon value is published for {year}; they are held {held}")
    base = values.price_base or ""
    if asked.price_base in {None, base}:
        return Valued(row.value, f"the {asked.series} value of {year} in {base} prices")
    old, new = _deflator(deflators, base), _deflator(deflators, asked.price_base or "")
    if old is None or new is None:
        missing = base if old is None else asked.price_base
        return Valued(None, f"no GDP deflator is held for {missing}: the value cannot be restated in its prices")
    words = f"the {asked.series} value of {year}, restated from {base} to {asked.price_base} prices"
    return Valued(row.value * new / old, words)


def _deflator(deflators: Table, year: str) -> Fraction | None:
    row = deflators.on(DEFLATOR, date(int(year), 7, 1)) if year.isdecimal() and len(year) == len("2022") else None
    return None if row is None else row.value
