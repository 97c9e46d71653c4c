"""Tables of successions: who follows whom on what legal basis, and what came of it; rows are only added."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kit.model import LONG, Model


class Succession(Model):
    """A body that is to follow another. It takes effect when the body that follows has accepted it."""

    __tablename__ = "succession"
    __table_args__ = (CheckConstraint("predecessor_id <> successor_id", name="two_bodies"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    predecessor_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    successor_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    legal_basis: Mapped[str] = mapped_column(String(300))
    reason: Mapped[str] = mapped_column(String(LONG))
    takes_effect_on: Mapped[date]
    proposed_for: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    proposed_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[datetime]

    outcome: Mapped["SuccessionOutcome | None"] = relationship(lazy="selectin")


class SuccessionOutcome(Model):
    """What came of a succession: `contracts` are the ids of those that passed, none where it was withdrawn."""

    __tablename__ = "succession_outcome"

    succession_id: Mapped[UUID] = mapped_column(ForeignKey("succession.id"), primary_key=True)
    status: Mapped[str] = mapped_column(String(20))
    contracts: Mapped[list[str]]
    reason: Mapped[str | None] = mapped_column(String(LONG))
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime]
