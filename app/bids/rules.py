"""The life of a bid."""

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
