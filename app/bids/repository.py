"""SQL of bids, submissions and late bids."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, select
from sqlalchemy.orm import Session

from app.bids.models import Bid, BidSubmission, LateBid
from app.bids.rules import BidStatus
from app.kit.pagination import PageRequest, fetch

_COUNTS = and_(BidSubmission.bid_id == Bid.id, BidSubmission.number == Bid.current_number)


def add(tx: Session, row: Bid | BidSubmission | LateBid) -> None:
    """Add a row; the flush brings a second bid for the same lot to light."""
    tx.add(row)
    tx.flush()


def get(tx: Session, bid_id: UUID) -> Bid | None:
    """Return one bid."""
    return tx.get(Bid, bid_id)


def get_for_update(tx: Session, bid_id: UUID) -> Bid:
    """Return one bid that is known to exist, locked and as it is now."""
    return tx.get_one(Bid, bid_id, with_for_update=True, populate_existing=True)


def holders(tx: Session, bid_id: UUID) -> Row[Any] | None:
    """Return whose bid it is, for which tender, and whether it was opened; nothing is locked, nothing is kept."""
    statement = select(Bid.tender_id, Bid.supplier_id, Bid.authority_id, Bid.opened_at).where(Bid.id == bid_id)
    return tx.execute(statement).one_or_none()  # type: ignore[return-value]  # the row is read by name


def exists(tx: Session, lot_id: UUID, supplier_id: UUID) -> bool:
    """Return whether a supplier has a bid for a lot."""
    statement = select(Bid.id).where(Bid.lot_id == lot_id, Bid.supplier_id == supplier_id)
    return tx.execute(statement).first() is not None


def page_of_supplier(
    tx: Session, supplier_id: UUID, asked: PageRequest, *, statuses: Sequence[str], tender_id: UUID | None
) -> tuple[Sequence[Bid], str | None]:
    """Return one page of a supplier's own bids."""
    statement = select(Bid).where(Bid.supplier_id == supplier_id)
    if statuses:
        statement = statement.where(Bid.status.in_(statuses))
    if tender_id is not None:
        statement = statement.where(Bid.tender_id == tender_id)
    return fetch(tx, statement, asked, keys={"created_at": Bid.created_at}, key=Bid.id, default="-created_at")


def submission(tx: Session, bid_id: UUID, number: int) -> BidSubmission | None:
    """Return one submission of a bid."""
    statement = select(BidSubmission).where(BidSubmission.bid_id == bid_id, BidSubmission.number == number)
    return tx.scalars(statement).one_or_none()


def submissions(tx: Session, bid_id: UUID) -> Sequence[BidSubmission]:
    """Return every submission of a bid, the first one first."""
    statement = select(BidSubmission).where(BidSubmission.bid_id == bid_id).order_by(BidSubmission.number)
    return tx.scalars(statement).all()


def in_for_update(tx: Session, tender_id: UUID) -> Sequence[Bid]:
    """Return the bids of a tender that are submitted, locked, in no order that says who was first."""
    statement = select(Bid).where(Bid.tender_id == tender_id, Bid.status == BidStatus.SUBMITTED.value)
    return tx.scalars(statement.order_by(Bid.id).with_for_update(), execution_options={"populate_existing": True}).all()


def opened(tx: Session, *, tender_id: UUID, lot_id: UUID | None = None) -> Sequence[tuple[Bid, BidSubmission]]:
    """Return the opened bids of a tender, or of one lot, each with the submission that counts, in order of receipt."""
    statement = select(Bid, BidSubmission).join(BidSubmission, _COUNTS)
    statement = statement.where(Bid.tender_id == tender_id, Bid.opened_at.is_not(None))
    if lot_id is not None:
        statement = statement.where(Bid.lot_id == lot_id)
    rows = tx.execute(statement.order_by(BidSubmission.submitted_at, Bid.id)).all()
    return [(bid, submission) for bid, submission in rows]


def live_ids(tx: Session, lot_id: UUID) -> Sequence[UUID]:
    """Return the ids of the opened bids of a lot that were neither withdrawn nor excluded."""
    statement = select(Bid.id).where(Bid.lot_id == lot_id, Bid.opened_at.is_not(None))
    return tx.scalars(statement.where(Bid.status == BidStatus.SUBMITTED.value).order_by(Bid.id)).all()


def opened_one(tx: Session, bid_id: UUID) -> tuple[Bid, BidSubmission] | None:
    """Return one opened bid with the submission that counts, or None while it is sealed."""
    statement = select(Bid, BidSubmission).join(BidSubmission, _COUNTS)
    row = tx.execute(statement.where(Bid.id == bid_id, Bid.opened_at.is_not(None))).one_or_none()
    return None if row is None else (row[0], row[1])


def page_of_opened(
    tx: Session, tender_id: UUID, asked: PageRequest, *, lot_id: UUID | None, statuses: Sequence[str]
) -> tuple[Sequence[BidSubmission], str | None]:
    """Return one page of the submissions that count, of opened bids."""
    statement = select(BidSubmission).join(Bid, _COUNTS)
    statement = statement.where(Bid.tender_id == tender_id, Bid.opened_at.is_not(None))
    if lot_id is not None:
        statement = statement.where(Bid.lot_id == lot_id)
    if statuses:
        statement = statement.where(Bid.status.in_(statuses))
    keys = {"submitted_at": BidSubmission.submitted_at, "supplier_name": BidSubmission.supplier_name}
    return fetch(tx, statement, asked, keys=keys, key=BidSubmission.id, default="submitted_at")


def by_ids(tx: Session, ids: Sequence[UUID]) -> Sequence[Bid]:
    """Return the bids with these ids, in no order."""
    return tx.scalars(select(Bid).where(Bid.id.in_(ids))).all()


def page_of_late(tx: Session, tender_id: UUID, asked: PageRequest) -> tuple[Sequence[LateBid], str | None]:
    """Return one page of what came too late for a tender."""
    statement = select(LateBid).where(LateBid.tender_id == tender_id)
    return fetch(tx, statement, asked, keys={"received_at": LateBid.received_at}, key=LateBid.id, default="received_at")
