"""HTTP of documents: issue, list, and read as PDF, HTML or JSON."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from app.awards.errors import AwardNotApproved, AwardOutdated
from app.conflicts.errors import KEPT
from app.documents import service
from app.documents.errors import (
    AwardNotStanding,
    BrandUnchanged,
    ColourTooPale,
    ContractNotBegun,
    DayAhead,
    DocumentNotRendered,
    DocumentUnchanged,
    LogoRefused,
    PassageMarked,
    PassageNotFound,
    PassageWithheld,
    RedactionLifted,
    ReissueNeedsReason,
    SummariesIncomplete,
    SummariesUnchanged,
    WarningsChanged,
    WarningsNotAcknowledged,
)
from app.documents.face_content import Language
from app.documents.schemas import (
    BrandCreate,
    BrandOut,
    DocumentOut,
    PerformanceIssue,
    RedactionCreate,
    RedactionLift,
    RedactionOut,
    SummariesCheckOut,
    SummariesIssue,
    SummariesOut,
)
from app.identity.rules import AUTHORITY_READERS, BUYER, COMMISSIONER, SUPPLIER
from app.kit.call import Call
from app.kit.conditional import Held, answered
from app.kit.endpoint import Routes, Stored
from app.kit.errors import Refusal
from app.kit.pagination import PageRequest
from app.kit.query import Cursor, Limit, Sort
from app.kit.schema import Page

routes = Routes("/v1", "Documents")
PRIVATE = {"Cache-Control": "private, no-cache"}
"""Whoever keeps a copy asks before showing it again: who may read may change, and what is read does not."""

GUARD = PRIVATE | {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
    "X-Content-Type-Options": "nosniff",
}
READERS = AUTHORITY_READERS | SUPPLIER
ISSUERS = BUYER | COMMISSIONER
AskedLanguages = Annotated[
    list[Language],
    Query(description="The languages of the fixed wording: `en`, `cy` for Welsh; repeat it for both.", max_length=2),
]
DocumentKind = Literal[
    "award_summary",
    "assessment_summary",
    "selection_record",
    "evaluation_record",
    "contract_performance",
    "standstill_letter",
    "delivery_statement",
    "portfolio_report",
]


@routes.post(
    "/awards/{award_id}/documents",
    may=ISSUERS,
    out=DocumentOut,
    summary="Issue an award summary",
    refuses=(*KEPT, AwardNotStanding, DocumentUnchanged),
)
def issue_award_summary(call: Call, award_id: UUID, languages: AskedLanguages = ["en"]) -> DocumentOut | Refusal:  # noqa: B006
    """Freeze decision, scores with reasons, ranking, promises and standstill as a document, and make its PDF.

    In two languages it becomes two documents of one content: the answer is the first, `twin_id` names the other.
    """
    return service.issue_award_summary(call, award_id, languages)


@routes.post(
    "/awards/{award_id}/records",
    may=ISSUERS,
    out=DocumentOut,
    summary="Issue the record of an evaluation",
    refuses=(*KEPT, AwardNotStanding, DocumentUnchanged),
)
def issue_record(call: Call, award_id: UUID, languages: AskedLanguages = ["en"]) -> DocumentOut | Refusal:  # noqa: B006
    """Freeze, for the file, who declared and marked what, how far marks lay apart, what was agreed, and why.

    Under a regime with key criteria it is a selection record, and says how each of them was taken into account. Only
    the authority reads it.
    """
    return service.issue_record(call, award_id, languages)


@routes.post(
    "/contracts/{contract_id}/documents",
    may=ISSUERS,
    out=DocumentOut,
    summary="Issue a contract performance report",
    refuses=(ContractNotBegun, DayAhead, DocumentUnchanged),
)
def issue_contract_performance(call: Call, contract_id: UUID, body: PerformanceIssue) -> DocumentOut:
    """Freeze what was promised, due, claimed, proved and unknown on a day as a document."""
    return service.issue_contract_performance(call, contract_id, as_at=body.as_at, languages=body.languages)


@routes.get(
    "/awards/{award_id}/summaries/check",
    may=AUTHORITY_READERS,
    out=SummariesCheckOut,
    summary="Check the assessment summaries of an award",
    refuses=(*KEPT, AwardNotStanding),
)
def check_summaries(call: Call, award_id: UUID) -> SummariesCheckOut:
    """Return what the law wants in the summaries and is missing, and what in the reasons invites a challenge.

    Warnings are given for a rationale that repeats the criterion or the descriptor of its mark, is the same for two
    bidders, cites no passage of the tender, or speaks against its mark.
    """
    return service.check(call, award_id)


@routes.post(
    "/awards/{award_id}/summaries",
    may=ISSUERS,
    out=SummariesOut,
    summary="Issue the assessment summaries of an award",
    refuses=(
        *KEPT,
        AwardNotStanding,
        AwardNotApproved,
        AwardOutdated,
        SummariesIncomplete,
        WarningsNotAcknowledged,
        WarningsChanged,
        ReissueNeedsReason,
        SummariesUnchanged,
    ),
)
def issue_summaries(call: Call, award_id: UUID, body: SummariesIssue) -> SummariesOut | Refusal:
    """Freeze a summary for every bid that was assessed, with its scores, their reasons and those of the winning tender.

    All of them or none. Each supplier reads its own from now on, as PDF, page and data. Issued again, with the reason,
    only what has changed is replaced; what was issued before stays readable.
    """
    return service.issue_all(call, award_id, body)


@routes.get(
    "/awards/{award_id}/summaries",
    may=AUTHORITY_READERS,
    out=SummariesOut,
    summary="See how far the assessment summaries are",
    refuses=KEPT,
)
def list_summaries(call: Call, award_id: UUID) -> SummariesOut:
    """Return every bid that was assessed with its summary, how many PDFs are made, and which warnings were seen."""
    return service.progress(call.tx, call.actor, award_id)


@routes.post(
    "/awards/{award_id}/redactions",
    may=ISSUERS,
    out=RedactionOut,
    summary="Withhold a passage from the summaries",
    refuses=(*KEPT, PassageNotFound, PassageMarked, PassageWithheld),
)
def redact(call: Call, award_id: UUID, body: RedactionCreate) -> RedactionOut | Refusal:
    """Put a visible mark in place of a passage of what is told of a bid, with the reason, in the next issue.

    The passage stays in the record of the authority, and documents carry its digest under a key.
    """
    return service.redact(call, award_id, body)


@routes.get(
    "/awards/{award_id}/redactions",
    may=AUTHORITY_READERS,
    out=Page[RedactionOut],
    summary="List what is withheld from the summaries",
    refuses=KEPT,
)
def list_redactions(call: Call, award_id: UUID) -> Page[RedactionOut]:
    """Return every passage that is or was withheld, oldest first, with the key of its seal."""
    return service.redactions(call.tx, call.actor, award_id)


@routes.post(
    "/redactions/{redaction_id}/lift",
    may=ISSUERS,
    out=RedactionOut,
    status=200,
    summary="Lift a redaction",
    refuses=(*KEPT, RedactionLifted),
)
def lift(call: Call, redaction_id: UUID, body: RedactionLift) -> RedactionOut | Refusal:
    """Let a passage that was withheld be told again, with the reason, from the next issue on."""
    return service.lift(call, redaction_id, body.reason)


@routes.get("/documents", may=READERS, out=Page[DocumentOut], summary="List issued documents")
def list_documents(
    call: Call,
    kind: Annotated[list[DocumentKind], Query(description="Only these kinds.")] = [],  # noqa: B006
    subject: Annotated[
        UUID | None, Query(description="Only documents about this award, bid, contract, organisation or network.")
    ] = None,
    sort: Sort = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[DocumentOut]:
    """Return the documents of your authority, or those that are meant for you as a supplier, newest first.

    What is about an award that you may not know is left out.
    """
    asked = PageRequest(sort, cursor, limit)
    return service.listed(call.tx, call.actor, asked, kinds=[str(one) for one in kind], subject_id=subject)


@routes.get("/documents/{document_id}", may=READERS, out=DocumentOut, summary="Read what a document is", refuses=KEPT)
def read(call: Call, document_id: UUID) -> DocumentOut:
    """Return a document's reference and digests, and whether its PDF is ready."""
    return service.read(call.tx, call.actor, document_id)


