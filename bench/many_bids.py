"""The tender of many bids: the twelve criteria of `bench.tendering`, one of them a share of staff paid a living wage.

That one is worth 5 points and stated in per cent with two decimals, as such things are. One score in twenty then lies
exactly on half a hundredth, where a rounding that is nearly right is wrong.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from bench import tendering
from scoring import Rubric, parse_rubric
from scoring.columns import BidColumns, Column

WAGE = tendering.TARGETS[0]
WAGE_WEIGHT, PRICE_WEIGHT = "5", "15"
TARGET_OF_EACH = dict.fromkeys(tendering.TARGETS, tendering.TARGET) | {WAGE: "100"}
SEED = 20_260_101
RANGES = {
    **dict.fromkeys(tendering.THRESHOLDS, (950, 2_800)),
    **dict.fromkeys(tendering.BANDED[2:], (0, 2_800)),
    **dict.fromkeys(tendering.RELATIVE, (2_000, 9_900)),
    **dict.fromkeys(tendering.TARGETS, (0, 12_000)),
    WAGE: (0, 10_000),
}
"""Quantities in hundredths, as `bench.tendering` draws them."""


def rubric() -> Rubric:
    """Return the rubric, parsed."""
    form = tendering.rubric()
    for leaf in form["criteria"]:
        if leaf["id"] == WAGE:
            leaf["weight"] = WAGE_WEIGHT
            leaf["method"] = leaf["method"] | {"target": TARGET_OF_EACH[WAGE]}
        if leaf["id"] == tendering.PRICE:
            leaf["weight"] = PRICE_WEIGHT
    found = parse_rubric(form)
    assert isinstance(found, Rubric), found
    return found


def table(count: int) -> BidColumns:
    """Return so many bids in columns, the same every time; about one in twenty misses a threshold.

    The first bid offers the most there is of everything: the peer scales by the greatest share, so one must be 1.
    """
    chance = np.random.default_rng(SEED)
    drawn = {name: chance.integers(*ends, count, endpoint=True) for name, ends in RANGES.items()}
    for name, (_, most) in RANGES.items():
        drawn[name][0] = most
    answers = {name: Column.of(units, places=2) for name, units in drawn.items()}
    return BidColumns(count, answers, price=Column.of(chance.integers(90_000, 200_000, count, endpoint=True)))


def document(bids: BidColumns, which: Sequence[int]) -> dict[str, Any]:
    """Return some of the bids as a bids document."""
    assert bids.price is not None
    price = bids.price.units
    entries = [
        {
            "id": bids.id_of(index),
            "name": f"Bidder {bids.id_of(index)} Ltd",
            "status": "live",
            "price": str(int(price[index])),
            "answers": {
                name: {"quantity": _decimal(int(column.units[index]))} for name, column in bids.answers.items()
            },
        }
        for index in which
    ]
    return {"format": "makegood.bids/1", "bids": entries}


def _decimal(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02d}"
