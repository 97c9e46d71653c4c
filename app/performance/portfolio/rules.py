"""How sums are put together for reading: by measure, by calendar quarter, by party."""

from datetime import date, timedelta
from enum import StrEnum

from app.contracts.periods import named

_MONTHS_A_QUARTER, _MONTHS = 3, 12


class Side(StrEnum):
    """Which contracts of an organisation are summed up."""

    BUYER = "buyer"
    SUPPLIER = "supplier"


class Split(StrEnum):
    """What there is a line for, beside each measure."""

    MEASURE = "measure"
    PERIOD = "period"
    PARTY = "party"


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
