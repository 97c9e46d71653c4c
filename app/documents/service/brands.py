"""Keep the look that an authority gives its documents: each revision supersedes the one before, and none is edited."""

from uuid import UUID

from sqlalchemy.orm import Session

from app.documents import repository
from app.documents.codec import decode
from app.documents.face_content import Brand


def of_authority(tx: Session, authority_id: UUID) -> Brand | None:
    """Return the look that an authority's documents have now, or None while it has given them none."""
    row = repository.last_brand(tx, authority_id)
    return None if row is None else decode(Brand, row.brand)
