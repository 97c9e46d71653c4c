"""Turns rows of bids into what goes over the wire, the same way for every use case."""

from app.bids.models import Bid, BidSubmission
from app.bids.opened import OpenedBid
from app.bids.rules import STANDING, BidStatus
from app.bids.schemas import (
    BidContent,
    BidOut,
    OpenedBidOut,
    OpenedBidSummaryOut,
    ReceiptOut,
    SubmissionOut,
)
from app.kit.clock import london_text


def bid_out(bid: Bid, lot: str, current: BidSubmission | None) -> BidOut:
    """Return a bid as its supplier sees it; `current` is the submission that counts."""
    return BidOut(
        id=bid.id,
        tender_id=bid.tender_id,
        lot=lot,
        status=bid.status,
        draft=BidContent.model_validate(bid.draft),
        submission=None if current is None else receipt_out(bid, lot, current),
        withdrawn_reason=bid.withdrawn_reason,
        excluded_reason=bid.excluded_reason,
        created_at=bid.created_at,
        version=bid.version,
    )


def receipt_out(bid: Bid, lot: str, submission: BidSubmission) -> ReceiptOut:
    """Return the receipt of one submission."""
    return ReceiptOut(
        bid_id=bid.id,
        tender_id=bid.tender_id,
        lot=lot,
        supplier_name=submission.supplier_name,
        number=submission.number,
        digest=submission.digest,
        submitted_at=submission.submitted_at,
        submitted_at_in_london=london_text(submission.submitted_at),
    )


def submission_out(bid: Bid, lot: str, submission: BidSubmission) -> SubmissionOut:
    """Return one submission with its content."""
    receipt = receipt_out(bid, lot, submission)
    return SubmissionOut(**dict(receipt), content=BidContent.model_validate(submission.content))


def opened_value(bid: Bid, submission: BidSubmission) -> OpenedBid:
    """Return an opened bid as later concepts see it."""
    status = STANDING[BidStatus(bid.status)]
    return OpenedBid(
        bid_id=bid.id,
        tender_id=bid.tender_id,
        lot_id=bid.lot_id,
        supplier_id=bid.supplier_id,
        supplier_name=submission.supplier_name,
        status=status,
        reason=None if status == "live" else bid.excluded_reason or bid.withdrawn_reason,
        number=submission.number,
        content=submission.content,
        price=submission.price,
        digest=submission.digest,
        submitted_at=submission.submitted_at,
    )


def opened_summary_out(bid: OpenedBid, lot: str) -> OpenedBidSummaryOut:
    """Return an opened bid for the authority's list."""
    return OpenedBidSummaryOut(
        id=bid.bid_id,
        lot=lot,
        supplier_id=bid.supplier_id,
        supplier_name=bid.supplier_name,
        status=bid.status,
        reason=bid.reason,
        number=bid.number,
        digest=bid.digest,
        submitted_at=bid.submitted_at,
    )


def opened_out(bid: OpenedBid, lot: str) -> OpenedBidOut:
    """Return an opened bid with its content."""
    summary = opened_summary_out(bid, lot)
    return OpenedBidOut(**dict(summary), tender_id=bid.tender_id, content=BidContent.model_validate(bid.content))
