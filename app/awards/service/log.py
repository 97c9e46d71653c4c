"""Keeps what the log says of a lot from readers who influence decisions and may not know the whole of it."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.models import AuditEvent
from app.audit.rules import Action
from app.awards import repository
from app.bids import service as bids
from app.conflicts import service as conflicts
from app.conflicts.rules import INFLUENCES, Stage
from app.kit.actor import Actor

_OF_EVERY_LOT = frozenset({Action.BIDS_OPENED, Action.BIDDERS_REVEALED})
"""What happens to a tender and names those who bid."""


def keep_back(tx: Session, actor: Actor, events: Sequence[AuditEvent]) -> Collection[UUID]:
    """Return the events of a lot that the actor may not know; of an auditor or admin who is nothing else none.

    Whoever buys, decides or marks beside that reads in the log no more than elsewhere.
    """
    if not actor.has(*INFLUENCES):
        return ()
    lots = _lots(tx, actor.organisation_id, events)
    across = conflicts.across(tx, actor, {tender_id for tender_id, _ in lots.values()})
    free = {
        (tender_id, lot_id): across.is_free(
            tender_id, Stage.BIDDERS_KNOWN, about=bids.bidders_of(tx, tender_id, lot_id)
        )
        for tender_id, lot_id in set(lots.values())
    }
    return {event.id for event in events if event.id in lots and not free[lots[event.id]]}


def _lots(tx: Session, authority_id: UUID, events: Sequence[AuditEvent]) -> dict[UUID, tuple[UUID, UUID | None]]:
    """Return the tender and the lot that each event is about, None for all of its lots; none for what is of no lot."""
    subjects: dict[str, set[UUID]] = {}
    for event in events:
        subjects.setdefault(event.subject_kind, set()).add(event.subject_id)
    known = {
        (kind, subject): lot
        for kind, ids in subjects.items()
        for subject, lot in repository.lots_of_subjects(tx, authority_id, kind, ids).items()
    }
    found = {}
    for event in events:
        lot = known.get((event.subject_kind, event.subject_id))
        if lot is None and event.action in _OF_EVERY_LOT:
            lot = (event.subject_id, None)
        if lot is not None:
            found[event.id] = lot
    return found


audit.kept_back_by(keep_back)
