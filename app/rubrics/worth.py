"""Says whether a contract is caught by a test of its value: of the whole or of a year, with VAT or without."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from app.rubrics import regimes, tables
from app.rubrics.errors import NoValueOnThatDay
from app.rubrics.regimes import Facts

_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Worth:
    """The estimated value of a whole contract. None is not said: whether VAT is in it, and over how many years."""

    amount: Decimal
    includes_vat: bool | None
    years: Fraction | None = None
    currency: str = "GBP"


@dataclass(frozen=True, slots=True)
class Threshold:
    """The threshold that decides whether a contract is under a regime, in the currency and with the VAT of its rule."""

    amount: Decimal
    title: str
    rule: Mapping[str, Any]
    source: str


def met(test: Mapping[str, Any], worth: Worth, on: date) -> bool | None:
    """Return whether a contract is caught by a test of value; None where what is stated of it cannot say.

    `over` leaves out a value that is exactly the amount, `at_least` catches it; `below` is never caught. Where the
    test counts VAT and the value does not say, or the other way round, the value lies between none and the standard
    rate of VAT in force on the day; the answer is given where both ends of that agree.
    """
    if worth.currency != test["currency"] or (test["of"] == "year" and worth.years is None):
        return None
    low, high = _between(test, worth, on)
    amount = Fraction(test["amount"])
    above = [end > amount or (end == amount and test["comparison"] == "at_least") for end in (low, high)]
    under = [end < Fraction(test["below"]) for end in (low, high)] if "below" in test else [True, True]
    if not any(above) or not any(under):
        return False
    return True if all(above) and all(under) else None


def years_of(starts_on: date, ends_on: date) -> Fraction:
    """Return how many years a contract runs, its last day included; one year at least.

    Whole months count as twelfths, and days left over as a share of the month they fall in. A contract of less than a
    year is spent within one, so that its value a year is its value.
    """
    after = ends_on + timedelta(days=1)
    months = (after.year - starts_on.year) * _MONTHS + after.month - starts_on.month
    while _later(starts_on, months) > after:
        months -= 1
    last, following = _later(starts_on, months), _later(starts_on, months + 1)
    part = Fraction((after - last).days, (following - last).days)
    return max(Fraction(1), (months + part) / _MONTHS)


def threshold(regime_id: str, on: date, facts: Facts) -> Threshold | None:
    """Return the threshold for a category and kind of buyer on the day a procurement commenced.

    None where the regime has no thresholds, where the facts do not say which it is, and where none is held for the day.
    """
    rule = regimes.one(regime_id, "thresholds", on, facts)
    found = None if rule is None else next((one for one in rule["series"] if regimes.holds(one, facts)), None)
    if rule is None or found is None:
        return None
    try:
        row = tables.lookup(rule["table"], found["series"], on)
    except NoValueOnThatDay:
        return None
    title = tables.table(rule["table"])["series"][found["series"]]["title"]
    return Threshold(Decimal(row.value), title, rule, row.source)


def reaches(found: Threshold, worth: Worth, on: date) -> bool | None:
    """Return whether a contract is not below a threshold; None where what is stated of it cannot say."""
    test = {name: found.rule[name] for name in ("currency", "including_vat", "comparison")}
    return met(test | {"amount": str(found.amount), "of": "contract"}, worth, on)


def _between(test: Mapping[str, Any], worth: Worth, on: date) -> tuple[Fraction, Fraction]:
    """Return the least and the most that the value can be in the terms of the test."""
    stated = Fraction(worth.amount)
    if test["of"] == "year" and worth.years is not None:
        stated /= worth.years
    if worth.includes_vat == test["including_vat"]:
        return stated, stated
    with_all = 1 + Fraction(tables.lookup("vat", "standard", on).value) / 100
    return (stated, stated * with_all) if test["including_vat"] else (stated / with_all, stated)


def _later(day: date, months: int) -> date:
    """Return the same day so many months later; the first of the month after where that month has no such day.

    So a year that begins on 29 February ends with the following 28 February, and a month that begins on 31 January
    with the last day of February.
    """
    year, month = divmod(day.year * _MONTHS + day.month - 1 + months, _MONTHS)
    following = date(year + (month + 1) // _MONTHS, (month + 1) % _MONTHS + 1, 1)
    last = following - timedelta(days=1)
    return following if day.day > last.day else date(year, month + 1, day.day)


def years_after(day: date, years: int) -> date:
    """Return the last day of so many years that begin with a day."""
    return months_after(day, years * _MONTHS)


def months_after(day: date, months: int) -> date:
    """Return the last day of so many months that begin with a day."""
    return _later(day, months) - timedelta(days=1)
