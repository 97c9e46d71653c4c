"""The result of an evaluation: every number exact and shown, with inputs and digests, so that all can recompute it."""

from dataclasses import dataclass
from typing import Any, Final

from scoring.account import account_of, given, said_total, steps
from scoring.bids import Bid, Bids
from scoring.digest import digest_of_bytes, read, write
from scoring.engine import LotScores
from scoring.gates import Missed
from scoring.margin import Margin
from scoring.ranking import Place
from scoring.rubric import Rubric
from scoring.scores import BidScore, NodeScore, SectionScore
from scoring.trace import Step, number, typed_number

FORMAT: Final = "makegood.result/1"
ENGINE: Final = "1.0.0"
"""Changes when a number in any result may change; a result says which engine made it."""


@dataclass(frozen=True, slots=True)
class LotResult:
    """One lot: its scores, the bids withdrawn or excluded beforehand, and the win margin if it was asked for."""

    lot: str
    scores: LotScores
    withdrawn: tuple[Bid, ...]
    excluded_before: tuple[Bid, ...]
    margin: Margin | None


@dataclass(frozen=True, slots=True)
class Result:
    """The result of evaluating bids against a rubric. Nothing in it is rounded until it is written out."""

    rubric: Rubric
    bids: Bids
    lots: tuple[LotResult, ...]
    traced: bool

    def lot(self, code: str) -> LotResult:
        """Return one lot by its code."""
        return next(lot for lot in self.lots if lot.lot == code)

    def to_mapping(self) -> dict[str, Any]:
        """Return the result document, complete in itself."""
        mapping: dict[str, Any] = {
            "format": FORMAT,
            "engine": ENGINE,
            "rubric": read(self.rubric.canonical),
            "inputs": read(self.bids.canonical),
            "lots": [_lot(lot, self.rubric, traced=self.traced) for lot in self.lots],
        }
        return mapping | {"digests": digests(mapping, self.rubric.canonical, self.bids.canonical)}


def digests(mapping: dict[str, Any], rubric: bytes, inputs: bytes) -> dict[str, str]:
    """Return the digests of a result document known to be canonical; the last binds engine, lots and the other two."""
    of_rubric, of_inputs = digest_of_bytes(rubric), digest_of_bytes(inputs)
    bound = {"format": mapping["format"], "engine": mapping["engine"], "lots": mapping["lots"]}
    result = digest_of_bytes(write(bound | {"rubric": of_rubric, "inputs": of_inputs}))
    return {"rubric": of_rubric, "inputs": of_inputs, "result": result}


def _lot(lot: LotResult, rubric: Rubric, *, traced: bool) -> dict[str, Any]:
    scores = lot.scores
    mapping: dict[str, Any] = {
        "lot": lot.lot,
        "ranking": [_place(place, score, rubric) for place, score in zip(scores.places, scores.ranked, strict=True)],
        "excluded": [_excluded(bid, missed) for bid, missed in scores.excluded]
        + [_left_out(bid) for bid in lot.excluded_before],
        "withdrawn": [{"bid": bid.id, "name": bid.name, "reason": bid.reason} for bid in lot.withdrawn],
        "bids": {score.bid.id: _bid(score, rubric, traced=traced) for score in scores.ranked},
    }
    if lot.margin is not None:
        mapping["margin"] = lot.margin.to_mapping(rubric.rounding)
    return mapping


def _place(place: Place, score: BidScore, rubric: Rubric) -> dict[str, Any]:
    return {
        "bid": score.bid.id,
        "name": score.bid.name,
        "rank": place.rank,
        "joint": place.joint,
        "total": number(score.figure, rubric.rounding),
        "decided_by": place.decided_by,
    }


def _excluded(bid: Bid, missed: tuple[Missed, ...]) -> dict[str, Any]:
    reasons = [{"criterion": one.criterion, "text": one.text} for one in missed if one.excludes]
    return {"bid": bid.id, "name": bid.name, "reasons": reasons}


def _left_out(bid: Bid) -> dict[str, Any]:
    return {"bid": bid.id, "name": bid.name, "reasons": [{"criterion": None, "text": bid.reason}]}


def _bid(score: BidScore, rubric: Rubric, *, traced: bool) -> dict[str, Any]:
    parts = steps(score.nodes)
    mapping: dict[str, Any] = {
        "total": number(score.figure, rubric.rounding),
        "quality": number(score.quality, rubric.rounding),
        "said": said_total(score, rubric),
        "criteria": [_node(node, step) for node, step in zip(score.nodes, parts, strict=True)],
        "recorded": [{"criterion": one.criterion, "text": one.text} for one in score.recorded],
    }
    if traced:
        mapping["trace"] = account_of(score, rubric, parts).to_mapping(rubric.rounding)
    return mapping


def _node(score: NodeScore, step: Step) -> dict[str, Any]:
    """Return one section or criterion; null stands where nothing is earned, because nothing is not zero.

    `step` is its step in the account, which says the same of it.
    """
    rounding = score.planned.rounding
    scored = score.planned.scored
    mapping: dict[str, Any] = {
        "id": score.planned.node.id,
        "title": score.planned.node.title,
        "weight": typed_number(score.planned.weight, rounding) if scored else None,
        "share": number(score.share, rounding) if score.share is not None else None,
        "points": number(score.points, rounding) if scored and score.points is not None else None,
    }
    if isinstance(score, SectionScore):
        mapping["criteria"] = [_node(inner, below) for inner, below in zip(score.inside, step.inputs, strict=True)]
    else:
        mapping["given"] = given(score)
    return mapping | {"said": step.said}
