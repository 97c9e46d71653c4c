"""The scoring methods for many bids at once: each gives the shares that the method itself gives, bid by bid.

What holds for one value alone, such as the share of a mark or of a band, is asked of the method; what is a formula is
written here once more, over integers. The property tests hold the two together, number for number.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise
from math import gcd
from typing import Any, Final, NamedTuple

import numpy as np

from scoring.columns_ratio import Flags, Ints, Ratio, divided, fitting, flags, same, width
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
    common, (begin, by, least, most) = whole_numbers((start, slope * values.scale, low, high))
    furthest = max(abs(number) for number in (begin, by, least, most))
    bound = values.most * abs(by) + values.largest * furthest + furthest
    top = fitting(values.top, bound) * by
    if values.bottom is None:
        if begin:
            top += begin
        np.clip(top, least, most, out=top)
        return Ratio(top, None, Fraction(1, common), max(abs(least), abs(most)), signed=least < 0)
    bottom = fitting(values.bottom, bound)
    top = np.clip(top + bottom * begin, bottom * least, bottom * most)
    return Ratio(top, values.bottom, Fraction(1, common), bound, values.largest, signed=least < 0)


def _steps(values: Ratio, starts: Sequence[Fraction], numbers: Sequence[int]) -> Ints:
    """Return numbers[k] for each value that reaches just k of the ascending starts."""
    if values.bottom is not None:
        # Both counted in units that every start is a whole number of, a value reaches what its whole units reach.
        unit, firsts = whole_numbers(starts)
        tops = divided(values, unit)
    else:
        # A whole top reaches scale × top ≥ start where it reaches the next whole number.
        tops, firsts = values.top, [-(-start // values.scale) for start in starts]
    # Wide enough for every number, and for the step from any of them to any other.
    kind = width(2 * max(abs(number) for number in numbers))
    if len(firsts) > FEW or tops.dtype == object or kind is object:
        place = np.searchsorted(np.array(firsts, dtype=object), tops.astype(object), side="right")
        return np.array(numbers, dtype=kind).take(place)
    found = np.full(len(tops), numbers[0], dtype=kind)
    for first, (before, after) in zip(firsts, pairwise(numbers), strict=True):
        reached = tops >= first
        found += reached if after - before == 1 else reached * kind(after - before)
    return found


def _stepped(values: Ratio, starts: Sequence[Fraction], worth: Sequence[Fraction]) -> Ratio:
    """Return worth[k] for each value that reaches just k of the ascending starts."""
    common, whole = whole_numbers(worth)
    shared = gcd(*whole) or 1
    tops = [share // shared for share in whole]
    found = _steps(values, starts, tops)
    return Ratio(found, None, Fraction(shared, common), max(abs(top) for top in tops), signed=min(tops) < 0)


def _on_scale(method: OnScale, values: Ratio) -> Shares:
    marks = [level.mark for level in method.scale.levels]
    # The top that makes each mark; -1, which no bid states, stands for a mark that no whole top makes.
    tops = [mark / values.scale for mark in marks]
    exact = [-1, *(top.numerator if top.denominator == 1 else -1 for top in tops)]
    off_scale = flags(_steps(values, marks, exact) != values.top)
    worth = [ZERO, *(_certain(method.share(mark, None)) for mark in marks)]
    return Shares(_stepped(values, marks, worth), off_scale if off_scale.any() else None)


def _certain(share: Fraction | Refusal) -> Fraction:
    """Return the share of a mark that the scale holds: it has one."""
    return ZERO if isinstance(share, Refusal) else share


def _banded(method: Banded, values: Ratio) -> Shares:
    starts = [band.first for band in method.bands]
    below = ~values.reaches(starts[0]) if method.below == "refuse" else None
    ratio = _stepped(values, starts, [ZERO, *(band.share for band in method.bands)])
    return Shares(ratio, below if below is not None and below.any() else None)


def _all(values: Ratio, share: Fraction) -> Ratio:
    """Return the same share for every bid."""
    return Ratio(same(1, len(values)), None, share, 1)


def _either(which: Flags, share: Fraction, otherwise: Fraction) -> Ratio:
    """Return one share for the bids named and another for the rest."""
    return _stepped(Ratio.of(which.astype(np.int16)), [ONE], [otherwise, share])


def extreme(values: Ratio, *, highest: bool) -> Fraction:
    """Return the greatest or the least value."""
    if values.bottom is None:
        return values.scale * int(values.top.max() if highest else values.top.min())
    floors = values.floors()
    near = np.flatnonzero(floors == (floors.max() if highest else floors.min()))
    found = set(values.take(near).fractions())
    return max(found) if highest else min(found)


def _target(method: Target, values: Ratio) -> Shares:
    way = method.target - method.floor
    return Shares(line(values, -method.floor / way, 1 / way, ZERO, ONE))


def _share_of(best: Fraction, values: Ratio) -> Ratio:
    """Return best ÷ value, for values none of which is 0."""
    top = same(1, len(values)) if values.bottom is None else values.bottom
    return Ratio(top, values.top, best / values.scale, values.largest, values.most, signed=False)


def _relative_to_best(method: RelativeToBest, values: Ratio) -> Shares:
    best = extreme(values, highest=method.better == "higher")
    if not best:
        zero = values.zero
        refused = zero if method.at_zero == "refuse" else None
        return Shares(_either(zero, ONE if method.at_zero == "full" else ZERO, ZERO), refused, best)
    return Shares(values.times(1 / best) if method.better == "higher" else _share_of(best, values), None, best)


def _lowest_price(method: LowestPrice, values: Ratio) -> Shares:
    lowest = extreme(values, highest=False)
    if lowest:
        return Shares(_share_of(lowest, values), None, lowest)
    zero = values.zero
    return Shares(_either(zero, ONE, ZERO), zero if method.zero_price == "refuse" else None, lowest)


def _percentage_above_lowest(method: PercentageAboveLowest, values: Ratio) -> Shares:
    lowest = extreme(values, highest=False)
    if lowest:
        return Shares(line(values, 1 + method.factor, -method.factor / lowest, method.floor, ONE), None, lowest)
    refused = np.full(len(values), fill_value=True) if method.zero_price == "refuse" else None
    return Shares(_either(values.zero, ONE, method.floor), refused, lowest)


def _mean_price(method: MeanPrice, values: Ratio) -> Shares:
    mean = _mean(values)
    if mean:
        start = method.at_mean + method.slope
        return Shares(line(values, start, -method.slope / mean, method.floor, method.cap), None, mean)
    refused = np.full(len(values), fill_value=True) if method.zero_mean == "refuse" else None
    return Shares(_all(values, method.cap), refused, mean)


def _mean(values: Ratio) -> Fraction:
    """Return the mean of values; where the sum could be too long for 64 bits, Python's own integers add it up."""
    if values.bottom is not None:
        return exact_sum(values.fractions()) / len(values)
    return values.scale * int(fitting(values.top, values.most * len(values)).sum()) / len(values)


_FORMS: Final[dict[type, Callable[[Any, Ratio], Shares]]] = {
    OnScale: _on_scale,
    Banded: _banded,
    Target: _target,
    RelativeToBest: _relative_to_best,
    LowestPrice: _lowest_price,
    PercentageAboveLowest: _percentage_above_lowest,
    MeanPrice: _mean_price,
}
