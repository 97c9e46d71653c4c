"""HTTP of evaluations: assignments, an evaluator's work, moderation, and results."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from starlette.responses import PlainTextResponse, Response

from app.bids.errors import (
    BiddersKept,
    NoPrices,
    NotClosedYet,
    OpeningAlone,
    OpeningBegun,
    OpeningDone,
    OpeningLapsed,
    TenderSealed,
)
from app.bids.schemas import FlagDecide, FlagOut, OpeningCreate, OpeningOut
from app.conflicts.errors import KEPT, NOT_FREE, ConflictBarred
from app.evaluations import service
from app.evaluations.errors import (
    AlreadyAssigned,
    AssignmentRefused,
    AssignmentRemoved,
    BidNotLive,
    DiscussionRequired,
    DissentRefused,
    MarkFirst,
    MarkFrozen,
    MarksMissing,
    NeedsReason,
    NoAssignmentsNow,
    NobodyAssigned,
    NotAssigned,
    NotEvaluating,
    NothingToModerate,
    NothingToSupersede,
    OffScale,
    OwnQuestion,
    PricesSealed,
    QualityUnsettled,
    QuotesRefused,
    ResultIncomplete,
    ResultNeedsReason,
    ResultRefused,
    ResultUnchanged,
    WrongQuestion,
)
from app.evaluations.low_prices.errors import LowPriceOpen
from app.evaluations.schemas import (
    AgreedMarkCreate,
    AgreedOut,
    AssignmentCreate,
    AssignmentOut,
    GateDecisionCreate,
    MarkCreate,
    MarkOut,
    ModerationCreate,
    ModerationOpenedOut,
    ModerationOut,
    RemoveAssignment,
    ResultCreate,
    ResultOut,
    ResultSummaryOut,
    WorkOut,
    WorkSummaryOut,
)
from app.identity.rules import AUTHORITY_READERS, BUYER, COMMISSIONER, EVALUATOR
from app.kit.call import Call
from app.kit.endpoint import Routes
from app.kit.errors import Refusal
from app.kit.pagination import PageRequest
from app.kit.query import Cursor, Limit, Sort
from app.kit.schema import Page

routes = Routes("/v1", "Evaluations")

LotFilter = Annotated[str | None, Query(description="Only this lot, by its code.", max_length=60)]
_STANDING = (NotEvaluating, BidNotLive, WrongQuestion, NeedsReason, NothingToSupersede)


@routes.post(
    "/tenders/{tender_id}/assignments",
    may=BUYER,
    out=list[AssignmentOut],
    summary="Assign an evaluator to questions",
    refuses=(ConflictBarred, AssignmentRefused, AlreadyAssigned, NoAssignmentsNow),
)
def assign(call: Call, tender_id: UUID, body: AssignmentCreate) -> list[AssignmentOut] | Refusal:
    """Ask a colleague to mark questions of one lot, in every bid. All of them are assigned, or none."""
    return service.assign(call, tender_id, body)


@routes.get(
    "/tenders/{tender_id}/assignments",
    may=AUTHORITY_READERS,
    out=Page[AssignmentOut],
    summary="List the assignments of a tender",
)
def list_assignments(
    call: Call,
    tender_id: UUID,
    lot: LotFilter = None,
    evaluator: Annotated[UUID | None, Query(description="Only this evaluator.")] = None,
    sort: Sort = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[AssignmentOut]:
    """Return who marks what, removed assignments too."""
    asked = PageRequest(sort, cursor, limit)
    return service.list_assignments(call.tx, call.actor, tender_id, asked, lot=lot, evaluator_id=evaluator)


@routes.post(
    "/assignments/{assignment_id}/remove",
    may=BUYER,
    out=AssignmentOut,
    status=200,
    summary="Remove an assignment",
    refuses=(ConflictBarred, AssignmentRemoved, NoAssignmentsNow),
)
def remove(call: Call, assignment_id: UUID, body: RemoveAssignment) -> AssignmentOut | Refusal:
    """Take a question from an evaluator, with the reason. Their marks stay readable and no longer count."""
    return service.remove(call, assignment_id, body.reason)


@routes.get("/my-work", may=EVALUATOR, out=Page[WorkSummaryOut], summary="List what you have to mark")
def list_work(
    call: Call,
    tender: Annotated[UUID | None, Query(description="Only this tender.")] = None,
    sort: Sort = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[WorkSummaryOut]:
    """Return the questions given to you, with how many bids you have still to mark."""
    return service.work(call.tx, call.actor, PageRequest(sort, cursor, limit), tender_id=tender)


@routes.get(
    "/my-work/{assignment_id}",
    may=EVALUATOR,
    out=WorkOut,
    summary="Read a question and the answers to mark",
    refuses=NOT_FREE,
)
def read_work(call: Call, assignment_id: UUID) -> WorkOut:
    """Return guidance, scale, the answers and your own marks. Prices and the marks of others are not shown."""
    return service.read_work(call.tx, call.actor, assignment_id)


@routes.post(
    "/bids/{bid_id}/marks",
    may=EVALUATOR,
    out=MarkOut,
    summary="Mark an answer",
    refuses=(*KEPT, *_STANDING, NotAssigned, OffScale, MarkFrozen, QuotesRefused),
)
def mark(call: Call, bid_id: UUID, body: MarkCreate) -> MarkOut | Refusal:
    """Give a mark of the published scale with your reasons. It is never edited; a later one supersedes it."""
    return service.mark(call, bid_id, body)


@routes.get(
    "/bids/{bid_id}/marks",
    may=EVALUATOR | AUTHORITY_READERS,
    out=list[MarkOut],
    summary="Read the marks on a bid",
    refuses=(*KEPT, MarkFirst),
)
def read_marks(call: Call, bid_id: UUID) -> list[MarkOut]:
    """Return every mark on a bid, superseded ones too; an evaluator sees only their own."""
    return service.marks_on_bid(call.tx, call.actor, bid_id)


@routes.get(
    "/tenders/{tender_id}/moderation",
    may=AUTHORITY_READERS,
    out=ModerationOut,
    summary="Read the marks of the panel side by side",
    refuses=(*NOT_FREE, TenderSealed, MarkFirst),
)
def moderation(
    call: Call,
    tender_id: UUID,
    lot: Annotated[str, Query(description="The lot, by its code.", max_length=60)] = "1",
    criterion: Annotated[str | None, Query(description="Only this question, by its id.", max_length=200)] = None,
) -> ModerationOut:
    """Return every mark that counts, the spread, who has yet to mark, and what was agreed. There is no mean here."""
    return service.moderation(call.tx, call.actor, tender_id, lot=lot, criterion=criterion)


@routes.post(
    "/tenders/{tender_id}/moderations",
    may=BUYER | COMMISSIONER,
    out=ModerationOpenedOut,
    summary="Open the moderation of a question",
    refuses=(*NOT_FREE, NotEvaluating, WrongQuestion, NobodyAssigned, MarksMissing, NothingToModerate, TenderSealed),
)
def open_moderation(call: Call, tender_id: UUID, body: ModerationCreate) -> ModerationOpenedOut | Refusal:
    """Freeze the marks on a question of a lot, once everybody assigned has marked every bid there."""
    return service.open_moderation(call, tender_id, body)


@routes.post(
    "/bids/{bid_id}/agreed-marks",
    may=BUYER,
    out=AgreedOut,
    summary="Record the panel's agreed mark",
    refuses=(
        *KEPT,
        *_STANDING,
        OffScale,
        NobodyAssigned,
        MarksMissing,
        DiscussionRequired,
        DissentRefused,
        QuotesRefused,
    ),
)
def agree(call: Call, bid_id: UUID, body: AgreedMarkCreate) -> AgreedOut | Refusal:
    """Record a mark of the scale with the panel's own reasons. The first one opens the moderation of its question."""
    return service.agree(call, bid_id, body)


