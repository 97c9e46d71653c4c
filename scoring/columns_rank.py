"""Puts many bids in order on exact values; a tie is parted by the declared steps only, as on the exact path."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from scoring.columns_ratio import Flags, Indexes, Ints
from scoring.rubric import TieBreak

Levels = Callable[[Indexes, TieBreak], Ints]
"""What some bids bring to one step, as levels: the greatest is the best."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The rank of each bid (1, 2, 2, 4), whether it is shared, and which of `steps` decided, 0 being the total."""

    rank: Ints
    joint: Flags
    decided_by: Ints
    steps: tuple[str, ...]


def rank_columns(levels: Ints, steps: Sequence[TieBreak], key: Levels) -> Standing | Indexes:
    """Return where each bid stands, or the first tie that the rubric does not say how to part; low levels are best."""
    count = len(levels)
    names = ("total", *(step.name for step in steps))
    decided = np.zeros(count, dtype=np.int8)
    if not count or int(levels.max()) == count - 1:
        # As many levels as bids: nobody is tied.
        return Standing(levels + 1, np.zeros(count, dtype=np.bool_), decided, names)
    sizes = np.bincount(levels)
    tied = np.flatnonzero(sizes[levels] > 1)
    for number, step in enumerate(steps, start=1):
        if not len(tied):
            break
        decided[tied] = number
        if step.by == "shared":
            return _standing(levels, sizes, decided, names)
        worse = key(tied, step)
        levels, sizes = _parted(levels, tied, worse.max() - worse)
        tied = tied[sizes[levels[tied]] > 1]
    if len(tied):
        return np.flatnonzero(levels == levels[tied].min())
    return _standing(levels, sizes, decided, names)


def _parted(levels: Ints, tied: Indexes, worse: Ints) -> tuple[Ints, Ints]:
    """Return the levels with ties parted by a second number, the lower the better, and how many bids each holds."""
    width = int(worse.max()) + 1
    # Both factors are at most the number of bids, so that the product is far from the end of 64 bits.
    finer = levels * width
    finer[tied] += worse
    _, numbered, sizes = np.unique(finer, return_inverse=True, return_counts=True)
    return numbered, sizes


def _standing(levels: Ints, sizes: Ints, decided: Ints, names: tuple[str, ...]) -> Standing:
    ahead = np.cumsum(sizes) - sizes
    joint = np.asarray(sizes[levels] > 1, dtype=np.bool_)
    return Standing(ahead[levels] + 1, joint, decided, names)
