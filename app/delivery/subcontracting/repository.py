"""SQL of subcontractors, their files and their parts."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.delivery.models import DeliveryUpdate
from app.delivery.subcontracting.models import IncludedPart, SubcontractedPart, Subcontractor, SubcontractorFile
from app.kit.pagination import PageRequest, fetch

_STANDING = ("submitted", "verified", "part_verified")


def add(tx: Session, row: Subcontractor | SubcontractorFile | SubcontractedPart | IncludedPart) -> None:
    """Add a row with what hangs on it; the flush brings a lost race to light."""
    tx.add(row)
    tx.flush()


def flush(tx: Session) -> None:
    """Send changes to the database, so that a lost race comes to light here."""
    tx.flush()


def get(tx: Session, subcontractor_id: UUID) -> Subcontractor | None:
    """Return one subcontractor."""
    return tx.get(Subcontractor, subcontractor_id)


def refreshed(tx: Session, row: Subcontractor | SubcontractedPart) -> None:
    """Read a row again as it now is, locked."""
    tx.refresh(row, with_for_update=True)


def by_invitation(tx: Session, digest: str) -> Subcontractor | None:
    """Return the subcontractor that was invited by this digest, locked."""
    statement = select(Subcontractor).where(Subcontractor.invitation_digest == digest).with_for_update()
    return tx.scalars(statement, execution_options={"populate_existing": True}).one_or_none()


def of_contract(tx: Session, contract_id: UUID) -> Sequence[Subcontractor]:
    """Return every subcontractor of a contract, in the order of tiers and of naming."""
    statement = select(Subcontractor).where(Subcontractor.contract_id == contract_id)
    return tx.scalars(statement.order_by(Subcontractor.tier, Subcontractor.id)).all()


def page_of_own(tx: Session, organisation_id: UUID, asked: PageRequest) -> tuple[Sequence[Subcontractor], str | None]:
    """Return one page of where an organisation is a subcontractor."""
    statement = select(Subcontractor).where(Subcontractor.organisation_id == organisation_id)
    return fetch(
        tx, statement, asked, keys={"named_at": Subcontractor.named_at}, key=Subcontractor.id, default="-named_at"
    )


def file(tx: Session, file_id: UUID) -> SubcontractorFile | None:
    """Return the record of one file."""
    return tx.get(SubcontractorFile, file_id)


def files_of(tx: Session, subcontractor_id: UUID, ids: Sequence[UUID]) -> dict[UUID, SubcontractorFile]:
    """Return those of the files that are the subcontractor's, by id."""
    statement = select(SubcontractorFile).where(
        SubcontractorFile.subcontractor_id == subcontractor_id, SubcontractorFile.id.in_(ids)
    )
    return {row.id: row for row in tx.scalars(statement)}


def room_of_files(tx: Session, subcontractor_id: UUID) -> tuple[int, int]:
    """Return how many files a subcontractor sent, and how many bytes they hold together."""
    held = select(func.count(), func.coalesce(func.sum(SubcontractorFile.size), 0))
    files, size = tx.execute(held.where(SubcontractorFile.subcontractor_id == subcontractor_id)).one()
    return int(files), int(size)


def part(tx: Session, part_id: UUID) -> SubcontractedPart | None:
    """Return one part."""
    return tx.get(SubcontractedPart, part_id)


def parts_by_id(tx: Session, ids: Sequence[UUID]) -> dict[UUID, SubcontractedPart]:
    """Return parts by id."""
    return {row.id: row for row in tx.scalars(select(SubcontractedPart).where(SubcontractedPart.id.in_(ids)))}


def newest_part(tx: Session, subcontractor_id: UUID, commitment_id: UUID, starts_on: date) -> SubcontractedPart | None:
    """Return the newest revision for a period as it now is, locked; None before the first."""
    statement = (
        select(SubcontractedPart)
        .where(
            SubcontractedPart.subcontractor_id == subcontractor_id,
            SubcontractedPart.commitment_id == commitment_id,
            SubcontractedPart.starts_on == starts_on,
        )
        .order_by(SubcontractedPart.revision.desc())
        .limit(1)
        .with_for_update()
    )
    return tx.scalars(statement, execution_options={"populate_existing": True}).one_or_none()


def page_of_parts(
    tx: Session, subcontractor_id: UUID, asked: PageRequest, *, statuses: Sequence[str]
) -> tuple[Sequence[SubcontractedPart], str | None]:
    """Return one page of what a subcontractor reported."""
    statement = select(SubcontractedPart).where(SubcontractedPart.subcontractor_id == subcontractor_id)
    if statuses:
        statement = statement.where(SubcontractedPart.status.in_(statuses))
    keys = {"submitted_at": SubcontractedPart.submitted_at, "starts_on": SubcontractedPart.starts_on}
    return fetch(tx, statement, asked, keys=keys, key=SubcontractedPart.id, default="-submitted_at")


def parts_in(tx: Session, update_id: UUID) -> Sequence[SubcontractedPart]:
    """Return the parts that an update holds."""
    statement = select(SubcontractedPart).join(IncludedPart, IncludedPart.part_id == SubcontractedPart.id)
    return tx.scalars(statement.where(IncludedPart.update_id == update_id).order_by(SubcontractedPart.id)).all()


def included_now(tx: Session, part_ids: Sequence[UUID]) -> frozenset[UUID]:
    """Return which of these parts an update holds that stands."""
    statement = (
        select(IncludedPart.part_id)
        .join(DeliveryUpdate, DeliveryUpdate.id == IncludedPart.update_id)
        .where(IncludedPart.part_id.in_(part_ids), DeliveryUpdate.status.in_(_STANDING))
    )
    return frozenset(tx.scalars(statement)) if part_ids else frozenset()
