"""Share of the best bid: the best offer earns everything and the others in proportion to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Literal

from scoring.exact import ONE, ZERO, quotient
from scoring.methods.contract import Better, Kind, Refusal, Takes
from scoring.trace import Step, given, value_text

AtZero = Literal["none", "full", "refuse"]
AT_ZERO: tuple[AtZero, ...] = ("none", "full", "refuse")


def share_of_best(value: Fraction, best: Fraction, better: Better) -> Fraction:
    """Return value ÷ best where more is better, best ÷ value where less is better.

    Source: maximum × bidder's value ÷ highest value, as worked through by Bevan Brittan, "Procurement pitfalls 1".

    >>> share_of_best(Fraction(85), Fraction(100), "higher"), share_of_best(Fraction(100), Fraction(85), "lower")
    (Fraction(17, 20), Fraction(17, 20))
    """
    return quotient(value, best) if better == "higher" else quotient(best, value)


@dataclass(frozen=True, slots=True)
class RelativeToBest:
    """The direction, and what 0 ÷ 0 means: everything, nothing or a refusal. A bid not at zero is never in doubt."""

    better: Better
    at_zero: AtZero

    takes: ClassVar[Takes] = "quantity"
    kind: ClassVar[Kind] = "scored"
    relative: ClassVar[bool] = True
    source: ClassVar[str] = "Bevan Brittan, Procurement pitfalls 1 (2019), which also shows how zero breaks the formula"

    @property
    def rule(self) -> str:
        """The formula in one line."""
        return "value ÷ best value" if self.better == "higher" else "best value ÷ value"

    def reference(self, values: Sequence[Fraction]) -> Fraction | None:
        """Return the best value of the bids that count, or None where there is none."""
        if not values:
            return None
        return max(values) if self.better == "higher" else min(values)

    def share(self, value: Fraction, reference: Fraction | None) -> Fraction | Refusal:
        """Return the share, or what the rubric says where both the value and the best are zero.

        >>> RelativeToBest("lower", "refuse").share(Fraction(10), Fraction(0))
        Fraction(0, 1)
        >>> RelativeToBest("higher", "none").share(Fraction(0), Fraction(0))
        Fraction(0, 1)
        """
        if reference is None:
            return Refusal("reference.none", "there is no bid to measure against")
        if value == reference:
            return ONE if value else self._zero_of_zero()
        return share_of_best(value, reference, self.better)

    def _zero_of_zero(self) -> Fraction | Refusal:
        """Return what the rubric says for 0 ÷ 0."""
        if self.at_zero == "refuse":
            return Refusal(
                "quantity.zero", "the best value is 0, so no share of it exists, and the rubric refuses to score that"
            )
        return ONE if self.at_zero == "full" else ZERO

    def inputs(self, value: Fraction, reference: Fraction | None) -> tuple[Step, ...]:
        """Return the value and the best value."""
        best = () if reference is None else (given("best value", reference, "of the bids that count in this lot"),)
        return (given("value", value), *best)

    def said(self, value: Fraction, reference: Fraction | None, share: Fraction | Refusal) -> str:
        """Return, for example, "85 ÷ best 100"."""
        del share
        own, best = value_text(value), value_text(reference or ZERO)
        return f"{own} ÷ best {best}" if self.better == "higher" else f"best {best} ÷ {own}"
