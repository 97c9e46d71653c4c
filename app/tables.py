"""Every table of the service in one place, for the migrations to compare with the database."""

from app.audit import models as audit
from app.awards import models as awards
from app.bids import models as bids
from app.conflicts import models as conflicts
from app.contracts import models as contracts
from app.contracts.changes import models as changes
from app.delivery import models as delivery
from app.delivery.confirmations import models as confirmations
from app.delivery.doubles import models as doubles
from app.delivery.subcontracting import models as subcontracting
from app.delivery.workbook import models as workbooks
from app.documents import models as documents
from app.documents.signatures import models as signatures
from app.evaluations import models as evaluations
from app.exports import models as exports
from app.identity import models as identity
from app.kit import idempotency, jobs, outbox
from app.kit.model import Model
from app.networks import models as networks
from app.networks.succession import models as successions
from app.opendata.releases import models as releases
from app.organisations import models as organisations
from app.performance import models as performance
from app.performance.notices import models as ratings
from app.performance.remedies import models as remedies
from app.public import models as public
from app.reminders import models as reminders
from app.rubrics import models as rubrics
from app.tenders import models as tenders

CONCEPTS = (
    audit,
    organisations,
    identity,
    rubrics,
    tenders,
    conflicts,
    bids,
    evaluations,
    awards,
    contracts,
    changes,
    delivery,
    workbooks,
    performance,
    ratings,
    remedies,
    confirmations,
    doubles,
    subcontracting,
    networks,
    successions,
    documents,
    signatures,
    releases,
    idempotency,
    jobs,
    outbox,
    reminders,
    public,
    exports,
)
metadata = Model.metadata
