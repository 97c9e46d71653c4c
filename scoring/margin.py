"""How near the result was: the gap, and the smallest change of one mark or one weight that changes the winner."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from scoring.bids import Bids
from scoring.engine import LotScores
from scoring.mark_change import MarkChange, smallest_mark_change
from scoring.rounding import Rounding
from scoring.rubric import Rubric
from scoring.trace import number
from scoring.weight_change import WeightChange, smallest_weight_change

NO_MARK = "No change of a single mark, of any ranked bid and within its published scale, would change the winner."
NO_WEIGHT = "No change of a single weight, with the others rescaled in proportion, would change the winner."


@dataclass(frozen=True, slots=True)
class Margin:
    """The win margin of a lot. Where something does not exist it is None, and its sentence says so."""

    winner: str | None
    runner_up: str | None
    gap: Fraction | None
    gap_said: str
    mark_change: MarkChange | None
    mark_change_said: str
    weight_change: WeightChange | None
    weight_change_said: str

    def to_mapping(self, rounding: Rounding) -> dict[str, Any]:
        """Return the margin as a result document writes it."""
        return {
            "winner": self.winner,
            "runner_up": self.runner_up,
            "gap": None if self.gap is None else number(self.gap, rounding),
            "gap_said": self.gap_said,
            "mark_change": None if self.mark_change is None else self.mark_change.to_mapping(),
            "mark_change_said": self.mark_change_said,
            "weight_change": None if self.weight_change is None else self.weight_change.to_mapping(rounding),
            "weight_change_said": self.weight_change_said,
        }


def margin_of(rubric: Rubric, bids: Bids, scores: LotScores) -> Margin:
    """Return the win margin of a lot that has been scored."""
    ranked = scores.ranked
    if not ranked:
        return _nothing(None, "No bid was ranked.")
    first = [place for place in scores.places if place.rank == 1]
    names = [score.bid.name for score in ranked[: len(first)]]
    if len(first) > 1:
        return _nothing(None, f"{', '.join(names)} share first place.")
    if len(ranked) == 1:
        return _nothing(ranked[0].bid.id, f"{names[0]} is the only ranked bid.")
    winner, runner_up = ranked[0], ranked[1]
    gap = abs(winner.figure - runner_up.figure)
    shown = rubric.rounding.shown(gap)
    decided = f"{winner.bid.name} leads {runner_up.bid.name} by {shown}."
    if not gap:
        decided = f"{winner.bid.name} and {runner_up.bid.name} are level; {scores.places[0].decided_by} decided."
    mark = smallest_mark_change(rubric, bids, scores)
    weight = smallest_weight_change(rubric, scores)
    return Margin(
        winner.bid.id,
        runner_up.bid.id,
        gap,
        decided,
        mark,
        NO_MARK if mark is None else mark.said,
        weight,
        NO_WEIGHT if weight is None else weight.said,
    )


def _nothing(winner: str | None, why: str) -> Margin:
    """Return the margin of a lot in which no second bid could become first in the winner's stead."""
    return Margin(winner, None, None, why, None, why, None, why)
