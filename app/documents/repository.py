"""SQL of issued documents, of the issues of summaries, and of what is withheld from them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, undefer

from app.documents.models import (
    DocumentBrand,
    DocumentFile,
    IssuedDocument,
    Redaction,
    RenderFailure,
    Rendering,
    SummaryBatch,
)
from app.kit.pagination import PageRequest, fetch

Row = IssuedDocument | DocumentFile | Rendering | RenderFailure | DocumentBrand | SummaryBatch | Redaction


def add(tx: Session, row: Row) -> None:
    """Add an issued document, the file made of one or why it could not be made, a brand, or what is withheld."""
    tx.add(row)
    tx.flush()


def get(tx: Session, document_id: UUID) -> IssuedDocument | None:
    """Return one issued document."""
    return tx.get(IssuedDocument, document_id)


def last(
    tx: Session, kind: str, subject_id: UUID, language: str | None = None, issuer_id: UUID | None = None
) -> IssuedDocument | None:
    """Return the newest issue about a subject, in one language or in any; of two of one content the first.

    With `issuer_id` that which this organisation issued.
    """
    statement = select(IssuedDocument).where(IssuedDocument.kind == kind, IssuedDocument.subject_id == subject_id)
    if issuer_id is not None:
        statement = statement.where(IssuedDocument.authority_id == issuer_id)
    if language is None:
        statement = statement.where(IssuedDocument.twin_of.is_(None))
    else:
        statement = statement.where(func.coalesce(IssuedDocument.language, "en") == language)
    return tx.scalars(statement.order_by(IssuedDocument.number.desc()).limit(1)).one_or_none()


def last_number(tx: Session, kind: str, subject_id: UUID) -> int:
    """Return the number of the newest issue about a subject, whatever its language; nought before the first."""
    statement = select(func.max(IssuedDocument.number))
    found = tx.scalar(statement.where(IssuedDocument.kind == kind, IssuedDocument.subject_id == subject_id))
    return found or 0


def twin(tx: Session, row: IssuedDocument) -> IssuedDocument | None:
    """Return the document of the same content in another language, or None."""
    if row.twin_of is not None:
        return tx.get(IssuedDocument, row.twin_of)
    return tx.scalars(select(IssuedDocument).where(IssuedDocument.twin_of == row.id)).one_or_none()


def page(
    tx: Session, asked: PageRequest, *, reader_id: UUID, buys: bool, kinds: Sequence[str], subject_id: UUID | None
) -> tuple[Sequence[IssuedDocument], str | None]:
    """Return one page of the documents of an authority, or of those meant for a supplier.

    `buys` says whether the reader sees what the organisation buys, beside what it sells.
    """
    mine = IssuedDocument.supplier_id == reader_id
    if buys:
        mine = or_(mine, IssuedDocument.authority_id == reader_id)
    statement = select(IssuedDocument).where(mine)
    if kinds:
        statement = statement.where(IssuedDocument.kind.in_(kinds))
    if subject_id is not None:
        statement = statement.where(IssuedDocument.subject_id == subject_id)
    keys = {"issued_at": IssuedDocument.issued_at}
    return fetch(tx, statement, asked, keys=keys, key=IssuedDocument.id, default="-issued_at")


def of_award(tx: Session, kind: str, award_id: UUID) -> Sequence[IssuedDocument]:
    """Return every document of a kind that was issued under an award, oldest first; of two of one content the first."""
    statement = select(IssuedDocument).where(IssuedDocument.award_id == award_id, IssuedDocument.kind == kind)
    statement = statement.options(undefer(IssuedDocument.content))
    return tx.scalars(statement.where(IssuedDocument.twin_of.is_(None)).order_by(IssuedDocument.id)).all()


def batches(tx: Session, award_id: UUID) -> Sequence[SummaryBatch]:
    """Return every time that the summaries of an award were issued, the first first."""
    return tx.scalars(select(SummaryBatch).where(SummaryBatch.award_id == award_id).order_by(SummaryBatch.number)).all()


def redactions(tx: Session, award_id: UUID) -> Sequence[Redaction]:
    """Return everything that is or was withheld from the summaries of an award, oldest first."""
    return tx.scalars(select(Redaction).where(Redaction.award_id == award_id).order_by(Redaction.id)).all()


def redaction_for_update(tx: Session, redaction_id: UUID) -> Redaction | None:
    """Return one redaction, locked and as it is now."""
    return tx.get(Redaction, redaction_id, with_for_update=True, populate_existing=True)


def last_brand(tx: Session, authority_id: UUID) -> DocumentBrand | None:
    """Return the newest revision of the look that an authority gave its documents."""
    statement = select(DocumentBrand).where(DocumentBrand.authority_id == authority_id)
    return tx.scalars(statement.order_by(DocumentBrand.revision.desc()).limit(1)).one_or_none()


def brands(tx: Session, authority_id: UUID) -> Sequence[DocumentBrand]:
    """Return every revision of the look of an authority's documents, the first first."""
    statement = select(DocumentBrand).where(DocumentBrand.authority_id == authority_id)
    return tx.scalars(statement.order_by(DocumentBrand.revision)).all()


def rendering(tx: Session, made_from: str) -> Rendering | None:
    """Return the PDF that was made of the same before, or None."""
    return tx.get(Rendering, made_from)


def failures(tx: Session, document_ids: Sequence[UUID]) -> Sequence[RenderFailure]:
    """Return why the PDFs of documents could not be made, the first first."""
    if not document_ids:
        return []
    statement = select(RenderFailure).where(RenderFailure.document_id.in_(document_ids))
    return tx.scalars(statement.order_by(RenderFailure.id)).all()


def brand(tx: Session, brand_id: UUID) -> DocumentBrand | None:
    """Return one revision of a look."""
    return tx.get(DocumentBrand, brand_id)
