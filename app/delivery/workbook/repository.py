"""SQL of workbooks that were taken."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.delivery.workbook.models import Workbook
from app.kit.pagination import PageRequest, fetch


def add(tx: Session, row: Workbook) -> None:
    """Add a workbook that was taken."""
    tx.add(row)
    tx.flush()


def newest_for_days(tx: Session, contract_id: UUID, starts_on: date, ends_on: date) -> Workbook | None:
    """Return the newest workbook that was taken for these days of a contract; None before the first."""
    of_days = (Workbook.contract_id == contract_id, Workbook.starts_on == starts_on, Workbook.ends_on == ends_on)
    return tx.scalars(select(Workbook).where(*of_days).order_by(Workbook.id.desc()).limit(1)).one_or_none()


def count(tx: Session, contract_id: UUID) -> int:
    """Return how many workbooks were taken for a contract."""
    statement = select(func.count()).select_from(Workbook)
    return tx.execute(statement.where(Workbook.contract_id == contract_id)).scalar_one()


def page(tx: Session, contract_id: UUID, asked: PageRequest) -> tuple[Sequence[Workbook], str | None]:
    """Return one page of the workbooks of a contract."""
    statement = select(Workbook).where(Workbook.contract_id == contract_id)
    return fetch(tx, statement, asked, keys={"sent_at": Workbook.sent_at}, key=Workbook.id, default="-sent_at")
