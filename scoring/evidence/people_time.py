"""Turns the days of a person into FTE-years and weeks, exactly, so that parts of a year add up to the year.

A day counts one over the number of days of the contract year it falls in: a whole contract year is exactly one, leap
year or not, and quarters add up to it. Under a measure of which only a person's first 12 months count, it is one over
the days of that person's first 12 months instead, so that nobody makes more than one FTE-year there.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from scoring.evidence.people_lines import PersonLine
from scoring.evidence.spans import DAY, Span, anniversary
from scoring.exact import ONE, ZERO

DAYS_A_WEEK = 7


class Stretch(NamedTuple):
    """Days on which the same lines of a person hold, and those lines."""

    days: Span
    lines: tuple[PersonLine, ...]


def stretches(lines: Sequence[PersonLine]) -> Iterator[Stretch]:
    """Yield the days of some lines in order, cut wherever one of them begins or ends; days of none are left out."""
    turns = sorted({turn for line in lines for turn in (line.days.first, line.days.last + DAY)})
    for begins, ends in pairwise(turns):
        days = Span(begins, ends - DAY)
        here = tuple(line for line in lines if line.days.meets(days))
        if here:
            yield Stretch(days, here)


def contract_years(starts_on: date, days: Span) -> Iterator[tuple[Span, Span]]:
    """Yield each part of some days with the contract year that it falls in; days before the start have years too.

    >>> parts = contract_years(date(2025, 4, 1), Span(date(2026, 3, 31), date(2026, 4, 1)))
    >>> [(str(part), year.days) for part, year in parts]
    [('2026-03-31 to 2026-03-31', 365), ('2026-04-01 to 2026-04-01', 365)]
    """
    number = days.first.year - starts_on.year
    if anniversary(starts_on, number) > days.first:
        number -= 1
    while (begins := anniversary(starts_on, number)) <= days.last:
        year = Span(begins, anniversary(starts_on, number + 1) - DAY)
        part = year.part_of(days)
        if part is not None:
            yield part, year
        number += 1


def years(starts_on: date, days: Span) -> Fraction:
    """Return some days in years of a contract that began on a day.

    >>> years(date(2025, 4, 1), Span(date(2025, 4, 1), date(2027, 3, 31)))
    Fraction(2, 1)
    """
    return sum((Fraction(part.days, year.days) for part, year in contract_years(starts_on, days)), ZERO)


def first_year(started_on: date) -> Span:
    """Return the first 12 months of somebody who started on a day."""
    return Span(started_on, anniversary(started_on, 1) - DAY)


def fte_years(lines: Sequence[PersonLine], starts_on: date) -> Fraction:
    """Return the FTE-years of one person under one measure; posts at the same time make one full time at most.

    Source: Torbay Council, counting of local jobs by year, a part-time job as half: 10 full-time and 5 half-time people
    over 2 years are 25.
    """
    total = ZERO
    for stretch in stretches(lines):
        fraction = min(ONE, sum((line.part_time * line.share for line in stretch.lines), ZERO))
        measure, started = lines[0].measure, _started(lines)
        if measure.first_year and started is not None:
            window = first_year(started)
            part = window.part_of(stretch.days)
            total += fraction * Fraction(part.days if part else 0, window.days)
        else:
            total += fraction * years(starts_on, stretch.days)
    return total


def _started(lines: Sequence[PersonLine]) -> date | None:
    """Return the earliest start that the lines of a person state."""
    return min((line.started_on for line in lines if line.started_on is not None), default=None)


def weeks(lines: Sequence[PersonLine], starts_on: date) -> Fraction:
    """Return the weeks of one person under one measure: days ÷ 7 × share, each day once, and no more than the cap.

    Source: Essex County Council, apprenticeships in weeks; Lancashire County Council, a shared apprentice by time.
    """
    measure = lines[0].measure
    by_year: dict[date, Fraction] = {}
    for stretch in stretches(lines):
        share = min(ONE, sum((line.share for line in stretch.lines), ZERO))
        for part, year in contract_years(starts_on, stretch.days):
            key = year.first if measure.yearly else starts_on
            by_year[key] = by_year.get(key, ZERO) + Fraction(part.days, DAYS_A_WEEK) * share
    if measure.cap is None:
        return sum(by_year.values(), ZERO)
    return sum((min(measure.cap, found) for found in by_year.values()), ZERO)
