"""Reads out of a scoring result what a summary tells of one or two of its bids, with the passages quoted."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from typing import Any

from app.documents.award_content import Bidder, Criterion, Score
from app.documents.codec import JsonObject
from app.documents.facts import Party
from app.documents.figures import Number
from app.documents.from_result import bidders_of, criteria_from
from app.documents.summary_content import Assessed, Explained, Quote
from scoring.findings import Findings
from scoring.parse import parse_rubric
from scoring.plan import Planned, PlannedSection, plan_lot
from scoring.trace import typed_number


@dataclass(frozen=True, kw_only=True, slots=True)
class Agreement:
    """What the panel said of one bid on one criterion: its reasons, the passages, and whether it knew the prices."""

    rationale: str
    quotes: tuple[Quote, ...] = ()
    after_prices: bool = False


Agreements = Mapping[tuple[str, str], Agreement]
"""The agreements that stand, by (bid id, criterion id)."""


def assessed_of(
    result: JsonObject,
    lot: str,
    bids: Collection[str],
    *,
    parties: Mapping[str, Party],
    agreements: Agreements,
    currency: str = "GBP",
) -> tuple[Assessed, ...]:
    """Return the bids of `lot` whose ids are in `bids`, in the order of the result."""
    reasons = {key: one.rationale for key, one in agreements.items()}
    found = bidders_of(result, lot, parties=parties, reasons=reasons, currency=currency)
    given = {bid["id"]: bid for bid in result["inputs"]["bids"]}
    return tuple(_assessed(each, lot, given[each.id], agreements) for each in found if each.id in bids)


def criteria_of_rubric(rubric: JsonObject, lot: str) -> tuple[Criterion, ...]:
    """Return the criteria of `lot` with what each comes to of 100, from the rubric alone.

    Raises ValueError for a rubric that cannot be read.
    """
    parsed = parse_rubric(rubric)
    if isinstance(parsed, Findings):
        message = f"the rubric cannot be read: {parsed[0]}"
        raise ValueError(message)  # noqa: TRY004 - findings are no type error
    return criteria_from(rubric, lot, dict(_shares(plan_lot(parsed, lot).nodes)))


def _shares(nodes: Collection[Planned]) -> list[tuple[str, Number]]:
    found = []
    for node in nodes:
        if node.scored:
            found.append((node.node.id, Number(**typed_number(node.weight, node.rounding))))
        if isinstance(node, PlannedSection):
            found += _shares(node.inside)
    return found


def _assessed(bidder: Bidder, lot: str, given: JsonObject, agreements: Agreements) -> Assessed:
    kept = {each.name: getattr(bidder, each.name) for each in fields(Bidder) if each.name != "scores"}
    scores = tuple(_explained(bidder.id, score, agreements) for score in bidder.scores)
    return Assessed(**kept, scores=scores, answers=answers_of(given, lot))


def _explained(bid: str, score: Score, agreements: Agreements) -> Explained:
    kept = {each.name: getattr(score, each.name) for each in fields(Score)}
    agreed = agreements.get((bid, score.criterion))
    if agreed is None:
        return Explained(**kept)
    return Explained(**kept, quotes=agreed.quotes, after_prices=agreed.after_prices)


def answers_of(bid: JsonObject, lot: str) -> dict[str, Any]:
    """Return the marks and figures of a bid as they were scored, without the panel's reasons; its price as `price`."""
    answers = {
        name: {key: value for key, value in answer.items() if key != "rationale"}
        for name, answer in bid.get("answers", {}).items()
    }
    price = bid.get("price")
    price = price.get(lot) if isinstance(price, Mapping) else price
    return {"price": price, "answers": answers}
