"""Days from one to another, both included: the period that evidence is for, its months, and what reaches beyond it."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from scoring.reading import Reader

DAY = timedelta(days=1)
MONTHS_A_YEAR = 12


class Span(NamedTuple):
    """Days from `first` to `last`, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """Return how many days there are."""
        return (self.last - self.first).days + 1

    def meets(self, other: "Span") -> bool:
        """Say whether the two share a day."""
        return self.first <= other.last and other.first <= self.last

    def holds(self, other: "Span") -> bool:
        """Say whether the other lies wholly within this one."""
        return self.first <= other.first and other.last <= self.last

    def part_of(self, other: "Span") -> "Span | None":
        """Return the days that the two share, or None where they share none."""
        return Span(max(self.first, other.first), min(self.last, other.last)) if self.meets(other) else None

    def months(self) -> Iterator["Span"]:
        """Yield the days of each calendar month within the span.

        >>> [str(month.first) for month in Span(date(2026, 11, 15), date(2027, 1, 2)).months()]
        ['2026-11-15', '2026-12-01', '2027-01-01']
        """
        begins = self.first
        while begins <= self.last:
            following = (begins.replace(day=1) + timedelta(days=31)).replace(day=1)
            yield Span(begins, min(following - DAY, self.last))
            begins = following

    def whole_months(self) -> int | None:
        """Return how many whole calendar months the span is, or None where it begins or ends within one.

        >>> Span(date(2024, 2, 1), date(2024, 4, 30)).whole_months()
        3
        >>> Span(date(2024, 2, 2), date(2024, 4, 30)).whole_months() is None
        True
        """
        if self.first.day != 1 or (self.last + DAY).day != 1:
            return None
        return (self.last.year - self.first.year) * MONTHS_A_YEAR + self.last.month - self.first.month + 1

    def __str__(self) -> str:
        """Return the span in words."""
        return f"{self.first} to {self.last}"


def first_gap(period: Span, days: Iterable[Span]) -> date | None:
    """Return the first day of a period that none of some spans holds, or None where they hold them all.

    >>> june = Span(date(2026, 6, 1), date(2026, 6, 30))
    >>> first_gap(june, [Span(date(2026, 6, 1), date(2026, 6, 9))])
    datetime.date(2026, 6, 10)
    """
    wanted = period.first
    for span in sorted(days):
        if span.first > wanted:
            break
        wanted = max(wanted, span.last + DAY)
    return wanted if wanted <= period.last else None


def read_period(settings: Reader) -> Span | None:
    """Return the period that settings state as {"from": …, "to": …}, or None after reporting what is wrong with it."""
    inner = settings.child("period", "the first and the last day that the evidence is for")
    if inner is None:
        return None
    inner.known("from", "to")
    first, last = inner.day("from", "the first day of the period"), inner.day("to", "the last day of the period")
    if first is None or last is None:
        return None
    if last < first:
        inner.add("period.order", "to", f"is before the first day, {first}: swap the two", value=str(last))
        return None
    return Span(first, last)


def anniversary(day: date, years: int) -> date:
    """Return the same day so many years on; 29 February becomes 1 March where a year has none.

    >>> anniversary(date(2024, 2, 29), 1), anniversary(date(2025, 4, 1), 2)
    (datetime.date(2025, 3, 1), datetime.date(2027, 4, 1))
    """
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def month_words(span: Span) -> str:
    """Return the month of a span in words.

    >>> month_words(Span(date(2026, 7, 1), date(2026, 7, 31)))
    'July 2026'
    """
    return f"{span.first:%B %Y}"
