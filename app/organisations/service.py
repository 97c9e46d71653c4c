"""Register organisations, read them, and keep their own description true."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.kit import constraints
from app.kit.actor import Actor
from app.kit.adding import fresh, insertions
from app.kit.call import Call
from app.kit.errors import Invalid, NotAllowed, NotFound
from app.kit.ids import new_id
from app.kit.pagination import PageRequest
from app.kit.schema import Page
from app.organisations import repository, rules
from app.organisations.errors import IdentifierInvalid, IdentifierTaken
from app.organisations.models import Organisation, OrganisationIdentifier
from app.organisations.schemas import (
    Identifier,
    OrganisationCreate,
    OrganisationOut,
    OrganisationUpdate,
    SupplierProfile,
)

constraints.means(
    "uq_organisation_identifier_scheme_value",
    IdentifierTaken,
    columns="organisation_identifier.scheme, organisation_identifier.value",
)


def register(tx: Session, actor: Actor | None, body: OrganisationCreate, *, now: datetime) -> OrganisationOut:
    """Register an organisation; only the operator does, so that identifiers are looked at by somebody.

    `actor` is None for the console. Raises IdentifierInvalid and, from the database, IdentifierTaken.
    """
    if actor is not None and actor.organisation_kind != rules.OrganisationKind.OPERATOR:
        raise NotAllowed("Organisations are registered by the operator of this service. Ask them to add yours.")
    normal = _normal_identifiers(body.identifiers)
    organisation = fresh(
        Organisation,
        id=new_id(now),
        kind=body.kind.value,
        name=body.name,
        postal_address=body.postal_address,
        postcode=_normal_postcode(body.postcode),
        contact_email=body.contact_email,
        created_at=now,
        version=1,
        **body.profile.model_dump(),
    )
    identifiers = _identified(organisation, normal, now)
    out = _present(_kept(organisation), identifiers)
    _record_added(tx, actor, organisation, identifiers, out, now)
    return out


def update(call: Call, organisation_id: UUID, body: OrganisationUpdate) -> OrganisationOut:
    """Change what an organisation says of itself; its own admin does, or the operator."""
    actor = call.actor
    found = repository.get_for_update(call.tx, organisation_id)
    if found is None:
        raise NotFound("organisation", organisation_id)
    if organisation_id != actor.organisation_id and actor.organisation_kind != rules.OrganisationKind.OPERATOR:
        raise NotAllowed("An organisation is described by its own admin. Ask theirs.")
    call.check_version(found.version)
    before = _facts(present(found))
    found.name = body.name
    found.postal_address = body.postal_address
    found.postcode = _normal_postcode(body.postcode)
    found.contact_email = body.contact_email
    _describe(found, body.profile)
    found.version += 1
    out = present(found)
    audit.record(
        call.tx,
        actor,
        Action.ORGANISATION_UPDATED,
        found,
        log_id=found.id,
        now=call.now,
        before=before,
        after=_facts(out),
    )
    return out


def read(tx: Session, organisation_id: UUID) -> OrganisationOut:
    """Return one organisation; raise NotFound."""
    return present(get(tx, organisation_id))


def get(tx: Session, organisation_id: UUID) -> Organisation:
    """Return the row of one organisation; raise NotFound."""
    found = repository.get(tx, organisation_id)
    if found is None:
        raise NotFound("organisation", organisation_id)
    return found


def get_for_update(tx: Session, organisation_id: UUID) -> Organisation:
    """Return the row of one organisation, locked; raise NotFound."""
    found = repository.get_for_update(tx, organisation_id)
    if found is None:
        raise NotFound("organisation", organisation_id)
    return found


def close(organisation: Organisation, *, successor_id: UUID, on: date) -> None:
    """Close a body that another followed; whoever calls holds its row, and has recorded why."""
    organisation.closed_on, organisation.successor_id = on, successor_id
    organisation.version += 1


def followed_by(tx: Session, organisation_id: UUID, successor_id: UUID) -> Organisation | None:
    """Return a closed body if the other one followed it, or followed whoever did; None otherwise."""
    closed = repository.get(tx, organisation_id)
    found = closed
    while found is not None and found.successor_id is not None:
        if found.successor_id == successor_id:
            return closed
        found = repository.get(tx, found.successor_id)
    return None


def names(tx: Session, ids: Iterable[UUID]) -> Mapping[UUID, str]:
    """Return the names of organisations by id, in one query."""
    wanted = list(dict.fromkeys(ids))
    return repository.names(tx, wanted) if wanted else {}


def listed(tx: Session, asked: PageRequest, *, kinds: list[str], text: str | None) -> Page[OrganisationOut]:
    """Return a page of organisations."""
    rows, following = repository.page(tx, asked, kinds=kinds, text=text)
    identifiers = repository.identifiers(tx, [row["id"] for row in rows]) if rows else {}
    items = [_present(row, identifiers.get(row["id"], [])) for row in rows]
    return Page[OrganisationOut](items=items, next=following)


def operator(tx: Session, *, name: str, identifier: Identifier | None, now: datetime) -> Organisation:
    """Return the organisation that operates this service, making it when there is none."""
    found = repository.operator(tx)
    if found is not None:
        return found
    organisation = Organisation(
        id=new_id(now),
        kind=rules.OrganisationKind.OPERATOR.value,
        name=name,
        created_at=now,
        version=1,
        **SupplierProfile().model_dump(),
    )
    identifiers = _identified(organisation, _normal_identifiers([identifier] if identifier else []), now)
    out = _present(_kept(organisation), identifiers)
    _record_added(tx, None, organisation, identifiers, out, now)
    return organisation


def present(row: Organisation) -> OrganisationOut:
    """Return what anybody signed in may see of an organisation."""
    return _present(_kept(row), row.identifiers)


_COLUMNS = tuple(Organisation.__table__.columns.keys())


def _kept(row: Organisation) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _COLUMNS}


def _present(row: Mapping[str, Any], identifiers: Sequence[Any]) -> OrganisationOut:
    size = rules.Size(row["staff"], row["turnover"], row["balance_sheet"])
    return OrganisationOut.model_validate({**row, "identifiers": identifiers, "is_sme": rules.is_sme(size)})


def _identified(
    organisation: Organisation, identifiers: list[tuple[str, str]], now: datetime
) -> list[OrganisationIdentifier]:
    return [
        fresh(OrganisationIdentifier, id=new_id(now), organisation_id=organisation.id, scheme=scheme, value=value)
        for scheme, value in identifiers
    ]


def _record_added(
    tx: Session,
    actor: Actor | None,
    row: Organisation,
    identifiers: Sequence[OrganisationIdentifier],
    out: OrganisationOut,
    now: datetime,
) -> None:
    """Add an organisation with its identifiers and the record of it; duplicates come to light."""
    adding = insertions([row, *identifiers])
    action = Action.ORGANISATION_REGISTERED
    audit.record(tx, actor, action, row, log_id=row.id, now=now, after=_facts(out), adding=adding)


def _describe(row: Organisation, profile: SupplierProfile) -> None:
    for name, value in profile.model_dump().items():
        setattr(row, name, value)


def _normal_identifiers(given: list[Identifier]) -> list[tuple[str, str]]:
    normal, findings = [], []
    for place, identifier in enumerate(given):
        value = rules.normal_identifier(identifier.scheme, identifier.value)
        if value is None:
            form = rules.identifier_form(identifier.scheme)
            message = f"{identifier.scheme.value} identifiers have {form}"
            findings.append({"place": f"identifiers[{place}].value", "message": message, "value": identifier.value})
        else:
            normal.append((identifier.scheme.value, value))
    if findings:
        raise IdentifierInvalid(f"{findings[0]['value']!r} cannot be right: {findings[0]['message']}.", findings)
    return list(dict.fromkeys(normal))


def _normal_postcode(given: str | None) -> str | None:
    if given is None:
        return None
    normal = rules.normal_postcode(given)
    if normal is None:
        raise Invalid(
            f"{given!r} is not a UK postcode. Write it as in LS1 4EE, or leave it out.",
            [{"place": "postcode", "message": "not a UK postcode", "value": given}],
        )
    return normal


def _facts(out: OrganisationOut) -> dict[str, Any]:
    return out.model_dump(mode="json", exclude={"created_at"})
