"""SQL of signatures."""

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


def signature(tx: Session, document_id: UUID) -> DocumentSignature | None:
    """Return how a document is signed, or None."""
    return tx.get(DocumentSignature, document_id, populate_existing=True)


def last_failure(tx: Session, document_id: UUID) -> SigningFailure | None:
    """Return why a document could not be signed at the last try, or None."""
    statement = select(SigningFailure).where(SigningFailure.document_id == document_id)
    return tx.scalars(statement.order_by(SigningFailure.id.desc()).limit(1)).one_or_none()
