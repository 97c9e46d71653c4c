"""SQL of the audit log: add, list, and read leaves and heads."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from app.audit.models import AuditEvent, AuditHead, AuditLeaf
from app.kit.pagination import PageRequest, fetch
from app.kit.straight import Insertion, Straight, insert_together

# It stands in every change.
_ADD = Straight(insert(AuditEvent.__table__), columns=AuditEvent.__table__.columns.keys())  # type: ignore[arg-type]  # a mapped class has a Table


def add(tx: Session, values: dict[str, Any], after: Sequence[Insertion]) -> None:
    """Add one event after what it records, where that is not yet in the database."""
    insert_together(tx, [*after, (_ADD, values)])


def get(tx: Session, event_id: UUID) -> AuditEvent | None:
    """Return one event."""
    return tx.get(AuditEvent, event_id)


def first(tx: Session, log_id: UUID, action: str, subject_id: UUID) -> AuditEvent | None:
    """Return the first event of a kind about a subject in a log."""
    statement = select(AuditEvent).where(
        AuditEvent.subject_id == subject_id, AuditEvent.log_id == log_id, AuditEvent.action == action
    )
    return tx.scalars(statement.order_by(AuditEvent.id).limit(1)).one_or_none()


def several(tx: Session, ids: Sequence[UUID]) -> Sequence[AuditEvent]:
    """Return events by id, oldest first."""
    return tx.scalars(select(AuditEvent).where(AuditEvent.id.in_(ids)).order_by(AuditEvent.id)).all()


def page(
    tx: Session,
    log_id: UUID,
    asked: PageRequest,
    *,
    actions: Sequence[str],
    subject_id: UUID | None,
    since: datetime | None,
) -> tuple[Sequence[AuditEvent], str | None]:
    """Return one page of a log."""
    statement = select(AuditEvent).where(AuditEvent.log_id == log_id)
    if actions:
        statement = statement.where(AuditEvent.action.in_(actions))
    if subject_id is not None:
        statement = statement.where(AuditEvent.subject_id == subject_id)
    if since is not None:
        statement = statement.where(AuditEvent.at >= since)
    return fetch(tx, statement, asked, keys={"at": AuditEvent.at}, key=AuditEvent.id, default="-at")


def unsealed(tx: Session, log_id: UUID) -> Sequence[AuditEvent]:
    """Return the events of a log that no tree head binds yet, oldest first."""
    sealed = select(AuditLeaf.event_id).where(AuditLeaf.event_id == AuditEvent.id)
    statement = select(AuditEvent).where(AuditEvent.log_id == log_id, ~sealed.exists())
    return tx.scalars(statement.order_by(AuditEvent.at, AuditEvent.id)).all()


def logs_with_unsealed(tx: Session) -> Sequence[UUID]:
    """Return the logs that have events no tree head binds yet, always in the same order, because each is then held."""
    sealed = select(AuditLeaf.event_id).where(AuditLeaf.event_id == AuditEvent.id)
    return tx.scalars(select(AuditEvent.log_id).where(~sealed.exists()).distinct().order_by(AuditEvent.log_id)).all()


def leaves(tx: Session, log_id: UUID, *, size: int | None = None) -> Sequence[AuditLeaf]:
    """Return the first `size` leaves of a log in order, or all of them."""
    statement = select(AuditLeaf).where(AuditLeaf.log_id == log_id).order_by(AuditLeaf.position)
    return tx.scalars(statement if size is None else statement.limit(size)).all()


def leaves_with_events(tx: Session, log_id: UUID) -> Sequence[tuple[AuditLeaf, AuditEvent | None]]:
    """Return every leaf of a log beside the event it stands for, in order."""
    statement = (
        select(AuditLeaf, AuditEvent)
        .outerjoin(AuditEvent, AuditEvent.id == AuditLeaf.event_id)
        .where(AuditLeaf.log_id == log_id)
        .order_by(AuditLeaf.position)
    )
    return [(leaf, event) for leaf, event in tx.execute(statement).all()]


def leaf_of(tx: Session, event_id: UUID) -> AuditLeaf | None:
    """Return the leaf of an event, or None while it is not sealed."""
    return tx.get(AuditLeaf, event_id)


def heads(tx: Session, log_id: UUID) -> Sequence[AuditHead]:
    """Return the tree heads of a log, oldest first."""
    return tx.scalars(select(AuditHead).where(AuditHead.log_id == log_id).order_by(AuditHead.size)).all()


def last_head(tx: Session, log_id: UUID) -> AuditHead | None:
    """Return the newest head of a log."""
    statement = select(AuditHead).where(AuditHead.log_id == log_id).order_by(AuditHead.size.desc()).limit(1)
    return tx.scalars(statement).one_or_none()


def hold_log(tx: Session, log_id: UUID) -> None:
    """Let the sealings of one log queue, each to the end of its transaction; on SQLite every writer does already.

    No row could be locked instead: a log has no head at first, and whoever waited for the newest head would go on from
    it although a newer one was added meanwhile.
    """
    if tx.get_bind().dialect.name == "postgresql":
        tx.execute(select(func.pg_advisory_xact_lock(int.from_bytes(log_id.bytes[-8:], "big", signed=True))))


def add_all(tx: Session, rows: Sequence[AuditLeaf | AuditHead]) -> None:
    """Add leaves and heads."""
    tx.add_all(rows)
    tx.flush()
