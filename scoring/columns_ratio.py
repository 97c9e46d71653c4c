"""One exact fraction for each of many bids: integers of 64 bits where they are sure to fit, else as long as need be.

Every product and sum is bounded in Python's own integers before it is computed. What might not fit in 64 bits is
computed in Python's integers instead, element by element: slower, still exact. Nothing wraps and nothing is a float.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm
from typing import Any, Final

import numpy as np

from scoring.rounding import Mode, Rounding

Ints = np.ndarray[Any, np.dtype[Any]]
"""Integers, one for each bid: 64 bits, or Python's own where they are too long for that."""
Flags = np.ndarray[Any, np.dtype[np.bool_]]
"""Yes or no for each bid."""
Indexes = np.ndarray[Any, np.dtype[np.int64]]
"""Which bids, by their place in the table."""

LIMIT: Final = 2**63 - 1
"""The greatest integer of 64 bits."""


def integers(values: Sequence[int] | Ints) -> Ints:
    """Return integers in 64 bits where all of them fit, and as Python's own where they do not.

    >>> integers([1, 2**80]).dtype == object, integers([1, 2]).dtype == np.int64
    (True, True)
    """
    array = values if isinstance(values, np.ndarray) else np.array(values, dtype=object)
    if array.dtype == np.int64:
        return array
    if array.dtype.kind not in "iuO":
        raise TypeError(f"exact columns hold integers, not {array.dtype}")
    if array.dtype not in (object, np.uint64):
        return array.astype(np.int64)
    whole = array.astype(object)
    if not all(type(value) is int for value in whole):
        raise TypeError("exact columns hold integers only")
    return whole.astype(np.int64) if greatest(whole) <= LIMIT else whole


def greatest(values: Ints) -> int:
    """Return the greatest size among the values, 0 where there are none."""
    return max(abs(int(values.max())), abs(int(values.min()))) if len(values) else 0


def as_long(values: Ints, bound: int) -> Ints:
    """Return the values ready for a computation whose every result is at most `bound` in size."""
    return values if values.dtype == object or bound <= LIMIT else values.astype(object)


def product(values: Ints, factor: Ints | int, bound: int) -> Ints:
    """Return values × factor, given that neither they nor any product is greater than `bound` in size."""
    if isinstance(factor, int):
        return values if factor == 1 else as_long(values, max(bound, abs(factor))) * factor
    return as_long(values, bound) * as_long(factor, bound)


