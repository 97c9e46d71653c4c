"""Draft tenders, publish them with their rubric pinned, extend or abandon them, and hand them to later concepts."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.kit.actor import Actor
from app.kit.adding import fresh
from app.kit.call import Call
from app.kit.clock import london_date
from app.kit.errors import NotFound
from app.kit.ids import new_id
from app.kit.memory import Memory
from app.kit.pagination import PageRequest
from app.kit.schema import Page
from app.organisations import service as organisations
from app.rubrics import service as rubrics
from app.rubrics.leaves import Leaf
from app.tenders import content, readiness, repository, rules
from app.tenders import terms as stated
from app.tenders.errors import (
    DeadlineNotLater,
    RubricDoesNotMatch,
    RubricNotPinned,
    TenderMayNot,
    TenderNotDraft,
    TenderNotOpen,
    TenderNotOpened,
    TenderNotReady,
)
from app.tenders.models import Lot, Tender
from app.tenders.present import facts, present, present_plain, present_rubric
from app.tenders.rules import TenderStatus
from app.tenders.schemas import (
    Abandonment,
    Extension,
    NoticeOut,
    TenderChecksOut,
    TenderFindingOut,
    TenderOut,
    TenderRubricOut,
    TenderWrite,
)
from app.tenders.terms import EvaluationTerms
from scoring.digest import digest_of_bytes, write

REFERENCE = "T"
_WRITTEN = (
    "title",
    "description",
    "regime",
    "rubric_id",
    "value",
    "currency",
    "value_includes_vat",
    "starts_on",
    "ends_on",
    "cpv",
    "places",
    "closes_at",
)

# By the digest of the rubric, verified when it was read: 0.3 ms that every mark, bid and result would take again.
_questions: Memory[str, tuple[Leaf, ...]] = Memory(200)


# ---------------------------------------------------------------------------------------------- for later concepts
def get(tx: Session, tender_id: UUID) -> Tender:
    """Return the row of one tender, whoever asks; raise NotFound."""
    return _found(repository.get(tx, tender_id), tender_id)


def get_for_update(tx: Session, tender_id: UUID) -> Tender:
    """Return the row of one tender, locked and read afresh, whoever asks; raise NotFound."""
    return _found(repository.get_for_update(tx, tender_id), tender_id)


def owned(tx: Session, actor: Actor, tender_id: UUID, *, lock: bool = False) -> Tender:
    """Return the row of a tender of the actor's own organisation; raise NotFound for anybody else's."""
    row = get_for_update(tx, tender_id) if lock else get(tx, tender_id)
    if row.authority_id != actor.organisation_id:
        raise NotFound("tender", tender_id)
    return row


def visible(tx: Session, actor: Actor, tender_id: UUID) -> Tender:
    """Return the row of a tender that the actor may see: their own, and anybody's once it has been published."""
    row = get(tx, tender_id)
    if not _may_see(actor, row.authority_id, row.published_at):
        raise NotFound("tender", tender_id)
    return row


def lot(tender: Tender, code: str) -> Lot:
    """Return a lot of a tender by its code; raise NotFound."""
    for found in tender.lots:
        if found.code == code:
            return found
    raise NotFound(f"lot of the tender {tender.reference} with the code", code)


def lot_by_id(tender: Tender, lot_id: UUID) -> Lot:
    """Return a lot of a tender by its id; raise NotFound."""
    for found in tender.lots:
        if found.id == lot_id:
            return found
    raise NotFound(f"lot of the tender {tender.reference} with the id", lot_id)


def terms(tender: Tender) -> EvaluationTerms:
    """Return how a tender says it is evaluated; pinned with everything else when it is published."""
    return stated.from_mapping(tender.evaluation_terms)


def rubric_body(tx: Session, tender: rules.Pinned) -> dict[str, Any]:
    """Return the pinned rubric document, its digest verified; raise RubricNotPinned or RubricDoesNotMatch."""
    if tender.rubric_id is None or tender.rubric_digest is None:
        raise RubricNotPinned(tender.reference)
    body = rubrics.of_authority(tx, tender.authority_id, tender.rubric_id).body
    # What was published had a canonical form; whatever has none now gives another digest too.
    found = digest_of_bytes(write(body))
    if found != tender.rubric_digest:
        raise RubricDoesNotMatch(tender.reference, tender.rubric_digest, found)
    return body


