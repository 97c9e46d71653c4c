"""What an authority may make public, what a statement of it covers, and what was public once and is no longer."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from typing import Protocol


class What(StrEnum):
    """What an authority may let everybody read. `networks` is its part in the sums of networks, never a part alone."""

    TENDERS = "tenders"
    AWARDS = "awards"
    DELIVERY = "delivery"
    NETWORKS = "networks"


class EntryKind(StrEnum):
    """What the feed tells of."""

    TENDER_PUBLISHED = "tender.published"
    TENDER_ABANDONED = "tender.abandoned"
    AWARD_PUBLISHED = "award.published"
    AWARD_VOIDED = "award.voided"
    CONTRACT_SIGNED = "contract.signed"
    CONTRACT_CHANGED = "contract.changed"
    CONTRACT_REPORTED = "contract.reported"
    CONTRACT_ENDED = "contract.ended"
    PUBLICATION_CHANGED = "publication.changed"


class Statement(Protocol):
    """What an authority said that it publishes."""

    @property
    def tenders(self) -> bool:
        """Return whether its tenders are public."""
        ...

    @property
    def awards(self) -> bool:
        """Return whether its awards are public."""
        ...

    @property
    def delivery(self) -> bool:
        """Return whether its contracts and their delivery are public."""
        ...

    @property
    def networks(self) -> bool:
        """Return whether its part may be in public sums of networks."""
        ...

    @property
    def from_at(self) -> datetime:
        """Return from when on what it published is public."""
        ...

    @property
    def stated_at(self) -> datetime:
        """Return when it was said."""
        ...


def is_on(statement: Statement | None) -> bool:
    """Return whether anything at all is public."""
    return statement is not None and any(getattr(statement, what.value) for what in What)


def covers(statement: Statement | None, what: What, published_at: datetime | None) -> bool:
    """Return whether something that the authority published at an instant is public; None was not published."""
    if statement is None or published_at is None or not getattr(statement, what.value):
        return False
    return published_at >= statement.from_at


def was_public(history: Sequence[Statement], what: What, published_at: datetime | None) -> bool:
    """Return whether any statement but the newest covered it while it held; `history` is oldest first."""
    return any(
        covers(one, what, published_at)
        and published_at is not None
        and max(published_at, one.stated_at) <= following.stated_at
        for one, following in pairwise(history)
    )


def was_on(history: Sequence[Statement]) -> bool:
    """Return whether any statement but the newest made anything public."""
    return any(is_on(one) for one in history[:-1])
