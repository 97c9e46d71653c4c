"""What the authority may read of a bid and do with it once it is open; before that, there is nothing here to see."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.bids import repository, rules
from app.bids.errors import BidBinding, BiddersKept, BidStateForbids, TenderSealed
from app.bids.opened import OpenedBid
from app.bids.presenting import opened_out, opened_summary_out, opened_value
from app.bids.rules import STANDING, BidStatus
from app.bids.schemas import BidOut, LateBidOut, OpenedBidOut, OpenedBidSummaryOut
from app.bids.service import keeping, withholding
from app.bids.service.drafting import read_own
from app.conflicts import service as conflicts
from app.conflicts.rules import Stage
from app.identity.rules import AUDITOR, AUTHORITY_READERS, SUPPLIER
from app.kit.actor import Actor
from app.kit.call import Call
from app.kit.errors import NotFound, Refusal
from app.kit.pagination import PageRequest
from app.kit.schema import Page
from app.organisations import service as organisations
from app.tenders import service as tenders
from app.tenders.models import Tender
from app.tenders.rules import TenderStatus

_UNDECIDED = {TenderStatus.CLOSED, TenderStatus.EVALUATING}


def opened(tx: Session, tender: Tender, lot_id: UUID) -> list[OpenedBid]:
    """Return the bids of one lot in order of receipt, withdrawn and excluded ones too. Raises TenderSealed."""
    _check_opened(tender)
    return [opened_value(*pair) for pair in repository.opened(tx, tender_id=tender.id, lot_id=lot_id)]


def opened_in_tender(tx: Session, tender: Tender) -> list[OpenedBid]:
    """Return the bids of every lot, as `opened` does for one."""
    _check_opened(tender)
    return [opened_value(*pair) for pair in repository.opened(tx, tender_id=tender.id)]


def opened_for(tx: Session, actor: Actor, tender: Tender, lot_id: UUID) -> Sequence[OpenedBid]:
    """Return what `opened` does, as the actor may see it: bidders of a blind tender are kept from whoever marks it."""
    return keeping.as_seen_by(tx, actor, tender, lot_id, opened(tx, tender, lot_id))


def live_ids(tx: Session, tender: Tender, lot_id: UUID) -> list[UUID]:
    """Return the ids of the bids of one lot that take part, without reading them. Raises TenderSealed."""
    _check_opened(tender)
    return list(repository.live_ids(tx, lot_id))


def opened_bid(tx: Session, actor: Actor, bid_id: UUID, *, lock: bool = False) -> OpenedBid:
    """Return one opened bid of the actor's own authority; a sealed one is as absent as one that never was.

    Whoever its bidder is kept from finds it by the id that they know it by, under the name that goes with it, and by
    no other. `lock` holds the bid until the end of the transaction; whoever also locks its tender does that first.
    """
    held, alias = repository.holders_for(tx, bid_id, actor.person_id), None
    real_id = bid_id
    if held is None and (found := keeping.behind(tx, actor, bid_id)) is not None:
        real_id, alias = found
    elif held is None or held.kept or held.authority_id != actor.organisation_id or held.opened_at is None:
        raise NotFound("bid", bid_id)
    if lock:
        repository.get_for_update(tx, real_id)
    pair = repository.opened_one(tx, real_id)
    if pair is None:
        raise NotFound("bid", bid_id)
    bid = opened_value(*pair)
    return bid if alias is None else keeping.under(tx, alias, bid)


def list_opened(
    tx: Session, actor: Actor, tender_id: UUID, asked: PageRequest, *, lot: str | None, statuses: Sequence[str]
) -> Page[OpenedBidSummaryOut]:
    """Return a page of the opened bids of a tender of one's own. Raises TenderSealed or BiddersKept."""
    tender = tenders.owned(tx, actor, tender_id)
    _check_opened(tender)
    conflicts.check(tx, actor, tender, Stage.BIDDERS_KNOWN)
    if keeping.is_kept(tx, actor, tender):
        raise BiddersKept(tender.reference)
    kept = conflicts.kept_from(tx, tender.id, actor.person_id)
    wanted = [status.value for status, standing in STANDING.items() if standing in statuses]
    lot_id = None if lot is None else tenders.lot(tender, lot).id
    rows, following = repository.page_of_opened(tx, tender.id, asked, lot_id=lot_id, statuses=wanted, but=kept)
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
    tender = tenders.get(tx, bid.tender_id)
    conflicts.check(tx, actor, tender, Stage.BIDDERS_KNOWN, about={bid.supplier_id})
    _check_not_kept(tender, bid)
    return opened_out(bid, _lot(tender, bid), withholding.for_readers(tx, bid))


def exclude(call: Call, bid_id: UUID, reason: str) -> OpenedBidOut | Refusal:
    """Exclude an opened bid, with the reason its supplier will read.

    Whoever may not take part, or is kept from the bidder, is refused, and the record of the attempt kept.
    Raises BidStateForbids, BidBinding or BiddersKept.
    """
    tx, actor = call.tx, call.actor
    known = opened_bid(tx, actor, bid_id)
    tender = tenders.owned(tx, actor, known.tender_id, lock=True)
    if why_not := conflicts.attempted(call, tender, Stage.BIDDERS_KNOWN, about={known.supplier_id}):
        return why_not
    _check_not_kept(tender, known)
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
    return opened_out(found, _lot(tender, found), withholding.for_readers(tx, found))


def late_bids(tx: Session, actor: Actor, tender_id: UUID, asked: PageRequest) -> Page[LateBidOut]:
    """Return a page of what came too late for a tender of one's own, but from whom the actor keeps away.

    The digest of what came late can be that of a bid that came in time, and a name stands beside it. Raises
    BiddersKept, DeclarationNeeded, ConflictUndecided or ConflictBarred.
    """
    tender = tenders.owned(tx, actor, tender_id)
    conflicts.check(tx, actor, tender, Stage.START if tender.opened_at is None else Stage.BIDDERS_KNOWN)
    if keeping.is_kept(tx, actor, tender):
        raise BiddersKept(tender.reference)
    rows, following = repository.page_of_late(tx, tender.id, asked)
    kept = conflicts.kept_from(tx, tender.id, actor.person_id)
    names = organisations.names(tx, [row.supplier_id for row in rows])
    items = [_late_out(row, names[row.supplier_id]) for row in rows if row.supplier_id not in kept]
    return Page[LateBidOut](items=items, next=following)


def _late_out(row: Any, supplier_name: str) -> LateBidOut:
    fields = {name: getattr(row, name) for name in LateBidOut.model_fields if name != "supplier_name"}
    return LateBidOut(**fields, supplier_name=supplier_name)


def _check_opened(tender: Tender) -> None:
    if tender.opened_at is None:
        raise TenderSealed(tender.reference)


def _check_not_kept(tender: Tender, bid: OpenedBid) -> None:
    if bid.shown_id is not None:
        raise BiddersKept(tender.reference)


def _lot(tender: Tender, bid: OpenedBid) -> str:
    return tenders.lot_by_id(tender, bid.lot_id).code
