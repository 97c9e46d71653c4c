"""Publish the notice of an approved award once every bidder has its summary, and count standstill from that day."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.awards import repository, rules
from app.awards.errors import (
    AwardNotApproved,
    NotAssessed,
    NoticeNotToday,
    NoticePublished,
    SummariesMissing,
)
from app.awards.models import Award, AwardSummary
from app.awards.schemas import AwardOut
from app.awards.service import counting, deciding, reading
from app.bids import service as bids
from app.evaluations import service as evaluations
from app.kit.actor import Actor
from app.kit.call import Call
from app.kit.clock import london_date
from app.kit.errors import Refusal
from app.kit.ids import new_id
from app.rubrics import standstill
from app.tenders import service as tenders


@dataclass(frozen=True, slots=True)
class Assessed:
    """A bid that was assessed, and whose it is: it gets a summary."""

    bid_id: UUID
    supplier_name: str


def publish_notice(call: Call, award_id: UUID, notice_on: date | None) -> AwardOut | Refusal:
    """Publish the notice today; from now on every bidder sees the award, and standstill runs.

    Whoever has not declared before the award, or is kept from a bidder of the lot, is refused, the record of it kept.

    Raises AwardVoid, NoticePublished, AwardNotApproved, NoticeNotToday, AwardOutdated, SummariesMissing,
    StandstillRuleUnknown or HolidaysUnknown.
    """
    tx, actor, today = call.tx, call.actor, london_date(call.now)
    known = reading.owned(tx, actor, award_id)
    tender = tenders.owned(tx, actor, known.tender_id, lock=True)
    if why_not := bids.attempted_whole(call, tender, known.lot_id):
        return why_not
    award = reading.check_stands(tx, award_id)
    if award.published_at is not None:
        raise NoticePublished(award.reference, award.notice_on)
    if award.approved_at is None:
        raise AwardNotApproved(award.reference)
    if notice_on is not None and notice_on != today:
        raise NoticeNotToday(notice_on, today)
    deciding.check_still_rests(tx, award, tender)
    check_summaries(tx, award)
    before = reading.facts(reading.present_alone(tx, award, tender))
    counted = counting.counted(tender, today, sent_by=award.sent_by, voluntary=award.voluntary_working_days)
    award.notice_on, award.standstill, award.standstill_ends_at = today, standstill.to_mapping(counted), counted.ends_at
    award.published_by, award.published_at = actor.person_id, call.now
    award.version += 1
    tx.flush()
    out = reading.present_alone(tx, award, tender)
    audit.record(
        tx,
        actor,
        Action.AWARD_NOTICE_PUBLISHED,
        award,
        log_id=award.authority_id,
        now=call.now,
        before=before,
        after=reading.facts(out) | {"standstill": award.standstill},
    )
    deciding.close_when_every_notice_is_out(tx, actor, tender, call.now)
    return out


def summary_issued(tx: Session, actor: Actor, award: Award, bid_id: UUID, digest: str, *, now: datetime) -> None:
    """Keep that the assessment summary of a bid was issued to its supplier: the document with this digest.

    A later one for the same bid counts in its place. Raises AwardVoid, AwardNotApproved, or NotAssessed for a bid
    that the result of the award does not assess.
    """
    held = reading.check_stands(tx, award.id)
    if held.approved_at is None:
        raise AwardNotApproved(held.reference)
    if bid_id not in {one.bid_id for one in assessed(tx, held)}:
        raise NotAssessed(held.reference, bid_id)
    opened = bids.opened(tx, tenders.get(tx, held.tender_id), held.lot_id)
    row = AwardSummary(
        id=new_id(now),
        authority_id=held.authority_id,
        award_id=held.id,
        bid_id=bid_id,
        supplier_id=next(bid.supplier_id for bid in opened if bid.bid_id == bid_id),
        digest=digest,
        issued_by=actor.person_id,
        issued_at=now,
    )
    repository.add_summary(tx, row)
    after = {"award": held.reference, "bid_id": str(bid_id), "supplier_id": str(row.supplier_id), "digest": digest}
    audit.record(tx, actor, Action.SUMMARY_ISSUED, row, log_id=held.authority_id, now=now, after=after)


def assessed(tx: Session, award: Award) -> list[Assessed]:
    """Return every bid that gets a summary: those the result ranks, and those that the assessment put out."""
    lot = tenders.lot_by_id(tenders.get(tx, award.tender_id), award.lot_id)
    of_lot = rules.lot_result(evaluations.result(tx, award.result_id).body, lot.code)
    return [Assessed(UUID(bid_id), name) for bid_id, name in rules.assessed(of_lot)]


def summaries_missing(tx: Session, award: Award) -> list[Assessed]:
    """Return every bid that was assessed and whose supplier was issued no summary of it under this award."""
    issued = {row.bid_id for row in repository.summaries(tx, award.id)}
    return [one for one in assessed(tx, award) if one.bid_id not in issued]


def check_summaries(tx: Session, award: Award) -> None:
    """Raise SummariesMissing while a bidder whose bid was assessed has no summary of it."""
    if missing := summaries_missing(tx, award):
        named = [{"bid": str(one.bid_id), "supplier": one.supplier_name} for one in missing]
        raise SummariesMissing(award.reference, named)
