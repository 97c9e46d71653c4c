"""Percentage above the lowest: each per cent above the cheapest bid costs a stated part of the points."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from scoring.exact import ONE
from scoring.methods.contract import Kind, Refusal, Takes
from scoring.methods.lowest_price import ZERO_PRICE_REFUSED, ZeroPrice
from scoring.trace import Step, given, percent, value_text


def less_the_excess(price: Fraction, lowest: Fraction, factor: Fraction) -> Fraction:
    """Return 1 − factor × (price − lowest) ÷ lowest.

    Source: maximum − (price − lowest) ÷ lowest × X (tenderwolf.com, price-quality ratio), with X = maximum × factor.

    >>> less_the_excess(Fraction(120), Fraction(100), Fraction(2))
    Fraction(3, 5)
    """
    return 1 - factor * (price - lowest) / lowest


@dataclass(frozen=True, slots=True)
class PercentageAboveLowest:
    """The factor, the floor (a share from 0 to 1), and what a zero price means; beside one the others get the floor."""

    factor: Fraction
    floor: Fraction
    zero_price: ZeroPrice

    takes: ClassVar[Takes] = "price"
    kind: ClassVar[Kind] = "scored"
    relative: ClassVar[bool] = True
    source: ClassVar[str] = "tenderwolf.com, price-quality ratio in tenders"
    rule: ClassVar[str] = "1 − factor × (price − lowest price) ÷ lowest price, never below the floor"

    def reference(self, values: Sequence[Fraction]) -> Fraction | None:
        """Return the lowest price of the bids that count, or None where there is none."""
        return min(values) if values else None

    def share(self, value: Fraction, reference: Fraction | None) -> Fraction | Refusal:
        """Return the share, never below the floor, or a refusal where a price is zero and the rubric says so.

        >>> method = PercentageAboveLowest(Fraction(1), Fraction(0), "full_marks")
        >>> method.share(Fraction(125), Fraction(100)), method.share(Fraction(125), Fraction(0))
        (Fraction(3, 4), Fraction(0, 1))
        """
        if reference is None:
            return Refusal("reference.none", "there is no bid to measure against")
        if not reference and self.zero_price == "refuse":
            return ZERO_PRICE_REFUSED
        if value == reference:
            return ONE
        return self.floor if not reference else max(self.floor, less_the_excess(value, reference, self.factor))

    def inputs(self, value: Fraction, reference: Fraction | None) -> tuple[Step, ...]:
        """Return price, lowest price, factor and floor."""
        lowest = () if reference is None else (given("lowest price", reference, "of the bids that count in this lot"),)
        rule = "set by the rubric"
        return (given("price", value), *lowest, given("factor", self.factor, rule), given("floor", self.floor, rule))

    def said(self, value: Fraction, reference: Fraction | None, share: Fraction | Refusal) -> str:
        """Return, for example, "20% above the lowest 100 (80%)"."""
        worth = "" if isinstance(share, Refusal) else f" ({percent(share)})"
        if not reference:
            return f"{value_text(value)} beside a lowest price of 0{worth}"
        above = percent((value - reference) / reference)
        return f"{above} above the lowest {value_text(reference)}{worth}"
