"""HTTP of marks in draft."""

from uuid import UUID

from app.conflicts.errors import KEPT
from app.evaluations.desk import service
from app.evaluations.desk.errors import DraftsRefused, NoDrafts
from app.evaluations.desk.schemas import DraftOut, DraftsSubmit, DraftWrite
from app.evaluations.errors import BidNotLive, MarkFrozen, NotEvaluating, OffScale, QuotesRefused
from app.evaluations.schemas import MarkOut
from app.identity.rules import EVALUATOR
from app.kit.call import Call
from app.kit.endpoint import Routes
from app.kit.errors import Refusal

routes = Routes("/v1", "Evaluations")


@routes.get("/my-work/{assignment_id}/drafts", may=EVALUATOR, out=list[DraftOut], summary="Read your drafts")
def list_drafts(call: Call, assignment_id: UUID) -> list[DraftOut]:
    """Return your marks in draft on one question. Nobody else sees them."""
    return service.drafts(call.tx, call.actor, assignment_id)


@routes.post(
    "/my-work/{assignment_id}/drafts/{bid_id}",
    may=EVALUATOR,
    out=DraftOut,
    status=200,
    summary="Write a mark in draft",
    refuses=(*KEPT, NotEvaluating, BidNotLive, OffScale, MarkFrozen, QuotesRefused),
)
def write_draft(call: Call, assignment_id: UUID, bid_id: UUID, body: DraftWrite) -> DraftOut | Refusal:
    """Write what you think of one answer so far, over what you wrote before; nobody else sees it."""
    return service.write(call, assignment_id, bid_id, body)


@routes.post(
    "/my-work/{assignment_id}/submit",
    may=EVALUATOR,
    out=list[MarkOut],
    summary="Submit your drafts",
    refuses=(*KEPT, NoDrafts, DraftsRefused),
)
def submit_drafts(call: Call, assignment_id: UUID, body: DraftsSubmit) -> list[MarkOut] | Refusal:
    """Turn drafts into marks: all that you name, or all there are, or none if one of them cannot be a mark."""
    return service.submit(call, assignment_id, body)
