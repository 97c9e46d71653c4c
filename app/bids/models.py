"""Tables of bids, of what was submitted, of how it was opened, and of what is withheld from whom until when."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.model import LONG, SHORT, Model

_QUALITY, _PRICE = text("envelope = 'quality' AND lapsed_at IS NULL"), text("envelope = 'price' AND lapsed_at IS NULL")


class Bid(Model):
    """One supplier's bid for one lot. `draft` is being written; what counts is the submission `current_number`.

    `opened_at` is null until two people of the authority open the bids after the deadline; while it is, the bid is
    sealed. `price_opened_at` is null until they open its price.
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
    price_opened_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None] = mapped_column(String(LONG))
    excluded_reason: Mapped[str | None] = mapped_column(String(LONG))
    created_at: Mapped[datetime]
    version: Mapped[int]


class BidSubmission(Model):
    """What was submitted, never changed: the content, its digest, when, by whom, and the supplier's name that day.

    `quality_digest` is the digest of the content without its price; null for what was submitted before it was kept.
    """

    __tablename__ = "bid_submission"
    __table_args__ = (UniqueConstraint("bid_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    bid_id: Mapped[UUID] = mapped_column(ForeignKey("bid.id"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]]
    price: Mapped[Decimal | None]
    digest: Mapped[str] = mapped_column(String(71))
    quality_digest: Mapped[str | None] = mapped_column(String(71))
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


class Opening(Model):
    """An envelope of a tender that one person begins to open and another one opens: quality, or the prices of a lot.

    `seal_key` binds what is not yet told: with the opening of quality the log keeps the digest of every whole bid under
    this key, and the opening of prices tells the key.
    """

    __tablename__ = "opening"
    __table_args__ = (
        Index(
            "uq_opening_tender_id_quality", "tender_id", unique=True, postgresql_where=_QUALITY, sqlite_where=_QUALITY
        ),
        Index("uq_opening_lot_id_price", "lot_id", unique=True, postgresql_where=_PRICE, sqlite_where=_PRICE),
        CheckConstraint("confirmed_by IS NULL OR confirmed_by <> begun_by", name="opened_by_two"),
        CheckConstraint("(confirmed_by IS NULL) = (confirmed_at IS NULL)", name="confirmed_by_somebody"),
        CheckConstraint("(envelope = 'price') = (lot_id IS NOT NULL)", name="prices_by_lot"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    tender_id: Mapped[UUID] = mapped_column(ForeignKey("tender.id"), index=True)
    lot_id: Mapped[UUID | None] = mapped_column(ForeignKey("lot.id"))
    envelope: Mapped[str] = mapped_column(String(10))
    seal_key: Mapped[str] = mapped_column(String(64))
    begun_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    begun_at: Mapped[datetime]
    confirmed_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None]
    lapsed_at: Mapped[datetime | None]
    lapsed_reason: Mapped[str | None] = mapped_column(String(LONG))


class Flag(Model):
    """A passage of an answer that says the bid's own price, or whose bid it is; kept by its place, not its words."""

    __tablename__ = "flag"
    __table_args__ = (UniqueConstraint("bid_id", "criterion", "place", "start", "end", "kind"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    tender_id: Mapped[UUID] = mapped_column(ForeignKey("tender.id"), index=True)
    lot_id: Mapped[UUID] = mapped_column(ForeignKey("lot.id"))
    bid_id: Mapped[UUID] = mapped_column(ForeignKey("bid.id"))
    criterion: Mapped[str] = mapped_column(String(SHORT))
    place: Mapped[str] = mapped_column(String(300))
    start: Mapped[int]
    end: Mapped[int]
    kind: Mapped[str] = mapped_column(String(30))
    found_at: Mapped[datetime]


class FlagDecision(Model):
    """What was decided about a flagged passage: masked or released, with the reason; a later one supersedes it."""

    __tablename__ = "flag_decision"
    __table_args__ = (UniqueConstraint("flag_id", "revision"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    flag_id: Mapped[UUID] = mapped_column(ForeignKey("flag.id"))
    revision: Mapped[int]
    outcome: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(LONG))
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime]


class Alias(Model):
    """From whom the bidders of a lot are kept until its moderation ends; the seed makes their names and their order."""

    __tablename__ = "alias"
    __table_args__ = (UniqueConstraint("lot_id", "person_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    tender_id: Mapped[UUID] = mapped_column(ForeignKey("tender.id"), index=True)
    lot_id: Mapped[UUID] = mapped_column(ForeignKey("lot.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    seed: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    revealed_at: Mapped[datetime | None]


class LotPreference(Model):
    """Which lots of a tender a supplier wants most, the first one most; a later statement supersedes it.

    Sealed as its bids are; the last statement before the deadline counts.
    """

    __tablename__ = "lot_preference"
    __table_args__ = (UniqueConstraint("tender_id", "supplier_id", "revision"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tender_id: Mapped[UUID] = mapped_column(ForeignKey("tender.id"))
    supplier_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    revision: Mapped[int]
    lots: Mapped[list[str]]
    stated_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    stated_at: Mapped[datetime]
