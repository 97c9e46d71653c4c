"""HTTP of plans of evidence and assessments."""

from uuid import UUID

from app.delivery.errors import UpdateNotOpen
from app.delivery.proving import service
from app.delivery.proving.errors import (
    AssessmentPending,
    BaselineFrozen,
    NoRecord,
    NothingToAssess,
    PlanNotOpen,
    PlanOvertaken,
    PlanReasonNeeded,
    PlanUnfit,
)
from app.delivery.proving.schemas import AssessmentOut, PlanCreate, PlanOut
from app.identity.rules import AUTHORITY_READERS, BUYER, SUPPLIER
from app.kit.call import Call
from app.kit.endpoint import Routes, Stored

routes = Routes("/v1", "Delivery")
_BOTH_SIDES = AUTHORITY_READERS | SUPPLIER


@routes.post(
    "/commitments/{commitment_id}/evidence-plans",
    may=BUYER,
    out=PlanOut,
    summary="Say what proves a commitment",
    refuses=(PlanUnfit, PlanOvertaken, PlanReasonNeeded, BaselineFrozen, PlanNotOpen),
    ahead=service.prepare,
)
def set_plan(call: Call, commitment_id: UUID, body: PlanCreate) -> PlanOut:
    """Choose the engine and its settings; everything wrong with them is listed. A later revision supersedes."""
    return service.set_plan(call, commitment_id, body)


@routes.get(
    "/commitments/{commitment_id}/evidence-plans",
    may=_BOTH_SIDES,
    out=list[PlanOut],
    summary="Read what proves a commitment",
)
def list_plans(call: Call, commitment_id: UUID) -> list[PlanOut]:
    """Return every revision of the plan, newest first; the first one listed is in force."""
    return service.plans(call.tx, call.actor, commitment_id)


@routes.post(
    "/updates/{update_id}/assessments",
    may=BUYER | SUPPLIER,
    out=AssessmentOut,
    summary="Assess the files of an update again",
    refuses=(UpdateNotOpen, AssessmentPending, NothingToAssess),
)
def assess_again(call: Call, update_id: UUID) -> AssessmentOut:
    """Give the files to the engine by the plan as it now is. Earlier assessments stay; the newest one counts."""
    return service.again(call, update_id)


@routes.get(
    "/updates/{update_id}/assessments",
    may=_BOTH_SIDES,
    out=list[AssessmentOut],
    summary="List the assessments of an update",
)
def list_assessments(call: Call, update_id: UUID) -> list[AssessmentOut]:
    """Return every assessment of a claim, newest first."""
    return service.listed(call.tx, call.actor, update_id)


@routes.get("/assessments/{assessment_id}", may=_BOTH_SIDES, out=AssessmentOut, summary="Read an assessment")
def read_assessment(call: Call, assessment_id: UUID) -> AssessmentOut:
    """Return what the engine made of the files: quantities, findings with their places, and digests."""
    return service.read(call.tx, call.actor, assessment_id)


@routes.get(
    "/assessments/{assessment_id}/record",
    may=_BOTH_SIDES,
    out=None,
    media_type="application/json",
    summary="Download the record of an assessment",
    refuses=(NoRecord,),
)
def read_record(call: Call, assessment_id: UUID) -> Stored:
    """Return the record that `makegood verify` recomputes, with the files beside it."""
    kept = service.record(call.tx, call.actor, assessment_id)
    return Stored(call.service.files.path(kept), "application/json", f"assessment-{assessment_id}.json", kept)