@routes.get(
    "/bids/{bid_id}/agreed-marks",
    may=AUTHORITY_READERS,
    out=list[AgreedOut],
    summary="Read what the panel agreed on a bid",
    refuses=KEPT,
)
def read_agreed(call: Call, bid_id: UUID) -> list[AgreedOut]:
    """Return agreed marks and gate decisions on a bid, superseded ones too, the oldest first."""
    return service.agreed_on_bid(call.tx, call.actor, bid_id)


@routes.post(
    "/bids/{bid_id}/gate-decisions",
    may=BUYER,
    out=AgreedOut,
    summary="Decide whether a bid passes a gate",
    refuses=(*KEPT, *_STANDING),
)
def decide_gate(call: Call, bid_id: UUID, body: GateDecisionCreate) -> AgreedOut | Refusal:
    """Record the panel's decision at a gate with its reasons; what the bid declared informs it."""
    return service.decide_gate(call, bid_id, body)


@routes.post(
    "/tenders/{tender_id}/openings",
    may=BUYER | COMMISSIONER,
    out=OpeningOut,
    summary="Begin to open an envelope",
    refuses=(*NOT_FREE, NotClosedYet, OpeningBegun, OpeningDone, NoPrices, QualityUnsettled, TenderSealed),
)
def begin_opening(call: Call, tender_id: UUID, body: OpeningCreate) -> OpeningOut | Refusal:
    """Begin to open the bids of a closed tender, prices apart; or, once quality is settled, the prices of a lot."""
    return service.begin_opening(call, tender_id, body)