@dataclass(frozen=True, slots=True)
class Ratio:
    """top ÷ bottom for each bid; the bottom is above 0, and an int where it is the same for all.

    `most` and `largest` are what no top and no bottom exceeds in size.
    """

    top: Ints
    bottom: Ints | int
    most: int
    largest: int

    @classmethod
    def of(cls, top: Ints, bottom: Ints | int) -> "Ratio":
        """Return the ratio with its bounds read off the numbers themselves."""
        return cls(top, bottom, greatest(top), bottom if isinstance(bottom, int) else greatest(bottom))

    def __len__(self) -> int:
        return len(self.top)

    @property
    def long(self) -> bool:
        """Whether any part of it was too long for 64 bits."""
        return self.top.dtype == object or (not isinstance(self.bottom, int) and self.bottom.dtype == object)

    def take(self, which: Indexes) -> "Ratio":
        """Return the ratios of some bids only."""
        bottom = self.bottom if isinstance(self.bottom, int) else self.bottom[which]
        return Ratio(self.top[which], bottom, self.most, self.largest)

    def exact(self, index: int) -> Fraction:
        """Return the value of one bid."""
        bottom = self.bottom if isinstance(self.bottom, int) else int(self.bottom[index])
        return Fraction(int(self.top[index]), bottom)

    def fractions(self) -> list[Fraction]:
        """Return the values of all bids, in the order of the table."""
        tops = self.top.tolist()
        if isinstance(self.bottom, int):
            return [Fraction(top, self.bottom) for top in tops]
        return [Fraction(top, bottom) for top, bottom in zip(tops, self.bottom.tolist(), strict=True)]

    def times(self, factor: Fraction) -> "Ratio":
        """Return every value × factor."""
        up, down = factor.as_integer_ratio()
        if isinstance(self.bottom, int):
            shared = gcd(up, self.bottom) or 1
            up, bottom = up // shared, self.bottom // shared * down
            return Ratio(product(self.top, up, self.most * abs(up)), bottom, self.most * abs(up), bottom)
        top = product(self.top, up, self.most * abs(up))
        return Ratio(top, product(self.bottom, down, self.largest * down), self.most * abs(up), self.largest * down)

    def over(self, other: "Ratio") -> "Ratio":
        """Return every value ÷ that of the same bid in `other`, all of which are above 0."""
        own, theirs = self.bottom, other.bottom
        if isinstance(own, int) and isinstance(theirs, int):
            own, theirs = own // gcd(own, theirs), theirs // gcd(own, theirs)
        top, most = _cross(self.top, self.most, theirs, other.largest)
        bottom, largest = _cross(other.top, other.most, own, self.largest)
        return Ratio(top, bottom, most, largest)

    def reaches(self, least: Fraction) -> Flags:
        """Return which values are `least` or more."""
        up, down = least.as_integer_ratio()
        if isinstance(self.bottom, int):
            # top ÷ bottom ≥ up ÷ down exactly if top, being whole, is at or above the next whole number.
            return _flags(self.top >= -(-up * self.bottom // down))
        bound = max(self.most * down, self.largest * abs(up))
        return _flags(product(self.top, down, bound) >= product(self.bottom, up, bound))

    def floors(self) -> Ints:
        """Return the whole part of every value, rounded down."""
        return as_long(self.top, max(self.most, self.largest)) // self.bottom

    def units(self, rounding: Rounding) -> Ints:
        """Return every value as it is shown, counted in units of the last decimal place."""
        scale = 10**rounding.places
        bound = 2 * (self.most * scale + self.largest)
        top = product(abs(self.top) if self.most else self.top, scale, bound)
        units = rounded(top, self.bottom, rounding.mode, bound)
        return units if not self.most else np.where(self.top < 0, -units, units)


def _cross(values: Ints, most: int, factor: Ints | int, largest: int) -> tuple[Ints, int]:
    bound = most * (factor if isinstance(factor, int) else largest)
    return product(values, factor, max(bound, most, largest)), bound


def _flags(values: Any) -> Flags:
    """Return a comparison as flags: of Python's own integers numpy leaves it as objects."""
    flags: Flags = np.asarray(values, dtype=np.bool_)
    return flags


def rounded(top: Ints, bottom: Ints | int, mode: Mode, bound: int) -> Ints:
    """Return top ÷ bottom, neither negative, to a whole number; `bound` is what 2 × (top + bottom) cannot exceed.

    >>> halves = np.array([1, 3, 5])
    >>> rounded(halves, 2, "half_up", 14).tolist(), rounded(halves, 2, "half_even", 14).tolist()
    ([1, 2, 3], [0, 2, 2])
    """
    top = as_long(top, bound)
    bottom = bottom if isinstance(bottom, int) else as_long(bottom, bound)
    if mode == "half_up":
        return (2 * top + bottom) // (2 * bottom)
    whole = top // bottom
    if mode == "down":
        return whole
    rest = 2 * (top - whole * bottom)
    return whole + np.where((rest > bottom) | ((rest == bottom) & (whole % 2 == 1)), 1, 0)


def over_one_bottom(ratios: Sequence[Ratio]) -> Ratio:
    """Return the sum of ratios as one, over the least bottom that serves all of those that have one for every bid."""
    fixed = [ratio.bottom for ratio in ratios if isinstance(ratio.bottom, int)]
    common = lcm(*fixed)
    top, most = np.zeros(len(ratios[0]), dtype=np.int64), 0
    for ratio in ratios:
        if isinstance(ratio.bottom, int):
            factor = common // ratio.bottom
            most += ratio.most * factor
            top = as_long(top, most) + product(ratio.top, factor, most)
    found = Ratio(top, common, most, common)
    for ratio in ratios:
        if not isinstance(ratio.bottom, int):
            found = _plus(found, ratio)
    return found


def _plus(one: Ratio, two: Ratio) -> Ratio:
    """Return one + two over the product of their bottoms; the bottom of `two` differs from bid to bid."""
    most = one.most * two.largest + two.most * one.largest
    largest = one.largest * two.largest
    bound = max(most, largest)
    left = product(_spread(two.bottom, len(two)), 1, bound)
    top = product(one.top, left, bound) + product(two.top, one.bottom, bound)
    return Ratio(top, product(left, one.bottom, bound), most, largest)


def _spread(bottom: Ints | int, count: int) -> Ints:
    return integers([bottom] * count) if isinstance(bottom, int) else bottom
