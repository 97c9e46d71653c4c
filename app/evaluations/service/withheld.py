"""Who may see and decide on passages withheld from evaluators: nobody who marks the question they stand in."""

from uuid import UUID

from sqlalchemy.orm import Session

from app.bids import service as bids
from app.bids.errors import BiddersKept
from app.bids.schemas import FlagDecide, FlagOut
from app.conflicts import service as conflicts
from app.conflicts.rules import Stage
from app.evaluations import repository
from app.evaluations.errors import OwnQuestion
from app.kit.actor import Actor
from app.kit.call import Call
from app.kit.errors import Refusal
from app.kit.pagination import PageRequest
from app.kit.schema import Page
from app.tenders import service as tenders


def list_flags(tx: Session, actor: Actor, tender_id: UUID, asked: PageRequest, *, lot: str | None) -> Page[FlagOut]:
    """Return a page of the flagged passages of a tender, but for questions that the actor marks. Raises BiddersKept."""
    tender = tenders.owned(tx, actor, tender_id)
    conflicts.check(tx, actor, tender, Stage.START if tender.opened_at is None else Stage.BIDDERS_KNOWN)
    if bids.is_kept(tx, actor, tender):
        raise BiddersKept(tender.reference)
    lot_id = None if lot is None else tenders.lot(tender, lot).id
    own = repository.ever_assigned(tx, tender.id, actor.person_id)
    return bids.flags(tx, tender, asked, lot_id=lot_id, besides=own)


def decide_flag(call: Call, flag_id: UUID, body: FlagDecide) -> FlagOut | Refusal:
    """Decide whether evaluators see a flagged passage. Raises OwnQuestion or BiddersKept.

    Whoever may not take part, or is kept from the bidder, is refused, and the record of the attempt kept.
    """
    tx, actor = call.tx, call.actor
    row = bids.flagged(tx, actor, flag_id)
    tender = tenders.owned(tx, actor, row.tender_id, lock=True)
    whose = {one.supplier_id for one in bids.opened(tx, tender, row.lot_id) if one.bid_id == row.bid_id}
    if why_not := conflicts.attempted(call, tender, Stage.BIDDERS_KNOWN, about=whose):
        return why_not
    if (row.lot_id, row.criterion) in repository.ever_assigned(tx, tender.id, actor.person_id):
        raise OwnQuestion(row.criterion)
    if bids.is_kept(tx, actor, tender):
        raise BiddersKept(tender.reference)
    return bids.decide(call, tender, row, body)
