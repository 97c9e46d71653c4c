"""How quantities read on paper: two decimal places at most, money as money, units in the words people use."""

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Final

from app.documents.catalogue import say
from app.documents.figures import Figure
from app.documents.wording import absent, currency_sign, grouped, with_unit
from scoring.rounding import shown

PLACES: Final = 2

SHORTER: Final[Mapping[str, str]] = {
    "excluding VAT": "excl. VAT",
    "including VAT": "incl. VAT",
    "full-time equivalents": "FTE",
}
"""What a unit is cut to where there is little room."""

LONG_DECIMAL: Final = re.compile(r"(?<![\d.,/])(?:\d{1,3}(?:,\d{3})+|\d+)\.\d{3,}(?![\d/]|\.\d)")


def is_longer(value: Decimal) -> bool:
    """Return whether a quantity has more decimal places than are printed.

    >>> is_longer(Decimal("0.3333")), is_longer(Decimal("0.3300"))
    (True, False)
    """
    return (Fraction(value) * 10**PLACES).denominator != 1


def bare(value: Decimal, unit: str | None = None) -> str:
    """Return a quantity without its unit, rounded half up to two places: money has both of them or none.

    What is not nought never reads as nought: a quantity too small for two places keeps all of its own.

    >>> bare(Decimal("120833.3333")), bare(Decimal("1.5"), "GBP"), bare(Decimal("58.0000")), bare(Decimal("0.0004"))
    ('120,833.33', '1.50', '58', '0.0004')
    """
    text = shown(Fraction(value), PLACES)
    if value and not Fraction(text):
        return grouped(format(value.normalize(), "f"))
    text = text.removesuffix(".00")
    if "." in text and not currency_sign(unit):
        text = text.rstrip("0")
    return grouped(text)


def quantity(value: Decimal, unit: str | None = None) -> str:
    """Return a quantity with its unit, rounded as `bare` says; nought is "0"."""
    return with_unit(bare(value, unit), unit)


def figure(found: Figure, unit: str | None = None) -> str:
    """Return a figure with its unit, or the words for its absence: only what is nought reads as "0"."""
    return absent(found.state) if found.value is None else quantity(found.value, unit)


def bare_figure(found: Figure, unit: str | None = None) -> str:
    """Return a figure without its unit, for the cell of a table that names the unit, or the words for its absence."""
    return absent(found.state) if found.value is None else bare(found.value, unit)


def in_full(found: Figure) -> str | None:
    """Return a figure with all of its places where it is printed with fewer, otherwise None."""
    if found.value is None or not is_longer(found.value):
        return None
    return grouped(format(found.value.normalize(), "f"))


def unit_in_words(unit: str) -> str:
    """Return a unit that stands alone: "£ excluding VAT" for pounds, any other as it is written."""
    sign = currency_sign(unit)
    return f"{sign} {unit.partition(' ')[2]}".rstrip() if sign else unit


def short_unit(unit: str) -> str:
    """Return a unit for a drawing, its longest phrases cut short."""
    for phrase, shorter in SHORTER.items():
        unit = unit.replace(phrase, shorter)
    return unit


def rounded_in(sentence: str) -> str:
    """Return a sentence with every long decimal in it rounded as elsewhere on the page; fractions stay as they are.

    >>> rounded_in("due 483,333.3336, claimed 98200.5 (100.11% of what is due)")
    'due 483,333.33, claimed 98200.5 (100.11% of what is due)'
    """
    return LONG_DECIMAL.sub(lambda hit: bare(Decimal(hit[0].replace(",", ""))), sentence)


def closely(value: Fraction) -> str:
    """Return a share as a percentage to two places that never reads as a whole one it only comes near.

    >>> closely(Fraction(1)), closely(Fraction(99999, 100000)), closely(Fraction(937, 1000)), closely(Fraction(0))
    ('100%', 'just under 100%', '93.7%', '0%')
    """
    exact = value * 100
    text = shown(exact, PLACES)
    near = Fraction(text)
    said = f"{grouped(text.rstrip('0').rstrip('.'))}%"
    if near == exact or near.denominator != 1:
        return said
    return say("just under %(share)s", share=said) if exact < near else say("just over %(share)s", share=said)
