"""Tables of the audit log: events that are only added, and the tree heads that bind them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.model import LONG, SHORT, Model


class AuditEvent(Model):
    """One change. `log_id` is the organisation whose log it stands in."""

    __tablename__ = "audit_event"
    __table_args__ = (
        Index("ix_audit_event_log_id_id", "log_id", "id"),
        Index("ix_audit_event_subject_id", "subject_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    log_id: Mapped[UUID]
    at: Mapped[datetime]
    action: Mapped[str] = mapped_column(String(100))
    actor_id: Mapped[UUID | None]
    actor_name: Mapped[str] = mapped_column(String(SHORT))
    actor_organisation_id: Mapped[UUID | None]
    subject_kind: Mapped[str] = mapped_column(String(100))
    subject_id: Mapped[UUID]
    reason: Mapped[str | None] = mapped_column(String(LONG))
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    digest: Mapped[str] = mapped_column(String(71))


class AuditLeaf(Model):
    """The place of one event in the tree of its log."""

    __tablename__ = "audit_leaf"
    __table_args__ = (UniqueConstraint("log_id", "position"),)

    event_id: Mapped[UUID] = mapped_column(ForeignKey("audit_event.id"), primary_key=True)
    log_id: Mapped[UUID]
    position: Mapped[int]
    leaf_hash: Mapped[str] = mapped_column(String(64))


class AuditHead(Model):
    """A tree head: the root over the first `size` events of a log, chained to the head before it.

    `peaks` are the roots of its perfect subtrees, in hexadecimal: the next head is made from them and what is new.
    """

    __tablename__ = "audit_head"
    __table_args__ = (UniqueConstraint("log_id", "size"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    log_id: Mapped[UUID]
    size: Mapped[int]
    root: Mapped[str] = mapped_column(String(64))
    peaks: Mapped[list[str]]
    previous_digest: Mapped[str | None] = mapped_column(String(71))
    digest: Mapped[str] = mapped_column(String(71))
    sealed_at: Mapped[datetime]
