"""SQL of questions about low prices."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.evaluations.models import LowPriceInquiry


def add(tx: Session, row: LowPriceInquiry) -> None:
    """Add a question; the flush brings a second open one to light."""
    tx.add(row)
    tx.flush()


def get(tx: Session, inquiry_id: UUID) -> LowPriceInquiry | None:
    """Return one question."""
    return tx.get(LowPriceInquiry, inquiry_id)


def refreshed(tx: Session, row: LowPriceInquiry) -> LowPriceInquiry:
    """Return a question as it is now; whoever asks holds the lock of its tender."""
    tx.refresh(row)
    return row


def of_lot(tx: Session, lot_id: UUID) -> Sequence[LowPriceInquiry]:
    """Return every question of a lot, the oldest first."""
    statement = select(LowPriceInquiry).where(LowPriceInquiry.lot_id == lot_id)
    return tx.scalars(statement.order_by(LowPriceInquiry.asked_at, LowPriceInquiry.id)).all()


def of_supplier(tx: Session, supplier_id: UUID) -> Sequence[LowPriceInquiry]:
    """Return every question to a supplier, the newest first."""
    statement = select(LowPriceInquiry).where(LowPriceInquiry.supplier_id == supplier_id)
    return tx.scalars(statement.order_by(LowPriceInquiry.asked_at.desc(), LowPriceInquiry.id.desc()).limit(200)).all()
