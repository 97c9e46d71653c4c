"""Cuts the term of a contract into periods and a promise into targets, so that nothing is lost or counted twice."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from app.kit.model import Exact
from scoring.delivery import whole_split

_DAY = timedelta(days=1)
_UNIT = 10**Exact.places


class Rhythm(StrEnum):
    """How often something is due."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"


MONTHS = {Rhythm.MONTHLY: 1, Rhythm.QUARTERLY: 3, Rhythm.YEARLY: 12}


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days, both ends included. `share` is 1 for a whole period and less for a last one cut short."""

    label: str
    starts_on: date
    ends_on: date
    share: Fraction


def cut(starts_on: date, ends_on: date, rhythm: Rhythm) -> list[Period]:
    """Return the periods of a term, counted from its first day; the last one ends with the term.

    A month that has no such day gives its last: what starts on 31 January goes on, month by month, on 28 February
    and then on 31 March.
    """
    months, found, number, first = MONTHS[rhythm], list[Period](), 0, starts_on
    while first <= ends_on:
        number += 1
        following = _later(starts_on, months * number)
        last = min(following - _DAY, ends_on)
        share = Fraction((last - first).days + 1, (following - first).days)
        found.append(Period(named(first, last), first, last, share))
        first = following
    return found


def split(promised: Decimal, shares: Sequence[Fraction], *, whole: bool = False) -> list[Decimal]:
    """Return the promise split in proportion to `shares`, in ten-thousandths, by largest remainder.

    The parts make exactly `promised`. What is left after rounding down goes, a ten-thousandth each, to the parts
    that lost most by it, the earlier first where they lost the same. Where what is counted comes in whole ones only
    (`whole`) and the promise is a whole number, so is every part.

    >>> split(Decimal(1), [Fraction(1)] * 3)
    [Decimal('0.3334'), Decimal('0.3333'), Decimal('0.3333')]
    >>> split(Decimal(3), [Fraction(1)] * 4, whole=True)
    [Decimal('0'), Decimal('1'), Decimal('1'), Decimal('1')]
    """
    if whole and promised == promised.to_integral_value():
        return [Decimal(part) for part in whole_split(int(promised), shares)]
    units = int(promised.scaleb(Exact.places))
    total = sum(shares, Fraction(0))
    exact = [units * share / total for share in shares]
    parts = [value.numerator // value.denominator for value in exact]
    by_loss = sorted(range(len(parts)), key=lambda place: (parts[place] - exact[place], place))
    for place in by_loss[: units - sum(parts)]:
        parts[place] += 1
    return [Decimal(part).scaleb(-Exact.places).normalize() + 0 for part in parts]


def named(first: date, last: date) -> str:
    """Return how people call a stretch of days: `April to June 2026`, or both days in full where it is no month.

    >>> named(date(2026, 4, 1), date(2026, 6, 30)), named(date(2026, 4, 1), date(2026, 4, 30))
    ('April to June 2026', 'April 2026')
    >>> named(date(2025, 12, 1), date(2026, 2, 28)), named(date(2026, 4, 6), date(2026, 7, 5))
    ('December 2025 to February 2026', '6 April 2026 to 5 July 2026')
    """
    if first.day != 1 or last.day != calendar.monthrange(last.year, last.month)[1]:
        return f"{first.day} {first:%B %Y} to {last.day} {last:%B %Y}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first:%B %Y}"
    return f"{first:%B}{'' if first.year == last.year else f' {first.year}'} to {last:%B %Y}"


def _later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
