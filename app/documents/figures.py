"""Numbers as documents hold them: exact beside shown, and absence kept apart from nought."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from scoring.exact import from_exact_text


@dataclass(frozen=True, kw_only=True, slots=True)
class Number:
    """A number of the scoring result: `exact` ("66.5", or a fraction as "200/3") and as it is `shown`."""

    exact: str
    shown: str

    def __post_init__(self) -> None:
        """Refuse an exact value that is no number."""
        if from_exact_text(self.exact) is None:
            raise ValueError(f"{self.exact!r} is not an exact number")

    @property
    def fraction(self) -> Fraction:
        """The exact value."""
        return Fraction(self.exact)


class State(StrEnum):
    """Whether a figure is known and, if not, why: the reasons are never merged and never read as nought."""

    KNOWN = "known"
    NO_DATA = "no_data"
    NOT_DUE = "not_due"
    NOT_VERIFIED = "not_verified"
    REJECTED = "rejected"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """A quantity that may be absent: `value` is there exactly when `state` is known."""

    state: State
    value: Decimal | None

    def __post_init__(self) -> None:
        """Refuse a known figure without a value, a value without knowledge, and what is no number."""
        if (self.state is State.KNOWN) != (self.value is not None):
            raise ValueError(f"a figure that is {self.state.value} {'needs' if self.value is None else 'has no'} value")
        if self.value is not None and not self.value.is_finite():
            raise ValueError(f"{self.value} is not a finite number")

    @property
    def is_known(self) -> bool:
        """Whether there is a value."""
        return self.value is not None


NO_DATA = Figure(state=State.NO_DATA, value=None)
NOT_DUE = Figure(state=State.NOT_DUE, value=None)
NOT_VERIFIED = Figure(state=State.NOT_VERIFIED, value=None)
REJECTED = Figure(state=State.REJECTED, value=None)
NOT_APPLICABLE = Figure(state=State.NOT_APPLICABLE, value=None)


def known(value: Decimal | str | int) -> Figure:
    """Return the figure for a value somebody really reported, nought included."""
    return Figure(state=State.KNOWN, value=Decimal(value))
