"""How far each weight can move, the others rescaled in proportion, before the winner changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from scoring.engine import LotScores
from scoring.findings import Findings
from scoring.reread import reread
from scoring.rounding import Rounding
from scoring.rubric import Rubric
from scoring.trace import number, typed_number
from scoring.weight_change import changes, movable


@dataclass(frozen=True, slots=True)
class WeightRoom:
    """The weight of a criterion in percent, and where below and above it a rival draws level; None where none does."""

    criterion: str
    weight: Fraction
    least: Fraction | None
    most: Fraction | None

    def to_mapping(self, rounding: Rounding) -> dict[str, Any]:
        """Return the room as a document writes it."""
        return {
            "criterion": self.criterion,
            "weight": typed_number(self.weight, rounding),
            "least": None if self.least is None else number(self.least, rounding),
            "most": None if self.most is None else number(self.most, rounding),
        }


def weight_rooms(rubric: Rubric, scores: LotScores) -> tuple[WeightRoom, ...]:
    """Return the room of every criterion that is scored, in order; none where no single winner has a rival.

    A lead is linear in a weight, so the winner stays first until a rival is level.
    """
    first = [place for place in scores.places if place.rank == 1]
    if len(scores.ranked) <= 1 or len(first) > 1:
        return ()
    down: dict[str, Fraction] = {}
    up: dict[str, Fraction] = {}
    for found in changes(rubric.aggregation, scores):
        change, criterion = Fraction(found.top, found.bottom), found.node.node.id
        if change <= 0:
            down[criterion] = max(change, down.get(criterion, change))
        if change >= 0:
            up[criterion] = min(change, up.get(criterion, change))
    return tuple(
        WeightRoom(
            criterion=node.node.id,
            weight=node.weight,
            least=node.weight + down[node.node.id] if node.node.id in down else None,
            most=node.weight + up[node.node.id] if node.node.id in up else None,
        )
        for node in movable(scores)
    )


def weight_rooms_of(result: Mapping[str, Any], lot: str) -> list[dict[str, Any]] | Findings:
    """Return the rooms of a lot from its result document alone, or why it cannot be scored again."""
    again = reread(result)
    if isinstance(again, Findings):
        return again
    scores = again.result.lot(lot).scores
    return [room.to_mapping(again.rubric.rounding) for room in weight_rooms(again.rubric, scores)]
