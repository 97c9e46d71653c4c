"""Scores a lot again with one ranked bid changed, working out afresh only what the change can move."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from scoring.aggregate import LOWER_IS_BETTER, figure
from scoring.bids import Answer
from scoring.engine import LotScores
from scoring.exact import ZERO, exact_sum, exact_text, product
from scoring.gates import Missed, fails_directly, fails_share
from scoring.methods import Refusal
from scoring.plan import Planned, PlannedLeaf, PlannedSection
from scoring.ranking import Place, Unresolved, rank
from scoring.rubric import Rubric, TieBreak
from scoring.scores import LeafScore, every_node


class NotOffered(NamedTuple):
    """Stands for a value that a bid does not offer: it earns `share`, and no other bid is measured against it."""

    share: Fraction


Values = Mapping[str, "Fraction | NotOffered"]
"""What a bid would offer instead, by the id of the criterion, as its method reads it (normalised, out of parts)."""


class Change(NamedTuple):
    """One ranked bid with other values on some criteria, and perhaps another price to be ranked by."""

    bid: str
    values: Values
    price: Fraction | None = None


class Moved(NamedTuple):
    """Where every bid stands on points and price after a change, in the order of the ranking before it.

    `missed` holds the minimums that the changed bid would miss; where there are any it is excluded, and `left` lacks
    its index. `points` holds by how much each bid's points on a criterion changed.
    """

    left: tuple[int, ...]
    qualities: Sequence[Fraction]
    prices: Sequence[Fraction | None]
    points: Mapping[int, Mapping[str, Fraction]]
    missed: tuple[Missed, ...]


class Standing(NamedTuple):
    """The ranking after a change: rank and figure by bid, in order of rank; an excluded bid is in neither."""

    ranks: Mapping[str, int]
    figures: Mapping[str, Fraction]
    missed: tuple[Missed, ...]

    @property
    def first(self) -> tuple[str, ...]:
        """Return who is first: one bid, or all that share the place."""
        return tuple(bid for bid, rank in self.ranks.items() if rank == 1)


class Guard(NamedTuple):
    """A criterion or section whose minimum excludes, and the criteria that it is reached by."""

    planned: Planned
    leaves: frozenset[str]


class WhatIf:
    """A scored lot that answers what the ranking would be, had one ranked bid offered something else.

    It holds to the engine: the same methods, minimums, aggregation and tie-break, on the same exact numbers. Bids that
    were withdrawn, excluded or not scored stay out, because nobody knows what all of them would have earned.
    """

    def __init__(self, rubric: Rubric, scores: LotScores) -> None:
        """Keep what each ranked bid offers and earns, by criterion."""
        self._rubric = rubric
        self.aggregation = rubric.aggregation
        self.scores = scores
        self.index = {score.bid.id: index for index, score in enumerate(scores.ranked)}
        self.leaves = {leaf.node.id: leaf for leaf in scores.plan.leaves if leaf.scored}
        rows = [
            {node.planned.node.id: node for node in every_node(score.nodes) if isinstance(node, LeafScore)}
            for score in scores.ranked
        ]
        self.columns: dict[str, list[LeafScore]] = {name: [row[name] for row in rows] for name in self.leaves}
        self.guards = tuple(_guards(scores.plan.nodes))
        self._relative = [leaf for leaf in self.leaves.values() if leaf.node.method.relative]
        self._below = dict(_inside(scores.plan.nodes))

    def standing(self, change: Change) -> Standing | Refusal:
        """Return the ranking after a change, or why the rubric gives none; KeyError for a bid that is not ranked."""
        moved = self.moved(change)
        return moved if isinstance(moved, Refusal) else self.ranked(moved)

    def moved(self, change: Change) -> Moved | Refusal:
        """Return points and prices after a change, before anybody is ranked."""
        who = self.index[change.bid]
        points: dict[int, dict[str, Fraction]] = {}
        refused = self._own(who, change.values, points)
        missed = tuple(self._missed(who, change.values, points.get(who, {}), refused))
        if refused and not missed:
            return next(iter(refused.values()))
        for leaf in self._relative if missed else [one for one in self._relative if one.node.id in change.values]:
            refusal = self._measured(leaf, who, None if missed else change.values[leaf.node.id], points)
            if refusal is not None:
                return refusal
        ranked = self.scores.ranked
        qualities = [score.quality for score in ranked]
        for index, gained in points.items():
            qualities[index] = exact_sum([qualities[index], *gained.values()])
        prices = [score.price for score in ranked]
        if change.price is not None:
            prices[who] = change.price
        left = tuple(index for index in range(len(ranked)) if index != who or not missed)
        return Moved(left, qualities, prices, points, missed)

    def ranked(self, moved: Moved) -> Standing | Refusal:
        """Return the ranking of points and prices by the rubric's aggregation and tie-break."""
        figures: list[Fraction] = []
        for index in moved.left:
            found = figure(self._rubric.aggregation, moved.qualities[index], moved.prices[index])
            if isinstance(found, Refusal):
                return found
            figures.append(found)
        places = rank(
            figures,
            lower_is_better=self._rubric.aggregation.method in LOWER_IS_BETTER,
            steps=self._rubric.tie_break,
            key=lambda entry, step: self.tie_key(moved, moved.left[entry], step),
        )
        if isinstance(places, Unresolved):
            return Refusal("tie.unresolved", "bids are level after every step of the tie-break, and no rank is shared")
        return Standing(*self._by_bid(places, moved.left, figures), moved.missed)

    def _by_bid(
        self, places: Sequence[Place], left: Sequence[int], figures: Sequence[Fraction]
    ) -> tuple[dict[str, int], dict[str, Fraction]]:
        ids = [self.scores.ranked[index].bid.id for index in left]
        return {ids[one.entry]: one.rank for one in places}, {ids[one.entry]: figures[one.entry] for one in places}

    def _own(self, who: int, values: Values, points: dict[int, dict[str, Fraction]]) -> dict[str, Refusal]:
        """Add what the changed bid earns on absolute criteria; return what the rubric refuses to score."""
        refused: dict[str, Refusal] = {}
        for name, value in values.items():
            leaf = self.leaves.get(name)
            if leaf is None or leaf.node.method.relative:
                continue
            share = _share(leaf, value, None)
            if isinstance(share, Refusal):
                refused[name] = share
            else:
                self._move(points, who, leaf, share)
        return refused

    def _measured(
        self, leaf: PlannedLeaf, who: int, value: Fraction | NotOffered | None, points: dict[int, dict[str, Fraction]]
    ) -> Refusal | None:
        """Add what every bid earns on a relative criterion, where `value` is None without the changed bid."""
        column, method = self.columns[leaf.node.id], leaf.node.method
        offered = [score.value for index, score in enumerate(column) if index != who]
        if isinstance(value, Fraction):
            offered.append(value)
        reference = method.reference(offered)
        if value is not None:
            own = _share(leaf, value, reference)
            if isinstance(own, Refusal):
                return own
            self._move(points, who, leaf, own)
        for index, score in enumerate(column) if reference != column[who].reference else ():
            if index != who:
                share = method.share(score.value, reference)
                if isinstance(share, Refusal):
                    return share
                self._move(points, index, leaf, share)
        return None

    def _move(self, points: dict[int, dict[str, Fraction]], index: int, leaf: PlannedLeaf, share: Fraction) -> None:
        score = self.columns[leaf.node.id][index]
        if share != score.share:
            points.setdefault(index, {})[leaf.node.id] = product(share, leaf.weight) - (score.points or ZERO)

    def _missed(
        self, who: int, values: Values, gained: Mapping[str, Fraction], refused: Mapping[str, Refusal]
    ) -> Iterator[Missed]:
        """Yield the excluding minimums that the changed bid misses; a refused answer has no share to miss one with."""
        for planned, leaves in self.guards:
            if leaves.isdisjoint(values):
                continue
            missed = None
            value = values.get(planned.node.id)
            if isinstance(planned, PlannedLeaf) and isinstance(value, Fraction):
                missed = fails_directly(planned.node, Answer(value, exact_text(value), {}), excluding=True)
            if missed is None and leaves.isdisjoint(refused):
                missed = fails_share(planned.node, self._points_inside(who, leaves, gained) / planned.weight)
            if missed is not None:
                yield missed

    def _points_inside(self, who: int, leaves: frozenset[str], gained: Mapping[str, Fraction]) -> Fraction:
        return exact_sum((self.columns[name][who].points or ZERO) + gained.get(name, ZERO) for name in leaves)

    def tie_key(self, moved: Moved, index: int, step: TieBreak) -> Fraction:
        """Return what a bid brings to one step of the tie-break after the change, more being better."""
        if step.by == "price":
            return -(moved.prices[index] or ZERO)
        leaves = self._below.get(step.criterion or "", frozenset())
        return self._points_inside(index, leaves, moved.points.get(index, {}))


def _share(leaf: PlannedLeaf, value: Fraction | NotOffered, reference: Fraction | None) -> Fraction | Refusal:
    return value.share if isinstance(value, NotOffered) else leaf.node.method.share(value, reference)


def _scored_leaves(planned: Planned) -> frozenset[str]:
    if isinstance(planned, PlannedLeaf):
        return frozenset([planned.node.id] if planned.scored else [])
    return frozenset[str]().union(*(_scored_leaves(inner) for inner in planned.inside))


def _inside(nodes: Sequence[Planned]) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield every section and criterion with the scored criteria in it, itself where it is one."""
    for planned in nodes:
        yield planned.node.id, _scored_leaves(planned)
        if isinstance(planned, PlannedSection):
            yield from _inside(planned.inside)


def _guards(nodes: Sequence[Planned]) -> Iterator[Guard]:
    for planned in nodes:
        minimum = planned.node.minimum
        if minimum is not None and minimum.consequence == "excluded":
            yield Guard(planned, _scored_leaves(planned))
        if isinstance(planned, PlannedSection):
            yield from _guards(planned.inside)
