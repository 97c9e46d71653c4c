"""Adds up what many bids earned: each total a sum of exact fractions, put in order and rounded without one rounding.

The fractions of a total seldom share a denominator that fits in 64 bits: one bid's price is another's divisor. So each
is written out as whole units of a very small size with what is left over cut off, in integers. The total then lies
between two known integers, which almost always settles the order and the figure shown. Where it does not, and only
there, the fractions themselves are added in Python's integers.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise, repeat
from math import lcm
from typing import Any, Final

import numpy as np

from scoring.columns_ratio import LIMIT, Flags, Indexes, Ints, Ratio, integers, over_one_bottom, rounded
from scoring.exact import ZERO, exact_sum
from scoring.rounding import Rounding

MOST_UNITS: Final = 12
"""Units are two for each 10^-12: far finer than two totals of one tender ever differ, unless they are equal."""
SHARED_BOTTOM: Final = 2**40
"""Fractions are added over one denominator up to here: dividing by more takes longer than dividing twice."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Totals cut off at a unit: total × `unit` is `whole` where `loose` is 0, else strictly within (0, loose) above."""

    whole: Ints
    loose: Ints
    unit: int


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
        return over_one_bottom(self._terms) if self._terms else Ratio.of(np.zeros(self.count, dtype=np.int64), 1)

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
        columns = [(term.top[which].tolist(), _listed(term.bottom, which)) for term in self._terms]
        seen: dict[tuple[tuple[int, int], ...], Fraction] = {}
        totals = []
        for row in zip(*(zip(*column, strict=False) for column in columns), strict=True):
            if row not in seen:
                seen[row] = exact_sum([Fraction(top, bottom) for top, bottom in row])
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
        # On a grid twice as fine a total that was cut off lies between two odd numbers, and no rounding between them.
        low = 2 * cut.whole + (cut.loose > 0)
        high = np.where(cut.loose > 1, low + 2 * (cut.loose - 1), low)
        step = 2 * cut.unit // 10**rounding.places
        found, other = (_on_grid(ends, step, rounding) for ends in (low, high))
        unsure = np.flatnonzero(found != other)
        self.settled += len(unsure)
        for index, value in zip(unsure.tolist(), self.some(unsure), strict=True):
            top, bottom = value.as_integer_ratio()
            found[index] = Ratio.of(integers([top]), bottom).units(rounding)[0]
        return found

    def levels(self) -> Ints:
        """Return the level of each bid: 0 for the least total, the next whole number for the next, equal for equal."""
        if not self._terms:
            return np.zeros(self.count, dtype=np.int64)
        if len(self._terms) == 1 and isinstance(self._terms[0].bottom, int):
            top = self._terms[0].top
            return _numbered(np.argsort(top), lambda order: top[order][1:] != top[order][:-1])
        cut = self.cut(0)
        order = np.argsort(cut.whole)
        return self._settled(order, cut)

    def _settled(self, order: Indexes, cut: Cut) -> Ints:
        """Return the levels, given an order that is right but for totals within the same few units."""
        whole = cut.whole[order]
        # Above this every total that came before is strictly below the one that begins there.
        above = np.maximum.accumulate(whole + np.maximum(cut.loose[order], 1))
        apart = np.asarray(whole[1:] >= above[:-1], dtype=np.bool_)
        near = np.flatnonzero(~apart)
        if len(near) and cut.loose.any():
            self._part(order, apart, near)
        return _numbered(order, lambda _: apart)

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
    fixed = [term for term in terms if isinstance(term.bottom, int)]
    together = lcm(*[term.largest for term in fixed])
    if fixed and len(fixed) == len(terms):
        most = sum(term.most * (together // term.largest) for term in fixed)
        if max(most, together) <= limit:
            return (over_one_bottom(fixed),)
    groups: list[list[Ratio]] = []
    for term in sorted(fixed, key=lambda term: term.largest):
        home = next((group for group in groups if _fits(group, term)), None)
        if home is None:
            groups.append([term])
        else:
            home.append(term)
    return (*map(over_one_bottom, groups), *(term for term in terms if not isinstance(term.bottom, int)))


def _fits(group: Sequence[Ratio], term: Ratio) -> bool:
    bottom = lcm(*[one.largest for one in group], term.largest)
    return bottom <= SHARED_BOTTOM and sum(one.most * (bottom // one.largest) for one in (*group, term)) <= LIMIT


def _cut(terms: Sequence[Ratio], places: int, count: int) -> Cut:
    """Return the sum of terms cut off at the finest unit with which the sums stay within 64 bits, if one does."""
    parts = [(term, term.floors()) for term in terms]
    # Each whole part is at most this in size; the sum is bounded with room for what is cut off and for doubling.
    bound = sum(int(abs(floors).max(initial=0)) + 2 for _, floors in parts)
    digits = next((more for more in range(MOST_UNITS, places - 1, -1) if 8 * bound * 10**more <= LIMIT), None)
    unit = 2 * 10 ** (max(MOST_UNITS, places) if digits is None else digits)
    whole = np.zeros(count, dtype=object if digits is None else np.int64)
    loose = np.zeros(count, dtype=np.int64)
    for term, floors in parts:
        written, left = _written_out(term, floors, unit, long=digits is None)
        whole = whole + written
        loose += np.asarray(left != 0, dtype=np.int64)
    return Cut(whole, loose, unit)


def _written_out(term: Ratio, floors: Ints, unit: int, *, long: bool) -> tuple[Ints, Ints]:
    """Return floor(term × unit) and what was cut off: long division, as many digits at a time as fit in 64 bits."""
    if long or term.long or 10 * term.largest > LIMIT:
        top, bottom = term.top.astype(object), term.bottom
        scaled = top * unit
        written = scaled // bottom
        left = scaled - written * bottom
        return (written if long else written.astype(np.int64)), left
    left = term.top - floors * term.bottom
    written = floors
    remaining = unit
    while remaining > 1:
        step = remaining
        while step * term.largest > LIMIT:
            step //= 10
        left = left * step
        digits = left // term.bottom
        left = left - digits * term.bottom
        written = written * step + digits
        remaining //= step
    return written, left


def _on_grid(ends: Ints, step: int, rounding: Rounding) -> Ints:
    bound = 2 * (int(abs(ends).max(initial=0)) + step)
    size = rounded(abs(ends), step, rounding.mode, bound)
    return np.where(ends < 0, -size, size)


def _listed(bottom: Ints | int, which: Indexes) -> Iterable[int]:
    if isinstance(bottom, int):
        return repeat(bottom)
    bottoms: list[int] = bottom[which].tolist()
    return bottoms


def _runs(near: Indexes) -> list[tuple[int, int]]:
    """Return the first and last place of every run of neighbours, from the places that are not apart from the next."""
    breaks = np.flatnonzero(np.diff(near) > 1)
    begins = np.concatenate(([near[0]], near[breaks + 1]))
    ends = np.concatenate((near[breaks], [near[-1]])) + 1
    return list(zip(begins.tolist(), ends.tolist(), strict=True))


def _numbered(order: Indexes, apart: Any) -> Ints:
    """Return levels from an order and which of its places begin anew."""
    levels = np.empty(len(order), dtype=np.int64)
    if len(order):
        steps = np.concatenate(([0], np.asarray(apart(order), dtype=np.int64)))
        levels[order] = np.cumsum(steps)
    return levels
