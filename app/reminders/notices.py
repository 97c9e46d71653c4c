"""Which notices follow from a contract by its regime, each with its day, as the dated rules have it.

Those about how a contract performs are worked out where its performance is; here are the other documents that the
entering of a contract asks for, and both in one form.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.performance.notices import deadlines as performance
from app.performance.notices.deadlines import Entered, Occasion
from app.rubrics import regimes, worth
from app.rubrics.clocks import value_words

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice: what it is called, by when, and from which day it can be known that it will be needed.

    `part` tells it apart from the others of its contract. `only_if` says for which contracts it is, where what is
    stated of this one cannot say whether it is one of them.
    """

    part: str
    title: str
    due_on: date
    known_on: date
    only_if: str | None


def following(contract: Entered, *, until: date) -> Iterator[Notice]:
    """Yield every notice that follows from a contract and is due by a day."""
    for notice in (*_of_entering(contract), *_of_performance(contract)):
        if notice.due_on <= until:
            yield notice


def _of_entering(contract: Entered) -> Iterator[Notice]:
    on = contract.entered_on
    for rule in regimes.rules(contract.regime, "document", on, contract.facts):
        clock = rule.get("clock", {})
        if clock.get("of") != "contract_entered":
            continue
        applies, only_if = _applies(rule, contract)
        if applies is not False:
            due_on = on + _DAY * (int(clock["within_days"]) - bool(clock["first_day_counts"]))
            title = f"the {rule['document'].replace('-', ' ')}"
            yield Notice(rule["document"], title, due_on, on, only_if)


def _applies(rule: regimes.Rule, contract: Entered) -> tuple[bool | None, str | None]:
    """Return whether a rule is for a contract of this value, and for which ones where that cannot be said."""
    if "value" not in rule:
        return True, None
    if contract.worth is not None:
        caught = worth.met(rule["value"], contract.worth, contract.entered_on)
        if caught is not None:
            return caught, None
    return None, value_words(rule["value"])


def _of_performance(contract: Entered) -> Iterator[Notice]:
    for notice in performance.following(contract):
        if notice.applies is False:
            continue
        known_on = notice.covers_from if notice.occasion is Occasion.YEAR else notice.counts_from
        title = f"the notice “{notice.title}”"
        yield Notice(_part(notice), title, notice.due_on, known_on or notice.counts_from, notice.only_if)


def _part(notice: performance.Notice) -> str:
    if notice.occasion is Occasion.YEAR:
        return f"year:{notice.covers_from}"
    return f"{notice.occasion.value}:{notice.remedy_id or notice.rule['id']}"
