"""The smallest change of one mark, on its published scale, that would change the winner: by exact recomputation."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, NamedTuple

from scoring.aggregate import figure
from scoring.bids import Answer, Bid, Bids
from scoring.engine import LotScorer, LotScores, rank_scores
from scoring.exact import HUNDRED, ZERO, exact_sum, exact_text
from scoring.findings import Collector
from scoring.methods import MeanPrice, OnScale, Refusal
from scoring.plan import Planned, PlannedLeaf
from scoring.ranking import Unresolved
from scoring.rubric import Aggregation, Rubric
from scoring.scores import BidScore, LeafScore, NodeScore, SectionScore, every_node


@dataclass(frozen=True, slots=True)
class MarkChange:
    """One mark of one bid, as it is and as it would have to be, and who would then be first."""

    criterion: str
    bid: str
    before: str
    after: str
    winner_after: str
    joint_after: bool
    said: str

    def to_mapping(self) -> dict[str, Any]:
        """Return the change as a result document writes it."""
        return {
            "criterion": self.criterion,
            "bid": self.bid,
            "from": self.before,
            "to": self.after,
            "winner_after": self.winner_after,
            "joint_after": self.joint_after,
            "said": self.said,
        }


class Candidate(NamedTuple):
    """A mark that could be changed: by how many levels of the scale, and by how many points."""

    steps: int
    points: Fraction
    bid: BidScore
    leaf: LeafScore
    mark: Fraction


def smallest_mark_change(rubric: Rubric, bids: Bids, scores: LotScores) -> MarkChange | None:
    """Return the change of one mark by the fewest levels that would change the winner, or None where there is none.

    Of changes by equally many levels, the one that moves the fewest points is named. The marks of every ranked bid
    are tried, the winner's downwards and the others' upwards; a mark that a minimum would then exclude is tried too.
    """
    search = _Search(rubric, bids, scores)
    for candidate in sorted(search.candidates(), key=lambda one: (one.steps, abs(one.points))):
        after = search.first_after(candidate)
        if after is not None:
            return _described(candidate, after, scores)
    return None


def _described(change: Candidate, after: tuple[str, bool], scores: LotScores) -> MarkChange:
    winner, joint = after
    before, then = exact_text(change.leaf.value), exact_text(change.mark)
    title = change.leaf.planned.node.title
    name = next(score.bid.name for score in scores.ranked if score.bid.id == winner)
    place = "joint first" if joint else "first"
    said = f"With {then} instead of {before} on {title}, {change.bid.bid.name} would leave {name} {place}."
    if winner == change.bid.bid.id:
        said = f"With {then} instead of {before} on {title}, {name} would be {place}."
    return MarkChange(change.leaf.planned.node.id, change.bid.bid.id, before, then, winner, joint, said)


def quality_to_match(aggregation: Aggregation, price: Fraction, figure: Fraction) -> Fraction | None:
    """Return the quality points at which a bid of this price reaches `figure`, or None where none would do.

    >>> quality_to_match(Aggregation("price_per_quality_point", "p"), Fraction(1000), Fraction(20))
    Fraction(50, 1)
    """
    if aggregation.method == "price_per_quality_point":
        return price / figure if figure else None
    if aggregation.method == "quality_price_index":
        return figure * price / (aggregation.per or HUNDRED)
    if aggregation.method == "monetised_quality":
        return (price - figure) * HUNDRED / (aggregation.willingness_to_pay or HUNDRED)
    return figure


class _Search:
    """Tries marks against the result as it stands."""

    def __init__(self, rubric: Rubric, bids: Bids, scores: LotScores) -> None:
        self._rubric = rubric
        self._bids = bids
        self._scores = scores
        self._winner = scores.ranked[0]
        self._guarded = frozenset(_guarded(scores.plan.nodes))
        self._relative = [leaf for leaf in scores.plan.leaves if leaf.node.method.relative]

    def candidates(self) -> Iterator[Candidate]:
        """Yield every other mark that could change the winner."""
        for score in self._scores.ranked:
            needed = self._needed(score)
            for leaf in every_node(score.nodes):
                if isinstance(leaf, LeafScore) and isinstance(leaf.planned.node.method, OnScale):
                    yield from self._marks(score, leaf, leaf.planned.node.method, needed)

    def _needed(self, score: BidScore) -> Fraction | None:
        """Return how many points a bid must gain, or the winner lose, to be level with the bid it competes with."""
        other = self._scores.ranked[1] if score is self._winner else self._winner
        match = quality_to_match(self._rubric.aggregation, score.price or ZERO, other.figure)
        return None if match is None else match - score.quality

    def _marks(self, score: BidScore, leaf: LeafScore, method: OnScale, needed: Fraction | None) -> Iterator[Candidate]:
        """Yield the marks of one answer that move its points far enough, and those that a minimum may exclude."""
        earned, wins = leaf.points or ZERO, score is self._winner
        aim = None if needed is None else earned + needed
        reachable = aim is not None and (aim >= 0 if wins else aim <= leaf.planned.weight)
        guarded = leaf.planned.node.id in self._guarded and (wins or self._holds_a_reference(score))
        if not reachable and not guarded:
            return
        marks = [level.mark for level in method.scale.levels]
        now = marks.index(leaf.value)
        for place, mark in enumerate(marks):
            if place == now or (aim is None and place > now):
                continue
            points = self._points(leaf, mark)
            far_enough = aim is not None and (points <= aim if wins else points >= aim)
            if far_enough or (guarded and place < now):
                yield Candidate(abs(place - now), points - earned, score, leaf, mark)

    @staticmethod
    def _points(leaf: LeafScore, mark: Fraction) -> Fraction:
        share = leaf.planned.node.method.share(mark, None)
        return ZERO if isinstance(share, Refusal) else share * leaf.planned.weight

    def _holds_a_reference(self, score: BidScore) -> bool:
        """Say whether other bids are measured against this one, so that its exclusion would move them."""
        for planned in self._relative:
            node = score.node(planned.node.id)
            if not isinstance(node, LeafScore):
                continue
            # A value of 0 may be the best there is and still earn nothing, where the rubric says so.
            if node.share == 1 or not node.value or isinstance(node.planned.node.method, MeanPrice):
                return True
        return False

    def first_after(self, change: Candidate) -> tuple[str, bool] | None:
        """Return who would be first, and whether jointly, or None where the winner would stay first alone."""
        if change.leaf.planned.node.id in self._guarded:
            return self._recomputed(change)
        moved = self._moved(change)
        if moved is None:
            return None
        scores = [moved if score is change.bid else score for score in self._scores.ranked]
        places = rank_scores(scores, self._rubric)
        if isinstance(places, Unresolved):
            return None
        return self._first([scores[place.entry].bid for place in places if place.rank == 1])

    def _first(self, first: Sequence[Bid]) -> tuple[str, bool] | None:
        others = [bid.id for bid in first if bid.id != self._winner.bid.id]
        return (others[0], len(first) > 1) if others else None

    def _moved(self, change: Candidate) -> BidScore | None:
        """Return the bid's score with the one mark changed, when nothing but its own points can move."""
        aggregation = self._rubric.aggregation
        score = change.bid
        nodes = tuple(
            _with_points(node, change.leaf, (change.leaf.points or ZERO) + change.points) for node in score.nodes
        )
        quality = score.quality + change.points
        ranked_by = figure(aggregation, quality, score.price)
        return (
            None if isinstance(ranked_by, Refusal) else score._replace(nodes=nodes, quality=quality, figure=ranked_by)
        )

    def _recomputed(self, change: Candidate) -> tuple[str, bool] | None:
        """Score the lot again with the mark changed, because a minimum may now exclude the bid and move the others."""
        leaf, bid = change.leaf.planned.node.id, change.bid.bid
        text = exact_text(change.mark)
        answers = {**bid.answers, leaf: Answer(change.mark, text, {"mark": text})}
        changed = replace(bid, answers=answers)
        bids = replace(self._bids, bids=tuple(changed if other is bid else other for other in self._bids.bids))
        again = LotScorer(self._rubric, bids, self._scores.plan.lot, Collector(), trace=False).scored()
        if again is None:
            return None
        return self._first(
            [score.bid for place, score in zip(again.places, again.ranked, strict=True) if place.rank == 1]
        )


def _with_points(node: NodeScore, leaf: LeafScore, points: Fraction) -> NodeScore:
    """Return a node with the points of one criterion changed, and the sections around it summed again."""
    if isinstance(node, LeafScore):
        return node._replace(points=points) if node.planned is leaf.planned else node
    inside = tuple(_with_points(inner, leaf, points) for inner in node.inside)
    return SectionScore(node.planned, exact_sum([inner.points or ZERO for inner in inside]), inside)


def _guarded(nodes: Sequence[Planned], *, inherited: bool = False) -> Iterator[str]:
    """Yield the criteria whose mark may miss a minimum that excludes: their own, or that of a section around them."""
    for planned in nodes:
        minimum = planned.node.minimum
        guarded = inherited or (minimum is not None and minimum.consequence == "excluded")
        if isinstance(planned, PlannedLeaf):
            if guarded:
                yield planned.node.id
        else:
            yield from _guarded(planned.inside, inherited=guarded)
