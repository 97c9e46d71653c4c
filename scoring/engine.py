"""Scores one lot: who may be scored, what each answer earns, what a bid totals, and where it stands."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from scoring.aggregate import LOWER_IS_BETTER, figure
from scoring.bids import Answer, Bid, Bids
from scoring.exact import ZERO, exact_sum, product
from scoring.findings import Collector, Finding
from scoring.gates import Missed, fails_directly, fails_share
from scoring.methods import OnScale, Refusal
from scoring.plan import Plan, Planned, PlannedLeaf, PlannedSection, plan_lot
from scoring.quantities import divisor, normalised, origin, price_of
from scoring.ranking import Place, Unresolved, rank
from scoring.rubric import Rubric, TieBreak
from scoring.scores import BidScore, LeafScore, NodeScore, SectionScore
from scoring.trace import Step

Column = Mapping[str, LeafScore]
"""What each bid, by its id, earned on one criterion."""


class Offer(NamedTuple):
    """What one bid offers on one criterion, ready for the method; `divided_by` is None unless it was normalised."""

    bid: Bid
    answer: Answer | None
    value: Fraction
    divided_by: Fraction | None


class LotScores(NamedTuple):
    """One lot scored: places in order of rank, the ranked bids in that order, and those left out with every reason."""

    plan: Plan
    places: tuple[Place, ...]
    ranked: tuple[BidScore, ...]
    excluded: tuple[tuple[Bid, tuple[Missed, ...]], ...]


def score_lot(rubric: Rubric, bids: Bids, lot: str, out: Collector, *, trace: bool) -> LotScores | None:
    """Return the scores of a lot, or None after reporting why the rubric refuses to give them."""
    return LotScorer(rubric, bids, lot, out, trace=trace).scored()


class LotScorer:
    """The bids of one lot on their way through gates, methods, totals and ranks."""

    def __init__(self, rubric: Rubric, bids: Bids, lot: str, out: Collector, *, trace: bool) -> None:
        """Prepare to score the bids of `lot`; `trace` keeps the workings of every share."""
        self._rubric = rubric
        self._bids = bids
        self._plan = plan_lot(rubric, lot)
        self._lot = lot
        self._out = out
        self._trace = trace
        self._columns: dict[str, Column] = {}
        self._refused: list[tuple[str, Finding]] = []
        self._guards = tuple(_guards(self._plan.nodes))

    def scored(self) -> LotScores | None:
        """Score what no other bid can change, apply the gates, and only then measure bids against one another."""
        live = list(self._bids.in_lot(self._lot, "live"))
        self._score_leaves(live, relative=False)
        missed = {bid.id: self._missed(bid) for bid in live}
        passing = [bid for bid in live if not any(one.excludes for one in missed[bid.id])]
        self._score_leaves(passing, relative=True)
        self._report_refusals(passing)
        if self._out:
            return None
        ranked = [score for bid in passing if (score := self._bid_score(bid, missed[bid.id])) is not None]
        places = None if self._out else self._places(ranked)
        if places is None:
            return None
        excluded = tuple((bid, missed[bid.id]) for bid in live if any(one.excludes for one in missed[bid.id]))
        return LotScores(self._plan, tuple(places), tuple(ranked[place.entry] for place in places), excluded)

    def _score_leaves(self, among: Sequence[Bid], *, relative: bool) -> None:
        for leaf in self._plan.leaves:
            if leaf.node.method.relative == relative:
                self._columns[leaf.node.id] = self._column(leaf, among)

    def _column(self, leaf: PlannedLeaf, among: Sequence[Bid]) -> Column:
        """Return what each bid earned on one criterion, measured against the bids given."""
        method = leaf.node.method
        offers = self._offers(leaf, among)
        reference = method.reference([offer.value for offer in offers]) if method.relative else None
        if isinstance(method, OnScale):
            return self._marks(leaf, offers)
        column = {}
        for offer in offers:
            score = self._leaf_score(leaf, offer, reference)
            if score is not None:
                column[offer.bid.id] = score
        return column

    def _marks(self, leaf: PlannedLeaf, offers: Sequence[Offer]) -> Column:
        """Return the scores of a marked criterion: the same mark earns the same, so each is worked out once."""
        seen: dict[str, LeafScore | None] = {}
        column = {}
        for offer in offers:
            text = offer.answer.text if offer.answer is not None else ""
            if text not in seen:
                seen[text] = self._leaf_score(leaf, offer, None)
            score = seen[text]
            if score is not None:
                column[offer.bid.id] = score if score.answer is offer.answer else score._replace(answer=offer.answer)
        return column

    def _offers(self, leaf: PlannedLeaf, among: Sequence[Bid]) -> list[Offer]:
        """Return what each bid offers; one that a gate excludes may offer nothing, and then is not in the list."""
        node, offers = leaf.node, []
        for bid in among:
            answer = bid.answers.get(node.id)
            if answer is None:
                if node.method.takes == "price" and self._lot in bid.prices:
                    offers.append(Offer(bid, None, bid.prices[self._lot], None))
            elif node.normalise is None:
                offers.append(Offer(bid, answer, answer.value, None))
            else:
                denominator = divisor(node.normalise, bid, self._lot, self._bids.contract, self._plan.criteria)
                value = normalised(answer.value, node.normalise, denominator)
                if isinstance(value, Refusal):
                    self._refuse(bid, answer, leaf, value)
                else:
                    offers.append(Offer(bid, answer, value, denominator))
        return offers

    def _refuse(self, bid: Bid, answer: Answer | None, leaf: PlannedLeaf, refusal: Refusal) -> None:
        place = f"{bid.place}.price" if answer is None else f"{bid.place}.answers.{leaf.node.id}"
        message = f"bid {bid.id}, {leaf.node.id}: {refusal.sentence}"
        self._refused.append((bid.id, Finding(refusal.code, place, message)))

    def _report_refusals(self, passing: Sequence[Bid]) -> None:
        """Report what the rubric refuses to score, except of bids that a gate keeps from being scored at all."""
        scored = {bid.id for bid in passing}
        for bid, finding in self._refused:
            if bid in scored:
                self._out.add(finding.code, finding.place, finding.message)

    def _leaf_score(self, leaf: PlannedLeaf, offer: Offer, reference: Fraction | None) -> LeafScore | None:
        bid, answer, value, divided_by = offer
        method = leaf.node.method
        if not leaf.scored:
            return LeafScore(leaf, answer, value, reference, None, None)
        share = method.share(value, reference)
        if isinstance(share, Refusal):
            self._refuse(bid, answer, leaf, share)
            return None
        workings: tuple[Step, ...] = ()
        if self._trace:
            before = () if answer is None else origin(leaf.node, answer, value, divided_by)
            inputs = method.inputs(value, reference)
            workings = (Step("share", share, method.rule, method.source, inputs + before),)
        return LeafScore(leaf, answer, value, reference, share, product(share, leaf.weight), workings)

    def _missed(self, bid: Bid) -> tuple[Missed, ...]:
        """Return every gate and minimum that a bid misses, in the order of the rubric."""
        return tuple(one for planned in self._guards for one in self._missed_at(bid, planned))

    def _missed_at(self, bid: Bid, planned: Planned) -> Iterator[Missed]:
        if isinstance(planned, PlannedLeaf):
            missed = fails_directly(planned.node, bid.answers.get(planned.node.id), excluding=False)
            if missed is not None:
                yield missed
        if planned.node.minimum is not None and planned.node.minimum.share is not None:
            share = self._absolute_share(bid, planned)
            missed = None if share is None else fails_share(planned.node, share)
            if missed is not None:
                yield missed

    def _absolute_share(self, bid: Bid, planned: Planned) -> Fraction | None:
        """Return the share of the points of a node that stands alone, or None where it is not fully marked."""
        node = self._node_score(bid, planned)
        return None if node is None else node.share

    def _node_score(self, bid: Bid, planned: Planned) -> NodeScore | None:
        """Return the score of a node, or None where something in it was never marked."""
        if isinstance(planned, PlannedLeaf):
            return self._columns.get(planned.node.id, {}).get(bid.id)
        inside = [self._node_score(bid, inner) for inner in planned.inside]
        marked = tuple(score for score in inside if score is not None)
        if len(marked) < len(inside):
            return None
        return SectionScore(planned, exact_sum([score.points for score in marked if score.points is not None]), marked)

    def _bid_score(self, bid: Bid, missed: tuple[Missed, ...]) -> BidScore | None:
        """Return what a bid totals, or None after reporting what keeps it from having a figure."""
        nodes = tuple([score for node in self._plan.nodes if (score := self._node_score(bid, node)) is not None])
        if len(nodes) < len(self._plan.nodes):
            self._out.add(
                "answer.missing", f"{bid.place}.answers", f"bid {bid.id} is not fully marked in lot {self._lot}"
            )
            return None
        quality = exact_sum([node.points for node in nodes if node.points is not None])
        price = price_of(bid, self._lot, self._plan.criteria)
        aggregation = self._rubric.aggregation
        if aggregation.price is not None:
            price = self._columns[aggregation.price][bid.id].value
        ranked_by = figure(aggregation, quality, price)
        if isinstance(ranked_by, Refusal):
            self._out.add(ranked_by.code, bid.place, f"bid {bid.id} in lot {self._lot}: {ranked_by.sentence}")
            return None
        return BidScore(bid, nodes, quality, ranked_by, price, missed)

    def _places(self, ranked: Sequence[BidScore]) -> list[Place] | None:
        """Return the places, or None after reporting a tie that the rubric does not part."""
        places = rank_scores(ranked, self._rubric)
        if not isinstance(places, Unresolved):
            return places
        tied = ", ".join(ranked[index].bid.id for index in places.indexes)
        way_out = "publish a further step, or let a rank be shared"
        message = f"bids {tied} are level in lot {self._lot} after every tie-break step: {way_out}"
        self._out.add("tie.unresolved", "tie_break", message)
        return None


def _guards(nodes: Sequence[Planned]) -> Iterator[Planned]:
    """Yield every gate, and every section or criterion with a minimum, in the order of the rubric."""
    for planned in nodes:
        if planned.node.minimum is not None or (
            isinstance(planned, PlannedLeaf) and planned.node.method.kind == "gate"
        ):
            yield planned
        if isinstance(planned, PlannedSection):
            yield from _guards(planned.inside)


def rank_scores(scores: Sequence[BidScore], rubric: Rubric) -> list[Place] | Unresolved:
    """Return the places of scored bids, by their figures and the tie-break that the rubric declares."""
    return rank(
        [score.figure for score in scores],
        lower_is_better=rubric.aggregation.method in LOWER_IS_BETTER,
        steps=rubric.tie_break,
        key=lambda index, step: tie_key(scores[index], step),
    )


def tie_key(score: BidScore, step: TieBreak) -> Fraction:
    """Return what a bid brings to one step of the tie-break, more being better; another lot parts none."""
    if step.by == "price":
        return -(score.price or ZERO)
    node = score.node(step.criterion or "")
    return ZERO if node is None or node.points is None else node.points
