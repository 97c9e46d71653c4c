"""The only rounding in the library: a number is rounded once, for display, by the rule that the rubric declares."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal

from scoring.exact import decimal_text

Mode = Literal["half_up", "half_even", "down"]
MODES: Final[tuple[Mode, ...]] = ("half_up", "half_even", "down")
MOST_PLACES: Final = 10


@dataclass(frozen=True, slots=True)
class Rounding:
    """How a number is shown: decimal places (0 to 10) and what happens at the midpoint."""

    places: int = 2
    mode: Mode = "half_up"

    def shown(self, value: Fraction) -> str:
        """Return `value` as the text that people read."""
        return shown_ratio(*value.as_integer_ratio(), self.places, self.mode)


STANDARD: Final = Rounding()
"""Two places, half up: how a number reads in a sentence, whatever the rubric shows of its results."""


def half_up(top: int, bottom: int) -> int:
    """Return top/bottom (neither negative) to the nearest integer, a midpoint going up.

    Source: Department for Transport rail franchise invitations to tender, "midpoint always up" (1library.net copy).
    """
    return (2 * top + bottom) // (2 * bottom)


def half_even(top: int, bottom: int) -> int:
    """Return top/bottom (neither negative) to the nearest integer, a midpoint to the even neighbour (IEEE 754)."""
    whole, rest = divmod(top, bottom)
    return whole + (2 * rest > bottom or (2 * rest == bottom and whole % 2 == 1))


def down(top: int, bottom: int) -> int:
    """Return top/bottom (neither negative) with everything after the point cut off."""
    return top // bottom


_RULES: Final[dict[Mode, Callable[[int, int], int]]] = {"half_up": half_up, "half_even": half_even, "down": down}


def shown(value: Fraction, places: int = 2, mode: Mode = "half_up") -> str:
    """Return `value` rounded to `places` as text; the rule works on the size, so -2.5 half up is -3.

    >>> shown(Fraction(200, 3)), shown(Fraction(1, 200)), shown(Fraction(-1, 999))
    ('66.67', '0.01', '0.00')
    >>> shown(Fraction(5, 2), 0, "half_even"), shown(Fraction(5, 2), 0, "down")
    ('2', '2')
    """
    return shown_ratio(*value.as_integer_ratio(), places, mode)


def shown_ratio(top: int, bottom: int, places: int, mode: Mode) -> str:
    """Return top/bottom rounded to `places` as text; the ratio need not be in lowest terms."""
    units = _RULES[mode](abs(top) * 10**places, bottom)
    return decimal_text(-units if top < 0 else units, places)


def rounded(value: Fraction, places: int = 2, mode: Mode = "half_up") -> Decimal:
    """Return `value` rounded to `places` as a Decimal."""
    return Decimal(shown(value, places, mode))


def round_half_up(value: Fraction, places: int = 2) -> Decimal:
    """Return `value` rounded half up to `places`, the default rule of a rubric.

    >>> round_half_up(Fraction(1, 8), 2)
    Decimal('0.13')
    """
    return rounded(value, places, "half_up")
