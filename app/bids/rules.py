"""The life of a bid, and who may read one."""

from datetime import datetime
from enum import StrEnum


class BidStatus(StrEnum):
    """Where a bid stands. A submitted bid may be drafted again until the deadline; its last submission counts."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"
    EXCLUDED = "excluded"


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
