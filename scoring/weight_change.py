"""The smallest change of one weight that would change the winner, in closed form."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from scoring.engine import LotScores
from scoring.exact import HUNDRED, ONE, ZERO
from scoring.plan import Planned, PlannedSection
from scoring.rounding import Rounding
from scoring.rubric import Aggregation, Rubric
from scoring.scores import BidScore
from scoring.trace import number, plain, typed_number

FORMULA = "change = gap × weight × (100 − weight) ÷ (weight × gap − 100 × gap on the criterion)"


@dataclass(frozen=True, slots=True)
class WeightChange:
    """The weight at which the winner and a rival are level; any further in the same direction the rival is first."""

    criterion: str
    before: Fraction
    after: Fraction
    winner_after: str
    said: str

    def to_mapping(self, rounding: Rounding) -> dict[str, Any]:
        """Return the change as a result document writes it."""
        return {
            "criterion": self.criterion,
            "from": typed_number(self.before, rounding),
            "to": number(self.after, rounding),
            "change": number(self.after - self.before, rounding),
            "winner_after": self.winner_after,
            "formula": FORMULA,
            "said": self.said,
        }


class Contest(NamedTuple):
    """Winner against rival as one difference that is linear in the weights and 0 where the two are level."""

    own: Fraction
    theirs: Fraction
    level_at: Fraction


def change_to_level(gap: Fraction, difference: Fraction, on_criterion: Fraction, weight: Fraction) -> Fraction | None:
    """Return the change of a weight that brings two bids level, the other weights rescaled in proportion, or None.

    With D the difference of the two totals, d the part of it earned on the criterion, w the weight and g what D must
    lose: D(w + x) = d·(w + x) ÷ w + (D − d)·(100 − w − x) ÷ (100 − w), so x = g·w·(100 − w) ÷ (w·D − 100·d).
    In a weighted sum g is D itself. Source: derived here; it is exact because totals are linear in the weights.

    >>> change_to_level(Fraction(4), Fraction(4), Fraction(-6), Fraction(30))
    Fraction(35, 3)
    """
    slope = weight * difference - HUNDRED * on_criterion
    return gap * weight * (HUNDRED - weight) / slope if slope else None


def smallest_weight_change(rubric: Rubric, scores: LotScores) -> WeightChange | None:
    """Return the smallest change of one weight that would change the winner, or None; gates are taken as decided."""
    winner, found = scores.ranked[0], None
    nodes = [node for node in _scored(scores.plan.nodes) if node.weight < HUNDRED]
    earned = {node.node.id: _points(winner, node.node.id) for node in nodes}
    for rival in scores.ranked[1:]:
        contest = _contest(rubric.aggregation, winner, rival)
        difference = contest.own * winner.quality - contest.theirs * rival.quality
        gap = difference - contest.level_at
        for node in nodes:
            on_criterion = contest.own * earned[node.node.id] - contest.theirs * _points(rival, node.node.id)
            change = change_to_level(gap, difference, on_criterion, node.weight)
            if change is None or not ZERO < node.weight + change < HUNDRED:
                continue
            if found is None or abs(change) < abs(found[0]):
                found = (change, node, rival)
    return None if found is None else _described(*found, winner, rubric.rounding)


def _described(change: Fraction, node: Planned, rival: BidScore, winner: BidScore, rounding: Rounding) -> WeightChange:
    after = node.weight + change
    title, was = node.node.title, plain(node.weight, rounding)
    names = f"{winner.bid.name} and {rival.bid.name}"
    if change:
        way = "above" if change > 0 else "below"
        at = rounding.shown(after)
        said = f"With {title} at {at}% instead of {was}%, the other weights rescaled in proportion, {names} are level; {way} it {rival.bid.name} is first."
    else:
        said = f"{names} are level already: any change of the weight of {title} ({was}%) in the favour of {rival.bid.name} makes it first."
    return WeightChange(node.node.id, node.weight, after, rival.bid.id, said)


def _contest(aggregation: Aggregation, winner: BidScore, rival: BidScore) -> Contest:
    """Return how the qualities of two bids compare once their prices are taken into account."""
    own, theirs = winner.price or ZERO, rival.price or ZERO
    if aggregation.method in {"price_per_quality_point", "quality_price_index"}:
        return Contest(theirs, own, ZERO)
    if aggregation.method == "monetised_quality":
        return Contest(ONE, ONE, (own - theirs) * HUNDRED / (aggregation.willingness_to_pay or HUNDRED))
    return Contest(ONE, ONE, ZERO)


def _scored(nodes: tuple[Planned, ...]) -> Iterator[Planned]:
    for node in nodes:
        if node.scored:
            yield node
        if isinstance(node, PlannedSection):
            yield from _scored(node.inside)


def _points(score: BidScore, criterion: str) -> Fraction:
    node = score.node(criterion)
    return ZERO if node is None or node.points is None else node.points
