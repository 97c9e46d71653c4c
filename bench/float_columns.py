"""A rival that is only counted, not timed: the same tender in columns of 64-bit floats, as anybody would write it.

Points and totals are rounded half up by adding a half and taking the floor; a rank counts the totals above.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from bench import many_bids, tendering
from scoring.columns import BidColumns, ColumnScores

Floats = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Errors:
    """How many figures floats get wrong: points of a criterion, totals, ranks."""

    points: int
    totals: int
    ranks: int


def errors(table: BidColumns, scores: ColumnScores) -> Errors:
    """Return how many of the figures of the ranked bids differ from the exact ones."""
    points = {name: column * _weight(scores, name) for name, column in _shares(table, scores).items()}
    total = np.add.reduce([points[leaf.node.id] for leaf in scores.plan.leaves])
    wrong = sum(int((_half_up(column) != scores.shown[name]).sum()) for name, column in points.items())
    ranks = len(total) - np.searchsorted(np.sort(total), total, side="right") + 1
    # Ranks are compared by totals alone, before any tie-break: the level that a total has is its own.
    levels = scores.figure.levels()
    exact = len(levels) - np.searchsorted(np.sort(levels), levels, side="right") + 1
    shown = scores.figure.units(scores.rubric.rounding)
    return Errors(wrong, int((_half_up(total) != shown).sum()), int((ranks != exact).sum()))


def _weight(scores: ColumnScores, name: str) -> float:
    return float(next(leaf.weight for leaf in scores.plan.leaves if leaf.node.id == name))


def _half_up(values: Floats) -> Any:
    return np.floor(values * 10**tendering.PLACES + 0.5).astype(np.int64)


def _shares(table: BidColumns, scores: ColumnScores) -> dict[str, Floats]:
    """Return the share of each ranked bid on each criterion, in floats from the first step on."""
    values = {
        name: column.units[scores.ranked].astype(np.float64) / column.per for name, column in table.answers.items()
    }
    shares = {}
    for name in tendering.BANDED:
        shares[name] = np.zeros(len(scores.ranked))
        for first, percent in tendering.BANDS:
            shares[name][values[name] >= float(first)] = float(percent) / 100
    for name in tendering.RELATIVE:
        shares[name] = values[name] / values[name].max()
    for name, target in many_bids.TARGET_OF_EACH.items():
        shares[name] = np.clip(values[name] / float(target), 0, 1)
    assert table.price is not None
    price = table.price.units[scores.ranked].astype(np.float64) / table.price.per
    shares[tendering.PRICE] = price.min() / price
    return shares
