"""When a price is flagged as low beside the others, and what may come of asking about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from uuid import UUID


class Outcome(StrEnum):
    """What was decided about a low price."""

    ACCEPTED = "accepted"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class Comparison:
    """A price beside the others of the lot. `others` is their mean and `below_percent` how far below it the price lies.

    Both are None where there is no other price. `flagged` is None where the terms name no share, or none is known.
    """

    price: Decimal
    others: Fraction | None
    below_percent: Fraction | None
    flagged: bool | None


def compare(prices: Mapping[UUID, Decimal], bid_id: UUID, percent: Decimal | None) -> Comparison:
    """Return how low a live price lies below the mean of the other live prices: 70 beside 100 and 110 is a third."""
    price = prices[bid_id]
    others: Sequence[Decimal] = [other for bid, other in prices.items() if bid != bid_id]
    if not others or not sum(others):
        return Comparison(price, None, None, None)
    mean = Fraction(sum(others, Decimal(0))) / len(others)
    below = (mean - Fraction(price)) * 100 / mean
    return Comparison(price, mean, below, None if percent is None else below > Fraction(percent))
