"""Tables of issued documents: the frozen content, and the file that was rendered from it once."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kit.model import Model


class IssuedDocument(Model):
    """One issued document. The content is frozen; a later issue has the next number and the earlier one stays."""

    __tablename__ = "issued_document"
    __table_args__ = (
        UniqueConstraint("kind", "subject_id", "number"),
        Index("ix_issued_document_authority_id_id", "authority_id", "id"),
        Index("ix_issued_document_supplier_id_id", "supplier_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    supplier_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[UUID]
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(400))
    content: Mapped[dict[str, Any]]
    content_digest: Mapped[str] = mapped_column(String(71))
    issued_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    issued_at: Mapped[datetime]

    file: Mapped["DocumentFile | None"] = relationship(lazy="selectin")


class DocumentFile(Model):
    """The PDF of an issued document: rendered once, stored by digest, never rendered again to be trusted."""

    __tablename__ = "document_file"

    document_id: Mapped[UUID] = mapped_column(ForeignKey("issued_document.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(71))
    size: Mapped[int]
    rendered_at: Mapped[datetime]
