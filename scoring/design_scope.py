"""Holds what full points take against the contract: its value, the work that it pays for, and its term."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from scoring.design_facts import Facts
from scoring.design_offers import full_value, higher_is_better
from scoring.design_questions import Advice, Question, Severity
from scoring.design_sentences import said_in
from scoring.exact import HUNDRED, ZERO, exact_sum
from scoring.methods import UnitValue
from scoring.trace import percent, value_text

WEEKS_A_YEAR: Final = 52
IN_A_YEAR: Final = {"year": 1, "month": 12, "week": 52, "day": 365}
WORDED: Final = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
}  # fmt: skip
EMPLOYMENT: Final = re.compile(r"\b(employ|job|jobs|apprentic|recruit|workforce|posts?\b|hire|work\b)", re.IGNORECASE)
LASTING: Final = re.compile(
    r"\b(?:for|lasting|last|at least|minimum of|no less than|not less than|over)\s+(?:(?:at least|a minimum of|no less "
    rf"than|the full|all)\s+)?(\d{{1,3}}|{'|'.join(WORDED)})[\s-]+(year|month|week)s?\b",
    re.IGNORECASE,
)
ABOUT_BEFORE: Final = re.compile(
    r"unemploy|out of work|away from|absen|previous|past|track record|experience|retain(?:ed)? (?:all )?records"
    r"|within the|aged|defect|warrant|years? old",
    re.IGNORECASE,
)
ADVISED: Final = frozenset({"scope.gives_too_much", "size.beyond_small"})
"""These rest on estimates of cost, and so are advice."""
GIVEN_MONEY: Final = re.compile(r"\b(grants?|given|giving|donat\w*|gifts?|sponsor\w*)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Whole:
    """What full points on a criterion take over the whole contract, in the unit of its measure."""

    question: Question
    quantity: Fraction
    unit: str


def wholes(questions: Sequence[Question], facts: Facts, lot: str) -> list[Whole]:
    """Return what full points take on every criterion that names a figure and whose measure is known."""
    return [whole for question in questions if (whole := _whole(question, facts, lot)) is not None]


def _whole(question: Question, facts: Facts, lot: str) -> Whole | None:
    measure, method = question.planned.node.measure, question.planned.node.method
    figure = full_value(method) if question.counts_quantity and higher_is_better(method) else None
    if measure is None or figure is None or question.is_percentage:
        return None
    rule = question.planned.node.normalise
    if rule is None:
        return Whole(question, figure, measure.unit)
    # A price is taken to be what the contract is worth: what it will be is not known before there are bids.
    by = facts.years if rule.by == "contract_years" else facts.value_of(lot)
    return None if by is None else Whole(question, figure * by / rule.per, measure.unit)


def scope_advice(questions: Sequence[Question], facts: Facts, lot: str) -> Iterator[Advice]:
    """Yield what asks for more than the contract can bear, or for longer than it runs."""
    found = wholes(questions, facts, lot)
    value = facts.value_of(lot)
    if value is not None:
        yield from _beyond_value(found, value)
        yield from _beyond_work(found, value, facts)
        yield from _too_much_given(found, value, facts)
    if facts.years is not None:
        yield from _beyond_small(found, facts.years, facts)
        for whole in found:
            yield from _level_beyond_term(whole, facts.years)


def _beyond_value(found: Sequence[Whole], value: Fraction) -> Iterator[Advice]:
    for whole in found:
        method = whole.question.planned.node.method
        amount, what = whole.quantity, f"{value_text(whole.quantity)} {whole.unit}"
        if isinstance(method, UnitValue):
            amount = method.amount(whole.quantity)
            what += f", worth {value_text(amount)} {method.currency}".rstrip()
        elif not whole.unit.startswith("GBP"):
            continue
        if amount > value:
            sentence = (
                f"Full points on {whole.question.title!r} take {what}, and the whole contract is worth "
                f"GBP {value_text(value)}."
            )
            way = "Lower the target or the highest band to what this contract can bear, as a share of its value."
            yield _advice("scope.exceeds_value", whole.question, sentence, way)


def _beyond_work(found: Sequence[Whole], value: Fraction, facts: Facts) -> Iterator[Advice]:
    """Yield measures, and groups in which a person counts once, that take more work than the contract pays for."""
    taken = facts.assumptions
    capacity = value / taken["cost_per_fte_year"]
    paid = (
        f"at GBP {value_text(taken['cost_per_fte_year'])} for a year of one full-time person the whole contract pays "
        f"for {value_text(capacity)}"
    )
    way = "Lower the target or the highest band: count how many people the contract can employ, and for how long."
    groups: dict[str, list[tuple[Whole, Fraction]]] = {}
    for whole in found:
        years = _years_of_work(whole, facts)
        if years is None:
            continue
        if years > capacity:
            sentence = (
                f"Full points on {whole.question.title!r} take {value_text(whole.quantity)} {whole.unit}, that is "
                f"{value_text(years)} years of work; {paid}."
            )
            yield _advice("scope.more_work_than_contract", whole.question, sentence, way)
        group = whole.question.measure.get("exclusive_group")
        if isinstance(group, str):
            groups.setdefault(group, []).append((whole, years))
    for members in groups.values():
        together = exact_sum([years for _, years in members])
        if together > capacity and all(years <= capacity for _, years in members):
            titles = ", ".join(repr(whole.question.title) for whole, _ in members)
            sentence = (
                f"Full points on {titles} take {value_text(together)} years of work together, one person counting "
                f"once; {paid}."
            )
            yield _advice("scope.more_work_than_contract", members[0][0].question, sentence, way)


def _years_of_work(whole: Whole, facts: Facts) -> Fraction | None:
    """Return the years of one full-time person's work that a quantity stands for; None for other units."""
    unit = whole.unit.casefold()
    if unit.startswith(("fte-year", "fte year")):
        return whole.quantity
    if unit in {"weeks", "apprentice-weeks"}:
        return whole.quantity / WEEKS_A_YEAR
    if unit in {"hours", "staff-hours"}:
        return whole.quantity / facts.assumptions["hours_per_fte_year"]
    return None


