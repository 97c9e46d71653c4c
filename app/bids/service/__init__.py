"""Draft, submit, withdraw, close, open and exclude bids; what other concepts may use is named here."""

from app.bids.service.drafting import check, create, listed, read_own, read_submission, submissions, update
from app.bids.service.envelopes import begin_prices, begin_quality, close, confirm, not_by_two, openings, to_confirm
from app.bids.service.keeping import as_seen_by, behind, is_kept, keep_from, reveal
from app.bids.service.opening import (
    exclude,
    late_bids,
    list_opened,
    live_ids,
    opened,
    opened_bid,
    opened_for,
    opened_in_tender,
    read,
)
from app.bids.service.submitting import submit, withdraw
from app.bids.service.withholding import (
    decide,
    flagged,
    flags,
    for_evaluator,
    for_readers,
    masked_answer,
    of_question,
    undecided,
)

__all__ = [
    "as_seen_by",
    "begin_prices",
    "begin_quality",
    "behind",
    "check",
    "close",
    "confirm",
    "create",
    "decide",
    "exclude",
    "flagged",
    "flags",
    "for_evaluator",
    "for_readers",
    "is_kept",
    "keep_from",
    "late_bids",
    "list_opened",
    "listed",
    "live_ids",
    "masked_answer",
    "not_by_two",
    "of_question",
    "opened",
    "opened_bid",
    "opened_for",
    "opened_in_tender",
    "openings",
    "read",
    "read_own",
    "read_submission",
    "reveal",
    "submissions",
    "submit",
    "to_confirm",
    "undecided",
    "update",
    "withdraw",
]
