"""What may be asked, for how long a link holds, and what an answer must be like."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

Found = Sequence[Mapping[str, Any]]

DEFAULT_DAYS = 30
MOST_DAYS = 90
MOST_A_DAY = 50
"""How many people one contract may have asked within a day: each gets a message that they did not ask for."""

THROTTLE_WINDOW = timedelta(minutes=15)
THROTTLE_GUESSES = 5
TOKEN_BYTES = 32


class Outcome(StrEnum):
    """What came back."""

    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    DISPUTED = "disputed"


class ConfirmationStatus(StrEnum):
    """Where a confirmation stands. That its last link ran out shows as `expired`; a new link makes it wait again."""

    WAITING = "waiting"
    EXPIRED = "expired"
    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    DISPUTED = "disputed"
    REVOKED = "revoked"


def status_on(kept: str, *, answer_by: date, today: date) -> ConfirmationStatus:
    """Return where a confirmation stands on a day in London; the last day still counts."""
    if kept == ConfirmationStatus.WAITING and today > answer_by:
        return ConfirmationStatus.EXPIRED
    return ConfirmationStatus(kept)


def expiry(asked: date | None, *, today: date) -> date:
    """Return the last day on which a link may be used: the one asked for, or 30 days from today."""
    return asked or today + timedelta(days=DEFAULT_DAYS)


def findings_of_expiry(expires_on: date, *, today: date) -> list[Mapping[str, Any]]:
    """Return what is wrong with the last day of a link."""
    last = today + timedelta(days=MOST_DAYS)
    if today < expires_on <= last:
        return []
    return [_finding("expires_on", f"a link holds from tomorrow to {last}, {MOST_DAYS} days ahead", expires_on)]


def findings_of_question(
    *, quantity: Decimal | None, counted: bool, period: tuple[date, date], term: tuple[date, date], today: date
) -> list[Mapping[str, Any]]:
    """Return what is wrong with a question; `counted` says whether the commitment is measured in anything."""
    found = []
    if quantity is not None and not counted:
        found.append(_finding("quantity", "the commitment is in words, so there is nothing to count", quantity))
    if period[0] > period[1]:
        found.append(_finding("ends_on", f"the period would end before it begins on {period[0]}", period[1]))
    elif not (term[0] <= period[0] and period[1] <= term[1]):
        found.append(
            _finding("starts_on", f"the contract runs from {term[0]} to {term[1]}, and the period lies outside", None)
        )
    if period[0] > today:
        found.append(_finding("starts_on", f"nobody can confirm what begins after today, {today}", period[0]))
    return found


def findings_of_answer(
    outcome: Outcome, *, asked: Decimal | None, quantity: Decimal | None, words: str | None
) -> list[Mapping[str, Any]]:
    """Return what is wrong with an answer to a question about `asked`, which is None where only words are asked about.

    A correction says what would have been right: a quantity where one was asked about, words where none was.
    """
    found = []
    if outcome is not Outcome.CORRECTED and quantity is not None:
        found.append(
            _finding("quantity", "a quantity of your own is for correcting; choose that, or leave it out", quantity)
        )
    if outcome is Outcome.CORRECTED and asked is not None:
        if quantity is None:
            found.append(_finding("quantity", "say which quantity would be right; 0 is one", None))
        elif quantity == asked:
            found.append(_finding("quantity", "this is what was claimed: confirm it instead", quantity))
    if outcome is Outcome.CORRECTED and asked is None:
        if quantity is not None:
            found.append(_finding("quantity", "nothing is counted here: correct it in words", quantity))
        if words is None:
            found.append(_finding("words", "say in words what would be right", None))
    if outcome is Outcome.DISPUTED and words is None:
        found.append(_finding("words", "say in words why it did not come about", None))
    return found


def _finding(field: str, message: str, value: object) -> Mapping[str, Any]:
    return {"place": f"body.{field}", "message": message, "value": None if value is None else str(value)}
