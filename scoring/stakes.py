"""The marks-at-stake ledger: what rested on each pledge, and whether the order would have changed without it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, NamedTuple

from scoring.bids import Bids
from scoring.digest import digest
from scoring.evaluation import evaluate_parsed
from scoring.exact import ZERO, exact_sum, exact_text
from scoring.findings import Collector, Findings
from scoring.methods import Refusal
from scoring.reading import Reader
from scoring.reread import reread, unknown_lot
from scoring.result import ENGINE, Result
from scoring.rounding import Rounding
from scoring.rubric import Rubric
from scoring.trace import number
from scoring.what_if import Change, Moved, Standing, Values, WhatIf
from scoring.without_pledge import Basis, Without, without_pledge

FORMAT: Final = "makegood.stakes/1"


def _number(value: Fraction | None, rounding: Rounding) -> dict[str, str] | None:
    return None if value is None else number(value, rounding)


class Pledge(NamedTuple):
    """One pledge: whose, under which criterion, and of how much of a quantity; None is the whole answer."""

    bid: str
    criterion: str
    quantity: Fraction | None = None
    id: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the ranking of a lot would be without something. `refused` says why there would be none at all.

    A bid that would be excluded, for a minimum named in `missed`, has no total and no rank; nor has any if refused.
    """

    total_without: Fraction | None
    rank_without: int | None
    first_without: tuple[str, ...]
    winner_changes: bool
    order_changes: bool
    missed: tuple[str, ...] = ()
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class Stake:
    """What rested on one pledge, or on all pledges of one bid, where `pledge` names no criterion.

    `points` is what the bid earned there, `at_stake` the part of it that would be gone; both None for a bid that is
    not ranked. `shared_by` is how many pledges rest on the same answer. `outcome` is None where nothing would change.
    """

    pledge: Pledge
    basis: Basis
    before: str | None
    after: str | None
    points: Fraction | None
    at_stake: Fraction | None
    shared_by: int
    total: Fraction | None
    rank: int | None
    outcome: Outcome | None
    said: str

    def to_mapping(self, rounding: Rounding) -> dict[str, Any]:
        """Return the stake as a ledger document writes it."""
        outcome = self.outcome
        return {
            "pledge": self.pledge.id or None,
            "title": self.pledge.title or None,
            "bid": self.pledge.bid,
            "criterion": self.pledge.criterion or None,
            "quantity": None if self.pledge.quantity is None else exact_text(self.pledge.quantity),
            "basis": self.basis,
            "from": self.before,
            "to": self.after,
            "points": _number(self.points, rounding),
            "at_stake": _number(self.at_stake, rounding),
            "shared_by": self.shared_by,
            "total": _number(self.total, rounding),
            "rank": self.rank,
            "total_without": None if outcome is None else _number(outcome.total_without, rounding),
            "rank_without": None if outcome is None else outcome.rank_without,
            "first_without": None if outcome is None else list(outcome.first_without),
            "winner_changes": outcome is not None and outcome.winner_changes,
            "order_changes": outcome is not None and outcome.order_changes,
            "missed": [] if outcome is None else list(outcome.missed),
            "refused": None if outcome is None else outcome.refused,
            "said": self.said,
        }


@dataclass(frozen=True, slots=True)
class Ledger:
    """The stakes of one lot: of each pledge, in the order given, and of each ranked bid without all of its pledges."""

    lot: str
    result: str | None
    winner: tuple[str, ...]
    pledges: tuple[Stake, ...]
    bids: tuple[Stake, ...]
    rounding: Rounding

    def to_mapping(self) -> dict[str, Any]:
        """Return the ledger as a document with a digest of its own, which names the digest of its result."""
        mapping = {
            "format": FORMAT,
            "engine": ENGINE,
            "result": self.result,
            "lot": self.lot,
            "winner": list(self.winner),
            "pledges": [stake.to_mapping(self.rounding) for stake in self.pledges],
            "bids": [stake.to_mapping(self.rounding) for stake in self.bids],
            "said": [stake.said for stake in (*self.pledges, *self.bids)],
        }
        return mapping | {"digest": digest(mapping)}


