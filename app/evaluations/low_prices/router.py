"""HTTP of low prices: what is flagged, what was asked, the bidder's answer, and the decision."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from app.bids.errors import BidBinding, BidStateForbids, TenderSealed
from app.conflicts.errors import KEPT
from app.evaluations.errors import BidNotLive, NotEvaluating
from app.evaluations.low_prices import service
from app.evaluations.low_prices.errors import (
    AnswerByPassed,
    AnsweredAlready,
    DecidedAlready,
    InquiryOpen,
    NotHeardYet,
    PriceStillSealed,
)
from app.evaluations.low_prices.schemas import InquiryAnswer, InquiryCreate, InquiryDecide, InquiryOut, LowPriceOut
from app.identity.rules import AUTHORITY_READERS, BUYER, SUPPLIER
from app.kit.call import Call
from app.kit.endpoint import Routes
from app.kit.errors import Refusal

routes = Routes("/v1", "Evaluations")


@routes.get(
    "/tenders/{tender_id}/low-prices",
    may=AUTHORITY_READERS,
    out=list[LowPriceOut],
    summary="Compare the prices of a lot",
    refuses=(*KEPT, TenderSealed),
)
def list_low_prices(
    call: Call,
    tender_id: UUID,
    lot: Annotated[str, Query(description="The lot, by its code.", max_length=60)] = "1",
) -> list[LowPriceOut]:
    """Return each live price beside the mean of the others, flagged by the published terms; none while sealed."""
    return service.listed(call.tx, call.actor, tender_id, lot=lot)


@routes.post(
    "/bids/{bid_id}/low-price-inquiries",
    may=BUYER,
    out=InquiryOut,
    summary="Ask a bidder about its price",
    refuses=(*KEPT, NotEvaluating, BidNotLive, PriceStillSealed, AnswerByPassed, InquiryOpen),
)
def ask_about_price(call: Call, bid_id: UUID, body: InquiryCreate) -> InquiryOut | Refusal:
    """Notify a bidder that its price seems too low, with the question and until when to answer."""
    return service.ask(call, bid_id, body)


@routes.get(
    "/low-price-inquiries", may=SUPPLIER, out=list[InquiryOut], summary="List what you were asked about your prices"
)
def own_low_price_inquiries(call: Call) -> list[InquiryOut]:
    """Return what your organisation was asked, the newest first."""
    return service.own(call.tx, call.actor)


@routes.get(
    "/low-price-inquiries/{inquiry_id}",
    may=AUTHORITY_READERS | SUPPLIER,
    out=InquiryOut,
    summary="Read a question about a price",
    refuses=KEPT,
)
def read_low_price_inquiry(call: Call, inquiry_id: UUID) -> InquiryOut:
    """Return a question with its answer and what was decided, to the authority and to the supplier that was asked."""
    return service.read(call.tx, call.actor, inquiry_id)


@routes.post(
    "/low-price-inquiries/{inquiry_id}/answer",
    may=SUPPLIER,
    out=InquiryOut,
    status=200,
    summary="Explain your price",
    refuses=(AnsweredAlready,),
)
def answer_about_price(call: Call, inquiry_id: UUID, body: InquiryAnswer) -> InquiryOut:
    """Answer a question about your price, once."""
    return service.answer(call, inquiry_id, body)


@routes.post(
    "/low-price-inquiries/{inquiry_id}/decide",
    may=BUYER,
    out=InquiryOut,
    status=200,
    summary="Decide on a low price",
    refuses=(*KEPT, DecidedAlready, NotHeardYet, NotEvaluating, BidNotLive, BidStateForbids, BidBinding),
)
def decide_about_price(call: Call, inquiry_id: UUID, body: InquiryDecide) -> InquiryOut | Refusal:
    """Accept the price, or exclude the bid, once its supplier has answered or its time to answer is over."""
    return service.decide(call, inquiry_id, body)
