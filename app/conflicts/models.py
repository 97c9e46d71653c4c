"""Tables of what people declare and what was decided about it; rows are only ever added."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.model import LONG, Model


class ConflictStage(Model):
    """A stage that a tender has reached since when people declare anew, with the bidders they declare against.

    The bidders are kept as they were named at the opening: this is what each person was shown.
    """

    __tablename__ = "conflict_stage"

    tender_id: Mapped[UUID] = mapped_column(ForeignKey("tender.id"), primary_key=True)
    stage: Mapped[str] = mapped_column(String(20), primary_key=True)
    bidders: Mapped[list[Any]]
    reached_at: Mapped[datetime]


class Participant(Model):
    """Somebody who was asked to mark in a tender, and so is expected to declare and may know who bid."""

    __tablename__ = "participant"

    tender_id: Mapped[UUID] = mapped_column(ForeignKey("tender.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    asked_at: Mapped[datetime]


class Declaration(Model):
    """What one person declared in one tender, and what the service found. A later revision supersedes it; it stays.

    `status` and `kept_from` are what it came to when it was made; the last decision on it, where there is one, comes
    before them.
    """

    __tablename__ = "declaration"
    __table_args__ = (UniqueConstraint("tender_id", "person_id", "revision"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    tender_id: Mapped[UUID] = mapped_column(ForeignKey("tender.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    revision: Mapped[int]
    stage: Mapped[str] = mapped_column(String(20))
    interests: Mapped[list[Any]]
    links: Mapped[list[Any]]
    status: Mapped[str] = mapped_column(String(20))
    kept_from: Mapped[list[str]]
    made_at: Mapped[datetime]


class DeclarationDecision(Model):
    """What somebody else decided on a declaration, with the reasons. A later number supersedes it; it stays."""

    __tablename__ = "declaration_decision"
    __table_args__ = (
        UniqueConstraint("declaration_id", "number"),
        CheckConstraint("outcome IN ('cleared', 'limited', 'barred')", name="outcome"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    declaration_id: Mapped[UUID] = mapped_column(ForeignKey("declaration.id"))
    number: Mapped[int]
    outcome: Mapped[str] = mapped_column(String(20))
    suppliers: Mapped[list[str]]
    reasons: Mapped[str] = mapped_column(String(LONG))
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime]
