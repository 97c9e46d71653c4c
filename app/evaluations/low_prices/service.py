"""Asks a bidder about a low price, hears it, and decides; no result is computed meanwhile."""

from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.bids import service as bids
from app.bids.errors import TenderSealed
from app.conflicts import service as conflicts
from app.conflicts.rules import Stage
from app.evaluations.errors import BidNotLive
from app.evaluations.low_prices import repository, rules
from app.evaluations.low_prices.errors import (
    AnswerByPassed,
    AnsweredAlready,
    DecidedAlready,
    InquiryOpen,
    NotHeardYet,
    PriceStillSealed,
)
from app.evaluations.low_prices.rules import Comparison, Outcome
from app.evaluations.low_prices.schemas import (
    FigureOut,
    InquiryAnswer,
    InquiryCreate,
    InquiryDecide,
    InquiryOut,
    LowPriceOut,
)
from app.evaluations.models import LowPriceInquiry
from app.evaluations.service import questions
from app.identity.rules import AUTHORITY_READERS, SUPPLIER
from app.kit import constraints
from app.kit.actor import Actor
from app.kit.call import Call
from app.kit.errors import Busy, NotFound, Refusal
from app.kit.ids import new_id
from app.kit.schema import plain
from app.tenders import service as tenders
from app.tenders.models import Lot, Tender
from scoring.rounding import STANDARD
from scoring.trace import number

constraints.means("uq_low_price_inquiry_bid_id_open", InquiryOpen, columns="low_price_inquiry.bid_id")
constraints.means(
    "uq_low_price_inquiry_bid_id_number", Busy, columns="low_price_inquiry.bid_id, low_price_inquiry.number"
)


def listed(tx: Session, actor: Actor, tender_id: UUID, *, lot: str) -> list[LowPriceOut]:
    """Return the live prices of a lot that are open, each beside the others, with what was asked about it.

    Each is compared with all of them, and of two the one tells the other: whoever keeps away from a bidder of the lot
    sees none. Raises TenderSealed, DeclarationNeeded, ConflictUndecided, ConflictBarred or KeptFromBid.
    """
    tender = tenders.owned(tx, actor, tender_id)
    lot_row = tenders.lot(tender, lot)
    if tender.opened_at is None:
        raise TenderSealed(tender.reference)
    bids.check_whole(tx, actor, tender, lot_row.id)
    asked = repository.of_lot(tx, lot_row.id)
    compared = _compared(tx, tender, lot_row)
    return [
        LowPriceOut(
            bid_id=bid.known_as,
            supplier_name=bid.supplier_name,
            price=compared[bid.bid_id].price,
            others=_figure(compared[bid.bid_id].others),
            below_percent=_figure(compared[bid.bid_id].below_percent),
            flagged=compared[bid.bid_id].flagged,
            inquiries=[_out(tender, row) for row in asked if row.bid_id == bid.bid_id],
        )
        for bid in bids.opened_for(tx, actor, tender, lot_row.id)
        if bid.bid_id in compared
    ]


def ask(call: Call, bid_id: UUID, body: InquiryCreate) -> InquiryOut | Refusal:
    """Ask a bidder about its price; how low it lay that day is kept beside the question.

    Whoever may not take part, or is kept from the bidder, is refused, and the record of the attempt kept.
    Raises NotEvaluating, BidNotLive, PriceStillSealed, AnswerByPassed or InquiryOpen.
    """
    tx = call.tx
    tender, bid = questions.locked(tx, call.actor, bid_id)
    if why_not := conflicts.attempted(call, tender, Stage.BIDDERS_KNOWN, about={bid.supplier_id}):
        return why_not
    questions.check_evaluating(tender, bid.lot_id)
    questions.check_live(bid)
    compared = _compared(tx, tender, tenders.lot_by_id(tender, bid.lot_id)).get(bid.bid_id)
    if compared is None:
        raise PriceStillSealed(bid.supplier_name)
    if body.answer_by <= call.now:
        raise AnswerByPassed
    earlier = [row for row in repository.of_lot(tx, bid.lot_id) if row.bid_id == bid.bid_id]
    if any(row.outcome is None for row in earlier):
        raise InquiryOpen
    row = LowPriceInquiry(
        id=new_id(call.now),
        authority_id=tender.authority_id,
        tender_id=tender.id,
        lot_id=bid.lot_id,
        bid_id=bid.bid_id,
        supplier_id=bid.supplier_id,
        number=len(earlier) + 1,
        found=_kept(compared),
        question=body.question,
        answer_by=body.answer_by,
        asked_by=call.actor.person_id,
        asked_at=call.now,
    )
    repository.add(tx, row)
    after = _facts(row) | {"question": row.question, "answer_by": row.answer_by.isoformat(), "found": row.found}
    _record(call, Action.LOW_PRICE_QUESTIONED, row, after)
    return _out(tender, row)


def read(tx: Session, actor: Actor, inquiry_id: UUID) -> InquiryOut:
    """Return a question to its authority or to the supplier that was asked; to anybody else there is none."""
    row = repository.get(tx, inquiry_id)
    if row is None or not (_is_asked(actor, row) or _is_asking(actor, row)):
        raise NotFound("question about a price", inquiry_id)
    tender = tenders.get(tx, row.tender_id)
    if not _is_asked(actor, row):
        conflicts.check(tx, actor, tender, Stage.BIDDERS_KNOWN, about={row.supplier_id})
    return _out(tender, row)


