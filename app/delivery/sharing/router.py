"""HTTP of reports that are shared among contracts."""

from uuid import UUID

from app.delivery.errors import UpdateOvertaken
from app.delivery.sharing import service
from app.delivery.sharing.errors import OverAllotted, ReportUnfit, SharesUnfit
from app.delivery.sharing.schemas import ReportCreate, ReportOut, SharesCreate
from app.identity.rules import SUPPLIER
from app.kit.call import Call
from app.kit.endpoint import Routes
from app.kit.pagination import PageRequest
from app.kit.query import Cursor, Limit, Sort
from app.kit.schema import Page

routes = Routes("/v1", "Delivery")


@routes.post(
    "/reports", may=SUPPLIER, out=ReportOut, summary="Report once for several contracts", refuses=(ReportUnfit,)
)
def make_report(call: Call, body: ReportCreate) -> ReportOut:
    """Keep what was delivered once for several contracts. It is claimed when shares of it are allotted."""
    return service.make(call, body)


@routes.get("/reports", may=SUPPLIER, out=Page[ReportOut], summary="List your shared reports")
def list_reports(call: Call, sort: Sort = None, cursor: Cursor = None, limit: Limit = 50) -> Page[ReportOut]:
    """Return the reports of your organisation with their shares, newest first."""
    return service.listed(call.tx, call.actor, PageRequest(sort, cursor, limit))


@routes.get("/reports/{report_id}", may=SUPPLIER, out=ReportOut, summary="Read a shared report")
def read_report(call: Call, report_id: UUID) -> ReportOut:
    """Return a report of your organisation: to whom which share went, and what is left."""
    return service.read(call.tx, call.actor, report_id)


@routes.post(
    "/reports/{report_id}/shares",
    may=SUPPLIER,
    out=ReportOut,
    summary="Allot shares of a report",
    refuses=(SharesUnfit, OverAllotted, UpdateOvertaken),
)
def allot(call: Call, report_id: UUID, body: SharesCreate) -> ReportOut:
    """Claim shares of a report on commitments of any of your contracts, together never more than 100%.

    Each share becomes a claim. An authority sees its own share and how much went elsewhere, never to whom.
    """
    return service.allot(call, report_id, body)
