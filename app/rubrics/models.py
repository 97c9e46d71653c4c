"""Table of rubrics."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.model import Model


class Rubric(Model):
    """A rubric of one authority. `body` is the whole rubric document; `digest` is set when it is published."""

    __tablename__ = "rubric"
    __table_args__ = (Index("ix_rubric_authority_id_id", "authority_id", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    title: Mapped[str] = mapped_column(String(300))
    status: Mapped[str] = mapped_column(String(20))
    pack: Mapped[str | None] = mapped_column(String(100))
    pack_version: Mapped[str | None] = mapped_column(String(40))
    pack_digest: Mapped[str | None] = mapped_column(String(71))
    copied_from_id: Mapped[UUID | None] = mapped_column(ForeignKey("rubric.id"))
    body: Mapped[dict[str, Any]]
    digest: Mapped[str | None] = mapped_column(String(71))
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    version: Mapped[int]
