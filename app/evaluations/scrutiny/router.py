"""HTTP of scrutiny: certificate, changes and stakes of a result, and statistics about a panel."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from app.bids.errors import TenderSealed
from app.conflicts.errors import KEPT, NOT_FREE
from app.evaluations.scrutiny import service
from app.evaluations.scrutiny.errors import FirstResult, MarksNotFrozen
from app.evaluations.scrutiny.schemas import CertificateOut, ChangesOut, DiagnosticsOut, StakesOut
from app.identity.rules import AUTHORITY_READERS
from app.kit.call import Call
from app.kit.endpoint import Routes

routes = Routes("/v1", "Evaluations")


@routes.get(
    "/results/{result_id}/certificate",
    may=AUTHORITY_READERS,
    out=CertificateOut,
    summary="Read how firm a result is",
    refuses=KEPT,
)
def certificate(call: Call, result_id: UUID) -> CertificateOut:
    """Return the smallest change of one mark, one weight and one price that would make another bid first."""
    return service.certificate(call.tx, call.actor, result_id)


@routes.get(
    "/results/{result_id}/changes",
    may=AUTHORITY_READERS,
    out=ChangesOut,
    summary="Read what changed since the result before",
    refuses=(*KEPT, FirstResult),
)
def changes(call: Call, result_id: UUID) -> ChangesOut:
    """Return in words who came and went and whose points moved, and where a relative formula moved the others."""
    return service.changes_of(call.tx, call.actor, result_id)


@routes.get(
    "/results/{result_id}/stakes",
    may=AUTHORITY_READERS,
    out=StakesOut,
    summary="Read what rested on each pledge",
    refuses=KEPT,
)
def stakes(call: Call, result_id: UUID) -> StakesOut:
    """Return the points that rested on each pledge, and whether the order would have been another without it."""
    return service.stakes(call.tx, call.actor, result_id)


@routes.get(
    "/tenders/{tender_id}/diagnostics",
    may=AUTHORITY_READERS,
    out=DiagnosticsOut,
    summary="Read statistics about how the panel marked",
    refuses=(*NOT_FREE, TenderSealed, MarksNotFrozen),
)
def diagnostics(
    call: Call,
    tender_id: UUID,
    lot: Annotated[str, Query(description="The lot, by its code.", max_length=60)] = "1",
) -> DiagnosticsOut:
    """Return severity, halo, order effects, and rationales in words of another mark. Nobody sees them while marking."""
    return service.diagnose(call.tx, call.actor, tender_id, lot=lot)
