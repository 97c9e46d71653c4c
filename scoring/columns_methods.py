"""The scoring methods for many bids at once: each gives the shares that the method itself gives, bid by bid.

What holds for one value alone, such as the share of a mark or of a band, is asked of the method; what is a formula is
written here once more, over integers. The property tests hold the two together, number for number.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import lcm
from typing import Any, Final, NamedTuple

import numpy as np

from scoring.columns_ratio import LIMIT, Flags, Ints, Ratio, as_long, greatest, integers, product
from scoring.exact import ONE, ZERO, exact_sum, whole_numbers
from scoring.methods import (
    Banded,
    LowestPrice,
    MeanPrice,
    Method,
    OnScale,
    PercentageAboveLowest,
    Refusal,
    RelativeToBest,
    Target,
    UnitValue,
)

FEW: Final = 24
"""Up to so many steps of a table are found by comparing with each; more of them by bisection."""


class Shares(NamedTuple):
    """The share of each bid, which bids the method refuses (None: no bid), and what all were measured against."""

    ratio: Ratio
    refused: Flags | None = None
    reference: Fraction | None = None


def shares(method: Method, values: Ratio) -> Shares:
    """Return the share of each bid; a relative method measures all the values given against one another."""
    if isinstance(method, UnitValue):
        return shares(method.then, values.times(method.row.value))
    return _FORMS[type(method)](method, values) if len(values) else Shares(values)


def line(values: Ratio, start: Fraction, slope: Fraction, low: Fraction, high: Fraction) -> Ratio:
    """Return start + slope × value, held between low and high."""
    if not isinstance(values.bottom, int):
        return _line_by_bid(values, values.bottom, (start, slope, low, high))
    step = slope / values.bottom
    bottom = lcm(*(number.denominator for number in (start, step, low, high)))
    begin, by, least, most = (number.numerator * (bottom // number.denominator) for number in (start, step, low, high))
    bound = values.most * abs(by) + max(abs(number) for number in (begin, by, least, most))
    top = np.clip(as_long(values.top, bound) * by + begin, least, most)
    return Ratio(top, bottom, max(abs(least), abs(most)), bottom)


def _line_by_bid(values: Ratio, below: Ints, numbers: Sequence[Fraction]) -> Ratio:
    """Return the same for values whose bottom differs from bid to bid."""
    common, (begin, by, least, most) = whole_numbers(numbers)
    bound = values.most * abs(by) + values.largest * max(abs(begin), abs(least), abs(most), common)
    top = product(values.top, by, bound) + product(below, begin, bound)
    top = np.minimum(np.maximum(top, product(below, least, bound)), product(below, most, bound))
    return Ratio(top, product(below, common, bound), bound, values.largest * common)


def _steps(values: Ratio, starts: Sequence[Fraction]) -> tuple[Ints, Ints, int]:
    """Return how many of the ascending starts each value reaches, the values in whole units, and how many make 1."""
    unit = lcm(*(start.denominator for start in starts))
    if isinstance(values.bottom, int):
        unit = lcm(unit, values.bottom)
        factor = unit // values.bottom
        whole = product(values.top, factor, values.most * factor)
    else:
        whole = values.times(Fraction(unit)).floors()
    firsts = [start.numerator * (unit // start.denominator) for start in starts]
    if len(firsts) > FEW or whole.dtype == object:
        return np.searchsorted(np.array(firsts, dtype=object), whole.astype(object), side="right"), whole, unit
    place = np.zeros(len(whole), dtype=np.int8)
    for first in firsts:
        place += whole >= first
    return place, whole, unit


def _table(worth: Sequence[Fraction], place: Ints) -> Ratio:
    """Return the share that stands at each bid's place of a table."""
    bottom, whole = whole_numbers(worth)
    tops = integers(whole)
    return Ratio(tops[place], bottom, greatest(tops), bottom)


