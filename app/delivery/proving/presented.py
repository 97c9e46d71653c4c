"""How plans and assessments look to both sides."""

from collections.abc import Mapping
from uuid import UUID

from app.delivery.models import Assessment, EvidenceFile, EvidencePlan
from app.delivery.proving.rules import MOST_FINDINGS, AssessmentStatus
from app.delivery.proving.schemas import AssessedFileOut, AssessmentOut, PlanOut, QuantityOut

ANSWERS = "answers"
"""Beside the quantities of an outcome: which of them answers the commitment."""


def plan_out(row: EvidencePlan, names: Mapping[UUID, str]) -> PlanOut:
    """Return a revision of a plan; `names` holds that of who set it."""
    fields = {name: getattr(row, name) for name in PlanOut.model_fields if name != "set_by_name"}
    return PlanOut(**fields, set_by_name=names[row.set_by])


def status_of(row: Assessment) -> AssessmentStatus:
    """Return where an assessment stands."""
    return AssessmentStatus(row.outcome.status) if row.outcome else AssessmentStatus.QUEUED


def assessment_out(row: Assessment, files: Mapping[UUID, EvidenceFile], names: Mapping[UUID, str]) -> AssessmentOut:
    """Return an assessment; `files` holds what was read and `names` that of who asked."""
    outcome = row.outcome
    read = (files[UUID(each)] for each in row.files)
    kept = outcome.quantities if outcome else {}
    return AssessmentOut(
        id=row.id,
        update_id=row.update_id,
        number=row.number,
        status=status_of(row),
        engine=outcome.engine if outcome else row.plan.engine,
        version=outcome.version if outcome else None,
        plan_id=row.plan_id,
        plan_revision=row.plan.revision,
        files=[AssessedFileOut(id=file.id, filename=file.filename, digest=file.digest) for file in read],
        answers=kept.get(ANSWERS),
        proved=outcome.proved if outcome else None,
        quantities={name: QuantityOut(**each) for name, each in kept.get("found", {}).items()},
        findings=outcome.findings[:MOST_FINDINGS] if outcome else [],
        findings_count=outcome.findings_count if outcome else 0,
        digest=outcome.digest if outcome else None,
        asked_by=row.asked_by,
        asked_by_name=names[row.asked_by],
        asked_at=row.asked_at,
        made_at=outcome.made_at if outcome else None,
    )
