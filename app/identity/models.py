"""Tables of people, roles, keys and failed sign-ins."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.model import SHORT, Model


class Person(Model):
    """Somebody who acts for one organisation. Roles are kept sorted, separated by spaces."""

    __tablename__ = "person"
    __table_args__ = (UniqueConstraint("email"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str] = mapped_column(String(SHORT))
    email: Mapped[str] = mapped_column(String(SHORT))
    roles: Mapped[str] = mapped_column(String(SHORT))
    password_hash: Mapped[str | None] = mapped_column(String(300))
    active: Mapped[bool]
    created_at: Mapped[datetime]
    version: Mapped[int]


class ApiKey(Model):
    """A credential: only the SHA-256 of the secret is kept."""

    __tablename__ = "api_key"
    __table_args__ = (UniqueConstraint("secret_digest"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    label: Mapped[str] = mapped_column(String(SHORT))
    prefix: Mapped[str] = mapped_column(String(12))
    secret_digest: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class SignInFailure(Model):
    """A sign-in that failed, counted to slow down guessing. The address is kept as a digest."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (Index("ix_sign_in_failure_email_digest_at", "email_digest", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    email_digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
