"""Tables of issued documents: the frozen content, the file rendered from it once, and what was withheld from whom."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.documents.signatures.models import DocumentSignature
from app.kit.model import LONG, SHORT, Model


class IssuedDocument(Model):
    """One issued document. The content is frozen; a later issue has the next number and the earlier one stays.

    An assessment summary is about a bid, and `award_id` says under which award of its lot it was issued. `language` is
    that of its fixed wording, None for English before there was another; `twin_of` the one of the same content that
    was issued with it in another language. `authority_id` is whoever issues it and in whose log that is recorded: for a
    statement of delivery that is the supplier.
    """

    __tablename__ = "issued_document"
    __table_args__ = (
        UniqueConstraint("kind", "subject_id", "number"),
        Index("ix_issued_document_authority_id_id", "authority_id", "id"),
        Index("ix_issued_document_supplier_id_id", "supplier_id", "id"),
        Index("ix_issued_document_award_id", "award_id"),
        Index("ix_issued_document_twin_of", "twin_of"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    supplier_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[UUID]
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(400))
    reference: Mapped[str | None] = mapped_column(String(SHORT))
    content: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    content_digest: Mapped[str] = mapped_column(String(71))
    issued_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    issued_at: Mapped[datetime]
    award_id: Mapped[UUID | None] = mapped_column(ForeignKey("award.id"))
    language: Mapped[str | None] = mapped_column(String(2))
    twin_of: Mapped[UUID | None] = mapped_column(ForeignKey("issued_document.id"))

    file: Mapped["DocumentFile | None"] = relationship(lazy="selectin")
    signature: Mapped[DocumentSignature | None] = relationship(lazy="selectin")


class DocumentFile(Model):
    """The PDF of an issued document: rendered once, stored by digest, never rendered again to be trusted."""

    __tablename__ = "document_file"

    document_id: Mapped[UUID] = mapped_column(ForeignKey("issued_document.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(71))
    size: Mapped[int]
    rendered_at: Mapped[datetime]


class DocumentBrand(Model):
    """The look that an authority gave its documents, every revision of it: a later one supersedes it. Only added to."""

    __tablename__ = "document_brand"
    __table_args__ = (UniqueConstraint("authority_id", "revision"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    revision: Mapped[int]
    brand: Mapped[dict[str, Any]]
    set_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime]


class Rendering(Model):
    """A PDF by the digest of everything that it was made from, so that the same is never made twice. Only added to."""

    __tablename__ = "rendering"

    made_from: Mapped[str] = mapped_column(String(71), primary_key=True)
    digest: Mapped[str] = mapped_column(String(71))
    size: Mapped[int]
    made_at: Mapped[datetime]


class RenderFailure(Model):
    """That the PDF of an issued document could not be made at one try, and why. Only added to."""

    __tablename__ = "render_failure"
    __table_args__ = (Index("ix_render_failure_document_id_id", "document_id", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    document_id: Mapped[UUID] = mapped_column(ForeignKey("issued_document.id"))
    why: Mapped[str] = mapped_column(String(LONG))
    failed_at: Mapped[datetime]


class SummaryBatch(Model):
    """That the summaries of an award were issued: which warnings somebody saw, and why they went on. Only added to.

    `contacts` are those that a bidder's profile lacked, as its tender had them.
    """

    __tablename__ = "summary_batch"
    __table_args__ = (
        UniqueConstraint("award_id", "number"),
        CheckConstraint("number = 1 OR reason IS NOT NULL", name="reissue_needs_reason"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    award_id: Mapped[UUID] = mapped_column(ForeignKey("award.id"))
    number: Mapped[int]
    warnings: Mapped[list[Any]]
    warnings_digest: Mapped[str] = mapped_column(String(71))
    acknowledgement: Mapped[str | None] = mapped_column(String(LONG))
    contacts: Mapped[list[Any]]
    reason: Mapped[str | None] = mapped_column(String(LONG))
    issued_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    issued_at: Mapped[datetime]


class Redaction(Model):
    """A passage of what is said of a bid on one criterion that is withheld from the other bidders, or from everybody.

    The passage stays here. Documents carry `seal`, its digest under `seal_key`, so that the authority can show later
    what was withheld and nobody can guess it before. One that was a mistake is lifted, with the reason.
    """

    __tablename__ = "redaction"
    __table_args__ = (
        Index("ix_redaction_award_id_id", "award_id", "id"),
        CheckConstraint(
            "(lifted_at IS NULL) = (lifted_by IS NULL) AND (lifted_at IS NULL) = (lift_reason IS NULL)",
            name="lifted_with_reason",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    award_id: Mapped[UUID] = mapped_column(ForeignKey("award.id"))
    bid_id: Mapped[UUID] = mapped_column(ForeignKey("bid.id"))
    criterion: Mapped[str] = mapped_column(String(SHORT))
    passage: Mapped[str] = mapped_column(String(LONG))
    kind: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(String(LONG))
    hidden_from: Mapped[str] = mapped_column(String(20))
    seal_key: Mapped[str] = mapped_column(String(64))
    seal: Mapped[str] = mapped_column(String(71))
    made_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    lifted_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    lifted_at: Mapped[datetime | None]
    lift_reason: Mapped[str | None] = mapped_column(String(LONG))
