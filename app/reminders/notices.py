"""Which notices follow from a contract by its regime, each with its day, as the dated rules have it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from app.rubrics import regimes, worth
from app.rubrics.clocks import value_words
from app.rubrics.regimes import Facts, Rule
from app.rubrics.worth import Worth

_DAY = timedelta(days=1)
_MONTHS_OF_A_YEAR = 12
MOST_YEARS = 41
"""A contract runs for 40 years at most, and the last notice may follow it."""


@dataclass(frozen=True, slots=True)
class Entered:
    """A contract as the rules look at it. `ended_on` is None while it is in force and where it ran to its end."""

    regime: str
    category: str | None
    buyer: str | None
    entered_on: date
    ends_on: date
    ended_on: date | None
    worth: Worth | None


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice: what it is called, by when, and from which day it can be known that it will be needed.

    `only_if` says for which contracts it is, where nobody here can tell whether this is one.
    """

    part: str
    title: str
    due_on: date
    known_on: date
    only_if: str | None


def following(contract: Entered, *, until: date) -> Iterator[Notice]:
    """Yield every notice that follows from a contract and is due by a day."""
    for notice in (*_documents(contract), *_performance(contract, until)):
        if notice.due_on <= until:
            yield notice


def _documents(contract: Entered) -> Iterator[Notice]:
    days = {"contract_entered": contract.entered_on, "contract_ended": contract.ended_on}
    for event, on in days.items():
        for rule in () if on is None else _rules(contract, "document", on):
            clock = rule.get("clock", {})
            if on is None or clock.get("of") != event or (caught := _caught(rule, contract, on)) is False:
                continue
            due_on = on + _DAY * (int(clock["within_days"]) - bool(clock["first_day_counts"]))
            title = rule["document"].replace("-", " ")
            yield Notice(rule["document"], title, due_on, on, None if caught else value_words(rule["value"]))


def _performance(contract: Entered, until: date) -> Iterator[Notice]:
    """Yield the yearly notices on how the contract performs, which are for contracts that need indicators."""
    on = contract.entered_on
    duties = _rules(contract, "kpi_duty", on)
    if not duties or (caught := _caught(duties[0], contract, on)) is False:
        return
    last = min(until, contract.ended_on or contract.ends_on + _DAY * 366)
    for rule in _rules(contract, "performance_notice", max(on, date.fromisoformat("2026-01-01"))):
        months = int(rule["every_months"])
        for number in range(1, MOST_YEARS * _MONTHS_OF_A_YEAR // months):
            due_on = worth.months_after(on, months * number)
            if due_on > last:
                break
            known_on = worth.months_after(on, months * (number - 1)) + _DAY
            title = f"performance notice, the {_ordinal(number)}"
            only_if = None if caught else value_words(duties[0]["value"])
            yield Notice(f"performance-notice:{number}", title, due_on, known_on, only_if)


def _rules(contract: Entered, kind: str, on: date) -> list[Rule]:
    return regimes.rules(contract.regime, kind, on, Facts(contract.category, contract.buyer))


def _caught(rule: Rule, contract: Entered, on: date) -> bool | None:
    """Return whether a rule is for a contract of this value; None where what is known of it cannot say."""
    if "value" not in rule:
        return True
    return None if contract.worth is None else worth.met(rule["value"], contract.worth, on)


def worth_of(
    value: Decimal | None, currency: str, *, includes_vat: bool | None, days: tuple[date, date]
) -> Worth | None:
    """Return what a contract is worth over its term; None where no value above 0 is stated."""
    if value is None or value <= 0:
        return None
    return Worth(value, includes_vat, worth.years_of(*days), currency)


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 // 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
