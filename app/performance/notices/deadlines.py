"""Which notices of performance follow from a contract, each with its day and source: read off the dated rules.

The law wants performance assessed once in every twelve months and on termination where indicators are set, and a notice
within thirty days of a breach that led to something or a failing that was not mended, for every contract. Nothing
here says that a notice was published: the service only says when one is due and by which rule.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from app.performance.rules import Rating
from app.rubrics import regimes, worth
from app.rubrics.clocks import value_words
from app.rubrics.regimes import Facts, Rule
from app.rubrics.worth import Worth

_DAY = timedelta(days=1)
_MOST = 100
"""How many yearly notices are listed at most."""

STATUTORY = (
    Rating.GOOD,
    Rating.APPROACHING_TARGET,
    Rating.REQUIRES_IMPROVEMENT,
    Rating.INADEQUATE,
    Rating.OTHER,
)
"""The five ratings of regulation 39(5): what a person signs. Unknown, not due and not measured are none of them."""


class Occasion(StrEnum):
    """What a notice follows from."""

    YEAR = "year"
    TERMINATION = "termination"
    BREACH = "breach"
    FAILING = "failing"


@dataclass(frozen=True, slots=True)
class Event:
    """A remedy that ended so that the law wants a notice of it."""

    occasion: Occasion
    remedy_id: UUID
    on: date


@dataclass(frozen=True, slots=True)
class Entered:
    """A contract as the rules look at it. `ended_on` is None while it runs and where it ran to its end."""

    regime: str
    facts: Facts
    entered_on: date
    ends_on: date
    ended_on: date | None
    worth: Worth | None
    events: Sequence[Event] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice. `applies` is None where what is stated of the contract cannot say; then `only_if` says for which."""

    occasion: Occasion
    title: str
    covers_from: date | None
    covers_until: date | None
    counts_from: date
    due_on: date
    rule: Rule
    applies: bool | None = True
    only_if: str | None = None
    remedy_id: UUID | None = None


def following(contract: Entered) -> list[Notice]:
    """Return every notice of performance of a contract, the first due first."""
    found = [*_yearly(contract), *_on_termination(contract), *_after_events(contract)]
    return sorted(found, key=lambda notice: (notice.due_on, notice.occasion.value))


def _yearly(contract: Entered) -> Iterator[Notice]:
    last = contract.ended_on or contract.ends_on
    first, number = contract.entered_on, 0
    while first <= last and number < _MOST:
        number += 1
        rule = _rule(contract, "performance_notice", first)
        months = int((rule or {"every_months": "12"})["every_months"])
        following_first = worth.months_after(contract.entered_on, months * number) + _DAY
        until = min(following_first - _DAY, last)
        rule = _rule(contract, "performance_notice", until)
        if rule is not None and until == following_first - _DAY:
            applies, only_if = _indicators(contract, until)
            title = f"Performance from {first} to {until}"
            yield Notice(Occasion.YEAR, title, first, until, first, until, rule, applies, only_if)
        first = following_first


def _on_termination(contract: Entered) -> Iterator[Notice]:
    on = contract.ended_on or contract.ends_on
    rule = _rule(contract, "performance_notice", on)
    for document in _rules(contract, "document", on):
        clock = document.get("clock", {})
        if document["document"] == "contract-termination-notice" and clock.get("of") == "contract_ended":
            due_on = on + _DAY * (int(clock["within_days"]) - bool(clock["first_day_counts"]))
            yield Notice(Occasion.TERMINATION, "Contract termination", None, None, on, due_on, document)
            if rule is not None and rule.get("on_termination"):
                applies, only_if = _indicators(contract, on)
                title = "Performance on termination"
                yield Notice(Occasion.TERMINATION, title, contract.entered_on, on, on, due_on, rule, applies, only_if)


def _after_events(contract: Entered) -> Iterator[Notice]:
    titles = {Occasion.BREACH: "Breach of contract", Occasion.FAILING: "Failing performance"}
    for event in contract.events:
        rule = _rule(contract, "performance_notice", event.on)
        if rule is not None and "breach_within_days" in rule:
            due_on = event.on + _DAY * (int(rule["breach_within_days"]) - bool(rule["first_day_counts"]))
            title = titles[event.occasion]
            yield Notice(event.occasion, title, None, None, event.on, due_on, rule, remedy_id=event.remedy_id)


def _indicators(contract: Entered, on: date) -> tuple[bool | None, str | None]:
    """Return whether indicators must be set for such a contract, and for which ones where nobody here can say."""
    duty = _rule(contract, "kpi_duty", on)
    if duty is None:
        return False, None
    if "value" not in duty:
        return True, None
    caught = None if contract.worth is None else worth.met(duty["value"], contract.worth, on)
    return caught, value_words(duty["value"]) if caught is None else None


def _rules(contract: Entered, kind: str, on: date) -> list[Rule]:
    return regimes.rules(contract.regime, kind, on, contract.facts)


def _rule(contract: Entered, kind: str, on: date) -> Rule | None:
    return next(iter(_rules(contract, kind, on)), None)
