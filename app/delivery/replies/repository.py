"""SQL of questions about a claim and of replies to a decision."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session, aliased

from app.delivery.models import DeliveryUpdate, QueryAnswer, UpdateQuery, Verification, VerificationReply
from app.delivery.rules import UpdateStatus

_WAITS = (UpdateStatus.SUBMITTED.value, UpdateStatus.PART_VERIFIED.value, UpdateStatus.REJECTED.value)
_REFUSED = _WAITS[1:]


def add(tx: Session, row: UpdateQuery | QueryAnswer | VerificationReply) -> None:
    """Add a row; the flush brings a lost race to light."""
    tx.add(row)
    tx.flush()


def query(tx: Session, query_id: UUID) -> UpdateQuery | None:
    """Return one question as it now is."""
    statement = select(UpdateQuery).where(UpdateQuery.id == query_id)
    return tx.scalars(statement, execution_options={"populate_existing": True}).one_or_none()


def queries(tx: Session, update_id: UUID) -> Sequence[UpdateQuery]:
    """Return every question about a claim, oldest first."""
    return tx.scalars(select(UpdateQuery).where(UpdateQuery.update_id == update_id).order_by(UpdateQuery.id)).all()


def replies(tx: Session, update_id: UUID) -> Sequence[VerificationReply]:
    """Return every reply to a decision on a claim, oldest first."""
    statement = select(VerificationReply).where(VerificationReply.update_id == update_id)
    return tx.scalars(statement.order_by(VerificationReply.id)).all()


def open_until(tx: Session, update_id: UUID) -> date | None:
    """Return the last day for an answer to the questions about a claim that have none; None where there are none."""
    statement = (
        select(func.max(UpdateQuery.answer_by))
        .outerjoin(QueryAnswer, QueryAnswer.query_id == UpdateQuery.id)
        .where(UpdateQuery.update_id == update_id, QueryAnswer.query_id.is_(None))
    )
    return tx.execute(statement).scalar_one()


def unanswered(
    tx: Session, *, authority_id: UUID | None, supplier_id: UUID | None
) -> Sequence[tuple[UpdateQuery, DeliveryUpdate]]:
    """Return the questions without an answer on claims that wait for a decision, of one authority or supplier."""
    statement = (
        select(UpdateQuery, DeliveryUpdate)
        .join(DeliveryUpdate, DeliveryUpdate.id == UpdateQuery.update_id)
        .outerjoin(QueryAnswer, QueryAnswer.query_id == UpdateQuery.id)
        .where(QueryAnswer.query_id.is_(None), DeliveryUpdate.status.in_(_WAITS))
        .where(*_of(authority_id, supplier_id))
        .order_by(UpdateQuery.id)
    )
    return [(found, update) for found, update in tx.execute(statement)]


def repliable(
    tx: Session, *, authority_id: UUID | None, supplier_id: UUID | None, today: date
) -> Sequence[tuple[Verification, DeliveryUpdate]]:
    """Return the decisions to which the supplier may still reply and has not."""
    statement = (
        select(Verification, DeliveryUpdate)
        .join(DeliveryUpdate, DeliveryUpdate.id == Verification.update_id)
        .outerjoin(VerificationReply, VerificationReply.verification_id == Verification.id)
        .where(Verification.reply_by >= today, VerificationReply.id.is_(None), _decided_once())
        .where(DeliveryUpdate.status.in_(_REFUSED), *_of(authority_id, supplier_id))
        .order_by(Verification.id)
    )
    return [(found, update) for found, update in tx.execute(statement)]


def undecided(
    tx: Session, *, authority_id: UUID | None, supplier_id: UUID | None
) -> Sequence[tuple[VerificationReply, DeliveryUpdate]]:
    """Return the replies that the buyer has not answered yet."""
    statement = (
        select(VerificationReply, DeliveryUpdate)
        .join(DeliveryUpdate, DeliveryUpdate.id == VerificationReply.update_id)
        .where(_decided_once(), DeliveryUpdate.status.in_(_REFUSED))
        .where(*_of(authority_id, supplier_id))
        .order_by(VerificationReply.id)
    )
    return [(found, update) for found, update in tx.execute(statement)]


def _decided_once() -> ColumnElement[bool]:
    """Say that no decision on an update follows the first one: a second answers the reply to it."""
    later = aliased(Verification)
    return ~exists().where(later.update_id == DeliveryUpdate.id, later.number > 1)


def _of(authority_id: UUID | None, supplier_id: UUID | None) -> list[ColumnElement[bool]]:
    """Say whose claims are meant: a claim passes with its contract, a question stays under whom it was asked."""
    found = [] if authority_id is None else [DeliveryUpdate.authority_id == authority_id]
    return found if supplier_id is None else [*found, DeliveryUpdate.supplier_id == supplier_id]
