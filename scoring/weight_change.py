"""The smallest change of one weight that would change the winner, in closed form."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from scoring.aggregate import figure
from scoring.engine import LotScores, rank_scores
from scoring.exact import HUNDRED, ONE, ZERO, exact_sum, whole_numbers
from scoring.methods import Refusal
from scoring.plan import Planned, PlannedSection
from scoring.ranking import Unresolved
from scoring.rounding import Rounding
from scoring.rubric import Aggregation, Rubric
from scoring.scores import BidScore, LeafScore, NodeScore, SectionScore, every_node
from scoring.trace import number, plain, typed_number

STEP = Fraction(1, 100)
"""The smallest step of a weight: a hundredth of one per cent of the whole."""

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


@dataclass(frozen=True, slots=True)
class WeightStep:
    """One weight, as it is and by the fewest hundredths of a per cent as it would have to be, and who is then first."""

    criterion: str
    before: Fraction
    after: Fraction
    winner_after: str
    joint_after: bool
    said: str

    def to_mapping(self, rounding: Rounding) -> dict[str, Any]:
        """Return the change as a certificate writes it."""
        return {
            "criterion": self.criterion,
            "from": typed_number(self.before, rounding),
            "to": typed_number(self.after, rounding),
            "change": typed_number(self.after - self.before, rounding),
            "winner_after": self.winner_after,
            "joint_after": self.joint_after,
            "said": self.said,
        }


class Contest(NamedTuple):
    """Winner against rival as one difference, own × winner's points − theirs × rival's, and where the two are level."""

    own: Fraction
    theirs: Fraction
    level_at: Fraction


class Found(NamedTuple):
    """A change, as a ratio with a denominator above 0, of one weight, that brings a rival level with the winner."""

    top: int
    bottom: int
    node: Planned
    rival: BidScore


def change_to_level(gap: int, difference: int, on_criterion: int, weight: tuple[int, int]) -> tuple[int, int] | None:
    """Return the exact change of a weight that brings two bids level, the others rescaled in proportion, or None.

    With D the difference of the two totals, d the part of it earned on the criterion, w the weight and g what D must
    lose: D(w + x) = d·(w + x) ÷ w + (D − d)·(100 − w − x) ÷ (100 − w), so x = g·w·(100 − w) ÷ (w·D − 100·d).
    In a weighted sum g is D itself. D, d and g may be in any one unit, so they are integers here; the weight and the
    change are ratios. Source: derived here; it is exact because totals are linear in the weights.

    >>> change_to_level(4, 4, -6, (30, 1))
    (8400, 720)
    """
    top, bottom = weight
    slope = bottom * (top * difference - 100 * bottom * on_criterion)
    change = gap * top * (100 * bottom - top)
    return None if not slope else (change, slope) if slope > 0 else (-change, -slope)


def smallest_weight_change(rubric: Rubric, scores: LotScores) -> WeightChange | None:
    """Return the smallest change of one weight that would change the winner, or None; gates are taken as decided."""
    smallest: Found | None = None
    for found in changes(rubric.aggregation, scores):
        if smallest is None or abs(found.top) * smallest.bottom < abs(smallest.top) * found.bottom:
            smallest = found
    return None if smallest is None else _described(smallest, scores.ranked[0], rubric.rounding)


def movable(scores: LotScores) -> list[Planned]:
    """Return what has a weight that could be another: a criterion that is the whole has no other to be rescaled."""
    return [node for node in _scored(scores.plan.nodes) if node.weight < HUNDRED]


def changes(aggregation: Aggregation, scores: LotScores) -> Iterator[Found]:
    """Yield, for each rival and each weight, the change that brings the rival level within what a weight can be."""
    winner, *rivals = scores.ranked
    nodes = movable(scores)
    weights = [node.weight.as_integer_ratio() for node in nodes]
    unit, rows = _in_one_unit(scores.ranked, [node.node.id for node in nodes])
    for rival, theirs in zip(rivals, rows[1:], strict=True):
        contest = _contest(aggregation, winner, rival)
        _, (ours, other, level) = whole_numbers([contest.own, contest.theirs, contest.level_at * unit])
        difference, *on_criteria = (ours * one - other * two for one, two in zip(rows[0], theirs, strict=True))
        for node, weight, on_criterion in zip(nodes, weights, on_criteria, strict=True):
            change = change_to_level(difference - level, difference, on_criterion, weight)
            if change is not None and _stays_a_weight(change, weight):
                yield Found(*change, node, rival)


def _in_one_unit(ranked: Sequence[BidScore], criteria: Sequence[str]) -> tuple[int, list[list[int]]]:
    """Return, for each bid, its quality and its points on each criterion as integers, and how many make one point."""
    values: list[Fraction] = []
    for score in ranked:
        points = {node.planned.node.id: node.points or ZERO for node in every_node(score.nodes)}
        values += [score.quality, *(points[criterion] for criterion in criteria)]
    unit, whole = whole_numbers(values)
    width = len(criteria) + 1
    return unit, [whole[start : start + width] for start in range(0, len(whole), width)]


def _stays_a_weight(change: tuple[int, int], weight: tuple[int, int]) -> bool:
    """Say whether a weight stays strictly between 0 and 100, so that it can still pass the point of being level."""
    (top, bottom), (of, per) = change, weight
    return -of * bottom < top * per < (100 * per - of) * bottom


def _described(found: Found, winner: BidScore, rounding: Rounding) -> WeightChange:
    change, node, rival = Fraction(found.top, found.bottom), found.node, found.rival
    after = node.weight + change
    title, was = node.node.title, plain(node.weight, rounding)
    names = f"{winner.bid.name} and {rival.bid.name}"
    if change:
        to = f"{title} at {rounding.shown(after)}% instead of {was}%, the other weights rescaled in proportion"
        way = "above" if change > 0 else "below"
        said = f"With {to}, {names} are level; {way} it {rival.bid.name} is first."
    else:
        favour = f"a change of the weight of {title} ({was}%) in favour of {rival.bid.name}"
        said = f"{names} are level already: {favour}, however small, makes it first."
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


def smallest_weight_step(rubric: Rubric, scores: LotScores) -> WeightStep | None:
    """Return the change of one weight by the fewest hundredths of a per cent that changes the winner, or None.

    The other weights are rescaled in proportion and gates are taken as decided. A lead is linear in a weight, so the
    winner stays first until a rival is level; the first hundredth there or beyond is tried, and the next after it.
    """
    tries = {
        (abs(steps), steps, found.node.node.id): found.node
        for found in changes(rubric.aggregation, scores)
        for steps in _steps_around(Fraction(found.top, found.bottom))
        if 0 < found.node.weight + steps * STEP < HUNDRED
    }
    for (_, steps, _), node in sorted(tries.items(), key=lambda one: one[0]):
        after = node.weight + steps * STEP
        first = first_at_weight(rubric, scores, node, after)
        others = [score.bid for score in first if score.bid.id != scores.ranked[0].bid.id]
        if others:
            winner, joint = min(others, key=lambda bid: bid.id), len(first) > 1
            title, to = node.node.title, plain(after, rubric.rounding)
            place = "joint first" if joint else "first"
            at = f"With {title} at {to}% instead of {plain(node.weight, rubric.rounding)}%"
            said = f"{at}, the other weights rescaled in proportion, {winner.name} would be {place}."
            return WeightStep(node.node.id, node.weight, after, winner.id, joint, said)
    return None


def _steps_around(level: Fraction) -> Iterator[int]:
    """Yield the whole steps from where two bids are level: there, if it is one, and the next beyond."""
    steps = level / STEP
    nearest = abs(steps.numerator) // steps.denominator
    for away in (nearest, nearest + 1):
        if away and abs(steps) <= away:
            if steps >= 0:
                yield away
            if steps <= 0:
                yield -away


def first_at_weight(rubric: Rubric, scores: LotScores, node: Planned, weight: Fraction) -> list[BidScore]:
    """Return who is first with one weight changed and the others rescaled; nobody where the rubric gives no ranking."""
    here, elsewhere = weight / node.weight, (HUNDRED - weight) / (HUNDRED - node.weight)
    moved: list[BidScore] = []
    for score in scores.ranked:
        nodes = tuple(_rescaled(one, node.node.id, here, elsewhere) for one in score.nodes)
        quality = exact_sum([one.points for one in nodes if one.points is not None])
        ranked_by = figure(rubric.aggregation, quality, score.price)
        if isinstance(ranked_by, Refusal):
            return []
        moved.append(score._replace(nodes=nodes, quality=quality, figure=ranked_by))
    places = rank_scores(moved, rubric)
    return [] if isinstance(places, Unresolved) else [moved[place.entry] for place in places if place.rank == 1]


def _rescaled(node: NodeScore, criterion: str, here: Fraction, elsewhere: Fraction) -> NodeScore:
    """Return a node with its points times `here` inside the criterion and times `elsewhere` outside it."""
    if node.planned.node.id == criterion:
        elsewhere = here
    if isinstance(node, LeafScore):
        return node if node.points is None else node._replace(points=node.points * elsewhere)
    inside = tuple(_rescaled(one, criterion, here, elsewhere) for one in node.inside)
    return SectionScore(node.planned, exact_sum([one.points or ZERO for one in inside]), inside)
