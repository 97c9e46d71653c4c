"""HTTP of documents: issue, list, and read as PDF, HTML or JSON."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from app.documents import service
from app.documents.errors import AwardNotStanding, ContractNotBegun, DayAhead, DocumentNotRendered, DocumentUnchanged
from app.documents.schemas import DocumentOut, PerformanceIssue
from app.identity.rules import AUTHORITY_READERS, BUYER, COMMISSIONER, SUPPLIER
from app.kit.call import Call
from app.kit.endpoint import Routes, Stored
from app.kit.pagination import PageRequest
from app.kit.query import Cursor, Limit, Sort
from app.kit.schema import Page

routes = Routes("/v1", "Documents")
READERS = AUTHORITY_READERS | SUPPLIER
ISSUERS = BUYER | COMMISSIONER


@routes.post(
    "/awards/{award_id}/documents",
    may=ISSUERS,
    out=DocumentOut,
    summary="Issue an award summary",
    refuses=(AwardNotStanding, DocumentUnchanged),
)
def issue_award_summary(call: Call, award_id: UUID) -> DocumentOut:
    """Freeze decision, scores with reasons, ranking, promises and standstill as a document, and make its PDF."""
    return service.issue_award_summary(call, award_id)


@routes.post(
    "/contracts/{contract_id}/documents",
    may=ISSUERS,
    out=DocumentOut,
    summary="Issue a contract performance report",
    refuses=(ContractNotBegun, DayAhead, DocumentUnchanged),
)
def issue_contract_performance(call: Call, contract_id: UUID, body: PerformanceIssue) -> DocumentOut:
    """Freeze what was promised, due, claimed, proved and unknown on a day as a document."""
    return service.issue_contract_performance(call, contract_id, as_at=body.as_at)


@routes.get("/documents", may=READERS, out=Page[DocumentOut], summary="List issued documents")
def list_documents(
    call: Call,
    kind: Annotated[
        list[Literal["award_summary", "contract_performance"]], Query(description="Only these kinds.")
    ] = [],  # noqa: B006
    subject: Annotated[UUID | None, Query(description="Only documents about this award or contract.")] = None,
    sort: Sort = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[DocumentOut]:
    """Return the documents of your authority, or those that are meant for you as a supplier, newest first."""
    asked = PageRequest(sort, cursor, limit)
    return service.listed(call.tx, call.actor, asked, kinds=[str(one) for one in kind], subject_id=subject)


@routes.get("/documents/{document_id}", may=READERS, out=DocumentOut, summary="Read what a document is")
def read(call: Call, document_id: UUID) -> DocumentOut:
    """Return a document's reference and digests, and whether its PDF is ready."""
    return service.read(call.tx, call.actor, document_id)


@routes.get(
    "/documents/{document_id}/pdf",
    may=READERS,
    out=None,
    summary="Download a document as PDF",
    refuses=(DocumentNotRendered,),
    media_type="application/pdf",
)
def read_pdf(call: Call, document_id: UUID) -> Stored:
    """Return the PDF that was made when the document was issued; its SHA-256 is the ETag."""
    out, file = service.file_of(call.tx, call.actor, document_id)
    name = f"{out.reference.replace('/', '-')}.pdf"
    return Stored(call.service.files.path(file.digest), "application/pdf", name, file.digest)


@routes.get(
    "/documents/{document_id}/html",
    may=READERS,
    out=None,
    summary="Read a document as a page",
    media_type="text/html",
)
def read_page(call: Call, document_id: UUID) -> Response:
    """Return the same content as one accessible HTML page that needs nothing else."""
    page = service.page_of(call.tx, call.actor, document_id)
    guard = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:"}
    return Response(page, 200, guard | {"X-Content-Type-Options": "nosniff"}, "text/html")


@routes.get(
    "/documents/{document_id}/json",
    may=READERS,
    out=None,
    summary="Read a document as data",
    media_type="application/json",
)
def read_content(call: Call, document_id: UUID) -> Response:
    """Return the document's JSON file in canonical form: its SHA-256 is the document's digest."""
    return Response(service.content(call.tx, call.actor, document_id), 200, {}, "application/json")
