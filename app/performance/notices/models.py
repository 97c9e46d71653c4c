"""Table of ratings that people signed; a rating is never edited, only signed anew with a reason."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.model import LONG, Model


class SignedRating(Model):
    """What a person rated a commitment as on a day, beside what the bands fixed at the start proposed.

    `basis` keeps the figures that the proposal came of. Of revisions for a day the newest holds.
    """

    __tablename__ = "signed_rating"
    __table_args__ = (
        UniqueConstraint("commitment_id", "as_at", "revision"),
        Index("ix_signed_rating_contract_id_id", "contract_id", "id"),
        CheckConstraint("rating = proposed OR reason IS NOT NULL", name="differs_with_reason"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    supplier_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"))
    commitment_id: Mapped[UUID] = mapped_column(ForeignKey("commitment.id"))
    as_at: Mapped[date]
    revision: Mapped[int]
    proposed: Mapped[str] = mapped_column(String(30))
    rating: Mapped[str] = mapped_column(String(30))
    reason: Mapped[str | None] = mapped_column(String(LONG))
    basis: Mapped[dict[str, Any]]
    signed_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    signed_at: Mapped[datetime]
