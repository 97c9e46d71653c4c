"""Lets a bid leave a tender, or puts it out, until a contract for its lot is live, whatever other lots wait for."""

from uuid import UUID

from sqlalchemy.orm import Session

from app.awards import repository
from app.bids import service as bids
from app.bids.errors import BidBinding
from app.bids.schemas import BidOut, OpenedBidOut
from app.kit.call import Call
from app.kit.errors import Refusal
from app.tenders import service as tenders


def withdraw(call: Call, bid_id: UUID, reason: str) -> BidOut:
    """Withdraw one's own bid, with the reason. Raises BidStateForbids or BidBinding."""
    out = bids.withdraw(call, bid_id, reason)
    _check_not_contracted(call.tx, out.tender_id, out.lot)
    return out


def exclude(call: Call, bid_id: UUID, reason: str) -> OpenedBidOut | Refusal:
    """Exclude an opened bid, with the reason; what the conflict gate refuses is returned with its record.

    Raises BidStateForbids, BidBinding or BiddersKept.
    """
    out = bids.exclude(call, bid_id, reason)
    if not isinstance(out, Refusal):
        _check_not_contracted(call.tx, out.tender_id, out.lot)
    return out


def _check_not_contracted(tx: Session, tender_id: UUID, lot_code: str) -> None:
    """Raise BidBinding once a contract for the lot is live; the tender is held, and nothing done so far is kept."""
    tender = tenders.get(tx, tender_id)
    award = repository.decided_for_lot(tx, tenders.lot(tender, lot_code).id)
    if award is not None and award.contracted_at is not None:
        raise BidBinding(tender.reference, f"under contract in lot {lot_code}")