def stakes(
    rubric: Rubric, bids: Bids, lot: str, pledges: Sequence[Pledge], *, result_digest: str | None = None
) -> Ledger | Findings:
    """Return what rested on each pledge in a lot, or every finding: a bid or a criterion that is not in the lot.

    Each answer is scored again as though it had not been pledged (see `without_pledge`), with everything that follows
    from it: minimums, what other bids earn by comparison, aggregation and tie-break. Pledges of one answer share it.
    """
    result = evaluate_parsed(rubric, bids, trace=False, margin=False)
    return result if isinstance(result, Findings) else stakes_in(result, lot, pledges, result_digest=result_digest)


def stakes_of(document: Mapping[str, Any], lot: str, pledges: Sequence[Pledge] | None = None) -> Ledger | Findings:
    """Return the ledger of one lot of a result document; without `pledges`, every scored answer counts as one."""
    again = reread(document)
    if isinstance(again, Findings):
        return again
    if pledges is None:
        refused = unknown_lot(lot, again.result)
        pledges = () if refused is not None else every_answer(again.result, lot)
    return stakes_in(again.result, lot, pledges, result_digest=again.digest)


def every_answer(result: Result, lot: str) -> tuple[Pledge, ...]:
    """Return a pledge for each answer of a ranked bid that earns points by a mark or a quantity."""
    scores = result.lot(lot).scores
    leaves = [leaf for leaf in scores.plan.leaves if leaf.scored and leaf.node.method.takes != "price"]
    return tuple(
        Pledge(score.bid.id, leaf.node.id, title=leaf.node.title) for score in scores.ranked for leaf in leaves
    )


def read_pledges(rows: object) -> tuple[Pledge, ...] | Findings:
    """Return the pledges of a plain list of {"bid", "criterion", "quantity"?, "id"?, "title"?}, or every finding."""
    out = Collector()
    reader = Reader({"pledges": rows}, "", out)
    found: list[Pledge] = []
    for row in reader.children("pledges", "the pledges") if rows != [] else ():
        row.known("bid", "criterion", "quantity", "id", "title")
        quantity = row.number("quantity", "the quantity pledged") if row.has("quantity") else None
        bid, criterion = row.text("bid", "the id of the bid"), row.text("criterion", "the id of the criterion")
        found.append(
            Pledge(bid, criterion, quantity, row.text("id", "", default=""), row.text("title", "", default=""))
        )
    return out.findings() if out else tuple(found)


def stakes_in(
    result: Result, lot: str, pledges: Sequence[Pledge], *, result_digest: str | None = None
) -> Ledger | Findings:
    """Return the ledger of one lot of a result that has been scored already, as `stakes` does."""
    refused = unknown_lot(lot, result) or _unknown(result, lot, pledges)
    if refused:
        return refused
    reckoning = _Reckoning(result, lot, pledges)
    return Ledger(
        lot,
        result_digest,
        reckoning.winner,
        tuple(reckoning.stake(pledge) for pledge in pledges),
        tuple(reckoning.of_bids()),
        result.rubric.rounding,
    )


def _unknown(result: Result, lot: str, pledges: Sequence[Pledge]) -> Findings:
    out = Collector()
    bids = {bid.id for bid in result.bids.bids if lot in bid.lots}
    criteria = {leaf.node.id for leaf in result.lot(lot).scores.plan.leaves}
    for index, pledge in enumerate(pledges):
        if pledge.bid not in bids:
            message = f"there is no bid {pledge.bid} for lot {lot}"
            out.add("pledge.unknown_bid", f"pledges[{index}].bid", message, value=pledge.bid)
        if pledge.criterion not in criteria:
            message = f"{pledge.criterion} is not a criterion of lot {lot}"
            out.add("pledge.unknown_criterion", f"pledges[{index}].criterion", message, value=pledge.criterion)
    return out.findings()


