"""HTTP of bids."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Path, Query

from app.bids import service
from app.bids.errors import (
    BidContentInvalid,
    BiddersKept,
    BidExists,
    BidIncomplete,
    BidLate,
    BidStateForbids,
    DeadlineNotPassed,
    LateTooOften,
    NotOpenForClosing,
    OwnTender,
    PreferenceNotAsked,
    PreferenceUnfit,
    PreferenceWithoutBid,
    TakesNoBids,
    TenderSealed,
)
from app.bids.rules import BidStatus
from app.bids.schemas import (
    BidCheckOut,
    BidContent,
    BidCreate,
    BidOut,
    BidSummaryOut,
    ClosingOut,
    LateBidOut,
    LotPreferenceOut,
    LotPreferenceState,
    OpenedBidOut,
    OpenedBidSummaryOut,
    OpeningRecordOut,
    ReceiptOut,
    SubmissionOut,
)
from app.conflicts.errors import KEPT, NOT_FREE
from app.identity.rules import AUDITOR, AUTHORITY_READERS, BUYER, SUPPLIER
from app.kit.call import Call
from app.kit.endpoint import Routes
from app.kit.errors import Refusal
from app.kit.pagination import PageRequest
from app.kit.query import Cursor, Limit, Sort
from app.kit.schema import Page

routes = Routes("/v1", "Bids")

Standing = Literal["live", "withdrawn", "excluded"]
Number = Annotated[int, Path(description="The number on the receipt.", ge=1, le=1_000_000)]


@routes.post(
    "/tenders/{tender_id}/bids",
    may=SUPPLIER,
    out=BidOut,
    summary="Begin a bid",
    refuses=(BidExists, OwnTender, TakesNoBids, BidContentInvalid),
)
def begin(call: Call, tender_id: UUID, body: BidCreate) -> BidOut:
    """Begin a draft for one lot of a published tender; a supplier has one bid a lot."""
    return service.create(call.tx, call.actor, tender_id, body, now=call.now)


@routes.get("/bids", may=SUPPLIER | AUDITOR, out=Page[BidSummaryOut], summary="List your own bids")
def list_own(
    call: Call,
    status: Annotated[list[BidStatus], Query(description="Only these states; repeat it for several.")] = [],  # noqa: B006
    tender: Annotated[UUID | None, Query(description="Only bids for this tender.")] = None,
    sort: Sort = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[BidSummaryOut]:
    """Return the bids of your organisation, newest first."""
    asked = PageRequest(sort, cursor, limit)
    return service.listed(call.tx, call.actor, asked, statuses=[one.value for one in status], tender_id=tender)


@routes.get(
    "/bids/{bid_id}",
    may=SUPPLIER | AUTHORITY_READERS,
    out=BidOut | OpenedBidOut,
    summary="Read a bid",
    refuses=(
        *KEPT,
        BiddersKept,
    ),
)
def read(call: Call, bid_id: UUID) -> BidOut | OpenedBidOut:
    """Return your own bid with its draft; or, to the authority after opening, the submission that counts."""
    return service.read(call.tx, call.actor, bid_id)


@routes.put(
    "/bids/{bid_id}",
    may=SUPPLIER,
    out=BidOut,
    summary="Change the draft of a bid",
    refuses=(TakesNoBids, BidContentInvalid),
)
def update(call: Call, bid_id: UUID, body: BidContent) -> BidOut:
    """Replace the draft; it may leave anything out. What was submitted stays and counts until you submit again."""
    return service.update(call, bid_id, body)


@routes.get("/bids/{bid_id}/check", may=SUPPLIER, out=BidCheckOut, summary="Check a draft")
def check(call: Call, bid_id: UUID) -> BidCheckOut:
    """Return everything that would keep the draft from being submitted, all at once, each with its place."""
    return service.check(call.tx, call.actor, bid_id)


@routes.post(
    "/bids/{bid_id}/submit",
    may=SUPPLIER,
    out=ReceiptOut,
    status=200,
    summary="Submit a bid",
    refuses=(BidLate, LateTooOften, BidIncomplete, BidStateForbids, TakesNoBids),
)
def submit(call: Call, bid_id: UUID) -> ReceiptOut | Refusal:
    """Submit the draft as it is and get a receipt; until the deadline you may submit again, and the last one counts."""
    return service.submit(call, bid_id)


@routes.get("/bids/{bid_id}/submissions", may=SUPPLIER | AUDITOR, out=Page[ReceiptOut], summary="List your receipts")
def list_submissions(call: Call, bid_id: UUID) -> Page[ReceiptOut]:
    """Return the receipt of every submission of your bid, the first one first."""
    return service.submissions(call.tx, call.actor, bid_id)


@routes.get(
    "/bids/{bid_id}/submissions/{number}",
    may=SUPPLIER | AUDITOR,
    out=SubmissionOut,
    summary="Read what you submitted",
)
def read_submission(call: Call, bid_id: UUID, number: Number) -> SubmissionOut:
    """Return one submission of your own bid with its content, as it was made."""
    return service.read_submission(call.tx, call.actor, bid_id, number)


@routes.post(
    "/tenders/{tender_id}/lot-preference",
    may=SUPPLIER,
    out=LotPreferenceOut,
    summary="State which lots you prefer",
    refuses=(TakesNoBids, PreferenceNotAsked, PreferenceWithoutBid, PreferenceUnfit),
)
def state_preference(call: Call, tender_id: UUID, body: LotPreferenceState) -> LotPreferenceOut:
    """State in which order you want the lots of a tender whose published limit goes by what bidders prefer.

    It is sealed as your bids are. Until the deadline you may state it again, and the last statement counts.
    """
    return service.state_preference(call, tender_id, body.lots)


@routes.get(
    "/tenders/{tender_id}/lot-preference",
    may=SUPPLIER | AUDITOR,
    out=LotPreferenceOut,
    summary="Read which lots you prefer",
)
def read_preference(call: Call, tender_id: UUID) -> LotPreferenceOut:
    """Return the last statement of your own organisation; nobody else's is ever here."""
    return service.own_preference(call.tx, call.actor, tender_id)


