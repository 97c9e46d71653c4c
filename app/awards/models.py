"""Tables of awards, of the summaries issued for them, and of the representations made about them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.model import LONG, Model

_DECIDED = text("status = 'decided'")


class Award(Model):
    """The decision on one lot. `standstill` keeps the rule used, its source and the working days counted.

    Until the notice is published `notice_on` and the standstill are a plan; then they are what really ran. From a
    review on, `standstill_ends_at` is where the review put the end.

    `contracted_at` is set when a contract under the award goes live; from then on the award cannot be made void.
    """

    __tablename__ = "award"
    __table_args__ = (
        Index("uq_award_lot_id_decided", "lot_id", unique=True, postgresql_where=_DECIDED, sqlite_where=_DECIDED),
        Index("ix_award_tender_id_id", "tender_id", "id"),
        Index("ix_award_authority_id_id", "authority_id", "id"),
        CheckConstraint("status = 'decided' OR contracted_at IS NULL", name="void_only_before_contract"),
        CheckConstraint("status = 'decided' OR void_reason IS NOT NULL", name="void_needs_reason"),
        CheckConstraint("approved_by IS NULL OR approved_by <> decided_by", name="approved_by_another"),
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
    criterion_reasons: Mapped[dict[str, Any] | None]
    tie_reason: Mapped[str | None] = mapped_column(String(LONG))
    sent_by: Mapped[str | None] = mapped_column(String(20))
    voluntary_working_days: Mapped[int | None]
    notice_on: Mapped[date]
    standstill: Mapped[dict[str, Any] | None]
    standstill_ends_at: Mapped[datetime | None]
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime]
    approved_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    approved_at: Mapped[datetime | None]
    approval_reason: Mapped[str | None] = mapped_column(String(LONG))
    published_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[datetime | None]
    void_reason: Mapped[str | None] = mapped_column(String(LONG))
    voided_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    voided_at: Mapped[datetime | None]
    contracted_at: Mapped[datetime | None]
    replaces_id: Mapped[UUID | None] = mapped_column(ForeignKey("award.id"))
    version: Mapped[int]


class AwardSummary(Model):
    """That a bidder was sent the assessment summary of its bid: which document, by whom and when. Only added to."""

    __tablename__ = "award_summary"
    __table_args__ = (Index("ix_award_summary_award_id_id", "award_id", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    award_id: Mapped[UUID] = mapped_column(ForeignKey("award.id"))
    bid_id: Mapped[UUID] = mapped_column(ForeignKey("bid.id"))
    supplier_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    digest: Mapped[str] = mapped_column(String(71))
    issued_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    issued_at: Mapped[datetime]


class Representation(Model):
    """What somebody had to say against an award, when it came, and what became of it.

    `in_time` is whether it came before `window_ends_at`, None where no standstill runs. One that `holds_standstill`
    keeps it open until it is decided; `extension` is then how the days after the decision were counted.
    """

    __tablename__ = "representation"
    __table_args__ = (
        Index("ix_representation_award_id_id", "award_id", "id"),
        CheckConstraint("status = 'open' OR reasons IS NOT NULL", name="decided_with_reasons"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    award_id: Mapped[UUID] = mapped_column(ForeignKey("award.id"))
    supplier_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    made_by: Mapped[str] = mapped_column(String(300))
    words: Mapped[str] = mapped_column(String(LONG))
    received_at: Mapped[datetime]
    logged_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    logged_at: Mapped[datetime]
    window_ends_at: Mapped[datetime | None]
    in_time: Mapped[bool | None]
    holds_standstill: Mapped[bool]
    status: Mapped[str] = mapped_column(String(20))
    reasons: Mapped[str | None] = mapped_column(String(LONG))
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    decision_on: Mapped[date | None]
    extension: Mapped[dict[str, Any] | None]
    version: Mapped[int]
