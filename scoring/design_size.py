"""Shows where a criterion pays for size: two simulated bidders that are alike in all but size, scored by the rubric.

Both give the same for every pound that they are paid and for every head of staff; the large one is paid more, has more
staff and so offers more. Where the two earn different points, the difference is for size and for nothing else.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from scoring.design_assumptions import Assumptions
from scoring.design_offers import BEST, full_value, higher_is_better
from scoring.design_questions import Advice, Question, Severity
from scoring.exact import ONE, ZERO, exact_text
from scoring.methods import Refusal
from scoring.trace import value_text

LABEL: Final = (
    "A simulation of two bidders alike in all but size. Both give the same for every pound they are paid; where a "
    "criterion names a figure beforehand, the one that size hinders offers exactly that figure."
)
WARNED_FROM: Final = ONE
"""A gap of so many points of 100 is more than most awards are decided by, and is warned of."""


@dataclass(frozen=True, slots=True)
class SizeRow:
    """One criterion as the small and the large bidder fare on it; offers are as the criterion counts them."""

    question: Question
    small_offer: Fraction
    large_offer: Fraction
    small_points: Fraction
    large_points: Fraction

    @property
    def gap(self) -> Fraction:
        """Return the points that the large bidder earns more; below 0 where size costs points."""
        return self.large_points - self.small_points

    def to_mapping(self) -> dict[str, Any]:
        """Return the row as a plain mapping for JSON."""
        return {
            "criterion": self.question.id,
            "title": self.question.title,
            "points_available": exact_text(self.question.weight),
            "small_offer": exact_text(self.small_offer),
            "large_offer": exact_text(self.large_offer),
            "small_points": exact_text(self.small_points),
            "large_points": exact_text(self.large_points),
            "gap": exact_text(self.gap),
        }


def simulated_bidders(assumptions: Assumptions) -> list[dict[str, str]]:
    """Return the two bidders: turnover in pounds a year, and staff."""
    ratios = (("small", ONE), ("large", assumptions["size_ratio"]))
    return [
        {
            "bidder": name,
            "turnover": exact_text(assumptions["small_turnover"] * ratio),
            "staff": exact_text(assumptions["small_staff"] * ratio),
        }
        for name, ratio in ratios
    ]


def size_rows(questions: Sequence[Question], assumptions: Assumptions) -> list[SizeRow]:
    """Return how the two bidders fare on every criterion that counts a quantity."""
    rows = (_row(question, assumptions["size_ratio"]) for question in questions if question.counts_quantity)
    return [row for row in rows if row is not None]


def _row(question: Question, ratio: Fraction) -> SizeRow | None:
    method = question.planned.node.method
    small, large = _offers(question, ratio)
    reference = method.reference([small, large])
    shares = [method.share(offer, reference) for offer in (small, large)]
    points = [share * question.weight for share in shares if not isinstance(share, Refusal)]
    return SizeRow(question, small, large, *points) if len(points) == len(shares) else None


def _offers(question: Question, ratio: Fraction) -> tuple[Fraction, Fraction]:
    """Return what the small and the large bidder offer, as the criterion counts it."""
    method = question.planned.node.method
    named = full_value(method)
    whole = BEST if named is None else named
    if question.is_share or _by(question) == "price" or (_by(question) is not None and _of_contract(question)):
        return whole, whole
    if named is None or not higher_is_better(method):
        # Against the best of them, or where less is better: the large bidder's own figure, and the small one's part.
        return whole / ratio, whole
    return whole, whole * ratio


def _by(question: Question) -> str | None:
    rule = question.planned.node.normalise
    return None if rule is None else rule.by


def _of_contract(question: Question) -> bool:
    """Say whether a quantity is part of the contract itself, of which no bidder can do more than there is.

    Years of work on the contract are; anything else, divided by the contract's value or years, grows with the bidder.
    """
    measure = question.planned.node.measure
    return not question.planned.node.method.relative or (measure is not None and measure.adds_up == "fte_years")


def size_advice(rows: Sequence[SizeRow], assumptions: Assumptions) -> Iterator[Advice]:
    """Yield the criteria that pay for size, with the points and the way out."""
    ratio = value_text(assumptions["size_ratio"])
    for row in rows:
        if row.gap == ZERO:
            continue
        small, large, gap = (value_text(value) for value in (row.small_points, row.large_points, abs(row.gap)))
        divided = _by(row.question)
        sentence = (
            f"In a simulation, two bidders that give the same for every pound and differ in size alone (1 to {ratio}) "
            f"earn {small} (small) and {large} (large) of {value_text(row.question.weight)} points on "
            f"{row.question.title!r}: {gap} points for {'being large' if row.gap > 0 else 'being small'}."
        )
        if divided is not None:
            sentence += f" Every bid is divided by the same contract {divided.removeprefix('contract_')}, which takes "
            sentence += "nothing out of the comparison."
        way = (
            "Divide the quantity by each bidder's own price (normalise by price), or publish a target or bands, set "
            "for each million pounds or each year of the contract, in place of a comparison with the best bid."
        )
        severity: Severity = "warning" if abs(row.gap) >= WARNED_FROM and divided is None else "advice"
        code = "size.paid" if divided is None else "size.not_taken_out"
        yield Advice(code, f"{row.question.place}.method", severity, sentence, way, row.question.id)
