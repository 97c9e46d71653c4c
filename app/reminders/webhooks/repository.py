"""SQL of subscriptions and of what was posted to them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kit.outbox import OutboxMessage
from app.kit.pagination import PageRequest, fetch
from app.reminders.models import Webhook


def add(tx: Session, row: Webhook) -> None:
    """Add a subscription."""
    tx.add(row)
    tx.flush()


def get(tx: Session, webhook_id: UUID, *, lock: bool = False) -> Webhook | None:
    """Return one subscription."""
    return tx.get(Webhook, webhook_id, with_for_update=lock, populate_existing=lock)


def in_use(tx: Session, organisation_id: UUID) -> int:
    """Return how many subscriptions an organisation has."""
    statement = select(func.count()).select_from(Webhook)
    found = statement.where(Webhook.organisation_id == organisation_id, Webhook.revoked_at.is_(None))
    return int(tx.execute(found).scalar_one())


def standing(tx: Session, organisation_ids: Sequence[UUID] | None = None) -> Sequence[Webhook]:
    """Return the subscriptions that are posted to, of some organisations or of all."""
    statement = select(Webhook).where(Webhook.revoked_at.is_(None)).order_by(Webhook.id)
    if organisation_ids is not None:
        statement = statement.where(Webhook.organisation_id.in_(organisation_ids))
    return tx.scalars(statement).all()


def page(tx: Session, organisation_id: UUID, asked: PageRequest) -> tuple[Sequence[Webhook], str | None]:
    """Return one page of the subscriptions of an organisation, revoked ones too."""
    statement = select(Webhook).where(Webhook.organisation_id == organisation_id)
    return fetch(tx, statement, asked, keys={"created_at": Webhook.created_at}, key=Webhook.id, default="-created_at")


def delivery(tx: Session, webhook_id: UUID, message_id: UUID) -> OutboxMessage | None:
    """Return one message of a subscription."""
    found = tx.get(OutboxMessage, message_id)
    return found if found is not None and found.owner_id == webhook_id else None


def deliveries(
    tx: Session, webhook_id: UUID, asked: PageRequest, *, states: Sequence[str]
) -> tuple[Sequence[OutboxMessage], str | None]:
    """Return one page of the messages of a subscription."""
    statement = select(OutboxMessage).where(OutboxMessage.owner_id == webhook_id)
    if states:
        statement = statement.where(OutboxMessage.state.in_(states))
    keys = {"created_at": OutboxMessage.created_at}
    return fetch(tx, statement, asked, keys=keys, key=OutboxMessage.id, default="-created_at")
