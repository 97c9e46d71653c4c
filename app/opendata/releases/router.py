"""HTTP of releases and records: authority staff release, and read what went out in the form of the standard."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from app.identity.rules import AUTHORITY_READERS, BUYER
from app.kit.call import Call
from app.kit.endpoint import Routes
from app.kit.pagination import PageRequest
from app.kit.query import Cursor, Limit, Sort
from app.kit.schema import Page
from app.opendata.releases import service
from app.opendata.releases.errors import NothingNew, NothingPublished, ReleasedMeanwhile
from app.opendata.releases.schemas import ReleaseOut

routes = Routes("/v1", "Open data")
JSON = "application/json"


@routes.post(
    "/tenders/{tender_id}/releases",
    may=BUYER,
    out=ReleaseOut,
    summary="Release a tender as open data",
    refuses=(NothingPublished, NothingNew, ReleasedMeanwhile),
)
def release(call: Call, tender_id: UUID) -> ReleaseOut:
    """Make the next release of a tender, its awards and contracts: whatever may be read of them and has changed.

    Before the notice of an award is published no bidder is in it, and after that the winner alone. People, addresses
    of e-mail, redacted passages and what waits for a decision never are. A release is kept as it is.
    """
    return service.release(call, tender_id)


@routes.get("/releases", may=AUTHORITY_READERS, out=Page[ReleaseOut], summary="List the releases made")
def list_releases(
    call: Call,
    tender_id: Annotated[UUID | None, Query(description="Those of one tender only.")] = None,
    sort: Sort = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[ReleaseOut]:
    """Return the releases of one's own authority, newest first."""
    return service.listed(call.tx, call.actor, PageRequest(sort, cursor, limit), tender_id=tender_id)


@routes.get("/releases/{release_id}", may=AUTHORITY_READERS, out=dict[str, Any], summary="Read a release")
def read_release(call: Call, release_id: UUID) -> Response:
    """Return one release in the form of the standard, to the byte as it went out."""
    return Response(service.read(call.tx, call.actor, release_id), media_type=JSON)


@routes.get(
    "/tenders/{tender_id}/releases",
    may=AUTHORITY_READERS,
    out=dict[str, Any],
    summary="Read the releases of a tender as a package",
)
def read_releases(call: Call, tender_id: UUID) -> Response:
    """Return every release of a tender of one's own, oldest first, in a release package of the standard."""
    uri = f"{call.service.settings.public_address}/v1/tenders/{tender_id}/releases"
    return Response(service.releases_text(call, tender_id, uri=uri), media_type=JSON)


@routes.get(
    "/tenders/{tender_id}/record",
    may=AUTHORITY_READERS,
    out=dict[str, Any],
    summary="Read the record of a tender",
)
def read_record(call: Call, tender_id: UUID) -> Response:
    """Return what the releases of a tender say together, compiled and with every value that there ever was."""
    uri = f"{call.service.settings.public_address}/v1/tenders/{tender_id}/record"
    return Response(service.record_text(call, tender_id, uri=uri), media_type=JSON)
