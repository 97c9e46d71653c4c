"""Which calendar quarter a day is in, and what people call it."""

from datetime import date, timedelta

from app.contracts.periods import named

_MONTHS_A_QUARTER, _MONTHS = 3, 12


def quarter(day: date) -> tuple[date, date]:
    """Return the first and the last day of the calendar quarter that a day is in.

    >>> quarter(date(2026, 5, 15))
    (datetime.date(2026, 4, 1), datetime.date(2026, 6, 30))
    """
    first = date(day.year, (day.month - 1) // _MONTHS_A_QUARTER * _MONTHS_A_QUARTER + 1, 1)
    month = first.month + _MONTHS_A_QUARTER
    following = date(first.year + (month > _MONTHS), month - _MONTHS if month > _MONTHS else month, 1)
    return first, following - timedelta(days=1)


def quarter_named(day: date) -> str:
    """Return what people call the quarter that a day is in."""
    return named(*quarter(day))