def own(tx: Session, actor: Actor) -> list[InquiryOut]:
    """Return what the actor's own organisation was asked about its prices, the newest first."""
    return [_out(tenders.get(tx, row.tender_id), row) for row in repository.of_supplier(tx, actor.organisation_id)]


def answer(call: Call, inquiry_id: UUID, body: InquiryAnswer) -> InquiryOut:
    """Answer as the supplier that was asked; what comes after answer_by is heard too, until it is decided.

    Raises AnsweredAlready.
    """
    known = repository.get(call.tx, inquiry_id)
    if known is None or not _is_asked(call.actor, known):
        raise NotFound("question about a price", inquiry_id)
    tender = tenders.get_for_update(call.tx, known.tender_id)
    row = repository.refreshed(call.tx, known)
    if row.answered_at is not None or row.outcome is not None:
        raise AnsweredAlready
    row.answer, row.answered_by, row.answered_at = body.words, call.actor.person_id, call.now
    late = call.now > row.answer_by
    _record(call, Action.LOW_PRICE_ANSWERED, row, _facts(row) | {"answer": body.words, "late": late})
    return _out(tender, row)


def decide(call: Call, inquiry_id: UUID, body: InquiryDecide) -> InquiryOut | Refusal:
    """Accept a price, or exclude the bid that was not shown to be able to perform at it.

    Whoever may not take part, or is kept from the bidder, is refused, and the record of the attempt kept.
    Raises DecidedAlready, NotHeardYet, NotEvaluating, BidNotLive, or what excluding a bid may raise.
    """
    tx = call.tx
    known = repository.get(tx, inquiry_id)
    if known is None or known.authority_id != call.actor.organisation_id:
        raise NotFound("question about a price", inquiry_id)
    tender = tenders.owned(tx, call.actor, known.tender_id, lock=True)
    row = repository.refreshed(tx, known)
    if why_not := conflicts.attempted(call, tender, Stage.BIDDERS_KNOWN, about={row.supplier_id}):
        return why_not
    if row.outcome is not None:
        raise DecidedAlready
    bid = bids.opened_bid(tx, call.actor, row.bid_id)
    if not bid.is_live and body.outcome is Outcome.EXCLUDED:
        raise BidNotLive(bid.supplier_name, bid.status)
    if bid.is_live:
        questions.check_evaluating(tender, row.lot_id)
        if row.answered_at is None and call.now < row.answer_by:
            raise NotHeardYet(row.answer_by)
    row.outcome, row.reasons = body.outcome.value, body.reasons
    row.decided_by, row.decided_at = call.actor.person_id, call.now
    _record(call, Action.LOW_PRICE_DECIDED, row, _facts(row) | {"outcome": row.outcome}, reason=body.reasons)
    if body.outcome is Outcome.EXCLUDED:
        bids.exclude(call, row.bid_id, body.reasons)
    return _out(tender, row)


def _compared(tx: Session, tender: Tender, lot: Lot) -> dict[UUID, Comparison]:
    """Return the comparison of every live price of a lot; nothing while any of them is sealed."""
    live = [bid for bid in bids.opened(tx, tender, lot.id) if bid.is_live]
    if any(bid.price_sealed for bid in live):
        return {}
    prices = {bid.bid_id: bid.price for bid in live if bid.price is not None}
    percent = tenders.terms(tender).low_price_percent
    return {bid_id: rules.compare(prices, bid_id, percent) for bid_id in prices}


def _is_asked(actor: Actor, row: LowPriceInquiry) -> bool:
    return actor.organisation_id == row.supplier_id and actor.has(*SUPPLIER)


def _is_asking(actor: Actor, row: LowPriceInquiry) -> bool:
    return actor.organisation_id == row.authority_id and actor.has(*AUTHORITY_READERS)


def _record(
    call: Call, action: Action, row: LowPriceInquiry, after: dict[str, Any], *, reason: str | None = None
) -> None:
    audit.record(call.tx, call.actor, action, row, log_id=row.authority_id, now=call.now, reason=reason, after=after)


def _facts(row: LowPriceInquiry) -> dict[str, Any]:
    return {"bid": str(row.bid_id), "lot": str(row.lot_id), "number": row.number}


def _kept(found: Comparison) -> dict[str, Any]:
    return {
        "price": plain(found.price),
        "others": None if found.others is None else number(found.others, STANDARD),
        "below_percent": None if found.below_percent is None else number(found.below_percent, STANDARD),
        "flagged": found.flagged,
    }


def _figure(value: Fraction | None) -> FigureOut | None:
    return None if value is None else FigureOut.model_validate(number(value, STANDARD))


def _out(tender: Tender, row: LowPriceInquiry) -> InquiryOut:
    fields = {name: getattr(row, name) for name in InquiryOut.model_fields if name != "lot"}
    return InquiryOut(**fields, lot=tenders.lot_by_id(tender, row.lot_id).code)
