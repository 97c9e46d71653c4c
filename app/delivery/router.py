"""HTTP of evidence files, the supplier's updates and the buyer's decisions on them."""

from typing import Annotated
from uuid import UUID

from fastapi import File, Query, UploadFile

from app.contracts.errors import ContractNotLive
from app.delivery import service
from app.delivery.doubles.errors import DoubleClaimUpheld
from app.delivery.errors import (
    ClaimUnfit,
    CommitmentNotCarried,
    EvidenceFull,
    EvidenceNotOfThisContract,
    FileEmpty,
    FileKindNotTaken,
    NameAndContentDiffer,
    NotTheBuyer,
    NotTheSupplier,
    PeriodNotBegun,
    PeriodOutsideContract,
    PeriodSettled,
    PeriodUnknown,
    ProvedUnfit,
    ReasonNeeded,
    UpdateDecided,
    UpdateNotOpen,
    UpdateOvertaken,
)
from app.delivery.evidence import SentFile
from app.delivery.replies.errors import NothingToUphold, QueryOpen
from app.delivery.rules import UpdateStatus
from app.delivery.schemas import (
    EvidenceOut,
    PartVerifyIn,
    RejectIn,
    UpdateCreate,
    UpdateOut,
    UpdateWithHistoryOut,
    UpholdIn,
    VerifyIn,
)
from app.identity.rules import AUTHORITY_READERS, BUYER, SUPPLIER
from app.kit.call import Call
from app.kit.endpoint import Routes, Stored
from app.kit.errors import TooLarge
from app.kit.pagination import PageRequest
from app.kit.query import Cursor, Limit, Sort
from app.kit.schema import Page

routes = Routes("/v1", "Delivery")
BOTH_SIDES = AUTHORITY_READERS | SUPPLIER
_DECISION_REFUSALS = (NotTheBuyer, UpdateNotOpen, UpdateDecided)


@routes.post(
    "/contracts/{contract_id}/evidence",
    may=SUPPLIER,
    out=EvidenceOut,
    summary="Send a file as evidence",
    refuses=(
        NotTheSupplier,
        ContractNotLive,
        TooLarge,
        FileEmpty,
        FileKindNotTaken,
        NameAndContentDiffer,
        EvidenceFull,
    ),
)
def upload_evidence(
    call: Call,
    contract_id: UUID,
    file: Annotated[UploadFile, File(description="PDF, PNG, JPEG, Excel workbook, CSV or plain text in UTF-8.")],
) -> EvidenceOut:
    """Keep a file that shows what was done. What it is is decided by its content; the same file is stored once."""
    return service.upload(call, contract_id, SentFile(file.file, file.filename))


@routes.get(
    "/contracts/{contract_id}/evidence", may=BOTH_SIDES, out=Page[EvidenceOut], summary="List the files of a contract"
)
def list_evidence(
    call: Call, contract_id: UUID, sort: Sort = None, cursor: Cursor = None, limit: Limit = 50
) -> Page[EvidenceOut]:
    """Return the evidence of a contract, newest first."""
    return service.list_evidence(call.tx, call.actor, contract_id, PageRequest(sort, cursor, limit))


@routes.get(
    "/evidence/{evidence_id}/content",
    may=BOTH_SIDES,
    out=None,
    media_type="application/octet-stream",
    summary="Download a file",
)
def read_evidence(call: Call, evidence_id: UUID) -> Stored:
    """Return the content of a file as it was sent, to be saved and not shown in the browser."""
    row = service.read_evidence(call.tx, call.actor, evidence_id)
    return Stored(call.service.files.path(row.digest), row.media_type, row.filename, row.digest)


@routes.post(
    "/commitments/{commitment_id}/updates",
    may=SUPPLIER,
    out=UpdateOut,
    summary="Report what was delivered in a period",
    refuses=(
        NotTheSupplier,
        ContractNotLive,
        CommitmentNotCarried,
        PeriodUnknown,
        PeriodOutsideContract,
        PeriodNotBegun,
        PeriodSettled,
        ClaimUnfit,
        EvidenceNotOfThisContract,
        UpdateOvertaken,
    ),
)
def submit_update(call: Call, commitment_id: UUID, body: UpdateCreate) -> UpdateOut:
    """Claim a quantity, or words where no quantity was promised. A later claim supersedes one that was not verified."""
    return service.submit(call, commitment_id, body)


@routes.get("/updates", may=BOTH_SIDES, out=Page[UpdateOut], summary="List updates")
def list_updates(
    call: Call,
    contract: Annotated[UUID | None, Query(description="Only updates on this contract.")] = None,
    commitment: Annotated[UUID | None, Query(description="Only updates on this commitment.")] = None,
    status: Annotated[list[UpdateStatus], Query(description="Only these; repeat it for several.")] = [],  # noqa: B006
    sort: Sort = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[UpdateOut]:
    """Return the updates on the contracts of your organisation, superseded ones too, newest first."""
    return service.listed(
        call.tx,
        call.actor,
        PageRequest(sort, cursor, limit),
        contract_id=contract,
        commitment_id=commitment,
        statuses=[value.value for value in status],
    )


@routes.get("/updates/{update_id}", may=BOTH_SIDES, out=UpdateWithHistoryOut, summary="Read an update")
def read_update(call: Call, update_id: UUID) -> UpdateWithHistoryOut:
    """Return a claim, its evidence and what the engine made of it side by side, and everything said about it since."""
    return service.read(call.tx, call.actor, update_id)


@routes.post(
    "/updates/{update_id}/verify",
    may=BUYER,
    out=UpdateOut,
    status=200,
    summary="Verify an update in full",
    refuses=(*_DECISION_REFUSALS, ReasonNeeded, DoubleClaimUpheld),
)
def verify_update(call: Call, update_id: UUID, body: VerifyIn | None = None) -> UpdateOut:
    """Accept what was claimed, all of it; a note to the supplier may go with it."""
    return service.verify(call, update_id, reason=body.reason if body else None)


@routes.post(
    "/updates/{update_id}/part-verify",
    may=BUYER,
    out=UpdateOut,
    status=200,
    summary="Verify an update in part",
    refuses=(*_DECISION_REFUSALS, ProvedUnfit, QueryOpen),
)
def part_verify_update(call: Call, update_id: UUID, body: PartVerifyIn) -> UpdateOut:
    """Accept the quantity that is proved and say why the rest is not; the supplier may reply within the days stated."""
    return service.part_verify(
        call, update_id, proved=body.proved, whole=body.whole, reason=body.reason, reply_within=body.reply_within
    )


@routes.post(
    "/updates/{update_id}/reject",
    may=BUYER,
    out=UpdateOut,
    status=200,
    summary="Reject an update",
    refuses=(*_DECISION_REFUSALS, QueryOpen),
)
def reject_update(call: Call, update_id: UUID, body: RejectIn) -> UpdateOut:
    """Refuse a claim with a reason; the supplier may reply within the days stated, or make it again."""
    return service.reject(call, update_id, reason=body.reason, reply_within=body.reply_within)


@routes.post(
    "/updates/{update_id}/uphold",
    may=BUYER,
    out=UpdateOut,
    status=200,
    summary="Uphold a decision against a reply",
    refuses=(NotTheBuyer, NothingToUphold, UpdateDecided),
)
def uphold_decision(call: Call, update_id: UUID, body: UpholdIn) -> UpdateOut:
    """Let the decision stand and say why; to change it, decide anew. Both decisions stay."""
    return service.uphold(call, update_id, reason=body.reason)
