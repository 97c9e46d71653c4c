"""HTTP of subcontractors: naming and joining, their files and parts, and what each tier did of a claim."""

from typing import Annotated
from uuid import UUID

from fastapi import File, UploadFile

from app.contracts.errors import ContractNotLive
from app.delivery.errors import (
    EvidenceFull,
    FileEmpty,
    FileKindNotTaken,
    NameAndContentDiffer,
    NotTheSupplier,
    PeriodNotBegun,
    PeriodOutsideContract,
    PeriodUnknown,
    UpdateNotOpen,
)
from app.delivery.evidence import SentFile
from app.delivery.subcontracting import service
from app.delivery.subcontracting.errors import (
    InvitationOver,
    InvitationUnknown,
    NotTheSubcontractor,
    NotToReportOn,
    PartIncluded,
    PartNotOpen,
    PartSettled,
    PartsUnfit,
    PartUnfit,
    SubcontractorGone,
    SubcontractorThere,
    SubcontractorUnfit,
)
from app.delivery.subcontracting.schemas import (
    InvitationAccept,
    PartCreate,
    PartOut,
    PartReturn,
    PartsInclude,
    SubcontractorFileOut,
    SubcontractorName,
    SubcontractorNamedOut,
    SubcontractorOut,
    SubcontractorRemove,
    UpdatePartsOut,
)
from app.identity.rules import AUDITOR, AUTHORITY_READERS, SUPPLIER
from app.kit.call import Call
from app.kit.endpoint import Routes, Stored
from app.kit.errors import TooLarge
from app.kit.pagination import PageRequest
from app.kit.query import Cursor, Limit, Sort
from app.kit.schema import Page

routes = Routes("/v1", "Subcontractors")
BOTH_SIDES = AUTHORITY_READERS | SUPPLIER


# Not repeatable by Idempotency-Key: the answer may hold an invitation, and a kept answer would keep it.
@routes.post(
    "/contracts/{contract_id}/subcontractors",
    may=SUPPLIER,
    out=SubcontractorNamedOut,
    summary="Name a subcontractor",
    refuses=(NotTheSupplier, ContractNotLive, SubcontractorUnfit, SubcontractorThere),
    repeatable=False,
)
def name_subcontractor(call: Call, contract_id: UUID, body: SubcontractorName) -> SubcontractorNamedOut:
    """Name a firm that may report its part of some commitments through you: a registered one, or one you invite."""
    return service.name(call, contract_id, body)


@routes.get(
    "/contracts/{contract_id}/subcontractors",
    may=BOTH_SIDES,
    out=list[SubcontractorOut],
    summary="List the subcontractors of a contract",
)
def list_subcontractors(call: Call, contract_id: UUID) -> list[SubcontractorOut]:
    """Return who reports a part of the contract, by tier, those that were removed too."""
    return service.list_of_contract(call.tx, call.actor, contract_id)


@routes.get(
    "/my-subcontracts", may=SUPPLIER | AUDITOR, out=Page[SubcontractorOut], summary="List where you are a subcontractor"
)
def list_my_subcontracts(
    call: Call, sort: Sort = None, cursor: Cursor = None, limit: Limit = 50
) -> Page[SubcontractorOut]:
    """Return where your organisation reports a part, newest first, with the commitments that it may report on."""
    return service.list_own(call.tx, call.actor, PageRequest(sort, cursor, limit))


@routes.post(
    "/my-subcontracts",
    may=SUPPLIER,
    out=SubcontractorOut,
    summary="Join by an invitation",
    refuses=(InvitationUnknown, InvitationOver, SubcontractorUnfit, SubcontractorThere),
)
def join_by_invitation(call: Call, body: InvitationAccept) -> SubcontractorOut:
    """Take an invitation, so that your organisation reports its part; an invitation is for one organisation."""
    return service.accept_invitation(call, body.token)


@routes.get("/subcontractors/{subcontractor_id}", may=BOTH_SIDES, out=SubcontractorOut, summary="Read a subcontractor")
def read_subcontractor(call: Call, subcontractor_id: UUID) -> SubcontractorOut:
    """Return a subcontractor, to itself and to either side of the contract."""
    return service.read(call.tx, call.actor, subcontractor_id)


@routes.post(
    "/subcontractors/{subcontractor_id}/remove",
    may=SUPPLIER,
    out=SubcontractorOut,
    status=200,
    summary="Remove a subcontractor",
    refuses=(NotTheSupplier, SubcontractorGone),
)
def remove_subcontractor(call: Call, subcontractor_id: UUID, body: SubcontractorRemove) -> SubcontractorOut:
    """Let a firm report no more, with the reason; what it reported stays."""
    return service.remove(call, subcontractor_id, body)


