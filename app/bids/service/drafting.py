"""A supplier's own desk: begin a bid, change its draft, check it, and read what was submitted."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.bids import completeness, repository
from app.bids.errors import BidContentInvalid, BidExists, OwnTender, TakesNoBids
from app.bids.models import Bid
from app.bids.presenting import bid_out, receipt_out, submission_out
from app.bids.rules import BidStatus
from app.bids.schemas import (
    BidCheckOut,
    BidContent,
    BidCreate,
    BidOut,
    BidSummaryOut,
    FindingOut,
    ReceiptOut,
    SubmissionOut,
)
from app.kit import constraints
from app.kit.actor import Actor
from app.kit.call import Call
from app.kit.errors import NotFound
from app.kit.ids import new_id
from app.kit.pagination import PageRequest
from app.kit.schema import Page
from app.rubrics.leaves import Leaf
from app.tenders import service as tenders
from app.tenders.models import Tender
from app.tenders.rules import takes_bids
from scoring.digest import digest

constraints.means("uq_bid_lot_id_supplier_id", BidExists, columns="bid.lot_id, bid.supplier_id")


def create(tx: Session, actor: Actor, tender_id: UUID, body: BidCreate, *, now: datetime) -> BidOut:
    """Begin a bid for one lot. Raises OwnTender, TakesNoBids, BidExists or BidContentInvalid."""
    tender = tenders.visible(tx, actor, tender_id)
    if tender.authority_id == actor.organisation_id:
        raise OwnTender(tender.reference)
    _check_takes_bids(tender, now)
    lot = tenders.lot(tender, body.lot)
    if repository.has_bid(tx, lot.id, actor.organisation_id):
        raise BidExists
    bid = Bid(
        id=new_id(now),
        authority_id=tender.authority_id,
        tender_id=tender.id,
        lot_id=lot.id,
        supplier_id=actor.organisation_id,
        status=BidStatus.DRAFT.value,
        draft=_kept(body.content, tenders.leaves(tx, tender, lot.code), place="body.content"),
        created_at=now,
        version=1,
    )
    repository.add(tx, bid)
    after = {"tender": str(tender.id), "lot": lot.code, "draft_digest": digest(bid.draft)}
    audit.record(tx, actor, Action.BID_DRAFTED, bid, log_id=actor.organisation_id, now=now, after=after)
    return bid_out(bid, lot.code, None)


def update(call: Call, bid_id: UUID, content: BidContent) -> BidOut:
    """Replace the draft of a bid; what was submitted stays as it was. Raises TakesNoBids or BidContentInvalid."""
    tx, actor, now = call.tx, call.actor, call.now
    own(tx, actor, bid_id)
    bid = repository.get_for_update(tx, bid_id)
    call.check_version(bid.version)
    tender = tenders.get(tx, bid.tender_id)
    _check_takes_bids(tender, now)
    lot = tenders.lot_by_id(tender, bid.lot_id)
    before = {"draft_digest": digest(bid.draft)}
    bid.draft = _kept(content, tenders.leaves(tx, tender, lot.code), place="body")
    bid.version += 1
    audit.record(
        tx,
        actor,
        Action.BID_UPDATED,
        bid,
        log_id=actor.organisation_id,
        now=now,
        before=before,
        after={"draft_digest": digest(bid.draft)},
    )
    return _out(tx, bid, tender)


def check(tx: Session, actor: Actor, bid_id: UUID) -> BidCheckOut:
    """Return everything that keeps the draft from being submitted."""
    bid = own(tx, actor, bid_id)
    tender = tenders.get(tx, bid.tender_id)
    leaves = tenders.leaves(tx, tender, tenders.lot_by_id(tender, bid.lot_id).code)
    content = BidContent.model_validate(bid.draft)
    found = completeness.findings(content, leaves, tenders.rubric_body(tx, tender))
    return BidCheckOut(complete=not found, findings=[FindingOut.model_validate(one) for one in found])


def listed(
    tx: Session, actor: Actor, asked: PageRequest, *, statuses: Sequence[str], tender_id: UUID | None
) -> Page[BidSummaryOut]:
    """Return a page of the bids of the actor's own organisation."""
    rows, following = repository.page_of_supplier(
        tx, actor.organisation_id, asked, statuses=statuses, tender_id=tender_id
    )
    return Page[BidSummaryOut](items=[BidSummaryOut.model_validate(row) for row in rows], next=following)


def read_own(tx: Session, actor: Actor, bid_id: UUID) -> BidOut:
    """Return one bid of the actor's own organisation."""
    bid = own(tx, actor, bid_id)
    return _out(tx, bid, tenders.get(tx, bid.tender_id))


def submissions(tx: Session, actor: Actor, bid_id: UUID) -> Page[ReceiptOut]:
    """Return the receipts of every submission of one's own bid, the first one first."""
    bid = own(tx, actor, bid_id)
    lot = tenders.lot_by_id(tenders.get(tx, bid.tender_id), bid.lot_id)
    rows = repository.submissions(tx, bid_id)
    return Page[ReceiptOut](items=[receipt_out(bid, lot.code, row) for row in rows], next=None)


def read_submission(tx: Session, actor: Actor, bid_id: UUID, number: int) -> SubmissionOut:
    """Return one submission of one's own bid, as it was made."""
    bid = own(tx, actor, bid_id)
    found = repository.submission(tx, bid_id, number)
    if found is None:
        raise NotFound("submission", number)
    lot = tenders.lot_by_id(tenders.get(tx, bid.tender_id), bid.lot_id)
    return submission_out(bid, lot.code, found)


def own(tx: Session, actor: Actor, bid_id: UUID) -> Bid:
    """Return a bid of the actor's own organisation; a bid of anybody else is as absent as one that never was."""
    bid = repository.get(tx, bid_id)
    if bid is None or bid.supplier_id != actor.organisation_id:
        raise NotFound("bid", bid_id)
    return bid


def _out(tx: Session, bid: Bid, tender: Tender) -> BidOut:
    number = bid.current_number
    current = None if number is None else repository.submission(tx, bid.id, number)
    return bid_out(bid, tenders.lot_by_id(tender, bid.lot_id).code, current)


def _kept(content: BidContent, leaves: Sequence[Leaf], *, place: str) -> dict[str, object]:
    """Return the JSON form of a draft that can be kept; raise BidContentInvalid for answers to nothing."""
    found = completeness.draft_findings(content, leaves)
    if found:
        listed_findings = [one.to_mapping() | {"place": f"{place}.{one.place}"} for one in found]
        raise BidContentInvalid(
            f"The draft has {len(found)} answers that belong to no question of this lot, or to one already answered. "
            "Mend what is listed; nothing was changed.",
            listed_findings,
        )
    return content.model_dump(mode="json")


def _check_takes_bids(tender: Tender, now: datetime) -> None:
    if not takes_bids(tender.status, closes_at=tender.closes_at, now=now):
        raise TakesNoBids(tender.reference, tender.status, closes_at=tender.closes_at, now=now)
