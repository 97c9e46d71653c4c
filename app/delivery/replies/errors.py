"""Refusals about questions on a claim and replies to a decision."""

from datetime import date

from app.kit.errors import Refusal


class QueryAnswered(Refusal):
    """A question has one answer."""

    code, status, title = "query.answered", 409, "Already answered"

    def __init__(self) -> None:
        """Say how to add to it."""
        super().__init__(
            "This question has its answer, and what was answered stays. To say more, wait for another question, or "
            "make the claim again."
        )


class QueryOvertaken(Refusal):
    """What was asked about is not waiting for anything any more."""

    code, status, title = "query.overtaken", 409, "The claim does not wait any more"

    def __init__(self, revision: int, status: str) -> None:
        """Say where the claim stands."""
        super().__init__(
            f"Revision {revision} of this claim is {status.replace('_', ' ')}, so the question needs no answer. Read "
            "the update to see what stands now."
        )


class QueryOpen(Refusal):
    """Nobody is refused while there is still time to answer what they were asked."""

    code, status, title = "update.query_open", 409, "A question is open"

    def __init__(self, answer_by: date) -> None:
        """Name the day until which the answer may come."""
        super().__init__(
            f"The supplier was asked about this claim and may answer until the end of {answer_by}. Wait for the answer "
            "or for that day; the claim can be verified in full at once."
        )


class NoRightOfReply(Refusal):
    """There is no decision that could still be replied to."""

    code, status, title = "reply.not_open", 409, "There is no decision to reply to"

    def __init__(self, why: str) -> None:
        """Say what stands in the way."""
        super().__init__(f"{why} You may still make the claim again while it is not verified in full.")


class ReplyTooLate(Refusal):
    """The days for a reply are over."""

    code, status, title = "reply.too_late", 409, "The time for a reply is over"

    def __init__(self, reply_by: date) -> None:
        """Name the last day."""
        super().__init__(
            f"A reply could be made until the end of {reply_by}, and the decision stands. Make the claim again with "
            "what you would have replied."
        )


class ReplyMade(Refusal):
    """A decision is replied to once."""

    code, status, title = "reply.made", 409, "Already replied"

    def __init__(self) -> None:
        """Say how to go on."""
        super().__init__(
            "A reply to this decision was made already, and it stays. Wait for the authority's answer to it."
        )


class NothingToUphold(Refusal):
    """A decision is upheld against a reply, and there is none."""

    code, status, title = "update.no_reply", 409, "There is no reply to answer"

    def __init__(self, revision: int) -> None:
        """Name the revision."""
        super().__init__(
            f"No reply waits on revision {revision} of this claim, so its decision stands as it is. Read the update to "
            "see what was said."
        )
