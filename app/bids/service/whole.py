"""Who may know the whole of a lot: what its bids came to beside one another, and everything that was made of it.

The one gate before results, traces, workings, awards and their documents, before a decision and ever after. What it
lets pass and what it refuses is said in `conflicts.rules.hindrance`; here stands whom a lot is about.
"""

from functools import partial
from uuid import UUID

from sqlalchemy.orm import Session

from app.bids import repository
from app.conflicts import service as conflicts
from app.conflicts.rules import Stage
from app.kit.actor import Actor
from app.kit.call import Call
from app.kit.errors import Refusal


def check_whole(tx: Session, actor: Actor, tender: conflicts.Tendered, lot_id: UUID | None) -> None:
    """Raise unless a reader has declared against the bidders and is kept from none of a lot, or of the whole tender.

    Raises DeclarationNeeded, ConflictUndecided, ConflictBarred or KeptFromBid.
    """
    conflicts.check(tx, actor, tender, Stage.BIDDERS_KNOWN, about=bidders_of(tx, tender.id, lot_id))


def attempted_whole(
    call: Call, tender: conflicts.Tendered, lot_id: UUID | None, *, stage: Stage = Stage.AWARD, told: bool = False
) -> Refusal | None:
    """Return, with its record kept, why the caller may not act on the whole of a lot or tender: RETURN it.

    `told` is for acts that wait for no declaration of whoever had no part.
    """
    return conflicts.attempted(call, tender, stage, about=bidders_of(call.tx, tender.id, lot_id), told=told)


def bidders_of(tx: Session, tender_id: UUID, lot_id: UUID | None) -> conflicts.Bidders:
    """Return how to find the bidders of a lot, or of the whole tender: asked only for who keeps away from somebody."""
    return partial(repository.bidders, tx, tender_id, lot_id)
