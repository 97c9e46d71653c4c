"""The life of an award, and who may be given one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol

from app.awards.errors import BidMayNotWin, NoTie, TieNeedsReason
from app.kit.schema import plain

MOST_REPRESENTATIONS = 20
"""How often one bidder is heard about one award here; its authority may log more for it."""


class AwardStatus(StrEnum):
    """Where an award stands. A wrong one is made void, with the reason, and a new one is decided."""

    DECIDED = "decided"
    VOID = "void"


MAY_BECOME: dict[AwardStatus, frozenset[AwardStatus]] = {
    AwardStatus.DECIDED: frozenset({AwardStatus.VOID}),
    AwardStatus.VOID: frozenset(),
}


class AwardStage(StrEnum):
    """How far an award has come: decided by one person, approved by another, told to everybody, contracted; or void."""

    DECIDED = "decided"
    APPROVED = "approved"
    PUBLISHED = "published"
    CONTRACTED = "contracted"
    VOID = "void"


class RepresentationStatus(StrEnum):
    """What became of a representation. One that came too late is returned without a review."""

    OPEN = "open"
    UPHELD = "upheld"
    NOT_UPHELD = "not_upheld"
    WITHDRAWN = "withdrawn"
    RETURNED = "returned"


class Outcome(StrEnum):
    """What the review of a representation may come to."""

    UPHELD = "upheld"
    NOT_UPHELD = "not_upheld"
    WITHDRAWN = "withdrawn"


class Stands(Protocol):
    """What says how far an award has come."""

    @property
    def status(self) -> str:
        """Return `decided` or `void`."""
        ...

    @property
    def approved_at(self) -> datetime | None:
        """Return when it was approved."""
        ...

    @property
    def published_at(self) -> datetime | None:
        """Return when its notice was published."""
        ...

    @property
    def contracted_at(self) -> datetime | None:
        """Return when a contract under it went live."""
        ...


def stage(award: Stands) -> AwardStage:
    """Return how far an award has come."""
    if award.status == AwardStatus.VOID:
        return AwardStage.VOID
    if award.contracted_at is not None:
        return AwardStage.CONTRACTED
    if award.published_at is not None:
        return AwardStage.PUBLISHED
    return AwardStage.DECIDED if award.approved_at is None else AwardStage.APPROVED


def in_time(received_at: datetime, ends_at: datetime | None) -> bool | None:
    """Return whether a representation came within standstill; None where none runs.

    `ends_at` is the first instant after it: at midnight sharp at the end of the last day it is over.
    """
    return None if ends_at is None else received_at < ends_at


@dataclass(frozen=True, slots=True)
class Place:
    """How one bid came out: `rank` and `total` are None for a bid that is out of the ranking."""

    standing: str
    rank: int | None
    joint: bool
    total: Mapping[str, str] | None


def lot_result(result_body: Mapping[str, Any], lot: str) -> Mapping[str, Any]:
    """Return the part of a result document on one lot."""
    found: Mapping[str, Any] = next(each for each in result_body["lots"] if each["lot"] == lot)
    return found


def assessed(of_lot: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return id and name of every bid that was assessed: the ranked ones, and those that the assessment put out."""
    return [(entry["bid"], entry["name"]) for part in ("ranking", "excluded") for entry in of_lot.get(part, ())]


def criteria_of(of_lot: Mapping[str, Any]) -> list[str]:
    """Return the ids of everything that a result scores in a lot, sections too, in order."""
    found: dict[str, None] = {}

    def note(nodes: Iterable[Mapping[str, Any]]) -> None:
        for node in nodes:
            found[node["id"]] = None
            note(node.get("criteria", ()))

    for bid in of_lot["bids"].values():
        note(bid["criteria"])
    return list(found)


def place_of(of_lot: Mapping[str, Any], bid_id: str) -> Place | None:
    """Return how a bid came out, or None for one that is not in the result."""
    for entry in of_lot["ranking"]:
        if entry["bid"] == bid_id:
            return Place("ranked", entry["rank"], entry["joint"], entry["total"])
    for standing in ("excluded", "withdrawn"):
        if any(entry["bid"] == bid_id for entry in of_lot.get(standing, ())):
            return Place(standing, None, joint=False, total=None)
    return None


