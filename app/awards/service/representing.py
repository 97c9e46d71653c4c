"""Take what is said against an award, keep standstill open where the law does, and have another person decide it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.awards import repository, rules
from app.awards.errors import (
    NoticeNotPublished,
    NotReceivedThen,
    RepresentationDecided,
    RepresentationLate,
    RepresentedTooOften,
    ReviewNeedsAnother,
)
from app.awards.models import Award, Representation
from app.awards.rules import RepresentationStatus
from app.awards.schemas import RepresentationCreate, RepresentationDecision, RepresentationOut
from app.awards.service import counting, deciding, reading, telling
from app.bids import service as bids
from app.identity.rules import AUTHORITY_READERS, BUYER, COMMISSIONER, SUPPLIER
from app.kit.actor import Actor
from app.kit.call import Call
from app.kit.clock import london_date, london_text
from app.kit.errors import NotFound, Refusal
from app.kit.ids import new_id
from app.kit.schema import Page
from app.organisations import service as organisations
from app.tenders import service as tenders
from app.tenders.models import Tender

_TOO_LATE = "It came after the last moment at which it could be made, and was returned without a review."


@dataclass(frozen=True, slots=True)
class Hindrances:
    """What was said against an award that keeps a contract from being made: what is undecided, and what was upheld."""

    undecided: int
    upheld: bool


@dataclass(frozen=True, slots=True)
class _Source:
    """Who makes a representation, and when it was received."""

    supplier_id: UUID | None
    made_by: str
    received_at: datetime
    own: bool


def represent(call: Call, award_id: UUID, body: RepresentationCreate) -> RepresentationOut | Refusal:
    """Keep what a bidder says against an award, or what a buyer logs for somebody.

    What comes after standstill is kept all the same; where the regime reviews only what came in time it is returned:
    to a bidder as the refusal RepresentationLate, whose record stays. Of the authority somebody logs it who has
    declared and keeps away from no bidder of the lot. Raises AwardVoid, NoticeNotPublished, NotReceivedThen or
    RepresentedTooOften.
    """
    tx, now = call.tx, call.now
    award = reading.get(tx, award_id)
    tender = tenders.get(tx, award.tender_id)
    if _runs(call.actor, award) and (why_not := telling.attempted(call, award)):
        return why_not
    source = _source(call, award, tender, body)
    award = reading.check_stands(tx, award_id)
    if award.published_at is None:
        raise NoticeNotPublished(award.reference)
    if not award.published_at <= source.received_at <= now:
        raise NotReceivedThen(london_text(source.received_at), london_text(award.published_at))
    if source.own:
        _check_not_too_often(tx, award, source.supplier_id)
    row = _kept(call, award, tender, source, body.words)
    repository.add_representation(tx, row)
    out = _out(row)
    _record(call, Action.REPRESENTATION_MADE, row, after=_facts(out))
    if source.own and row.status == RepresentationStatus.RETURNED and row.window_ends_at is not None:
        return RepresentationLate(award.reference, london_text(row.window_ends_at))
    return out


def representations(tx: Session, actor: Actor, award_id: UUID) -> Page[RepresentationOut]:
    """Return what was said against an award: to its authority everything, to a bidder what it said itself.

    Of the authority whoever is free reads it: raises DeclarationNeeded, ConflictUndecided, ConflictBarred or
    KeptFromBid.
    """
    award = reading.get(tx, award_id)
    if _is_authority(actor, award):
        telling.check_whole(tx, actor, award)
    rows = list(repository.representations(tx, award.id))
    if not _is_authority(actor, award):
        _bidder(tx, actor, award, tenders.get(tx, award.tender_id))
        rows = [row for row in rows if row.supplier_id == actor.organisation_id]
    return Page[RepresentationOut](items=[_out(row) for row in rows], next=None)


def decide_representation(
    call: Call, representation_id: UUID, body: RepresentationDecision
) -> RepresentationOut | Refusal:
    """Decide what becomes of a representation, communicated today; where the regime says so standstill runs on.

    Whoever has not declared, or keeps away from a bidder of the lot, is refused, and the record of the attempt kept.
    Raises AwardVoid, RepresentationDecided, ReviewNeedsAnother or HolidaysUnknown.
    """
    tx, actor, now = call.tx, call.actor, call.now
    row = repository.representation(tx, representation_id)
    if row is None or row.authority_id != actor.organisation_id:
        raise NotFound("representation", representation_id)
    tender = tenders.owned(tx, actor, reading.get(tx, row.award_id).tender_id, lock=True)
    if why_not := deciding.conflicted(call, tender, tenders.lot_by_id(tender, reading.get(tx, row.award_id).lot_id)):
        return why_not
    award = reading.get_for_update(tx, row.award_id)
    row = repository.representation(tx, representation_id, fresh=True) or row
    if row.status != RepresentationStatus.OPEN:
        raise RepresentationDecided(row.status)
    if award.decided_by == actor.person_id:
        raise ReviewNeedsAnother(award.reference)
    before = _facts(_out(row))
    row.status, row.reasons = body.outcome.value, body.reasons
    row.decided_by, row.decided_at, row.decision_on = actor.person_id, now, london_date(now)
    row.version += 1
    if row.holds_standstill:
        _extend(award, row, tender)
    tx.flush()
    out = _out(row)
    _record(call, Action.REPRESENTATION_DECIDED, row, before=before, after=_facts(out), reason=body.reasons)
    return out


def representations_of(tx: Session, award_id: UUID) -> Sequence[Representation]:
    """Return the rows of everything that was said against an award, whoever asks, oldest first."""
    return repository.representations(tx, award_id)


def hindrances(tx: Session, award_id: UUID) -> Hindrances:
    """Return what was said against an award that keeps a contract from being made."""
    rows = repository.representations(tx, award_id)
    return Hindrances(
        undecided=sum(row.status == RepresentationStatus.OPEN and row.in_time is True for row in rows),
        upheld=any(row.status == RepresentationStatus.UPHELD for row in rows),
    )


def _source(call: Call, award: Award, tender: Tender, body: RepresentationCreate) -> _Source:
    """Return who speaks; raise NotFound for somebody who may not, or for a supplier that did not bid."""
    actor = call.actor
    if _runs(actor, award):
        name = body.made_by
        if body.supplier_id is not None:
            opened = bids.opened_in_tender(call.tx, tender)
            names = {bid.supplier_id: bid.supplier_name for bid in opened}
            if body.supplier_id not in names:
                raise NotFound(f"bidder of the tender {tender.reference}", body.supplier_id)
            name = name or names[body.supplier_id]
        return _Source(body.supplier_id, name or "somebody who gave no name", body.received_at or call.now, own=False)
    _bidder(call.tx, actor, award, tender)
    name = organisations.get(call.tx, actor.organisation_id).name
    return _Source(actor.organisation_id, name, call.now, own=True)


def _bidder(tx: Session, actor: Actor, award: Award, tender: Tender) -> None:
    """Raise NotFound unless the actor speaks for a bidder of the tender, and the notice is published."""
    bidding = actor.has(*SUPPLIER) and award.authority_id != actor.organisation_id
    if not bidding or award.published_at is None or not reading.own_bids(tx, actor, tender):
        raise NotFound("award", award.id)


def _runs(actor: Actor, award: Award) -> bool:
    return award.authority_id == actor.organisation_id and actor.has(*BUYER, *COMMISSIONER)


def _is_authority(actor: Actor, award: Award) -> bool:
    return award.authority_id == actor.organisation_id and actor.has(*AUTHORITY_READERS)


def _check_not_too_often(tx: Session, award: Award, supplier_id: UUID | None) -> None:
    """Raise RepresentedTooOften for a bidder that has said enough; the award is held, so that none slips through."""
    said = sum(row.supplier_id == supplier_id for row in repository.representations(tx, award.id))
    if said >= rules.MOST_REPRESENTATIONS:
        raise RepresentedTooOften(award.reference, said)


def _kept(call: Call, award: Award, tender: Tender, source: _Source, words: str) -> Representation:
    window = _window(award)
    in_time = rules.in_time(source.received_at, window)
    reviewed_in_time_only = counting.holds_open(tender, award.notice_on)
    late = reviewed_in_time_only and in_time is False
    return Representation(
        id=new_id(call.now),
        authority_id=award.authority_id,
        award_id=award.id,
        supplier_id=source.supplier_id,
        made_by=source.made_by,
        words=words,
        received_at=source.received_at,
        logged_by=call.actor.person_id,
        logged_at=call.now,
        window_ends_at=window,
        in_time=in_time,
        holds_standstill=reviewed_in_time_only and in_time is True,
        status=RepresentationStatus.RETURNED.value if late else RepresentationStatus.OPEN.value,
        reasons=_TOO_LATE if late else None,
        version=1,
    )


def _window(award: Award) -> datetime | None:
    """Return the end of standstill as it was first counted: what a review adds to it opens no second window."""
    text = (award.standstill or {}).get("ends_at")
    return None if text is None else datetime.fromisoformat(text)


def _extend(award: Award, row: Representation, tender: Tender) -> None:
    if row.decision_on is None:
        return
    row.extension = counting.after_review(tender, row.decision_on)
    if row.extension is None or award.standstill_ends_at is None:
        return
    award.standstill_ends_at = max(award.standstill_ends_at, datetime.fromisoformat(row.extension["ends_at"]))
    award.version += 1


def _out(row: Representation) -> RepresentationOut:
    fields = {name: getattr(row, name) for name in RepresentationOut.model_fields if name != "extension"}
    return RepresentationOut.model_validate(fields | {"extension": counting.extension_out(row.extension)})


def _facts(out: RepresentationOut) -> dict[str, Any]:
    return out.model_dump(mode="json", exclude={"version"})


def _record(
    call: Call,
    action: Action,
    row: Representation,
    *,
    after: dict[str, Any],
    before: dict[str, Any] | None = None,
    reason: str | None = None,
) -> None:
    audit.record(
        call.tx,
        call.actor,
        action,
        row,
        log_id=row.authority_id,
        now=call.now,
        reason=reason,
        before=before,
        after=after,
    )
