"""What every scoring method answers to, so that the engine need not know one method from another."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Literal, NamedTuple, Protocol

from scoring.trace import Step

Better = Literal["higher", "lower"]
BETTER: tuple[Better, ...] = ("higher", "lower")
Takes = Literal["mark", "passed", "quantity", "price"]
Kind = Literal["scored", "gate", "recorded"]


class Refusal(NamedTuple):
    """Why a method gives no share: the rubric says that this input is refused. A refusal becomes a finding."""

    code: str
    sentence: str


class Method(Protocol):
    """Turns one value of a bid into the share, from 0 to 1, of the points that a criterion offers."""

    @property
    def takes(self) -> Takes:
        """The kind of answer that the method reads; "quantity" is also what words and declarations may carry."""

    @property
    def kind(self) -> Kind:
        """Whether the method scores, decides who may be scored, or only records."""

    @property
    def relative(self) -> bool:
        """Whether the share of one bid depends on the other bids of the lot."""

    @property
    def rule(self) -> str:
        """The formula in one line, for the trace."""

    @property
    def source(self) -> str:
        """Where the formula is published."""

    def reference(self, values: Sequence[Fraction]) -> Fraction | None:
        """Return what the share is measured against (best, lowest, mean), or None for an absolute method."""

    def share(self, value: Fraction, reference: Fraction | None) -> Fraction | Refusal:
        """Return the share of the points, or why the rubric refuses to give one."""

    def inputs(self, value: Fraction, reference: Fraction | None) -> tuple[Step, ...]:
        """Return the numbers that the share was computed from, for the trace."""

    def said(self, value: Fraction, reference: Fraction | None, share: Fraction | Refusal) -> str:
        """Return how the share, which `share` gave before, came about, in words that a councillor can follow."""


class DatedValue(NamedTuple):
    """A value per unit from one day on, until and including `last` where that is known."""

    first: date
    last: date | None
    value: Fraction
    source: str
