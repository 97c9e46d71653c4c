"""Tables of assignments, drafts, marks, moderations, agreed marks, results and questions about low prices."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.model import LONG, SHORT, Model

_NONE, _OPEN = text("'[]'"), text("outcome IS NULL")


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
    quotes: Mapped[list[Any]] = mapped_column(default=list, server_default=_NONE)
    superseding_reason: Mapped[str | None] = mapped_column(String(LONG))
    made_at: Mapped[datetime]


class MarkDraft(Model):
    """What an evaluator is writing about one bid: for their own eyes, overwritten freely, gone once it is submitted."""

    __tablename__ = "mark_draft"
    __table_args__ = (UniqueConstraint("assignment_id", "bid_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignment.id"))
    bid_id: Mapped[UUID] = mapped_column(ForeignKey("bid.id"))
    mark: Mapped[Decimal | None]
    rationale: Mapped[str | None] = mapped_column(String(LONG))
    quotes: Mapped[list[Any]]
    superseding_reason: Mapped[str | None] = mapped_column(String(LONG))
    written_at: Mapped[datetime]


class Moderation(Model):
    """The moderation of one question of one lot was opened, by the moderator or by the first agreed mark."""

    __tablename__ = "moderation"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    tender_id: Mapped[UUID] = mapped_column(ForeignKey("tender.id"))
    lot_id: Mapped[UUID] = mapped_column(ForeignKey("lot.id"), index=True)
    criterion: Mapped[str] = mapped_column(String(SHORT))
    by_agreement: Mapped[bool]
    opened_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[datetime]


class FrozenMark(Model):
    """A mark that stood when the moderation of its question was opened, and so stands from then on."""

    __tablename__ = "frozen_mark"
    __table_args__ = (UniqueConstraint("bid_id", "criterion", "evaluator_id"),)

    mark_id: Mapped[UUID] = mapped_column(ForeignKey("mark.id"), primary_key=True)
    moderation_id: Mapped[UUID] = mapped_column(ForeignKey("moderation.id"))
    lot_id: Mapped[UUID] = mapped_column(ForeignKey("lot.id"), index=True)
    bid_id: Mapped[UUID] = mapped_column(ForeignKey("bid.id"))
    criterion: Mapped[str] = mapped_column(String(SHORT))
    evaluator_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))


class AgreedMark(Model):
    """What the panel agreed on one criterion of one bid: a mark of the scale, or whether a gate was passed.

    `flagged` says that the marks lay further apart than the terms of the tender let pass; `after_prices` that the
    prices of the lot were open by then.
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
    quotes: Mapped[list[Any]] = mapped_column(default=list, server_default=_NONE)
    dissent: Mapped[list[Any]] = mapped_column(default=list, server_default=_NONE)
    flagged: Mapped[bool] = mapped_column(default=False, server_default=false())
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


class LowPriceInquiry(Model):
    """A bidder is asked about its price, answers, and is decided about; `found` is how low the price lay that day."""

    __tablename__ = "low_price_inquiry"
    __table_args__ = (
        UniqueConstraint("bid_id", "number"),
        Index("uq_low_price_inquiry_bid_id_open", "bid_id", unique=True, postgresql_where=_OPEN, sqlite_where=_OPEN),
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered_once"),
        CheckConstraint("(outcome IS NULL) = (decided_at IS NULL)", name="decided_once"),
        CheckConstraint("outcome IS NULL OR reasons IS NOT NULL", name="decided_with_reasons"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    tender_id: Mapped[UUID] = mapped_column(ForeignKey("tender.id"))
    lot_id: Mapped[UUID] = mapped_column(ForeignKey("lot.id"), index=True)
    bid_id: Mapped[UUID] = mapped_column(ForeignKey("bid.id"))
    supplier_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    number: Mapped[int]
    found: Mapped[dict[str, Any]]
    question: Mapped[str] = mapped_column(String(LONG))
    answer_by: Mapped[datetime]
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    answer: Mapped[str | None] = mapped_column(String(LONG))
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(10))
    reasons: Mapped[str | None] = mapped_column(String(LONG))
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
