"""SQL of organisations."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from app.kit.pagination import Orders, PageRequest, fetch_rows
from app.organisations.models import Organisation, OrganisationIdentifier


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


_ORDERS = Orders({"name": Organisation.name, "created_at": Organisation.created_at}, Organisation.id, "name")
_ESCAPE = "/"
_PATTERN = re.compile(rf"[%_{_ESCAPE}]")


@cache
def _listed(*, by_kind: bool, by_name: bool) -> Select[Any]:
    statement = _COLUMNS
    if by_kind:
        statement = statement.where(Organisation.kind.in_(bindparam("kinds", expanding=True)))
    if by_name:
        statement = statement.where(Organisation.name.icontains(bindparam("text"), escape=_ESCAPE))
    return statement


def page(
    tx: Session, asked: PageRequest, *, kinds: Sequence[str], text: str | None
) -> tuple[Sequence[dict[str, Any]], str | None]:
    """Return one page of organisations in plain rows, by kind and by a part of the name."""
    given: dict[str, Any] = {}
    if kinds:
        given["kinds"] = kinds
    if text:
        given["text"] = _PATTERN.sub(rf"{_ESCAPE}\g<0>", text)
    return fetch_rows(tx, _listed(by_kind="kinds" in given, by_name="text" in given), given, asked, _ORDERS)


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
