"""A rival: the same rules in plain Decimal, as a careful developer writes them for one tender, and nothing more.

It computes points, totals and ranks. It checks nothing, explains nothing, keeps no trace and knows no other rubric.
Division is to 28 digits, so totals are brought to 20 places before they are compared: otherwise two bids that are level
could differ in the last digit.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from bench.tendering import BANDED, BANDS, FLOOR, PLACES, PRICE_WEIGHT, RELATIVE, TARGET, TARGETS, THRESHOLDS
from bench.tendering import WEIGHT as WEIGHT_TEXT

STEPS = [(Decimal(first), Decimal(share) / 100) for first, share in BANDS]
THRESHOLD = Decimal("0.5")
LOW, HIGH = Decimal(FLOOR), Decimal(TARGET)
WEIGHT, WEIGHT_OF_PRICE = Decimal(WEIGHT_TEXT), Decimal(PRICE_WEIGHT)
ONE, NOTHING = Decimal(1), Decimal(0)
CENT = Decimal(1).scaleb(-PLACES)
LEVEL = Decimal(1).scaleb(-20)


@dataclass(frozen=True, slots=True)
class PlainBid:
    """A bid in Decimals."""

    id: str
    price: Decimal
    quantities: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class PlainPlace:
    """Where a bid stands."""

    bid: str
    rank: int
    joint: bool
    total: str


def read(document: Mapping[str, Any]) -> list[PlainBid]:
    """Return the bids of a document, taken to be right."""
    return [
        PlainBid(
            bid["id"],
            Decimal(bid["price"]),
            {name: Decimal(answer["quantity"]) for name, answer in bid["answers"].items()},
        )
        for bid in document["bids"]
    ]


def ranking(bids: Sequence[PlainBid]) -> list[PlainPlace]:
    """Return the places of the bids that pass the thresholds, the best first."""
    passing = [bid for bid in bids if all(band(bid.quantities[name]) >= THRESHOLD for name in THRESHOLDS)]
    best = {name: max(bid.quantities[name] for bid in passing) for name in RELATIVE}
    lowest = min(bid.price for bid in passing)
    found = [(_total(bid, best, lowest).quantize(LEVEL), bid) for bid in passing]
    found.sort(key=lambda pair: (-pair[0], pair[1].price))
    places: list[PlainPlace] = []
    before: tuple[Decimal, Decimal] | None = None
    for position, (total, bid) in enumerate(found, start=1):
        joint = (total, bid.price) == before
        if joint:
            places[-1] = replace(places[-1], joint=True)
        rank = places[-1].rank if joint else position
        places.append(PlainPlace(bid.id, rank, joint, str(total.quantize(CENT, ROUND_HALF_UP))))
        before = (total, bid.price)
    return places


def document(source: bytes) -> bytes:
    """Return the ranking of a bids file as canonical JSON with its digest."""
    result = [{"bid": one.bid, "rank": one.rank, "total": one.total} for one in ranking(read(json.loads(source)))]
    text = json.dumps(result, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(text.encode()).hexdigest()
    return json.dumps({"digest": digest, "ranking": result}, sort_keys=True, separators=(",", ":")).encode()


def _total(bid: PlainBid, best: Mapping[str, Decimal], lowest: Decimal) -> Decimal:
    total = lowest / bid.price * WEIGHT_OF_PRICE
    for name in BANDED:
        total += band(bid.quantities[name]) * WEIGHT
    for name in RELATIVE:
        value = bid.quantities[name]
        total += (value / best[name] if value else NOTHING) * WEIGHT
    for name in TARGETS:
        total += way_to_target(bid.quantities[name]) * WEIGHT
    return total


def way_to_target(value: Decimal) -> Decimal:
    """Return how far a quantity gets from the floor to the target, held between 0 and 1."""
    return min(ONE, max(NOTHING, (value - LOW) / (HIGH - LOW)))


def band(value: Decimal) -> Decimal:
    """Return the share that the table gives a quantity."""
    share = NOTHING
    for first, worth in STEPS:
        if value >= first:
            share = worth
    return share
