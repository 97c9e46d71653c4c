"""Tables of assignments, marks, agreed marks and results; marks and results are only added."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.model import LONG, SHORT, Model


class Assignment(Model):
    """An evaluator is asked to mark one criterion of one lot, for every bid in it."""

    __tablename__ = "assignment"
    __table_args__ = (UniqueConstraint("lot_id", "criterion", "evaluator_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    tender_id: Mapped[UUID] = mapped_column(ForeignKey("tender.id"), index=True)
    lot_id: Mapped[UUID] = mapped_column(ForeignKey("lot.id"))
    criterion: Mapped[str] = mapped_column(String(SHORT))
    evaluator_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    removed_at: Mapped[datetime | None]
    removed_reason: Mapped[str | None] = mapped_column(String(LONG))
    created_at: Mapped[datetime]


class Mark(Model):
    """One evaluator's mark on one criterion of one bid. A later revision supersedes it, with a reason; it stays."""

    __tablename__ = "mark"
    __table_args__ = (
        UniqueConstraint("bid_id", "criterion", "evaluator_id", "revision"),
        CheckConstraint("revision = 1 OR superseding_reason IS NOT NULL", name="superseding_needs_reason"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    tender_id: Mapped[UUID] = mapped_column(ForeignKey("tender.id"))
    lot_id: Mapped[UUID] = mapped_column(ForeignKey("lot.id"), index=True)
    bid_id: Mapped[UUID] = mapped_column(ForeignKey("bid.id"))
    criterion: Mapped[str] = mapped_column(String(SHORT))
    evaluator_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    revision: Mapped[int]
    mark: Mapped[Decimal]
    rationale: Mapped[str] = mapped_column(String(LONG))
    superseding_reason: Mapped[str | None] = mapped_column(String(LONG))
    made_at: Mapped[datetime]


class AgreedMark(Model):
    """What the panel agreed on one criterion of one bid: a mark of the scale, or whether a gate was passed.

    `after_prices` says that the prices of the lot were open by then.
    """

    __tablename__ = "agreed_mark"
    __table_args__ = (
        UniqueConstraint("bid_id", "criterion", "revision"),
        CheckConstraint("(mark IS NULL) <> (passed IS NULL)", name="mark_or_gate"),
        CheckConstraint("revision = 1 OR superseding_reason IS NOT NULL", name="superseding_needs_reason"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    tender_id: Mapped[UUID] = mapped_column(ForeignKey("tender.id"))
    lot_id: Mapped[UUID] = mapped_column(ForeignKey("lot.id"), index=True)
    bid_id: Mapped[UUID] = mapped_column(ForeignKey("bid.id"))
    criterion: Mapped[str] = mapped_column(String(SHORT))
    revision: Mapped[int]
    mark: Mapped[Decimal | None]
    passed: Mapped[bool | None]
    rationale: Mapped[str] = mapped_column(String(LONG))
    discussion: Mapped[str | None] = mapped_column(String(LONG))
    attendees: Mapped[list[str]]
    superseding_reason: Mapped[str | None] = mapped_column(String(LONG))
    after_prices: Mapped[bool] = mapped_column(default=False, server_default=false())
    agreed_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]


class Result(Model):
    """One computed result of one lot: the whole result document with rubric, inputs, trace and digests."""

    __tablename__ = "result"
    __table_args__ = (UniqueConstraint("lot_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    tender_id: Mapped[UUID] = mapped_column(ForeignKey("tender.id"), index=True)
    lot_id: Mapped[UUID] = mapped_column(ForeignKey("lot.id"))
    number: Mapped[int]
    body: Mapped[dict[str, Any]]
    inputs_digest: Mapped[str] = mapped_column(String(71))
    digest: Mapped[str] = mapped_column(String(71))
    reason: Mapped[str | None] = mapped_column(String(LONG))
    computed_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    computed_at: Mapped[datetime]
