"""HTTP of workbooks: download one for a period, send it back, see which were taken."""

from typing import Annotated
from uuid import UUID

from fastapi import File, Query, UploadFile
from starlette.responses import Response

from app.contracts.errors import ContractNotLive
from app.delivery.errors import (
    EvidenceFull,
    FileEmpty,
    FileKindNotTaken,
    NameAndContentDiffer,
    NotTheSupplier,
    UpdateOvertaken,
)
from app.delivery.evidence import SentFile
from app.delivery.workbook import service
from app.delivery.workbook.errors import (
    NothingDue,
    WorkbookHasFindings,
    WorkbookOfAnother,
    WorkbooksFull,
    WorkbookUnreadable,
)
from app.delivery.workbook.schemas import WorkbookOut
from app.identity.rules import AUTHORITY_READERS, SUPPLIER
from app.kit.call import Call
from app.kit.content_kinds import XLSX
from app.kit.endpoint import Routes
from app.kit.errors import TooLarge
from app.kit.filenames import attachment
from app.kit.pagination import PageRequest
from app.kit.query import Cursor, Limit, Sort
from app.kit.schema import Day, Page

routes = Routes("/v1/contracts/{contract_id}", "Delivery")
_DEFAULT = "The last period that is over, if both days are left out."
First = Annotated[Day | None, Query(description=f"First of the days to report on. {_DEFAULT}")]
Last = Annotated[Day | None, Query(description=f"Last of the days to report on. {_DEFAULT}")]


@routes.get(
    "/workbook",
    may=SUPPLIER,
    out=None,
    media_type=XLSX.media_type,
    summary="Download the workbook of a period",
    refuses=(NotTheSupplier, ContractNotLive, NothingDue),
)
def download_workbook(call: Call, contract_id: UUID, starts_on: First = None, ends_on: Last = None) -> Response:
    """Return a spreadsheet to fill in without the service: a row for each commitment with a period that ends then.

    It shows what is due and what was claimed before; sheets beside it take lines of evidence.
    """
    name, content = service.prepared(call, contract_id, (starts_on, ends_on))
    headers = {"Content-Disposition": attachment(name), "X-Content-Type-Options": "nosniff"}
    return Response(content, 200, headers, XLSX.media_type)


@routes.post(
    "/workbook",
    may=SUPPLIER,
    out=WorkbookOut,
    status=200,
    summary="Send the workbook of a period",
    refuses=(
        NotTheSupplier,
        ContractNotLive,
        NothingDue,
        TooLarge,
        FileEmpty,
        FileKindNotTaken,
        NameAndContentDiffer,
        WorkbookUnreadable,
        WorkbookOfAnother,
        WorkbookHasFindings,
        WorkbooksFull,
        EvidenceFull,
        UpdateOvertaken,
    ),
)
def send_workbook(
    call: Call,
    contract_id: UUID,
    file: Annotated[UploadFile, File(description="The workbook, filled in.")],
    starts_on: First = None,
    ends_on: Last = None,
    check: Annotated[bool, Query(description="true: say what would be reported, and report nothing.")] = False,  # noqa: FBT002 - a query parameter has no position
) -> WorkbookOut:
    """Report what a workbook holds: every row that says something new, or nothing at all while anything is wrong.

    Every finding is listed at once with its sheet, row and column. The same entries sent again give the same answer
    and change nothing; changed ones supersede only the rows that changed.
    """
    return service.send(call, contract_id, SentFile(file.file, file.filename), (starts_on, ends_on), check=check)


@routes.get(
    "/workbooks", may=AUTHORITY_READERS | SUPPLIER, out=Page[WorkbookOut], summary="List the workbooks of a contract"
)
def list_workbooks(
    call: Call, contract_id: UUID, sort: Sort = None, cursor: Cursor = None, limit: Limit = 50
) -> Page[WorkbookOut]:
    """Return the workbooks that were taken for a contract with what each came to, newest first."""
    return service.listed(call.tx, call.actor, contract_id, PageRequest(sort, cursor, limit))
