"""Counts people and hours at or above the Real Living Wage: people by the lowest month, hours over the whole period."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import accumulate
from typing import NamedTuple

from scoring.evidence.reference_tables import Table
from scoring.evidence.spans import DAY, Span
from scoring.evidence.wage_lines import PayLine, Unread
from scoring.evidence.wage_rates import Verdict, verdict
from scoring.exact import HUNDRED, ZERO, exact_sum

Band = tuple[str, str, str]


class Judged(NamedTuple):
    """A pay line and how its rate stands; None where it does not count."""

    line: PayLine
    verdict: Verdict | None

    @property
    def part(self) -> str:
        """Return what the line counts as."""
        if self.verdict is None:
            return self.line.counts
        return "unknown" if self.line.counts == "unknown" else self.verdict.part

    @property
    def shortfall(self) -> Fraction:
        """Return by how many pounds the hours of the line fall short of the rate that was due."""
        if self.part != "below" or self.verdict is None or self.verdict.required is None:
            return ZERO
        return (self.verdict.required.value - self.line.rate) * self.line.hours


@dataclass(frozen=True, slots=True)
class Count:
    """People or hours by what is known of their pay."""

    at_or_above: Fraction = ZERO
    below: Fraction = ZERO
    unknown: Fraction = ZERO

    @property
    def whole(self) -> Fraction:
        """Return everybody, or every hour, that counts."""
        return self.at_or_above + self.below + self.unknown

    @property
    def share(self) -> Fraction | None:
        """Return the percentage proved: what is not known is not proved; None where nothing at all is known."""
        if not self.at_or_above + self.below:
            return None
        return self.at_or_above * HUNDRED / self.whole


class Month(NamedTuple):
    """The people of one month; `complete` is False where a line could not even be counted, or is of nobody's hours."""

    days: Span
    people: Count
    complete: bool

    @property
    def share(self) -> Fraction | None:
        """Return the percentage of people proved, or None where it cannot be known."""
        return self.people.share if self.complete else None


def judge(lines: Sequence[PayLine], rates: Table) -> list[Judged]:
    """Hold each line that counts, or may count, against the rates due in its region on its days."""
    known: dict[tuple[str, Fraction, Span], Verdict] = {}
    judged = []
    for line in lines:
        key = (line.region, line.rate, line.days)
        if line.counts not in {"counted", "unknown"}:
            judged.append(Judged(line, None))
            continue
        if key not in known:
            known[key] = verdict(rates, *key)
        judged.append(Judged(line, known[key]))
    return judged


def by_month(judged: Iterable[Judged], months: Sequence[Span]) -> list[list[Judged]]:
    """Return the lines that count of each of some months that follow one another; one may be in several."""
    starts = [month.first for month in months]
    found: list[list[Judged]] = [[] for _ in months]
    for each in judged:
        if each.verdict is not None:
            first = max(bisect_right(starts, each.line.days.first) - 1, 0)
            for place in range(first, bisect_right(starts, each.line.days.last)):
                found[place].append(each)
    return found


class Group(NamedTuple):
    """How many people of one band there are in a month, how many are below, and of how many it is not known.

    `ownerless` are lines of hours below the rate, or not known, where the band has nobody who could have worked them.
    """

    people: int
    below: int
    unknown: int
    ownerless: tuple[PayLine, ...] = ()


def groups(here: Iterable[Judged], month: Span) -> dict[Band, Group]:
    """Return the people of each band in one month: as many as its lines have on the day on which they have most.

    Lines for the same days are of different people and add up; lines for days that follow one another, such as two
    fortnights, are of the same. Whoever is below on some days is below in the month. A person is paid at or above the
    rate only if every hour is, overtime included: hours without people (a headcount of 0) that are below it, or not
    known, make everybody of the band so.
    """
    lines: dict[Band, list[Judged]] = {}
    for each in here:
        lines.setdefault(each.line.band, []).append(each)
    return {band: _group(found, month) for band, found in lines.items()}


def _group(found: Sequence[Judged], month: Span) -> Group:
    def most(part: str) -> int:
        return most_at_once([each.line for each in found if each.part == part], month)

    people = most_at_once([each.line for each in found], month)
    hours_only = {each.part for each in found if not each.line.headcount}
    if not people:
        return Group(0, 0, 0, tuple(each.line for each in found if each.part in {"below", "unknown"}))
    below = people if "below" in hours_only else most("below")
    unknown = people if "unknown" in hours_only else most("unknown")
    return Group(people, below, min(unknown, people - below))


def most_at_once(lines: Iterable[PayLine], days: Span) -> int:
    """Return the largest number of people that some lines have together on one of some days."""
    steps = dict[date, int]()
    for line in lines:
        if (part := line.days.part_of(days)) is not None:
            steps[part.first] = steps.get(part.first, 0) + line.headcount
            steps[part.last + DAY] = steps.get(part.last + DAY, 0) - line.headcount
    return max(accumulate(steps[day] for day in sorted(steps)), default=0)


def months(judged: Sequence[Judged], unread: Sequence[Unread], period: Span) -> list[Month]:
    """Return the people of each month of a period; a line counts in every month that it has a day in."""
    spans = list(period.months())
    lost = sum(line.headcount or 0 for line in unread)
    complete = all(line.headcount is not None for line in unread)
    found = []
    for days, here in zip(spans, by_month(judged, spans), strict=True):
        bands = groups(here, days).values()
        people, below, unknown = (sum(getattr(band, name) for band in bands) for name in ("people", "below", "unknown"))
        count = Count(Fraction(people - below - unknown), Fraction(below), Fraction(unknown + lost))
        found.append(Month(days, count, complete and not any(band.ownerless for band in bands)))
    return found


def ownerless(judged: Sequence[Judged], period: Span) -> list[PayLine]:
    """Return every line of hours of which some month does not show whose they are, each once, in order."""
    spans = list(period.months())
    found = {
        line.place: line
        for days, here in zip(spans, by_month(judged, spans), strict=True)
        for band in groups(here, days).values()
        for line in band.ownerless
    }
    return list(found.values())


def lowest(found: Sequence[Month]) -> Month | None:
    """Return the month with the lowest share proved, or the first month of which nothing is known."""
    if not found:
        return None
    blank = next((month for month in found if month.share is None), None)
    return blank or min(found, key=lambda month: (month.share, month.days.first))


def hours(judged: Sequence[Judged], unread: Sequence[Unread]) -> Count | None:
    """Return the hours of the period; None where a line's hours could not be read."""
    if any(line.hours is None for line in unread):
        return None
    parts = {
        part: exact_sum([each.line.hours for each in judged if each.verdict is not None and each.part == part])
        for part in ("at_or_above", "below", "unknown")
    }
    parts["unknown"] += exact_sum([line.hours for line in unread if line.hours is not None])
    return Count(**parts)
