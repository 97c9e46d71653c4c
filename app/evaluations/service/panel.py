"""Who has a say about which bid: those assigned to a question, but for whoever is barred or kept from its bidder."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from app.bids.opened import OpenedBid
from app.conflicts import service as conflicts
from app.evaluations import repository
from app.evaluations.presenting import panels
from app.evaluations.rules import Panels


def can_change(tx: Session, tender_id: UUID, person_id: UUID) -> list[tuple[UUID, str]]:
    """Return the questions, as (lot, criterion), in which somebody's marks do not stand yet.

    Whoever was taken off a question counts until its marks are frozen: put back, they would mark it after reading.
    """
    found = []
    for lot_id, criterion in repository.ever_assigned(tx, tender_id, person_id):
        frozen = repository.frozen(tx, lot_id, criterion=criterion)
        assignments = repository.assignments_of_lot(tx, lot_id, criterion=criterion)
        mine = any(row.evaluator_id == person_id and row.removed_at is None for row in assignments)
        if not frozen or (mine and all(row.evaluator_id != person_id for row in frozen)):
            found.append((lot_id, criterion))
    return found


def of_lot(
    tx: Session, tender_id: UUID, lot_id: UUID, bids: Sequence[OpenedBid], *, criterion: str | None = None
) -> Panels:
    """Return who marks what of these bids in a lot, for all of its questions or one."""
    found = panels(
        repository.assignments_of_lot(tx, lot_id, criterion=criterion),
        repository.frozen(tx, lot_id, criterion=criterion),
    )
    declared = conflicts.panel(tx, tender_id)
    everybody = {person for people in found.assigned.values() for person in people}
    kept = {(bid.bid_id, person) for bid in bids for person in everybody if declared.keeps(person, bid.supplier_id)}
    return found.without({person for person in everybody if declared.is_barred(person)}, kept)
