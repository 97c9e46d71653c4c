"""The life of a bid, what is opened apart, and what is decided about a passage of it."""

from datetime import date, datetime, timedelta
from enum import StrEnum

MOST_LATE = 10
"""How many late attempts of one bid are taken down: each leaves records that nobody can delete."""


class BidStatus(StrEnum):
    """Where a bid stands. A submitted bid may be drafted again until the deadline; its last submission counts."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"
    EXCLUDED = "excluded"


class Envelope(StrEnum):
    """What is opened apart: the answers of every bid of a tender, and then the prices of a lot."""

    QUALITY = "quality"
    PRICE = "price"


class FlagOutcome(StrEnum):
    """What a person decides about a flagged passage: evaluators do not see it, or they do."""

    MASKED = "masked"
    RELEASED = "released"


MAY_BECOME: dict[BidStatus, frozenset[BidStatus]] = {
    BidStatus.DRAFT: frozenset({BidStatus.SUBMITTED}),
    BidStatus.SUBMITTED: frozenset({BidStatus.SUBMITTED, BidStatus.WITHDRAWN, BidStatus.EXCLUDED}),
    BidStatus.WITHDRAWN: frozenset({BidStatus.SUBMITTED}),
    BidStatus.EXCLUDED: frozenset(),
}

STANDING = {BidStatus.SUBMITTED: "live", BidStatus.WITHDRAWN: "withdrawn", BidStatus.EXCLUDED: "excluded"}
"""How an evaluation calls the state of an opened bid."""


def may_become(status: str, wanted: BidStatus) -> bool:
    """Return whether a bid of this status may take on another."""
    return wanted in MAY_BECOME[BidStatus(status)]


def is_late(*, closes_at: datetime | None, now: datetime) -> bool:
    """Return whether the deadline has passed at `now`; the instant of the deadline itself is too late."""
    return closes_at is not None and now >= closes_at


def whole_years(starts_on: date | None, ends_on: date | None) -> int | None:
    """Return how many years a contract runs, its first and last day included; None where these are not whole years."""
    if starts_on is None or ends_on is None:
        return None
    after = ends_on + timedelta(days=1)
    years = after.year - starts_on.year
    return years if years > 0 and (after.month, after.day) == (starts_on.month, starts_on.day) else None
