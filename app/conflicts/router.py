"""HTTP of declarations of interest and of decisions on them."""

from uuid import UUID

from app.conflicts import service
from app.conflicts.errors import (
    NOT_FREE,
    DeclarationContent,
    DeclarationSuperseded,
    DeclarationUnchanged,
    NotAskedToTakePart,
    OwnDeclaration,
    WrongStage,
)
from app.conflicts.rules import DECIDES, INFLUENCES
from app.conflicts.schemas import (
    DecisionCreate,
    DeclarationCreate,
    DeclarationOut,
    OwnDeclarationsOut,
    TenderDeclarationsOut,
)
from app.identity.rules import AUDITOR, AUTHORITY_READERS
from app.kit.call import Call
from app.kit.endpoint import Routes
from app.kit.errors import Refusal

routes = Routes("/v1", "Conflicts of interest")


@routes.get(
    "/tenders/{tender_id}/my-declaration",
    may=INFLUENCES,
    out=OwnDeclarationsOut,
    summary="See what you declared in a tender, and what to declare against",
)
def read_own(call: Call, tender_id: UUID) -> OwnDeclarationsOut:
    """Return the stage that the tender has reached, the bidders once they are known, and your own declarations."""
    return service.own(call.tx, call.actor, tender_id)


@routes.post(
    "/tenders/{tender_id}/declarations",
    may=INFLUENCES,
    out=DeclarationOut,
    summary="Declare your interests in a tender",
    refuses=(WrongStage, NotAskedToTakePart, DeclarationUnchanged, DeclarationContent),
)
def declare(call: Call, tender_id: UUID, body: DeclarationCreate) -> DeclarationOut:
    """Declare every interest you have, or none. Nothing is edited: declare anew when something changes.

    Once bids are opened the service looks for links to the bidders by itself. An interest or a link waits for somebody
    else's decision, and until then you take no part.
    """
    return service.declare(call, tender_id, body)


@routes.get(
    "/tenders/{tender_id}/declarations",
    may=AUTHORITY_READERS,
    out=TenderDeclarationsOut,
    summary="Read everybody's declarations in a tender",
    refuses=NOT_FREE,
)
def list_of_tender(call: Call, tender_id: UUID) -> TenderDeclarationsOut:
    """Return who has declared what, which links were found, what was decided, and who has still to declare.

    Whoever may decide on a colleague declares first. Auditors read without declaring.
    """
    return service.of_tender(call.tx, call.actor, tender_id)


@routes.get(
    "/declarations/{declaration_id}",
    may=INFLUENCES | AUDITOR,
    out=DeclarationOut,
    summary="Read a declaration",
    refuses=NOT_FREE,
)
def read(call: Call, declaration_id: UUID) -> DeclarationOut:
    """Return your own declaration, or a colleague's to those who decide and audit, with every decision on it."""
    return service.read(call.tx, call.actor, declaration_id)


@routes.post(
    "/declarations/{declaration_id}/decide",
    may=DECIDES,
    out=DeclarationOut,
    status=200,
    summary="Decide on a colleague's declaration",
    refuses=(*NOT_FREE, OwnDeclaration, DeclarationSuperseded, DeclarationContent),
)
def decide(call: Call, declaration_id: UUID, body: DecisionCreate) -> DeclarationOut | Refusal:
    """Clear the person, keep them away from named suppliers, or bar them, with reasons; never on your own declaration.

    A decision is not edited; a later one supersedes it, and both stay. What a barred person marked stays readable and
    no longer counts; neither does what a person kept from a supplier marked in its bid.
    """
    return service.decide(call, declaration_id, body)
