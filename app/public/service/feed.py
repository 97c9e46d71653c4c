"""What happened, for programs that follow it: entries in one order, a page at a time, from either end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy.orm import Session

from app.public.errors import NotInTheFeed
from app.public.repository import entries, subjects
from app.public.repository.entries import Asked
from app.public.rules import EntryKind
from app.public.schemas import PublisherOut
from app.public.service import finding
from app.public.service.lines import publisher
from app.public.words import told

SETTLED: Final = timedelta(minutes=1)
"""An entry is told after this: what was begun before it is kept by then, so that none comes in behind a cursor."""

_SAID: Final[Mapping[EntryKind, str]] = {
    EntryKind.TENDER_PUBLISHED: "published a tender",
    EntryKind.TENDER_ABANDONED: "abandoned a tender",
    EntryKind.AWARD_PUBLISHED: "published an award",
    EntryKind.AWARD_VOIDED: "made an award void",
    EntryKind.CONTRACT_SIGNED: "signed a contract",
    EntryKind.CONTRACT_CHANGED: "changed a contract",
    EntryKind.CONTRACT_REPORTED: "issued a performance report on a contract",
    EntryKind.CONTRACT_ENDED: "ended a contract",
    EntryKind.PUBLICATION_CHANGED: "changed what it publishes: read its page again",
}
_PLACES: Final = {"tender": "tenders", "award": "awards", "contract": "contracts"}


@dataclass(frozen=True, slots=True)
class Told:
    """One entry as it is told."""

    id: UUID
    kind: str
    at: datetime
    title: str
    said: str
    address: str
    reference: str | None
    authority: PublisherOut


@dataclass(frozen=True, slots=True)
class Feed:
    """A page of the feed. `older` and `newer` are cursors to go on with; None where there is nothing to go on to."""

    entries: Sequence[Told]
    older: UUID | None
    newer: UUID | None
    changed_at: datetime | None
    authority: PublisherOut | None


def feed(
    tx: Session,
    *,
    now: datetime,
    limit: int,
    before: str | None = None,
    after: str | None = None,
    authority: str | None = None,
) -> Feed:
    """Return the newest entries, those before one, or with `after` those that came next, the oldest of them first.

    Raises NotInTheFeed, and NotPublic or Withdrawn for an authority that publishes nothing.
    """
    owner = None if authority is None else finding.authority(tx, authority)[0]
    asked = Asked(
        until=now - SETTLED,
        limit=limit,
        before=_cursor("before", before),
        after=_cursor("after", after),
        authority_id=None if owner is None else owner.id,
    )
    rows = entries.page(tx, asked)
    shown = rows[:limit]
    bodies = subjects.organisations(tx, [row.authority_id for row in shown])
    told_of = [_told(row, publisher(bodies[row.authority_id])) for row in shown]
    more = len(rows) > limit
    return Feed(
        entries=told_of,
        older=told_of[-1].id if more and not asked.forward else None,
        newer=told_of[-1].id if asked.forward and told_of else None,
        changed_at=max((one.at for one in told_of), default=None),
        authority=None if owner is None else publisher(owner),
    )


def _told(row: Any, authority: PublisherOut) -> Told:
    kind = EntryKind(row.kind)
    said = f"{authority.name} {_SAID[kind]}"
    if row.reference is None:
        return Told(row.id, kind.value, row.at, said, said, authority.address, None, authority)
    place = _PLACES[kind.value.partition(".")[0]]
    title = told(row.title)
    said = f"{said}: {title} ({row.reference})"
    address = f"/public/{place}/{row.reference}"
    return Told(row.id, kind.value, row.at, title, said, address, row.reference, authority)


def _cursor(name: str, value: str | None) -> UUID | None:
    if value is None:
        return None
    try:
        return UUID(value)
    except ValueError as error:
        raise NotInTheFeed(name, value) from error
