"""SQL of sums: adding what changed, and reading them by party, measure and the ends of periods."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, delete, func, literal_column, select
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
    by: tuple[str, ...] = ()

    @property
    def shape(self) -> "Shape":
        """Return what of it makes another question, and not only other values."""
        return Shape(self.by, self.first is not None, self.last is not None, bool(self.measures))

    @property
    def values(self) -> dict[str, Any]:
        """Return what is asked with."""
        days = {"first": self.first, "last": self.last}
        given = {name: day for name, day in days.items() if day is not None}
        return {"as_at": self.as_at, **given, **({"measures": list(self.measures)} if self.measures else {})}


class Shape(NamedTuple):
    """Which question it is, whatever the values."""

    by: tuple[str, ...]
    has_first: bool
    has_last: bool
    has_measures: bool


def read(tx: Session, authority_id: UUID, supplier_id: UUID, asked: Asked) -> Sequence[Any]:
    """Return sums by measure; EVERY for a party reads the sum over all of them, and `by` reads a row for each."""
    parties = {"authority_id": authority_id, "supplier_id": supplier_id}
    each = frozenset(name for name, party in parties.items() if name in asked.by and party == EVERY)
    return tx.execute(_statement(asked.shape, each, of_contract=False), {**parties, **asked.values}).all()


def read_contract(tx: Session, contract_id: UUID, asked: Asked) -> Sequence[Any]:
    """Return what `read` does, of one contract, from its cells."""
    statement = _statement(asked.shape, frozenset(), of_contract=True)
    return tx.execute(statement, {"contract_id": contract_id, **asked.values}).all()


@lru_cache(maxsize=256)
def _statement(shape: Shape, each: frozenset[str], *, of_contract: bool) -> Select[Any]:
    """Return the question, to be asked with values: making it anew costs as much as asking it."""
    columns: Any = _CELL if of_contract else _SUM
    if of_contract:
        where = [columns.contract_id == bindparam("contract_id", type_=columns.contract_id.type)]
    else:
        where = [_of_party(columns[name], each) for name in ("authority_id", "supplier_id")]
    keys = [columns[name] for name in (*_MEASURED, *shape.by)]
    is_due = [columns.ends_on < bindparam("as_at", type_=columns.ends_on.type)]
    is_later = [columns.ends_on >= bindparam("as_at", type_=columns.ends_on.type)]
    if shape.has_first:
        is_due, is_later = (
            [*found, columns.ends_on >= bindparam("first", type_=columns.ends_on.type)] for found in (is_due, is_later)
        )
    if shape.has_last:
        is_due, is_later = (
            [*found, columns.ends_on <= bindparam("last", type_=columns.ends_on.type)] for found in (is_due, is_later)
        )
    added = [_added(columns[name], [] if name in _AT_ANY_TIME else is_due, name) for name in sums.NAMES]
    added += [_added(columns[name], is_later, f"{name}_ahead") for name in AHEAD]
    added.append(func.max(columns.title).label("title"))
    statement = select(*keys, *added).where(*where).group_by(*keys).order_by(*keys)
    if not shape.has_measures:
        return statement
    return statement.where(columns.measure.in_(bindparam("measures", expanding=True, type_=columns.measure.type)))


def _of_party(column: Any, each: frozenset[str]) -> ColumnElement[bool]:
    if column.name in each:
        found: ColumnElement[bool] = column != EVERY
        return found
    one: ColumnElement[bool] = column == bindparam(column.name, type_=column.type)
    return one


def _added(column: Any, where: Sequence[ColumnElement[bool]], name: str) -> ColumnElement[Any]:
    value = case((and_(*where), column), else_=_NOUGHT) if where else column
    return func.sum(value, type_=column.type).label(name)
