"""SQL of what may be read of tenders, awards, contracts and their delivery: each as far as its authority publishes."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import Session, lazyload

from app.awards.models import Award, AwardSummary
from app.contracts.changes.models import ContractChange
from app.contracts.models import Contract
from app.delivery.models import DeliveryUpdate
from app.documents.models import IssuedDocument
from app.kit.pagination import PageRequest, fetch
from app.organisations.models import Organisation
from app.performance.models import DeliveryCell
from app.performance.sums import ADDED
from app.public.repository.publications import Holding, holds
from app.tenders.models import Lot, Tender

Key = UUID | str
"""An id, or a reference for people."""

_VISIBLE: Mapping[Any, ColumnElement[bool]] = {
    Tender: and_(Holding.tenders, Tender.published_at >= Holding.from_at),
    Award: and_(Holding.awards, Award.published_at >= Holding.from_at),
    Contract: and_(Holding.delivery, Contract.went_live_at >= Holding.from_at),
}


def tender(tx: Session, key: Key) -> Tender | None:
    """Return a tender, whether or not it is public."""
    return tx.scalars(select(Tender).where(_keyed(Tender, key))).unique().one_or_none()


def award(tx: Session, key: Key) -> Award | None:
    """Return an award, whether or not it is public."""
    return tx.scalars(select(Award).where(_keyed(Award, key))).one_or_none()


def contract(tx: Session, key: Key) -> Contract | None:
    """Return a contract, whether or not it is public."""
    return tx.scalars(select(Contract).where(_keyed(Contract, key))).one_or_none()


def tenders(
    tx: Session, asked: PageRequest, *, authority_id: UUID | None = None
) -> tuple[Sequence[Tender], str | None]:
    """Return one page of the public tenders, newest first."""
    statement = _public(Tender, authority_id)
    return fetch(
        tx, statement, asked, keys={"published_at": Tender.published_at}, key=Tender.id, default="-published_at"
    )


def awards(
    tx: Session,
    asked: PageRequest,
    *,
    authority_id: UUID | None = None,
    tender_id: UUID | None = None,
) -> tuple[Sequence[Award], str | None]:
    """Return one page of the public awards, newest first."""
    statement = _public(Award, authority_id)
    if tender_id is not None:
        statement = statement.where(Award.tender_id == tender_id)
    return fetch(tx, statement, asked, keys={"published_at": Award.published_at}, key=Award.id, default="-published_at")


def contracts(
    tx: Session, asked: PageRequest, *, authority_id: UUID | None = None, award_id: UUID | None = None
) -> tuple[Sequence[Contract], str | None]:
    """Return one page of the public contracts without their commitments, newest first."""
    statement = _public(Contract, authority_id).options(lazyload(Contract.commitments))
    if award_id is not None:
        statement = statement.where(Contract.award_id == award_id)
    return fetch(
        tx, statement, asked, keys={"went_live_at": Contract.went_live_at}, key=Contract.id, default="-went_live_at"
    )


def tenders_by_id(tx: Session, ids: Sequence[UUID]) -> Mapping[UUID, Tender]:
    """Return tenders by id."""
    return {row.id: row for row in tx.scalars(select(Tender).where(Tender.id.in_(ids)))}


def lots(tx: Session, ids: Sequence[UUID]) -> Mapping[UUID, Lot]:
    """Return lots by id."""
    return {row.id: row for row in tx.scalars(select(Lot).where(Lot.id.in_(ids)))}


def organisations(tx: Session, ids: Sequence[UUID]) -> Mapping[UUID, Organisation]:
    """Return organisations with their identifiers, by id."""
    return {row.id: row for row in tx.scalars(select(Organisation).where(Organisation.id.in_(ids)))}


def assessed(tx: Session, award_id: UUID) -> int:
    """Return how many bids were assessed for a published award: no notice goes out before each has its summary."""
    statement = select(func.count(AwardSummary.bid_id.distinct())).where(AwardSummary.award_id == award_id)
    return tx.scalar(statement) or 0


def changes(tx: Session, contract_id: UUID) -> Sequence[ContractChange]:
    """Return the changes of a contract that are in force, in order."""
    in_force = ContractChange.in_force_at.is_not(None)
    statement = select(ContractChange).where(ContractChange.contract_id == contract_id, in_force)
    return tx.scalars(statement.order_by(ContractChange.number)).all()


def last_issue(tx: Session, kind: str, subject_id: UUID) -> IssuedDocument | None:
    """Return the newest document of a kind about something."""
    statement = select(IssuedDocument).where(IssuedDocument.kind == kind, IssuedDocument.subject_id == subject_id)
    return tx.scalars(statement.order_by(IssuedDocument.number.desc()).limit(1)).one_or_none()


def last_reported_at(tx: Session, contract_id: UUID) -> datetime | None:
    """Return when a contract was last reported on; None where it never was."""
    said = select(func.max(DeliveryUpdate.submitted_at)).where(DeliveryUpdate.contract_id == contract_id)
    return tx.scalar(said)


def delivered(tx: Session, authority_id: UUID, *, as_at: date) -> Sequence[Any]:
    """Return by measure what the public contracts of an authority come to; a period is due if it ended before a day."""
    cell = DeliveryCell
    due = cell.ends_on < as_at

    def added(column: Any, *, when_due: bool = True) -> Any:
        value = case((due, column), else_=0) if when_due else column
        return func.sum(value, type_=column.type).label(column.key)

    keys = (cell.measure, cell.unit, cell.adds_up, cell.better)
    amounts = (cell.due, cell.claimed, cell.proved, cell.unknown, cell.waiting)
    counts = (cell.periods, cell.reports, cell.decisions, cell.undecided)
    statement = (
        select(
            *keys,
            func.max(cell.title).label("title"),
            added(cell.promised, when_due=False),
            added(cell.commitments, when_due=False),
            *(added(each) for each in (*amounts, *counts)),
        )
        .join(Contract, Contract.id == cell.contract_id)
        .join(Holding, holds(Contract.authority_id))
        .where(Contract.authority_id == authority_id, _VISIBLE[Contract], cell.measure != "", cell.adds_up.in_(ADDED))
        .group_by(*keys)
        .order_by(*keys)
    )
    return tx.execute(statement).all()


def _public(model: Any, authority_id: UUID | None) -> Select[Any]:
    statement = select(model).join(Holding, holds(model.authority_id)).where(_VISIBLE[model])
    return statement if authority_id is None else statement.where(model.authority_id == authority_id)


def _keyed(model: Any, key: Key) -> ColumnElement[bool]:
    column = model.id if isinstance(key, UUID) else model.reference
    found: ColumnElement[bool] = column == key
    return found
