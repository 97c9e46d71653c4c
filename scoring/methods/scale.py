"""Marks on a published scale: the panel's agreed mark is one of its levels, and each level is worth a stated share."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, NamedTuple

from scoring.methods.contract import Kind, Refusal, Takes
from scoring.rounding import STANDARD
from scoring.trace import Step, given, percent, plain


class Level(NamedTuple):
    """One step of a scale: the mark, its label, and the descriptor that an evaluator reads."""

    mark: Fraction
    label: str
    descriptor: str


@dataclass(frozen=True, slots=True)
class Scale:
    """A published scale; its levels stand in ascending order of mark."""

    id: str
    title: str
    levels: tuple[Level, ...]

    @property
    def highest(self) -> Fraction:
        """Return the highest mark."""
        return self.levels[-1].mark

    @property
    def marks(self) -> str:
        """Return every mark in words, for a sentence."""
        return ", ".join(plain(level.mark, STANDARD) for level in self.levels)

    def holds(self, mark: Fraction) -> bool:
        """Say whether `mark` is a value of the scale; a mark between two levels is not."""
        return any(level.mark == mark for level in self.levels)


def share_of_highest(mark: Fraction, highest: Fraction) -> Fraction:
    """Return mark ÷ highest mark.

    Source: the usual weighted score, weight × mark ÷ highest mark (domain: Scottish Supplier Journey award scale,
    0 to 4 worth 0, 25, 50, 75, 100 per cent).

    >>> share_of_highest(Fraction(4), Fraction(5))
    Fraction(4, 5)
    """
    return mark / highest


@dataclass(frozen=True, slots=True)
class OnScale:
    """The share of each mark: as the rubric's `points` state it, otherwise mark ÷ highest mark. 0 is a mark."""

    scale: Scale
    points: tuple[tuple[Fraction, Fraction], ...] = ()

    takes: ClassVar[Takes] = "mark"
    kind: ClassVar[Kind] = "scored"
    relative: ClassVar[bool] = False
    source: ClassVar[str] = "the published scale of the rubric"

    @property
    def rule(self) -> str:
        """The formula in one line."""
        return "share that the scale states for the mark" if self.points else "mark ÷ highest mark of the scale"

    def reference(self, values: Sequence[Fraction]) -> None:
        """Return None: a mark is not measured against other bids."""

    def share(self, value: Fraction, reference: Fraction | None) -> Fraction | Refusal:
        """Return the share of a mark, or refuse a mark that the scale does not hold.

        >>> marks = Scale("s", "0 to 2", tuple(Level(Fraction(n), "", "") for n in range(3)))
        >>> OnScale(marks).share(Fraction(1), None), OnScale(marks).share(Fraction(3, 2), None).code
        (Fraction(1, 2), 'mark.off_scale')
        """
        del reference
        if not self.scale.holds(value):
            mark = plain(value, STANDARD)
            return Refusal("mark.off_scale", f"{mark} is not a mark of the scale {self.scale.id}: {self.scale.marks}")
        for level, worth in self.points:
            if level == value:
                return worth
        return share_of_highest(value, self.scale.highest)

    def inputs(self, value: Fraction, reference: Fraction | None) -> tuple[Step, ...]:
        """Return the mark and the highest mark."""
        del reference
        return (
            Step("mark", value, "the panel's agreed mark"),
            given("highest mark", self.scale.highest, f"of the scale {self.scale.title}"),
        )

    def said(self, value: Fraction, reference: Fraction | None, share: Fraction | Refusal) -> str:
        """Return, for example, "4 of 5", with the share where the scale states another one."""
        of = f"{plain(value, STANDARD)} of {plain(self.scale.highest, STANDARD)}"
        del reference
        if isinstance(share, Refusal) or share * self.scale.highest == value:
            return of
        return f"{of} (worth {percent(share)})"
