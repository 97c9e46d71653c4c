"""Table of the releases of open data: each is kept as it went out, and never changed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.model import Model


class OpenRelease(Model):
    """One release of a contracting process. `body` is its JSON text to the byte, `digest` that of the text.

    `number` counts the releases of a tender from 1; `tags` are those of the release, with commas between them.
    """

    __tablename__ = "open_release"
    __table_args__ = (
        UniqueConstraint("tender_id", "number"),
        UniqueConstraint("release_id"),
        Index("ix_open_release_authority_id_id", "authority_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    tender_id: Mapped[UUID] = mapped_column(ForeignKey("tender.id"))
    number: Mapped[int]
    ocid: Mapped[str] = mapped_column(String(250))
    release_id: Mapped[str] = mapped_column(String(80))
    tags: Mapped[str] = mapped_column(String(300))
    released_at: Mapped[datetime]
    body: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(71))
    released_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