@routes.get(
    "/documents/{document_id}/pdf",
    may=READERS,
    out=None,
    summary="Download a document as PDF",
    refuses=(*KEPT, DocumentNotRendered),
    media_type="application/pdf",
)
def read_pdf(call: Call, document_id: UUID) -> Stored:
    """Return the PDF that was made when the document was issued; its SHA-256 is the ETag."""
    out, digest = service.file_of(call.tx, call.actor, document_id)
    name = f"{out.reference.replace('/', '-')}.pdf"
    return Stored(call.service.files.path(digest), "application/pdf", name, digest)


@routes.get(
    "/documents/{document_id}/html",
    may=READERS,
    out=None,
    summary="Read a document as a page",
    refuses=KEPT,
    media_type="text/html",
)
def read_page(call: Call, document_id: UUID, held: Held) -> Response:
    """Return the same content as one accessible HTML page that needs nothing else; `304` to whoever has it."""
    page = service.page_of(call.tx, call.actor, document_id)
    return answered(page, "text/html", held, headers=GUARD)


@routes.get(
    "/documents/{document_id}/json",
    may=READERS,
    out=None,
    summary="Read a document as data",
    refuses=KEPT,
    media_type="application/json",
)
def read_content(call: Call, document_id: UUID, held: Held) -> Response:
    """Return the document's JSON file in canonical form: its SHA-256 is the document's digest."""
    data = service.content(call.tx, call.actor, document_id)
    return answered(data, "application/json", held, headers=PRIVATE)


@routes.post(
    "/brands",
    may=COMMISSIONER,
    out=BrandOut,
    summary="Give your documents a colour and a logo",
    refuses=(ColourTooPale, LogoRefused, BrandUnchanged),
)
def set_brand(call: Call, body: BrandCreate) -> BrandOut:
    """Set the look of documents that are issued from now on; it supersedes the one before, and none is edited.

    Every document freezes the look it was issued with. A colour that text could not be read in is refused with the
    nearest shade that can; an SVG image that is more than a drawing with the place of what does not belong in it.
    """
    return service.set_brand(call, body)


@routes.get("/brands", may=AUTHORITY_READERS, out=Page[BrandOut], summary="List the looks of your documents")
def list_brands(call: Call) -> Page[BrandOut]:
    """Return every revision, the first first: the last one holds."""
    return service.brands(call.tx, call.actor)


@routes.get("/brands/{brand_id}", may=AUTHORITY_READERS, out=BrandOut, summary="Read a look of your documents")
def read_brand(call: Call, brand_id: UUID) -> BrandOut:
    """Return one revision with its colour and its logo."""
    return service.brand(call.tx, call.actor, brand_id)
