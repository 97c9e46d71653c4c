"""SQL of signed ratings."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit.pagination import PageRequest, fetch
from app.performance.notices.models import SignedRating


def add(tx: Session, row: SignedRating) -> None:
    """Add a rating; the flush brings a lost race to light."""
    tx.add(row)
    tx.flush()


def newest(tx: Session, commitment_id: UUID, as_at: date) -> SignedRating | None:
    """Return the rating of a commitment for a day that holds; None before the first."""
    statement = select(SignedRating).where(SignedRating.commitment_id == commitment_id, SignedRating.as_at == as_at)
    return tx.scalars(statement.order_by(SignedRating.revision.desc()).limit(1)).one_or_none()


def of_contract(tx: Session, contract_id: UUID) -> Sequence[SignedRating]:
    """Return every rating signed under a contract, by day and revision."""
    statement = select(SignedRating).where(SignedRating.contract_id == contract_id)
    return tx.scalars(statement.order_by(SignedRating.as_at, SignedRating.revision, SignedRating.id)).all()


def page(tx: Session, contract_id: UUID, asked: PageRequest) -> tuple[Sequence[SignedRating], str | None]:
    """Return one page of the ratings signed under a contract."""
    statement = select(SignedRating).where(SignedRating.contract_id == contract_id)
    keys = {"as_at": SignedRating.as_at, "signed_at": SignedRating.signed_at}
    return fetch(tx, statement, asked, keys=keys, key=SignedRating.id, default="-as_at")
