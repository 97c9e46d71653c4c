"""Say who wins which lot where one supplier may win only so many, and hold each decision to that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.awards import repository, rules
from app.awards.errors import AllocationIncomplete, BidMayNotWin
from app.awards.models import Award
from app.awards.schemas import AllocationOut
from app.bids import service as bids
from app.evaluations import service as evaluations
from app.kit.actor import Actor
from app.tenders import service as tenders
from app.tenders.models import Lot, Tender
from app.tenders.terms import LotMechanism
from scoring import Findings, parse_rubric
from scoring.aggregate import LOWER_IS_BETTER
from scoring.lots import Allocation, LotAward, LotRanking, allocate, ranking_of
from scoring.rounding import STANDARD, Rounding


class LotsUnreadable(RuntimeError):
    """Stored results can no longer be allocated by this version: a fault of the service, not of the request."""


@dataclass(frozen=True, slots=True)
class Lots:
    """What the allocation of a tender rests on: each lot's ranking, what bidders prefer, the awards that stand."""

    rankings: tuple[LotRanking, ...]
    missing: tuple[str, ...]
    standing: Mapping[str, Award]
    lower_is_better: bool
    rounding: Rounding
    preferences: Mapping[str, Sequence[str]]

    def parted(self, lot: str, bid_id: str) -> "Lots":
        """Return the same with a shared place of one lot given to one of those that share it."""
        return replace(
            self,
            rankings=tuple(part(one, bid_id) if one.lot == lot else one for one in self.rankings),
        )

    def preferred(self) -> list[str]:
        """Return in sentences the order in which each ranked bidder wants the lots, in the order they are met."""
        names = {one.supplier: one.name for ranking in self.rankings for one in ranking.placed}
        return [
            f"{name} prefers its lots in this order: {', '.join(self.preferences[supplier])}."
            if supplier in self.preferences
            else f"{name} stated no order of preference: the published order of the lots counts."
            for supplier, name in names.items()
        ]

    def allocated(self, tender: Tender) -> Allocation:
        """Return who wins which lot under the limit of the tender; without one, whoever is first."""
        limit = tenders.terms(tender).lot_limit
        found = allocate(
            self.rankings,
            len(self.rankings) if limit is None else limit.most,
            "lot_order" if limit is None else limit.mechanism.value,
            self.preferences,
            lower_is_better=self.lower_is_better,
            rounding=self.rounding,
        )
        if isinstance(found, Findings):
            raise LotsUnreadable(str(found))
        return found


def part(ranking: LotRanking, bid_id: str) -> LotRanking:
    """Return a ranking in which a bid stands alone in its place, and those that shared it come right after it."""
    chosen = next((one for one in ranking.placed if one.bid == bid_id), None)
    if chosen is None:
        return ranking
    parted = [
        one._replace(rank=one.rank + 1) if one.rank == chosen.rank and one.bid != bid_id else one
        for one in ranking.placed
    ]
    return ranking._replace(placed=tuple(sorted(parted, key=lambda one: one.rank)))


def read(tx: Session, tender: Tender) -> Lots:
    """Return what the allocation of a tender rests on: of a lot that is awarded the result of its award."""
    standing, missing, rankings = {}, [], []
    bodies: list[Mapping[str, Any]] = []
    for lot in tender.lots:
        award = repository.decided_for_lot(tx, lot.id)
        if award is not None:
            standing[lot.code] = award
        body = _result_of(tx, tender, lot, award)
        opened = bids.opened(tx, tender, lot.id)
        if body is None:
            missing += [lot.code] if any(bid.is_live for bid in opened) else []
            rankings.append(LotRanking(lot.code, (), tuple(bid.supplier_name for bid in opened)))
            continue
        bodies.append(body)
        suppliers = {str(bid.bid_id): str(bid.supplier_id) for bid in opened}
        ranking = ranking_of(rules.lot_result(body, lot.code), suppliers)
        rankings.append(ranking if award is None else part(ranking, str(award.bid_id)))
    lower, rounding = _figures(bodies)
    return Lots(
        tuple(rankings),
        tuple(missing),
        standing,
        lower_is_better=lower,
        rounding=rounding,
        preferences=bids.lot_preferences(tx, tender),
    )