def _too_much_given(found: Sequence[Whole], value: Fraction, facts: Facts) -> Iterator[Advice]:
    """Yield full points that cost bidders a larger share of the value than suppliers have been seen to commit."""
    costs = [(whole, cost) for whole in found if (cost := _given_away(whole, facts)) is not None]
    together, most = exact_sum([cost for _, cost in costs]), facts.assumptions["giving_most_percent"]
    if costs and together / value * HUNDRED > most:
        titles = ", ".join(repr(whole.question.title) for whole, _ in costs)
        sentence = (
            f"Full points on {titles} cost a bidder an estimated GBP {value_text(together)}, "
            f"{percent(together / value)} of the contract value; suppliers have been seen to commit "
            f"up to {value_text(most)}%."
        )
        way = (
            "Lower the targets or the highest bands, or ask for fewer of them: what is given away comes back as price."
        )
        source = facts.assumptions.every["giving_most_percent"].source
        yield _advice("scope.gives_too_much", costs[0][0].question, sentence, way, source=source)


def _beyond_small(found: Sequence[Whole], years: Fraction, facts: Facts) -> Iterator[Advice]:
    """Yield full points that a small bidder can hardly give, whatever the contract is worth."""
    taken = facts.assumptions
    turnover = taken["small_turnover"] * years
    for whole in found:
        cost = _given_away(whole, facts)
        if cost is None or not turnover or cost / turnover * HUNDRED <= taken["small_giving_percent"]:
            continue
        small, large = cost / turnover, cost / (turnover * taken["size_ratio"])
        sentence = (
            f"Full points on {whole.question.title!r} cost an estimated GBP {value_text(cost)}: {percent(small)} of "
            f"what the simulated small bidder turns over in the term, and {percent(large)} for the large one."
        )
        way = "Lower the target or the highest band to what a small bidder can give: beyond it size alone earns points."
        yield _advice("size.beyond_small", whole.question, sentence, way)


def _given_away(whole: Whole, facts: Facts) -> Fraction | None:
    """Return what a pledge that the contract does not pay for costs; None where it is part of the contract's spend."""
    unit, hour = whole.unit.casefold(), facts.assumptions["cost_per_given_hour"]
    if unit in {"hours", "staff-hours"}:
        return whole.quantity * hour
    if unit == "attendee-hours":
        return whole.quantity / facts.assumptions["attendees_per_session"] * hour
    words = f"{whole.question.measure.get('id', '')} {whole.question.measure.get('title', '')}".replace("-", " ")
    return whole.quantity if unit.startswith("gbp") and GIVEN_MONEY.search(words) else None


def _level_beyond_term(whole: Whole, years: Fraction) -> Iterator[Advice]:
    measure = whole.question.planned.node.measure
    unit = whole.unit.casefold().rstrip("s")
    if measure is None or measure.adds_up != "level" or unit not in IN_A_YEAR:
        return
    if whole.quantity / IN_A_YEAR[unit] > years:
        sentence = (
            f"Full points on {whole.question.title!r} take {value_text(whole.quantity)} {whole.unit}, and the contract "
            f"runs for {value_text(years)} years."
        )
        way = "Ask for no longer than the contract runs."
        yield _advice("scope.longer_than_term", whole.question, sentence, way)


def term_advice(questions: Sequence[Question], facts: Facts) -> Iterator[Advice]:
    """Yield wording that asks for work to last longer than the contract: once for each text of a question."""
    years = facts.years
    if years is None:
        return
    for question in questions:
        for place, text in question.texts():
            longer = (
                (_years_said(match), sentence)
                for match, sentence in said_in(LASTING, text)
                if _years_said(match) > years and _about_employment(sentence)
            )
            asked, sentence = next(longer, (ZERO, ""))
            if asked:
                said = (
                    f"The wording of {question.title!r} asks for work that lasts {value_text(asked)} years, and the "
                    f"contract runs for {value_text(years)}: “{sentence}”"
                )
                way = (
                    "Ask for no longer than the contract runs, or count years of work instead of how long a job lasts."
                )
                yield Advice("scope.longer_than_term", place, "warning", said, way, question.id)


def _about_employment(sentence: str) -> bool:
    return bool(EMPLOYMENT.search(sentence)) and not ABOUT_BEFORE.search(sentence)


def _years_said(match: re.Match[str]) -> Fraction:
    count, unit = match.group(1).casefold(), match.group(2).casefold()
    return Fraction(WORDED[count] if count in WORDED else int(count), IN_A_YEAR[unit])


def _advice(code: str, question: Question, sentence: str, way: str, *, source: str = "") -> Advice:
    severity: Severity = "advice" if code in ADVISED else "warning"
    return Advice(code, f"{question.place}.method", severity, sentence, way, question.id, source)
