"""Tables of tenders and their lots."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kit.model import LONG, Model


class Tender(Model):
    """A tender. From its publication the rubric is pinned by id and digest."""

    __tablename__ = "tender"
    __table_args__ = (
        UniqueConstraint("reference"),
        Index("ix_tender_authority_id_id", "authority_id", "id"),
        Index("ix_tender_created_at_id", "created_at", "id"),
        CheckConstraint(
            "status = 'draft' OR closes_at IS NOT NULL OR status = 'abandoned'", name="closes_when_published"
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    reference: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(300))
    description: Mapped[str] = mapped_column(String(LONG))
    status: Mapped[str] = mapped_column(String(20))
    regime: Mapped[str | None] = mapped_column(String(60))
    category: Mapped[str | None] = mapped_column(String(20))
    rubric_id: Mapped[UUID | None] = mapped_column(ForeignKey("rubric.id"))
    rubric_digest: Mapped[str | None] = mapped_column(String(71))
    value: Mapped[Decimal | None]
    currency: Mapped[str] = mapped_column(String(3))
    value_includes_vat: Mapped[bool | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    cpv: Mapped[list[str]]
    places: Mapped[list[str]]
    closes_at: Mapped[datetime | None]
    ocid: Mapped[str | None] = mapped_column(String(200))
    # The whole release of a publisher, up to some hundred kilobytes: read only where it is asked for.
    notice: Mapped[dict[str, Any] | None] = mapped_column(deferred=True)
    notice_findings: Mapped[list[Any] | None]
    # As app.tenders.terms writes it; None where the tender is older than terms are.
    evaluation_terms: Mapped[dict[str, Any] | None]
    published_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    abandoned_reason: Mapped[str | None] = mapped_column(String(LONG))
    created_at: Mapped[datetime]
    version: Mapped[int]

    lots: Mapped[list["Lot"]] = relationship(lazy="selectin", order_by="Lot.position", cascade="all, delete-orphan")


class Lot(Model):
    """A part of a tender that is awarded on its own; a tender without lots has one, with the code `1`.

    `decided_at` is set while an award stands for it: meanwhile nothing moves that the award rests on.
    """

    __tablename__ = "lot"
    __table_args__ = (UniqueConstraint("tender_id", "code"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tender_id: Mapped[UUID] = mapped_column(ForeignKey("tender.id"))
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(300))
    value: Mapped[Decimal | None]
    decided_at: Mapped[datetime | None]


class ReferenceCounter(Model):
    """The last number given out for a kind of human reference in a year."""

    __tablename__ = "reference_counter"

    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]
