"""One exact fraction for each of many bids: integers of 16, 32 or 64 bits where sure to fit, else Python's own.

Every product and sum is bounded in Python's integers before it is computed, and takes the least width that holds the
bound. What might not fit in 64 bits is computed in Python's integers, element by element: slower, still exact. Nothing
wraps and nothing is a float.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import repeat
from math import gcd
from typing import Any, Final

import numpy as np

from scoring.exact import ONE, product, whole_numbers
from scoring.rounding import Mode, Rounding

Ints = np.ndarray[Any, np.dtype[Any]]
"""Integers, one for each bid: of 16, 32 or 64 bits, or Python's own where they are too long for that."""
Flags = np.ndarray[Any, np.dtype[np.bool_]]
"""Yes or no for each bid."""
Indexes = np.ndarray[Any, np.dtype[np.int64]]
"""Which bids, by their place in the table."""

SHORT: Final = 2**15 - 1
"""The greatest integer of 16 bits, with which arithmetic takes half the time that it takes with 32."""
NARROW: Final = 2**31 - 1
"""The greatest integer of 32 bits, with which arithmetic takes a third of the time."""
LIMIT: Final = 2**63 - 1
"""The greatest integer of 64 bits."""

MANY: Final = 4096
"""From so many bids on, columns are large enough for the C library to hand their memory back."""
JUST_KEPT: Final = 31 * 2**20
"""A little below the greatest size that glibc learns from."""


def keep_memory(count: int) -> None:
    """Have the C library keep the memory of large columns for the next ones, where it hands each back to the system.

    Fetching it anew, page by page, would take longer than the arithmetic. Having freed one array of a given size, glibc
    keeps any smaller one; this array is never written to, so that it costs nothing. Elsewhere it changes nothing.
    """
    if count > MANY:
        np.empty(JUST_KEPT, dtype=np.uint8)


def integers(values: Sequence[int] | Ints) -> Ints:
    """Return integers in the least width that holds all of them.

    >>> [integers([1, most]).dtype.name for most in (2, 2**15, 2**31, 2**63)]
    ['int16', 'int32', 'int64', 'object']
    """
    array = values if isinstance(values, np.ndarray) else np.array(values, dtype=object)
    if array.dtype.kind not in "iuO":
        raise TypeError(f"exact columns hold integers, not {array.dtype}")
    if array.dtype == object and not all(type(value) is int for value in array):
        raise TypeError("exact columns hold integers only")
    return array.astype(width(greatest(array)), copy=False)


def width(bound: int) -> type[Any]:
    """Return the type of integers for numbers none of which is greater than `bound` in size."""
    if bound <= SHORT:
        return np.int16
    return np.int32 if bound <= NARROW else np.int64 if bound <= LIMIT else object


def same(value: int, count: int) -> Ints:
    """Return the same integer for every bid, which takes the room of one."""
    return np.broadcast_to(integers([value]), (count,))


def greatest(values: Ints) -> int:
    """Return the greatest size among the values, 0 where there are none."""
    return max(abs(int(values.max())), abs(int(values.min()))) if len(values) else 0


def below_zero(values: Ints) -> bool:
    """Say whether a value is below 0."""
    return bool(len(values) and values.min() < 0)


def fitting(values: Ints, bound: int) -> Ints:
    """Return the values ready for a computation none of whose numbers is greater than `bound` in size."""
    if bound <= SHORT or values.dtype == object:
        return values
    kind = width(bound)
    # Narrow numbers are widened; numbers that came in a wider type than they need stay in it.
    wide_enough = kind is not object and values.dtype.itemsize >= np.dtype(kind).itemsize
    return values if wide_enough else values.astype(kind)


