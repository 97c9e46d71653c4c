"""SQL of plans of evidence and assessments."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.delivery.models import Assessment, AssessmentOutcome, EvidenceFile, EvidencePlan


def add(tx: Session, row: EvidencePlan | Assessment | AssessmentOutcome) -> None:
    """Add a row; the flush brings a lost race to light."""
    tx.add(row)
    tx.flush()


def plans(tx: Session, commitment_id: UUID) -> Sequence[EvidencePlan]:
    """Return every revision of the plan of a commitment, oldest first."""
    statement = select(EvidencePlan).where(EvidencePlan.commitment_id == commitment_id)
    return tx.scalars(statement.order_by(EvidencePlan.revision)).all()


def plans_of_contract(tx: Session, contract_id: UUID) -> Sequence[EvidencePlan]:
    """Return every revision of every plan of a contract, by commitment and revision."""
    statement = select(EvidencePlan).where(EvidencePlan.contract_id == contract_id)
    return tx.scalars(statement.order_by(EvidencePlan.commitment_id, EvidencePlan.revision)).all()


def plan_in_force(tx: Session, commitment_id: UUID) -> EvidencePlan | None:
    """Return the newest revision of the plan of a commitment; None before the first."""
    statement = select(EvidencePlan).where(EvidencePlan.commitment_id == commitment_id)
    return tx.scalars(statement.order_by(EvidencePlan.revision.desc()).limit(1)).one_or_none()


def assessment(tx: Session, assessment_id: UUID) -> Assessment | None:
    """Return one assessment as it now is."""
    statement = select(Assessment).where(Assessment.id == assessment_id)
    return tx.scalars(statement, execution_options={"populate_existing": True}).one_or_none()


def assessments(tx: Session, update_id: UUID) -> Sequence[Assessment]:
    """Return every assessment of an update, oldest first."""
    statement = select(Assessment).where(Assessment.update_id == update_id)
    return tx.scalars(statement.order_by(Assessment.number)).all()


def files(tx: Session, ids: Sequence[UUID]) -> dict[UUID, EvidenceFile]:
    """Return records of files by id."""
    if not ids:
        return {}
    return {row.id: row for row in tx.scalars(select(EvidenceFile).where(EvidenceFile.id.in_(ids)))}


def assessments_of_contract(tx: Session, contract_id: UUID) -> Sequence[Assessment]:
    """Return every assessment of every claim on a contract, oldest first."""
    return tx.scalars(select(Assessment).where(Assessment.contract_id == contract_id).order_by(Assessment.id)).all()
