"""The tender that scoring is measured on: twelve criteria of mixed methods, and any number of bids drawn by a seed."""

import random
from typing import Any

BANDED = [f"banded-{number}" for number in range(1, 6)]
RELATIVE = [f"relative-{number}" for number in range(1, 4)]
PRICE = "price"
TARGETS = [f"target-{number}" for number in range(1, 4)]
THRESHOLDS = BANDED[:2]
"""Below the middle band of these a bid is excluded."""

BANDS = (("0", "0"), ("10", "50"), ("20", "100"))
FLOOR, TARGET = "0", "97"
WEIGHT, PRICE_WEIGHT = "8", "12"
PLACES = 2


def rubric() -> dict[str, Any]:
    """Return the rubric: five tables of bands, two with a threshold; three shares of the best; price; three targets."""
    criteria = [
        *(_banded(name) for name in BANDED),
        *(_leaf(name, {"type": "relative_to_best", "better": "higher", "at_zero": "none"}) for name in RELATIVE),
        _leaf(PRICE, {"type": "lowest_price", "zero_price": "refuse"}) | {"asks": "price", "weight": PRICE_WEIGHT},
        *(
            _leaf(name, {"type": "target", "floor": FLOOR, "target": TARGET, "better": "higher", "beyond": "cap"})
            for name in TARGETS
        ),
    ]
    return {
        "format": "makegood.rubric/1",
        "id": "bench",
        "version": "1.0.0",
        "title": "Twelve criteria",
        "criteria": criteria,
        "scales": {},
        "aggregation": {"method": "weighted_sum"},
        "rounding": {"places": str(PLACES), "mode": "half_up"},
        "tie_break": [{"by": "price"}, {"by": "shared"}],
        "policies": {"withdrawn": "recompute"},
    }


def bids(count: int) -> dict[str, Any]:
    """Return that many bids, the same every time; about one in twenty misses a threshold."""
    chance = random.Random(20_260_101)  # noqa: S311 - the same bids every time is the point
    return {"format": "makegood.bids/1", "bids": [_bid(number, chance) for number in range(1, count + 1)]}


def _bid(number: int, chance: random.Random) -> dict[str, Any]:
    answers = {name: _quantity(chance, 950, 2_800) for name in THRESHOLDS}
    answers |= {name: _quantity(chance, 0, 2_800) for name in BANDED[2:]}
    answers |= {name: _quantity(chance, 2_000, 9_900) for name in RELATIVE}
    answers |= {name: _quantity(chance, 0, 12_000) for name in TARGETS}
    return {
        "id": f"B{number}",
        "name": f"Bidder {number} Ltd",
        "status": "live",
        "price": str(chance.randint(90_000, 200_000)),
        "answers": answers,
    }


def _quantity(chance: random.Random, least: int, most: int) -> dict[str, str]:
    hundredths = chance.randint(least, most)
    return {"quantity": f"{hundredths // 100}.{hundredths % 100:02d}"}


def _banded(name: str) -> dict[str, Any]:
    bands = [{"from": first, "share_percent": share} for first, share in BANDS]
    leaf = _leaf(name, {"type": "banded", "bands": bands, "better": "higher", "below": "none"})
    if name in THRESHOLDS:
        leaf["minimum"] = {"share_percent": "50", "consequence": "excluded"}
    return leaf


def _leaf(name: str, method: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": name,
        "title": name.replace("-", " ").capitalize(),
        "weight": WEIGHT,
        "asks": "quantity",
        "method": method,
    }
