"""SQL of assignments, marks, agreed marks and results."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from app.evaluations.models import AgreedMark, Assignment, Mark, Result
from app.kit.pagination import PageRequest, fetch


def add(tx: Session, *rows: Assignment | Mark | AgreedMark | Result) -> None:
    """Add rows; the flush brings a second one of the same to light."""
    tx.add_all(rows)
    tx.flush()


def assignment(tx: Session, assignment_id: UUID) -> Assignment | None:
    """Return one assignment."""
    return tx.get(Assignment, assignment_id)


def assignments_of_lot(tx: Session, lot_id: UUID, *, criterion: str | None = None) -> Sequence[Assignment]:
    """Return every assignment of a lot, removed ones too, in the order in which they were made."""
    statement = select(Assignment).where(Assignment.lot_id == lot_id)
    if criterion is not None:
        statement = statement.where(Assignment.criterion == criterion)
    return tx.scalars(statement.order_by(Assignment.created_at, Assignment.id)).all()


def page_of_assignments(
    tx: Session, tender_id: UUID, asked: PageRequest, *, lot_id: UUID | None, evaluator_id: UUID | None
) -> tuple[Sequence[Assignment], str | None]:
    """Return one page of the assignments of a tender."""
    statement = select(Assignment).where(Assignment.tender_id == tender_id)
    if lot_id is not None:
        statement = statement.where(Assignment.lot_id == lot_id)
    if evaluator_id is not None:
        statement = statement.where(Assignment.evaluator_id == evaluator_id)
    keys = {"created_at": Assignment.created_at, "criterion": Assignment.criterion}
    return fetch(tx, statement, asked, keys=keys, key=Assignment.id, default="created_at")


def page_of_evaluator(
    tx: Session, evaluator_id: UUID, asked: PageRequest, *, tender_id: UUID | None
) -> tuple[Sequence[Assignment], str | None]:
    """Return one page of what an evaluator is assigned to now."""
    statement = select(Assignment).where(Assignment.evaluator_id == evaluator_id, Assignment.removed_at.is_(None))
    if tender_id is not None:
        statement = statement.where(Assignment.tender_id == tender_id)
    return fetch(
        tx, statement, asked, keys={"created_at": Assignment.created_at}, key=Assignment.id, default="created_at"
    )


def is_assigned_to_lot(tx: Session, lot_id: UUID, evaluator_id: UUID) -> bool:
    """Return whether an evaluator is assigned to anything in a lot now."""
    statement = select(Assignment.id).where(
        Assignment.lot_id == lot_id, Assignment.evaluator_id == evaluator_id, Assignment.removed_at.is_(None)
    )
    return tx.execute(statement).first() is not None


def marks(
    tx: Session,
    lot_id: UUID,
    *,
    criterion: str | None = None,
    bid_id: UUID | None = None,
    evaluator_id: UUID | None = None,
) -> Sequence[Mark]:
    """Return the marks of a lot, every revision, the oldest first; narrowed to what is given."""
    statement = select(Mark).where(Mark.lot_id == lot_id)
    for column, value in ((Mark.criterion, criterion), (Mark.bid_id, bid_id), (Mark.evaluator_id, evaluator_id)):
        if value is not None:
            statement = statement.where(column == value)
    return tx.scalars(statement.order_by(Mark.made_at, Mark.id)).all()


def agreed(
    tx: Session, lot_id: UUID, *, criterion: str | None = None, bid_id: UUID | None = None
) -> Sequence[AgreedMark]:
    """Return the agreed marks and gate decisions of a lot, every revision, the oldest first."""
    statement = select(AgreedMark).where(AgreedMark.lot_id == lot_id)
    for column, value in ((AgreedMark.criterion, criterion), (AgreedMark.bid_id, bid_id)):
        if value is not None:
            statement = statement.where(column == value)
    return tx.scalars(statement.order_by(AgreedMark.made_at, AgreedMark.id)).all()


def latest_result(tx: Session, lot_id: UUID) -> Result | None:
    """Return the newest result of a lot, or None."""
    statement = select(Result).where(Result.lot_id == lot_id).order_by(Result.number.desc()).limit(1)
    return tx.scalars(statement).one_or_none()


def latest_number(tx: Session, lot_id: UUID) -> int:
    """Return the number of the newest result of a lot, 0 where there is none."""
    statement = select(Result.number).where(Result.lot_id == lot_id).order_by(Result.number.desc()).limit(1)
    return tx.execute(statement).scalar() or 0


def result(tx: Session, result_id: UUID) -> Result | None:
    """Return one result."""
    return tx.get(Result, result_id)


def page_of_results(
    tx: Session, tender_id: UUID, asked: PageRequest, *, lot_id: UUID | None
) -> tuple[Sequence[Result], str | None]:
    """Return one page of the results of a tender, without their documents."""
    statement = select(Result).where(Result.tender_id == tender_id).options(defer(Result.body))
    if lot_id is not None:
        statement = statement.where(Result.lot_id == lot_id)
    return fetch(tx, statement, asked, keys={"computed_at": Result.computed_at}, key=Result.id, default="-computed_at")


def refreshed(tx: Session, row: Assignment) -> Assignment:
    """Return an assignment as it is now; whoever asks holds the lock of its tender."""
    tx.refresh(row)
    return row
