"""SQL of organisations."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.kit.pagination import PageRequest, fetch_rows
from app.organisations.models import Organisation, OrganisationIdentifier


def add(tx: Session, organisation: Organisation) -> None:
    """Add an organisation with its identifiers; the flush brings duplicates to light."""
    tx.add(organisation)
    tx.flush()


def get(tx: Session, organisation_id: UUID) -> Organisation | None:
    """Return one organisation."""
    return tx.get(Organisation, organisation_id)


def get_for_update(tx: Session, organisation_id: UUID) -> Organisation | None:
    """Return one organisation, locked."""
    return tx.get(Organisation, organisation_id, with_for_update=True)


_COLUMNS = select(*Organisation.__table__.columns)
_IDENTIFIERS = (
    select(OrganisationIdentifier.organisation_id, OrganisationIdentifier.scheme, OrganisationIdentifier.value)
    .where(OrganisationIdentifier.organisation_id.in_(bindparam("ids", expanding=True)))
    .order_by(OrganisationIdentifier.scheme)
)


def page(
    tx: Session, asked: PageRequest, *, kinds: Sequence[str], text: str | None
) -> tuple[Sequence[dict[str, Any]], str | None]:
    """Return one page of organisations in plain rows, by kind and by a part of the name."""
    statement = _COLUMNS
    if kinds:
        statement = statement.where(Organisation.kind.in_(kinds))
    if text:
        statement = statement.where(Organisation.name.icontains(text, autoescape=True))
    keys = {"name": Organisation.name, "created_at": Organisation.created_at}
    return fetch_rows(tx, statement, asked, keys=keys, key=Organisation.id, default="name")


def identifiers(tx: Session, ids: Sequence[UUID]) -> Mapping[UUID, Sequence[Mapping[str, str]]]:
    """Return the identifiers of organisations by their ids; of whoever has none, nothing."""
    found: dict[UUID, list[Mapping[str, str]]] = defaultdict(list)
    for owner_id, scheme, value in tx.connection().execute(_IDENTIFIERS, {"ids": ids}):
        found[owner_id].append({"scheme": scheme, "value": value})
    return found


_NAMES = select(Organisation.id, Organisation.name)
_ONE_NAME = _NAMES.where(Organisation.id == bindparam("id"))
_SEVERAL_NAMES = _NAMES.where(Organisation.id.in_(bindparam("ids", expanding=True)))


def names(tx: Session, ids: Sequence[UUID]) -> Mapping[UUID, str]:
    """Return the names of organisations by id; one name, which most answers need, by a statement that is quicker."""
    asked = (_ONE_NAME, {"id": ids[0]}) if len(ids) == 1 else (_SEVERAL_NAMES, {"ids": ids})
    return {row.id: row.name for row in tx.connection().execute(*asked)}


def operator(tx: Session) -> Organisation | None:
    """Return the organisation that operates this service, or None before there is one."""
    return tx.scalars(select(Organisation).where(Organisation.kind == "operator").limit(1)).one_or_none()
