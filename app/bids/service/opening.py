"""Opening, and what the authority may do with a bid from then on; before it, there is nothing here to see."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.bids import repository, rules
from app.bids.errors import BidBinding, BidStateForbids, DeadlineNotPassed, NotOpenForClosing, TenderSealed
from app.bids.opened import OpenedBid
from app.bids.presenting import opened_out, opened_summary_out, opened_value
from app.bids.rules import STANDING, BidStatus
from app.bids.schemas import BidOut, LateBidOut, OpenedBidOut, OpenedBidSummaryOut, OpeningOut
from app.bids.service.drafting import read_own
from app.conflicts import service as conflicts
from app.identity.rules import AUDITOR, AUTHORITY_READERS, SUPPLIER
from app.kit.actor import Actor
from app.kit.call import Call
from app.kit.errors import NotFound
from app.kit.pagination import PageRequest
from app.kit.schema import Page
from app.organisations import service as organisations
from app.tenders import service as tenders
from app.tenders.models import Tender
from app.tenders.rules import TenderStatus

_UNDECIDED = {TenderStatus.CLOSED, TenderStatus.EVALUATING}


def open_tender(call: Call, tender_id: UUID) -> OpeningOut:
    """Close a tender after its deadline and open its bids; every one that is in is named with its digest in the log.

    Raises NotOpenForClosing or DeadlineNotPassed.
    """
    tx, actor, now = call.tx, call.actor, call.now
    tender = tenders.owned(tx, actor, tender_id, lock=True)
    if tender.status != TenderStatus.PUBLISHED or tender.closes_at is None:
        raise NotOpenForClosing(tender.reference, tender.status)
    if not rules.is_late(closes_at=tender.closes_at, now=now):
        raise DeadlineNotPassed(tender.reference, closes_at=tender.closes_at)
    for bid in repository.in_for_update(tx, tender.id):
        bid.opened_at = now
        bid.version += 1
    before = {"status": tender.status}
    tenders.set_status(tx, tender, TenderStatus.CLOSED, now)
    tx.flush()  # the bids just opened are read back below
    found = [opened_value(bid, submission) for bid, submission in repository.opened(tx, tender_id=tender.id)]
    audit.record(
        tx,
        actor,
        Action.TENDER_CLOSED,
        tender,
        log_id=tender.authority_id,
        now=now,
        before=before,
        after={"status": tender.status},
    )
    after = {"bids": [_said(tender, bid) for bid in found]}
    audit.record(tx, actor, Action.BIDS_OPENED, tender, log_id=tender.authority_id, now=now, after=after)
    conflicts.bidders_became_known(tx, tender, {bid.supplier_id: bid.supplier_name for bid in found}, now=now)
    summaries = [opened_summary_out(bid, _lot(tender, bid)) for bid in found]
    return OpeningOut(tender_id=tender.id, status=tender.status, closed_at=now, bids=summaries)


def opened(tx: Session, tender: Tender, lot_id: UUID) -> list[OpenedBid]:
    """Return the bids of one lot in order of receipt, withdrawn and excluded ones too. Raises TenderSealed."""
    _check_opened(tender)
    return [opened_value(*pair) for pair in repository.opened(tx, tender_id=tender.id, lot_id=lot_id)]


def opened_in_tender(tx: Session, tender: Tender) -> list[OpenedBid]:
    """Return the bids of every lot, as `opened` does for one."""
    _check_opened(tender)
    return [opened_value(*pair) for pair in repository.opened(tx, tender_id=tender.id)]


def live_ids(tx: Session, tender: Tender, lot_id: UUID) -> list[UUID]:
    """Return the ids of the bids of one lot that take part, without reading them. Raises TenderSealed."""
    _check_opened(tender)
    return list(repository.live_ids(tx, lot_id))


def opened_bid(tx: Session, actor: Actor, bid_id: UUID, *, lock: bool = False) -> OpenedBid:
    """Return one opened bid of the actor's own authority; a sealed one is as absent as one that never was.

    `lock` holds the bid until the end of the transaction; whoever also locks its tender does that first.
    """
    held = repository.holders(tx, bid_id)
    if held is None or held.authority_id != actor.organisation_id or held.opened_at is None:
        raise NotFound("bid", bid_id)
    if lock:
        repository.get_for_update(tx, bid_id)
    pair = repository.opened_one(tx, bid_id)
    if pair is None:
        raise NotFound("bid", bid_id)
    return opened_value(*pair)


def list_opened(
    tx: Session, actor: Actor, tender_id: UUID, asked: PageRequest, *, lot: str | None, statuses: Sequence[str]
) -> Page[OpenedBidSummaryOut]:
    """Return a page of the opened bids of a tender of one's own. Raises TenderSealed."""
    tender = tenders.owned(tx, actor, tender_id)
    _check_opened(tender)
    wanted = [status.value for status, standing in STANDING.items() if standing in statuses]
    lot_id = None if lot is None else tenders.lot(tender, lot).id
    rows, following = repository.page_of_opened(tx, tender.id, asked, lot_id=lot_id, statuses=wanted)
    bids = {bid.id: bid for bid in repository.by_ids(tx, [row.bid_id for row in rows])}
    found = [opened_value(bids[row.bid_id], row) for row in rows]
    items = [opened_summary_out(bid, _lot(tender, bid)) for bid in found]
    return Page[OpenedBidSummaryOut](items=items, next=following)


