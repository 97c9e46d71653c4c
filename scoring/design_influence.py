"""Shows what weights really decide: how far a simulated field of bids spreads on each criterion, beside its weight.

A criterion on which everybody earns nearly the same decides little, whatever it weighs. The spread is the standard
deviation of points over the field, taken for each criterion on its own, as if what a bidder offers on one said nothing
of the next. So the variance of the totals is the sum of the variances, and each criterion explains its part of that.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from typing import Any, Final

from scoring.design_facts import Facts
from scoring.design_offers import Earned, earned_in, field_of, full_value
from scoring.design_questions import Advice, Question, Sheet
from scoring.exact import HUNDRED, ONE, ZERO, exact_sum, exact_text
from scoring.methods import Gate, Record
from scoring.rounding import STANDARD
from scoring.rubric import Aggregation
from scoring.trace import percent, value_text

LABEL: Final = (
    "A simulation over a field of bids: most offers lie in the middle of the range and few at its ends, and criteria "
    "are independent of one another. What bidders really offer decides; state what you expect where you know it."
)
ROOT: Final = 10**9
"""A square root is cut off at so fine a part; the spread is a statistic."""
VALUE_UNKNOWN: Final = Fraction(1_000_000)
"""Stands for the price where quality is turned into money and no value is stated."""


@dataclass(frozen=True, slots=True)
class InfluenceRow:
    """A criterion's weight, what of the spread it makes, and what of the variance of totals it explains (0 to 1).

    `fair` is what its part of the spread would be if every criterion spread bids alike: its part of all weights.
    """

    question: Question
    earned: tuple[Earned, ...]
    fair: Fraction | None
    spread: Fraction
    explained: Fraction

    def to_mapping(self) -> dict[str, Any]:
        """Return the row as a plain mapping for JSON; percentages are rounded once, to be shown."""
        return {
            "criterion": self.question.id,
            "title": self.question.title,
            "weight": exact_text(self.question.weight) if self.question.scored else None,
            "weight_percent": None if self.fair is None else STANDARD.shown(self.fair * HUNDRED),
            "spread_percent": STANDARD.shown(self.spread * HUNDRED),
            "explained_percent": STANDARD.shown(self.explained * HUNDRED),
        }


def influence_rows(sheet: Sheet, facts: Facts) -> list[InfluenceRow]:
    """Return how much of the spread each criterion makes, and the price where a formula divides by it."""
    found = {question.id: (question, earned_in(question, facts)) for question in sheet.questions if question.scored}
    variances = {
        name: question.weight**2 * _variance([(one.share, one.times) for one in earned])
        for name, (question, earned) in found.items()
    }
    factor = _factor(sheet.rubric.aggregation, found, facts)
    variances = {name: variance * factor for name, variance in variances.items()}
    price = next((one for one in sheet.questions if one.id == sheet.rubric.aggregation.price), None)
    if price is not None and isinstance(price.planned.node.method, Record):
        found[price.id] = (price, [])
        variances[price.id] = _price_variance(price, facts)
    return _rows(found, variances)


def _rows(
    found: Mapping[str, tuple[Question, Sequence[Earned]]], variances: Mapping[str, Fraction]
) -> list[InfluenceRow]:
    spreads = {name: _root(variance) for name, variance in variances.items()}
    all_spread, all_variance = exact_sum(spreads.values()), exact_sum(variances.values())
    weights = exact_sum([question.weight for question, _ in found.values() if question.scored])
    # The price of a ratio has no weight: weights are compared with what is left of the spread.
    priced = exact_sum([spreads[name] for name, (question, _) in found.items() if not question.scored])
    left = ONE - _part(priced, all_spread)
    return [
        InfluenceRow(
            question,
            tuple(earned),
            _part(question.weight, weights) * left if question.scored else None,
            _part(spreads[name], all_spread),
            _part(variances[name], all_variance),
        )
        for name, (question, earned) in found.items()
    ]


def _factor(rule: Aggregation, found: Mapping[str, tuple[Question, Sequence[Earned]]], facts: Facts) -> Fraction:
    """Return what the variance of points is multiplied by to stand beside that of the price.

    Where price and quality are divided, both are taken as shares of their mean: near the middle of the field the
    variance of a quotient is the sum of the two, so measured. Where quality is turned into money, both are money.
    """
    if rule.method == "weighted_sum":
        return ONE
    if rule.method == "monetised_quality":
        return ((rule.willingness_to_pay or ZERO) / HUNDRED / (facts.value or VALUE_UNKNOWN)) ** 2
    middle = exact_sum(
        [question.weight * _mean([(one.share, one.times) for one in earned]) for question, earned in found.values()]
    )
    return ONE / middle**2 if middle else ZERO


def _price_variance(price: Question, facts: Facts) -> Fraction:
    """Return the variance of the price as a share of its middle."""
    offers = [(offer.value, offer.times) for offer in field_of(price, facts)]
    return _variance(offers) / (_mean(offers) or ONE) ** 2


def _mean(values: Sequence[tuple[Fraction, int]]) -> Fraction:
    count = sum(times for _, times in values)
    return exact_sum([value * times for value, times in values]) / count if count else ZERO


def _variance(values: Sequence[tuple[Fraction, int]]) -> Fraction:
    middle = _mean(values)
    return _mean([((value - middle) ** 2, times) for value, times in values])


def _root(value: Fraction) -> Fraction:
    return Fraction(isqrt(value.numerator * ROOT * ROOT // value.denominator), ROOT)


def _part(one: Fraction, whole: Fraction) -> Fraction:
    return one / whole if whole else ZERO


# ------------------------------------------------------------------------------------------------------ what is found
def influence_advice(sheet: Sheet, rows: Sequence[InfluenceRow], facts: Facts) -> Iterator[Advice]:
    """Yield criteria that separate nobody, those that nearly do not, and minimums that nobody can miss."""
    for row in rows:
        if row.question.scored:
            yield from _separation(row, facts)
            yield from _reach(row.question)
    for question in sheet.questions:
        yield from _never_missed(question, facts)
    for section, _ in sheet.sections:
        minimum = section.node.minimum
        if minimum is not None and minimum.share == ZERO:
            yield _idle_minimum(section.node.place, section.node.id, section.node.title, "0% of the points")


def _separation(row: InfluenceRow, facts: Facts) -> Iterator[Advice]:
    question = row.question
    weight = value_text(question.weight)
    if not row.spread:
        share = row.earned[0].share if row.earned else ZERO
        expected = " that you expect" if question.id in facts.expected else ""
        code = "criterion.everybody_meets" if share == ONE else "criterion.separates_nobody"
        sentence = (
            f"{question.title!r} weighs {weight} of 100 and separates nobody: over the whole range of offers{expected} "
            f"each earns {percent(share)} of its points."
        )
        way = (
            "Make it a condition that every bidder must meet, or ask for what only a better offer reaches: further "
            "bands, a higher target, or more levels with different worth."
        )
        yield Advice(code, f"{question.place}.method", "warning", sentence, way, question.id)
        return
    most, times = _commonest(row.earned)
    part = Fraction(times, sum(one.times for one in row.earned))
    least = facts.assumptions["influence_low_percent"] / HUNDRED
    if part >= facts.assumptions["cluster_percent"] / HUNDRED:
        sentence = (
            f"In a simulation, {percent(part)} of offers on {question.title!r} earn exactly {percent(most)} of its "
            f"{weight} points: it hardly separates bidders."
        )
        way = "Set bands, target or levels where offers really differ, or give its weight to another criterion."
        yield Advice("criterion.clusters", f"{question.place}.method", "advice", sentence, way, question.id)
    elif row.fair is not None and row.spread < row.fair * least:
        sentence = (
            f"In a simulation, {question.title!r} weighs {weight} of 100 and makes {_shown(row.spread)}% of the spread "
            f"of totals: bids differ so little on it that the weight has nearly no effect."
        )
        way = "Use more of its range, so that worse and better offers earn clearly different points, or weigh it less."
        yield Advice("weight.nearly_dead", f"{question.place}.weight", "advice", sentence, way, question.id)


def _commonest(earned: Sequence[Earned]) -> tuple[Fraction, int]:
    counts: dict[Fraction, int] = {}
    for one in earned:
        counts[one.share] = counts.get(one.share, 0) + one.times
    return max(counts.items(), key=lambda pair: pair[1])


def _shown(share: Fraction) -> str:
    return STANDARD.shown(share * HUNDRED)


def _reach(question: Question) -> Iterator[Advice]:
    """Yield a percentage of more than 100 that full points would need."""
    whole = full_value(question.planned.node.method) if question.is_percentage else None
    if whole is not None and whole > HUNDRED and question.planned.node.normalise is None:
        sentence = f"Full points on {question.title!r} need {value_text(whole)}%, and a percentage ends at 100."
        way = "Give the full points at 100 or less."
        yield Advice("criterion.out_of_reach", f"{question.place}.method", "warning", sentence, way, question.id)


def _never_missed(question: Question, facts: Facts) -> Iterator[Advice]:
    minimum, method = question.planned.node.minimum, question.planned.node.method
    if minimum is None or isinstance(method, Gate):
        return
    if minimum.mark is not None:
        least = min(offer.value for offer in field_of(question, facts))
        if minimum.mark <= least:
            place, what = f"{question.place}.minimum", f"a mark of {value_text(minimum.mark)}"
            yield _idle_minimum(place, question.id, question.title, what)
    elif minimum.share is not None and question.scored:
        earned = earned_in(question, facts)
        if earned and minimum.share <= min(one.share for one in earned):
            yield _idle_minimum(
                f"{question.place}.minimum", question.id, question.title, f"{percent(minimum.share)} of the points"
            )


def _idle_minimum(place: str, criterion: str, title: str, what: str) -> Advice:
    sentence = f"The minimum of {title!r}, {what}, can be missed by nobody."
    return Advice("minimum.never_missed", place, "advice", sentence, "Raise it, or leave it out.", criterion)
