"""SQL of reports that are shared among contracts."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.delivery.models import DeliveryUpdate, ReportShare, SharedReport
from app.kit.pagination import PageRequest, fetch


def add(tx: Session, row: SharedReport | ReportShare) -> None:
    """Add a row; the flush brings a lost race to light."""
    tx.add(row)
    tx.flush()


def report(tx: Session, report_id: UUID, supplier_id: UUID, *, lock: bool = False) -> SharedReport | None:
    """Return a report of a supplier, locked where asked, so that shares are counted one after the other."""
    statement = select(SharedReport).where(SharedReport.id == report_id, SharedReport.supplier_id == supplier_id)
    return tx.scalars(statement.with_for_update() if lock else statement).one_or_none()


def page(tx: Session, supplier_id: UUID, asked: PageRequest) -> tuple[Sequence[SharedReport], str | None]:
    """Return one page of the reports of a supplier."""
    statement = select(SharedReport).where(SharedReport.supplier_id == supplier_id)
    keys = {"made_at": SharedReport.made_at, "starts_on": SharedReport.starts_on}
    return fetch(tx, statement, asked, keys=keys, key=SharedReport.id, default="-made_at")


def shares(tx: Session, report_ids: Sequence[UUID]) -> Sequence[tuple[ReportShare, DeliveryUpdate]]:
    """Return every share of some reports with the claim it became, oldest first."""
    statement = (
        select(ReportShare, DeliveryUpdate)
        .join(DeliveryUpdate, DeliveryUpdate.id == ReportShare.update_id)
        .where(ReportShare.report_id.in_(report_ids))
        .order_by(ReportShare.id)
    )
    return [(share, update) for share, update in tx.execute(statement)]


def shares_of_contract(tx: Session, contract_id: UUID) -> Sequence[ReportShare]:
    """Return the shares that updates of a contract claim."""
    return tx.scalars(select(ReportShare).where(ReportShare.contract_id == contract_id)).all()
