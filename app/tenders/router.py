"""HTTP of tenders."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from app.identity.rules import AUDITOR, BUYER, COMMISSIONER, EVERYONE
from app.kit.call import Call
from app.kit.endpoint import Routes
from app.kit.pagination import PageRequest
from app.kit.query import Cursor, Limit, Sort
from app.kit.schema import Page
from app.rubrics.design_schemas import DesignOut
from app.rubrics.errors import DesignFactsUnfit, RubricHasFindings
from app.tenders import design_check, service
from app.tenders.errors import (
    DeadlineNotLater,
    RubricDoesNotMatch,
    RubricNotNamed,
    RubricNotPinned,
    TenderContent,
    TenderMayNot,
    TenderNotDraft,
    TenderNotOpen,
    TenderNotOpened,
    TenderNotReady,
)
from app.tenders.rules import TenderStatus
from app.tenders.schemas import (
    Extension,
    NoticeOut,
    TenderChecksOut,
    TenderOut,
    TenderRubricOut,
    TenderWrite,
)

routes = Routes("/v1/tenders", "Tenders")


@routes.post("", may=BUYER, out=TenderOut, summary="Draft a tender", refuses=(TenderContent,))
def create(call: Call, body: TenderWrite) -> TenderOut:
    """Draft a tender. Only the title must be there; publishing asks for the rest."""
    return service.create(call.tx, call.actor, body, now=call.now)


@routes.get("", may=EVERYONE, out=Page[TenderOut], summary="List tenders")
def list_tenders(
    call: Call,
    status: Annotated[list[TenderStatus], Query(description="Only these statuses; repeat it for several.")] = [],  # noqa: B006
    authority_id: Annotated[UUID | None, Query(description="Only tenders of this authority.")] = None,
    sort: Sort = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[TenderOut]:
    """Return the tenders you may see, newest first: those of your organisation, and everybody's once published."""
    return service.listed(
        call.tx,
        call.actor,
        PageRequest(sort, cursor, limit),
        statuses=[str(one) for one in status],
        authority_id=authority_id,
        now=call.now,
    )


@routes.get("/{tender_id}", may=EVERYONE, out=TenderOut, summary="Read a tender")
def read(call: Call, tender_id: UUID) -> TenderOut:
    """Return one tender: of your organisation, or anybody's once published."""
    return service.read(call.tx, call.actor, tender_id, now=call.now)


@routes.put(
    "/{tender_id}", may=BUYER, out=TenderOut, summary="Change a draft tender", refuses=(TenderNotDraft, TenderContent)
)
def update(call: Call, tender_id: UUID, body: TenderWrite) -> TenderOut:
    """Replace a draft. What bidders have read is not edited."""
    return service.update(call, tender_id, body)


@routes.post(
    "/{tender_id}/publish",
    may=BUYER,
    out=TenderOut,
    status=200,
    summary="Publish a tender",
    refuses=(TenderMayNot, TenderNotReady),
)
def publish(call: Call, tender_id: UUID) -> TenderOut:
    """Open the tender for bids until its deadline, with its rubric pinned by id and digest."""
    return service.publish(call, tender_id)


@routes.post(
    "/{tender_id}/extend",
    may=BUYER,
    out=TenderOut,
    status=200,
    summary="Extend the deadline",
    refuses=(TenderNotOpen, DeadlineNotLater),
)
def extend(call: Call, tender_id: UUID, body: Extension) -> TenderOut:
    """Move the deadline of an open tender to a later moment, before it passes, with a reason."""
    return service.extend(call, tender_id, body)


@routes.post(
    "/{tender_id}/evaluate",
    may=BUYER,
    out=TenderOut,
    status=200,
    summary="Start the evaluation",
    refuses=(TenderMayNot, TenderNotOpened),
)
def evaluate(call: Call, tender_id: UUID) -> TenderOut:
    """Start the evaluation of a closed tender, whose bids have been opened."""
    return service.evaluate(call, tender_id)


# A read: it changes nothing, so it leaves nothing in the log.
@routes.get(
    "/{tender_id}/checks",
    may=BUYER | COMMISSIONER | AUDITOR,
    out=TenderChecksOut,
    summary="Check a tender against its regime",
)
def checks(call: Call, tender_id: UUID) -> TenderChecksOut:
    """Return what publishing a tender of your authority now would refuse, and what its regime advises, with sources."""
    return service.checks(call.tx, call.actor, tender_id, now=call.now)


@routes.get(
    "/{tender_id}/design-check",
    may=BUYER | COMMISSIONER | AUDITOR,
    out=DesignOut,
    summary="Look at the design of a tender's rubric",
    refuses=(RubricNotNamed, RubricHasFindings, DesignFactsUnfit),
)
def look_at_design(
    call: Call,
    tender_id: UUID,
    expected: Annotated[
        list[str],
        Query(
            max_length=200,
            description="Between which figures you expect offers on a question, as `criterion:low:high`; repeat it.",
        ),
    ] = [],  # noqa: B006
) -> DesignOut:
    """Return what the design check of the rubric finds with the value, term, lots and regime of the tender itself."""
    return design_check.design_check(call.tx, call.actor, tender_id, expected=expected, now=call.now)


@routes.get(
    "/{tender_id}/rubric",
    may=EVERYONE,
    out=TenderRubricOut,
    summary="Read the pinned rubric",
    refuses=(RubricNotPinned, RubricDoesNotMatch),
)
def rubric(call: Call, tender_id: UUID) -> TenderRubricOut:
    """Return the questions, weights, methods and scales that bids are judged by, and the document that is pinned."""
    return service.rubric(call.tx, call.actor, tender_id)


@routes.get(
    "/{tender_id}/notice", may=BUYER | COMMISSIONER | AUDITOR, out=NoticeOut, summary="Read the imported notice"
)
def notice(call: Call, tender_id: UUID) -> NoticeOut:
    """Return the notice that a tender of your authority was imported from, in full, with what could not be mapped."""
    return service.notice(call.tx, call.actor, tender_id)
