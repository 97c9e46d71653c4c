"""HTTP of contracts, commitments and waivers."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from app.awards.errors import AwardVoid
from app.conflicts.errors import KEPT
from app.contracts import service
from app.contracts.errors import (
    AwardNotPublished,
    AwardOvertaken,
    CommitmentNotProposed,
    CommitmentSubstituted,
    CommitmentWaived,
    ContractExists,
    ContractNotDraft,
    ContractNotLive,
    ContractNotReady,
    CountingUnknown,
    RepresentationUndecided,
    RepresentationUpheld,
    StandstillRunning,
    StartsBeforeStandstillEnds,
    TargetsDoNotHold,
    WaiverDecided,
    WaiverNeedsAnother,
    WaiverPending,
)
from app.contracts.rules import ContractStatus, WaiverStatus
from app.contracts.schemas import (
    CommitmentOut,
    CommitmentUpdate,
    ContractCreate,
    ContractOut,
    ContractSummaryOut,
    LedgerOut,
    ProfileRequest,
    WaiverOut,
    WithReason,
)
from app.identity.rules import AUTHORITY_READERS, BUYER, COMMISSIONER, SUPPLIER
from app.kit.call import Call
from app.kit.endpoint import Routes
from app.kit.errors import Refusal
from app.kit.pagination import PageRequest
from app.kit.query import Cursor, Limit, Sort
from app.kit.schema import Page

routes = Routes("/v1", "Contracts")
PARTIES = AUTHORITY_READERS | SUPPLIER


@routes.post(
    "/awards/{award_id}/contract",
    may=BUYER,
    out=ContractOut,
    summary="Draft the contract of an award",
    refuses=(
        *KEPT,
        AwardVoid,
        AwardNotPublished,
        RepresentationUndecided,
        RepresentationUpheld,
        AwardOvertaken,
        StandstillRunning,
        StartsBeforeStandstillEnds,
        ContractExists,
        TargetsDoNotHold,
    ),
)
def create(call: Call, award_id: UUID, body: ContractCreate) -> ContractOut | Refusal:
    """Draft a contract once standstill is over; every promise that earned points comes with it.

    The award must be approved and its notice published, and nothing that was said against it in time may be undecided.
    """
    return service.create(call, award_id, body)


@routes.get("/contracts", may=PARTIES, out=Page[ContractSummaryOut], summary="List contracts")
def list_contracts(
    call: Call,
    status: Annotated[list[ContractStatus], Query(description="Only these; repeat it for several.")] = [],  # noqa: B006
    award: Annotated[UUID | None, Query(description="Only contracts of this award.")] = None,
    sort: Sort = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[ContractSummaryOut]:
    """Return the contracts to which your organisation is a party, newest first unless asked otherwise."""
    asked = PageRequest(sort, cursor, limit)
    return service.listed(call.tx, call.actor, asked, statuses=[str(each) for each in status], award_id=award)


@routes.get("/contracts/{contract_id}", may=PARTIES, out=ContractOut, summary="Read a contract")
def read(call: Call, contract_id: UUID) -> ContractOut:
    """Return a contract with its commitments, for the authority and for its supplier."""
    return service.read(call.tx, call.actor, contract_id)


@routes.get(
    "/contracts/{contract_id}/ledger",
    may=AUTHORITY_READERS,
    out=LedgerOut,
    summary="See which promises decided the award",
    refuses=KEPT,
)
def read_ledger(call: Call, contract_id: UUID) -> LedgerOut:
    """Return, for each question with commitments, the points that rested on it and who would be first without them.

    The winner's answer to the question is taken as nothing, a quantity as none and a mark as the lowest of its scale,
    and the lot is scored again by the rubric's own rules: what others earn beside it, minimums and ties included.
    """
    return service.ledger(call.tx, call.actor, contract_id)


@routes.post(
    "/contracts/{contract_id}/go-live",
    may=BUYER,
    out=ContractOut,
    status=200,
    summary="Let a contract bind",
    refuses=(
        *KEPT,
        ContractNotDraft,
        RepresentationUndecided,
        RepresentationUpheld,
        StandstillRunning,
        StartsBeforeStandstillEnds,
        AwardOvertaken,
        ContractNotReady,
    ),
)
def go_live(call: Call, contract_id: UUID) -> ContractOut | Refusal:
    """Let a draft bind, once every promise that earned points is carried over or waived; the rest is listed at once.

    From here on the commitments are frozen, and the award can no longer be made void.
    """
    return service.go_live(call, contract_id)


@routes.post(
    "/contracts/{contract_id}/end",
    may=BUYER,
    out=ContractOut,
    status=200,
    summary="End a contract",
    refuses=(ContractNotLive,),
)
def end(call: Call, contract_id: UUID, body: WithReason) -> ContractOut:
    """End a live contract, at its term or before, with the reason. What was delivered stays on record."""
    return service.end(call, contract_id, body.reason)


@routes.post(
    "/contracts/{contract_id}/cancel",
    may=BUYER,
    out=ContractOut,
    status=200,
    summary="Cancel a draft contract",
    refuses=(*KEPT, ContractNotDraft),
)
def cancel(call: Call, contract_id: UUID, body: WithReason) -> ContractOut | Refusal:
    """Cancel a draft, with the reason, so that another can be drafted for the award."""
    return service.cancel(call, contract_id, body.reason)


@routes.get("/commitments/{commitment_id}", may=PARTIES, out=CommitmentOut, summary="Read a commitment")
def read_commitment(call: Call, commitment_id: UUID) -> CommitmentOut:
    """Return a commitment with its plan, for the authority and for its supplier."""
    return service.read_commitment(call.tx, call.actor, commitment_id)


@routes.put(
    "/commitments/{commitment_id}",
    may=BUYER,
    out=CommitmentOut,
    summary="Plan a commitment",
    refuses=(ContractNotDraft, CommitmentWaived, TargetsDoNotHold),
)
def update(call: Call, commitment_id: UUID, body: CommitmentUpdate) -> CommitmentOut:
    """Replace what is due when and where each rating begins, while the contract is a draft.

    What adds up must make the promise exactly; a level or a percentage must be at it in the last period.
    """
    return service.update(call, commitment_id, body)


@routes.post(
    "/commitments/{commitment_id}/profile",
    may=BUYER,
    out=CommitmentOut,
    status=200,
    summary="Plan a commitment evenly",
    refuses=(ContractNotDraft, CommitmentWaived, CountingUnknown),
)
def profile(call: Call, commitment_id: UUID, body: ProfileRequest) -> CommitmentOut:
    """Replace the periods by even ones over the whole term; the targets make the promise to the last ten-thousandth."""
    return service.profile(call, commitment_id, body)


@routes.post(
    "/commitments/{commitment_id}/carry",
    may=BUYER,
    out=CommitmentOut,
    status=200,
    summary="Carry a promise over into the contract",
    refuses=(ContractNotDraft, CommitmentNotProposed, WaiverPending),
)
def carry(call: Call, commitment_id: UUID) -> CommitmentOut:
    """Carry a promise that earned points over into the contract."""
    return service.carry(call, commitment_id)


@routes.post(
    "/commitments/{commitment_id}/waivers",
    may=BUYER,
    out=WaiverOut,
    summary="Ask for a commitment to be waived",
    refuses=(*KEPT, ContractNotLive, CommitmentWaived, CommitmentSubstituted, WaiverPending),
)
def ask(call: Call, commitment_id: UUID, body: WithReason) -> WaiverOut | Refusal:
    """Ask that nobody be held to a commitment, with the reason. A commissioner decides, and never the one who asked."""
    return service.ask(call, commitment_id, body.reason)


@routes.get("/waivers", may=AUTHORITY_READERS, out=Page[WaiverOut], summary="List requests to waive")
def list_waivers(
    call: Call,
    status: Annotated[list[WaiverStatus], Query(description="Only these; repeat it for several.")] = [],  # noqa: B006
    sort: Sort = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[WaiverOut]:
    """Return the requests to waive of your authority, newest first unless asked otherwise."""
    asked = PageRequest(sort, cursor, limit)
    return service.list_waivers(call.tx, call.actor, asked, statuses=[str(each) for each in status])


@routes.get("/waivers/{waiver_id}", may=AUTHORITY_READERS, out=WaiverOut, summary="Read a request to waive")
def read_waiver(call: Call, waiver_id: UUID) -> WaiverOut:
    """Return a request to waive a commitment of your authority."""
    return service.read_waiver(call.tx, call.actor, waiver_id)


@routes.post(
    "/waivers/{waiver_id}/approve",
    may=COMMISSIONER,
    out=WaiverOut,
    status=200,
    summary="Approve a waiver",
    refuses=(*KEPT, WaiverNeedsAnother, WaiverDecided, ContractNotLive),
)
def approve(call: Call, waiver_id: UUID, body: WithReason) -> WaiverOut | Refusal:
    """Approve a request that somebody else made, with the reason. Nobody is held to the commitment from here on.

    The service tells people apart by their accounts: that nobody has two is for the admin to see to.
    """
    return service.approve(call, waiver_id, body.reason)


@routes.post(
    "/waivers/{waiver_id}/refuse",
    may=COMMISSIONER,
    out=WaiverOut,
    status=200,
    summary="Refuse a waiver",
    refuses=(*KEPT, WaiverNeedsAnother, WaiverDecided, ContractNotLive),
)
def refuse(call: Call, waiver_id: UUID, body: WithReason) -> WaiverOut | Refusal:
    """Refuse a request that somebody else made, with the reason. The commitment stays as it was."""
    return service.refuse(call, waiver_id, body.reason)
