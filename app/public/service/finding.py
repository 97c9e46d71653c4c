"""Find what is asked for by id or reference, if it is public; tell what was taken back from what never was public."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.awards.models import Award
from app.contracts.models import Contract
from app.organisations.models import Organisation
from app.organisations.rules import AUTHORITY_KINDS
from app.public.errors import NotPublic, Withdrawn
from app.public.models import Publication
from app.public.repository import publications, subjects
from app.public.rules import What, covers, is_on, was_on, was_public
from app.tenders.models import Tender

_LONGEST = 80


def tender(tx: Session, key: str) -> Tender:
    """Return a public tender; raise NotPublic or Withdrawn."""
    row: Tender = _found(tx, key, "tender", subjects.tender, What.TENDERS, lambda found: found.published_at)
    return row


def award(tx: Session, key: str) -> Award:
    """Return a public award; raise NotPublic or Withdrawn."""
    row: Award = _found(tx, key, "award", subjects.award, What.AWARDS, lambda found: found.published_at)
    return row


def contract(tx: Session, key: str) -> Contract:
    """Return a public contract; raise NotPublic or Withdrawn."""
    row: Contract = _found(tx, key, "contract", subjects.contract, What.DELIVERY, lambda found: found.went_live_at)
    return row


def authority(tx: Session, key: str) -> tuple[Organisation, Publication]:
    """Return an authority that publishes something, and its statement; raise NotPublic or Withdrawn."""
    row = publications.authority(tx, _read(key)) if _may_be(key) else None
    if row is None or row.kind not in AUTHORITY_KINDS:
        raise NotPublic("authority")
    history = publications.history(tx, row.id)
    if history and is_on(history[-1]):
        return row, history[-1]
    raise Withdrawn("authority") if was_on(history) else NotPublic("authority")


def is_public(tx: Session, authority_id: UUID, what: What, published_at: datetime | None) -> bool:
    """Return whether something that an authority published at an instant is public."""
    return covers(publications.in_force(tx, [authority_id]).get(authority_id), what, published_at)


def as_id(key: str) -> UUID | None:
    """Return the id that a key is, or None."""
    found = _read(key) if _may_be(key) else None
    return found if isinstance(found, UUID) else None


def _found(
    tx: Session,
    key: str,
    kind: str,
    find: Callable[[Session, subjects.Key], Any],
    what: What,
    published: Callable[[Any], datetime | None],
) -> Any:
    row = find(tx, _read(key)) if _may_be(key) else None
    if row is None:
        raise NotPublic(kind)
    history = publications.history(tx, row.authority_id)
    if history and covers(history[-1], what, published(row)):
        return row
    raise Withdrawn(kind) if was_public(history, what, published(row)) else NotPublic(kind)


def _may_be(key: str) -> bool:
    return len(key) <= _LONGEST and key.isascii() and key.isprintable()


def _read(key: str) -> subjects.Key:
    try:
        return UUID(key)
    except ValueError:
        return key
