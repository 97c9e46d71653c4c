"""SQL of the feed: add what happened, and read what may be heard of, in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, insert, or_, select
from sqlalchemy.orm import Session, aliased

from app.awards.models import Award
from app.contracts.models import Contract
from app.public.models import PublicEntry
from app.public.repository.publications import Holding, anything, holds
from app.public.rules import EntryKind
from app.tenders.models import Tender

_ADD = insert(PublicEntry.__table__)  # type: ignore[arg-type]  # a mapped class has a Table
_Awarded = aliased(Tender, name="awarded")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which part of the feed: before or after an entry, of one authority or of all, and nothing newer than an instant.

    `forward` reads from the oldest on.
    """

    until: datetime
    limit: int
    before: UUID | None = None
    after: UUID | None = None
    authority_id: UUID | None = None

    @property
    def forward(self) -> bool:
        """Return whether the oldest comes first."""
        return self.after is not None


def add(tx: Session, rows: Sequence[PublicEntry]) -> None:
    """Add entries, past the session: they stand in many changes, and nothing is read of them there."""
    names = [column.key for column in PublicEntry.__table__.columns]
    tx.connection().execute(_ADD, [{name: getattr(row, name) for name in names} for row in rows])


def page(tx: Session, asked: Asked) -> Sequence[Any]:
    """Return the entries that may be heard of, and one more that says whether another page follows."""
    statement = _heard(asked.authority_id).where(PublicEntry.at <= asked.until)
    if asked.before is not None:
        statement = statement.where(PublicEntry.id < asked.before)
    if asked.after is not None:
        statement = statement.where(PublicEntry.id > asked.after)
    order = PublicEntry.id.asc() if asked.forward else PublicEntry.id.desc()
    return tx.execute(statement.order_by(order).limit(asked.limit + 1)).all()


def _heard(authority_id: UUID | None) -> Select[Any]:
    owner = func.coalesce(Tender.authority_id, Award.authority_id, Contract.authority_id, PublicEntry.authority_id)
    own = PublicEntry.kind == EntryKind.PUBLICATION_CHANGED.value
    statement: Any = (
        select(
            PublicEntry.id,
            PublicEntry.kind,
            PublicEntry.at,
            owner.label("authority_id"),
            func.coalesce(Tender.reference, Award.reference, Contract.reference).label("reference"),
            func.coalesce(Tender.title, _Awarded.title, Contract.title).label("title"),
        )
        .outerjoin(Tender, Tender.id == PublicEntry.subject_id)
        .outerjoin(Award, Award.id == PublicEntry.subject_id)
        .outerjoin(_Awarded, _Awarded.id == Award.tender_id)
        .outerjoin(Contract, Contract.id == PublicEntry.subject_id)
        .join(Holding, holds(owner))
        .where(
            or_(
                and_(Holding.tenders, Tender.published_at >= Holding.from_at),
                and_(Holding.awards, Award.published_at >= Holding.from_at),
                and_(Holding.delivery, Contract.went_live_at >= Holding.from_at),
                and_(own, anything()),
            )
        )
    )
    found: Select[Any] = statement if authority_id is None else statement.where(owner == authority_id)
    return found
