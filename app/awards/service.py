"""Decide a lot, make a decision void, count the standstill, and say who won."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.awards import repository, rules
from app.awards.errors import (
    AwardContracted,
    AwardVoid,
    LotAlreadyAwarded,
    NoResultYet,
    NoticeInThePast,
    ResultNotCurrent,
    TenderNotBeingEvaluated,
)
from app.awards.models import Award
from app.awards.rules import AwardStatus
from app.awards.schemas import AwardCreate, AwardNoticeOut, AwardOut, ShownNumber, SkippedDayOut, StandstillOut
from app.bids import service as bids
from app.bids.opened import OpenedBid
from app.evaluations import service as evaluations
from app.evaluations.models import AgreedMark, Result
from app.kit import constraints
from app.kit.actor import Actor
from app.kit.call import Call
from app.kit.clock import london_date, london_text
from app.kit.errors import NotFound
from app.kit.ids import new_id
from app.kit.pagination import PageRequest
from app.kit.schema import Page
from app.organisations import service as organisations
from app.rubrics import standstill
from app.rubrics.errors import StandstillRuleUnknown
from app.tenders import service as tenders
from app.tenders.models import Lot, Tender
from app.tenders.rules import TenderStatus

constraints.means("uq_award_lot_id_decided", LotAlreadyAwarded, columns="award.lot_id")

_REFERENCE = "A"


def decide(call: Call, tender_id: UUID, body: AwardCreate) -> AwardOut:
    """Award one lot to the bid that is first in its current result.

    Raises TenderNotBeingEvaluated, LotAlreadyAwarded, NoResultYet, ResultNotCurrent, BidMayNotWin, TieNeedsReason,
    NoTie, NoticeInThePast, StandstillRuleUnknown or HolidaysUnknown.
    """
    tx, actor, now = call.tx, call.actor, call.now
    tender = tenders.owned(tx, actor, tender_id, lock=True)
    lot = tenders.lot(tender, body.lot)
    if standing_award := repository.decided_for_lot(tx, lot.id):
        raise LotAlreadyAwarded(standing_award.reference)
    if tender.status != TenderStatus.EVALUATING:
        raise TenderNotBeingEvaluated(tender.reference, tender.status)
    result = _current_result(tx, tender, lot)
    rules.check_may_win(rules.lot_result(result.body, lot.code), str(body.bid), tie_reason=body.tie_reason)
    counted = _count(tender, body, today=london_date(now))
    winner = next(bid for bid in bids.opened(tx, tender, lot.id) if bid.bid_id == body.bid)
    award = _new(call, tender, result, winner, body, counted)
    repository.add(tx, award)
    tenders.keep_decided(tx, tender, lot.id, now)
    out = present(award, lot=lot.code, supplier_name=winner.supplier_name)
    audit.record(
        tx,
        actor,
        Action.AWARD_DECIDED,
        award,
        log_id=award.authority_id,
        now=now,
        reason=award.reasons,
        after=_facts(out) | {"result_digest": result.digest},
    )
    _close_when_every_lot_is_decided(tx, actor, tender, now)
    return out


def void(call: Call, award_id: UUID, reason: str) -> AwardOut:
    """Make a decision void; it stays readable, and the lot may be decided anew. Raises AwardVoid or AwardContracted."""
    tx, actor, now = call.tx, call.actor, call.now
    tender = tenders.owned(tx, actor, owned(tx, actor, award_id).tender_id, lock=True)
    award = get_for_update(tx, award_id)
    if award.contracted_at is not None:
        raise AwardContracted(award.reference, london_text(award.contracted_at))
    _check_stands(award)
    before = _facts(_present_alone(tx, award, tender))
    award.status, award.void_reason = AwardStatus.VOID.value, reason
    award.voided_by, award.voided_at = actor.person_id, now
    award.version += 1
    tx.flush()  # the partial index on decided awards is freed before another one can come
    tenders.keep_decided(tx, tender, award.lot_id, None)
    out = _present_alone(tx, award, tender)
    audit.record(
        tx,
        actor,
        Action.AWARD_VOIDED,
        award,
        log_id=award.authority_id,
        now=now,
        reason=reason,
        before=before,
        after=_facts(out),
    )
    if tender.status == TenderStatus.AWARDED:
        tenders.set_status(tx, tender, TenderStatus.EVALUATING, now)
        audit.record(
            tx,
            actor,
            Action.TENDER_EVALUATED,
            tender,
            log_id=tender.authority_id,
            now=now,
            reason=f"Award {award.reference} was made void: {reason}",
        )
    return out


def bind(tx: Session, award_id: UUID, *, now: datetime) -> Award:
    """Keep that a contract under the award goes live now, so that it can no longer be made void; raise AwardVoid."""
    award = get_for_update(tx, award_id)
    _check_stands(award)
    award.contracted_at = now
    award.version += 1
    return award


def get(tx: Session, award_id: UUID) -> Award:
    """Return the row of one award, whoever asks; raise NotFound."""
    return _found(repository.get(tx, award_id), award_id)


def get_for_update(tx: Session, award_id: UUID) -> Award:
    """Return the row of one award, locked, whoever asks; raise NotFound."""
    return _found(repository.get_for_update(tx, award_id), award_id)


def owned(tx: Session, actor: Actor, award_id: UUID) -> Award:
    """Return the row of one award of the actor's own authority; raise NotFound."""
    found = repository.get(tx, award_id)
    return _found(found if found and found.authority_id == actor.organisation_id else None, award_id)


