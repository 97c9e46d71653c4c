"""The life of a remedy: what each kind must state, which steps it takes, and whom it waits for.

Everything here is a record of what people said and did. Nothing moves money, changes a mark or ends a contract.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from app.performance.remedies.errors import RemedyNotOpen, RemedyUnfit, ReplyStillOpen

LEAST_DAYS_TO_REPLY = 5
"""For how many days, at least, a supplier may reply."""


class Kind(StrEnum):
    """What is asked for. The last two are what a notice under the law follows from."""

    CREDIT = "credit"
    RECOVERY_PLAN = "recovery_plan"
    NOTICE_OF_FAILING = "notice_of_failing"
    BREACH = "breach"


class Status(StrEnum):
    """Where a remedy stands: whose step is next, or that it is over."""

    OPEN = "open"
    ANSWERED = "answered"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    CLOSED = "closed"


class Step(StrEnum):
    """What was done."""

    RAISED = "raised"
    REPLIED = "replied"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    CLOSED = "closed"


class Outcome(StrEnum):
    """What came of it. A failing that was not mended, and a breach that led to something, start the law's clock."""

    WITHDRAWN = "withdrawn"
    SETTLED = "settled"
    NOT_SETTLED = "not_settled"
    IMPROVED = "improved"
    NOT_IMPROVED = "not_improved"
    TERMINATED = "terminated"
    DAMAGES_AWARDED = "damages_awarded"
    SETTLEMENT_AGREED = "settlement_agreed"


MAY_BECOME: dict[Status, frozenset[Status]] = {
    Status.OPEN: frozenset({Status.ANSWERED, Status.CLOSED}),
    Status.ANSWERED: frozenset({Status.ACCEPTED, Status.RETURNED, Status.CLOSED}),
    Status.RETURNED: frozenset({Status.ANSWERED, Status.CLOSED}),
    Status.ACCEPTED: frozenset({Status.CLOSED}),
    Status.CLOSED: frozenset(),
}
OUTCOMES: dict[Kind, frozenset[Outcome]] = {
    Kind.CREDIT: frozenset({Outcome.WITHDRAWN, Outcome.SETTLED, Outcome.NOT_SETTLED}),
    Kind.RECOVERY_PLAN: frozenset({Outcome.WITHDRAWN, Outcome.IMPROVED, Outcome.NOT_IMPROVED}),
    Kind.NOTICE_OF_FAILING: frozenset({Outcome.WITHDRAWN, Outcome.IMPROVED, Outcome.NOT_IMPROVED}),
    Kind.BREACH: frozenset(
        {
            Outcome.WITHDRAWN,
            Outcome.SETTLED,
            Outcome.TERMINATED,
            Outcome.DAMAGES_AWARDED,
            Outcome.SETTLEMENT_AGREED,
        }
    ),
}
STARTS_A_NOTICE: dict[Kind, frozenset[Outcome]] = {
    Kind.NOTICE_OF_FAILING: frozenset({Outcome.NOT_IMPROVED}),
    Kind.BREACH: frozenset({Outcome.TERMINATED, Outcome.DAMAGES_AWARDED, Outcome.SETTLEMENT_AGREED}),
}
"""After which outcome of which remedy the duty to publish applies (Procurement Act 2023, section 71(3) to (5))."""

_PLANNED = frozenset({Status.ACCEPTED, Status.RETURNED})


@dataclass(frozen=True, slots=True)
class Asked:
    """What a remedy says of itself."""

    kind: Kind
    amount: Decimal | None
    formula: str | None
    happened_on: date | None
    reply_by: date
    due_on: date | None


def check_asked(asked: Asked, today: date) -> None:
    """Raise RemedyUnfit with everything that such a remedy lacks, or says and must not."""
    found: list[dict[str, Any]] = []

    def wrong(place: str, message: str, value: object) -> None:
        shown = None if value is None else str(value)
        found.append({"place": f"body.{place}", "message": message, "value": shown})

    first = today + timedelta(days=LEAST_DAYS_TO_REPLY)
    if asked.reply_by < first:
        wrong("reply_by", f"give the supplier until {first} at least to reply", asked.reply_by)
    if asked.kind is Kind.CREDIT and (asked.amount is None) == (asked.formula is None):
        wrong("amount", "a credit states an amount, or a formula in words, and not both", asked.amount)
    if asked.kind is not Kind.CREDIT and (asked.amount is not None or asked.formula is not None):
        wrong("amount", "only a credit states an amount or a formula", asked.amount or asked.formula)
    if asked.kind in {Kind.RECOVERY_PLAN, Kind.NOTICE_OF_FAILING} and asked.due_on is None:
        wrong("due_on", "say until when the plan is due, or until when there is opportunity to improve", None)
    if asked.due_on is not None and asked.due_on < asked.reply_by:
        wrong("due_on", f"must not be before {asked.reply_by}, until when the supplier may reply", asked.due_on)
    if asked.kind is Kind.BREACH and asked.happened_on is None:
        wrong("happened_on", "say on which day the breach happened", None)
    if asked.happened_on is not None and asked.happened_on > today:
        wrong("happened_on", f"must not be after today, {today}", asked.happened_on)
    if found:
        raise RemedyUnfit(found)


def check_may_become(kind: Kind, status: Status, wanted: Status, *, act: str) -> None:
    """Raise RemedyNotOpen unless a remedy of the kind may take this step from where it stands."""
    planned = wanted in _PLANNED and kind is not Kind.RECOVERY_PLAN
    if planned or wanted not in MAY_BECOME[status]:
        raise RemedyNotOpen(kind.value, status.value, act)


def check_may_close(kind: Kind, status: Status, outcome: Outcome, *, reply_by: date, today: date) -> None:
    """Raise unless it may be closed with this outcome: only a withdrawal comes before the reply or its last day."""
    check_may_become(kind, status, Status.CLOSED, act=f"closed as {outcome.value}")
    if outcome not in OUTCOMES[kind]:
        may = ", ".join(sorted(each.value for each in OUTCOMES[kind]))
        message = f"this remedy ends as one of {may}"
        raise RemedyUnfit([{"place": "body.outcome", "message": message, "value": outcome.value}])
    if outcome is not Outcome.WITHDRAWN and status is Status.OPEN and today <= reply_by:
        raise ReplyStillOpen(reply_by)


def starts_a_notice(kind: Kind, outcome: Outcome | None) -> bool:
    """Return whether the law wants a notice of what came of it."""
    return outcome in STARTS_A_NOTICE.get(kind, frozenset())


def waits_until(status: Status, *, reply_by: date, due_on: date | None) -> date | None:
    """Return the day until which the next step is awaited; None where no day was set."""
    if status is Status.OPEN:
        return reply_by
    return due_on if status in {Status.RETURNED, Status.ACCEPTED} else None
