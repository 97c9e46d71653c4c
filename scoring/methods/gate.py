"""Pass or fail: a declaration that decides whether a bid may be scored at all, or is noted; it never earns points."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Literal

from scoring.methods.contract import Kind, Refusal, Takes
from scoring.trace import Step

Consequence = Literal["excluded", "recorded"]
CONSEQUENCES: tuple[Consequence, ...] = ("excluded", "recorded")


def passes(value: Fraction) -> bool:
    """Return whether a declaration, 1 for yes and 0 for no, lets the bid through.

    Source: Procurement Act 2023 section 23(3)(a): the methodology says whether failing a criterion disqualifies.

    >>> passes(Fraction(1)), passes(Fraction(0))
    (True, False)
    """
    return value == 1


@dataclass(frozen=True, slots=True)
class Gate:
    """A gate and what failing it means: excluded from the lot, or recorded."""

    consequence: Consequence

    takes: ClassVar[Takes] = "passed"
    kind: ClassVar[Kind] = "gate"
    relative: ClassVar[bool] = False
    source: ClassVar[str] = "Procurement Act 2023 section 23(3)(a)"
    rule: ClassVar[str] = "passed or not; earns no points"

    def reference(self, values: Sequence[Fraction]) -> None:
        """Return None: a gate is not measured against other bids."""

    def share(self, value: Fraction, reference: Fraction | None) -> Fraction | Refusal:
        """Refuse: nothing is earned at a gate, so nothing may ask it for a share."""
        del value, reference
        return Refusal("gate.no_share", "a gate earns no points")

    def inputs(self, value: Fraction, reference: Fraction | None) -> tuple[Step, ...]:
        """Return the declaration."""
        del reference
        return (Step("declaration", value, "1 where the bid passes, 0 where it does not"),)

    def said(self, value: Fraction, reference: Fraction | None, share: Fraction | Refusal) -> str:
        """Return "passed" or "not passed"."""
        del reference, share
        return "passed" if passes(value) else "not passed"
