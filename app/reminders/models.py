"""Tables of what people want to be told, what they were told, and of the feeds that others are told by."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, synonym

from app.kit.model import LONG, SHORT, Model


class ReminderPreference(Model):
    """How one person wants to be reminded. `unsubscribe_key` ends that without signing in, and does nothing else."""

    __tablename__ = "reminder_preference"
    __table_args__ = (UniqueConstraint("unsubscribe_key"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    how: Mapped[str] = mapped_column(String(20))
    unsubscribe_key: Mapped[str] = mapped_column(String(64))
    changed_at: Mapped[datetime]
    version: Mapped[int]

    id: Mapped[UUID] = synonym("person_id")


class Reminder(Model):
    """That one person was told of one due thing at one stage. Only added to: nobody is told of a stage twice."""

    __tablename__ = "reminder"
    __table_args__ = (UniqueConstraint("person_id", "due_key", "due_on", "stage"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    due_key: Mapped[str] = mapped_column(String(SHORT))
    due_on: Mapped[date]
    stage: Mapped[str] = mapped_column(String(20))
    how: Mapped[str] = mapped_column(String(20))
    on_day: Mapped[date]
    reminded_at: Mapped[datetime]


class DueSettlement(Model):
    """That somebody said a due thing was done of which the service sees nothing: a notice published elsewhere."""

    __tablename__ = "due_settlement"
    __table_args__ = (UniqueConstraint("organisation_id", "due_key", "due_on"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    due_key: Mapped[str] = mapped_column(String(SHORT))
    due_on: Mapped[date]
    words: Mapped[str] = mapped_column(String(LONG))
    settled_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    settled_at: Mapped[datetime]


class Calendar(Model):
    """A feed of one person's due days at a secret address, of which only the SHA-256 is kept."""

    __tablename__ = "calendar"
    __table_args__ = (UniqueConstraint("secret_digest"), Index("ix_calendar_person_id_id", "person_id", "id"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    label: Mapped[str] = mapped_column(String(SHORT))
    secret_digest: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Webhook(Model):
    """A subscription: which events an organisation wants posted where. The secret signs, so it is kept as it is."""

    __tablename__ = "webhook"
    __table_args__ = (Index("ix_webhook_organisation_id_id", "organisation_id", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    address: Mapped[str] = mapped_column(String(2000))
    events: Mapped[list[str]]
    secret: Mapped[str] = mapped_column(String(100))
    created_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