def leaves(tx: Session, tender: Tender, lot_code: str) -> list[Leaf]:
    """Return the questions of the pinned rubric that are asked in a lot, in order; raise NotFound for no such lot."""
    return asked_in(tx, tender, lot(tender, lot_code).code)


def asked_in(tx: Session, pinned: rules.Pinned, lot_code: str) -> list[Leaf]:
    """Return what `leaves` does, for whoever knows that the lot is there and what is pinned, but holds no tender."""
    found = None if pinned.rubric_digest is None else _questions.get(pinned.rubric_digest)
    if found is None:
        found = tuple(rubrics.leaves(rubric_body(tx, pinned)))
        _questions.keep(str(pinned.rubric_digest), found)
    return [leaf for leaf in found if leaf.in_lot(lot_code)]


def set_status(tx: Session, tender: Tender, status: TenderStatus, now: datetime) -> None:
    """Move a tender on in its life and stamp when; raise TenderMayNot for a step that its life does not have."""
    if not rules.may_become(tender.status, status):
        raise TenderMayNot(tender.reference, tender.status, status.value, rules.ways_on(tender.status))
    tender.status = status.value
    if status is TenderStatus.PUBLISHED:
        tender.published_at = now
    if status is TenderStatus.CLOSED:
        tender.closed_at = now
    tender.version += 1
    repository.flush(tx)


def set_opened(tx: Session, tender: Tender, now: datetime) -> None:
    """Keep that the bids of a closed tender were opened. The tender must be locked."""
    tender.opened_at = now
    tender.version += 1
    repository.flush(tx)


def keep_decided(tx: Session, tender: Tender, lot_id: UUID, at: datetime | None) -> None:
    """Keep that an award stands for a lot since an instant; None when it was made void. The tender must be locked."""
    lot_by_id(tender, lot_id).decided_at = at
    repository.flush(tx)


def standing_in(tender: Tender, lot_id: UUID) -> str:
    """Return where a tender stands as far as one lot goes: `awarded in lot 1` as soon as that one is decided."""
    one = lot_by_id(tender, lot_id)
    return rules.standing_in_lot(tender.status, one.code, one.decided_at)


def next_reference(tx: Session, kind: str, year: int) -> str:
    """Return the next human reference of a kind in a year, such as `T-2026-0001`; no two requests get the same."""
    return f"{kind}-{year}-{repository.next_number(tx, kind, year):04d}"


def references_by_ocid(tx: Session, authority_id: UUID, ocid: str) -> Sequence[str]:
    """Return the references of an authority's tenders that were imported from one contracting process."""
    return repository.references_by_ocid(tx, authority_id, ocid)


# ------------------------------------------------------------------------------------------------------- use cases
def create(tx: Session, actor: Actor, body: TenderWrite, *, now: datetime) -> TenderOut:
    """Draft a tender of the actor's authority; raise TenderContent for a rubric or regime that is not there."""
    row = draft(tx, actor, actor.organisation_id, body, now=now)
    return _out(tx, actor, row, now)


def draft(
    tx: Session,
    actor: Actor | None,
    authority_id: UUID,
    body: TenderWrite,
    *,
    now: datetime,
    ocid: str | None = None,
    notice: Mapping[str, Any] | None = None,
    notice_findings: list[Any] | None = None,
) -> Tender:
    """Keep a draft of an authority, with the notice it came from if any; `actor` is None for the console."""
    content.check(tx, authority_id, body)
    row = fresh(
        Tender,
        id=new_id(now),
        authority_id=authority_id,
        status=TenderStatus.DRAFT.value,
        ocid=ocid,
        notice=None if notice is None else dict(notice),
        notice_findings=notice_findings,
        created_at=now,
        version=1,
    )
    _write(row, body, now, partial(fresh, Lot))
    # As late as can be: on PostgreSQL whoever takes the next number waits from here to the commit.
    row.reference = next_reference(tx, REFERENCE, london_date(now).year)
    action = Action.TENDER_DRAFTED if notice is None else Action.TENDER_IMPORTED
    audit.record(tx, actor, action, row, log_id=authority_id, now=now, after=facts(row), adding=repository.added(row))
    return row