@routes.post(
    "/tenders/{tender_id}/close",
    may=BUYER,
    out=ClosingOut,
    status=200,
    summary="Close a tender",
    refuses=(DeadlineNotPassed, NotOpenForClosing),
)
def close(call: Call, tender_id: UUID) -> ClosingOut:
    """Close the tender after its deadline. Its bids stay sealed: two people open them, one after the other."""
    return service.close(call, tender_id)


@routes.get(
    "/tenders/{tender_id}/openings",
    may=AUTHORITY_READERS,
    out=Page[OpeningRecordOut],
    summary="List who opened what of a tender",
)
def list_openings(
    call: Call, tender_id: UUID, sort: Sort = None, cursor: Cursor = None, limit: Limit = 50
) -> Page[OpeningRecordOut]:
    """Return every opening of your tender with its two people, those that lapsed too."""
    return service.openings(call.tx, call.actor, tender_id, PageRequest(sort, cursor, limit))


@routes.get(
    "/tenders/{tender_id}/bids",
    may=AUTHORITY_READERS,
    out=Page[OpenedBidSummaryOut],
    summary="List the opened bids of a tender",
    refuses=(*NOT_FREE, TenderSealed, BiddersKept),
)
def list_opened(
    call: Call,
    tender_id: UUID,
    lot: Annotated[str | None, Query(description="Only this lot, by its code.", max_length=200)] = None,
    status: Annotated[list[Standing], Query(description="Only these; repeat it for several.")] = [],  # noqa: B006
    sort: Sort = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[OpenedBidSummaryOut]:
    """Return the bids of your tender in order of receipt; before opening they are sealed, and so is their number."""
    asked = PageRequest(sort, cursor, limit)
    return service.list_opened(call.tx, call.actor, tender_id, asked, lot=lot, statuses=status)


@routes.get(
    "/tenders/{tender_id}/late-bids",
    may=AUTHORITY_READERS,
    out=Page[LateBidOut],
    summary="List what came too late",
    refuses=(*NOT_FREE, BiddersKept),
)
def list_late(
    call: Call, tender_id: UUID, sort: Sort = None, cursor: Cursor = None, limit: Limit = 50
) -> Page[LateBidOut]:
    """Return every attempt to submit after the deadline of your tender; each was refused."""
    return service.late_bids(call.tx, call.actor, tender_id, PageRequest(sort, cursor, limit))
