"""Draft, submit, withdraw, open and exclude bids; what other concepts may use is named here."""

from app.bids.service.drafting import check, create, listed, read_own, read_submission, submissions, update
from app.bids.service.opening import (
    exclude,
    late_bids,
    list_opened,
    live_ids,
    open_tender,
    opened,
    opened_bid,
    opened_in_tender,
    read,
)
from app.bids.service.submitting import submit, withdraw

__all__ = [
    "check",
    "create",
    "exclude",
    "late_bids",
    "list_opened",
    "listed",
    "live_ids",
    "open_tender",
    "opened",
    "opened_bid",
    "opened_in_tender",
    "read",
    "read_own",
    "read_submission",
    "submissions",
    "submit",
    "update",
    "withdraw",
]
