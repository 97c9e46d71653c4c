"""HTTP of the audit log: list and filter, seal, prove, check."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from app.audit import service
from app.audit.errors import NotSealedYet
from app.audit.rules import Action
from app.audit.schemas import AuditEventOut, AuditHeadOut, ChainCheckOut, InclusionProofOut
from app.kit.call import Call
from app.kit.endpoint import Routes
from app.kit.pagination import PageRequest
from app.kit.query import Cursor, Limit, Sort
from app.kit.schema import Moment, Page

routes = Routes("/v1/audit", "Audit")
# The roles of identity come later in the life-cycle; the two that may read a log are named here.
READERS = frozenset({"auditor", "admin"})


@routes.get("/events", may=READERS, out=Page[AuditEventOut], summary="List the audit log of your organisation")
def list_events(
    call: Call,
    action: Annotated[list[Action], Query(description="Only these actions; repeat it for several.")] = [],  # noqa: B006
    subject: Annotated[UUID | None, Query(description="Only events of this thing.")] = None,
    since: Annotated[Moment | None, Query(description="Only events from this instant on, with its offset.")] = None,
    sort: Sort = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[AuditEventOut]:
    """Return who changed what, when and why, newest first unless asked otherwise."""
    asked = PageRequest(sort, cursor, limit)
    return service.listed(
        call.tx, call.actor, asked, actions=[str(name) for name in action], subject_id=subject, since=since
    )


@routes.post("/heads", may=READERS, out=AuditHeadOut | None, summary="Seal the log now")
def seal(call: Call) -> AuditHeadOut | None:
    """Bind every event that is not yet sealed under a new tree head; null when there is none to bind."""
    return service.seal(call.tx, call.actor.organisation_id, now=call.now)


@routes.get("/check", may=READERS, out=ChainCheckOut, summary="Check the whole log")
def check(call: Call) -> ChainCheckOut:
    """Recompute every digest, tree and link of your organisation's log and say what does not hold."""
    return service.check(call.tx, call.actor.organisation_id)


@routes.get(
    "/events/{event_id}/proof",
    may=READERS,
    out=InclusionProofOut,
    summary="Prove that an event stands in the sealed log",
    refuses=(NotSealedYet,),
)
def prove(call: Call, event_id: UUID) -> InclusionProofOut:
    """Return the path of hashes from the event to the root of the newest tree head."""
    return service.prove(call.tx, call.actor, event_id)
