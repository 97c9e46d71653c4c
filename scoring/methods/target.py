"""A target with a floor: nothing at the floor, everything at the target, in proportion between, and no more beyond."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from scoring.exact import ONE, ZERO
from scoring.methods.contract import Better, Kind, Takes
from scoring.trace import Step, given, percent, value_text


def way_to_target(value: Fraction, floor: Fraction, target: Fraction) -> Fraction:
    """Return (value − floor) ÷ (target − floor); it serves a target above the floor and one below it alike.

    Source: linear value function of multi-attribute scoring (MoD and Cabinet Office bid evaluation guidance, May 2021).

    >>> way_to_target(Fraction(40), Fraction(20), Fraction(100))
    Fraction(1, 4)
    >>> way_to_target(Fraction(60), Fraction(100), Fraction(50))
    Fraction(4, 5)
    """
    return (value - floor) / (target - floor)


@dataclass(frozen=True, slots=True)
class Target:
    """Floor, target and direction. The two are never equal: parsing refuses that, so nothing divides by zero."""

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
        if value == self.target:
            return ONE
        beyond, short = (value > self.target, value <= self.floor)
        if self.better == "lower":
            beyond, short = (value < self.target, value >= self.floor)
        return ONE if beyond else ZERO if short else way_to_target(value, self.floor, self.target)

    def inputs(self, value: Fraction, reference: Fraction | None) -> tuple[Step, ...]:
        """Return value, floor and target."""
        del reference
        rule = "set by the rubric"
        return (given("value", value), given("floor", self.floor, rule), given("target", self.target, rule))

    def said(self, value: Fraction, reference: Fraction | None) -> str:
        """Return, for example, "40 against a target of 100 from 20 (25%)"."""
        figures = [value_text(number) for number in (value, self.target, self.floor)]
        share = percent(self.share(value, reference))
        return f"{figures[0]} against a target of {figures[1]} from {figures[2]} ({share})"