def read(tx: Session, actor: Actor, tender_id: UUID, *, now: datetime) -> TenderOut:
    """Return a tender that the actor may see; raise NotFound."""
    row = repository.shown(tx, tender_id)
    if row is None or not _may_see(actor, row["authority_id"], row["published_at"]):
        raise NotFound("tender", tender_id)
    return _shown(tx, actor, [row], now)[0]


def listed(
    tx: Session,
    actor: Actor,
    asked: PageRequest,
    *,
    statuses: list[str],
    authority_id: UUID | None,
    now: datetime,
) -> Page[TenderOut]:
    """Return a page of the tenders that the actor may see."""
    rows, following = repository.page(tx, actor.organisation_id, asked, statuses=statuses, authority_id=authority_id)
    return Page[TenderOut](items=_shown(tx, actor, rows, now), next=following)


def update(call: Call, tender_id: UUID, body: TenderWrite) -> TenderOut:
    """Replace a draft; raise TenderNotDraft for one that bidders have read, and TenderContent."""
    row = owned(call.tx, call.actor, tender_id, lock=True)
    if row.status != TenderStatus.DRAFT:
        raise TenderNotDraft(row.reference, row.status)
    call.check_version(row.version)
    content.check(call.tx, row.authority_id, body)
    before = facts(row)
    _write(row, body, call.now)
    row.version += 1
    repository.flush(call.tx)
    _record(call, Action.TENDER_UPDATED, row, before)
    return _out(call.tx, call.actor, row, call.now)


def publish(call: Call, tender_id: UUID) -> TenderOut:
    """Open a tender for bids, its rubric pinned by digest; raise TenderMayNot or TenderNotReady."""
    row = owned(call.tx, call.actor, tender_id, lock=True)
    if not rules.may_become(row.status, TenderStatus.PUBLISHED):
        wanted = TenderStatus.PUBLISHED.value
        raise TenderMayNot(row.reference, row.status, wanted, rules.ways_on(row.status))
    found = readiness.examined(call.tx, row, now=call.now)
    if needed := found.needed + found.needed_by_regime:
        raise TenderNotReady(row.reference, [readiness.finding(shortfall) for shortfall in needed])
    before = facts(row)
    row.rubric_digest = None if found.rubric is None else found.rubric.digest
    set_status(call.tx, row, TenderStatus.PUBLISHED, call.now)
    _record(call, Action.TENDER_PUBLISHED, row, before)
    return _out(call.tx, call.actor, row, call.now)


def extend(call: Call, tender_id: UUID, body: Extension) -> TenderOut:
    """Move the deadline of an open tender to a later moment; raise TenderNotOpen or DeadlineNotLater."""
    row = owned(call.tx, call.actor, tender_id, lock=True)
    if row.closes_at is None or not rules.takes_bids(row.status, closes_at=row.closes_at, now=call.now):
        raise TenderNotOpen(row.reference, row.status, row.closes_at)
    if body.closes_at <= row.closes_at:
        raise DeadlineNotLater(row.closes_at, body.closes_at)
    before = facts(row)
    row.closes_at = body.closes_at
    row.version += 1
    _record(call, Action.TENDER_EXTENDED, row, before, reason=body.reason)
    return _out(call.tx, call.actor, row, call.now)


def abandon(call: Call, tender_id: UUID, body: Abandonment) -> TenderOut:
    """Give a tender up, with the reason that everybody will read; raise TenderMayNot."""
    row = owned(call.tx, call.actor, tender_id, lock=True)
    before = facts(row)
    set_status(call.tx, row, TenderStatus.ABANDONED, call.now)
    row.abandoned_reason = body.reason
    _record(call, Action.TENDER_ABANDONED, row, before, reason=body.reason)
    return _out(call.tx, call.actor, row, call.now)


