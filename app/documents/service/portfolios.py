"""Issue the report of an authority on its whole portfolio, or on the sums that a network shows to it."""

from datetime import date
from uuid import UUID

from app.documents import repository
from app.documents.assemble_portfolio import Heading, of_authority, of_network
from app.documents.errors import DayAhead
from app.documents.portfolio_content import PortfolioReport
from app.documents.schemas import DocumentOut, PortfolioIssue
from app.documents.service.issuing import About, issue
from app.documents.service.reading import present
from app.kit.call import Call
from app.kit.clock import london_date
from app.networks import service as networks
from app.organisations import service as organisations
from app.performance.portfolio.quarters import quarter

PORTFOLIO_REPORT = "portfolio_report"


def issue_portfolio(call: Call, body: PortfolioIssue) -> DocumentOut:
    """Freeze what the contracts of the caller's authority come to on a day, and ask for the PDF.

    Raises DayAhead or DocumentUnchanged.
    """
    actor, as_at = call.actor, _day(call, body)
    organisations.get_for_update(call.tx, actor.organisation_id)  # one report at a time, so that numbers follow on

    def assemble(reference: str, replaces: str | None) -> PortfolioReport:
        return of_authority(call, Heading(reference, call.now, replaces), as_at=as_at)

    about = About(PORTFOLIO_REPORT, actor.organisation_id, f"P-{as_at.isoformat()}")
    row = issue(call, about, assemble, body.languages)[0]
    return present(row, repository.twin(call.tx, row))


def issue_network(call: Call, network_id: UUID, body: PortfolioIssue) -> DocumentOut:
    """Freeze the sums that a network shows to the caller's authority, and ask for the PDF.

    They are as at the first day of a quarter. Raises DayAhead, DocumentUnchanged, or NotFound for whoever may not read
    the sums.
    """
    as_at = quarter(_day(call, body))[0]
    networks.sums(call.tx, call.actor, network_id, as_at=as_at)  # raises before anything is written

    def assemble(reference: str, replaces: str | None) -> PortfolioReport:
        return of_network(call, Heading(reference, call.now, replaces), network_id, as_at=as_at)

    about = About(PORTFOLIO_REPORT, network_id, f"N-{as_at.isoformat()}", is_own=True)
    row = issue(call, about, assemble, body.languages)[0]
    return present(row, repository.twin(call.tx, row))


def _day(call: Call, body: PortfolioIssue) -> date:
    """Return the day asked about, today if none was; raise DayAhead."""
    today = london_date(call.now)
    day = body.as_at or today
    if day > today:
        raise DayAhead(day, today)
    return day
