"""Opens envelopes with what the evaluation knows: prices only when quality is settled, by two people like the rest."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.bids import service as bids
from app.bids.rules import Envelope
from app.bids.schemas import OpeningCreate, OpeningOut
from app.conflicts import service as conflicts
from app.conflicts.rules import Stage
from app.evaluations.errors import QualityUnsettled
from app.evaluations.service.results import unsettled
from app.kit.actor import Actor
from app.kit.call import Call
from app.kit.errors import Invalid, Refusal
from app.tenders import service as tenders
from app.tenders.models import Lot, Tender


def quality_settled(tx: Session, actor: Actor, tender: Tender, lot: Lot) -> list[dict[str, Any]]:
    """Return everything that the prices of a lot wait for, each in words with its place; empty where they may open.

    Every gate is decided and every marked question agreed for every live bid, and nobody has left undecided whether a
    passage states a price: what was withheld from those who marked cannot be given to them afterwards.
    """
    found = unsettled(tx, actor, tender, lot)
    seen = {bid.bid_id: bid for bid in bids.opened_for(tx, actor, tender, lot.id)}
    for row in bids.undecided(tx, lot.id):
        bid = seen[row.bid_id]
        if bid.is_live:
            message = f"it is not decided whether a passage of {bid.supplier_name} states its price: decide it"
            place = f"bids.{bid.known_as}.{row.criterion}.{row.place}"
            found.append({"code": "passage.undecided", "place": place, "message": message, "value": None})
    return found


def begin_opening(call: Call, tender_id: UUID, body: OpeningCreate) -> OpeningOut | Refusal:
    """Begin to open an envelope; nothing is open until somebody else confirms. Both have declared their interests.

    Raises Invalid, NotClosedYet, OpeningBegun, OpeningDone, QualityUnsettled or NoPrices.
    """
    tender = tenders.owned(call.tx, call.actor, tender_id, lock=True)
    if why_not := conflicts.attempted(call, tender, _needed(tender, body.envelope)):
        return why_not
    if body.envelope is Envelope.QUALITY:
        if body.lot is not None:
            raise _misplaced("is for prices only: the answers of every lot are opened together; leave it out")
        return bids.begin_quality(call, tender_id)
    if body.lot is None:
        raise _misplaced("is missing: prices are opened lot by lot; name the lot")
    lot = tenders.lot(tender, body.lot)
    if tender.opened_at is not None:
        _check_settled(call, tender, lot)
    return bids.begin_prices(call, tender, lot)


def confirm_opening(call: Call, opening_id: UUID) -> OpeningOut | Refusal:
    """Open what another person began to open, or return, with its record, why not.

    Raises OpeningDone, OpeningLapsed, NotClosedYet, QualityUnsettled or NoPrices.
    """
    tender, row = bids.to_confirm(call.tx, call.actor, opening_id)
    if refused := conflicts.attempted(call, tender, _needed(tender, Envelope(row.envelope))) or bids.not_by_two(
        call, row
    ):
        return refused
    if row.lot_id is not None:
        _check_settled(call, tender, tenders.lot_by_id(tender, row.lot_id))
        bids.reveal(call, tender, row.lot_id)
    return bids.confirm(call, tender, row)


def _needed(tender: Tender, envelope: Envelope) -> Stage:
    """Return the stage at which whoever opens an envelope has declared: of prices, against the bidders."""
    return Stage.BIDDERS_KNOWN if envelope is Envelope.PRICE and tender.opened_at is not None else Stage.START


def _check_settled(call: Call, tender: Tender, lot: Lot) -> None:
    if found := quality_settled(call.tx, call.actor, tender, lot):
        raise QualityUnsettled(lot.code, found)


def _misplaced(message: str) -> Invalid:
    return Invalid(f"lot {message}.", [{"place": "body.lot", "message": message, "value": None}])