def read(tx: Session, actor: Actor, bid_id: UUID) -> BidOut | OpenedBidOut:
    """Return a bid to its own supplier, or after opening to its authority; to anybody else there is no such bid."""
    held = repository.holders(tx, bid_id)
    if held is not None and held.supplier_id == actor.organisation_id and actor.has(*SUPPLIER, *AUDITOR):
        return read_own(tx, actor, bid_id)
    if not actor.has(*AUTHORITY_READERS):
        raise NotFound("bid", bid_id)
    bid = opened_bid(tx, actor, bid_id)
    return opened_out(bid, _lot(tenders.get(tx, bid.tender_id), bid))


def exclude(call: Call, bid_id: UUID, reason: str) -> OpenedBidOut:
    """Exclude an opened bid, with the reason its supplier will read. Raises BidStateForbids or BidBinding."""
    tx, actor = call.tx, call.actor
    tender = tenders.owned(tx, actor, opened_bid(tx, actor, bid_id).tender_id, lock=True)
    bid = repository.get_for_update(tx, bid_id)
    if not rules.may_become(bid.status, BidStatus.EXCLUDED):
        raise BidStateForbids(bid.status, "excluded")
    if tender.status not in _UNDECIDED:
        raise BidBinding(tender.reference, tender.status)
    before = {"status": bid.status}
    bid.status, bid.excluded_reason = BidStatus.EXCLUDED.value, reason
    bid.version += 1
    tx.flush()  # read back below
    audit.record(
        tx,
        actor,
        Action.BID_EXCLUDED,
        bid,
        log_id=bid.authority_id,
        now=call.now,
        reason=reason,
        before=before,
        after={"status": bid.status, "number": bid.current_number},
    )
    found = opened_bid(tx, actor, bid_id)
    return opened_out(found, _lot(tender, found))


def late_bids(tx: Session, actor: Actor, tender_id: UUID, asked: PageRequest) -> Page[LateBidOut]:
    """Return a page of what came too late for a tender of one's own."""
    tender = tenders.owned(tx, actor, tender_id)
    rows, following = repository.page_of_late(tx, tender.id, asked)
    names = organisations.names(tx, [row.supplier_id for row in rows])
    items = [_late_out(row, names[row.supplier_id]) for row in rows]
    return Page[LateBidOut](items=items, next=following)


def _late_out(row: Any, supplier_name: str) -> LateBidOut:
    fields = {name: getattr(row, name) for name in LateBidOut.model_fields if name != "supplier_name"}
    return LateBidOut(**fields, supplier_name=supplier_name)


def _check_opened(tender: Tender) -> None:
    if tender.closed_at is None:
        raise TenderSealed(tender.reference)


def _lot(tender: Tender, bid: OpenedBid) -> str:
    return tenders.lot_by_id(tender, bid.lot_id).code


def _said(tender: Tender, bid: OpenedBid) -> dict[str, Any]:
    """Return what the log keeps of a bid at its opening."""
    return {
        "bid": str(bid.bid_id),
        "lot": _lot(tender, bid),
        "supplier": bid.supplier_name,
        "number": bid.number,
        "digest": bid.digest,
        "submitted_at": bid.submitted_at.isoformat(),
    }
