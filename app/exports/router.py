"""HTTP of exports: ask for the record of an evaluation or a contract, follow it, and download it."""

from uuid import UUID

from starlette.responses import FileResponse, Response

from app.conflicts.errors import ConflictBarred, ConflictUndecided, DeclarationNeeded, KeptFromBid
from app.exports import service
from app.exports.errors import ExportNotReady, ExportUnderWay, RecordNotThere
from app.exports.paths import in_path
from app.exports.schemas import ExportOut
from app.identity.rules import AUDITOR, BUYER
from app.kit.call import Call
from app.kit.endpoint import Routes
from app.kit.errors import Refusal
from app.kit.filenames import attachment
from app.kit.pagination import PageRequest
from app.kit.query import Cursor, Limit, Sort
from app.kit.schema import Page

routes = Routes("/v1", "Exports")
_KEEPS_AWAY = (DeclarationNeeded, ConflictUndecided, ConflictBarred, KeptFromBid)


@routes.post(
    "/awards/{award_id}/exports",
    may=BUYER | AUDITOR,
    out=ExportOut,
    summary="Ask for the record of an evaluation",
    refuses=(ExportUnderWay, *_KEEPS_AWAY),
)
def export_evaluation(call: Call, award_id: UUID) -> ExportOut | Refusal:
    """Have the record of an evaluation put into one archive with digests, outside the request.

    It holds documents in every form, results, rubric, bids, marks and reasons, declarations, and what the log says with
    the way to its head. It is for whoever may know the whole of the lot: what was redacted elsewhere stands in it.
    """
    return service.ask_evaluation(call, award_id)


@routes.post(
    "/contracts/{contract_id}/exports",
    may=BUYER | AUDITOR,
    out=ExportOut,
    summary="Ask for the record of a contract",
    refuses=(ExportUnderWay, RecordNotThere, *_KEEPS_AWAY),
)
def export_contract(call: Call, contract_id: UUID) -> ExportOut | Refusal:
    """Have the record of a contract put into one archive with digests, outside the request.

    It holds commitments and plans, changes, claims and decisions, the evidence itself with an index, documents in every
    form, and what the log says.
    """
    return service.ask_contract(call, contract_id)


@routes.get("/exports", may=BUYER | AUDITOR, out=Page[ExportOut], summary="List exports")
def list_exports(call: Call, sort: Sort = None, cursor: Cursor = None, limit: Limit = 50) -> Page[ExportOut]:
    """Return the exports of your authority, newest first."""
    return service.listed(call.tx, call.actor, PageRequest(sort, cursor, limit))


@routes.get("/exports/{export_id}", may=BUYER | AUDITOR, out=ExportOut, summary="See how far an export is")
def read_export(call: Call, export_id: UUID) -> ExportOut:
    """Return how far an export is, and until when its record has to be kept."""
    return service.read(call.tx, call.actor, export_id)


@routes.get(
    "/exports/{export_id}/file",
    may=BUYER | AUDITOR,
    out=None,
    media_type="application/zip",
    summary="Download an export",
    refuses=(ExportNotReady, *_KEEPS_AWAY),
)
def download_export(call: Call, export_id: UUID) -> Response:
    """Return the archive; the SHA-256 in its `ETag` is of the whole file, and `manifest.json` lists what is in it."""
    found = service.file_of(call.tx, call.actor, export_id)
    name = f"{in_path(found.reference)}-{found.kind.value}-{found.as_of:%Y-%m-%d}.zip"
    headers = {
        "Content-Disposition": attachment(name),
        "ETag": f'"{found.digest}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    path = call.service.files.path(found.digest or "")
    # Sent in pieces: an archive with evidence is far larger than what a request may take of memory.
    return FileResponse(path, headers=headers, media_type="application/zip")
