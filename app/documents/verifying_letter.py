"""Looks whether a standstill letter holds together: who is placed where, and day by day how standstill was counted."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from app.documents.award_content import BidStatus, SkippedDay
from app.documents.letter_content import Counted, Extended, Stage, StandstillLetter, Told
from app.documents.wording import day, instant
from app.rubrics.standstill import end_of

HOLDS: Final = (
    "Ranks follow from totals, every day from the notice to the end of standstill is listed and counted by the rule "
    "that is stated, standstill is over at the end of its last day, and where it is said to be follows from that."
)
TRUST: Final = (
    "What a file cannot show of itself: totals, reasons, which days are holidays, who declared what and what was "
    "decided on a representation are as they were issued only if the digest is the one that was published."
)

_FRIDAY: Final = 4
_STARTS: Final = {
    "beginning with the day of the ": 0,
    "counted from the day after the ": 1,
    "beginning with the day after the ": 1,
    "counted from the second day after the ": 2,
}
"""How many days after the notice, or the decision, the first day that may count is, by the words of the rule."""

_NO_END: Final = frozenset({Stage.HELD_OPEN, Stage.NONE, Stage.VOID})


def contradictions(letter: StandstillLetter) -> Iterator[str]:
    """Return a sentence for everything that the letter says and that what it lists does not bear out."""
    yield from _placed(letter)
    yield from _counted(letter.standstill)
    if letter.extended is not None:
        yield from _extended(letter.extended)
    yield from _stage(letter)


def _placed(letter: StandstillLetter) -> Iterator[str]:
    own, winner = letter.recipient, letter.winner
    for told in (own, winner):
        is_ranked = told.status is BidStatus.RANKED
        if is_ranked != (told.rank is not None) or is_ranked != (told.total is not None):
            yield f"{told.party.name} is {told.status.value}; a ranked bid, and no other, has a rank and a total."
        elif told.rank is not None and not 1 <= told.rank <= letter.ranked:
            yield f"{told.party.name} is ranked {told.rank}, and {letter.ranked} bids were ranked."
    if winner.rank is None:
        yield f"{winner.party.name} is said to win and is {winner.status.value}."
    if letter.is_for_winner:
        if own != winner:
            yield f"{own.party.name} is told two things of its own bid."
    else:
        yield from _compared(letter, own, winner)


def _compared(letter: StandstillLetter, own: Told, winner: Told) -> Iterator[str]:
    if own.rank is None or winner.rank is None or own.total is None or winner.total is None:
        return
    if own.rank == winner.rank and not (own.joint and winner.joint):
        yield f"{own.party.name} and {winner.party.name} have one rank and do not share it."
    better, worse = (own, winner) if own.rank < winner.rank else (winner, own)
    if better.total is None or worse.total is None or own.rank == winner.rank:
        return
    gap = better.total.fraction - worse.total.fraction
    if (gap < 0) if letter.more_is_better else (gap > 0):
        yield f"{better.party.name} is ranked before {worse.party.name}, and their totals say otherwise."


def _counted(pause: Counted) -> Iterator[str]:
    there = [pause.begins_on, pause.last_day, pause.ends_at]
    if not pause.applies:
        if pause.days or pause.skipped or any(each is not None for each in there):
            yield "No standstill applies, and days of one are listed."
        return
    if not pause.days or pause.begins_on is None or pause.last_day is None or pause.ends_at is None:
        yield "A standstill applies, and not all of its days are listed."
        return
    name = "the standstill"
    yield from _days(name, pause.rule, pause.days, pause.skipped, pause.notice_on)
    yield from _end(name, pause.days, pause.last_day, pause.ends_at)


def _extended(more: Extended) -> Iterator[str]:
    name = "what follows the review"
    if not more.days:
        yield f"No day of {name} is listed."
        return
    yield from _days(name, more.rule, more.days, more.skipped, more.decision_on)
    yield from _end(name, more.days, more.last_day, more.ends_at)


def _days(name: str, rule: str, days: Sequence[date], skipped: Sequence[SkippedDay], since: date) -> Iterator[str]:
    """Check that days follow one by one from the day that the rule says, and that those that count may count."""
    listed = sorted((*days, *(each.on for each in skipped)))
    if listed != [listed[0] + timedelta(days=number) for number in range(len(listed))]:
        yield f"The days of {name}, counted and not counted, do not follow on each other one by one."
    after = next((number for words, number in _STARTS.items() if words in rule), None)
    if after is None:
        yield f"The rule of {name} is no rule of this service: {rule!r}."
    elif listed[0] != since + timedelta(days=after):
        first = day(since + timedelta(days=after))
        yield f"The first day of {name} is {day(listed[0])}; by the rule stated it is {first}."
    needed, _, _ = rule.partition(" ")
    if needed != str(len(days)):
        yield f"The rule of {name} says {needed} days, and {len(days)} are counted."
    if "working days" in rule:
        yield from (f"{day(each)} is counted in {name} and is no working day." for each in days if _is_weekend(each))


def _end(name: str, days: Sequence[date], last_day: date, ends_at: datetime) -> Iterator[str]:
    if days[-1] != last_day:
        yield f"The last day of {name} is said to be {day(last_day)}; the last counted is {day(days[-1])}."
        return
    over = end_of(last_day)
    if over != ends_at:
        yield f"The end of {name} is said to be {instant(ends_at)}; its last day is over at {instant(over)}."


def _stage(letter: StandstillLetter) -> Iterator[str]:
    """Check that where standstill is said to be is where its end, and the day of the letter, put it."""
    pause, more, end = letter.standstill, letter.extended, letter.ends_at
    if (end is None) != (letter.stage in _NO_END):
        yield f"Standstill is said to be {letter.stage.value.replace('_', ' ')}, and its end is not said to fit."
        return
    ends = [each for each in (pause.ends_at, more.ends_at if more else None) if each is not None]
    if end is not None and (not ends or end != max(ends)):
        yield f"Standstill is said to be over at {instant(end)}; the days listed end otherwise."
    if end is not None and letter.stage is not Stage.PLANNED and (letter.issued_at >= end) != _is_over(letter):
        yield f"Standstill is said to be {letter.stage.value} on {instant(letter.issued_at)}, and ends {instant(end)}."
    if letter.voided_at is not None and letter.voided_at > letter.issued_at:
        yield f"The award is said to have been made void on {instant(letter.voided_at)}, after the letter."
    if letter.hearing.until not in {None, pause.ends_at}:
        yield "Representations are said to end at another moment than the standstill that was counted."


def _is_over(letter: StandstillLetter) -> bool:
    return letter.stage is Stage.OVER


def _is_weekend(each: date) -> bool:
    return each.weekday() > _FRIDAY
