"""The table of exports: who asked for which record, how far it is, and the archive that came of it."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.model import LONG, Model


class RecordExport(Model):
    """One archive that somebody asked for. `as_of` is the instant that it shows the record at: when its making began.

    `done` of `total` files are in it; `total` is nought until the work began. `digest` and `size` are of the archive,
    null until it is there.
    """

    __tablename__ = "record_export"
    __table_args__ = (Index("ix_record_export_authority_id_id", "authority_id", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[UUID]
    reference: Mapped[str] = mapped_column(String(40))
    keep_until: Mapped[date | None]
    keep_because: Mapped[str] = mapped_column(String(LONG))
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    as_of: Mapped[datetime]
    done: Mapped[int]
    total: Mapped[int]
    digest: Mapped[str | None] = mapped_column(String(71))
    size: Mapped[int | None] = mapped_column(BigInteger)
    made_at: Mapped[datetime | None]
    failure: Mapped[str | None] = mapped_column(String(LONG))