def decided_for_lot(tx: Session, lot_id: UUID) -> Award | None:
    """Return the award that stands for a lot, or None."""
    return repository.decided_for_lot(tx, lot_id)


def standing(tx: Session, award_id: UUID) -> bool:
    """Return whether an award stands: decided, and not made void."""
    return get(tx, award_id).status == AwardStatus.DECIDED


def check_stands(tx: Session, award_id: UUID) -> Award:
    """Return the row of an award that stands, locked; raise AwardVoid for one that was made void."""
    award = get_for_update(tx, award_id)
    _check_stands(award)
    return award


def read(tx: Session, actor: Actor, award_id: UUID) -> AwardOut:
    """Return one award of the actor's authority."""
    award = owned(tx, actor, award_id)
    return _present_alone(tx, award, tenders.get(tx, award.tender_id))


def listed(
    tx: Session, actor: Actor, asked: PageRequest, *, statuses: list[str], tender_id: UUID | None
) -> Page[AwardOut]:
    """Return a page of the awards of the actor's authority."""
    rows, following = repository.page(tx, actor.organisation_id, asked, statuses=statuses, tender_id=tender_id)
    return Page[AwardOut](items=_present_all(tx, rows), next=following)


def of_tender(tx: Session, actor: Actor, tender_id: UUID) -> Page[AwardOut]:
    """Return every award of a tender of the actor's authority, void ones too, oldest first."""
    tender = tenders.owned(tx, actor, tender_id)
    return Page[AwardOut](items=_present_all(tx, repository.of_tender(tx, tender.id)), next=None)


def read_standstill(call: Call, award_id: UUID) -> StandstillOut:
    """Return how the standstill of an award was counted, day by day."""
    award = owned(call.tx, call.actor, award_id)
    kept = award.standstill or {}
    return StandstillOut(
        **{name: kept[name] for name in StandstillOut.model_fields.keys() & kept.keys() - {"skipped"}},
        skipped=[SkippedDayOut.model_validate(day) for day in kept["skipped"]],
        ends_in_london=None if award.standstill_ends_at is None else london_text(award.standstill_ends_at),
        over=award.standstill_ends_at is None or call.now >= award.standstill_ends_at,
    )


def notices(tx: Session, actor: Actor, tender_id: UUID) -> Page[AwardNoticeOut]:
    """Return the awards of a tender as one of its bidders may see them; raise NotFound for anybody who did not bid."""
    tender = tenders.visible(tx, actor, tender_id)
    own = _own_bids(tx, actor, tender)
    if not own:
        raise NotFound("tender", tender_id)
    items = [_notice(tx, award, tender, own.get(award.lot_id)) for award in repository.of_tender(tx, tender.id)]
    return Page[AwardNoticeOut](items=items, next=None)


def read_notice(tx: Session, actor: Actor, award_id: UUID) -> AwardNoticeOut:
    """Return one award as a bidder of its tender may see it; raise NotFound for anybody else."""
    award = _found(repository.get(tx, award_id), award_id)
    tender = tenders.get(tx, award.tender_id)
    own = _own_bids(tx, actor, tender)
    if not own:
        raise NotFound("award", award_id)
    return _notice(tx, award, tender, own.get(award.lot_id))


