"""SQL of tenders, lots and human references."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, or_, select, text
from sqlalchemy.orm import Session, joinedload

from app.kit.adding import insertions
from app.kit.pagination import Orders, PageRequest, fetch_rows
from app.kit.straight import Insertion, Straight
from app.tenders.models import Lot, Tender

# One statement counts and locks: two requests at the same instant get two numbers, on both databases.
_NEXT = Straight(
    text(
        "INSERT INTO reference_counter (kind, year, last) VALUES (:kind, :year, 1) "
        "ON CONFLICT (kind, year) DO UPDATE SET last = reference_counter.last + 1 RETURNING last"
    )
)

# A tender is read with its lots in one statement, made once.
_ONE = select(Tender).where(Tender.id == bindparam("id")).options(joinedload(Tender.lots))

# What is only shown comes in plain rows: fifty tenders with their lots take 0.8 ms so, and 2.5 ms as objects.
_SHOWN = select(*(column for column in Tender.__table__.columns if column.key != Tender.notice.key))
_SHOWN_ONE = _SHOWN.where(Tender.id == bindparam("id"))
_LOTS = (
    select(Lot.tender_id, Lot.id, Lot.code, Lot.title, Lot.value)
    .where(Lot.tender_id.in_(bindparam("ids", expanding=True)))
    .order_by(Lot.position)
)


def added(tender: Tender) -> list[Insertion]:
    """Return what adds a tender with its lots, past the session, once it is sent with the record of it."""
    for lot in tender.lots:
        lot.tender_id = tender.id
    return insertions([tender, *tender.lots])


def flush(tx: Session) -> None:
    """Send changed lots, so that those that leave are gone before new ones take their codes."""
    tx.flush()


def get(tx: Session, tender_id: UUID) -> Tender | None:
    """Return one tender."""
    return tx.scalars(_ONE, {"id": tender_id}).unique().one_or_none()


def get_for_update(tx: Session, tender_id: UUID) -> Tender | None:
    """Return one tender, locked and read afresh."""
    return tx.get(Tender, tender_id, with_for_update=True)


def references_by_ocid(tx: Session, authority_id: UUID, ocid: str) -> Sequence[str]:
    """Return the references of an authority's tenders that came from one contracting process."""
    statement = select(Tender.reference).where(Tender.authority_id == authority_id, Tender.ocid == ocid)
    return tx.scalars(statement.order_by(Tender.reference)).all()


_ORDERS = Orders(
    {"created_at": Tender.created_at, "reference": Tender.reference, "title": Tender.title}, Tender.id, "-created_at"
)


@cache
def _visible(*, by_status: bool, by_authority: bool) -> Select[Any]:
    statement = _SHOWN.where(or_(Tender.authority_id == bindparam("reader_id"), Tender.published_at.is_not(None)))
    if by_status:
        statement = statement.where(Tender.status.in_(bindparam("statuses", expanding=True)))
    if by_authority:
        statement = statement.where(Tender.authority_id == bindparam("authority_id"))
    return statement


def page(
    tx: Session, reader_id: UUID, asked: PageRequest, *, statuses: Sequence[str], authority_id: UUID | None
) -> tuple[Sequence[dict[str, Any]], str | None]:
    """Return one page of the tenders that an organisation may see, in plain rows.

    They are its own, and everybody's once published.
    """
    given: dict[str, Any] = {"reader_id": reader_id}
    if statuses:
        given["statuses"] = statuses
    if authority_id is not None:
        given["authority_id"] = authority_id
    statement = _visible(by_status="statuses" in given, by_authority="authority_id" in given)
    return fetch_rows(tx, statement, given, asked, _ORDERS)


def shown(tx: Session, tender_id: UUID) -> dict[str, Any] | None:
    """Return what is shown of one tender, as a plain row."""
    found = tx.connection().execute(_SHOWN_ONE, {"id": tender_id}).mappings().one_or_none()
    return None if found is None else dict(found)


def lots(tx: Session, ids: Sequence[UUID]) -> Mapping[UUID, Sequence[Mapping[str, Any]]]:
    """Return what is shown of the lots of tenders, by the ids of the tenders and in order."""
    found: dict[UUID, list[Mapping[str, Any]]] = defaultdict(list)
    for tender_id, lot_id, code, title, value in tx.connection().execute(_LOTS, {"ids": ids}):
        found[tender_id].append({"id": lot_id, "code": code, "title": title, "value": value})
    return found


def next_number(tx: Session, kind: str, year: int) -> int:
    """Return the next number of a kind of reference in a year; taken back if the unit of work fails."""
    found = _NEXT.one(tx, {"kind": kind, "year": year})
    assert found is not None  # noqa: S101 - it is there, or was put there
    return int(found[0])
