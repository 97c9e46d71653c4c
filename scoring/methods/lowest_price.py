"""Lowest price over price: the cheapest bid earns everything, a bid at twice its price half."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Literal

from scoring.exact import ONE, ZERO, quotient
from scoring.methods.contract import Kind, Refusal, Takes
from scoring.trace import Step, given, value_text

ZeroPrice = Literal["refuse", "full_marks"]
ZERO_PRICE: tuple[ZeroPrice, ...] = ("refuse", "full_marks")
ZERO_PRICE_REFUSED = Refusal(
    "price.zero", "the price is 0, and the rubric refuses to score that: clarify it with the bidder, or exclude the bid"
)


def lowest_over_price(lowest: Fraction, price: Fraction) -> Fraction:
    """Return lowest price ÷ price.

    Source: "How to score Digital Outcomes and Specialists suppliers" (gov.uk), as quoted by shma.co.uk.

    >>> lowest_over_price(Fraction(10000), Fraction(15000))
    Fraction(2, 3)
    """
    return quotient(lowest, price)


@dataclass(frozen=True, slots=True)
class LowestPrice:
    """What a price of zero means: refused, or full marks for it and, by the formula, nothing for the others."""

    zero_price: ZeroPrice

    takes: ClassVar[Takes] = "price"
    kind: ClassVar[Kind] = "scored"
    relative: ClassVar[bool] = True
    source: ClassVar[str] = "How to score Digital Outcomes and Specialists suppliers, gov.uk"
    rule: ClassVar[str] = "lowest price ÷ price"

    def reference(self, values: Sequence[Fraction]) -> Fraction | None:
        """Return the lowest price of the bids that count, or None where there is none."""
        return min(values) if values else None

    def share(self, value: Fraction, reference: Fraction | None) -> Fraction | Refusal:
        """Return the share, or a refusal where a price is zero and the rubric says so.

        >>> LowestPrice("refuse").share(Fraction(0), Fraction(0)).code
        'price.zero'
        """
        if reference is None:
            return Refusal("reference.none", "there is no bid to measure against")
        if not value:
            return ONE if self.zero_price == "full_marks" else ZERO_PRICE_REFUSED
        return ZERO if not reference else lowest_over_price(reference, value)

    def inputs(self, value: Fraction, reference: Fraction | None) -> tuple[Step, ...]:
        """Return the price and the lowest price."""
        lowest = () if reference is None else (given("lowest price", reference, "of the bids that count in this lot"),)
        return (given("price", value), *lowest)

    def said(self, value: Fraction, reference: Fraction | None, share: Fraction | Refusal) -> str:
        """Return, for example, "lowest 10,000 ÷ 15,000"."""
        del share
        return f"lowest {value_text(reference or ZERO)} ÷ {value_text(value)}"