@routes.post(
    "/subcontractors/{subcontractor_id}/files",
    may=SUPPLIER,
    out=SubcontractorFileOut,
    summary="Send a file as a subcontractor",
    refuses=(
        NotTheSubcontractor,
        SubcontractorGone,
        ContractNotLive,
        TooLarge,
        FileEmpty,
        FileKindNotTaken,
        NameAndContentDiffer,
        EvidenceFull,
    ),
)
def upload_subcontractor_file(
    call: Call,
    subcontractor_id: UUID,
    file: Annotated[UploadFile, File(description="PDF, PNG, JPEG, Excel workbook, CSV or plain text in UTF-8.")],
) -> SubcontractorFileOut:
    """Keep a file that shows your part. The authority sees it once the supplier has accepted a part that names it."""
    return service.upload(call, subcontractor_id, SentFile(file.file, file.filename))


@routes.get(
    "/subcontractor-files/{subcontractor_file_id}/content",
    may=BOTH_SIDES,
    out=None,
    media_type="application/octet-stream",
    summary="Download a file of a subcontractor",
)
def read_subcontractor_file(call: Call, subcontractor_file_id: UUID) -> Stored:
    """Return a file as it was sent, to the subcontractor and to the supplier."""
    row = service.read_file(call.tx, call.actor, subcontractor_file_id)
    return Stored(call.service.files.path(row.digest), row.media_type, row.filename, row.digest)


@routes.post(
    "/subcontractors/{subcontractor_id}/parts",
    may=SUPPLIER,
    out=PartOut,
    summary="Report a part",
    refuses=(
        NotTheSubcontractor,
        SubcontractorGone,
        ContractNotLive,
        NotToReportOn,
        PeriodUnknown,
        PeriodOutsideContract,
        PeriodNotBegun,
        PartUnfit,
        PartSettled,
    ),
)
def submit_part(call: Call, subcontractor_id: UUID, body: PartCreate) -> PartOut:
    """Report what you did of a commitment in a period. A later part supersedes one that was not accepted."""
    return service.submit(call, subcontractor_id, body)


@routes.get(
    "/subcontractors/{subcontractor_id}/parts",
    may=BOTH_SIDES,
    out=Page[PartOut],
    summary="List the parts of a subcontractor",
)
def list_parts(
    call: Call, subcontractor_id: UUID, sort: Sort = None, cursor: Cursor = None, limit: Limit = 50
) -> Page[PartOut]:
    """Return what a subcontractor reported, newest first; the authority sees what the supplier has accepted."""
    return service.list_parts(call.tx, call.actor, subcontractor_id, PageRequest(sort, cursor, limit))


@routes.post(
    "/parts/{part_id}/accept",
    may=SUPPLIER,
    out=PartOut,
    status=200,
    summary="Accept a part",
    refuses=(NotTheSupplier, ContractNotLive, SubcontractorGone, PartNotOpen),
)
def accept_part(call: Call, part_id: UUID) -> PartOut:
    """Accept what your subcontractor reported; its files become evidence of the contract."""
    return service.accept(call, part_id)


@routes.post(
    "/parts/{part_id}/return",
    may=SUPPLIER,
    out=PartOut,
    status=200,
    summary="Return a part",
    refuses=(NotTheSupplier, ContractNotLive, PartNotOpen, PartIncluded),
)
def return_part(call: Call, part_id: UUID, body: PartReturn) -> PartOut:
    """Send a part back to your subcontractor, with the reason."""
    return service.send_back(call, part_id, body.reason)


@routes.post(
    "/updates/{update_id}/parts",
    may=SUPPLIER,
    out=UpdatePartsOut,
    summary="Include parts in an update",
    refuses=(NotTheSupplier, ContractNotLive, UpdateNotOpen, PartsUnfit),
)
def include_parts(call: Call, update_id: UUID, body: PartsInclude) -> UpdatePartsOut:
    """Say which accepted parts your claim holds; together they are at most what it claims."""
    return service.include(call, update_id, body)


@routes.get("/updates/{update_id}/parts", may=BOTH_SIDES, out=UpdatePartsOut, summary="Read an update by tiers")
def read_parts(call: Call, update_id: UUID) -> UpdatePartsOut:
    """Return what of a claim the supplier did itself, and what each tier below it did."""
    return service.of_update(call.tx, call.actor, update_id)
