"""SQL of what each contract of an authority came to by measure, for comparing promises with delivery."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import and_, case, func, literal_column, select
from sqlalchemy.orm import Session

from app.contracts.models import Contract
from app.performance.models import DeliveryCell

_KEPT = ("measure", "unit", "adds_up", "better")
_AT_ANY_TIME = ("promised", "commitments")
_BY_THEN = (
    "due", "claimed", "proved", "waiting", "rejected", "unknown",
    "periods", "reports", "decisions", "undecided", "refusals", "met", "missed",
)  # fmt: skip


def by_contract(tx: Session, authority_id: UUID, as_at: date) -> Sequence[Any]:
    """Return a row for each contract and measure: what was promised, and what of that was due by a day and became."""
    cell = DeliveryCell.__table__.c
    due = cell.ends_on < as_at
    added: list[Any] = [func.sum(cell[name], type_=cell[name].type).label(name) for name in _AT_ANY_TIME]
    for name in _BY_THEN:
        value = case((and_(due), cell[name]), else_=literal_column("0"))
        added.append(func.sum(value, type_=cell[name].type).label(name))
    keys: list[Any] = [cell[name] for name in _KEPT]
    of: list[Any] = [Contract.id, Contract.reference, Contract.supplier_id, Contract.value, Contract.currency]
    statement = (
        select(*of, *keys, func.max(cell.title).label("title"), *added)
        .join(Contract, Contract.id == cell.contract_id)
        .where(Contract.authority_id == authority_id, cell.measure != "")
        .group_by(*of, *keys)
        .order_by(*keys, Contract.id)
    )
    return tx.execute(statement).all()
