"""Which routes the service has: one line a concept, in life-cycle order."""

from fastapi import FastAPI

from app.audit.router import routes as audit
from app.awards.router import routes as awards
from app.bids.router import routes as bids
from app.conflicts.router import routes as conflicts
from app.contracts.changes.router import routes as changes
from app.contracts.router import routes as contracts
from app.delivery.confirmations.router import routes as confirmations
from app.delivery.doubles.router import routes as double_claims
from app.delivery.proving.router import routes as proving
from app.delivery.replies.router import routes as replies
from app.delivery.router import routes as delivery
from app.delivery.sharing.router import routes as sharing
from app.delivery.subcontracting.router import routes as subcontracting
from app.delivery.workbook.router import routes as workbooks
from app.documents.further.router import routes as further_documents
from app.documents.router import routes as documents
from app.documents.signatures.router import routes as signatures
from app.evaluations.desk.router import routes as desk
from app.evaluations.low_prices.router import routes as low_prices
from app.evaluations.router import routes as evaluations
from app.evaluations.scrutiny.router import routes as scrutiny
from app.exports.router import routes as exports
from app.identity.router import routes as identity
from app.kit.signpost import Signpost
from app.networks.router import routes as networks
from app.networks.succession.router import routes as successions
from app.opendata.notices.router import routes as notice_drafts
from app.opendata.releases.router import routes as releases
from app.opendata.router import routes as opendata
from app.organisations.router import routes as organisations
from app.performance.forecasts.router import routes as forecasts
from app.performance.notices.router import routes as notices
from app.performance.portfolio.router import routes as portfolio
from app.performance.remedies.router import routes as remedies
from app.performance.router import routes as performance
from app.public.publication.router import routes as publication
from app.public.router import routes as public
from app.reminders.calendars.router import routes as calendars
from app.reminders.router import routes as reminders
from app.reminders.webhooks.router import routes as webhooks
from app.rubrics.router import routes as rubrics
from app.tenders.router import routes as tenders

ALL = (
    identity,
    organisations,
    audit,
    rubrics,
    tenders,
    opendata,
    conflicts,
    bids,
    evaluations,
    desk,
    low_prices,
    scrutiny,
    awards,
    contracts,
    changes,
    delivery,
    proving,
    replies,
    sharing,
    confirmations,
    double_claims,
    subcontracting,
    workbooks,
    performance,
    portfolio,
    forecasts,
    notices,
    remedies,
    networks,
    successions,
    reminders,
    calendars,
    webhooks,
    documents,
    further_documents,
    signatures,
    releases,
    notice_drafts,
    publication,
    public,
    exports,
)


def mount(app: FastAPI) -> None:
    """Put every concept's routes on `app`, flat: an included router would match each request a second time."""
    for routes in ALL:
        app.router.routes.extend(routes.router.routes)
    app.router.routes.insert(0, Signpost(app.router.routes))
