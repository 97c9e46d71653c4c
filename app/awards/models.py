"""Table of awards."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.model import LONG, Model

_DECIDED = text("status = 'decided'")


class Award(Model):
    """The decision on one lot. `standstill` keeps the rule used, its source and the working days counted.

    `contracted_at` is set when a contract under the award goes live; from then on the award cannot be made void.
    """

    __tablename__ = "award"
    __table_args__ = (
        Index("uq_award_lot_id_decided", "lot_id", unique=True, postgresql_where=_DECIDED, sqlite_where=_DECIDED),
        Index("ix_award_tender_id_id", "tender_id", "id"),
        Index("ix_award_authority_id_id", "authority_id", "id"),
        CheckConstraint("status = 'decided' OR contracted_at IS NULL", name="void_only_before_contract"),
        CheckConstraint("status = 'decided' OR void_reason IS NOT NULL", name="void_needs_reason"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    tender_id: Mapped[UUID] = mapped_column(ForeignKey("tender.id"))
    lot_id: Mapped[UUID] = mapped_column(ForeignKey("lot.id"))
    result_id: Mapped[UUID] = mapped_column(ForeignKey("result.id"))
    bid_id: Mapped[UUID] = mapped_column(ForeignKey("bid.id"))
    supplier_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    reference: Mapped[str] = mapped_column(String(40), unique=True)
    status: Mapped[str] = mapped_column(String(20))
    reasons: Mapped[str] = mapped_column(String(LONG))
    tie_reason: Mapped[str | None] = mapped_column(String(LONG))
    notice_on: Mapped[date]
    standstill: Mapped[dict[str, Any] | None]
    standstill_ends_at: Mapped[datetime | None]
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime]
    void_reason: Mapped[str | None] = mapped_column(String(LONG))
    voided_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    voided_at: Mapped[datetime | None]
    contracted_at: Mapped[datetime | None]
    replaces_id: Mapped[UUID | None] = mapped_column(ForeignKey("award.id"))
    version: Mapped[int]
