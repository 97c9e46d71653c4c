"""Scores many bids at once, for design aid, simulation and re-verification: the numbers of the exact path, sooner.

    table = BidColumns(2, {"carbon": Column.of([4, 3])}, price=Column.of([12_500_00, 12_000_00], places=2))
    lot = score_columns(rubric, table)
    if not isinstance(lot, Findings):
        print(lot.standing.rank, lot.figure.units(rubric.rounding))

`rubric` is a parsed rubric; the table is built from integers (`BidColumns`) or from parsed bids (`from_bids`). Points
and totals are exact fractions of integers, ranks compare exact totals, and a number is rounded once, to be shown.
Every product is bounded before it is computed: what may not fit in 64 bits is computed in Python's integers, and
`ColumnScores.long` says where. This module and `scoring.robustness` need numpy; nothing else in the library does.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from scoring.aggregate import LOWER_IS_BETTER
from scoring.aggregate import figure as figure_of
from scoring.bids import ONLY_LOT
from scoring.columns_methods import shares
from scoring.columns_rank import Standing, rank_columns
from scoring.columns_ratio import Flags, Indexes, Ints, Ratio, keep_memory
from scoring.columns_table import NOBODY, BidColumns, Column, Stated, from_bids, marked
from scoring.columns_total import Total
from scoring.exact import HUNDRED, ZERO
from scoring.findings import Collector, Findings
from scoring.methods import Gate
from scoring.methods.contract import Refusal
from scoring.plan import Plan, Planned, PlannedLeaf, PlannedSection, plan_lot
from scoring.quantities import normalised
from scoring.read_bids import MISSING
from scoring.rubric import Rubric, TieBreak

__all__ = ["BidColumns", "Column", "ColumnScores", "MissedBy", "from_bids", "score_columns"]


@dataclass(frozen=True, slots=True)
class MissedBy:
    """A gate or a minimum, whether missing it excludes, and which bids of the table miss it."""

    criterion: str
    excludes: bool
    bids: Flags


@dataclass(frozen=True)
class ColumnScores:
    """One lot scored. `ranked` says which bids of the table are ranked; every column below holds just these, in order.

    `shares` and `points` are by criterion, `quality` is the sum of the points, `figure` what bids are ranked by,
    `references` what a relative method measured against. `missed` covers the whole table.
    """

    rubric: Rubric
    plan: Plan
    ranked: Indexes
    missed: tuple[MissedBy, ...]
    shares: Mapping[str, Ratio]
    points: Mapping[str, Ratio]
    references: Mapping[str, Fraction]
    quality: Total
    figure: Total
    standing: Standing

    def section(self, criterion: str) -> Total:
        """Return the points on a section or a criterion."""
        planned = next(node for node in _every(self.plan.nodes) if node.node.id == criterion)
        return _sum(planned, self.points, len(self.ranked))

    @cached_property
    def shown(self) -> dict[str, Ints]:
        """Return the points on each criterion as they are shown, in units of its last decimal place."""
        return {
            leaf.node.id: self.points[leaf.node.id].units(leaf.rounding) for leaf in self.plan.leaves if leaf.scored
        }

    @property
    def long(self) -> tuple[str, ...]:
        """Return the criteria, and "total", of which a part was too long for 64 bits and took Python's integers."""
        names = [name for name, ratio in self.points.items() if ratio.long]
        return (*names, "total") if self.figure.long else tuple(names)


def score_columns(rubric: Rubric, table: BidColumns, lot: str = ONLY_LOT) -> ColumnScores | Findings:
    """Return the scores of every bid of a lot, or everything that the rubric refuses to score, bid by bid."""
    keep_memory(table.count)
    return _Scorer(rubric, table, lot).scored()


