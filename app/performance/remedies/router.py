"""HTTP of remedies: raised and closed by the authority, replied to by the supplier, read by both."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from app.identity.rules import AUTHORITY_READERS, BUYER, COMMISSIONER, SUPPLIER
from app.kit.call import Call
from app.kit.endpoint import Routes
from app.kit.pagination import PageRequest
from app.kit.query import Cursor, Limit, Sort
from app.kit.schema import Page
from app.performance.errors import NotBinding, NotInForce
from app.performance.remedies import service
from app.performance.remedies.errors import NotTheOtherSide, RemedyNotOpen, RemedyOvertaken, RemedyUnfit, ReplyStillOpen
from app.performance.remedies.rules import Status
from app.performance.remedies.schemas import (
    RemedyAccept,
    RemedyClose,
    RemedyCreate,
    RemedyOut,
    RemedyReturn,
    RemedyWords,
)

routes = Routes("/v1", "Remedies")
BOTH_SIDES = AUTHORITY_READERS | SUPPLIER
HOLDS_TO_IT = BUYER | COMMISSIONER
_STEP = (NotTheOtherSide, RemedyNotOpen, RemedyOvertaken)


@routes.post(
    "/contracts/{contract_id}/remedies",
    may=HOLDS_TO_IT,
    out=RemedyOut,
    summary="Ask for a remedy",
    refuses=(NotInForce, NotBinding, NotTheOtherSide, RemedyUnfit),
)
def raise_remedy(call: Call, contract_id: UUID, body: RemedyCreate) -> RemedyOut:
    """Record a credit, a recovery plan, a notice of failing or a breach, beside what the service says of the promise.

    It is a record with a clock for the supplier's reply. Nothing is charged, marked or ended by it.
    """
    return service.raise_one(call, contract_id, body)


@routes.get(
    "/contracts/{contract_id}/remedies", may=BOTH_SIDES, out=Page[RemedyOut], summary="Remedies under a contract"
)
def list_remedies(
    call: Call,
    contract_id: UUID,
    status: Annotated[list[Status], Query(description="Only these; repeat it for more.")] = [],  # noqa: B006
    sort: Sort = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[RemedyOut]:
    """Return the remedies that were asked for under a contract, for both parties, the newest first."""
    asked = PageRequest(sort, cursor, limit)
    return service.listed(call.tx, call.actor, contract_id, asked, [each.value for each in status])


@routes.get("/remedies/{remedy_id}", may=BOTH_SIDES, out=RemedyOut, summary="One remedy")
def read_remedy(call: Call, remedy_id: UUID) -> RemedyOut:
    """Return a remedy with every step of it, for both parties."""
    return service.read(call.tx, call.actor, remedy_id)


@routes.post(
    "/remedies/{remedy_id}/reply", may=SUPPLIER, out=RemedyOut, status=200, summary="Reply to a remedy", refuses=_STEP
)
def reply_to_remedy(call: Call, remedy_id: UUID, body: RemedyWords) -> RemedyOut:
    """Reply as the supplier, or send the recovery plan. What comes after the last day is taken, and marked late."""
    return service.reply(call, remedy_id, body.words)


@routes.post(
    "/remedies/{remedy_id}/accept",
    may=HOLDS_TO_IT,
    out=RemedyOut,
    status=200,
    summary="Accept a recovery plan",
    refuses=_STEP,
)
def accept_plan(call: Call, remedy_id: UUID, body: RemedyAccept) -> RemedyOut:
    """Accept the recovery plan that was sent; say until when it is carried out."""
    return service.accept(call, remedy_id, body)


@routes.post(
    "/remedies/{remedy_id}/return",
    may=HOLDS_TO_IT,
    out=RemedyOut,
    status=200,
    summary="Return a recovery plan",
    refuses=_STEP,
)
def return_plan(call: Call, remedy_id: UUID, body: RemedyReturn) -> RemedyOut:
    """Return the recovery plan that was sent, with the reason and the day until which it is due again."""
    return service.give_back(call, remedy_id, body)


@routes.post(
    "/remedies/{remedy_id}/close",
    may=HOLDS_TO_IT,
    out=RemedyOut,
    status=200,
    summary="Close a remedy",
    refuses=(*_STEP, RemedyUnfit, ReplyStillOpen),
)
def close_remedy(call: Call, remedy_id: UUID, body: RemedyClose) -> RemedyOut:
    """Record how it ended. A failing that was not mended, or a breach that led to something, starts a notice clock."""
    return service.close(call, remedy_id, body)
