"""Mean-based price: a bid at the mean earns a stated share, and each per cent below or above it moves the share."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Literal

from scoring.exact import exact_sum
from scoring.methods.contract import Kind, Refusal, Takes
from scoring.trace import Step, given, percent, value_text

ZeroMean = Literal["refuse", "full_marks"]
ZERO_MEAN: tuple[ZeroMean, ...] = ("refuse", "full_marks")


def around_the_mean(price: Fraction, mean: Fraction, at_mean: Fraction, slope: Fraction) -> Fraction:
    """Return at_mean + slope × (mean − price) ÷ mean: with slope 1, each per cent below the mean adds one per cent.

    Source: mean-price methods described in the Cabinet Office bid evaluation guidance note, May 2021, section 7.

    >>> around_the_mean(Fraction(90), Fraction(100), Fraction(1, 2), Fraction(1))
    Fraction(3, 5)
    """
    return at_mean + slope * (mean - price) / mean


@dataclass(frozen=True, slots=True)
class MeanPrice:
    """Share at the mean, slope, floor and cap (shares from 0 to 1); a mean of zero is refused, or earns all the cap."""

    at_mean: Fraction
    slope: Fraction
    floor: Fraction
    cap: Fraction
    zero_mean: ZeroMean

    takes: ClassVar[Takes] = "price"
    kind: ClassVar[Kind] = "scored"
    relative: ClassVar[bool] = True
    source: ClassVar[str] = "Cabinet Office bid evaluation guidance note, May 2021"
    rule: ClassVar[str] = "share at mean + slope × (mean price − price) ÷ mean price, between floor and cap"

    def reference(self, values: Sequence[Fraction]) -> Fraction | None:
        """Return the mean price of the bids that count, or None where there is none."""
        return exact_sum(values) / len(values) if values else None

    def share(self, value: Fraction, reference: Fraction | None) -> Fraction | Refusal:
        """Return the share between floor and cap; where every price is zero, what the rubric says.

        >>> method = MeanPrice(Fraction(1, 2), Fraction(3), Fraction(0), Fraction(1), "refuse")
        >>> method.share(Fraction(80), Fraction(100))
        Fraction(1, 1)
        """
        if reference is None:
            return Refusal("reference.none", "there is no bid to measure against")
        if not reference:
            if self.zero_mean == "refuse":
                return Refusal("price.zero_mean", "the mean price is 0, and the rubric refuses to score that")
            return self.cap
        return min(self.cap, max(self.floor, around_the_mean(value, reference, self.at_mean, self.slope)))

    def inputs(self, value: Fraction, reference: Fraction | None) -> tuple[Step, ...]:
        """Return price, mean price, share at the mean and slope."""
        mean = () if reference is None else (given("mean price", reference, "of the bids that count in this lot"),)
        rule = "set by the rubric"
        return (
            given("price", value),
            *mean,
            given("share at mean", self.at_mean, rule),
            given("slope", self.slope, rule),
        )

    def said(self, value: Fraction, reference: Fraction | None, share: Fraction | Refusal) -> str:
        """Return, for example, "10% below the mean 100 (60%)"."""
        worth = "" if isinstance(share, Refusal) else f" ({percent(share)})"
        if not reference or value == reference:
            return f"{value_text(value)} at the mean price{worth}"
        side = "below" if value < reference else "above"
        away = percent(abs(value - reference) / reference)
        return f"{away} {side} the mean {value_text(reference)}{worth}"