class _Scorer:
    """The columns of one lot on their way through gates, methods, totals and ranks, as `scoring.engine` takes bids."""

    def __init__(self, rubric: Rubric, table: BidColumns, lot: str) -> None:
        self._rubric = rubric
        self._table = table
        self._plan = plan_lot(rubric, lot)
        self._lot = lot
        self._out = Collector()
        self._stated = {leaf.node.id: Stated(table, leaf.node) for leaf in self._plan.leaves}
        self._absolute: dict[str, tuple[Ratio, Flags | None]] = {}
        self._shares: dict[str, Ratio] = {}
        self._points: dict[str, Ratio] = {}
        self._references: dict[str, Fraction] = {}

    def scored(self) -> ColumnScores | Findings:
        """Apply the gates to what no other bid can change, and only then measure bids against one another."""
        self._check_columns()
        if self._out:
            return self._out.findings()
        missed = tuple(self._missed())
        self._check_complete(missed)
        gone = [one.bids for one in missed if one.excludes]
        ranked = np.flatnonzero(~np.logical_or.reduce(gone)) if gone else np.arange(self._table.count)
        for leaf in self._plan.leaves:
            self._score(leaf, ranked)
        if self._out:
            return self._out.findings()
        places = max([self._rubric.rounding.places, *(node.rounding.places for node in self._plan.nodes)])
        quality = Total(list(self._points.values()), len(ranked), first=places)
        figure = self._figure(quality, ranked, places)
        standing = None if figure is None else self._standing(figure, ranked)
        if figure is None or standing is None:
            return self._out.findings()
        found = (self._shares, self._points, self._references)
        return ColumnScores(self._rubric, self._plan, ranked, missed, *found, quality, figure, standing)

    def _check_columns(self) -> None:
        """Report what a bids document could not state: a number below 0."""
        for leaf in self._plan.leaves:
            values = self._stated[leaf.node.id].values
            if values.signed:
                for index in np.flatnonzero(values.top < 0).tolist():
                    self._report(index, leaf, Refusal("number.too_small", "a bid states 0 or more"))

    def _check_complete(self, missed: tuple[MissedBy, ...]) -> None:
        """Report what bids leave out, but for those that a gate or a minimum mark keeps from being marked at all."""
        gated = {planned.node.id for planned in self._plan.leaves if _direct(planned)}
        out = [one.bids for one in missed if one.excludes and one.criterion in gated]
        needed = ~np.logical_or.reduce(out) if out else np.full(self._table.count, fill_value=True)
        for leaf in self._plan.leaves:
            absent = self._stated[leaf.node.id].absent
            for index in marked(None if absent is None else absent & needed).tolist():
                what = f"{MISSING[leaf.node.method.takes]}: give it, or leave the bid out; nothing is not 0"
                self._report(index, leaf, Refusal("answer.missing", what))
        if any(step.by == "price" for step in self._rubric.tie_break):
            price = self._table.price
            none = np.full(self._table.count, fill_value=True) if price is None else price.absent
            for index in marked(NOBODY if none is None else none & needed).tolist():
                self._out.add(
                    "price.missing",
                    f"{self._table.place_of(index)}.price",
                    f"bid {self._table.id_of(index)} has no price in lot {self._lot}, but a tie is parted by it",
                )

    def _report(self, index: int, leaf: PlannedLeaf, refusal: Refusal) -> None:
        table, name = self._table, leaf.node.id
        place = f"{table.place_of(index)}.{table.field_of(index, leaf.node)}"
        self._out.add(refusal.code, place, f"bid {table.id_of(index)}, {name}: {refusal.sentence}")

    def _missed(self) -> Iterator[MissedBy]:
        """Yield every gate and minimum that some bid misses, in the order of the rubric."""
        for planned in _every(self._plan.nodes):
            minimum = planned.node.minimum
            flags: Flags | None = NOBODY
            if isinstance(planned, PlannedLeaf) and _direct(planned):
                flags = self._below_directly(planned)
            elif minimum is not None and minimum.share is not None:
                flags = self._below_share(planned, minimum.share)
            if flags is not None and flags.any():
                method = planned.node.method if isinstance(planned, PlannedLeaf) else None
                by = method if isinstance(method, Gate) else minimum
                yield MissedBy(planned.node.id, by is not None and by.consequence == "excluded", flags)

    def _below_directly(self, leaf: PlannedLeaf) -> Flags:
        """Return which bids do not pass a gate or stay below a minimum mark; no answer misses nothing yet."""
        stated = self._stated[leaf.node.id]
        if isinstance(leaf.node.method, Gate):
            # 1 is passed, 0 is not, and nothing else is stated.
            flags = stated.values.top != stated.values.scale.denominator
        else:
            least = leaf.node.minimum.mark if leaf.node.minimum is not None else None
            flags = ~stated.values.reaches(least or ZERO)
        found: Flags = np.asarray(flags, dtype=np.bool_)
        return found if stated.absent is None else found & ~stated.absent

    def _below_share(self, planned: Planned, least: Fraction) -> Flags:
        """Return which bids, being fully marked there, earn less than a share of a section or criterion."""
        points = {}
        unsure: list[Flags | None] = []
        for leaf in _leaves(planned):
            unsure.append(self._stated[leaf.node.id].unknown)
            if leaf.scored:
                ratio, refused = self._on_its_own(leaf)
                points[leaf.node.id] = ratio.times(leaf.weight)
                unsure.append(refused)
        below = ~_sum(planned, points, self._table.count).reaches(least * planned.weight)
        for unknown in unsure:
            if unknown is not None:
                below &= ~unknown
        return below

    def _on_its_own(self, leaf: PlannedLeaf) -> tuple[Ratio, Flags | None]:
        """Return the share of every bid of the table by a method that measures none against another."""
        name = leaf.node.id
        if name not in self._absolute:
            ratio, refused, _ = shares(leaf.node.method, self._stated[name].values)
            self._absolute[name] = (ratio, refused)
        return self._absolute[name]

    def _score(self, leaf: PlannedLeaf, ranked: Indexes) -> None:
        """Work out the share and the points of the ranked bids on one criterion; report which bids are refused."""
        name, stated = leaf.node.id, self._stated[leaf.node.id]
        unknown = stated.unknown
        among = ranked if unknown is None else ranked[~unknown[ranked]]
        self._report_division(leaf, stated, ranked)
        if not leaf.scored:
            return
        everybody = len(among) == self._table.count
        reference: Fraction | None = None
        if name in self._absolute:
            ratio, refused = self._absolute[name]
            if not everybody:
                ratio, refused = ratio.take(among), None if refused is None else refused[among]
        else:
            values = stated.values if everybody else stated.values.take(among)
            ratio, refused, reference = shares(leaf.node.method, values)
        for index in among[marked(refused)].tolist():
            refusal = leaf.node.method.share(stated.values.exact(index), reference)
            if isinstance(refusal, Refusal):
                self._report(index, leaf, refusal)
        self._shares[name] = ratio
        self._points[name] = ratio.times(leaf.weight)
        if reference is not None:
            self._references[name] = reference

    def _report_division(self, leaf: PlannedLeaf, stated: Stated, ranked: Indexes) -> None:
        """Report the ranked bids whose quantity cannot be stated per pound or per year."""
        rule = leaf.node.normalise
        if rule is None or stated.refused is None:
            return
        refusal = normalised(ZERO, rule, None)
        for index in ranked[stated.refused[ranked]].tolist():
            if isinstance(refusal, Refusal) and (stated.absent is None or not stated.absent[index]):
                self._report(index, leaf, refusal)

    def _figure(self, quality: Total, ranked: Indexes, places: int) -> Total | None:
        """Return what bids are ranked by, or None after reporting those for which the formula divides by zero."""
        rule = self._rubric.aggregation
        if rule.price is None:
            return quality
        price = self._stated[rule.price].values.take(ranked)
        if rule.method == "monetised_quality":
            worth = -(rule.willingness_to_pay or HUNDRED) / HUNDRED
            return Total([price, *(term.times(worth) for term in quality.terms)], len(ranked), first=places)
        whole = quality.as_one()
        below = whole if rule.method == "price_per_quality_point" else price
        zero = np.flatnonzero(below.zero).tolist()
        for index in zero:
            refusal = figure_of(rule, whole.exact(index), price.exact(index))
            if isinstance(refusal, Refusal):
                bid = int(ranked[index])
                message = f"bid {self._table.id_of(bid)} in lot {self._lot}: {refusal.sentence}"
                self._out.add(refusal.code, self._table.place_of(bid), message)
        if zero:
            return None
        if rule.method == "price_per_quality_point":
            return Total([price.over(whole)], len(ranked), first=places)
        per = rule.per or HUNDRED
        return Total([term.times(per).over(price) for term in quality.terms], len(ranked), first=places)

    def _standing(self, figure: Total, ranked: Indexes) -> Standing | None:
        """Return where each bid stands, or None after reporting a tie that the rubric does not part."""
        levels = figure.levels()
        if self._rubric.aggregation.method not in LOWER_IS_BETTER and len(levels):
            levels = levels.max() - levels

        def key(tied: Indexes, step: TieBreak) -> Ints:
            return self._brings(tied, ranked, step)

        standing = rank_columns(levels, self._rubric.tie_break, key)
        if isinstance(standing, Standing):
            return standing
        tied = ", ".join(self._table.id_of(int(ranked[index])) for index in standing.tolist())
        way_out = "publish a further step, or let a rank be shared"
        message = f"bids {tied} are level in lot {self._lot} after every tie-break step: {way_out}"
        self._out.add("tie.unresolved", "tie_break", message)
        return None

    def _brings(self, tied: Indexes, ranked: Indexes, step: TieBreak) -> Ints:
        """Return what tied bids bring to one step as levels, more being better; another lot parts none."""
        if step.by == "price":
            named = self._rubric.aggregation.price
            price = self._stated[named].values if named is not None else None
            if price is None and self._table.price is not None:
                price = self._table.price.ratio()
            if price is None:
                return np.zeros(len(tied), dtype=np.int64)
            dearer = Total([price.take(ranked[tied])], len(tied)).levels()
            return np.asarray(dearer.max() - dearer)
        planned = next((node for node in _every(self._plan.nodes) if node.node.id == step.criterion), None)
        if planned is None or not planned.scored:
            return np.zeros(len(tied), dtype=np.int64)
        points = {leaf.node.id: self._points[leaf.node.id].take(tied) for leaf in _leaves(planned) if leaf.scored}
        return _sum(planned, points, len(tied)).levels()


def _direct(planned: PlannedLeaf) -> bool:
    """Say whether an answer is held against a gate or a minimum mark as it stands."""
    minimum = planned.node.minimum
    return isinstance(planned.node.method, Gate) or (minimum is not None and minimum.mark is not None)


def _every(nodes: tuple[Planned, ...]) -> Iterator[Planned]:
    """Yield every section and criterion, a section before what it holds."""
    for planned in nodes:
        yield planned
        if isinstance(planned, PlannedSection):
            yield from _every(planned.inside)


def _leaves(planned: Planned) -> Iterator[PlannedLeaf]:
    """Yield the criteria of a section, or the criterion itself."""
    return (node for node in _every((planned,)) if isinstance(node, PlannedLeaf))


def _sum(planned: Planned, points: Mapping[str, Ratio], count: int) -> Total:
    """Return the points on a section or a criterion."""
    terms = [points[leaf.node.id] for leaf in _leaves(planned) if leaf.node.id in points]
    return Total(terms, count, first=planned.rounding.places)
