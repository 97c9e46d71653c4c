"""The letters that remind people: plain words, a link for each thing, and nothing that is not for a letter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.reminders.rules import Due, Stage

MOST_ITEMS = 50
"""How many things one letter names; whoever has more to do than that reads the list."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What a person reads."""

    subject: str
    text: str


def letter(
    name: str, found: Sequence[tuple[Due, Stage]], *, on: date, begin: str, unsubscribe: str, daily: bool
) -> Letter:
    """Return the letter that tells one person of these things; `begin` is what every link begins with."""
    overdue = [due for due, _ in found if due.is_overdue(on)]
    ahead = [due for due, _ in found if not due.is_overdue(on)]
    left_out = max(0, len(found) - MOST_ITEMS)
    overdue, ahead = overdue[:MOST_ITEMS], ahead[: max(0, MOST_ITEMS - len(overdue))]
    parts = [f"Dear {name},"]
    for heading, dues in (("Past its day:", overdue), ("Waiting for you:", ahead)):
        if dues:
            parts.append("\n\n".join([heading, *(_item(due, on, begin) for due in dues)]))
    if left_out:
        parts.append(f"And {left_out} more: {begin}/v1/due?mine=true")
    how = "You get one such letter a day at most" if daily else "You get a letter for each thing that becomes due"
    parts.append(
        f"{how}, and none when nothing new is due. To change that, see {begin}/v1/me/reminders. To get no such letter "
        f"any more: {unsubscribe}"
    )
    return Letter(_subject(found, on), "\n\n".join(parts) + "\n")


def _subject(found: Sequence[tuple[Due, Stage]], on: date) -> str:
    if len(found) == 1:
        return f"{found[0][0].outside}: {_when(found[0][0], on)}"
    overdue = sum(due.is_overdue(on) for due, _ in found)
    return f"{len(found)} things wait for you" + (f", {overdue} of them past the day" if overdue else "")


def _item(due: Due, on: date, begin: str) -> str:
    return f"- {due.outside}: {_when(due, on)}.\n  {begin}{due.path}"


def _when(due: Due, on: date) -> str:
    days = (due.due_on - on).days
    day = f"{due.due_on.day} {due.due_on:%B %Y}"
    if days == 0:
        return f"today, {day}"
    count = f"{abs(days)} day{'' if abs(days) == 1 else 's'}"
    return f"{day}, in {count}" if days > 0 else f"{day}, {count} ago"
