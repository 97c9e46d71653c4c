"""Arranges a standstill letter for the page: in sentences where standstill is, and day by day how it was counted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.documents.award_content import SkippedDay
from app.documents.catalogue import say, say_many, says
from app.documents.letter_content import Stage, StandstillLetter, Told
from app.documents.wording import day, instant, ordinal, weekday

LETTER_KIND: Final = says("Standstill letter")

LETTER_SECTIONS: Final = {
    "outcome": says("Where you stand"),
    "standstill": says("How standstill is counted"),
    "hearing": says("How to be heard"),
    "intention": says("The intention to award"),
    "parties": says("The parties"),
    "check": says("How to check this document"),
}

NOTICE_PLANNED: Final = says(
    "If the notice is published on another day, the days are counted again and you get a new letter."
)
AS_SOON: Final = says("Write as soon as you can: the regime held here sets no last moment for it.")
BEFORE_THE_END: Final = says(
    "Write before standstill ends, because a contract may be made after it; the regime held here sets no other last "
    "moment."
)
FIRST_DAY: Final = says("standstill begins, and the days are counted from the next one")
HELD_OPEN: Final = says("A representation keeps standstill open until it is decided. No contract is made before.")
NO_CONTRACT: Final = says("No contract is made before.")
NOTHING_RUNS: Final = says(
    "No contract is made under it and no standstill of it runs any more. A new decision comes with a letter of its own."
)


@dataclass(frozen=True, slots=True)
class DayLine:
    """One day of the calendar: what it counts as, or why it does not count."""

    on: date
    said: str | None
    why_not: str | None = None


class LetterView:
    """What the letter's template asks of it."""

    def __init__(self, letter: StandstillLetter) -> None:
        """Arrange `letter` once."""
        self.letter = letter
        self.is_for_winner = letter.is_for_winner
        self.is_void = letter.stage is Stage.VOID
        pause = letter.standstill
        self.calendar = _calendar(pause.days, pause.skipped, begins_on=pause.begins_on)
        more = letter.extended
        self.calendar_after_review = () if more is None else _calendar(more.days, more.skipped)
        self.to_check = tuple(each.replace("_", " ") for each in pause.to_check)

    @property
    def pause(self) -> tuple[str, ...]:
        """Where standstill is, in sentences that fit the first page."""
        letter = self.letter
        pause, last = letter.standstill, letter.standstill.last_day
        if letter.voided_at is not None:
            return (say("The award was made void on %(at)s.", at=instant(letter.voided_at)), say(NOTHING_RUNS))
        if not pause.applies or last is None:
            return (say("No standstill applies to this contract."),)
        if letter.stage is Stage.PLANNED:
            planned = say_many(
                "The notice is planned for %(notice)s. Standstill then lasts %(count)s day that counts, to the end of "
                "%(last)s.",
                "The notice is planned for %(notice)s. Standstill then lasts %(count)s days that count, to the end of "
                "%(last)s.",
                len(pause.days),
                notice=weekday(pause.notice_on),
                last=weekday(last),
            )
            return (planned, say(NOTICE_PLANNED))
        published = say("The notice was published on %(day)s.", day=weekday(pause.notice_on))
        if letter.stage is Stage.HELD_OPEN:
            return (published, say(HELD_OPEN))
        end = weekday(letter.extended.last_day if self._ends_after_review and letter.extended else last)
        if letter.stage is Stage.OVER:
            return (published, say("Standstill was over at the end of %(day)s.", day=end))
        return (published, say("Standstill lasts to the end of %(day)s.", day=end), say(NO_CONTRACT))

    @property
    def heard_until(self) -> str:
        """Until when one can be heard, in a sentence."""
        until, last = self.letter.hearing.until, self.letter.standstill.last_day
        if self.is_void:
            return say("The award is void, so there is nothing to be said against it any more.")
        if until is None or last is None:
            return say(AS_SOON) if last is None or self.letter.stage is Stage.OVER else say(BEFORE_THE_END)
        if self.letter.stage is Stage.OVER or self.letter.issued_at >= until:
            return say("The last moment to be heard was midnight at the end of %(day)s.", day=weekday(last))
        return say("What you say must reach the authority by midnight at the end of %(day)s.", day=weekday(last))

    @property
    def masthead_date(self) -> str:
        """The last day of standstill as the masthead shows it, or why there is none."""
        letter = self.letter
        if letter.stage in {Stage.VOID, Stage.NONE}:
            return say("none runs")
        if letter.stage is Stage.HELD_OPEN or letter.standstill.last_day is None:
            return say("held open")
        last = letter.standstill.last_day
        return day(letter.extended.last_day if self._ends_after_review and letter.extended else last)

    @staticmethod
    def place(bid: Told) -> str | None:
        """The place of a ranked bid, and whether it shares it; None for any other."""
        if bid.rank is None:
            return None
        return f"{ordinal(bid.rank)} {say('jointly')}" if bid.joint else ordinal(bid.rank)

    @property
    def _ends_after_review(self) -> bool:
        more = self.letter.extended
        return more is not None and more.ends_at == self.letter.ends_at


def _calendar(
    days: tuple[date, ...], skipped: Iterable[SkippedDay], *, begins_on: date | None = None
) -> tuple[DayLine, ...]:
    """Return every day in its order; the day on which standstill begins is one of them where it does not count too."""
    lines = {} if begins_on is None or not days else {begins_on: DayLine(begins_on, say(FIRST_DAY))}
    lines |= {each.on: DayLine(each.on, None, each.why) for each in skipped}
    for place, on in enumerate(days, start=1):
        lines[on] = DayLine(on, say("day %(place)s of %(count)s", place=place, count=len(days)))
    return tuple(sorted(lines.values(), key=_on))


def _on(line: DayLine) -> date:
    return line.on
