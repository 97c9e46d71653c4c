"""Sees that nobody is counted twice: one kind of barrier for each person, and no more than all of anybody's time."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Final

from scoring.evidence.people_lines import PersonLine
from scoring.evidence.people_time import first_year, stretches
from scoring.evidence.spans import Span
from scoring.exact import HUNDRED, ONE, ZERO
from scoring.findings import Collector
from scoring.rounding import shown

MOST_LINES: Final = 100
"""More lines of one person in one report are no honest record of a job, and would take long to lay over each other."""


MOST_WEEKS: Final = 100
"""More full-time weeks of different length are those of no employer, and their exact sum takes without end."""


def too_many(lines: Sequence[PersonLine], out: Collector) -> frozenset[str]:
    """Return the places of the lines of persons who have too many, after reporting each."""
    refused = set()
    for mine in by_person(lines).values():
        if len(mine) > MOST_LINES:
            for line in mine:
                message = f"is one of {len(mine)} lines of one person, and {MOST_LINES} are the most: join them"
                out.add("person.too_many_lines", line.place, message)
                refused.add(line.place)
    return frozenset(refused)


def too_many_weeks(lines: Sequence[PersonLine], out: Collector) -> frozenset[str]:
    """Return the places of every line that states a full-time week where they state too many, after reporting each."""
    stated = [line for line in lines if line.full_time is not None]
    weeks = len({line.full_time for line in stated})
    if weeks <= MOST_WEEKS:
        return frozenset()
    for line in stated:
        message = f"is one of lines with {weeks} different full-time weeks, and {MOST_WEEKS} are the most: mend them"
        out.add("full_time.too_many", line.row.at("full_time_hours"), message)
    return frozenset(line.place for line in stated)


def by_person(lines: Iterable[PersonLine]) -> dict[str, list[PersonLine]]:
    """Return the lines of each person."""
    found: dict[str, list[PersonLine]] = {}
    for line in lines:
        found.setdefault(line.person, []).append(line)
    return found


def twice_in_a_group(lines: Sequence[PersonLine], out: Collector) -> frozenset[str]:
    """Return the places of lines that claim a person under two measures of one group, after reporting each.

    Neither is chosen over the other: the supplier keeps one. Local employment is in no group, so that a person counts
    there and under one barrier. Source: Torbay Council, https://www.torbay.gov.uk/council/social-value/toms-dos-and-donts/.
    """
    refused = set()
    for mine in by_person(line for line in lines if line.measure.group).values():
        for group in sorted({line.measure.group for line in mine}):
            here = [line for line in mine if line.measure.group == group]
            measures = sorted({line.measure.id for line in here})
            if len(measures) < len(("one", "other")):
                continue
            refused |= {line.place for line in here}
            for line in here:
                message = f"claims one person under {' and '.join(measures)}: keep one, because they exclude each other"
                out.add("person.two_of_a_group", line.place, message)
    return frozenset(refused)


def over_attributed(lines: Sequence[PersonLine], out: Collector) -> frozenset[str]:
    """Return the places of lines by which contracts share more than all of a person's time, after reporting each.

    On each day the largest share that a contract claims of a person counts once for it, under however many measures.
    Source: Lancashire County Council, apprentices shared between contracts by their time on each:
    https://www.lancashire.gov.uk/business/social-value/definitions/.
    """
    refused = set()
    for mine in by_person(lines).values():
        for stretch in stretches(mine):
            total = attributed((line.contract, line.share) for line in stretch.lines)
            if total <= ONE:
                continue
            for line in stretch.lines:
                message = (
                    f"shares {shown(total * HUNDRED)}% of one person's time between contracts on {stretch.days.first}: "
                    "the shares cannot exceed 100% together"
                )
                out.add("person.over_attributed", line.place, message)
            refused |= {line.place for line in stretch.lines}
    return frozenset(refused)


def attributed(shares: Iterable[tuple[str, Fraction]]) -> Fraction:
    """Return how much of something its contracts claim together: for each contract its largest share.

    >>> attributed([("A", Fraction(3, 5)), ("A", Fraction(3, 5)), ("B", Fraction(1, 2))])
    Fraction(11, 10)
    """
    largest: dict[str, Fraction] = {}
    for contract, share in shares:
        largest[contract] = max(largest.get(contract, ZERO), share)
    return sum(largest.values(), ZERO)


def not_recruited(lines: Sequence[PersonLine], contract: Span, out: Collector) -> frozenset[str]:
    """Return the places of lines of people who were there before the contract, where a measure counts recruits."""
    refused = set()
    for line in lines:
        if line.measure.first_year and line.started_on is not None and line.started_on < contract.first:
            message = (
                f"started before the contract, on {contract.first}: {line.measure.id} counts people recruited to it"
            )
            out.add("person.recruited_before", line.row.at("started_on"), message)
            refused.add(line.place)
    return frozenset(refused)


def say_limits(groups: Mapping[tuple[str, str], Sequence[PersonLine]], out: Collector) -> None:
    """Report what counts for less than it says: starts that differ, days after a first year, more than full time."""
    for lines in groups.values():
        measure = lines[0].measure
        starts = {line.started_on for line in lines if line.started_on is not None}
        if len(starts) > 1:
            message = "gives the person another start than another line does: the earliest counts"
            out.add("person.starts_differ", lines[-1].row.at("started_on"), message)
        if measure.first_year and starts:
            window = first_year(min(starts))
            for line in lines:
                if line.days.last > window.last:
                    message = f"counts to {window.last} only: {measure.id} counts the first 12 months of each person"
                    out.add("person.after_first_year", line.place, message)
        for stretch in stretches(lines):
            if sum((line.part_time * line.share for line in stretch.lines), ZERO) > ONE:
                message = (
                    f"makes more than one full time with other lines of the person from {stretch.days.first}: 1 counts"
                )
                out.add("person.over_full_time", stretch.lines[-1].place, message)