@dataclass(frozen=True, slots=True)
class Ratio:
    """scale × top ÷ bottom for each bid; every bottom is above 0, and None stands for 1.

    No top is greater than `most` in size, and no bottom than `largest`; without `signed` no top is below 0.
    """

    top: Ints
    bottom: Ints | None
    scale: Fraction
    most: int
    largest: int = 1
    signed: bool = True

    @classmethod
    def of(cls, top: Ints, scale: Fraction = ONE) -> "Ratio":
        """Return scale × top, bounded by the greatest number there is."""
        return cls(top, None, scale, greatest(top), signed=below_zero(top))

    def __len__(self) -> int:
        return len(self.top)

    @property
    def long(self) -> bool:
        """Whether it holds numbers too long for 64 bits."""
        return self.top.dtype == object or (self.bottom is not None and self.bottom.dtype == object)

    @property
    def zero(self) -> Flags:
        """Which values are 0."""
        return flags(self.top == 0)

    def take(self, which: Indexes) -> "Ratio":
        """Return the ratios of some bids only."""
        bottom = None if self.bottom is None else self.bottom.take(which)
        return Ratio(self.top.take(which), bottom, self.scale, self.most, self.largest, self.signed)

    def exact(self, index: int) -> Fraction:
        """Return the value of one bid."""
        bottom = 1 if self.bottom is None else int(self.bottom[index])
        up, down = self.scale.as_integer_ratio()
        return Fraction(int(self.top[index]) * up, bottom * down)

    def pairs(self, which: Indexes) -> Iterable[tuple[int, int]]:
        """Return top and bottom of some bids, without the scale."""
        return zip(self.top[which].tolist(), repeat(1) if self.bottom is None else self.bottom[which].tolist())  # noqa: B905

    def fractions(self) -> list[Fraction]:
        """Return the values of all bids, in the order of the table."""
        up, down = self.scale.as_integer_ratio()
        return [Fraction(top * up, bottom * down) for top, bottom in self.pairs(np.arange(len(self)))]

    def times(self, factor: Fraction) -> "Ratio":
        """Return every value × factor."""
        scale = product(self.scale, factor)
        return Ratio(self.top, self.bottom, scale, self.most, self.largest, self.signed)

    def over(self, other: "Ratio") -> "Ratio":
        """Return every value ÷ that of the same bid in `other`, all of which are above 0."""
        top, most = _product(self.top, self.most, other.bottom, other.largest)
        bottom, largest = _product(other.top, other.most, self.bottom, self.largest)
        return Ratio(top, bottom, self.scale / other.scale, most, largest, self.signed)

    def reaches(self, least: Fraction) -> Flags:
        """Return which values are `least` or more; the scale must be above 0."""
        up, down = (least / self.scale).as_integer_ratio()
        if self.bottom is None:
            # top ≥ up ÷ down exactly if top, being whole, is at or above the next whole number.
            return flags(self.top >= -(-up // down))
        bound = max(self.most * down, self.largest * abs(up), down, abs(up))
        return flags(fitting(self.top, bound) * down >= fitting(self.bottom, bound) * up)

    def floors(self) -> Ints:
        """Return the whole part of every value, rounded down."""
        return divided(self, 1)

    def units(self, rounding: Rounding) -> Ints:
        """Return every value as it is shown, counted in units of the last decimal place."""
        top = self.top
        if self.scale >= 0 and not (self.signed and below_zero(top)):
            return rounded(self, 10**rounding.places, rounding.mode)
        upwards = replace(self, top=abs(top), scale=abs(self.scale), signed=False)
        size = rounded(upwards, 10**rounding.places, rounding.mode)
        return np.where((top < 0) != (self.scale < 0), -size, size)


def flags(values: Any) -> Flags:
    """Return a comparison as flags: of Python's own integers numpy leaves it as objects."""
    found: Flags = np.asarray(values, dtype=np.bool_)
    return found


def _product(values: Ints, most: int, factor: Ints | None, largest: int) -> tuple[Ints, int]:
    if factor is None:
        return values, most
    bound = most * largest
    return fitting(values, bound) * fitting(factor, bound), bound


def divided(ratio: Ratio, unit: int, *, half: bool = False) -> Ints:
    """Return floor(value × unit), or with `half` floor(value × unit + 1/2), for values of any sign."""
    up, down = (ratio.scale * unit).as_integer_ratio()
    add = 0
    if half and (down > 1 or ratio.bottom is not None):
        up, down, add = (up, down, down // 2) if down % 2 == 0 else (2 * up, 2 * down, down)
    bound = (ratio.most + 1) * abs(up) + (ratio.largest + 1) * (add + down)
    found = fitting(ratio.top, bound) * up
    if ratio.bottom is None:
        if add:
            found += add
        if down > 1:
            found //= down
        return found
    # One of the two may be of Python's integers and the other not: nothing is written over here.
    bottom = fitting(ratio.bottom, bound)
    quotient: Ints = (found + bottom * add if add else found) // (bottom * down if down > 1 else bottom)
    return quotient


def rounded(ratio: Ratio, unit: int, mode: Mode) -> Ints:
    """Return value × unit to a whole number, for values none of which is below 0.

    >>> halves = Ratio.of(np.array([1, 3, 5]), Fraction(1, 2))
    >>> [rounded(halves, 1, mode).tolist() for mode in ("half_up", "half_even", "down")]
    [[1, 2, 3], [0, 2, 2], [0, 1, 2]]
    """
    if mode == "down":
        return divided(ratio, unit)
    up = divided(ratio, unit, half=True)
    if mode == "half_up":
        return up
    # Half up and half down differ only at a midpoint, and there the even one of the two is wanted.
    down = -divided(replace(ratio, scale=-ratio.scale), unit, half=True)
    return np.where(up % 2 == 0, up, down)


def over_one_bottom(ratios: Sequence[Ratio]) -> Ratio:
    """Return the sum of ratios as one."""
    if len(ratios) == 1:
        return ratios[0]
    plain = [ratio for ratio in ratios if ratio.bottom is None and ratio.most]
    common, factors = whole_numbers([ratio.scale for ratio in plain])
    shared = gcd(*factors) or 1
    terms = [(ratio, factor // shared) for ratio, factor in zip(plain, factors, strict=True)]
    most = sum(ratio.most * abs(factor) for ratio, factor in terms)
    top = np.zeros(len(ratios[0]), dtype=object if any(ratio.long for ratio in plain) else width(most))
    spare = np.empty_like(top)
    for ratio, factor in terms:
        top += np.multiply(ratio.top.astype(top.dtype, copy=False), factor, out=spare)
    signed = any(ratio.signed or factor < 0 for ratio, factor in terms)
    found = Ratio(top, None, Fraction(shared, common), most, signed=signed)
    for ratio in ratios:
        if ratio.bottom is not None:
            found = _plus(found, ratio)
    return found


def _plus(one: Ratio, two: Ratio) -> Ratio:
    """Return one + two over the product of their bottoms; that of `two` differs from bid to bid."""
    common, (left, right) = whole_numbers([one.scale, two.scale])
    first, most = _product(one.top, one.most, two.bottom, two.largest)
    second, more = _product(two.top, two.most, one.bottom, one.largest)
    bound = most * abs(left) + more * abs(right)
    steepest = max(bound, abs(left), abs(right))
    top = fitting(first, steepest) * left + fitting(second, steepest) * right
    below = same(1, len(two)) if two.bottom is None else two.bottom
    bottom, largest = _product(below, two.largest, one.bottom, one.largest)
    return Ratio(top, bottom, Fraction(1, common), bound, largest)
