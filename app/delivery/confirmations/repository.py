"""SQL of confirmations, their links, and guesses at links."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.delivery.confirmations.models import Confirmation, ConfirmationGuess, ConfirmationLink
from app.delivery.models import DeliveryUpdate
from app.kit.pagination import PageRequest, fetch


def add(tx: Session, row: Confirmation | ConfirmationGuess) -> None:
    """Add a confirmation with its link, or a guess."""
    tx.add(row)
    tx.flush()


def flush(tx: Session) -> None:
    """Send changes to the database, so that a lost race comes to light here."""
    tx.flush()


def get(tx: Session, confirmation_id: UUID) -> Confirmation | None:
    """Return one confirmation."""
    return tx.get(Confirmation, confirmation_id)


def get_for_update(tx: Session, confirmation_id: UUID) -> Confirmation:
    """Return a confirmation that is known to be there as it now is, locked with its links."""
    statement = select(Confirmation).where(Confirmation.id == confirmation_id).with_for_update()
    return tx.scalars(statement, execution_options={"populate_existing": True}).one()


def link(tx: Session, token_digest: str) -> ConfirmationLink | None:
    """Return the link with this digest."""
    return tx.scalars(select(ConfirmationLink).where(ConfirmationLink.token_digest == token_digest)).one_or_none()


def commitment_of_update(tx: Session, update_id: UUID) -> UUID | None:
    """Return on which commitment an update is."""
    return tx.scalars(select(DeliveryUpdate.commitment_id).where(DeliveryUpdate.id == update_id)).one_or_none()


def asked_since(tx: Session, contract_id: UUID, since: datetime) -> int:
    """Return how many links were issued on a contract since an instant."""
    statement = select(func.count()).select_from(ConfirmationLink)
    statement = statement.join(Confirmation, Confirmation.id == ConfirmationLink.confirmation_id)
    return tx.execute(
        statement.where(Confirmation.contract_id == contract_id, ConfirmationLink.issued_at >= since)
    ).scalar_one()


def guesses_since(tx: Session, sender_digest: str, since: datetime) -> int:
    """Return how often somebody at one address tried a link that does not exist since an instant."""
    statement = select(func.count()).select_from(ConfirmationGuess)
    return tx.execute(
        statement.where(ConfirmationGuess.sender_digest == sender_digest, ConfirmationGuess.at >= since)
    ).scalar_one()


def page(
    tx: Session, organisation_id: UUID, asked: PageRequest, *, buys: bool, contract_id: UUID | None
) -> tuple[Sequence[Confirmation], str | None]:
    """Return one page of the confirmations on an organisation's contracts.

    `buys` says whether the reader sees what the organisation buys, beside what it sells.
    """
    mine = Confirmation.supplier_id == organisation_id
    if buys:
        mine = or_(mine, Confirmation.authority_id == organisation_id)
    statement = select(Confirmation).where(mine)
    if contract_id is not None:
        statement = statement.where(Confirmation.contract_id == contract_id)
    keys = {"asked_at": Confirmation.asked_at, "answer_by": Confirmation.answer_by}
    return fetch(tx, statement, asked, keys=keys, key=Confirmation.id, default="-asked_at")


def waiting(tx: Session, *, authority_id: UUID | None, supplier_id: UUID | None) -> Sequence[Confirmation]:
    """Return what waits for an answer on the contracts of an authority or of a supplier, the most pressing first."""
    statement = select(Confirmation).where(Confirmation.status == "waiting")
    if authority_id is not None:
        statement = statement.where(Confirmation.authority_id == authority_id)
    if supplier_id is not None:
        statement = statement.where(Confirmation.supplier_id == supplier_id)
    return tx.scalars(statement.order_by(Confirmation.answer_by, Confirmation.id)).all()
