"""Tables of signatures: the certificates that were signed with, what was signed when, and what could not be signed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kit.model import LONG, Model


class SigningCertificate(Model):
    """A certificate that an authority signed with; its key is in a file of the operator, never here. Only added to.

    `fingerprint` is "sha256:…" of its DER bytes, `certificate` those bytes in PEM.
    """

    __tablename__ = "signing_certificate"
    __table_args__ = (UniqueConstraint("authority_id", "fingerprint"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    fingerprint: Mapped[str] = mapped_column(String(71))
    name: Mapped[str] = mapped_column(String(LONG))
    issuer: Mapped[str] = mapped_column(String(LONG))
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime]
    certificate: Mapped[str] = mapped_column(String(LONG))
    first_used_at: Mapped[datetime]


class DocumentSignature(Model):
    """That the PDF of a document was signed: its digest before and after, by what, and when. Only added to.

    `stamped_at` and `stamped_by` are those of a time-stamping service; both are None without one.
    """

    __tablename__ = "document_signature"

    document_id: Mapped[UUID] = mapped_column(ForeignKey("issued_document.id"), primary_key=True)
    certificate_id: Mapped[UUID] = mapped_column(ForeignKey("signing_certificate.id"))
    profile: Mapped[str] = mapped_column(String(20))
    unsigned_digest: Mapped[str] = mapped_column(String(71))
    digest: Mapped[str] = mapped_column(String(71))
    size: Mapped[int]
    signed_at: Mapped[datetime]
    stamped_at: Mapped[datetime | None]
    stamped_by: Mapped[str | None] = mapped_column(String(LONG))

    certificate: Mapped[SigningCertificate] = relationship(lazy="joined", innerjoin=True)


class SigningFailure(Model):
    """That a PDF could not be signed at one try, and why; it stays unsigned. Only added to."""

    __tablename__ = "signing_failure"
    __table_args__ = (Index("ix_signing_failure_document_id_id", "document_id", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    document_id: Mapped[UUID] = mapped_column(ForeignKey("issued_document.id"))
    why: Mapped[str] = mapped_column(String(LONG))
    failed_at: Mapped[datetime]
