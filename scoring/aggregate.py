"""How points and price become the one figure that bids are ranked by."""

from fractions import Fraction
from typing import Final

from scoring.exact import HUNDRED
from scoring.methods.contract import Refusal
from scoring.rubric import Aggregation, AggregationMethod

LOWER_IS_BETTER: Final[frozenset[AggregationMethod]] = frozenset({"price_per_quality_point", "monetised_quality"})

WHAT: Final[dict[AggregationMethod, str]] = {
    "weighted_sum": "total",
    "price_per_quality_point": "price per quality point",
    "quality_price_index": "quality ÷ price index",
    "monetised_quality": "price less the money value of quality",
}
RULES: Final[dict[AggregationMethod, str]] = {
    "weighted_sum": "sum of the points",
    "price_per_quality_point": "price ÷ quality points; the lowest is best",
    "quality_price_index": "quality points ÷ (price ÷ per); the highest is best",
    "monetised_quality": "price − quality points ÷ 100 × willingness to pay; the lowest is best",
}
SOURCES: Final[dict[AggregationMethod, str]] = {
    "weighted_sum": "Procurement Act 2023 section 23(3)(b): percentage weights",
    "price_per_quality_point": "Cabinet Office bid evaluation guidance note, May 2021, 7.3",
    "quality_price_index": "value-for-money index (tessa strategy descriptions, rdrr.io/github/lajh87/tessa)",
    "monetised_quality": "monetising the non-cost score (tessa strategy descriptions, rdrr.io/github/lajh87/tessa)",
}


def price_per_quality_point(price: Fraction, quality: Fraction) -> Fraction:
    """Return price ÷ quality points.

    >>> price_per_quality_point(Fraction(120000), Fraction(80))
    Fraction(1500, 1)
    """
    return price / quality


def quality_price_index(price: Fraction, quality: Fraction, per: Fraction) -> Fraction:
    """Return quality points ÷ (price ÷ per).

    >>> quality_price_index(Fraction(1000000), Fraction(80), Fraction(1000000))
    Fraction(80, 1)
    """
    return quality * per / price


def monetised_quality(price: Fraction, quality: Fraction, willingness_to_pay: Fraction) -> Fraction:
    """Return price − (quality points ÷ 100) × what full quality is worth paying for.

    >>> monetised_quality(Fraction(100000), Fraction(80), Fraction(50000))
    Fraction(60000, 1)
    """
    return price - quality / HUNDRED * willingness_to_pay


def figure(aggregation: Aggregation, quality: Fraction, price: Fraction | None) -> Fraction | Refusal:
    """Return what a bid is ranked by, or a refusal where the formula would divide by zero."""
    method = aggregation.method
    if method == "weighted_sum":
        return quality
    if price is None:
        return Refusal("price.missing", "there is no price to compare with quality")
    if method == "price_per_quality_point":
        way_out = "publish a minimum for quality, or exclude the bid"
        return (
            price_per_quality_point(price, quality)
            if quality
            else Refusal("quality.zero", f"the bid has 0 quality points, so a price for each does not exist: {way_out}")
        )
    if method == "quality_price_index":
        way_out = "clarify it with the bidder, or exclude the bid"
        return (
            quality_price_index(price, quality, aggregation.per or HUNDRED)
            if price
            else Refusal("price.zero", f"the price is 0, so quality for each pound does not exist: {way_out}")
        )
    return monetised_quality(price, quality, aggregation.willingness_to_pay or HUNDRED)
