"""The one door for numbers: what text may become a number, and how an exact number is written back as text."""

import re
from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from math import lcm
from typing import Final

ZERO: Final = Fraction(0)
ONE: Final = Fraction(1)
HUNDRED: Final = Fraction(100)

WHOLE_DIGITS: Final = 30
PLACES: Final = 20
LONGEST_NUMBER: Final = len("-") + WHOLE_DIGITS + len(".") + PLACES
LONGEST_EXPANSION: Final = 40
"""A terminating decimal with more places than this is written as a fraction: it is shorter and no less exact."""

_BLOCK_DIGITS: Final = 4000
_BLOCK: Final = 10**_BLOCK_DIGITS
_NUMBER = re.compile(rf"-?[0-9]{{1,{WHOLE_DIGITS}}}(?:\.[0-9]{{1,{PLACES}}})?")
_EXPONENT = re.compile(r"[-+]?[0-9.]+[eE][-+]?[0-9]+")
_NOT_FINITE = re.compile(r"[-+]?(?:nan|snan|inf|infinity)", re.IGNORECASE)
_EXACT = re.compile(r"(-?[0-9]+)(?:/([0-9]+)|\.([0-9]+))?")


def fraction(text: str) -> Fraction | None:
    """Return the exact value of a plain decimal such as "12.50", or None where the text is not one.

    Signs, digits and one point only: no exponent, no separator, no space, no digits of another script.

    >>> fraction("12.50"), fraction("1e3"), fraction("٣")
    (Fraction(25, 2), None, None)
    """
    return _fraction(text) if len(text) <= LONGEST_NUMBER else None


@lru_cache(maxsize=8192)
def _fraction(text: str) -> Fraction | None:
    if not _NUMBER.fullmatch(text):
        return None
    whole, _, part = text.partition(".")
    return Fraction(int(whole + part), 10 ** len(part)) if part else Fraction(int(whole))


def why_not_a_number(value: object) -> tuple[str, str]:
    """Return the finding code and the sentence for a value that `fraction` does not accept.

    >>> why_not_a_number("1e999")[0], why_not_a_number("NaN")[0], why_not_a_number(0.5)[0]  # a float on purpose
    ('number.exponent', 'number.not_finite', 'number.float')
    """
    if isinstance(value, float):
        return "number.float", f'is a floating-point number, which is not exact: write it in quotes, as "{value}"'
    if not isinstance(value, str):
        return "number.not_text", 'must be a decimal number in quotes, such as "12.5"'
    if _NOT_FINITE.fullmatch(value):
        return (
            "number.not_finite",
            "is not a finite number: give a plain decimal, or leave the answer out if there is none",
        )
    if _EXPONENT.fullmatch(value):
        return "number.exponent", 'is written with an exponent: write the digits out, such as "1000"'
    if len(value) > LONGEST_NUMBER:
        limit = f"{WHOLE_DIGITS} digits before the point and {PLACES} after it"
        return "number.too_long", f"is longer than any number here may be: use at most {limit}"
    return "number.malformed", 'is not a plain decimal number: use digits and one point only, such as "1250.50"'


