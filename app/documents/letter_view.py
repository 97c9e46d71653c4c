"""Arranges a standstill letter for the page: in sentences where standstill is, and day by day how it was counted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.documents.award_content import SkippedDay
from app.documents.letter_content import Stage, StandstillLetter
from app.documents.wording import day, instant, plural, weekday

LETTER_KIND: Final = "Standstill letter"

LETTER_SECTIONS: Final = {
    "outcome": "Where you stand",
    "standstill": "How standstill is counted",
    "hearing": "How to be heard",
    "intention": "The intention to award",
    "parties": "The parties",
    "check": "How to check this document",
}

NOTICE_PLANNED: Final = (
    "If the notice is published on another day, the days are counted again and you get a new letter."
)
AS_SOON: Final = "Write as soon as you can: the regime held here sets no last moment for it."
BEFORE_THE_END: Final = (
    "Write before standstill ends, because a contract may be made after it; the regime held here sets no other last "
    "moment."
)
NOTHING_RUNS: Final = (
    "No contract is made under it and no standstill of it runs any more. A new decision comes with a letter of its own."
)


@dataclass(frozen=True, slots=True)
class DayLine:
    """One day of the calendar and what it counts as."""

    on: date
    said: str


class LetterView:
    """What the letter's template asks of it."""

    def __init__(self, letter: StandstillLetter) -> None:
        """Arrange `letter` once."""
        self.letter = letter
        self.is_for_winner = letter.is_for_winner
        self.is_void = letter.stage is Stage.VOID
        pause = letter.standstill
        self.calendar = _calendar(pause.days, pause.skipped)
        more = letter.extended
        self.calendar_after_review = () if more is None else _calendar(more.days, more.skipped)
        self.to_check = ", ".join(each.replace("_", " ") for each in pause.to_check)

    @property
    def pause(self) -> tuple[str, ...]:
        """Where standstill is, in sentences that fit the first page."""
        letter = self.letter
        pause, last = letter.standstill, letter.standstill.last_day
        if letter.voided_at is not None:
            return (f"The award was made void on {instant(letter.voided_at)}.", NOTHING_RUNS)
        if not pause.applies or last is None:
            return ("No standstill applies to this contract.",)
        days = plural(len(pause.days), "day")
        if letter.stage is Stage.PLANNED:
            planned = f"The notice is planned for {weekday(pause.notice_on)}. Standstill then lasts {days} that count, "
            return (f"{planned}to the end of {weekday(last)}.", NOTICE_PLANNED)
        published = f"The notice was published on {weekday(pause.notice_on)}."
        if letter.stage is Stage.HELD_OPEN:
            return (
                published,
                "A representation keeps standstill open until it is decided. No contract is made before.",
            )
        end = letter.extended.last_day if self._ends_after_review and letter.extended else last
        verb = "was over" if letter.stage is Stage.OVER else "lasts to"
        said = f"Standstill {verb} {'at ' if letter.stage is Stage.OVER else ''}the end of {weekday(end)}."
        return (published, said) if letter.stage is Stage.OVER else (published, said, "No contract is made before.")

    @property
    def heard_until(self) -> str:
        """Until when one can be heard, in a sentence."""
        until, last = self.letter.hearing.until, self.letter.standstill.last_day
        if self.is_void:
            return "The award is void, so there is nothing to be said against it any more."
        if until is None or last is None:
            return AS_SOON if last is None or self.letter.stage is Stage.OVER else BEFORE_THE_END
        if self.letter.stage is Stage.OVER:
            return f"The last moment to be heard was midnight at the end of {weekday(last)}."
        return f"What you say must reach the authority by midnight at the end of {weekday(last)}."

    @property
    def masthead_date(self) -> str:
        """The last day of standstill as the masthead shows it, or why there is none."""
        letter = self.letter
        if letter.stage in {Stage.VOID, Stage.NONE}:
            return "none runs"
        if letter.stage is Stage.HELD_OPEN or letter.standstill.last_day is None:
            return "held open"
        last = letter.standstill.last_day
        return day(letter.extended.last_day if self._ends_after_review and letter.extended else last)

    @property
    def _ends_after_review(self) -> bool:
        more = self.letter.extended
        return more is not None and more.ends_at == self.letter.ends_at


def _calendar(days: tuple[date, ...], skipped: Iterable[SkippedDay]) -> tuple[DayLine, ...]:
    counting = [DayLine(on, f"day {place} of {len(days)}") for place, on in enumerate(days, start=1)]
    return tuple(sorted((*counting, *(DayLine(each.on, f"does not count: {each.why}") for each in skipped)), key=_on))


def _on(line: DayLine) -> date:
    return line.on
