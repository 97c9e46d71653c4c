"""A target with a floor: nothing at the floor, everything at the target, in proportion between, and no more beyond."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import ClassVar

from scoring.exact import ONE, ZERO
from scoring.methods.contract import Better, Kind, Refusal, Takes
from scoring.trace import Step, given, percent, value_text


def way_to_target(value: Fraction, floor: Fraction, target: Fraction) -> Fraction:
    """Return (value − floor) ÷ (target − floor); it serves a target above the floor and one below it alike.

    Source: linear value function of multi-attribute scoring (MoD and Cabinet Office bid evaluation guidance, May 2021).

    >>> way_to_target(Fraction(40), Fraction(20), Fraction(100))
    Fraction(1, 4)
    >>> way_to_target(Fraction(60), Fraction(100), Fraction(50))
    Fraction(4, 5)
    """
    (top, bottom), (low, of_low), (high, of_high) = (number.as_integer_ratio() for number in (value, floor, target))
    # Numerator and denominator over the same product of the three denominators, of which `of_low` falls out.
    return Fraction((top * of_low - low * bottom) * of_high, (high * of_low - low * of_high) * bottom)


@dataclass(frozen=True)
class Target:
    """Floor, target and direction. The two are never equal: parsing refuses that, so nothing divides by zero.

    What is the same for every bid, such as the words for the target, is made once, when first asked for.
    """

    floor: Fraction
    target: Fraction
    better: Better

    takes: ClassVar[Takes] = "quantity"
    kind: ClassVar[Kind] = "scored"
    relative: ClassVar[bool] = False
    source: ClassVar[str] = "linear value function between two published points"
    rule: ClassVar[str] = "(value − floor) ÷ (target − floor), never below 0 and never above 1"

    def reference(self, values: Sequence[Fraction]) -> None:
        """Return None: the target is fixed before any bid is seen."""

    def share(self, value: Fraction, reference: Fraction | None) -> Fraction:
        """Return the share, held between 0 and 1: a promise beyond the target earns no more than the target.

        >>> Target(Fraction(0), Fraction(50), "higher").share(Fraction(80), None)
        Fraction(1, 1)
        """
        del reference
        # The way is below 0 short of the floor and above 1 beyond the target, in either direction.
        way = way_to_target(value, self.floor, self.target)
        top, bottom = way.as_integer_ratio()
        return ZERO if top <= 0 else ONE if top >= bottom else way

    def inputs(self, value: Fraction, reference: Fraction | None) -> tuple[Step, ...]:
        """Return value, floor and target."""
        del reference
        return (given("value", value), *self._ends)

    def said(self, value: Fraction, reference: Fraction | None, share: Fraction | Refusal) -> str:
        """Return, for example, "40 against a target of 100 from 20 (25%)"."""
        del reference
        worth = "" if isinstance(share, Refusal) else f" ({percent(share)})"
        return f"{value_text(value)} {self._words}{worth}"

    @cached_property
    def _ends(self) -> tuple[Step, Step]:
        """Floor and target as inputs of the trace."""
        rule = "set by the rubric"
        return given("floor", self.floor, rule), given("target", self.target, rule)

    @cached_property
    def _words(self) -> str:
        """What is said of floor and target."""
        return f"against a target of {value_text(self.target)} from {value_text(self.floor)}"
