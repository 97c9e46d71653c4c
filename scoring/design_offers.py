"""What bidders may offer on a criterion: what earns everything, and the spread of offers in a simulated field.

No chance is drawn. A field of offers is a list of values, each with how often it occurs, so that the same rubric gives
the same figures everywhere, and what is said of the field is exact. Values are as the criterion counts them: after any
division by price, contract value or years.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from scoring.design_facts import Facts
from scoring.design_questions import Question
from scoring.exact import HUNDRED, ONE, ZERO
from scoring.methods import Banded, MeanPrice, Method, OnScale, Refusal, RelativeToBest, Target, UnitValue

STEPS: Final = 41
"""So many offers stand for a range; the middle one occurs most often and the two ends least."""
BEYOND: Final = Fraction(1, 5)
"""Offers reach so far beyond the figures that a criterion names, as a share of the way between them."""
MOST_SPREAD: Final = Fraction(9, 10)
"""Prices are taken to lie no further below the middle than this: none is nought."""
BEST: Final = HUNDRED
"""What the best bidder offers where nothing but the comparison counts."""


class Offer(NamedTuple):
    """One value that bidders offer, and how often it occurs beside the others."""

    value: Fraction
    times: int


class Earned(NamedTuple):
    """A share of the points, and how often it occurs in a field."""

    share: Fraction
    times: int


def full_value(method: Method) -> Fraction | None:
    """Return the least effort that earns all that a method can give; None where no figure is asked for beforehand.

    >>> full_value(Target(Fraction(10), Fraction(50), "higher"))
    Fraction(50, 1)
    """
    if isinstance(method, UnitValue):
        inner = full_value(method.then)
        return None if inner is None or not method.row.value else inner / method.row.value
    if isinstance(method, Target):
        return method.target
    if isinstance(method, Banded):
        best = max(band.share for band in method.bands)
        earning = [place for place, band in enumerate(method.bands) if band.share == best]
        if method.better == "higher":
            return method.bands[earning[0]].first
        first, after = method.bands[earning[-1]].first, earning[-1] + 1
        # Less is better: everything below the start of the next band earns it, and the middle is safely below.
        return (first + method.bands[after].first) / 2 if after < len(method.bands) else first
    return None


def higher_is_better(method: Method) -> bool:
    """Say whether more of a quantity is better."""
    if isinstance(method, UnitValue):
        return higher_is_better(method.then)
    return not (isinstance(method, Target | Banded | RelativeToBest) and method.better == "lower")


def earned_in(question: Question, facts: Facts) -> list[Earned]:
    """Return what the simulated field earns on a criterion; a value that the rubric refuses is left out."""
    method = question.planned.node.method
    offers = field_of(question, facts)
    reference = method.reference([offer.value for offer in offers])
    if isinstance(method, MeanPrice):
        reference = _mean(offers)
    found = [(method.share(offer.value, reference), offer.times) for offer in offers]
    return [Earned(share, times) for share, times in found if not isinstance(share, Refusal)]


def field_of(question: Question, facts: Facts) -> list[Offer]:
    """Return the offers of a simulated field: between the figures expected, or else around those the rubric names."""
    method, expected = question.planned.node.method, facts.expected.get(question.id)
    if isinstance(method, OnScale):
        marks = [level.mark for level in method.scale.levels]
        if expected is not None:
            marks = [mark for mark in marks if expected[0] <= mark <= expected[1]] or marks
        return _peaked(marks)
    values = _stepped(*expected) if expected is not None else _unprompted(method, facts)
    if question.is_percentage:
        values = list(dict.fromkeys(min(value, HUNDRED) for value in values))
    return _peaked(values)


def _unprompted(method: Method, facts: Facts) -> list[Fraction]:
    """Return what is offered where the buyer states nothing: each band in turn, or a range around what is named."""
    if isinstance(method, UnitValue):
        worth = method.row.value or ONE
        return [value / worth for value in _unprompted(method.then, facts)]
    if isinstance(method, Banded):
        starts = [band.first for band in method.bands]
        return [starts[0] / 2, *starts] if starts[0] and method.below == "none" else starts
    return _stepped(*_range(method, facts))


def _stepped(low: Fraction, high: Fraction) -> list[Fraction]:
    if low == high:
        return [low]
    return [low + (high - low) * step / (STEPS - 1) for step in range(STEPS)]


def _range(method: Method, facts: Facts) -> tuple[Fraction, Fraction]:
    """Return between which values offers lie where the buyer states nothing and no bands are published."""
    if isinstance(method, RelativeToBest):
        least = facts.assumptions["relative_low_percent"]
        return (BEST * least / HUNDRED, BEST) if method.better == "higher" else (BEST, BEST * HUNDRED / least)
    if isinstance(method, Target):
        return _around(method.floor, method.target)
    spread = min(facts.assumptions["price_spread_percent"] / HUNDRED, MOST_SPREAD)
    return (BEST * (1 - spread), BEST * (1 + spread))


def _around(one: Fraction, other: Fraction) -> tuple[Fraction, Fraction]:
    """Return a range that reaches beyond two figures, which are never equal."""
    low, high = min(one, other), max(one, other)
    beyond = (high - low) * BEYOND
    return max(ZERO, low - beyond), high + beyond


def _peaked(values: Sequence[Fraction]) -> list[Offer]:
    """Return values with how often each occurs: 1, 2, 3 ... 3, 2, 1.

    >>> [offer.times for offer in _peaked([Fraction(n) for n in range(5)])]
    [1, 2, 3, 2, 1]
    """
    return [Offer(value, min(place, len(values) - 1 - place) + 1) for place, value in enumerate(values)]


def _mean(offers: Sequence[Offer]) -> Fraction:
    return sum((offer.value * offer.times for offer in offers), ZERO) / sum(offer.times for offer in offers)
