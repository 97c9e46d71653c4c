"""Tables of bids and of what was submitted, each submission kept as it was."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.model import LONG, Model


class Bid(Model):
    """One supplier's bid for one lot. `draft` is being written; what counts is the submission `current_number`.

    `opened_at` is null until the authority opens the bids after the deadline; while it is, the bid is sealed.
    """

    __tablename__ = "bid"
    __table_args__ = (
        UniqueConstraint("lot_id", "supplier_id"),
        Index("ix_bid_tender_id_id", "tender_id", "id"),
        Index("ix_bid_supplier_id_id", "supplier_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    tender_id: Mapped[UUID] = mapped_column(ForeignKey("tender.id"))
    lot_id: Mapped[UUID] = mapped_column(ForeignKey("lot.id"))
    supplier_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    status: Mapped[str] = mapped_column(String(20))
    draft: Mapped[dict[str, Any]]
    current_number: Mapped[int | None]
    opened_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None] = mapped_column(String(LONG))
    excluded_reason: Mapped[str | None] = mapped_column(String(LONG))
    created_at: Mapped[datetime]
    version: Mapped[int]


class BidSubmission(Model):
    """What was submitted, never changed: the content, its digest, when, by whom, and the supplier's name that day."""

    __tablename__ = "bid_submission"
    __table_args__ = (UniqueConstraint("bid_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    bid_id: Mapped[UUID] = mapped_column(ForeignKey("bid.id"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]]
    price: Mapped[Decimal | None]
    digest: Mapped[str] = mapped_column(String(71))
    supplier_name: Mapped[str] = mapped_column(String(300))
    submitted_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    submitted_at: Mapped[datetime]


class LateBid(Model):
    """An attempt to submit after the deadline: refused, and kept as evidence that it was."""

    __tablename__ = "late_bid"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    tender_id: Mapped[UUID] = mapped_column(ForeignKey("tender.id"), index=True)
    lot_id: Mapped[UUID] = mapped_column(ForeignKey("lot.id"))
    supplier_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    digest: Mapped[str] = mapped_column(String(71))
    closed_at: Mapped[datetime]
    received_at: Mapped[datetime]
