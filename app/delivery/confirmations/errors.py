"""Refusals about asking somebody outside for a confirmation, and about the links to answer by."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from app.kit.clock import london_text
from app.kit.errors import Invalid, NotAllowed, Refusal


class NotTheAsker(NotAllowed):
    """A link belongs to the side that asked."""

    code, status, title = "confirmation.not_the_asker", 403, "For the side that asked"

    def __init__(self) -> None:
        """Say who may."""
        super().__init__(
            "A confirmation is asked for by a buyer of the authority or by the supplier of the contract, and its link "
            "is issued again or revoked by the side that asked. Ask them, or ask for a confirmation of your own."
        )


class AskedUnfit(Invalid):
    """What is asked does not fit the commitment, or the days do not fit each other."""

    code, status, title = "confirmation.asked_unfit", 422, "Not something to confirm"

    def __init__(self, findings: Sequence[Mapping[str, Any]]) -> None:
        """Carry every finding."""
        super().__init__(f"{findings[0]['message']}. Mend what is listed; nobody was asked.", findings)


class TooManyAsked(Refusal):
    """So many messages to people outside in one day would be a nuisance to them."""

    code, status, title = "confirmation.too_many", 429, "Too many in one day"

    def __init__(self, most: int) -> None:
        """Say how many there may be."""
        super().__init__(f"{most} confirmations were asked for on this contract within a day. Ask again tomorrow.")
        self.headers = {"Retry-After": "86400"}


class ConfirmationClosed(Refusal):
    """It was answered, or the question was taken back."""

    code, status, title = "confirmation.closed", 409, "Not waiting for an answer"

    def __init__(self, status: str) -> None:
        """Say where it stands, and the way on."""
        super().__init__(
            f"This confirmation is {status}, and what was said stands. Ask for another one if there is more to confirm."
        )


class LinkUnknown(Refusal):
    """There is no such link."""

    code, status, title = "confirmation.link_unknown", 404, "No such link"

    def __init__(self) -> None:
        """Say how a link gets lost."""
        super().__init__(
            "There is no such link. Look whether your mail program broke it in two: copy the whole of it, or ask "
            "whoever sent it to send it again."
        )


class LinkUsed(Refusal):
    """A link is for one answer."""

    code, status, title = "confirmation.link_used", 410, "Answered already"

    def __init__(self, used_at: datetime, asked_by: str) -> None:
        """Say when, and whom to turn to."""
        super().__init__(
            f"This link was used on {london_text(used_at)}, and a link is for one answer. If it was not you, or if the "
            f"answer was wrong, tell {asked_by}: they can ask again."
        )


class LinkExpired(Refusal):
    """The time to answer is over."""

    code, status, title = "confirmation.link_expired", 410, "The time to answer is over"

    def __init__(self, expired_on: date, asked_by: str) -> None:
        """Name the last day, and whom to turn to."""
        super().__init__(
            f"This link could be used up to and including {expired_on.day} {expired_on:%B %Y}. Ask {asked_by} for a "
            "new one if you still want to answer."
        )


class LinkRevoked(Refusal):
    """Whoever asked has taken the link back."""

    code, status, title = "confirmation.link_revoked", 410, "This link was taken back"

    def __init__(self, asked_by: str) -> None:
        """Say whom to turn to."""
        super().__init__(
            f"{asked_by} has taken this link back or sent a newer one. Use the newest message that you have, or ask "
            "them."
        )


class TooManyGuesses(Refusal):
    """Too many addresses of links that do not exist came from one place."""

    code, status, title = "confirmation.throttled", 429, "Too many attempts"

    def __init__(self, minutes: int) -> None:
        """Say how long to wait."""
        super().__init__(f"Too many links that do not exist were tried from here. Wait {minutes} minutes.")
        self.headers = {"Retry-After": str(minutes * 60)}


class AnswerUnfit(Invalid):
    """The answer leaves something out, or says two things at once."""

    code, status, title = "confirmation.answer_unfit", 422, "The answer does not hold together"

    def __init__(self, findings: Sequence[Mapping[str, Any]]) -> None:
        """Carry every finding."""
        super().__init__(
            f"{findings[0]['message']}. Mend what is listed and send it again: the link still holds.", findings
        )