def present(award: Award, *, lot: str, supplier_name: str) -> AwardOut:
    """Return an award as the authority sees it."""
    named = {"lot": lot, "supplier_name": supplier_name}
    fields = {name: getattr(award, name) for name in AwardOut.model_fields if name not in named}
    return AwardOut.model_validate(fields | named)


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
        tie_reason=body.tie_reason,
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
        now = [rules.BidNow(str(bid.bid_id), bid.supplier_name, bid.status) for bid in bids.opened(tx, tender, lot.id)]
        agreed = [
            rules.AgreementNow(str(mark.bid_id), mark.criterion, _value(mark), mark.rationale)
            for mark in evaluations.agreed(tx, lot.id)
        ]
        raise ResultNotCurrent(result.number, rules.changed_since(result.body["inputs"], bids=now, agreements=agreed))
    return result


def _value(agreed: AgreedMark) -> Decimal | bool:
    """Return the mark, or whether the gate was passed: a check of the database keeps exactly one of the two."""
    return agreed.mark if agreed.mark is not None else bool(agreed.passed)


def _count(tender: Tender, body: AwardCreate, *, today: date) -> standstill.Standstill:
    if body.notice_on < today:
        raise NoticeInThePast(body.notice_on, today)
    if tender.regime is None:
        raise StandstillRuleUnknown(f"Tender {tender.reference} names no regime, so no standstill can be counted.")
    return standstill.of_regime(
        tender.regime,
        body.notice_on,
        category=tender.category,
        sent_by=body.sent_by,
        voluntary_working_days=body.voluntary_working_days,
    )


def _close_when_every_lot_is_decided(tx: Session, actor: Actor, tender: Tender, now: datetime) -> None:
    if any(_waits_for_a_decision(tx, tender, lot) for lot in tender.lots):
        return
    tenders.set_status(tx, tender, TenderStatus.AWARDED, now)
    audit.record(tx, actor, Action.TENDER_AWARDED, tender, log_id=tender.authority_id, now=now)


def _waits_for_a_decision(tx: Session, tender: Tender, lot: Lot) -> bool:
    """Return whether a lot has, or may still have, a winner that nobody has decided on."""
    if repository.decided_for_lot(tx, lot.id) is not None:
        return False
    result = evaluations.latest_result(tx, lot.id)
    if result is not None:
        return bool(rules.lot_result(result.body, lot.code)["ranking"])
    return any(bid.status == "live" for bid in bids.opened(tx, tender, lot.id))


def _own_bids(tx: Session, actor: Actor, tender: Tender) -> dict[UUID, str]:
    """Return the bids of the actor's organisation by lot; none before the bids were opened."""
    if tender.closed_at is None:
        return {}
    opened = bids.opened_in_tender(tx, tender)
    return {bid.lot_id: str(bid.bid_id) for bid in opened if bid.supplier_id == actor.organisation_id}


def _notice(tx: Session, award: Award, tender: Tender, own_bid: str | None) -> AwardNoticeOut:
    lot = _code(tender, award.lot_id)
    of_lot = rules.lot_result(evaluations.result(tx, award.result_id).body, lot)
    place = rules.place_of(of_lot, own_bid) if own_bid else None
    return AwardNoticeOut(
        id=award.id,
        reference=award.reference,
        tender_id=tender.id,
        lot=lot,
        status=AwardStatus(award.status),
        winner=organisations.get(tx, award.supplier_id).name,
        reasons=award.reasons,
        notice_on=award.notice_on,
        standstill_ends_at=award.standstill_ends_at,
        decided_at=award.decided_at,
        your_standing=place.standing if place else None,
        your_rank=place.rank if place else None,
        your_rank_is_joint=place.joint if place and place.rank is not None else None,
        your_total=ShownNumber.model_validate(dict(place.total)) if place and place.total else None,
    )


def _present_alone(tx: Session, award: Award, tender: Tender) -> AwardOut:
    name = organisations.get(tx, award.supplier_id).name
    return present(award, lot=_code(tender, award.lot_id), supplier_name=name)


def _present_all(tx: Session, awards: Sequence[Award]) -> list[AwardOut]:
    names = organisations.names(tx, [award.supplier_id for award in awards])
    codes = repository.lot_codes(tx, [award.lot_id for award in awards])
    return [present(award, lot=codes[award.lot_id], supplier_name=names[award.supplier_id]) for award in awards]


def _code(tender: Tender, lot_id: UUID) -> str:
    return next(lot.code for lot in tender.lots if lot.id == lot_id)


def _check_stands(award: Award) -> None:
    if award.status != AwardStatus.DECIDED:
        raise AwardVoid(award.reference)


def _found(award: Award | None, award_id: UUID) -> Award:
    if award is None:
        raise NotFound("award", award_id)
    return award


def _facts(out: AwardOut) -> dict[str, Any]:
    return out.model_dump(mode="json", exclude={"version"})