def exact_text(value: Fraction) -> str:
    """Return a number as a terminating decimal where it has one, otherwise as a fraction; nothing is lost.

    >>> exact_text(Fraction(133, 2)), exact_text(Fraction(200, 3)), exact_text(Fraction(-3))
    ('66.5', '200/3', '-3')
    """
    top, bottom = value.as_integer_ratio()
    if bottom == 1:
        return digits_of(top)
    places = decimal_places(bottom)
    if places is None:
        return f"{digits_of(top)}/{digits_of(bottom)}"
    return decimal_text(top * (10**places // bottom), places)


def decimal_text(units: int, places: int) -> str:
    """Return units ÷ 10^places in digits, with exactly that many places; there is no minus zero.

    >>> decimal_text(-205, 2), decimal_text(5, 2), decimal_text(12, 0)
    ('-2.05', '0.05', '12')
    """
    if not places:
        return digits_of(units)
    digits = digits_of(abs(units)).zfill(places + 1)
    return f"{'-' if units < 0 else ''}{digits[:-places]}.{digits[-places:]}"


def whole_numbers(values: Iterable[Fraction]) -> tuple[int, list[int]]:
    """Return how many make 1, and the values as so many integers: the same order, compared far sooner.

    >>> whole_numbers([Fraction(1, 2), Fraction(1, 3)])
    (6, [3, 2])
    """
    ratios = [value.as_integer_ratio() for value in values]
    bottom = lcm(*[ratio[1] for ratio in ratios])
    return bottom, [top * (bottom // own) for top, own in ratios]


def product(one: Fraction, two: Fraction) -> Fraction:
    """Return one × two; the operator first asks of both what kind of number they are, and takes twice as long.

    >>> product(Fraction(3, 4), Fraction(2, 9))
    Fraction(1, 6)
    """
    (top, bottom), (other_top, other_bottom) = one.as_integer_ratio(), two.as_integer_ratio()
    return Fraction(top * other_top, bottom * other_bottom)


def quotient(one: Fraction, two: Fraction) -> Fraction:
    """Return one ÷ two, likewise.

    >>> quotient(Fraction(3, 4), Fraction(9, 2))
    Fraction(1, 6)
    """
    (top, bottom), (other_top, other_bottom) = one.as_integer_ratio(), two.as_integer_ratio()
    return Fraction(top * other_bottom, bottom * other_top)


@lru_cache(maxsize=1024)
def decimal_places(bottom: int) -> int | None:
    """Return how many decimal places 1/bottom needs, or None where it never ends or is too long to be worth writing."""
    twos = (bottom & -bottom).bit_length() - 1
    rest, fives = bottom >> twos, 0
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    places = max(twos, fives)
    return places if rest == 1 and places <= LONGEST_EXPANSION else None


def from_exact_text(text: str) -> Fraction | None:
    """Return the value that `exact_text` wrote, or None where the text is neither a decimal nor a fraction.

    >>> from_exact_text("200/3"), from_exact_text("66.5"), from_exact_text("1/0")
    (Fraction(200, 3), Fraction(133, 2), None)
    """
    match = _EXACT.fullmatch(text)
    if match is None:
        return None
    top, bottom, part = match.groups()
    if bottom is not None:
        return Fraction(_integer(top), _integer(bottom)) if _integer(bottom) else None
    return Fraction(_integer(top + (part or "")), 10 ** len(part or ""))


def digits_of(value: int) -> str:
    """Return an integer in digits however long it is; beyond some length Python's own conversion refuses.

    >>> len(digits_of(10**9000)), digits_of(-70)
    (9001, '-70')
    """
    if -_BLOCK < value < _BLOCK:
        return str(value)
    sign, rest, blocks = "-" if value < 0 else "", abs(value), list[str]()
    while rest:
        rest, block = divmod(rest, _BLOCK)
        blocks.append(str(block).rjust(_BLOCK_DIGITS if rest else 0, "0"))
    return sign + "".join(reversed(blocks))


def _integer(digits: str) -> int:
    """Return the integer that `digits_of` wrote."""
    sign, digits = (-1, digits[1:]) if digits.startswith("-") else (1, digits)
    first = len(digits) % _BLOCK_DIGITS
    value = int(digits[:first] or "0")
    for start in range(first, len(digits), _BLOCK_DIGITS):
        value = value * _BLOCK + int(digits[start : start + _BLOCK_DIGITS])
    return sign * value


def exact_sum(values: Iterable[Fraction]) -> Fraction:
    """Return Σ values over one common denominator: the same value as `sum`, several times sooner.

    >>> exact_sum([Fraction(1, 3), Fraction(1, 6), Fraction(1, 2)])
    Fraction(1, 1)
    """
    bottom, whole = whole_numbers(values)
    return Fraction(sum(whole), bottom)
