"""HTTP of drafts of notices: authority staff read what they would send to the platform, and what is missing."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from app.awards.errors import AwardVoid
from app.conflicts.errors import KEPT
from app.identity.rules import AUTHORITY_READERS
from app.kit.call import Call
from app.kit.endpoint import Routes
from app.kit.schema import Day
from app.opendata.notices import service
from app.opendata.notices.errors import NothingToNotify, NoticeOfAnotherRegime
from app.performance.errors import NotInForce

routes = Routes("/v1", "Open data")
JSON = "application/json"
REFUSES = (NoticeOfAnotherRegime, NothingToNotify)


@routes.get(
    "/tenders/{tender_id}/tender-notice",
    may=AUTHORITY_READERS,
    out=dict[str, Any],
    summary="Draft the tender notice (UK4)",
    refuses=REFUSES,
)
def draft_tender_notice(call: Call, tender_id: UUID) -> Response:
    """Return the notice as an OCDS release with the UK extension, and every element of its regulation ticked.

    Each element is present with its value, missing with who must add it, or not applicable with the reason.
    """
    return Response(service.of_tender(call, tender_id), media_type=JSON)


@routes.get(
    "/awards/{award_id}/award-notice",
    may=AUTHORITY_READERS,
    out=dict[str, Any],
    summary="Draft the contract award notice (UK6)",
    refuses=(*REFUSES, AwardVoid, *KEPT),
)
def draft_award_notice(call: Call, award_id: UUID) -> Response:
    """Return the notice of an award, before or after it is published, with every element of its regulation ticked.

    No bidder that lost is in it.
    """
    return Response(service.of_award(call, award_id), media_type=JSON)


@routes.get(
    "/contracts/{contract_id}/details-notice",
    may=AUTHORITY_READERS,
    out=dict[str, Any],
    summary="Draft the contract details notice (UK7)",
    refuses=REFUSES,
)
def draft_details_notice(call: Call, contract_id: UUID) -> Response:
    """Return the notice of a contract that was entered into, with every element of its regulation ticked."""
    return Response(service.of_details(call, contract_id), media_type=JSON)


@routes.get(
    "/contracts/{contract_id}/performance-notice",
    may=AUTHORITY_READERS,
    out=dict[str, Any],
    summary="Draft the contract performance notice (UK9)",
    refuses=(*REFUSES, NotInForce),
)
def draft_performance_notice(
    call: Call,
    contract_id: UUID,
    as_at: Annotated[Day | None, Query(description="A day of the year that it covers. Today if left out.")] = None,
) -> Response:
    """Return the notice with the ratings that people signed for the year, and what failed, by regulation 39.

    A rating that nobody signed is missing: what the bands propose is no rating of the law.
    """
    return Response(service.of_performance(call, contract_id, as_at), media_type=JSON)


@routes.get(
    "/contracts/{contract_id}/termination-notice",
    may=AUTHORITY_READERS,
    out=dict[str, Any],
    summary="Draft the contract termination notice (UK11)",
    refuses=REFUSES,
)
def draft_termination_notice(call: Call, contract_id: UUID) -> Response:
    """Return the notice of a contract that has ended, with every element of its regulation ticked."""
    return Response(service.of_termination(call, contract_id), media_type=JSON)


@routes.get(
    "/changes/{change_id}/change-notice",
    may=AUTHORITY_READERS,
    out=dict[str, Any],
    summary="Draft the contract change notice (UK10)",
    refuses=REFUSES,
)
def draft_change_notice(call: Call, change_id: UUID) -> Response:
    """Return the notice of a change that is asked for or in force, with every element of its regulation ticked."""
    return Response(service.of_change(call, change_id), media_type=JSON)
