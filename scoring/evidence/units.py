"""Turns a quantity from the unit somebody wrote into the unit of a factor, exactly, or says which units are known.

Only names on the list below are understood. What a supplier writes is never handed to the library as an expression:
pint reads a "ton" as the American one, a "gallon" as the American one and a "therm" as none that a British bill uses.
"""

from collections.abc import Mapping
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any, Final

from scoring.evidence.rows import heading

_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "kilowatt_hour": ("kWh", "kilowatt hour", "kilowatt hours", "kWh (gross CV)"),
    "megawatt_hour": ("MWh", "megawatt hour", "megawatt hours"),
    "gigawatt_hour": ("GWh", "gigawatt hour", "gigawatt hours"),
    "megajoule": ("MJ", "megajoules"),
    "gigajoule": ("GJ", "gigajoules"),
    "litre": ("l", "litre", "litres", "ltr", "ltrs", "liter", "liters"),
    "imperial_gallon": ("imperial gallon", "imperial gallons", "UK gallon", "UK gallons"),
    "meter ** 3": ("cubic metre", "cubic metres", "m3", "m³", "cubic meter", "cubic meters", "cu m"),
    "foot ** 3": ("cubic foot", "cubic feet", "ft3", "ft³"),
    "kilometer": ("km", "kms", "kilometre", "kilometres", "kilometers", "vehicle km", "vehicle kilometres"),
    "mile": ("mile", "miles", "vehicle mile", "vehicle miles"),
    "gram": ("g", "grams", "gramme", "grammes"),
    "kilogram": ("kg", "kgs", "kilogram", "kilograms", "kilo", "kilos"),
    "metric_ton": ("tonne", "tonnes", "t", "metric tonne", "metric tonnes"),
    "metric_ton * kilometer": ("tonne km", "tonne kilometres", "tkm", "tonne kilometre"),
    "metric_ton * mile": ("tonne mile", "tonne miles"),
    "passenger * kilometer": ("passenger km", "passenger kilometres", "pkm", "passenger kilometre"),
    "passenger * mile": ("passenger mile", "passenger miles"),
    "room_night": ("room night", "room nights", "room per night", "nights"),
    "working_hour": (
        "working hour",
        "working hours",
        "FTE working hour",
        "per FTE working hour",
        "hours worked at home",
    ),
}
_BY_NAME: Final = {heading(name): unit for unit, names in _NAMES.items() for name in names}
_OWN: Final = ("passenger = [passenger]", "room_night = [room_night]", "working_hour = [working_hour]")

AMBIGUOUS: Final[Mapping[str, str]] = {
    "gallon": "imperial gallons or litres",
    "gallons": "imperial gallons or litres",
    "ton": "tonnes or kg",
    "tons": "tonnes or kg",
    "therm": "kWh, which is on the same bill",
    "therms": "kWh, which is on the same bill",
    "units": "kWh or m3, as the meter says",
}
"""Words that mean more than one unit, and what to write instead."""

KNOWN: Final = "kWh, MWh, GWh, MJ, GJ, litres, imperial gallons, m3, cubic feet, km, miles, g, kg, tonnes, tonne km, \
tonne miles, passenger km, passenger miles, room nights, working hours"


def unit_of(text: str) -> str | None:
    """Return the unit that a written name stands for, or None where it stands for none or for several.

    >>> unit_of("Miles"), unit_of("tonne-km"), unit_of("tons")
    ('mile', 'metric_ton * kilometer', None)
    """
    return _BY_NAME.get(heading(text))


def why_not_a_unit(text: str) -> str:
    """Return the rest of a sentence on a unit that is not understood, with what is.

    >>> why_not_a_unit("gallons")
    'could mean more than one unit: write imperial gallons or litres'
    """
    instead = AMBIGUOUS.get(heading(text))
    if instead:
        return f"could mean more than one unit: write {instead}"
    return f"is no unit that is known here: write one of {KNOWN}"


def converted(quantity: Fraction, given: str, wanted: str) -> Fraction | None:
    """Return a quantity in another unit, exactly; None where the two are of different kinds.

    `given` and `wanted` are units that `unit_of` returned.

    >>> converted(Fraction(1000), "mile", "kilometer"), converted(Fraction(1), "litre", "kilowatt_hour")
    (Fraction(201168, 125), None)
    """
    one = _one(given, wanted)
    return None if one is None else quantity * one


@lru_cache(maxsize=512)
def _one(given: str, wanted: str) -> Fraction | None:
    """Return how many of one unit make one of another, after checking that the library stayed with fractions."""
    if given == wanted:
        return Fraction(1)
    registry = _registry()
    source, target = registry.Unit(given), registry.Unit(wanted)
    if source.dimensionality != target.dimensionality:
        return None
    found = registry.Quantity(Fraction(1), source).to(target).magnitude
    if not isinstance(found, Fraction):
        raise TypeError(f"{given} to {wanted} came back as {type(found).__name__}, which need not be exact")
    return found


@cache
def _registry() -> Any:
    """Return the library's units with every number a fraction; with its usual floats a kWh is 3.5999999999999996 MJ."""
    from pint import UnitRegistry  # noqa: PLC0415 - a result, and the other engines, work without it

    registry: Any = UnitRegistry(non_int_type=Fraction, cache_folder=None)
    for definition in _OWN:
        registry.define(definition)
    return registry
