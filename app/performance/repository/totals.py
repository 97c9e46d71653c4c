"""SQL of sums: adding what changed, and reading them by party, measure and the ends of periods."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, delete, func, literal_column, select
from sqlalchemy.orm import Session

from app.performance import sums
from app.performance.models import DeliveryCell, DeliverySum
from app.performance.repository.upsert import upsert
from app.performance.sums import EVERY, Amounts, Measured, SumKey

_SUM, _CELL = DeliverySum.__table__.c, DeliveryCell.__table__.c
_MEASURED = ("measure", "unit", "adds_up", "better")
_NOUGHT: ColumnElement[int] = literal_column("0")
_AT_ANY_TIME = frozenset({"promised", "commitments"})
"""What a promise is from the start, whatever is due of it."""
AHEAD = ("due", "claimed", "proved", "waiting")
"""What is read of periods that have not ended, beside those that have."""


def add(tx: Session, found: Mapping[SumKey, Amounts], titles: Mapping[SumKey, str]) -> None:
    """Add amounts to sums, in the one order in which everybody does; the newest title of a measure is kept."""
    rows = [
        {"authority_id": key.authority_id, "supplier_id": key.supplier_id, "ends_on": key.ends_on, "title": titles[key]}
        | {name: getattr(key.measured, name) for name in _MEASURED}
        | found[key].to_mapping()
        for key in sorted(found, key=lambda key: key.order)
        if found[key] != sums.NOTHING
    ]
    upsert(tx, DeliverySum, rows, added=sums.NAMES)


def empty(tx: Session) -> None:
    """Forget every sum and every cell, for them to be built anew."""
    tx.execute(delete(DeliverySum))
    tx.execute(delete(DeliveryCell))


def every(tx: Session) -> dict[SumKey, Amounts]:
    """Return every sum that is not nothing."""
    found = {}
    for row in tx.execute(select(DeliverySum.__table__)):
        key = SumKey(
            row.authority_id, row.supplier_id, Measured(*(getattr(row, name) for name in _MEASURED)), row.ends_on
        )
        amounts = Amounts(*(getattr(row, name) for name in sums.NAMES))
        if amounts != sums.NOTHING:
            found[key] = amounts
    return found


@dataclass(frozen=True, slots=True)
class Asked:
    """Which sums are read: due before a day, of the periods that end within some days, of some measures.

    `by` names what there is one row for beside each measure: `ends_on`, `authority_id`, `supplier_id`.
    """

    as_at: date
    first: date | None = None
    last: date | None = None
    measures: Sequence[str] = ()
    by: Sequence[str] = ()


def read(tx: Session, authority_id: UUID, supplier_id: UUID, asked: Asked) -> Sequence[Any]:
    """Return sums by measure; EVERY for a party reads the sum over all of them, and `by` reads a row for each."""
    where = [
        column != EVERY if name in asked.by and party_id == EVERY else column == party_id
        for name, column, party_id in (
            ("authority_id", _SUM.authority_id, authority_id),
            ("supplier_id", _SUM.supplier_id, supplier_id),
        )
    ]
    return tx.execute(_grouped(_SUM, where, asked)).all()


def read_contract(tx: Session, contract_id: UUID, asked: Asked) -> Sequence[Any]:
    """Return what `read` does, of one contract, from its cells."""
    return tx.execute(_grouped(_CELL, [_CELL.contract_id == contract_id], asked)).all()


def _grouped(columns: Any, where: Sequence[ColumnElement[bool]], asked: Asked) -> Select[Any]:
    """Add up; what is for periods that are not due yet stays apart, under `ahead`."""
    keys = [columns[name] for name in (*_MEASURED, *asked.by)]
    is_due, is_later = columns.ends_on < asked.as_at, columns.ends_on >= asked.as_at
    if asked.first is not None:
        is_due, is_later = and_(is_due, columns.ends_on >= asked.first), and_(is_later, columns.ends_on >= asked.first)
    if asked.last is not None:
        is_due, is_later = and_(is_due, columns.ends_on <= asked.last), and_(is_later, columns.ends_on <= asked.last)
    added = [_added(columns[name], None if name in _AT_ANY_TIME else is_due, name) for name in sums.NAMES]
    added += [_added(columns[name], is_later, f"{name}_ahead") for name in AHEAD]
    added.append(func.max(columns.title).label("title"))
    statement = select(*keys, *added).where(*where).group_by(*keys).order_by(*keys)
    return statement.where(columns.measure.in_(asked.measures)) if asked.measures else statement


def _added(column: Any, where: ColumnElement[bool] | None, name: str) -> ColumnElement[Any]:
    value = column if where is None else case((where, column), else_=_NOUGHT)
    return func.sum(value, type_=column.type).label(name)