@routes.post(
    "/openings/{opening_id}/confirm",
    may=BUYER | COMMISSIONER,
    out=OpeningOut,
    status=200,
    summary="Open what another person began to open",
    refuses=(*NOT_FREE, OpeningAlone, OpeningDone, OpeningLapsed, NotClosedYet, NoPrices, QualityUnsettled),
)
def confirm_opening(call: Call, opening_id: UUID) -> OpeningOut | Refusal:
    """Open as the second of two people. Whoever began it is refused, and the attempt is recorded."""
    return service.confirm_opening(call, opening_id)


@routes.get(
    "/tenders/{tender_id}/flags",
    may=AUTHORITY_READERS,
    out=Page[FlagOut],
    summary="List passages withheld from evaluators",
    refuses=(*NOT_FREE, BiddersKept),
)
def list_flags(
    call: Call, tender_id: UUID, lot: LotFilter = None, sort: Sort = None, cursor: Cursor = None, limit: Limit = 50
) -> Page[FlagOut]:
    """Return the passages of answers that seem to tell a price or a bidder, but not of questions that you mark."""
    return service.list_flags(call.tx, call.actor, tender_id, PageRequest(sort, cursor, limit), lot=lot)


@routes.post(
    "/flags/{flag_id}/decide",
    may=BUYER | COMMISSIONER,
    out=FlagOut,
    summary="Decide on a withheld passage",
    refuses=(*KEPT, BiddersKept, OwnQuestion),
)
def decide_flag(call: Call, flag_id: UUID, body: FlagDecide) -> FlagOut | Refusal:
    """Withhold a passage from evaluators for good or show it to them, with the reason; a later decision supersedes."""
    return service.decide_flag(call, flag_id, body)


@routes.post(
    "/tenders/{tender_id}/results",
    may=BUYER,
    out=ResultOut,
    summary="Compute the result of a lot",
    refuses=(
        *KEPT,
        NotEvaluating,
        ResultIncomplete,
        PricesSealed,
        LowPriceOpen,
        ResultUnchanged,
        ResultNeedsReason,
        ResultRefused,
        TenderSealed,
    ),
)
def compute(call: Call, tender_id: UUID, body: ResultCreate) -> ResultOut | Refusal:
    """Compute a lot when every decision is in. A later result supersedes it, with a reason; both are kept."""
    return service.compute(call, tender_id, body)


@routes.get(
    "/tenders/{tender_id}/results",
    may=AUTHORITY_READERS,
    out=Page[ResultSummaryOut],
    summary="List the results of a tender",
    refuses=KEPT,
)
def list_results(
    call: Call,
    tender_id: UUID,
    lot: LotFilter = None,
    sort: Sort = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[ResultSummaryOut]:
    """Return every result, the newest first, superseded ones too, but of lots where you keep away."""
    asked = PageRequest(sort, cursor, limit)
    return service.list_results(call.tx, call.actor, tender_id, asked, lot=lot)


@routes.get("/results/{result_id}", may=AUTHORITY_READERS, out=ResultOut, summary="Read a result", refuses=KEPT)
def read_result(call: Call, result_id: UUID) -> Response:
    """Return a result with its whole document, and whether anything it rests on has changed since."""
    return Response(service.read_result(call.tx, call.actor, result_id), media_type="application/json")


@routes.get(
    "/results/{result_id}/document",
    may=AUTHORITY_READERS,
    out=None,
    summary="Download a result document",
    media_type="application/json",
    refuses=KEPT,
)
def document(call: Call, result_id: UUID) -> Response:
    """Return the result document in canonical form; `makegood verify` recomputes it from this file alone."""
    return Response(service.document_of(call.tx, call.actor, result_id), media_type="application/json")


@routes.get(
    "/results/{result_id}/trace",
    may=AUTHORITY_READERS,
    out=None,
    summary="Read a result in words",
    media_type="text/plain",
    refuses=KEPT,
)
def trace(
    call: Call,
    result_id: UUID,
    bid: Annotated[UUID | None, Query(description="Only this bid.")] = None,
    depth: Annotated[int | None, Query(description="How deep; leave out to go down to the answers.", ge=0)] = None,
) -> Any:
    """Return every number with its inputs, rule and source, in words, to any depth."""
    return PlainTextResponse(service.trace_of(call.tx, call.actor, result_id, bid_id=bid, depth=depth))
