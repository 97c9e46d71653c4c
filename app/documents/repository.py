"""SQL of issued documents."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.documents.models import DocumentFile, IssuedDocument
from app.kit.pagination import PageRequest, fetch


def add(tx: Session, row: IssuedDocument | DocumentFile) -> None:
    """Add an issued document, or the file made of one."""
    tx.add(row)
    tx.flush()


def get(tx: Session, document_id: UUID) -> IssuedDocument | None:
    """Return one issued document."""
    return tx.get(IssuedDocument, document_id)


def last(tx: Session, kind: str, subject_id: UUID) -> IssuedDocument | None:
    """Return the newest issue about a subject."""
    statement = select(IssuedDocument).where(IssuedDocument.kind == kind, IssuedDocument.subject_id == subject_id)
    return tx.scalars(statement.order_by(IssuedDocument.number.desc()).limit(1)).one_or_none()


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
