"""Adds up what many bids earned: each total a sum of exact fractions, put in order and rounded without one rounding.

The fractions of a total seldom share a denominator that fits in 64 bits: one bid's price is another's divisor. So each
is written out as whole units of a very small size with what is left over cut off, in integers. The total then lies
between two known integers, which almost always settles the order and the figure shown. Where it does not, and only
there, the fractions themselves are added in Python's integers.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Final

import numpy as np

from scoring.columns_ratio import (
    LIMIT,
    Flags,
    Indexes,
    Ints,
    Ratio,
    divided,
    fitting,
    flags,
    greatest,
    over_one_bottom,
    same,
)
from scoring.exact import ZERO, exact_sum, whole_numbers
from scoring.rounding import Rounding

MOST_DIGITS: Final = 10
"""Units are two for each 10^-10: far finer than two totals of one tender ever differ, unless they are equal."""
MANY: Final = 4096
"""From so many totals on, sorting them digit by digit is the sooner."""
DIGIT: Final = 16
"""Bits of a number that numpy sorts by counting."""
SHARED_BOTTOM: Final = 2**40
"""Fractions are added over one denominator up to here: dividing by more takes longer than dividing twice."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Totals cut off at a unit: total × `unit` is `whole` where `loose` is 0, else strictly within (0, loose) above.

    `loosest` is the greatest of `loose`; `bound` is what no `whole` exceeds in size.
    """

    whole: Ints
    loose: Ints
    loosest: int
    unit: int
    bound: int


class Total:
    """The sum of ratios for each bid, exact; `settled` counts the bids that needed the longer sum."""

    __slots__ = ("_cut", "_first", "_terms", "count", "settled")

    def __init__(self, terms: Sequence[Ratio], count: int, *, first: int = 0) -> None:
        """Add up `terms` for `count` bids; at least `first` decimal places will be shown."""
        self.count = count
        self.settled = 0
        self._first = first
        self._terms = _merged([term for term in terms if term.most], LIMIT // (4 * 10**first))
        self._cut: Cut | None = None

    @property
    def terms(self) -> tuple[Ratio, ...]:
        """The ratios that the sum is kept as: as few as 64 bits allow."""
        return self._terms

    @property
    def long(self) -> bool:
        """Whether any part of it was too long for 64 bits."""
        return any(term.long for term in self._terms)

    def take(self, which: Indexes) -> "Total":
        """Return the totals of some bids only."""
        return Total([term.take(which) for term in self._terms], len(which), first=self._first)

    def as_one(self) -> Ratio:
        """Return the sum as a single ratio, whose parts may well be longer than 64 bits."""
        return over_one_bottom(self._terms) if self._terms else Ratio.of(same(0, self.count))

    def exact(self, index: int) -> Fraction:
        """Return the total of one bid."""
        return exact_sum([term.exact(index) for term in self._terms])

    def fractions(self) -> list[Fraction]:
        """Return the totals of all bids, in the order of the table."""
        return self.some(np.arange(self.count))

    def some(self, which: Indexes) -> list[Fraction]:
        """Return the totals of some bids; those made of the same parts are added up once."""
        if not self._terms:
            return [ZERO] * len(which)
        seen: dict[tuple[tuple[int, int], ...], Fraction] = {}
        totals = []
        for row in zip(*(term.pairs(which) for term in self._terms), strict=True):
            if row not in seen:
                parts = zip(row, self._terms, strict=True)
                seen[row] = exact_sum([Fraction(top, bottom) * term.scale for (top, bottom), term in parts])
            totals.append(seen[row])
        return totals

    def reaches(self, least: Fraction) -> Flags:
        """Return which totals are `least` or more."""
        if not self._terms:
            return np.full(self.count, least <= 0)
        return self.as_one().reaches(least)

    def units(self, rounding: Rounding) -> Ints:
        """Return every total as it is shown, counted in units of the last decimal place."""
        if not self._terms:
            return np.zeros(self.count, dtype=np.int64)
        if len(self._terms) == 1:
            return self._terms[0].units(rounding)
        cut = self.cut(rounding.places)
        found = _on_grid(cut, cut.loose > 0, rounding)
        if cut.loosest > 1:
            unsure = np.flatnonzero(found != _on_grid(cut, np.maximum(2 * cut.loose - 1, 0), rounding))
            self.settled += len(unsure)
            for index, value in zip(unsure.tolist(), self.some(unsure), strict=True):
                found[index] = int(Ratio.of(same(1, 1), value).units(rounding)[0])
        return found

    def levels(self) -> Ints:
        """Return the level of each bid: 0 for the least total, the next whole number for the next, equal for equal."""
        if not self._terms or not self.count:
            return np.zeros(self.count, dtype=np.int64)
        if len(self._terms) == 1 and self._terms[0].bottom is None:
            term = self._terms[0]
            whole = term.top if term.scale > 0 else -term.top
            cut = Cut(whole, np.zeros(0, dtype=np.int8), 0, 1, term.most)
        else:
            cut = self.cut(0)
        order, ordered = _ordered(cut.whole)
        # A total is strictly below one whose whole units are ahead by all that either may have had cut off.
        if not cut.loosest:
            apart = flags(ordered[1:] != ordered[:-1])
        else:
            apart = flags(ordered[1:] - ordered[:-1] >= cut.loosest)
            self._part(order, apart, np.flatnonzero(~apart))
        levels = np.empty(self.count, dtype=np.int64)
        levels[order[0]] = 0
        levels[order[1:]] = np.cumsum(apart)
        return levels

    def _part(self, order: Indexes, apart: Flags, near: Indexes) -> None:
        """Put runs of totals too near to tell apart in order by their exact sums; change `order` and `apart`."""
        for begin, end in _runs(near):
            run = order[begin : end + 1]
            exact = sorted(zip(self.some(run), run.tolist(), strict=True), key=lambda pair: pair[0])
            self.settled += len(exact)
            order[begin : end + 1] = [index for _, index in exact]
            apart[begin:end] = [one[0] != other[0] for one, other in pairwise(exact)]

    def cut(self, places: int) -> Cut:
        """Return the totals cut off at a unit that is a part of half of the last of `places` decimal places."""
        if self._cut is None or 10 ** max(places, self._first) > self._cut.unit:
            self._cut = _cut(self._terms, max(places, self._first), self.count)
        return self._cut


def _merged(terms: Sequence[Ratio], limit: int) -> tuple[Ratio, ...]:
    """Return the same sum in as few ratios as stay within 64 bits; one alone must also stay within `limit`."""
    plain = [term for term in terms if term.bottom is None]
    if len(terms) <= 1:
        return tuple(terms)
    if len(plain) == len(terms) and max(_bounds(plain)) <= limit:
        return (over_one_bottom(plain),)
    groups: list[list[Ratio]] = []
    for term in sorted(plain, key=lambda term: term.scale.denominator):
        home = next((group for group in groups if _fits([*group, term])), None)
        if home is None:
            groups.append([term])
        else:
            home.append(term)
    together = [group[0] if len(group) == 1 else over_one_bottom(group) for group in groups]
    return (*together, *(term for term in terms if term.bottom is not None))


def _bounds(plain: Sequence[Ratio]) -> tuple[int, int]:
    """Return what top and bottom of the sum of ratios cannot exceed."""
    bottom, factors = whole_numbers([term.scale for term in plain])
    return sum(term.most * abs(factor) for term, factor in zip(plain, factors, strict=True)), bottom


def _fits(group: Sequence[Ratio]) -> bool:
    top, bottom = _bounds(group)
    return top <= LIMIT and bottom <= SHARED_BOTTOM


def _cut(terms: Sequence[Ratio], places: int, count: int) -> Cut:
    """Return the sum of terms cut off at the finest unit with which the sums stay within 64 bits, if one does."""
    most = sum(_most(term) for term in terms)
    finest = max(MOST_DIGITS, places)
    digits = next((more for more in range(finest, places - 1, -1) if 16 * most * 10**more <= LIMIT), finest)
    unit = 2 * 10**digits
    whole = np.zeros(count, dtype=np.int64 if 8 * most * unit <= LIMIT else object)
    loose = np.zeros(count, dtype=np.int16)
    for term in terms:
        written, left = _written_out(term, unit)
        whole += written.astype(whole.dtype, copy=False)
        if left is not None:
            loose += left
    return Cut(whole, loose, greatest(loose), unit, most * unit)


def _most(term: Ratio) -> int:
    """Return what no value of a term reaches in size, as a whole number."""
    least = 1 if term.bottom is None or not len(term) else int(term.bottom.min())
    if term.bottom is None or term.most * abs(term.scale) < MANY * least:
        return math.ceil(abs(term.scale) * term.most / least) + 1
    # Where the bottoms lie far apart that would be far too much, and the values themselves must say.
    return greatest(term.floors()) + 2


def _written_out(term: Ratio, unit: int) -> tuple[Ints, Flags | None]:
    """Return floor(term × unit), and where something was cut off; None stands for nowhere."""
    up, down = (term.scale * unit).as_integer_ratio()
    if term.bottom is None and down == 1:
        return divided(term, unit), None
    if max((term.most + 1) * abs(up), (term.largest + 1) * down) > LIMIT:
        up, down = term.scale.as_integer_ratio()
        # Long division needs room for every remainder and ten of its like, and for the quotient itself.
        needed = max((term.most + 1) * abs(up), 10 * (term.largest + 1) * down, _most(term) * unit)
        if needed <= LIMIT and not term.long:
            return _long_division(term, unit)
        up *= unit
    bound = max((term.most + 1) * abs(up), (term.largest + 1) * down)
    top = fitting(term.top, bound) * up
    bottom = down if term.bottom is None else fitting(term.bottom, bound) * down
    written = top // bottom
    return written, flags(written * bottom != top)


def _long_division(term: Ratio, unit: int) -> tuple[Ints, Flags]:
    """Return the same by writing out as many digits at a time as fit in 64 bits."""
    up, down = term.scale.as_integer_ratio()
    bottom = down if term.bottom is None else fitting(term.bottom, LIMIT) * down
    largest = term.largest * down
    left = fitting(term.top, LIMIT) * up
    written = left // bottom
    left -= written * bottom
    while unit > 1:
        step = unit
        while step * largest > LIMIT:
            step //= 10
        left *= step
        digits = left // bottom
        left -= digits * bottom
        written *= step
        written += digits
        unit //= step
    return written, flags(left != 0)


def _ordered(whole: Ints) -> tuple[Indexes, Ints]:
    """Return the places of integers in ascending order, and the integers in that order.

    Many integers of 64 bits are sorted by their first 32 bits, in two digits: numpy sorts 16 bits by counting, several
    times as fast as by comparing. The few neighbours that this leaves the wrong way round are sorted by themselves.
    """
    lowest, highest = int(whole.min()), int(whole.max())
    if len(whole) < MANY or highest - lowest > LIMIT or whole.dtype == object:
        order = np.argsort(whole)
        return order, whole.take(order)
    below = max((highest - lowest).bit_length() - 2 * DIGIT, 0)
    left = (whole.astype(np.int64, copy=False) - lowest) >> below
    order = np.argsort(left.astype(np.uint16), kind="stable")
    order = order.take(np.argsort((left >> DIGIT).astype(np.uint16).take(order), kind="stable"))
    ordered = whole.take(order)
    wrong = np.flatnonzero(ordered[1:] < ordered[:-1])
    if not len(wrong):
        return order, ordered
    if len(wrong) > MANY:
        order = np.argsort(whole)
        return order, whole.take(order)
    first = left.take(order)
    for begin, end in _runs(np.flatnonzero(first[1:] == first[:-1])):
        run = order[begin : end + 1]
        order[begin : end + 1] = run[np.argsort(whole[run])]
    return order, whole.take(order)


def _on_grid(cut: Cut, beyond: Ints, rounding: Rounding) -> Ints:
    """Return the totals as shown, taken at a point of a grid twice as fine, `beyond` the whole units.

    A total that was cut off lies between two odd points of that grid, and no rounding changes between an even one
    and the next odd one.
    """
    ends = 2 * cut.whole + beyond
    return Ratio(ends, None, Fraction(1, 2 * cut.unit), 2 * (cut.bound + cut.loosest + 1)).units(rounding)


def _runs(near: Indexes) -> list[tuple[int, int]]:
    """Return the first and last place of every run of neighbours, from the places that are not apart from the next."""
    if not len(near):
        return []
    breaks = np.flatnonzero(np.diff(near) > 1)
    begins = np.concatenate(([near[0]], near[breaks + 1]))
    ends = np.concatenate((near[breaks], [near[-1]])) + 1
    return list(zip(begins.tolist(), ends.tolist(), strict=True))
