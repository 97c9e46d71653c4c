"""SQL of remedies."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit.pagination import PageRequest, fetch
from app.performance.remedies.models import Remedy
from app.performance.remedies.rules import Status


def add(tx: Session, row: Remedy) -> None:
    """Add a remedy with its first act."""
    tx.add(row)
    tx.flush()


def flush(tx: Session) -> None:
    """Send changes to the database, so that a lost race comes to light here."""
    tx.flush()


def get(tx: Session, remedy_id: UUID) -> Remedy | None:
    """Return one remedy with its acts."""
    return tx.get(Remedy, remedy_id)


def get_for_update(tx: Session, remedy_id: UUID) -> Remedy:
    """Return one remedy that is known to be there as it now is, locked."""
    statement = select(Remedy).where(Remedy.id == remedy_id).with_for_update()
    return tx.scalars(statement, execution_options={"populate_existing": True}).one()


def page(
    tx: Session, contract_id: UUID, asked: PageRequest, statuses: Sequence[str]
) -> tuple[Sequence[Remedy], str | None]:
    """Return one page of the remedies of a contract."""
    statement = select(Remedy).where(Remedy.contract_id == contract_id)
    if statuses:
        statement = statement.where(Remedy.status.in_(statuses))
    return fetch(tx, statement, asked, keys={"raised_at": Remedy.raised_at}, key=Remedy.id, default="-raised_at")


def of_contract(tx: Session, contract_id: UUID) -> Sequence[Remedy]:
    """Return every remedy of a contract, oldest first."""
    return tx.scalars(select(Remedy).where(Remedy.contract_id == contract_id).order_by(Remedy.id)).all()


def of_authority(tx: Session, authority_id: UUID) -> Sequence[Remedy]:
    """Return every remedy that an authority raised, oldest first."""
    return tx.scalars(select(Remedy).where(Remedy.authority_id == authority_id).order_by(Remedy.id)).all()


def waiting(tx: Session, *, authority_id: UUID | None, supplier_id: UUID | None) -> Sequence[Remedy]:
    """Return the remedies that are not over, of an authority, of a supplier, or of both."""
    statement = select(Remedy).where(Remedy.status != Status.CLOSED.value)
    if authority_id is not None:
        statement = statement.where(Remedy.authority_id == authority_id)
    if supplier_id is not None:
        statement = statement.where(Remedy.supplier_id == supplier_id)
    return tx.scalars(statement.order_by(Remedy.id)).all()
