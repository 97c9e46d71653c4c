"""A create that is sent twice happens once: the first answer is kept with its key and given again.

The record is written in the transaction of the act itself, so that there is never an act without its record.
"""

import hashlib
from datetime import datetime
from uuid import UUID

from sqlalchemy import LargeBinary, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kit.errors import IdempotencyMismatch
from app.kit.ids import new_id
from app.kit.model import Model

CONSTRAINT = "uq_idempotency_record_owner_id_key"


class IdempotencyRecord(Model):
    """The first answer to a request that carried an `Idempotency-Key`."""

    __tablename__ = "idempotency_record"
    __table_args__ = (UniqueConstraint("owner_id", "key"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID]
    key: Mapped[str] = mapped_column(String(200))
    request_digest: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(100))
    etag: Mapped[str | None] = mapped_column(String(100))
    body: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]


def reserve(tx: Session, owner_id: UUID, key: str, digest: str, *, now: datetime) -> IdempotencyRecord:
    """Take a key before the act begins, so that the same request sent at the same instant waits for this one.

    The caller fills in the answer before the commit. Raises IntegrityError when another transaction took it first.
    """
    record = IdempotencyRecord(
        id=new_id(now),
        owner_id=owner_id,
        key=key,
        request_digest=digest,
        status=0,
        media_type="",
        etag=None,
        body=b"",
        created_at=now,
    )
    tx.add(record)
    tx.flush()
    return record


def request_digest(*parts: bytes) -> str:
    """Return what tells one request from another: SHA-256 over its parts, each with its length."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def recall(tx: Session, owner_id: UUID, key: str, digest: str) -> IdempotencyRecord | None:
    """Return the first answer, or None; raise IdempotencyMismatch when the key belongs to another request."""
    found = tx.scalars(
        select(IdempotencyRecord).where(IdempotencyRecord.owner_id == owner_id, IdempotencyRecord.key == key)
    ).one_or_none()
    if found is not None and found.request_digest != digest:
        raise IdempotencyMismatch(key)
    return found
