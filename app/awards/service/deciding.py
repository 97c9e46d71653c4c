"""Decide a lot, have the decision approved by somebody else, and make a wrong one void."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.awards import repository, rules
from app.awards.errors import (
    ApprovalNeedsAnother,
    AwardApproved,
    AwardContracted,
    AwardOutdated,
    CriterionNotInResult,
    LotAlreadyAwarded,
    NoResultYet,
    NoticeInThePast,
    ResultNotCurrent,
    TenderContracted,
    TenderNotBeingEvaluated,
)
from app.awards.models import Award
from app.awards.rules import AwardStatus
from app.awards.schemas import AwardCreate, AwardOut
from app.awards.service import allocating, counting, reading
from app.bids import service as bids
from app.bids.opened import OpenedBid
from app.conflicts.rules import Stage
from app.evaluations import service as evaluations
from app.evaluations.models import AgreedMark, Result
from app.kit import constraints
from app.kit.actor import Actor
from app.kit.call import Call
from app.kit.clock import london_date, london_text
from app.kit.errors import Refusal
from app.kit.ids import new_id
from app.rubrics import standstill
from app.tenders import service as tenders
from app.tenders.models import Lot, Tender
from app.tenders.rules import TenderStatus
from app.tenders.schemas import Abandonment, TenderOut

constraints.means("uq_award_lot_id_decided", LotAlreadyAwarded, columns="award.lot_id")

_REFERENCE = "A"


def decide(call: Call, tender_id: UUID, body: AwardCreate) -> AwardOut | Refusal:
    """Award one lot to the bid that is first in its current result; it takes effect once it is approved and published.

    Whoever has not declared before the award, or is kept from a bidder of the lot, is refused, the record of it kept.
    Raises TenderNotBeingEvaluated, LotAlreadyAwarded, NoResultYet, ResultNotCurrent, BidMayNotWin, TieNeedsReason,
    NoTie, AllocationIncomplete, CriterionNotInResult, NoticeInThePast, StandstillRuleUnknown or HolidaysUnknown.
    """
    tx, actor, now = call.tx, call.actor, call.now
    tender = tenders.owned(tx, actor, tender_id, lock=True)
    lot = tenders.lot(tender, body.lot)
    standing_award = repository.decided_for_lot(tx, lot.id)
    if standing_award is None and tender.status != TenderStatus.EVALUATING:
        raise TenderNotBeingEvaluated(tender.reference, tender.status)
    if why_not := conflicted(call, tender, lot):
        return why_not
    if standing_award is not None:
        raise LotAlreadyAwarded(standing_award.reference)
    result = _current_result(tx, tender, lot)
    of_lot = rules.lot_result(result.body, lot.code)
    _check_may_win(tx, tender, lot, of_lot, body)
    _check_criteria(body, rules.criteria_of(of_lot))
    counted = _plan(tender, body, today=london_date(now))
    winner = next(bid for bid in bids.opened(tx, tender, lot.id) if bid.bid_id == body.bid)
    award = _new(call, tender, result, winner, body, counted)
    repository.add(tx, award)
    tenders.keep_decided(tx, tender, lot.id, now)
    out = reading.present(award, lot=lot.code, supplier_name=winner.supplier_name)
    after = reading.facts(out) | {"result_digest": result.digest}
    audit.record(
        tx, actor, Action.AWARD_DECIDED, award, log_id=award.authority_id, now=now, reason=award.reasons, after=after
    )
    return out


def approve(call: Call, award_id: UUID, reason: str | None) -> AwardOut | Refusal:
    """Approve what somebody else decided; raise AwardVoid, AwardApproved, ApprovalNeedsAnother or AwardOutdated.

    Whoever has not declared before the award, or is kept from a bidder of the lot, is refused, the record of it kept.
    """
    tx, actor = call.tx, call.actor
    # The tender first: whoever declares or decides on a declaration holds it, so that none comes in between.
    tender = tenders.owned(tx, actor, reading.owned(tx, actor, award_id).tender_id, lock=True)
    award = reading.get_for_update(tx, award_id)
    if why_not := conflicted(call, tender, tenders.lot_by_id(tender, award.lot_id)):
        return why_not
    reading.refuse_void(award)
    if award.approved_at is not None:
        raise AwardApproved(award.reference, london_text(award.approved_at))
    if award.decided_by == actor.person_id:
        raise ApprovalNeedsAnother(award.reference)
    check_still_rests(tx, award, tender)
    before = reading.facts(reading.present_alone(tx, award, tender))
    award.approved_by, award.approved_at, award.approval_reason = actor.person_id, call.now, reason
    award.version += 1
    tx.flush()
    out = reading.present_alone(tx, award, tender)
    audit.record(
        tx,
        actor,
        Action.AWARD_APPROVED,
        award,
        log_id=award.authority_id,
        now=call.now,
        reason=reason,
        before=before,
        after=reading.facts(out),
    )
    return out


def void(call: Call, award_id: UUID, reason: str) -> AwardOut | Refusal:
    """Make a decision void; it stays readable, and the lot may be decided anew. Raises AwardVoid or AwardContracted.

    Whoever has not declared before the award, or is kept from a bidder of the lot, is refused, the record of it kept.
    """
    tx, actor = call.tx, call.actor
    tender = tenders.owned(tx, actor, reading.owned(tx, actor, award_id).tender_id, lock=True)
    award = reading.get_for_update(tx, award_id)
    if why_not := conflicted(call, tender, tenders.lot_by_id(tender, award.lot_id)):
        return why_not
    if award.contracted_at is not None:
        raise AwardContracted(award.reference, london_text(award.contracted_at))
    reading.refuse_void(award)
    return make_void(call, award, tender, reason)


def abandon(call: Call, tender_id: UUID, body: Abandonment) -> TenderOut | Refusal:
    """Give a tender up, with the reason, and make every award of it void; raise TenderMayNot or TenderContracted.

    It waits for no declaration of somebody who had no part; whoever was barred, waits for a decision or is kept from
    a bidder is refused, and the record of the attempt kept.
    """
    tender = tenders.owned(call.tx, call.actor, tender_id, lock=True)
    if why_not := bids.attempted_whole(call, tender, None, stage=Stage.START, told=True):
        return why_not
    standing = [
        reading.get_for_update(call.tx, award.id)
        for award in repository.of_tender(call.tx, tender.id)
        if award.status == AwardStatus.DECIDED
    ]
    if bound := [award.reference for award in standing if award.contracted_at is not None]:
        raise TenderContracted(tender.reference, bound)
    for award in standing:
        make_void(call, award, tender, f"The tender was abandoned: {body.reason}")
    return tenders.abandon(call, tender_id, body)


def make_void(call: Call, award: Award, tender: Tender, reason: str) -> AwardOut:
    """Make a standing award void and let its tender be evaluated again; award and tender are locked."""
    tx, actor, now = call.tx, call.actor, call.now
    before = reading.facts(reading.present_alone(tx, award, tender))
    award.status, award.void_reason = AwardStatus.VOID.value, reason
    award.voided_by, award.voided_at = actor.person_id, now
    award.version += 1
    tx.flush()  # the partial index on decided awards is freed before another one can come
    tenders.keep_decided(tx, tender, award.lot_id, None)
    out = reading.present_alone(tx, award, tender)
    audit.record(
        tx,
        actor,
        Action.AWARD_VOIDED,
        award,
        log_id=award.authority_id,
        now=now,
        reason=reason,
        before=before,
        after=reading.facts(out),
    )
    if tender.status == TenderStatus.AWARDED:
        tenders.set_status(tx, tender, TenderStatus.EVALUATING, now)
        why = f"Award {award.reference} was made void: {reason}"
        audit.record(tx, actor, Action.TENDER_EVALUATED, tender, log_id=tender.authority_id, now=now, reason=why)
    return out


def bind(tx: Session, award_id: UUID, *, now: datetime) -> Award:
    """Keep that a contract under the award goes live now, so that it can no longer be made void; raise AwardVoid."""
    award = reading.check_stands(tx, award_id)
    award.contracted_at = now
    award.version += 1
    return award


def check_still_rests(tx: Session, award: Award, tender: Tender) -> None:
    """Raise AwardOutdated where the tender was abandoned, or a bid or an agreed mark has changed since the decision."""
    if tender.status == TenderStatus.ABANDONED:
        raise AwardOutdated(award.reference, [f"tender {tender.reference} was abandoned"])
    result = evaluations.result(tx, award.result_id)
    lot = tenders.lot_by_id(tender, award.lot_id)
    if not evaluations.is_current(tx, tender, lot, result):
        raise AwardOutdated(award.reference, _changed(tx, tender, lot, result))
    if gone := evaluations.left_by_all(tx, tender, lot):
        raise AwardOutdated(award.reference, gone)


def close_when_every_notice_is_out(tx: Session, actor: Actor, tender: Tender, now: datetime) -> None:
    """Let a tender be awarded once no lot of it waits; not before, because everybody can read where it stands."""
    limited = tenders.terms(tender).lot_limit is not None
    if allocating.waits(tx, tender) if limited else any(_waits_for_a_notice(tx, tender, lot) for lot in tender.lots):
        return
    tenders.set_status(tx, tender, TenderStatus.AWARDED, now)
    audit.record(tx, actor, Action.TENDER_AWARDED, tender, log_id=tender.authority_id, now=now)


def conflicted(call: Call, tender: Tender, lot: Lot) -> Refusal | None:
    """Return, with its record kept, why the caller may not decide on a lot: a decision on it is one on every bid."""
    return bids.attempted_whole(call, tender, lot.id)


def _new(
    call: Call, tender: Tender, result: Result, winner: OpenedBid, body: AwardCreate, counted: standstill.Standstill
) -> Award:
    replaced = repository.last_void_of_lot(call.tx, result.lot_id)
    return Award(
        id=new_id(call.now),
        authority_id=tender.authority_id,
        tender_id=tender.id,
        lot_id=result.lot_id,
        result_id=result.id,
        bid_id=winner.bid_id,
        supplier_id=winner.supplier_id,
        reference=tenders.next_reference(call.tx, _REFERENCE, london_date(call.now).year),
        status=AwardStatus.DECIDED.value,
        reasons=body.reasons,
        criterion_reasons=dict(body.criterion_reasons),
        tie_reason=body.tie_reason,
        sent_by=None if body.sent_by is None else body.sent_by.value,
        voluntary_working_days=body.voluntary_working_days,
        notice_on=body.notice_on,
        standstill=standstill.to_mapping(counted),
        standstill_ends_at=counted.ends_at,
        decided_by=call.actor.person_id,
        decided_at=call.now,
        replaces_id=replaced.id if replaced else None,
        version=1,
    )


def _current_result(tx: Session, tender: Tender, lot: Lot) -> Result:
    result = evaluations.latest_result(tx, lot.id)
    if result is None:
        raise NoResultYet(lot.code)
    if not evaluations.is_current(tx, tender, lot, result):
        raise ResultNotCurrent(result.number, _changed(tx, tender, lot, result))
    if gone := evaluations.left_by_all(tx, tender, lot):
        raise ResultNotCurrent(result.number, gone)
    return result


def _changed(tx: Session, tender: Tender, lot: Lot, result: Result) -> list[str]:
    now = [rules.BidNow(str(bid.bid_id), bid.supplier_name, bid.status) for bid in bids.opened(tx, tender, lot.id)]
    agreed = [
        rules.AgreementNow(str(mark.bid_id), mark.criterion, _value(mark), mark.rationale)
        for mark in evaluations.agreed(tx, lot.id)
    ]
    found = rules.changed_since(result.body["inputs"], bids=now, agreements=agreed)
    return found or ["the bids or the agreed marks"]


def _value(agreed: AgreedMark) -> Decimal | bool:
    """Return the mark, or whether the gate was passed: a check of the database keeps exactly one of the two."""
    return agreed.mark if agreed.mark is not None else bool(agreed.passed)


def _check_may_win(tx: Session, tender: Tender, lot: Lot, of_lot: Mapping[str, Any], body: AwardCreate) -> None:
    """Raise unless the bid is first; where lots are limited, unless it is the one that the allocation leaves first."""
    if tenders.terms(tender).lot_limit is None:
        rules.check_may_win(of_lot, str(body.bid), tie_reason=body.tie_reason)
        return
    rules.check_ranked(of_lot, str(body.bid))
    allocating.check_may_win(tx, tender, lot, body.bid, tie_reason=body.tie_reason)


def _check_criteria(body: AwardCreate, known: list[str]) -> None:
    if unknown := [name for name in body.criterion_reasons if name not in known]:
        raise CriterionNotInResult(unknown, known)


def _plan(tender: Tender, body: AwardCreate, *, today: date) -> standstill.Standstill:
    if body.notice_on < today:
        raise NoticeInThePast(body.notice_on, today)
    return counting.counted(tender, body.notice_on, sent_by=body.sent_by, voluntary=body.voluntary_working_days)


def _waits_for_a_notice(tx: Session, tender: Tender, lot: Lot) -> bool:
    """Return whether a lot has, or may still have, a winner that nobody outside knows of."""
    award = repository.decided_for_lot(tx, lot.id)
    if award is not None:
        return award.published_at is None
    result = evaluations.latest_result(tx, lot.id)
    if result is not None:
        return bool(rules.lot_result(result.body, lot.code)["ranking"])
    return any(bid.status == "live" for bid in bids.opened(tx, tender, lot.id))
