"""SQL of rubrics."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from app.kit.pagination import PageRequest, fetch
from app.rubrics.models import Rubric


def add(tx: Session, rubric: Rubric) -> None:
    """Add a rubric."""
    tx.add(rubric)
    tx.flush()


def get(tx: Session, rubric_id: UUID) -> Rubric | None:
    """Return one rubric."""
    return tx.get(Rubric, rubric_id)


def get_for_update(tx: Session, rubric_id: UUID) -> Rubric | None:
    """Return one rubric, locked."""
    return tx.get(Rubric, rubric_id, with_for_update=True)


def page(
    tx: Session, authority_id: UUID, asked: PageRequest, *, statuses: Sequence[str]
) -> tuple[Sequence[Rubric], str | None]:
    """Return one page of an authority's rubrics, without their documents."""
    statement = select(Rubric).where(Rubric.authority_id == authority_id).options(defer(Rubric.body, raiseload=True))
    if statuses:
        statement = statement.where(Rubric.status.in_(statuses))
    keys = {"title": Rubric.title, "created_at": Rubric.created_at}
    return fetch(tx, statement, asked, keys=keys, key=Rubric.id, default="-created_at")
