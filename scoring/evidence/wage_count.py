"""Counts people and hours at or above the Real Living Wage: people by the lowest month, hours over the whole period."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from scoring.evidence.reference_tables import Table
from scoring.evidence.spans import Span
from scoring.evidence.wage_lines import PayLine, Unread
from scoring.evidence.wage_rates import Verdict, verdict
from scoring.exact import HUNDRED, ZERO, exact_sum


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
    """The people of one month; `complete` is False where a line could not even be counted."""

    days: Span
    people: Count
    complete: bool

    @property
    def share(self) -> Fraction | None:
        """Return the percentage of people proved, or None where it cannot be known."""
        return self.people.share if self.complete else None


def judge(lines: Sequence[PayLine], rates: Table) -> list[Judged]:
    """Hold each line that counts, or may count, against the rates due in its region on its days."""
    return [
        Judged(
            line, verdict(rates, line.region, line.rate, line.days) if line.counts in {"counted", "unknown"} else None
        )
        for line in lines
    ]


def months(judged: Sequence[Judged], unread: Sequence[Unread], period: Span) -> list[Month]:
    """Return the people of each month of a period; a line counts in every month that it has a day in.

    A person is paid at or above the rate only if every hour is, overtime included: where hours without people (lines
    with a headcount of 0) are below it or not known, so is everybody of the same role, region and kind of contract.
    """
    found = []
    for days in period.months():
        here = [each for each in judged if each.verdict is not None and each.line.days.meets(days)]
        tainted = {each.line.band: each.part for each in here if not each.line.headcount and each.part == "unknown"}
        tainted |= {each.line.band: each.part for each in here if not each.line.headcount and each.part == "below"}
        people = {"at_or_above": ZERO, "below": ZERO, "unknown": ZERO}
        for each in here:
            part = tainted.get(each.line.band, each.part) if each.part == "at_or_above" else each.part
            people[part] += each.line.headcount
        people["unknown"] += sum(line.headcount or 0 for line in unread)
        complete = all(line.headcount is not None for line in unread)
        found.append(Month(days, Count(**people), complete))
    return found


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
