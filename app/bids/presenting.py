"""Turns rows of bids into what goes over the wire, the same way for every use case."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.bids.models import Bid, BidSubmission, Flag, FlagDecision
from app.bids.opened import OpenedBid
from app.bids.passages import cover_price
from app.bids.rules import STANDING, BidStatus
from app.bids.schemas import (
    BidContent,
    BidOut,
    FlagDecisionOut,
    FlagOut,
    OpenedBidOut,
    OpenedBidSummaryOut,
    ReceiptOut,
    SubmissionOut,
)
from app.kit.clock import london_text
from scoring.digest import digest


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
    """Return an opened bid as later concepts see it: while its price is sealed, with nothing that would tell it.

    The digest of the whole would: with the rest known, every price can be tried.
    """
    status = STANDING[BidStatus(bid.status)]
    reason = None if status == "live" else bid.excluded_reason or bid.withdrawn_reason
    sealed = submission.price is not None and bid.price_opened_at is None
    content, shown = submission.content, submission.digest
    if sealed:
        content = content | {"price": None}
        shown = submission.quality_digest or digest(content)
        reason = None if reason is None else cover_price(reason, submission.price)
    return OpenedBid(
        bid_id=bid.id,
        tender_id=bid.tender_id,
        lot_id=bid.lot_id,
        supplier_id=bid.supplier_id,
        supplier_name=submission.supplier_name,
        status=status,
        reason=reason,
        number=submission.number,
        content=content,
        price=None if sealed else submission.price,
        digest=shown,
        submitted_at=submission.submitted_at,
        price_sealed=sealed,
        price_opened_at=bid.price_opened_at,
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
        price=bid.price,
        price_sealed=bid.price_sealed,
    )


def opened_out(bid: OpenedBid, lot: str, content: Mapping[str, Any]) -> OpenedBidOut:
    """Return an opened bid with its content as its authority may read it."""
    summary = opened_summary_out(bid, lot)
    return OpenedBidOut(**dict(summary), tender_id=bid.tender_id, content=BidContent.model_validate(content))


def flag_out(
    row: Flag, decisions: Sequence[FlagDecision], *, lot: str, supplier_name: str, around: str | None
) -> FlagOut:
    """Return a flagged passage with what was decided about it."""
    made_here = {"lot", "supplier_name", "around", "outcome", "decisions"}
    fields = {name: getattr(row, name) for name in FlagOut.model_fields if name not in made_here}
    return FlagOut(
        **fields,
        lot=lot,
        supplier_name=supplier_name,
        around=around,
        outcome=decisions[-1].outcome if decisions else None,
        decisions=[FlagDecisionOut.model_validate(one) for one in decisions],
    )
