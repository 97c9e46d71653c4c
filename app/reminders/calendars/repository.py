"""SQL of calendars."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.reminders.models import Calendar


def add(tx: Session, row: Calendar) -> None:
    """Add a calendar."""
    tx.add(row)
    tx.flush()


def get(tx: Session, calendar_id: UUID) -> Calendar | None:
    """Return one calendar, locked."""
    return tx.get(Calendar, calendar_id, with_for_update=True, populate_existing=True)


def by_digest(tx: Session, digest: str) -> Calendar | None:
    """Return the calendar at a secret address, unless it was revoked."""
    statement = select(Calendar).where(Calendar.secret_digest == digest, Calendar.revoked_at.is_(None))
    return tx.scalars(statement).one_or_none()


def of_person(tx: Session, person_id: UUID) -> Sequence[Calendar]:
    """Return the calendars of a person, the newest first."""
    return tx.scalars(select(Calendar).where(Calendar.person_id == person_id).order_by(Calendar.id.desc())).all()
