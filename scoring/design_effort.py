"""Estimates what a rubric asks of a bidder before and after award, in hours, and whether that suits the contract."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from scoring.design_facts import Facts
from scoring.design_questions import Advice, Question, Severity
from scoring.exact import HUNDRED, ZERO, exact_sum, exact_text
from scoring.rounding import STANDARD, Rounding
from scoring.trace import percent, value_text

LABEL: Final = "An estimate by the assumptions stated: hours of a bidder that answers every question once, in full."
QUARTERS: Final = 4
ONE_PLACE: Final = Rounding(1)


@dataclass(frozen=True, slots=True)
class EffortRow:
    """What one question asks of a bidder: words, figures, papers to collect each quarter, and hours."""

    question: Question
    words: Fraction
    limited: bool
    figures: int
    evidence: int
    hours: Fraction

    def to_mapping(self) -> dict[str, Any]:
        """Return the row as a plain mapping for JSON."""
        return {
            "criterion": self.question.id,
            "title": self.question.title,
            "asks": self.question.planned.node.asks,
            "words": exact_text(self.words),
            "word_limit_stated": self.limited,
            "figures": self.figures,
            "evidence": self.evidence,
            "hours": exact_text(self.hours),
        }


@dataclass(frozen=True, slots=True)
class Effort:
    """What a whole bid asks: hours, cost, and how long a small and a large bid team take; None is not known."""

    rows: tuple[EffortRow, ...]
    hours: Fraction
    cost: Fraction
    small_weeks: Fraction
    large_weeks: Fraction
    share_of_value: Fraction | None
    reporting_hours_a_year: Fraction

    def count(self, asks: str) -> int:
        """Return how many questions ask for something."""
        return sum(1 for row in self.rows if row.question.planned.node.asks == asks)

    @property
    def words(self) -> Fraction:
        """Return the words of a whole bid."""
        return exact_sum([row.words for row in self.rows])

    def to_mapping(self) -> dict[str, Any]:
        """Return the estimate as a plain mapping for JSON."""
        share = None if self.share_of_value is None else STANDARD.shown(self.share_of_value * HUNDRED)
        return {
            "label": LABEL,
            "words": exact_text(self.words),
            "quantities": self.count("quantity"),
            "declarations": self.count("declaration"),
            "evidence_kinds": sum(row.evidence for row in self.rows),
            "hours": exact_text(self.hours),
            "cost": STANDARD.shown(self.cost),
            "percent_of_value": share,
            "small_team_weeks": STANDARD.shown(self.small_weeks),
            "large_team_weeks": STANDARD.shown(self.large_weeks),
            "reporting_hours_a_year": exact_text(self.reporting_hours_a_year),
            "questions": [row.to_mapping() for row in self.rows],
        }


def effort_of(questions: Sequence[Question], facts: Facts, lot: str) -> Effort:
    """Return what the questions of a lot ask of a bidder."""
    rows = tuple(_row(question, facts) for question in questions)
    taken = facts.assumptions
    hours = exact_sum([taken["hours_to_read"], *(row.hours for row in rows)])
    cost, value = hours * taken["hourly_cost"], facts.value_of(lot)
    evidence = sum(row.evidence for row in rows)
    return Effort(
        rows,
        hours,
        cost,
        hours / taken["small_team_hours"],
        hours / taken["large_team_hours"],
        None if value is None else cost / value,
        evidence * QUARTERS * taken["hours_per_evidence"],
    )


def _row(question: Question, facts: Facts) -> EffortRow:
    taken, asks, parts = facts.assumptions, question.planned.node.asks, question.planned.node.parts
    limit = question.body.get("word_limit")
    words = Fraction(str(limit)) if limit is not None else taken["words_without_limit"] if asks == "words" else ZERO
    figures = 0 if asks != "quantity" else 1 if parts is None else len(parts.names)
    found = question.measure.get("evidence")
    evidence = len(found) if isinstance(found, list) and question.scored else 0
    hours = words / taken["words_per_hour"]
    if asks == "quantity":
        hours += taken["hours_per_quantity"] + (0 if parts is None else len(parts.names) * taken["hours_per_part"])
    elif asks == "price":
        hours += taken["hours_for_price"]
    elif asks == "declaration":
        hours += taken["hours_per_declaration"]
    return EffortRow(question, words, limit is not None, figures, evidence, hours)


def effort_advice(effort: Effort, facts: Facts) -> Iterator[Advice]:
    """Yield questions without a limit, and effort out of proportion to the contract or to the time there is."""
    for row in effort.rows:
        if row.question.planned.node.asks == "words" and not row.limited:
            sentence = f"{row.question.title!r} states no word limit: bidders with a bid team write most."
            way = "State the fewest words in which a good answer can be given."
            yield Advice("effort.no_word_limit", row.question.place, "advice", sentence, way, row.question.id)
    yield from _out_of_proportion(effort, facts)
    yield from _too_long(effort, facts)


def _out_of_proportion(effort: Effort, facts: Facts) -> Iterator[Advice]:
    taken, share = facts.assumptions, effort.share_of_value
    if share is None or share * HUNDRED <= taken["bid_cost_advice_percent"]:
        return
    limit = taken["bid_cost_warning_percent"]
    warned = share * HUNDRED > limit
    sentence = (
        f"A bid takes an estimated {_hours(effort.hours)} hours ({value_text(effort.words)} words, "
        f"{effort.count('quantity')} quantities, {effort.count('declaration')} declarations), some GBP "
        f"{value_text(effort.cost)}: {percent(share)} of the contract value, for each bidder."
    )
    way = "Ask fewer questions, with lower word limits, or only what this contract needs to tell bidders apart."
    severity: Severity = "warning" if warned else "advice"
    yield Advice("effort.out_of_proportion", "criteria", severity, sentence, way)


def _too_long(effort: Effort, facts: Facts) -> Iterator[Advice]:
    weeks = facts.assumptions["tender_weeks"]
    if effort.small_weeks > weeks * 2:
        sentence = (
            f"By the estimate a small bidder with {value_text(facts.assumptions['small_team_hours'])} hours a week for "
            f"bids needs {_hours(effort.small_weeks)} weeks and a bid team of "
            f"{value_text(facts.assumptions['large_team_hours'])} hours a week {_hours(effort.large_weeks)}; tenders "
            f"are commonly open for {value_text(weeks)}."
        )
        way = "Ask for fewer words and pledges, or keep the tender open for longer."
        yield Advice("effort.too_long_for_small_teams", "criteria", "advice", sentence, way)


def _hours(value: Fraction) -> str:
    return ONE_PLACE.shown(value)
