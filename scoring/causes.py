"""Says why the points of a bid on one criterion changed between two results, by what they were measured against."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal, NamedTuple

from scoring.bids import Bid, Bids
from scoring.methods import LowestPrice, MeanPrice, Method, PercentageAboveLowest, RelativeToBest
from scoring.methods.unit_value import UnitValue
from scoring.result import LotResult
from scoring.scores import BidScore, LeafScore, every_node
from scoring.trace import value_text

Cause = Literal["own", "others", "rubric"]
"""The bid's own answer changed; the answers of others did, or who takes part; or the rubric itself did."""


class Side(NamedTuple):
    """One of the two results, for one lot: what each ranked bid earned, and what became of every bid."""

    lot: LotResult
    bids: Mapping[str, Bid]
    scores: Mapping[str, BidScore]

    def leaf(self, bid: str, criterion: str) -> LeafScore | None:
        """Return what a ranked bid earned on one criterion."""
        score = self.scores.get(bid)
        node = None if score is None else score.node(criterion)
        return node if isinstance(node, LeafScore) else None

    def column(self, criterion: str) -> dict[str, LeafScore]:
        """Return what every ranked bid earned on one criterion."""
        found = {bid: self.leaf(bid, criterion) for bid in self.scores}
        return {bid: leaf for bid, leaf in found.items() if leaf is not None}

    def standing(self, bid: str) -> tuple[str, str]:
        """Return what became of a bid, and why: ranked, excluded, withdrawn or absent."""
        known = self.bids.get(bid)
        if known is None:
            return "absent", ""
        if bid in self.scores:
            return "ranked", ""
        missed = next((missed for one, missed in self.lot.scores.excluded if one.id == bid), ())
        if missed:
            return "excluded", "; ".join(one.text for one in missed if one.excludes)
        return known.status, known.reason


def side_of(lot: LotResult, bids: Bids) -> Side:
    """Return one lot of a result, ready to be compared."""
    known = {bid.id: bid for bid in bids.bids if lot.lot in bid.lots}
    return Side(lot, known, {score.bid.id: score for score in lot.scores.ranked})


class Reason(NamedTuple):
    """Why points changed. `by` are the bids that moved them from outside, none where the bid moved itself."""

    cause: Cause
    by: tuple[str, ...]
    said: str


def reason_for(before: Side, after: Side, bid: str, was: LeafScore, now: LeafScore) -> Reason:
    """Return why a bid's points on one criterion are no longer what they were, in words that follow "because"."""
    own, asked = _own(was), now.planned.node
    moved = was.reference != now.reference and was.reference is not None and now.reference is not None
    by = _movers(before, after, bid, asked.id, was, now) if moved else ()
    if was.value != now.value:
        said = f"its own {own} changed from {value_text(was.value)} to {value_text(now.value)}"
        return Reason("own", by, f"{said}, and {_moved(before, after, asked.id, by, was, now)}" if by else said)
    if moved:
        said = _moved(before, after, asked.id, by, was, now)
        return Reason("others", by, f"{said}; {whose(after.bids[bid].name)} own {own} did not change")
    if was.planned.weight != now.planned.weight:
        weights = f"from {was.planned.weight_text}% to {now.planned.weight_text}%"
        return Reason("rubric", (), f"the weight of {asked.title} changed {weights}")
    return Reason("rubric", (), f"the way in which {asked.title} is scored changed")


def _own(leaf: LeafScore) -> str:
    """Return what a bid gives on a criterion, in a word."""
    takes = leaf.planned.node.method.takes
    if leaf.planned.node.normalise is not None:
        return f"quantity per {leaf.planned.node.normalise.by.replace('_', ' ')}"
    return {"mark": "agreed mark", "price": "price", "quantity": "quantity", "passed": "answer"}[takes]


def _movers(before: Side, after: Side, bid: str, criterion: str, was: LeafScore, now: LeafScore) -> tuple[str, ...]:
    """Return the bids that moved what this one is measured against: those that set it before or set it now.

    By a mean every other bid that came, went or changed moves it.
    """
    old, new = before.column(criterion), after.column(criterion)
    others = [one for one in dict.fromkeys((*old, *new)) if one != bid]
    changed = [one for one in others if one not in old or one not in new or old[one].value != new[one].value]
    if isinstance(_bare(was.planned.node.method), MeanPrice):
        return tuple(changed)
    held = [one for one in changed if one in old and _held(old[one], was)]
    return tuple(held) or tuple(one for one in changed if one in new and _held(new[one], now)) or tuple(changed)


def _bare(method: Method) -> Method:
    return method.then if isinstance(method, UnitValue) else method


def _held(leaf: LeafScore, measured: LeafScore) -> bool:
    """Say whether a bid's value is the one that another is measured against."""
    method = measured.planned.node.method
    value = method.amount(leaf.value) if isinstance(method, UnitValue) else leaf.value
    return value == measured.reference


def _moved(before: Side, after: Side, criterion: str, by: tuple[str, ...], was: LeafScore, now: LeafScore) -> str:
    method, kind = _bare(was.planned.node.method), _own(was)
    names = {one: (before.bids.get(one) or after.bids[one]).name for one in by}
    what = _measure(method)
    if len(by) != 1 or isinstance(method, MeanPrice):
        subject = what if isinstance(method, MeanPrice) else f"{what} {kind}"
        was_at, now_at = (value_text(leaf.reference or Fraction(0)) for leaf in (was, now))
        events = [f"{names[one]} {_event(before, after, one, criterion)}" for one in by]
        moved = f"{subject} moved from {was_at} to {now_at}"
        return f"{moved} when {_listed(events)}" if events else moved
    [one] = by
    event = _event(before, after, one, criterion)
    old = before.leaf(one, criterion)
    if old is not None and _held(old, was):
        return f"{names[one]}, whose {kind} was {what}, {event}"
    return f"{names[one]}, whose {kind} is now {what}, {event}"


def _measure(method: Method) -> str:
    if isinstance(method, LowestPrice | PercentageAboveLowest):
        return "the lowest"
    if isinstance(method, MeanPrice):
        return "the mean of the prices"
    return "the best" if isinstance(method, RelativeToBest) else "what bids are measured against"


def _event(before: Side, after: Side, bid: str, criterion: str) -> str:
    """Return what happened to a bid between the two results, in words that follow its name."""
    (was, _), (now, _) = before.standing(bid), after.standing(bid)
    if was == now == "ranked":
        old, new = before.leaf(bid, criterion), after.leaf(bid, criterion)
        if old is not None and new is not None and old.value != new.value:
            return f"changed from {value_text(old.value)} to {value_text(new.value)}"
        return "did not change"
    if now == "ranked":
        return "was readmitted" if was != "absent" else "was added"
    return {"withdrawn": "was withdrawn", "excluded": "was excluded", "absent": "is no longer among the bids"}[now]


def event_of(before: Side, after: Side, bid: str) -> str | None:
    """Return how a bid came or went between the two results, or None where it stands as it stood."""
    (was, _), (now, why) = before.standing(bid), after.standing(bid)
    if was == now:
        return None
    event = _event(before, after, bid, "")
    return f"{event} ({why})" if why else event


def whose(name: str) -> str:
    """Return a name in the possessive.

    >>> whose("Brook"), whose("Ridge Homes")
    ("Brook's", "Ridge Homes'")
    """
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def _listed(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]


def leaves_of(score: BidScore) -> dict[str, LeafScore]:
    """Return what a bid earned on each criterion, by its id."""
    return {node.planned.node.id: node for node in every_node(score.nodes) if isinstance(node, LeafScore)}
