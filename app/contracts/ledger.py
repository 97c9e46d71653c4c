"""Says what rested on each promise: the winner's points on it, and who would have won without them, exactly."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from scoring import Findings, evaluate_parsed, parse_bids, parse_rubric
from scoring.aggregate import LOWER_IS_BETTER, figure
from scoring.engine import rank_scores
from scoring.exact import ZERO, exact_sum, exact_text
from scoring.methods import Refusal
from scoring.ranking import Unresolved
from scoring.rubric import Rubric
from scoring.scores import BidScore, LeafScore, NodeScore, SectionScore


class ResultUnreadable(RuntimeError):
    """A stored result can no longer be scored by this version: a fault of the service, not of the request."""


@dataclass(frozen=True, slots=True)
class Stake:
    """What rested on one question: the points, the total without them if there is one, and who is then first."""

    points: str
    points_shown: str
    total_without: str | None
    would_still_win: bool
    first_without: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    """The winner's total, exact, and the stake of each question by its id."""

    total: str
    stakes: Mapping[str, Stake]


def ledger(result_body: Mapping[str, Any], lot: str, winner: str, criteria: list[str]) -> Ledger:
    """Score a lot again from its result document and return what rested on each of `criteria` for the winner.

    The points of the winner on one question are taken as none and everything else as it was; places are then found
    by the aggregation and the tie-break of the rubric. A minimum that the bid would then have missed is not applied,
    and what other bids earn by comparison with the winner stays. Raises ResultUnreadable.
    """
    rubric = parse_rubric(result_body["rubric"])
    if isinstance(rubric, Findings):
        raise ResultUnreadable(str(rubric))
    bids = parse_bids(result_body["inputs"], rubric)
    result = bids if isinstance(bids, Findings) else evaluate_parsed(rubric, bids, trace=False, margin=False)
    if isinstance(result, Findings):
        raise ResultUnreadable(str(result))
    ranked = list(result.lot(lot).scores.ranked)
    first = next(score for score in ranked if score.bid.id == winner)
    return Ledger(
        exact_text(first.figure), {criterion: _stake(rubric, ranked, first, criterion) for criterion in criteria}
    )


def _stake(rubric: Rubric, ranked: list[BidScore], winner: BidScore, criterion: str) -> Stake:
    node = winner.node(criterion)
    points = ZERO if node is None or node.points is None else node.points
    without = _without(rubric, winner, criterion, points)
    others = [score for score in ranked if score is not winner]
    # A bid that has no figure any more, as with a price per point of no points, is ranked nowhere.
    left = others if without is None else [without, *others]
    first = _first(left, rubric)
    return Stake(
        points=exact_text(points),
        points_shown=rubric.rounding.shown(points),
        total_without=None if without is None else exact_text(without.figure),
        would_still_win=any(score is without for score in first),
        first_without=tuple(score.bid.name for score in first),
    )


def _first(scores: list[BidScore], rubric: Rubric) -> list[BidScore]:
    """Return who is first: one bid, or all that stay level when every step of the tie-break has been tried."""
    if not scores:
        return []
    best = min if rubric.aggregation.method in LOWER_IS_BETTER else max
    leading = best(score.figure for score in scores)
    level = [score for score in scores if score.figure == leading]
    places = rank_scores(level, rubric)
    if isinstance(places, Unresolved):
        return [level[index] for index in places.indexes]
    return [level[place.entry] for place in places if place.rank == 1]


def _without(rubric: Rubric, winner: BidScore, criterion: str, points: Fraction) -> BidScore | None:
    """Return the winner's score with no points on one question, or None where no figure can be made of what is left."""
    quality = winner.quality - points
    ranked_by = figure(rubric.aggregation, quality, winner.price)
    if isinstance(ranked_by, Refusal):
        return None
    nodes = tuple(_emptied(node, criterion) for node in winner.nodes)
    return winner._replace(nodes=nodes, quality=quality, figure=ranked_by)


def _emptied(node: NodeScore, criterion: str) -> NodeScore:
    """Return a node without the points of one question; sections are summed again, as tie-breaks read them."""
    if isinstance(node, LeafScore):
        return node._replace(points=ZERO, share=ZERO) if node.planned.node.id == criterion else node
    inside = tuple(_emptied(inner, criterion) for inner in node.inside)
    return SectionScore(node.planned, exact_sum([inner.points or ZERO for inner in inside]), inside)
