"""HTTP of organisations."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from app.kit.call import Call
from app.kit.endpoint import Routes
from app.kit.pagination import PageRequest
from app.kit.query import Cursor, Limit, Sort
from app.kit.schema import Page, Plain
from app.organisations import service
from app.organisations.errors import IdentifierInvalid, IdentifierTaken
from app.organisations.rules import OrganisationKind
from app.organisations.schemas import OrganisationCreate, OrganisationOut, OrganisationUpdate

routes = Routes("/v1/organisations", "Organisations")
# Identity comes later in the life-cycle, so its role is named in words here.
ADMIN = frozenset({"admin"})
ANY_ROLE: frozenset[str] = frozenset()


@routes.post(
    "",
    may=ADMIN,
    out=OrganisationOut,
    summary="Register an organisation",
    refuses=(IdentifierTaken, IdentifierInvalid),
)
def register(call: Call, body: OrganisationCreate) -> OrganisationOut:
    """Register an authority or a supplier by its real identifiers. Only the operator's admin may."""
    return service.register(call.tx, call.actor, body, now=call.now)


@routes.get("", may=ANY_ROLE, out=Page[OrganisationOut], summary="List organisations")
def list_organisations(
    call: Call,
    kind: Annotated[list[OrganisationKind], Query(description="Only these kinds; repeat it for several.")] = [],  # noqa: B006
    name: Annotated[Annotated[str, Plain] | None, Query(description="A part of the name.", max_length=100)] = None,
    sort: Sort = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[OrganisationOut]:
    """Return authorities and suppliers by name."""
    asked = PageRequest(sort, cursor, limit)
    return service.listed(call.tx, asked, kinds=[str(value) for value in kind], text=name)


@routes.get("/{organisation_id}", may=ANY_ROLE, out=OrganisationOut, summary="Read an organisation")
def read(call: Call, organisation_id: UUID) -> OrganisationOut:
    """Return one organisation with its identifiers, size and type."""
    return service.read(call.tx, organisation_id)


@routes.put("/{organisation_id}", may=ADMIN, out=OrganisationOut, summary="Describe an organisation anew")
def update(call: Call, organisation_id: UUID, body: OrganisationUpdate) -> OrganisationOut:
    """Replace what an organisation says of itself; kind and identifiers stay."""
    return service.update(call, organisation_id, body)
