"""SQL of what authorities publish: statements, the one that holds, and the authorities that publish something."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.contracts.models import Contract
from app.kit.pagination import PageRequest, fetch
from app.organisations.models import Organisation, OrganisationIdentifier
from app.public.models import Publication
from app.public.rules import What

Holding = aliased(Publication, name="holding")
"""The statement that holds, wherever `holds` is among the conditions."""

_Later = aliased(Publication, name="later")


def add(tx: Session, row: Publication) -> None:
    """Add a statement; the flush brings a lost race to light."""
    tx.add(row)
    tx.flush()


def history(tx: Session, authority_id: UUID) -> Sequence[Publication]:
    """Return every statement of an authority, oldest first."""
    statement = select(Publication).where(Publication.authority_id == authority_id)
    return tx.scalars(statement.order_by(Publication.number)).all()


def holds(authority_id: Any) -> ColumnElement[bool]:
    """Say in SQL that `Holding` is the newest statement of an authority."""
    newest = select(func.max(_Later.number)).where(_Later.authority_id == Holding.authority_id).scalar_subquery()
    return and_(Holding.authority_id == authority_id, Holding.number == newest)


def anything() -> ColumnElement[bool]:
    """Say in SQL that `Holding` makes something public."""
    return or_(*(getattr(Holding, what.value) for what in What))


def page(tx: Session, asked: PageRequest) -> tuple[Sequence[Organisation], str | None]:
    """Return one page of the authorities that publish something, by name."""
    statement = select(Organisation).join(Holding, holds(Organisation.id)).where(anything())
    return fetch(tx, statement, asked, keys={"name": Organisation.name}, key=Organisation.id, default="name")


def in_force(tx: Session, authority_ids: Sequence[UUID] | None = None) -> Mapping[UUID, Publication]:
    """Return the statements that hold, of these authorities or of all, by authority."""
    newest: Select[Any] = select(func.max(_Later.number)).where(_Later.authority_id == Publication.authority_id)
    statement = select(Publication).where(Publication.number == newest.scalar_subquery())
    if authority_ids is not None:
        statement = statement.where(Publication.authority_id.in_(authority_ids))
    return {row.authority_id: row for row in tx.scalars(statement)}


def authority(tx: Session, key: UUID | str) -> Organisation | None:
    """Return an organisation by its id, or by an identifier as `GB-NHS-RJ1`."""
    if isinstance(key, UUID):
        return tx.get(Organisation, key)
    spelt = OrganisationIdentifier.scheme + "-" + OrganisationIdentifier.value
    statement = select(Organisation).join(OrganisationIdentifier).where(spelt == key)
    return tx.scalars(statement).one_or_none()


def holding_back(tx: Session, authority_ids: Sequence[UUID]) -> set[UUID]:
    """Return which of these publish delivery, but have contracts that went live before what they publish begins."""
    statement = (
        select(Contract.authority_id)
        .join(Holding, holds(Contract.authority_id))
        .where(Contract.authority_id.in_(authority_ids), Holding.delivery, Contract.went_live_at < Holding.from_at)
    )
    return set(tx.scalars(statement.distinct()))
