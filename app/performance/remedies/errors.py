"""Refusals about remedies."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from app.kit.errors import Invalid, Refusal


class RemedyUnfit(Invalid):
    """What is asked for does not say what such a remedy must."""

    code, status, title = "remedy.unfit", 422, "The remedy cannot be recorded so"

    def __init__(self, findings: Sequence[Mapping[str, Any]]) -> None:
        """List everything at once."""
        said = "; ".join(str(each["message"]) for each in findings)
        super().__init__(f"The remedy cannot be recorded: {said}. Mend it and send it again.", findings)


class RemedyNotOpen(Refusal):
    """The step is not one that a remedy in this state takes."""

    code, status, title = "remedy.not_open", 409, "The remedy does not stand so"

    def __init__(self, kind: str, now_is: str, act: str) -> None:
        """Name the remedy, where it stands and what was tried."""
        super().__init__(
            f"This {kind.replace('_', ' ')} is {now_is}, so it cannot be {act.replace('_', ' ')}. Read it to see what "
            "was done and what may follow."
        )


class ReplyStillOpen(Refusal):
    """Nobody is held to anything while there is still time to reply."""

    code, status, title = "remedy.reply_open", 409, "The supplier may still reply"

    def __init__(self, reply_by: date) -> None:
        """Name the last day."""
        super().__init__(
            f"The supplier may reply until the end of {reply_by}. Wait for the reply or for that day; the remedy can "
            "be withdrawn at once."
        )


class NotTheOtherSide(Refusal):
    """Each step of a remedy belongs to one of the two parties."""

    code, status, title = "remedy.other_side", 409, "The other party takes this step"

    def __init__(self, reference: str, whose: str) -> None:
        """Name the contract and whose step it is."""
        super().__init__(f"Under {reference} this step is for the {whose}. Nobody takes it in the other's place.")


class RemedyOvertaken(Refusal):
    """Two people took a step at the same instant."""

    code, status, title = "remedy.overtaken", 409, "Somebody else was faster"

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__("Another step was recorded at the same moment. Read the remedy again and decide anew.")
