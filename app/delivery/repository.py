"""SQL of evidence files, delivery updates and verifications."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.delivery.models import DeliveryUpdate, EvidenceFile, ReportShare
from app.delivery.rules import UpdateStatus
from app.kit.pagination import PageRequest, fetch


def add(tx: Session, row: EvidenceFile | DeliveryUpdate) -> None:
    """Add a file's record or an update with what hangs on it; the flush brings a lost race to light."""
    tx.add(row)
    tx.flush()


def flush(tx: Session) -> None:
    """Send changes to the database, so that a lost race comes to light here."""
    tx.flush()


def evidence(tx: Session, evidence_id: UUID) -> EvidenceFile | None:
    """Return the record of one file."""
    return tx.get(EvidenceFile, evidence_id)


def evidence_of_contract(tx: Session, contract_id: UUID, ids: Sequence[UUID]) -> Sequence[EvidenceFile]:
    """Return those of the files that belong to the contract, in no order."""
    statement = select(EvidenceFile).where(EvidenceFile.contract_id == contract_id, EvidenceFile.id.in_(ids))
    return tx.scalars(statement).all()


def room_of_evidence(tx: Session, contract_id: UUID) -> tuple[int, int]:
    """Return how many files a contract has, and how many bytes they hold together."""
    held = select(func.count(), func.coalesce(func.sum(EvidenceFile.size), 0))
    files, size = tx.execute(held.where(EvidenceFile.contract_id == contract_id)).one()
    return int(files), int(size)


def page_of_evidence(tx: Session, contract_id: UUID, asked: PageRequest) -> tuple[Sequence[EvidenceFile], str | None]:
    """Return one page of a contract's files."""
    statement = select(EvidenceFile).where(EvidenceFile.contract_id == contract_id)
    keys = {"uploaded_at": EvidenceFile.uploaded_at, "filename": EvidenceFile.filename}
    return fetch(tx, statement, asked, keys=keys, key=EvidenceFile.id, default="-uploaded_at")


def update(tx: Session, update_id: UUID) -> DeliveryUpdate | None:
    """Return one update."""
    return tx.get(DeliveryUpdate, update_id)


def update_for_update(tx: Session, update_id: UUID) -> DeliveryUpdate:
    """Return one update that is known to be there as it now is, locked; updates are never deleted."""
    statement = select(DeliveryUpdate).where(DeliveryUpdate.id == update_id).with_for_update()
    return tx.scalars(statement, execution_options={"populate_existing": True}).one()


def newest_for_update(tx: Session, commitment_id: UUID, starts_on: date) -> DeliveryUpdate | None:
    """Return the newest revision for a period as it now is, locked; None before the first."""
    statement = (
        select(DeliveryUpdate)
        .where(DeliveryUpdate.commitment_id == commitment_id, DeliveryUpdate.starts_on == starts_on)
        .order_by(DeliveryUpdate.revision.desc())
        .limit(1)
        .with_for_update()
    )
    return tx.scalars(statement, execution_options={"populate_existing": True}).one_or_none()


def reported_days(tx: Session, commitment_id: UUID) -> Sequence[tuple[date, date]]:
    """Return the first and last days of every period of a commitment for which there is a claim."""
    columns = (DeliveryUpdate.starts_on, DeliveryUpdate.ends_on)
    statement = select(*columns).where(DeliveryUpdate.commitment_id == commitment_id).distinct()
    return [(first, last) for first, last in tx.execute(statement)]


def revisions(tx: Session, commitment_id: UUID, starts_on: date) -> Sequence[DeliveryUpdate]:
    """Return every revision for a period, oldest first."""
    statement = select(DeliveryUpdate).where(
        DeliveryUpdate.commitment_id == commitment_id, DeliveryUpdate.starts_on == starts_on
    )
    return tx.scalars(statement.order_by(DeliveryUpdate.revision)).all()


def updates(tx: Session, contract_ids: Sequence[UUID]) -> Sequence[DeliveryUpdate]:
    """Return every revision of every claim on these contracts, by commitment, period and revision."""
    order = (
        DeliveryUpdate.contract_id,
        DeliveryUpdate.commitment_id,
        DeliveryUpdate.starts_on,
        DeliveryUpdate.revision,
    )
    statement = select(DeliveryUpdate).where(DeliveryUpdate.contract_id.in_(contract_ids))
    return tx.scalars(statement.order_by(*order)).all()


def share(tx: Session, update_id: UUID) -> ReportShare | None:
    """Return the share of a report that an update claims; None where it claims a report of its own."""
    return tx.scalars(select(ReportShare).where(ReportShare.update_id == update_id)).one_or_none()


def allotted(tx: Session, report_id: UUID) -> Decimal:
    """Return what the shares of a report come to that count, in per cent: those of updates not superseded."""
    statement = (
        select(ReportShare.percent)
        .join(DeliveryUpdate, DeliveryUpdate.id == ReportShare.update_id)
        .where(ReportShare.report_id == report_id, DeliveryUpdate.status != UpdateStatus.SUPERSEDED)
    )
    return sum(tx.scalars(statement), Decimal(0))


def page_of_updates(
    tx: Session,
    organisation_id: UUID,
    asked: PageRequest,
    *,
    buys: bool,
    contract_id: UUID | None,
    commitment_id: UUID | None,
    statuses: Sequence[str],
) -> tuple[Sequence[DeliveryUpdate], str | None]:
    """Return one page of the updates on an organisation's contracts.

    `buys` says whether the reader sees what the organisation buys, beside what it sells.
    """
    mine = DeliveryUpdate.supplier_id == organisation_id
    if buys:
        mine = or_(mine, DeliveryUpdate.authority_id == organisation_id)
    statement = select(DeliveryUpdate).where(mine)
    if contract_id is not None:
        statement = statement.where(DeliveryUpdate.contract_id == contract_id)
    if commitment_id is not None:
        statement = statement.where(DeliveryUpdate.commitment_id == commitment_id)
    if statuses:
        statement = statement.where(DeliveryUpdate.status.in_(statuses))
    keys = {"submitted_at": DeliveryUpdate.submitted_at, "starts_on": DeliveryUpdate.starts_on}
    return fetch(tx, statement, asked, keys=keys, key=DeliveryUpdate.id, default="-submitted_at")
