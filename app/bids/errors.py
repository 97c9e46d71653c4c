"""Refusals about bids."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from app.kit.clock import london_text
from app.kit.errors import Invalid, Refusal


class BidExists(Refusal):
    """A supplier has one bid for a lot."""

    code, status, title = "bid.exists", 409, "One bid for each lot"

    def __init__(self) -> None:
        """Say what to do instead."""
        super().__init__(
            "Your organisation already has a bid for this lot. Find it with GET /v1/bids, change its draft and submit "
            "it again: the last submission counts."
        )


class OwnTender(Refusal):
    """An authority cannot bid for its own tender."""

    code, status, title = "bid.own_tender", 409, "Your own tender"

    def __init__(self, reference: str) -> None:
        """Name the tender."""
        super().__init__(f"The tender {reference} is your own organisation's; nobody bids for their own tender.")


class TakesNoBids(Refusal):
    """The tender is not open for bids."""

    code, status, title = "tender.takes_no_bids", 409, "Not open for bids"

    def __init__(self, reference: str, tender_status: str, *, closes_at: datetime | None, now: datetime) -> None:
        """Say whether the deadline or the state of the tender forbids it."""
        if closes_at is not None and now >= closes_at:
            why = f"Its deadline was {_both_times(closes_at)}; it is now {_both_times(now)}"
        else:
            why = f"It is {tender_status}"
        super().__init__(f"The tender {reference} takes no bids and no changes to them. {why}.")


class BidLate(Refusal):
    """The bid came after the deadline; the attempt is kept as evidence."""

    code, status, title = "bid.late", 409, "Too late"

    def __init__(self, reference: str, *, closes_at: datetime, received_at: datetime) -> None:
        """Give the deadline and the time of receipt, both in London and in UTC."""
        super().__init__(
            f"The deadline of the tender {reference} was {_both_times(closes_at)}. This submission was received at "
            f"{_both_times(received_at)} and is refused; the attempt is recorded. "
            "What was submitted in time still counts.",
            closes_at=_utc_text(closes_at),
            received_at=_utc_text(received_at),
        )


class BidContentInvalid(Invalid):
    """A draft answers something that is not asked, or the same question twice."""

    code, status, title = "bid.content_invalid", 422, "The draft cannot be kept"


class BidIncomplete(Refusal):
    """A bid with findings is not submitted."""

    code, status, title = "bid.incomplete", 409, "Not yet complete"

    def __init__(self, findings: Sequence[dict[str, Any]]) -> None:
        """Carry every finding at once."""
        first = findings[0]
        more = f" ({len(findings) - 1} more below)" if len(findings) > 1 else ""
        super().__init__(
            f"The bid was not submitted: {first['place']}: {first['message']}{more}. "
            "Mend what is listed in the draft and submit again.",
            findings=list(findings),
        )


class BidStateForbids(Refusal):
    """The bid is not in the state that this takes."""

    code, status, title = "bid.state", 409, "Not in this state"

    def __init__(self, bid_status: str, act: str) -> None:
        """Name the state and the act."""
        super().__init__(f"The bid is {bid_status}, so it cannot be {act}. Read it again to see where it stands.")


class BidBinding(Refusal):
    """The tender has gone too far for a bid to leave it."""

    code, status, title = "bid.binding", 409, "Decided already"

    def __init__(self, reference: str, tender_status: str) -> None:
        """Say whom to speak to."""
        super().__init__(
            f"The tender {reference} is {tender_status}, and its bids stand as they were decided on. "
            "Write to the authority; a decision that cannot stand is made void first."
        )


class TenderSealed(Refusal):
    """Bids are not read, listed or counted before they are opened."""

    code, status, title = "tender.sealed", 409, "Sealed"

    def __init__(self, reference: str) -> None:
        """Say how they come to be opened, and nothing about how many there are."""
        super().__init__(
            f"The bids of the tender {reference}, if there are any, are sealed. They are opened by closing the tender "
            "after its deadline: POST /v1/tenders/.../close."
        )


class DeadlineNotPassed(Refusal):
    """A tender is closed after its deadline, not before."""

    code, status, title = "tender.deadline_not_passed", 409, "Still open"

    def __init__(self, reference: str, *, closes_at: datetime) -> None:
        """Give the deadline."""
        super().__init__(
            f"The tender {reference} takes bids until {_both_times(closes_at)}. Close it then, or abandon it."
        )


class NotOpenForClosing(Refusal):
    """Only a published tender is closed."""

    code, status, title = "tender.not_published", 409, "Nothing to close"

    def __init__(self, reference: str, tender_status: str) -> None:
        """Name the state."""
        super().__init__(f"The tender {reference} is {tender_status}; only a published tender is closed.")


def _both_times(instant: datetime) -> str:
    # To the second: a minute is too coarse to tell a late bid from one in time.
    return f"{london_text(instant)} ({_utc_text(instant)})"


def _utc_text(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
