"""SQL of signatures."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.documents.signatures.models import DocumentSignature, SigningCertificate, SigningFailure


def add(tx: Session, row: DocumentSignature | SigningCertificate | SigningFailure) -> None:
    """Add a signature, a certificate that is used for the first time, or why something could not be signed."""
    tx.add(row)
    tx.flush()


def certificate(tx: Session, authority_id: UUID, fingerprint: str) -> SigningCertificate | None:
    """Return a certificate that an authority has signed with before."""
    statement = select(SigningCertificate).where(
        SigningCertificate.authority_id == authority_id, SigningCertificate.fingerprint == fingerprint
    )
    return tx.scalars(statement).one_or_none()


def signatures(tx: Session, document_ids: Sequence[UUID]) -> dict[UUID, DocumentSignature]:
    """Return the signatures of those documents that are signed."""
    if not document_ids:
        return {}
    statement = select(DocumentSignature).where(DocumentSignature.document_id.in_(document_ids))
    return {row.document_id: row for row in tx.scalars(statement)}


def failures(tx: Session, document_ids: Sequence[UUID]) -> dict[UUID, SigningFailure]:
    """Return the last failure to sign each of those documents."""
    if not document_ids:
        return {}
    statement = select(SigningFailure).where(SigningFailure.document_id.in_(document_ids))
    return {row.document_id: row for row in tx.scalars(statement.order_by(SigningFailure.id))}  # the last one stays
