"""At which values of one bid a method turns from one formula to another: between two turns every share is smooth."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from scoring.methods import Banded, LowestPrice, MeanPrice, Method, PercentageAboveLowest, RelativeToBest, Target
from scoring.methods.unit_value import UnitValue


def turns(method: Method, others: Sequence[Fraction]) -> Iterator[Fraction]:
    """Yield every value of one bid at which its own share or another's may begin to follow another formula.

    `others` are the values of the other bids that count. Between two such values each share is a sum of multiples of
    1, v, 1 ÷ v and, for a mean of prices, 1 ÷ (sum of the others + v). More values than needed do no harm.

    >>> sorted(turns(LowestPrice("refuse"), [Fraction(90), Fraction(80)]))
    [Fraction(80, 1)]
    """
    if isinstance(method, UnitValue):
        worth = method.row.value
        if worth:
            yield from (turn / worth for turn in turns(method.then, [worth * value for value in others]))
    elif isinstance(method, Target):
        yield from (method.floor, method.target)
    elif isinstance(method, Banded):
        yield from (band.first for band in method.bands)
    elif not others:
        return
    elif isinstance(method, RelativeToBest):
        yield max(others) if method.better == "higher" else min(others)
    elif isinstance(method, LowestPrice):
        yield min(others)
    elif isinstance(method, PercentageAboveLowest):
        yield from _above_lowest(method, others)
    elif isinstance(method, MeanPrice):
        yield from _around_mean(method, others)


def _above_lowest(method: PercentageAboveLowest, others: Sequence[Fraction]) -> Iterator[Fraction]:
    """Yield the lowest price of the others, and each price at which this bid or another comes down to the floor."""
    lowest = min(others)
    yield lowest
    if method.factor:
        yield lowest * (1 + (1 - method.floor) / method.factor)
        yield from (method.factor * price / (method.factor + 1 - method.floor) for price in others)


def _around_mean(method: MeanPrice, others: Sequence[Fraction]) -> Iterator[Fraction]:
    """Yield each price at which this bid or another meets the floor or the cap, as the mean moves with the price."""
    total, count = sum(others, Fraction(0)), len(others) + 1
    for end in (method.floor, method.cap) if method.slope else ():
        of_mean = 1 + (method.at_mean - end) / method.slope
        if of_mean != count:
            yield of_mean * total / (count - of_mean)
        if of_mean:
            yield from (price * count / of_mean - total for price in others)
