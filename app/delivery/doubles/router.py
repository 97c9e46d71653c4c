"""HTTP of claimed lines, of what is claimed twice, and of letting claims be compared."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from app.contracts.errors import ContractNotLive
from app.delivery.doubles import service
from app.delivery.doubles.errors import (
    DoubleClaimDecided,
    DoubleClaimLapsed,
    LinesRestedOn,
    LinesUnfit,
    LinesWithdrawn,
    SharingUnchanged,
    TooManyLines,
)
from app.delivery.doubles.rules import DoubleClaimStatus
from app.delivery.doubles.schemas import (
    ClaimedSourceOut,
    DoubleClaimAnswer,
    DoubleClaimDecide,
    DoubleClaimOut,
    DoubleClaimWithLinesOut,
    LinesRegister,
    LinesWithdraw,
    SharingDecide,
    SharingOut,
)
from app.delivery.errors import NotTheBuyer, NotTheSupplier
from app.identity.rules import AUTHORITY_READERS, BUYER, COMMISSIONER, SUPPLIER
from app.kit.call import Call
from app.kit.endpoint import Routes
from app.kit.pagination import PageRequest
from app.kit.query import Cursor, Limit, Sort
from app.kit.schema import Page

routes = Routes("/v1", "Double claims")
BOTH_SIDES = AUTHORITY_READERS | SUPPLIER


@routes.post(
    "/contracts/{contract_id}/claimed-lines",
    may=SUPPLIER,
    out=ClaimedSourceOut,
    summary="Register the lines of a claim",
    refuses=(NotTheSupplier, ContractNotLive, LinesUnfit, TooManyLines),
)
def register_lines(call: Call, contract_id: UUID, body: LinesRegister) -> ClaimedSourceOut:
    """Register the invoices or the people that a claim counts. Kept is what recognises them, under a secret key."""
    return service.register(call, contract_id, body)


@routes.get(
    "/contracts/{contract_id}/claimed-lines",
    may=BOTH_SIDES,
    out=Page[ClaimedSourceOut],
    summary="List what a contract claims line by line",
)
def list_lines(
    call: Call, contract_id: UUID, sort: Sort = None, cursor: Cursor = None, limit: Limit = 50
) -> Page[ClaimedSourceOut]:
    """Return the lists and files that a contract claims, newest first; nothing of what they hold."""
    return service.list_sources(call.tx, call.actor, contract_id, PageRequest(sort, cursor, limit))


@routes.post(
    "/claimed-lines/{source_id}/withdraw",
    may=SUPPLIER,
    out=ClaimedSourceOut,
    status=200,
    summary="Withdraw the lines of a claim",
    refuses=(NotTheSupplier, LinesWithdrawn, LinesRestedOn),
)
def withdraw_lines(call: Call, source_id: UUID, body: LinesWithdraw) -> ClaimedSourceOut:
    """Take back lines that are not claimed any more; they stay on record, and count for nothing."""
    return service.withdraw(call, source_id, body)


@routes.get("/double-claims", may=BOTH_SIDES, out=Page[DoubleClaimOut], summary="List what is claimed twice")
def list_double_claims(
    call: Call,
    contract: Annotated[UUID | None, Query(description="Only those of this contract.")] = None,
    status: Annotated[list[DoubleClaimStatus], Query(description="Only these; repeat it for more.")] = [],  # noqa: B006
    sort: Sort = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[DoubleClaimOut]:
    """Return what your contracts claim and another one claims too; of another authority nothing but that, and when."""
    return service.listed(
        call.tx,
        call.actor,
        PageRequest(sort, cursor, limit),
        contract_id=contract,
        statuses=[value.value for value in status],
        now=call.now,
    )


@routes.get(
    "/double-claims/{double_claim_id}", may=BOTH_SIDES, out=DoubleClaimWithLinesOut, summary="Read a double claim"
)
def read_double_claim(call: Call, double_claim_id: UUID) -> DoubleClaimWithLinesOut:
    """Return a double claim with where the lines stand in what your own contract claims."""
    return service.read(call.tx, call.actor, double_claim_id, now=call.now)


@routes.post(
    "/double-claims/{double_claim_id}/answer",
    may=SUPPLIER,
    out=DoubleClaimOut,
    status=200,
    summary="Answer to a double claim",
    refuses=(NotTheSupplier, DoubleClaimDecided, DoubleClaimLapsed),
)
def answer_double_claim(call: Call, double_claim_id: UUID, body: DoubleClaimAnswer) -> DoubleClaimOut:
    """Say why two contracts of yours count the same; the authority reads it and decides."""
    return service.answer(call, double_claim_id, body.words)


@routes.post(
    "/double-claims/{double_claim_id}/decide",
    may=BUYER,
    out=DoubleClaimOut,
    status=200,
    summary="Decide on a double claim",
    refuses=(NotTheBuyer, DoubleClaimLapsed),
)
def decide_double_claim(call: Call, double_claim_id: UUID, body: DoubleClaimDecide) -> DoubleClaimOut:
    """Find it explained, or uphold it: the part is not proved then. A later decision takes the place of this one."""
    return service.decide(call, double_claim_id, body)


@routes.get("/claim-sharing", may=AUTHORITY_READERS, out=SharingOut, summary="Read whether claims may be compared")
def read_sharing(call: Call) -> SharingOut:
    """Return whether your authority lets its claims be compared with those of others. Who they are is not said."""
    return service.read_sharing(call.tx, call.actor)


@routes.post(
    "/claim-sharing",
    may=COMMISSIONER,
    out=SharingOut,
    summary="Let claims be compared, or no longer",
    refuses=(SharingUnchanged,),
)
def decide_sharing(call: Call, body: SharingDecide) -> SharingOut:
    """Consent that your claims are compared with those of other authorities that consent, or withdraw that."""
    return service.decide_sharing(call, body)
