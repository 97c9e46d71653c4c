"""Gives the sums of several authorities for whoever may put them together: by measure and supplier, nothing below."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy.orm import Session

from app.performance.repository import totals
from app.performance.repository.totals import Asked
from app.performance.sums import ADDED, EVERY


@dataclass(frozen=True, slots=True)
class SupplierSum:
    """What one supplier comes to for one authority in one measure, in its unit; None where there is nothing to say.

    `promised` is in all, `due` and `proved` by the day asked about. None is not nought: nothing is due yet, or nothing
    was decided.
    """

    authority_id: UUID
    supplier_id: UUID
    measure: str
    unit: str
    better: str
    title: str
    promised: Decimal | None
    due: Decimal | None
    proved: Decimal | None


def by_supplier(tx: Session, authority_ids: Iterable[UUID], *, as_at: date) -> Iterator[SupplierSum]:
    """Yield the sums of these authorities, of measures that add up; whether they may be shown is not asked here."""
    asked = Asked(as_at, by=("supplier_id",))
    for authority_id in authority_ids:
        for row in totals.read(tx, authority_id, EVERY, asked):
            if row.measure and row.adds_up in ADDED:
                yield SupplierSum(
                    authority_id=authority_id,
                    supplier_id=row.supplier_id,
                    measure=row.measure,
                    unit=row.unit,
                    better=row.better,
                    title=row.title or row.measure,
                    promised=Decimal(row.promised) if row.commitments else None,
                    due=Decimal(row.due) if row.periods else None,
                    proved=Decimal(row.proved) if row.decisions else None,
                )
