"""Works out every clock that the notice of an award starts: what is due when, by which rule, read where."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from app.rubrics import regimes, standstill, worth
from app.rubrics.errors import ClockUnfit
from app.rubrics.regimes import Facts, Rule
from app.rubrics.standstill import Standstill
from app.rubrics.worth import Worth

_DAY = timedelta(days=1)
_EVENTS = {
    "award_notice": "the notice of the award is published",
    "contract_entered": "the contract is entered",
    "contract_ended": "the contract ends",
    "breach": "the duty to publish a breach or a failure first applies",
    "review_decision": "the decision after a review is communicated",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the clock of a regime. Only the day of the notice must be known.

    `contract_on` is the day the contract is entered, `reviewed_on` the day on which a decision after a representation
    was communicated; None where they lie ahead.
    """

    regime: str
    notice_on: date
    facts: Facts
    sent_by: str | None = None
    voluntary_working_days: int | None = None
    worth: Worth | None = None
    reviewed_on: date | None = None
    contract_on: date | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """One thing that becomes due. `applies` is None where the value of the contract decides and is not known.

    `due_on` is the last day for it, None where it is counted from something that has not happened.
    """

    what: str
    counts_from: str
    due_on: date | None
    said: str
    applies: bool | None
    rule: Rule


@dataclass(frozen=True, slots=True)
class Test:
    """A duty that depends on the value of the contract, and whether this one is caught; None where nobody can say."""

    what: str
    said: str
    met: bool | None
    rule: Rule


@dataclass(frozen=True, slots=True)
class Clocks:
    """Everything that a notice of a day starts. `contract_from` is the first day on which the contract may be entered.

    `contract_on` is the day that contract clocks are counted from: the one asked for, or `contract_from`.
    """

    asked: Asked
    title: str
    standstill: Standstill
    review: Standstill | None
    contract_from: date
    contract_on: date
    clocks: tuple[Clock, ...]
    tests: tuple[Test, ...]


def worked_out(asked: Asked) -> Clocks:
    """Return every clock that a notice starts.

    Raises NotFound for no such regime, StandstillRuleUnknown and HolidaysUnknown as counting a standstill does, and
    ClockUnfit for days that cannot follow each other.
    """
    first = standstill.of_regime(
        asked.regime,
        asked.notice_on,
        category=asked.facts.category,
        sent_by=asked.sent_by,
        voluntary_working_days=asked.voluntary_working_days,
    )
    review = _review(asked)
    ends = [one.last_day + _DAY for one in (first, review) if one is not None and one.last_day is not None]
    contract_from = max([asked.notice_on, *ends])
    if asked.contract_on is not None and asked.contract_on < contract_from:
        raise ClockUnfit(
            "contract_on",
            f"the contract cannot be entered on {asked.contract_on}: standstill lets it from {contract_from}",
        )
    contract_on = asked.contract_on or contract_from
    return Clocks(
        asked=asked,
        title=regimes.regime(asked.regime)["title"],
        standstill=first,
        review=review,
        contract_from=contract_from,
        contract_on=contract_on,
        clocks=tuple(_clocks(asked, first, review, contract_on)),
        tests=tuple(_tests(asked, contract_on)),
    )


def _review(asked: Asked) -> Standstill | None:
    if asked.reviewed_on is None:
        return None
    if asked.reviewed_on < asked.notice_on:
        raise ClockUnfit("reviewed_on", f"a review decided on {asked.reviewed_on} is before the notice itself")
    found = standstill.after_review(asked.regime, asked.reviewed_on)
    if found is None:
        raise ClockUnfit("reviewed_on", f"under {asked.regime} a representation does not extend standstill")
    return found


def _clocks(asked: Asked, first: Standstill, review: Standstill | None, contract_on: date) -> Iterator[Clock]:
    held = partial(_held, asked, contract_on)
    yield from _representations(asked, first, review)
    for rule in held("kpi_duty"):
        said = f"set and publish {rule['minimum_kpis']} or more before {_EVENTS['contract_entered']}"
        yield Clock("Key performance indicators", "contract_entered", contract_on, said, _applies(rule, asked), rule)
    for rule in held("document"):
        if "clock" in rule:
            yield _document(rule, asked, contract_on)
    for rule in held("performance_notice"):
        yield from _performance(rule, asked, contract_on, held("kpi_duty"))
    for rule in held("records"):
        said = f"kept for {rule['years']} years beginning with the day {_EVENTS[rule['counts_from']]}"
        kept_until = worth.years_after(contract_on, int(rule["years"]))
        yield Clock("Records", rule["counts_from"], kept_until, said, applies=True, rule=rule)


