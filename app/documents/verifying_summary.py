"""Works out again what an assessment summary prints of its bids, from the rubric and the answers in the same file."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from hashlib import sha256
from typing import Any, Final

from app.documents.award_content import Bidder, BidStatus, Score, walk
from app.documents.codec import encode
from app.documents.from_result import bidders_of, method_of, scales_of
from app.documents.from_result_summary import criteria_of_rubric
from app.documents.summary_content import Assessed, AssessmentSummary
from app.documents.summary_view import WITHHELD
from app.documents.summary_words import standing_in_words
from app.documents.verifying_award import compared
from scoring.digest import digest
from scoring.evaluation import evaluate
from scoring.exact import exact_sum
from scoring.findings import Findings
from scoring.parse import parse_rubric
from scoring.plan import PlannedLeaf, plan_lot

_PRINTED: Final = ("given", "level", "share", "points", "said")
_GIVEN: Final = ("given", "level")


def contradictions(summary: AssessmentSummary) -> Iterator[str]:
    """Return a sentence for everything printed that does not follow from the rubric and the answers in the file."""
    if digest(dict(summary.rubric)) != summary.digests.rubric:
        yield "The rubric in the file is not the one whose digest is printed."
    try:
        expected = _from_rubric(summary)
    except ValueError as unreadable:
        yield f"The rubric in the same file cannot be used: {unreadable}."
        return
    for name, fresh in expected.items():
        for place, says, gives in compared(encode(getattr(summary, name)), encode(fresh), name):
            yield f"{place} says {says!r}; the rubric in the same file gives {gives!r}."
    yield from _scores(summary)
    for bidder in summary.bidders:
        yield from (f"{bidder.party.name}: {found}" for found in _sums(summary, bidder))
        yield from (f"{bidder.party.name}: {found}" for found in _passages(summary, bidder))
    yield from _standing(summary)
    yield from _withheld(summary)


def _from_rubric(summary: AssessmentSummary) -> dict[str, Any]:
    as_result = {"rubric": summary.rubric}
    return {
        "scales": scales_of(as_result),
        "criteria": criteria_of_rubric(summary.rubric, summary.lot.code),
        "method": method_of(as_result),
    }


def _scores(summary: AssessmentSummary) -> Iterator[str]:
    """Score the bids of the file again: what compares bids with others depends on bids that are not in the file."""
    found = evaluate(dict(summary.rubric), _bids(summary), trace=False, margin=False)
    if isinstance(found, Findings):
        yield f"The answers in the file cannot be scored again: {found[0]}."
        return
    currency = summary.tender.value.currency if summary.tender.value else "GBP"
    again = bidders_of(found.to_mapping(), summary.lot.code, parties={}, reasons={}, currency=currency)
    relative = _relative(summary)
    fresh = {bidder.id: bidder for bidder in again}
    for bidder in summary.bidders:
        for one in _differing(bidder, fresh[bidder.id], relative):
            yield f"{bidder.party.name}: {one}"


def _differing(bidder: Assessed, again: Bidder, relative: frozenset[str]) -> Iterator[str]:
    expected: Mapping[str, Score] = {score.criterion: score for score in again.scores}
    stated = {score.criterion for score in bidder.scores}
    for name in expected.keys() - stated:
        yield f"the score on {name} is missing."
    for score in bidder.scores:
        other = expected.get(score.criterion)
        if other is None:
            yield f"there is no answer in the file for the score on {score.criterion}."
            continue
        for field in _GIVEN if score.criterion in relative else _PRINTED:
            says, gives = getattr(score, field), getattr(other, field)
            if says != gives:
                yield f"the {field} on {score.criterion} is stated as {_text(says)}; scored again it is {_text(gives)}."


def _bids(summary: AssessmentSummary) -> dict[str, Any]:
    bids = []
    for bidder in summary.bidders:
        bid: dict[str, Any] = {"id": bidder.id, "name": bidder.party.name, "answers": bidder.answers["answers"]}
        bid["status"] = "live" if bidder.status is BidStatus.RANKED else "excluded"
        if bidder.status is not BidStatus.RANKED:
            bid["reason"] = "as the file says"
        if bidder.answers["price"] is not None:
            bid["price"] = bidder.answers["price"]
        bids.append(bid)
    return {"format": "makegood.bids/1", "lots": [summary.lot.code], **summary.contract, "bids": bids}


def _relative(summary: AssessmentSummary) -> frozenset[str]:
    """Return the criteria whose points depend on other bids, and the sections around them."""
    found = {leaf.node.id for leaf in _leaves(summary) if leaf.scored and leaf.node.method.relative}
    around = {
        one.id
        for one in walk(summary.criteria)
        if one.criteria and found.intersection(each.id for each in walk(one.criteria))
    }
    return frozenset(found | around)


def _leaves(summary: AssessmentSummary) -> tuple[PlannedLeaf, ...]:
    parsed = parse_rubric(dict(summary.rubric))
    return () if isinstance(parsed, Findings) else plan_lot(parsed, summary.lot.code).leaves


def _sums(summary: AssessmentSummary, bidder: Assessed) -> Iterator[str]:
    """Check that points are shares of weights, that sub-totals and totals are sums, and that all is rounded right."""
    points = {score.criterion: score.points.fraction for score in bidder.scores if score.points is not None}
    leaves = {leaf.node.id: leaf for leaf in _leaves(summary)}
    for score in bidder.scores:
        leaf = leaves.get(score.criterion)
        if leaf is None or score.points is None:
            continue
        share = score.share.fraction if score.share is not None else Fraction(0)
        if score.points.fraction != share * leaf.weight:
            yield f"the points on {score.criterion} are not the share of what it weighs."
        if score.points.shown != leaf.rounding.shown(score.points.fraction):
            yield f"the points on {score.criterion} are rounded to {score.points.shown}."
    for criterion in walk(summary.criteria):
        inside = [points[child.id] for child in criterion.criteria if child.id in points]
        if criterion.id in points and inside and exact_sum(inside) != points[criterion.id]:
            yield f"the sub-total of {criterion.id} is not the sum of what is inside."
    tops = [points[one.id] for one in summary.criteria if one.id in points]
    if bidder.total is not None and summary.method.points_add_up and exact_sum(tops) != bidder.total.fraction:
        yield "the total is not the sum of the points."


def _passages(summary: AssessmentSummary, bidder: Assessed) -> Iterator[str]:
    hidden = {(one.bid, one.criterion) for one in summary.withheld}
    for score in bidder.scores:
        for quote in score.quotes:
            if quote.digest is None and (bidder.id, score.criterion) not in hidden:
                yield f"a passage quoted on {score.criterion} has no digest, and nothing is withheld there."
            elif quote.digest is not None and quote.digest != f"sha256:{sha256(quote.text.encode()).hexdigest()}":
                yield f"the passage quoted on {score.criterion} is not the one whose digest stands beside it."


def _standing(summary: AssessmentSummary) -> Iterator[str]:
    fresh = standing_in_words(
        summary.own,
        summary.winner,
        ranked=summary.outcome.ranked,
        method=summary.method,
        criteria=summary.criteria,
    )
    for said in summary.standing[: len(fresh)]:
        if said not in fresh:
            yield f"Why it was not awarded is told as {said!r}, and the points do not say so."
    if len(summary.standing) < len(fresh):
        yield "Of why it was not awarded something is missing."
    if summary.winner is None and summary.outcome.winner is not None:
        yield "What the winning tender scored is missing."


def _withheld(summary: AssessmentSummary) -> Iterator[str]:
    """Check that each mark of something withheld is explained, and that each explanation has its mark."""
    marks: dict[tuple[str, str], set[str]] = {}
    for bidder in summary.bidders:
        for score in bidder.scores:
            texts = (score.reason or "", *(quote.text for quote in score.quotes))
            found = {hit[0] for text in texts for hit in WITHHELD.finditer(text)}
            if found:
                marks[bidder.id, score.criterion] = found
    explained: dict[tuple[str, str], set[str]] = {}
    for one in summary.withheld:
        explained.setdefault((one.bid, one.criterion), set()).add(one.mark)
    for bid, criterion in marks.keys() | explained.keys():
        if marks.get((bid, criterion), set()) != explained.get((bid, criterion), set()):
            yield f"What is marked as withheld on {criterion} of bid {bid} is not what the list of it says."


def _text(found: object) -> str:
    shown = getattr(found, "exact", found)
    return "nothing" if shown is None else repr(shown)