def check_may_win(tx: Session, tender: Tender, lot: Lot, bid_id: UUID, *, tie_reason: str | None) -> None:
    """Hold a decision to the limit on lots; the result of its lot is current.

    Raises AllocationIncomplete while another lot has no result or an open tie, BidMayNotWin for a bid that is passed
    over, or whose choice would undo an award that stands, TieNeedsReason or NoTie.
    """
    lots = read(tx, tender)
    if lots.missing:
        raise AllocationIncomplete(lots.missing)
    bid, allocated = str(bid_id), lots.allocated(tender)
    here = allocated.award(lot.code)
    _check_place(here, bid, tie_reason=tie_reason)
    level = [award.lot for award in allocated.awards if award.tied and award.lot != lot.code]
    if level and not here.tied:
        raise AllocationIncomplete(level)
    settled = lots.parted(lot.code, bid).allocated(tender)
    undone = [
        award.reference for code, award in lots.standing.items() if _winner(settled.award(code)) != str(award.bid_id)
    ]
    if undone or _winner(settled.award(lot.code)) != bid:
        what = ", ".join(undone) or "none"
        raise BidMayNotWin(
            f"With this choice the lots would be allocated differently: {' '.join(settled.said)} Awards that no longer "
            f"follow: {what}. Make them void first."
        )


def waits(tx: Session, tender: Tender) -> list[str]:
    """Return the lots that have, or may still have, a winner nobody outside knows of."""
    lots = read(tx, tender)
    allocated = lots.allocated(tender)
    found = []
    for code in (lot.code for lot in tender.lots):
        award, here = lots.standing.get(code), allocated.award(code)
        open_still = award.published_at is None if award else bool(here.winner or here.tied)
        if open_still or code in lots.missing:
            found.append(code)
    return found


def allocation(tx: Session, actor: Actor, tender_id: UUID) -> AllocationOut:
    """Return who wins which lot, with whoever is passed over and why, to whoever keeps away from no bidder at all.

    Raises AllocationIncomplete, DeclarationNeeded, ConflictUndecided, ConflictBarred or KeptFromBid.
    """
    tender = tenders.owned(tx, actor, tender_id)
    if tender.opened_at is not None:
        bids.check_whole(tx, actor, tender, None)
    lots = read(tx, tender)
    if lots.missing:
        raise AllocationIncomplete(lots.missing)
    limit = tenders.terms(tender).lot_limit
    found = lots.allocated(tender).to_mapping()
    for row in found["lots"]:
        award = lots.standing.get(row["lot"])
        row["award"] = None if award is None else award.reference
    if limit is not None and limit.mechanism == LotMechanism.BIDDER_PREFERENCE:
        found["said"] = [*lots.preferred(), *found["said"]]
    return AllocationOut.model_validate(
        found
        | {
            "limit": None if limit is None else limit.most,
            "mechanism": None if limit is None else limit.mechanism.value,
            "words": None if limit is None else limit.words,
        }
    )


def _check_place(here: LotAward, bid: str, *, tie_reason: str | None) -> None:
    level = {one.bid: one.name for one in here.tied}
    if not level and _winner(here) != bid:
        passed = [one.said for one in here.passed_over if one.placed.bid == bid]
        raise BidMayNotWin(" ".join([*passed, here.said]))
    rules.check_tie(level or {bid: ""}, bid, tie_reason=tie_reason, said=here.said)


def _winner(award: LotAward) -> str | None:
    return None if award.winner is None else award.winner.bid


def _result_of(tx: Session, tender: Tender, lot: Lot, award: Award | None) -> Mapping[str, Any] | None:
    """Return the result that a lot is allocated by: that of its award, or the newest if it is current."""
    if award is not None:
        return evaluations.result(tx, award.result_id).body
    newest = evaluations.latest_result(tx, lot.id)
    return newest.body if newest is not None and evaluations.is_current(tx, tender, lot, newest) else None


def _figures(bodies: list[Mapping[str, Any]]) -> tuple[bool, Rounding]:
    """Return whether a lower total is better, and how totals are shown: both stand in the one pinned rubric."""
    if not bodies:
        return False, STANDARD
    rubric = parse_rubric(bodies[0]["rubric"])
    if isinstance(rubric, Findings):
        raise LotsUnreadable(str(rubric))
    return rubric.aggregation.method in LOWER_IS_BETTER, rubric.rounding
