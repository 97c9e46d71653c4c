"""Which hourly rate is due on a day: a Real Living Wage holds from its announcement and must be paid by a later day.

Between the two days the old rate and the new one are both accepted. After the last day for which the table is complete
no rate is known, and nothing passes.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Final, Literal, NamedTuple

from scoring.evidence.reference_tables import DatedValue, Table
from scoring.evidence.spans import Span

Part = Literal["at_or_above", "below", "unknown"]
ADULT: Final = 18
OLDEST: Final = 200

_RANGE = re.compile(r"(?:aged? )?(\d{1,2}) ?(?:-|–|to|and under) ?(\d{1,2})?")
_FROM = re.compile(r"(?:aged? )?(\d{1,2})[ \-]?(?:\+|and[ \-]over|and above|or over|plus)")
_UNDER = re.compile(r"(?:under|below|<) ?(\d{1,2})")


class Due(NamedTuple):
    """What is due on one day: the newest rate announced, and the lowest rate that is accepted; None, not known."""

    newest: DatedValue
    accepted: DatedValue | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a rate stands over the days of a line.

    `required` is the rate that was missed, or the highest one that was reached. `since` is the first day on which it
    was missed or is not known. `in_window` says that an older rate was accepted because the newer was not yet due;
    `lapsed` that such a rate was still paid after the newer had become due; `changes` that the rate due changed
    within the line.
    """

    part: Part
    required: DatedValue | None
    since: date | None
    in_window: bool = False
    lapsed: bool = False
    changes: bool = False


def due_on(rates: Table, series: str, day: date) -> Due | None:
    """Return what is due in a region on a day, or None where the table knows no rate for that day.

    A rate whose pay-by day no source gives is due once the next one is announced; until then only the rate before it
    is known to be due. Source: the uplift must be made within six months of the announcement, as
    https://communitygiftexchange.com/living-wage-employer/ describes the Living Wage Foundation's licence.
    """
    newest = rates.on(series, day)
    if newest is None:
        return None
    rows = rates.series[series]
    before = rows[rows.index(newest) - 1] if rows.index(newest) else None
    if newest.pay_by_on is not None and newest.pay_by_on <= day:
        return Due(newest, newest)
    return Due(newest, before)


def verdict(rates: Table, series: str, paid: Fraction, days: Span) -> Verdict:
    """Return how an hourly rate stands over all the days of a line: the worst day decides, and is named."""
    found = [_on(rates, series, paid, day) for day in _turns(rates, series, days)]
    changes = len({each.required for each in found}) > 1
    worst = next((each for part in ("below", "unknown") for each in found if each.part == part), found[-1])
    window = any(each.in_window for each in found) and worst.part == "at_or_above"
    return Verdict(worst.part, worst.required, worst.since, window, worst.lapsed, changes)


def _on(rates: Table, series: str, paid: Fraction, day: date) -> Verdict:
    due = due_on(rates, series, day)
    if due is None:
        return Verdict("unknown", None, day)
    if paid >= due.newest.value:
        return Verdict("at_or_above", due.newest, None)
    if due.accepted is None:
        return Verdict("unknown", due.newest, day)
    if paid < due.accepted.value:
        rows = rates.series[series]
        place = rows.index(due.accepted)
        lapsed = place > 0 and paid >= rows[place - 1].value
        return Verdict("below", due.accepted, day, lapsed=lapsed)
    known = due.newest.pay_by_on is not None
    return Verdict("at_or_above" if known else "unknown", due.accepted, None if known else day, in_window=known)


def _turns(rates: Table, series: str, days: Span) -> list[date]:
    """Return the first day of a line and every later one on which what is due may change."""
    ends = rates.complete_to
    turns = {row.first for row in rates.series.get(series, ())}
    turns |= {row.pay_by_on for row in rates.series.get(series, ()) if row.pay_by_on is not None}
    turns |= set() if ends is None else {ends + timedelta(days=1)}
    return [days.first, *sorted(turn for turn in turns if days.first < turn <= days.last)]


class Ages(NamedTuple):
    """Ages from the youngest to the oldest, both included."""

    youngest: int
    oldest: int

    def meets(self, other: "Ages") -> bool:
        """Say whether somebody could be of both."""
        return self.youngest <= other.oldest and other.youngest <= self.oldest


def ages(text: str) -> Ages | None:
    """Return the ages that an age group stands for, or None where it names none.

    >>> ages("18-20"), ages("21 and over"), ages("under 18"), ages("adult")
    (Ages(youngest=18, oldest=20), Ages(youngest=21, oldest=200), Ages(youngest=0, oldest=17), None)
    """
    plain = text.strip().lower().replace("-to-", "-")
    if found := _UNDER.fullmatch(plain):
        return Ages(0, int(found[1]) - 1)
    if found := _FROM.fullmatch(plain):
        return Ages(int(found[1]), OLDEST)
    if (found := _RANGE.fullmatch(plain)) and found[2] and int(found[1]) <= int(found[2]):
        return Ages(int(found[1]), int(found[2]))
    return None


class Minimum(NamedTuple):
    """The lowest legal rate that could apply, and the highest; the two differ where the age group is too wide."""

    lowest: DatedValue
    highest: DatedValue


def legal_minimum(minimums: Table, group: Ages, days: Span, *, apprentice: bool) -> Minimum | None:
    """Return the statutory minimum on the last day of a line, or None where the table holds none.

    The rate rises on 1 April; a line that spans it is held against the rate at its end. An apprentice is held against
    the apprentices' rate, the lowest that could apply: after the first year an apprentice of 19 or over is due more.
    Source: National Minimum Wage Regulations 2015, as the table statutory-minimum-wage holds their rates.
    """
    series = ["apprentice"] if apprentice else [name for name in minimums.series if _of_age(name, group)]
    rows = [row for name in series if (row := minimums.on(name, days.last)) is not None]
    if not rows:
        return None
    ordered = sorted(rows, key=lambda row: row.value)
    return Minimum(ordered[0], ordered[-1])


def _of_age(series: str, group: Ages) -> bool:
    found = ages(series)
    return found is not None and found.meets(group)
