"""SQL of marks in draft."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.evaluations.models import MarkDraft


def add(tx: Session, row: MarkDraft) -> None:
    """Add a draft; the flush brings a second one of the same bid to light."""
    tx.add(row)
    tx.flush()


def of_assignment(tx: Session, assignment_id: UUID, *, bid_id: UUID | None = None) -> Sequence[MarkDraft]:
    """Return the drafts of one evaluator on one question, or the one on a bid, in the order of their ids."""
    statement = select(MarkDraft).where(MarkDraft.assignment_id == assignment_id)
    if bid_id is not None:
        statement = statement.where(MarkDraft.bid_id == bid_id)
    return tx.scalars(statement.order_by(MarkDraft.id)).all()


def remove(tx: Session, *rows: MarkDraft) -> None:
    """Remove drafts that were submitted or emptied: what counts is in the marks and in the log."""
    for row in rows:
        tx.delete(row)
    tx.flush()
