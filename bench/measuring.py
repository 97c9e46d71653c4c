"""Measures two sides in turn, so that whatever else the machine does falls on both, and keeps what each round said."""

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

LEAST_SECONDS = 0.05
"""A side is repeated for at least this long in each round: a clock is read rarely and its own cost disappears."""

Measure = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Unit:
    """What a side is measured in, and whether more of it is better."""

    name: str
    more_is_better: bool


MILLISECONDS = Unit("ms", more_is_better=False)
REQUESTS = Unit("req/s", more_is_better=True)


@dataclass(frozen=True, slots=True)
class Line:
    """One comparison, measured: a value of each side for every round, and the ratio that was hoped for, if any.

    A ratio says how many times as fast as the rival we are: 2.00 is twice as fast, 0.50 half as fast, always, whether
    the values are times or rates. `missing` says why there is no rival to measure against; then `theirs` is empty.
    """

    name: str
    rival: str
    unit: Unit
    ours: tuple[float, ...]
    theirs: tuple[float, ...]
    aim: float | None = None
    note: str = ""
    missing: str = ""

    @property
    def ratios(self) -> tuple[float, ...]:
        """Return the ratio of each round."""
        pairs = zip(self.ours, self.theirs, strict=True)
        return tuple(our / their if self.unit.more_is_better else their / our for our, their in pairs)

    @property
    def ratio(self) -> float | None:
        """Return the median of the ratios of all rounds, or None without a rival."""
        return statistics.median(self.ratios) if self.theirs else None

    @property
    def spread(self) -> tuple[float, float] | None:
        """Return the first and the third quartile of the ratios, or None without a rival."""
        if not self.theirs:
            return None
        if len(self.theirs) == 1:
            return self.ratios[0], self.ratios[0]
        first, _, third = statistics.quantiles(self.ratios, n=4, method="inclusive")
        return first, third

    @property
    def met(self) -> bool | None:
        """Return whether the aim is met, or None without an aim or without a rival."""
        return None if self.aim is None or self.ratio is None else self.ratio >= self.aim


def in_turn(sides: Sequence[Measure], rounds: int) -> list[tuple[float, ...]]:
    """Return what each side measured in every round; the side that goes first changes from round to round."""
    values: list[list[float]] = [[] for _ in sides]
    for turn in range(rounds):
        order = list(range(len(sides)))
        for side in order if turn % 2 == 0 else reversed(order):
            values[side].append(sides[side]())
    return [tuple(found) for found in values]


def milliseconds(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> Measure:
    """Return a measure of how long one call of `work` takes, in milliseconds of `clock`; garbage of before is gone."""

    def measure() -> float:
        gc.collect()
        calls, begun = 0, clock()
        while (spent := clock() - begun) < LEAST_SECONDS or not calls:
            work()
            calls += 1
        return spent / calls * 1000

    return measure
