"""The life of a tender, and what its clock allows."""

from datetime import datetime
from enum import StrEnum


class TenderStatus(StrEnum):
    """Where a tender stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"
    EVALUATING = "evaluating"
    AWARDED = "awarded"
    ABANDONED = "abandoned"


MAY_BECOME: dict[TenderStatus, frozenset[TenderStatus]] = {
    TenderStatus.DRAFT: frozenset({TenderStatus.PUBLISHED, TenderStatus.ABANDONED}),
    TenderStatus.PUBLISHED: frozenset({TenderStatus.CLOSED, TenderStatus.ABANDONED}),
    TenderStatus.CLOSED: frozenset({TenderStatus.EVALUATING, TenderStatus.ABANDONED}),
    TenderStatus.EVALUATING: frozenset({TenderStatus.AWARDED, TenderStatus.ABANDONED}),
    TenderStatus.AWARDED: frozenset({TenderStatus.EVALUATING}),
    TenderStatus.ABANDONED: frozenset(),
}


def takes_bids(status: str, *, closes_at: datetime | None, now: datetime) -> bool:
    """Return whether a bid may still come: the clock decides, not whether somebody has closed the tender."""
    return status == TenderStatus.PUBLISHED and closes_at is not None and now < closes_at


def is_opened(status: str) -> bool:
    """Return whether bids may be read by the authority: only after somebody has closed the tender."""
    return status in {TenderStatus.CLOSED, TenderStatus.EVALUATING, TenderStatus.AWARDED}
