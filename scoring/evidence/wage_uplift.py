"""How many days passed from the announcement of a rate until everybody was paid it, as far as the pay lines show."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from scoring.evidence.reference_tables import DatedValue, Table
from scoring.evidence.spans import DAY, Span, first_gap
from scoring.evidence.wage_count import Judged


class Uplift(NamedTuple):
    """Days from the announcement, or None where the lines do not show it, and the sentence."""

    days: int | None
    said: str


def uplift(judged: Sequence[Judged], rates: Table, period: Span) -> Uplift:
    """Return the days of the slowest region; where everybody had the rate before the period, as many at most.

    The rate is the newest announced before the end of the period. A day counts once every line of it, and of every
    later day of the period, reaches the rate.
    """
    counted = [each for each in judged if each.verdict is not None]
    if not counted or any(each.line.counts == "unknown" for each in counted):
        return Uplift(None, "Unknown: from when everybody was paid the newest rate.")
    found = []
    for region in sorted({each.line.region for each in counted}):
        newest = rates.on(region, period.last)
        if newest is None or newest.announced_on is None:
            return Uplift(None, f"Unknown: on which day the newest {region} rate was announced.")
        found.append(
            _region([each for each in counted if each.line.region == region], newest, newest.announced_on, period)
        )
    unknown = next((each for each in found if each.days is None), None)
    return unknown or max(found, key=lambda each: each.days or 0)


def _region(lines: Sequence[Judged], newest: DatedValue, announced: date, period: Span) -> Uplift:
    short = [
        each.line.days.last for each in lines if each.line.rate < newest.value and each.line.days.last >= announced
    ]
    begins = max(short) + DAY if short else max(period.first, announced)
    rest = Span(begins, period.last)
    if begins > period.last or first_gap(rest, [each.line.days for each in lines]) is not None:
        return Uplift(None, f"Unknown: by {period.last} the lines do not show everybody paid the rate of {announced}.")
    days = (begins - announced).days
    most = "at most " if not short and period.first > announced else ""
    return Uplift(days, f"Everybody was paid the rate announced on {announced} after {most}{days} days.")
