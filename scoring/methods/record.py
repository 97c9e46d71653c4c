"""A value that is asked for and kept, but earns nothing: a price for a ratio, or a figure wanted for the record."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from scoring.methods.contract import Kind, Refusal, Takes
from scoring.trace import Step, given, value_text


@dataclass(frozen=True, slots=True)
class Record:
    """A price or a quantity without points."""

    takes: Takes = "quantity"

    kind: ClassVar[Kind] = "recorded"
    relative: ClassVar[bool] = False
    source: ClassVar[str] = ""
    rule: ClassVar[str] = "recorded; earns no points"

    def reference(self, values: Sequence[Fraction]) -> None:
        """Return None: a recorded value is not measured against other bids."""

    def share(self, value: Fraction, reference: Fraction | None) -> Fraction | Refusal:
        """Refuse: what is only recorded has no share."""
        del value, reference
        return Refusal("record.no_share", "a recorded value earns no points")

    def inputs(self, value: Fraction, reference: Fraction | None) -> tuple[Step, ...]:
        """Return the value itself."""
        del reference
        return (given(self.takes, value),)

    def said(self, value: Fraction, reference: Fraction | None, share: Fraction | Refusal) -> str:
        """Return, for example, "recorded 1,250"."""
        del reference, share
        return f"recorded {value_text(value)}"