def _held(asked: Asked, on: date, kind: str) -> list[Rule]:
    return regimes.rules(asked.regime, kind, on, asked.facts)


def _representations(asked: Asked, first: Standstill, review: Standstill | None) -> Iterator[Clock]:
    for rule in regimes.rules(asked.regime, "representations", asked.notice_on, asked.facts):
        said = "representations may be made until midnight at the end of the last day of standstill"
        yield Clock("Representations", "award_notice", first.last_day, said, applies=True, rule=rule)
    for rule in regimes.rules(
        asked.regime, "standstill_after_review", asked.reviewed_on or asked.notice_on, asked.facts
    ):
        said = (
            f"after a representation standstill stays open until {rule['working_days']} working days have passed since "
            f"{_EVENTS['review_decision']}"
        )
        due = None if review is None else review.last_day
        yield Clock("Standstill after a review", "review_decision", due, said, applies=True, rule=rule)


def _document(rule: Rule, asked: Asked, contract_on: date) -> Clock:
    clock, title = rule["clock"], rule["document"].replace("-", " ").capitalize()
    days = {"award_notice": asked.notice_on, "contract_entered": contract_on}
    if "before" in clock:
        event = clock["before"]
        said = f"before {_EVENTS[event]}"
        return Clock(title, event, days.get(event), said, _applies(rule, asked), rule)
    event = clock["of"]
    due = _within(days.get(event), clock["within_days"], first_counts=clock["first_day_counts"])
    how = "that day included" if clock["first_day_counts"] else "counted from the day after"
    said = f"within {clock['within_days']} days of the day {_EVENTS[event]}, {how}"
    return Clock(title, event, due, said, _applies(rule, asked), rule)


def _performance(rule: Rule, asked: Asked, contract_on: date, kpis: list[Rule]) -> Iterator[Clock]:
    months = int(rule["every_months"])
    applies = _applies(kpis[0], asked) if kpis else False
    entered = _EVENTS["contract_entered"]
    said = f"where indicators are set: once in every {months} months beginning with the day {entered}, or more often"
    yield Clock("Performance notice", "contract_entered", worth.months_after(contract_on, months), said, applies, rule)
    if "breach_within_days" in rule:
        said = f"within {rule['breach_within_days']} days of the day {_EVENTS['breach']}, for every contract"
        yield Clock("Breach or failure notice", "breach", None, said, applies=True, rule=rule)


def _applies(rule: Rule, asked: Asked) -> bool | None:
    if "value" not in rule:
        return True
    return None if asked.worth is None else worth.met(rule["value"], asked.worth, asked.notice_on)


def _tests(asked: Asked, on: date) -> Iterator[Test]:
    for kind, title in (("kpi_duty", "Key performance indicators"), ("carbon_reduction_plan", None)):
        for rule in regimes.rules(asked.regime, kind, on, asked.facts):
            what = title or rule["document"].replace("_", " ").capitalize()
            yield Test(what, value_words(rule["value"]), _applies(rule, asked), rule)


def value_words(test: Mapping[str, Any]) -> str:
    """Return a test of value in words: `over GBP 5,000,000 for the whole contract, including VAT`."""
    how = "over" if test["comparison"] == "over" else "at least"
    of = "for the whole contract" if test["of"] == "contract" else "a year"
    below = f" and below {test['currency']} {Decimal(test['below']):,}" if "below" in test else ""
    vat = "including" if test["including_vat"] else "excluding"
    return f"{how} {test['currency']} {Decimal(test['amount']):,}{below} {of}, {vat} VAT"


def _within(day: date | None, days: str, *, first_counts: bool) -> date | None:
    return None if day is None else day + _DAY * (int(days) - first_counts)