class _Reckoning:
    """Works out stakes one by one; the same change of the same bid is worked out once."""

    def __init__(self, result: Result, lot: str, pledges: Sequence[Pledge]) -> None:
        scores = result.lot(lot).scores
        self._lot = WhatIf(result.rubric, scores)
        self._rounding = result.rubric.rounding
        self._pledges = pledges
        self._names = {bid.id: bid.name for bid in result.bids.bids}
        self._titles = {leaf.node.id: leaf.node.title for leaf in scores.plan.leaves}
        self._ranks = {score.bid.id: place.rank for place, score in zip(scores.places, scores.ranked, strict=True)}
        self.winner = tuple(bid for bid, rank in self._ranks.items() if rank == 1)
        self._counts: dict[tuple[str, str], int] = {}
        for pledge in pledges:
            self._counts[pledge.bid, pledge.criterion] = self._counts.get((pledge.bid, pledge.criterion), 0) + 1
        self._known: dict[tuple[str, str, Fraction | None], tuple[Without, Fraction, Outcome | None]] = {}

    def stake(self, pledge: Pledge) -> Stake:
        """Return what rested on one pledge."""
        score = self._lot.scores.ranked[self._lot.index[pledge.bid]] if pledge.bid in self._lot.index else None
        shared = self._counts[pledge.bid, pledge.criterion]
        name, title = self._names[pledge.bid], self._titles[pledge.criterion]
        if score is None:
            said = f"{name} was not ranked, so no place rested on its pledge under {title}."
            return Stake(pledge, "nothing", None, None, None, None, shared, None, None, None, said)
        if pledge.criterion not in self._lot.leaves:
            said = f"{title} earns no points, so none rested on the pledge of {name} there."
            rank = self._ranks[pledge.bid]
            return Stake(pledge, "nothing", None, None, None, ZERO, shared, score.figure, rank, None, said)
        points = self._lot.columns[pledge.criterion][self._lot.index[pledge.bid]].points or ZERO
        without, at_stake, outcome = self._without(pledge)
        said = self._said(pledge, without, points, at_stake, outcome)
        rank = self._ranks[pledge.bid]
        return Stake(
            pledge,
            without.basis,
            without.before,
            without.after,
            points,
            at_stake,
            shared,
            score.figure,
            rank,
            outcome,
            said,
        )

    def of_bids(self) -> Iterator[Stake]:
        """Yield, for each ranked bid with pledges, what rested on all of them together, the best placed bid first."""
        pledged: dict[str, dict[str, Pledge]] = {}
        for pledge in self._pledges:
            # Of several pledges on one answer the whole answer goes: together they are all that was pledged there.
            pledged.setdefault(pledge.bid, {})[pledge.criterion] = pledge._replace(quantity=None)
        for score in self._lot.scores.ranked:
            if score.bid.id in pledged:
                yield self._of_bid(score.bid.id, list(pledged[score.bid.id].values()))

    def _of_bid(self, bid: str, pledges: Sequence[Pledge]) -> Stake:
        index = self._lot.index[bid]
        scored = [one for one in pledges if one.criterion in self._lot.leaves]
        values = {one.criterion: value for one in scored if (value := self._value(one).value) is not None}
        points = exact_sum(self._lot.columns[name][index].points or ZERO for name in values)
        at_stake, outcome = self._outcome(bid, values)
        count = sum(one.bid == bid for one in self._pledges)
        name, total = self._names[bid], self._lot.scores.ranked[index].figure
        what = "its only pledge" if count == 1 else f"all its {count} pledges"
        said = f"Without {what}, {self._then(bid, outcome)}" if outcome else f"No points rested on {what}"
        said = f"{name}: {said[0].lower()}{said[1:]}."
        everything = Pledge(bid, "")
        basis: Basis = "quantity" if values else "nothing"
        return Stake(everything, basis, None, None, points, at_stake, count, total, self._ranks[bid], outcome, said)

    def _value(self, pledge: Pledge) -> Without:
        leaf = self._lot.leaves[pledge.criterion]
        return without_pledge(leaf, self._lot.columns[pledge.criterion][self._lot.index[pledge.bid]], pledge.quantity)

    def _without(self, pledge: Pledge) -> tuple[Without, Fraction, Outcome | None]:
        key = (pledge.bid, pledge.criterion, pledge.quantity)
        if key not in self._known:
            without = self._value(pledge)
            values = {} if without.value is None else {pledge.criterion: without.value}
            self._known[key] = (without, *self._outcome(pledge.bid, values))
        return self._known[key]

    def _outcome(self, bid: str, values: Values) -> tuple[Fraction, Outcome | None]:
        """Return the points of the bid that would be gone, and the ranking there would be; None where nothing moves."""
        if not values:
            return ZERO, None
        moved = self._lot.moved(Change(bid, values))
        if isinstance(moved, Refusal):
            gone = exact_sum(self._lot.columns[name][self._lot.index[bid]].points or ZERO for name in values)
            return gone, Outcome(None, None, (), winner_changes=False, order_changes=False, refused=moved.sentence)
        gone = exact_sum(self._gone(bid, name, moved) for name in values)
        standing = self._lot.ranked(moved)
        if isinstance(standing, Refusal):
            return gone, Outcome(None, None, (), winner_changes=False, order_changes=False, refused=standing.sentence)
        return gone, self._ranked(bid, standing)

    def _gone(self, bid: str, name: str, moved: Moved) -> Fraction:
        """Return the points on one criterion that would be gone: all of them where an excluded bid is not compared."""
        index = self._lot.index[bid]
        if moved.missed and self._lot.leaves[name].node.method.relative:
            return self._lot.columns[name][index].points or ZERO
        return -moved.points.get(index, {}).get(name, ZERO)

    def _ranked(self, bid: str, standing: Standing) -> Outcome:
        return Outcome(
            standing.figures.get(bid),
            standing.ranks.get(bid),
            standing.first,
            winner_changes=set(standing.first) != set(self.winner),
            order_changes=dict(standing.ranks) != self._ranks,
            missed=tuple(one.text for one in standing.missed),
        )

    def _said(
        self, pledge: Pledge, without: Without, points: Fraction, at_stake: Fraction, outcome: Outcome | None
    ) -> str:
        name, title = self._names[pledge.bid], self._titles[pledge.criterion]
        if outcome is None:
            return f"{name} earned {self._rounding.shown(points)} points on {title}, but none of them by a pledge."
        count = self._counts[pledge.bid, pledge.criterion]
        shared = f" on {count} pledges together" if count > 1 and without.basis == "mark" else ""
        part, whole = self._rounding.shown(at_stake), self._rounding.shown(points)
        rested = f"All {whole} points" if at_stake == points else f"{part} of the {whole} points"
        rested = rested if at_stake else "No points"
        which = f"{rested} of {name} on {title} rested{shared or ' on the pledge'}"
        return f"{which}: {without.words}, {self._then(pledge.bid, outcome)}."

    def _then(self, bid: str, outcome: Outcome) -> str:
        """Return what would follow, in words that go on after what is left out."""
        if outcome.refused is not None:
            return f"there would be no result, because {outcome.refused}"
        first = " and ".join(self._names[one] for one in outcome.first_without) or "nobody"
        place = "would share first place" if len(outcome.first_without) > 1 else "would be first"
        changed = f"{first} {place}" if outcome.winner_changes else self._kept(outcome)
        if outcome.missed:
            return f"it would have been excluded ({'; '.join(outcome.missed)}), and {changed}"
        shown = self._rounding.shown(outcome.total_without or ZERO)
        rank = "" if outcome.rank_without == self._ranks[bid] else f" at rank {outcome.rank_without}"
        return f"its total would be {shown}{rank}, and {changed}"

    def _kept(self, outcome: Outcome) -> str:
        if outcome.order_changes:
            return "the winner would be the same, though other places would change"
        return "no place would change"
