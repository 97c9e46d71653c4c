"""SQL of imported notices."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.tenders.models import Tender
from app.tenders.rules import TenderStatus


def imported(tx: Session, authority_id: UUID, ocid: str) -> Sequence[Tender]:
    """Return the tenders of an authority that were imported from a process and not given up, drafts first, locked."""
    statement = select(Tender).where(
        Tender.authority_id == authority_id, Tender.ocid == ocid, Tender.status != TenderStatus.ABANDONED.value
    )
    found = tx.scalars(statement.order_by(Tender.id.desc()).with_for_update()).all()
    return sorted(found, key=lambda row: row.status != TenderStatus.DRAFT)


def flush(tx: Session) -> None:
    """Send changes to the database."""
    tx.flush()
