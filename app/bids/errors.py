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


class LateTooOften(Refusal):
    """A bid came too late so often that one attempt more is no evidence of anything."""

    code, status, title = "bid.late_too_often", 429, "Too late, and on record"

    def __init__(self, reference: str, times: int) -> None:
        """Say what is kept, and whom to write to."""
        super().__init__(
            f"The deadline of {reference} has passed, and {times} attempts to submit this bid after it are on record "
            "with the authority. No more are taken down; write to the authority if there is something to say."
        )


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
            f"The bids of the tender {reference}, if there are any, are sealed. Once the tender is closed, two "
            "people open them: POST /v1/tenders/.../openings, and then POST /v1/openings/.../confirm."
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


class NotClosedYet(Refusal):
    """Bids are opened once their tender is closed."""

    code, status, title = "opening.tender_not_closed", 409, "Not closed"

    def __init__(self, reference: str, tender_status: str) -> None:
        """Name the state and the way on."""
        super().__init__(
            f"The tender {reference} is {tender_status}; bids are opened once it is closed. "
            "Close it after its deadline with POST /v1/tenders/.../close."
        )


class OpeningBegun(Refusal):
    """One person has begun; another one goes on."""

    code, status, title = "opening.begun", 409, "Begun already"

    def __init__(self, opening_id: object, who: str) -> None:
        """Name who began and how it goes on."""
        super().__init__(
            f"{who} has begun to open this already. Another buyer or commissioner confirms it with "
            f"POST /v1/openings/{opening_id}/confirm.",
            opening_id=str(opening_id),
        )


class OpeningDone(Refusal):
    """It is open."""

    code, status, title = "opening.done", 409, "Open already"

    def __init__(self, what: str) -> None:
        """Name what is open."""
        super().__init__(f"{what} opened already. Read it; what is open cannot be sealed again.")


class OpeningAlone(Refusal):
    """Nobody opens alone; the attempt is kept as evidence."""

    code, status, title = "opening.alone", 409, "Opened by two"

    def __init__(self) -> None:
        """Say who could confirm."""
        super().__init__(
            "You began this opening, so you cannot confirm it: two different people open. Nothing was opened, and this "
            "attempt is recorded. Ask another buyer or commissioner of your authority to confirm."
        )


class OpeningLapsed(Refusal):
    """Who began it may no longer open anything; what they began is over."""

    code, status, title = "opening.lapsed", 409, "No longer stands"

    def __init__(self, who: str) -> None:
        """Name who began it and the way on."""
        super().__init__(
            f"This opening was begun by {who}, who is no longer a buyer or commissioner of this authority. It has "
            "lapsed and nothing was opened. Begin anew, and let another person confirm."
        )


class NoPrices(Refusal):
    """A lot in which no live bid states a price has no prices to open."""

    code, status, title = "opening.no_prices", 409, "No prices here"

    def __init__(self, lot: str) -> None:
        """Name the lot."""
        super().__init__(f"No live bid of lot {lot} states a price, so there is nothing to open. Compute the result.")


class BiddersKept(Refusal):
    """Whoever marks a blind tender learns which bid is whose when moderation ends, and not before."""

    code, status, title = "bidders.kept", 409, "Bidders are kept from you"

    def __init__(self, reference: str) -> None:
        """Say where to work meanwhile and until when."""
        super().__init__(
            f"The tender {reference} is marked blind and you are one of its evaluators. Until the panel has agreed on "
            "every question you see its answers in GET /v1/my-work, without names; ask a colleague who does not mark."
        )


class PreferenceNotAsked(Refusal):
    """The published limit on lots does not go by what bidders prefer."""

    code, status, title = "lot_preference.not_asked", 409, "No preference is asked for"

    def __init__(self, reference: str, mechanism: str | None) -> None:
        """Say what the tender goes by instead."""
        how = (
            "sets no limit on the lots of one supplier" if mechanism is None else f"shares its lots out by {mechanism}"
        )
        super().__init__(
            f"The tender {reference} {how}, so no order of preference is taken into account and none is kept. "
            "Its evaluation terms say how lots are awarded."
        )


class PreferenceWithoutBid(Refusal):
    """Only who bids has lots to prefer."""

    code, status, title = "lot_preference.no_bid", 409, "No bid yet"

    def __init__(self, reference: str) -> None:
        """Say what comes first."""
        super().__init__(
            f"Your organisation has no bid for the tender {reference}. Begin one with POST /v1/tenders/.../bids, and "
            "then state which lots you prefer."
        )


class PreferenceUnfit(Invalid):
    """An order of preference names a lot that is not there, or one twice."""

    code, status, title = "lot_preference.unfit", 422, "The preference cannot be kept"
