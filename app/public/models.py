"""Tables of publication: what each authority lets everybody read, and what happened that everybody may hear of."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.model import LONG, Model


class Publication(Model):
    """What an authority lets everybody read from one statement on; the newest `number` holds. Only added to.

    What it published itself on `from_on` or later is public, and nothing before; `from_at` is the first instant of
    that day in London. With all four false nothing is public.
    """

    __tablename__ = "publication"
    __table_args__ = (UniqueConstraint("authority_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    number: Mapped[int]
    tenders: Mapped[bool]
    awards: Mapped[bool]
    delivery: Mapped[bool]
    networks: Mapped[bool]
    from_on: Mapped[date]
    from_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(LONG))
    stated_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    stated_at: Mapped[datetime]


class PublicEntry(Model):
    """Something that happened to a tender, an award or a contract, or to what an authority publishes. Only added to.

    It is kept whether or not it may be read: who may hear of it is decided when it is asked for.
    """

    __tablename__ = "public_entry"
    __table_args__ = (Index("ix_public_entry_subject_id", "subject_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[UUID]
    at: Mapped[datetime]
