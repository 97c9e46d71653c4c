"""Counts working days from a day on, by the holidays of the parts of the country that a regime names."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from app.rubrics import regimes, standstill
from app.rubrics.errors import HolidaysUnknown
from app.rubrics.regimes import Facts

_DAY = timedelta(days=1)
_FRIDAY = 4


def after(regime: str | None, start: date, working_days: int) -> date:
    """Return the last of so many working days, the first of which is the first one after `start`.

    The holidays are those that the standstill of the regime counts by, and those of every part of the country where
    the regime names none. Where the table of holidays does not reach, three calendar days count for each working day:
    that is never shorter, so nobody loses a day by what is not known.
    """
    try:
        return _counted(_rule(regime, start), start, working_days)
    except HolidaysUnknown:
        return start + _DAY * (3 * working_days)


def _counted(rule: Mapping[str, Any], start: date, working_days: int) -> date:
    holidays, day, left = standstill.known_holidays(rule), start, working_days
    while left:
        day += _DAY
        if day.year not in holidays.years:
            raise HolidaysUnknown(day, sorted(holidays.years))
        if day.weekday() <= _FRIDAY and day not in holidays.days:
            left -= 1
    return day


def _rule(regime: str | None, on: date) -> Mapping[str, Any]:
    found = regimes.rules(regime, "standstill", on, Facts()) if regime else []
    return next((rule for rule in found if rule.get("bank_holidays")), {})