def check_ranked(of_lot: Mapping[str, Any], bid_id: str) -> int:
    """Return the rank of a bid in a lot; raise BidMayNotWin for one that is not in the result, or is out of it."""
    place, leader = place_of(of_lot, bid_id), _leader(of_lot)
    if place is None:
        raise BidMayNotWin(f"Bid {bid_id} is not in the result of this lot. First is {leader}.")
    if place.rank is None:
        raise BidMayNotWin(
            f"Bid {bid_id} is {place.standing} and can win nothing, whatever its marks. First is {leader}."
        )
    return place.rank


def check_may_win(of_lot: Mapping[str, Any], bid_id: str, *, tie_reason: str | None) -> None:
    """Raise BidMayNotWin unless the bid is first, and TieNeedsReason or NoTie where the choice is not as was said."""
    rank, leader = check_ranked(of_lot, bid_id), _leader(of_lot)
    firsts = [entry for entry in of_lot["ranking"] if entry["rank"] == 1]
    if rank != 1:
        raise BidMayNotWin(
            f"Bid {bid_id} has rank {rank}. A lot goes to the bid that the published rubric puts first: {leader}."
        )
    check_tie({entry["bid"]: entry["name"] for entry in firsts}, bid_id, tie_reason=tie_reason, said="")


def check_tie(level: Mapping[str, str], bid_id: str, *, tie_reason: str | None, said: str) -> None:
    """Raise unless the choice among the bids on a place, by id and name, is given a reason just where there is one.

    Raises BidMayNotWin with what was `said` for a bid that is not among them, TieNeedsReason or NoTie.
    """
    if bid_id not in level:
        raise BidMayNotWin(said)
    if len(level) > 1 and tie_reason is None:
        raise TieNeedsReason(list(level.values()))
    if len(level) == 1 and tie_reason is not None:
        raise NoTie


def _leader(of_lot: Mapping[str, Any]) -> str:
    return " and ".join(entry["name"] for entry in of_lot["ranking"] if entry["rank"] == 1) or "nobody"


@dataclass(frozen=True, slots=True)
class BidNow:
    """A bid as it stands now, for comparison with what a result was computed from."""

    id: str
    name: str
    status: str


@dataclass(frozen=True, slots=True)
class AgreementNow:
    """What the panel has agreed by now on one criterion of one bid: `value` is the mark, or True or False at a gate."""

    bid_id: str
    criterion: str
    value: Decimal | bool
    rationale: str


def changed_since(
    inputs: Mapping[str, Any], *, bids: Iterable[BidNow], agreements: Iterable[AgreementNow]
) -> list[str]:
    """Return, in words, what has changed since a result was computed from `inputs`."""
    before = {bid["id"]: bid for bid in inputs["bids"]}
    now = list(bids)
    found = []
    for bid in now:
        then = before.get(bid.id)
        if then is None:
            found.append(f"the bid of {bid.name} was not in it")
        elif then["status"] != bid.status:
            found.append(f"the bid of {bid.name} was {then['status']} and is {bid.status}")
    live = {bid.id: bid.name for bid in now if bid.status == "live" and bid.id in before}
    for agreed in agreements:
        if agreed.bid_id in live:
            then = before[agreed.bid_id]["answers"].get(agreed.criterion, {})
            found += _difference(then, agreed, live[agreed.bid_id])
    return found


def _difference(then: Mapping[str, Any], now: AgreementNow, name: str) -> list[str]:
    value = now.value
    was = _in_words(then)
    is_now = _in_words({"passed": value} if isinstance(value, bool) else {"mark": plain(value)})
    if was != is_now:
        return [f"{now.criterion} of {name} was {was} and is {is_now}"]
    return [] if then.get("rationale") == now.rationale else [f"the reasons on {now.criterion} of {name}"]


def _in_words(answer: Mapping[str, Any]) -> str:
    if "mark" in answer:
        return f"marked {answer['mark']}"
    if "passed" in answer:
        return "passed" if answer["passed"] else "failed"
    return "not decided"