def evaluate(call: Call, tender_id: UUID) -> TenderOut:
    """Start the evaluation of a tender whose bids are open; raise TenderMayNot or TenderNotOpened."""
    row = owned(call.tx, call.actor, tender_id, lock=True)
    if row.status == TenderStatus.CLOSED and row.opened_at is None:
        raise TenderNotOpened(row.reference)
    before = facts(row)
    set_status(call.tx, row, TenderStatus.EVALUATING, call.now)
    _record(call, Action.TENDER_EVALUATED, row, before)
    return _out(call.tx, call.actor, row, call.now)


def rubric(tx: Session, actor: Actor, tender_id: UUID) -> TenderRubricOut:
    """Return the pinned rubric of a tender that the actor may see; raise RubricNotPinned or RubricDoesNotMatch."""
    row = visible(tx, actor, tender_id)
    return present_rubric(row, rubric_body(tx, row))


def checks(tx: Session, actor: Actor, tender_id: UUID, *, now: datetime) -> TenderChecksOut:
    """Return what publishing a draft of the actor's authority now would refuse, and what it would only advise."""
    row = owned(tx, actor, tender_id)
    found = readiness.examined(tx, row, now=now)
    needed = found.needed + found.needed_by_regime
    return TenderChecksOut(
        tender_id=row.id,
        regime=row.regime,
        may_be_published=not needed and rules.may_become(row.status, TenderStatus.PUBLISHED),
        needed=[TenderFindingOut.model_validate(readiness.finding(one)) for one in needed],
        advised=[TenderFindingOut.model_validate(readiness.finding(one)) for one in found.advised],
    )


def notice(tx: Session, actor: Actor, tender_id: UUID) -> NoticeOut:
    """Return the notice that a tender of the actor's authority was imported from."""
    row = owned(tx, actor, tender_id)
    return NoticeOut(tender_id=row.id, ocid=row.ocid, notice=row.notice, findings=row.notice_findings)


# ---------------------------------------------------------------------------------------------------------- inside
def _found(row: Tender | None, tender_id: UUID) -> Tender:
    if row is None:
        raise NotFound("tender", tender_id)
    return row


def _may_see(actor: Actor, authority_id: UUID, published_at: datetime | None) -> bool:
    return authority_id == actor.organisation_id or published_at is not None


def _out(tx: Session, actor: Actor, row: Tender, now: datetime) -> TenderOut:
    return present(row, actor, authority_name=_names(tx, actor, [row.authority_id])[row.authority_id], now=now)


def _shown(tx: Session, actor: Actor, rows: Sequence[Mapping[str, Any]], now: datetime) -> list[TenderOut]:
    if not rows:
        return []
    lots = repository.lots(tx, [row["id"] for row in rows])
    names = _names(tx, actor, [row["authority_id"] for row in rows])
    return [
        present_plain(row, lots[row["id"]], actor, authority_name=names[row["authority_id"]], now=now) for row in rows
    ]


def _names(tx: Session, actor: Actor, ids: Iterable[UUID]) -> Mapping[UUID, str]:
    """Return the names of authorities; the actor's own is known already, and is mostly the only one."""
    own = {actor.organisation_id: actor.organisation_name}
    return {**organisations.names(tx, set(ids) - own.keys()), **own}


def _record(call: Call, action: Action, row: Tender, before: Mapping[str, Any], *, reason: str | None = None) -> None:
    audit.record(
        call.tx,
        call.actor,
        action,
        row,
        log_id=row.authority_id,
        now=call.now,
        reason=reason,
        before=before,
        after=facts(row),
    )


def _write(row: Tender, body: TenderWrite, now: datetime, make_lot: Callable[..., Lot] = Lot) -> None:
    """Put what was sent into the row; a lot keeps its id as long as it keeps its code."""
    for name in _WRITTEN:
        setattr(row, name, getattr(body, name))
    row.category = None if body.category is None else body.category.value
    row.evaluation_terms = stated.to_mapping(body.evaluation.stated())
    kept = {one.code: one for one in row.lots}
    given = [(one.code, one.title, one.value) for one in body.lots] or [("1", body.title, body.value)]
    lots = []
    for position, (code, title, value) in enumerate(given):
        one = kept.get(code) or make_lot(id=new_id(now), code=code)
        one.position, one.title, one.value = position, title, value
        lots.append(one)
    row.lots = lots