def _on_scale(method: OnScale, values: Ratio) -> Shares:
    marks = [level.mark for level in method.scale.levels]
    place, whole, unit = _steps(values, marks)
    exact = integers([-1, *(mark.numerator * (unit // mark.denominator) for mark in marks)])
    off_scale = np.asarray(exact[place] != whole, dtype=np.bool_)
    worth = [_certain(method.share(mark, None)) for mark in marks]
    return Shares(_table([ZERO, *worth], place), off_scale if off_scale.any() else None)


def _certain(share: Fraction | Refusal) -> Fraction:
    """Return the share of a mark that the scale holds: it has one."""
    return ZERO if isinstance(share, Refusal) else share


def _banded(method: Banded, values: Ratio) -> Shares:
    place, _, _ = _steps(values, [band.first for band in method.bands])
    below = np.asarray(place == 0, dtype=np.bool_) if method.below == "refuse" else None
    ratio = _table([ZERO, *(band.share for band in method.bands)], place)
    return Shares(ratio, below if below is not None and below.any() else None)


def _same(top: int, count: int) -> Ints:
    """Return the same integer for every bid."""
    return np.full(count, top, dtype=np.int64 if abs(top) <= LIMIT else object)


def _all(values: Ratio, share: Fraction) -> Ratio:
    """Return the same share for every bid."""
    top, bottom = share.as_integer_ratio()
    return Ratio(_same(top, len(values)), bottom, abs(top), bottom)


def _either(which: Flags, share: Fraction, otherwise: Fraction) -> Ratio:
    """Return one share for the bids named and another for the rest."""
    return _table([otherwise, share], which.astype(np.int8))


def _zero(values: Ratio) -> Flags:
    return np.asarray(values.top == 0, dtype=np.bool_)


def extreme(values: Ratio, *, highest: bool) -> Fraction:
    """Return the greatest or the least value."""
    if isinstance(values.bottom, int):
        return Fraction(int(values.top.max() if highest else values.top.min()), values.bottom)
    floors = values.floors()
    near = np.flatnonzero(floors == (floors.max() if highest else floors.min()))
    found = set(values.take(near).fractions())
    return max(found) if highest else min(found)


def _target(method: Target, values: Ratio) -> Shares:
    way = method.target - method.floor
    return Shares(line(values, -method.floor / way, 1 / way, ZERO, ONE))


def _share_of(best: Fraction, values: Ratio) -> Ratio:
    """Return best ÷ value, for values none of which is 0."""
    if isinstance(values.bottom, int):
        up, down = (best * values.bottom).as_integer_ratio()
        top, most = _same(up, len(values)), up
    else:
        up, down = best.as_integer_ratio()
        most = values.largest * up
        top = product(values.bottom, up, most)
    return Ratio(top, product(values.top, down, values.most * down), most, values.most * down)


def _relative_to_best(method: RelativeToBest, values: Ratio) -> Shares:
    best = extreme(values, highest=method.better == "higher")
    if not best:
        zero = _zero(values)
        refused = zero if method.at_zero == "refuse" else None
        return Shares(_either(zero, ONE if method.at_zero == "full" else ZERO, ZERO), refused, best)
    return Shares(values.times(1 / best) if method.better == "higher" else _share_of(best, values), None, best)


def _lowest_price(method: LowestPrice, values: Ratio) -> Shares:
    lowest = extreme(values, highest=False)
    if lowest:
        return Shares(_share_of(lowest, values), None, lowest)
    zero = _zero(values)
    return Shares(_either(zero, ONE, ZERO), zero if method.zero_price == "refuse" else None, lowest)


def _percentage_above_lowest(method: PercentageAboveLowest, values: Ratio) -> Shares:
    lowest = extreme(values, highest=False)
    if lowest:
        return Shares(line(values, 1 + method.factor, -method.factor / lowest, method.floor, ONE), None, lowest)
    refused = np.full(len(values), fill_value=True) if method.zero_price == "refuse" else None
    return Shares(_either(_zero(values), ONE, method.floor), refused, lowest)


def _mean_price(method: MeanPrice, values: Ratio) -> Shares:
    mean = _mean(values)
    if mean:
        start = method.at_mean + method.slope
        return Shares(line(values, start, -method.slope / mean, method.floor, method.cap), None, mean)
    refused = np.full(len(values), fill_value=True) if method.zero_mean == "refuse" else None
    return Shares(_all(values, method.cap), refused, mean)


def _mean(values: Ratio) -> Fraction:
    """Return the mean of values; where the sum could be too long for 64 bits, Python's own integers add it up."""
    if not isinstance(values.bottom, int):
        return exact_sum(values.fractions()) / len(values)
    total = int(as_long(values.top, values.most * len(values)).sum())
    return Fraction(total, values.bottom * len(values))


_FORMS: Final[dict[type, Callable[[Any, Ratio], Shares]]] = {
    OnScale: _on_scale,
    Banded: _banded,
    Target: _target,
    RelativeToBest: _relative_to_best,
    LowestPrice: _lowest_price,
    PercentageAboveLowest: _percentage_above_lowest,
    MeanPrice: _mean_price,
}
