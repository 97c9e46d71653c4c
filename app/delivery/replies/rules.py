"""When a question or a reply may still be made, and by which day the other side owes its answer."""

from datetime import date
from enum import StrEnum

from app.delivery.replies.errors import NoRightOfReply, QueryOpen, QueryOvertaken, ReplyTooLate
from app.delivery.rules import UpdateStatus

ANSWER_WITHIN = 10
"""Working days for an answer or a reply, where the buyer states no other number."""

SHORTEST_REPLY, LONGEST = 5, 60
"""Working days: a right of reply is never shorter, and nothing waits longer."""

DECIDE_WITHIN = 10
"""Working days in which the buyer answers a reply."""

_REPLIED_TO = frozenset({UpdateStatus.PART_VERIFIED, UpdateStatus.REJECTED})


class ClockKind(StrEnum):
    """What is awaited; a reply to a decision is a right and no duty."""

    ANSWER = "answer_to_query"
    REPLY = "reply_to_decision"
    DECISION = "decision_on_reply"


def check_answerable(status: str, *, revision: int) -> None:
    """Raise unless the claim asked about still waits: for a decision, or for another one after a reply."""
    if status not in {UpdateStatus.SUBMITTED, *_REPLIED_TO}:
        raise QueryOvertaken(revision, status)


def check_may_refuse(open_until: date | None, *, today: date) -> None:
    """Raise while a question about the claim is unanswered and its day has not passed."""
    if open_until is not None and today <= open_until:
        raise QueryOpen(open_until)


def check_may_reply(status: str, *, number: int, reply_by: date | None, today: date) -> None:
    """Raise unless the decision in force took something from the claim and its days for a reply still run."""
    if status not in _REPLIED_TO:
        raise NoRightOfReply(
            f"This claim is {status.replace('_', ' ')}, and only a refusal of all or a part is replied to."
        )
    if number > 1 or reply_by is None:
        raise NoRightOfReply("A reply was heard and answered, and the answer is the last word on this revision.")
    if today > reply_by:
        raise ReplyTooLate(reply_by)
