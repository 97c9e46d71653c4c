"""Shows pay by month, by band and by rate so that nobody's pay can be read off, or worked out by subtraction."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from scoring.evidence import wage_count
from scoring.evidence.reference_tables import DatedValue, Table
from scoring.evidence.small_numbers import hidden
from scoring.evidence.spans import Span, month_words
from scoring.evidence.wage_count import Band, Judged, Month
from scoring.exact import ZERO, exact_text
from scoring.rounding import shown


class BandCount(NamedTuple):
    """A band of people: how many there are and how many are below, in the month with the most, and by how much."""

    people: int
    below: int
    shortfall: Fraction


def by_month(months: Sequence[Month], smallest: int) -> list[dict[str, Any]]:
    """Return each month with its share; the numbers behind it are left out where they are small."""
    return [
        {
            "month": month_words(month.days),
            "share_percent": None if month.share is None else exact_text(month.share),
            "people": None if month.people.whole < smallest else exact_text(month.people.whole),
            "at_or_above": None if month.people.whole < smallest else exact_text(month.people.at_or_above),
            "not_known": None if month.people.whole < smallest else exact_text(month.people.unknown),
        }
        for month in months
    ]


def bands(judged: Sequence[Judged], period: Span) -> dict[Band, BandCount]:
    """Return the count of each band: a role in one region with one kind of contract."""
    people: dict[Band, int] = {}
    below: dict[Band, int] = {}
    short: dict[Band, Fraction] = {}
    for each in judged:
        if each.verdict is not None:
            short[each.line.band] = short.get(each.line.band, ZERO) + each.shortfall
    months = list(period.months())
    for month, here in zip(months, wage_count.by_month(judged, months), strict=True):
        for band, group in wage_count.groups(here, month).items():
            people[band] = max(people.get(band, 0), group.people)
            below[band] = max(below.get(band, 0), group.below)
    return {band: BandCount(people.get(band, 0), below.get(band, 0), short[band]) for band in sorted(short)}


def few_are_below(counts: Mapping[Band, BandCount], smallest: int) -> bool:
    """Say whether so few people are below that even a total over all bands would tell what one of them is paid."""
    return hidden({band: count.below for band, count in counts.items()}, smallest)[1]


def by_band(counts: Mapping[Band, BandCount], smallest: int) -> list[dict[str, Any]]:
    """Return who is below, by band; None stands for a number that is hidden, because a person could be recognised."""
    small, _ = hidden({band: count.people for band, count in counts.items()}, smallest)
    few, _ = hidden({band: count.below for band, count in counts.items()}, smallest)
    return [
        {
            "role": band[0],
            "region": band[1],
            "contract_type": band[2],
            "people": None if band in small else count.people,
            "below": None if band in small | few else count.below,
            "shortfall": None if band in small | few else exact_text(count.shortfall),
            "hidden": band in small | few,
        }
        for band, count in counts.items()
    ]


def rates_used(
    rates: Table, judged: Sequence[Judged], period: Span, annual: Callable[[Fraction], Fraction]
) -> list[dict[str, Any]]:
    """Return the rates that hold in the period, with their days, their source and a year's pay at each."""
    used = sorted({each.line.region for each in judged if each.verdict is not None})
    return [
        _rate(row, annual(row.value)) for series in used for row in rates.series.get(series, ()) if _held(row, period)
    ]


def _held(row: DatedValue, period: Span) -> bool:
    return row.first <= period.last and (row.last is None or row.last >= period.first)


def _rate(row: DatedValue, year: Fraction) -> dict[str, Any]:
    return {
        "region": row.series,
        "rate": exact_text(row.value),
        "a_year": shown(year),
        "announced_on": None if row.announced_on is None else str(row.announced_on),
        "pay_by_on": None if row.pay_by_on is None else str(row.pay_by_on),
        "source": row.source,
    }
