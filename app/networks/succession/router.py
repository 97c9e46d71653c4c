"""HTTP of successions: propose, accept, withdraw and read."""

from uuid import UUID

from app.identity.rules import ADMIN, AUTHORITY_READERS
from app.kit.call import Call
from app.kit.endpoint import Routes
from app.kit.pagination import PageRequest
from app.kit.query import Cursor, Limit, Sort
from app.kit.schema import Page
from app.networks.succession import service
from app.networks.succession.errors import (
    BodyClosed,
    ProcurementUnderWay,
    ProposerWithdraws,
    SuccessionDecided,
    SuccessionNotYet,
    SuccessionOpen,
    SuccessionUnfit,
    SuccessorAccepts,
)
from app.networks.succession.schemas import SuccessionCreate, SuccessionOut, WithdrawIn

routes = Routes("/v1/successions", "Networks")


@routes.post(
    "",
    may=ADMIN,
    out=SuccessionOut,
    summary="Say that one body follows another",
    refuses=(SuccessionUnfit, BodyClosed, SuccessionOpen),
)
def propose(call: Call, body: SuccessionCreate) -> SuccessionOut:
    """Propose, as the closing body's admin or the operator's, that another authority follows it, with the legal basis.

    Nothing passes before an admin of that authority has accepted it.
    """
    return service.propose(call, body)


@routes.get("", may=ADMIN | AUTHORITY_READERS, out=Page[SuccessionOut], summary="List successions")
def list_successions(call: Call, sort: Sort = None, cursor: Cursor = None, limit: Limit = 50) -> Page[SuccessionOut]:
    """Return the successions that your organisation takes part in, newest first; all of them, for the operator."""
    return service.listed(call.tx, call.actor, PageRequest(sort, cursor, limit))


@routes.get("/{succession_id}", may=ADMIN | AUTHORITY_READERS, out=SuccessionOut, summary="Read a succession")
def read_succession(call: Call, succession_id: UUID) -> SuccessionOut:
    """Return who follows whom, on what basis, and which contracts passed."""
    return service.read(call.tx, call.actor, succession_id)


@routes.post(
    "/{succession_id}/accept",
    may=ADMIN,
    out=SuccessionOut,
    status=200,
    summary="Accept a succession",
    refuses=(SuccessorAccepts, SuccessionDecided, SuccessionNotYet, BodyClosed, ProcurementUnderWay),
)
def accept(call: Call, succession_id: UUID) -> SuccessionOut:
    """Take on, as an admin of the body that follows, the contracts of the one that closes, with their history.

    Ids and references stay. The people of the closed body only read from here on; yours act on its contracts, and
    read its tenders, documents and log with the header `Reading-For`.
    """
    return service.accept(call, succession_id)


@routes.post(
    "/{succession_id}/withdraw",
    may=ADMIN,
    out=SuccessionOut,
    status=200,
    summary="Withdraw a succession",
    refuses=(ProposerWithdraws, SuccessionDecided),
)
def withdraw(call: Call, succession_id: UUID, body: WithdrawIn) -> SuccessionOut:
    """Take back, with the reason, what was proposed and not accepted yet."""
    return service.withdraw(call, succession_id, body.reason)
