"""Reads the printed facts of a lot out of a scoring result document, so that no number is typed twice."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.documents import rubric_words
from app.documents.award_content import (
    Bidder,
    BidStatus,
    Criterion,
    Ground,
    Margin,
    Method,
    Scale,
    ScaleLevel,
    Score,
)
from app.documents.codec import JsonObject
from app.documents.facts import Digests, Party
from app.documents.figures import Number
from app.documents.method_words import asks_in_words, gate_in_words, given_in_words, method_in_words

Reasons = Mapping[tuple[str, str], str]
"""The agreed rationale for each (bid id, criterion id)."""

RECORDED: Final[JsonObject] = {"type": "record"}
"""How a question is assessed that says nothing of it, such as a price that the total divides by."""

NOT_COMPUTED: Final = "The margin was not computed."


def digests_of(result: JsonObject) -> Digests:
    """Return what identifies the rubric, the inputs and the result, and the engine that computed it."""
    found = result["digests"]
    return Digests(rubric=found["rubric"], inputs=found["inputs"], result=found["result"], engine=result["engine"])


def method_of(result: JsonObject) -> Method:
    """Return in words how the rubric ranks bids."""
    return rubric_words.method_in_words(result["rubric"])


def scales_of(result: JsonObject) -> tuple[Scale, ...]:
    """Return the published scales of the rubric."""
    return tuple(
        Scale(
            id=scale_id,
            title=scale.get("title", scale_id),
            levels=tuple(
                ScaleLevel(mark=each["mark"], label=each.get("label"), descriptor=each.get("descriptor"))
                for each in scale["levels"]
            ),
        )
        for scale_id, scale in sorted(result["rubric"].get("scales", {}).items())
    )


def criteria_of(result: JsonObject, lot: str) -> tuple[Criterion, ...]:
    """Return the criteria of `lot` as a tree, each with its weight as published and what it comes to of 100.

    Without a ranked bid the result holds no effective weights, and `share_of_total` is None throughout.
    """
    return criteria_from(result["rubric"], lot, _effective_weights(result, lot))


def criteria_from(rubric: JsonObject, lot: str, shares: Mapping[str, Number]) -> tuple[Criterion, ...]:
    """Return the criteria of `lot` as a tree, with what each comes to of 100 by its id."""
    return tuple(_criterion(node, lot, shares) for node in rubric["criteria"] if _in_lot(node, lot))


def bidders_of(
    result: JsonObject, lot: str, *, parties: Mapping[str, Party], reasons: Reasons, currency: str = "GBP"
) -> tuple[Bidder, ...]:
    """Return every bid of `lot`: ranked in order, then excluded, then withdrawn.

    An excluded bid has the marks and answers it was given and no points; a withdrawn one has neither.
    """
    found = lot_of(result, lot)
    panel = _Panel(reasons=reasons, currency=currency, leaves=_leaves(result, lot), labels=_labels(result))
    answers = {bid["id"]: _answers(bid, lot, panel) for bid in result["inputs"]["bids"]}
    ranked = [_ranked(entry, found, parties, panel) for entry in found["ranking"]]
    excluded = [_excluded(entry, answers, parties, panel) for entry in found["excluded"]]
    withdrawn = [_unranked(entry, BidStatus.WITHDRAWN, (), parties) for entry in found["withdrawn"]]
    return (*ranked, *excluded, *withdrawn)


def margin_of(result: JsonObject, lot: str) -> Margin:
    """Return how close the lot was, in the engine's own sentences, so that a verification covers them too."""
    margin = lot_of(result, lot).get("margin")
    if margin is None:
        return Margin(runner_up=None, gap=None, said=NOT_COMPUTED, mark_change=None, weight_change=None)
    has_gap = margin["gap"] is not None
    return Margin(
        runner_up=margin["runner_up"],
        gap=_number(margin["gap"]),
        said=margin["gap_said"],
        mark_change=margin["mark_change_said"] if has_gap else None,
        weight_change=margin["weight_change_said"] if has_gap else None,
    )


def lot_of(result: JsonObject, lot: str) -> JsonObject:
    """Return the part of the result that is about `lot`; raises KeyError when the result has no such lot."""
    for found in result["lots"]:
        if found["lot"] == lot:
            part: JsonObject = found
            return part
    raise KeyError(lot)


def _criterion(node: JsonObject, lot: str, shares: Mapping[str, Number]) -> Criterion:
    children = tuple(_criterion(each, lot, shares) for each in node.get("criteria", ()) if _in_lot(each, lot))
    method = node.get("method") or (None if "criteria" in node else RECORDED)
    return Criterion(
        id=node["id"],
        title=node["title"],
        description=asks_in_words(node),
        weight=node.get("weight"),
        share_of_total=shares.get(node["id"]),
        method=method_in_words(method) if method else None,
        scale=(method or {}).get("scale"),
        gate=gate_in_words(node),
        criteria=children,
    )


def _in_lot(node: JsonObject, lot: str) -> bool:
    return "lots" not in node or lot in node["lots"]


def _effective_weights(result: JsonObject, lot: str) -> dict[str, Number]:
    """Take the weights in points of 100 from any bid of the lot: they are the same for all of them."""
    for bid in lot_of(result, lot)["bids"].values():
        found = {each["id"]: _number(each.get("weight")) for each in _flat(bid["criteria"])}
        return {name: weight for name, weight in found.items() if weight is not None}
    return {}


def _flat(criteria: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for each in criteria:
        yield each
        yield from _flat(each.get("criteria", []))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Panel:
    """What turns an answer into a printed score: reasons, the money of the prices, questions, labels of marks."""

    reasons: Reasons
    currency: str
    leaves: Mapping[str, JsonObject]
    labels: Mapping[str, Mapping[str, str]]

    def score(self, bid: str, criterion: str, given: JsonObject, found: JsonObject) -> Score:
        return Score(
            criterion=criterion,
            given=given_in_words(given, unit=_unit(self.leaves.get(criterion)), currency=self.currency),
            level=self.labels.get(criterion, {}).get(given.get("mark", "")),
            share=_number(found.get("share")),
            points=_number(found.get("points")),
            said=found.get("said"),
            reason=self.reasons.get((bid, criterion)),
        )


def _ranked(entry: JsonObject, found: JsonObject, parties: Mapping[str, Party], panel: _Panel) -> Bidder:
    bid = entry["bid"]
    scored = _flat(found["bids"][bid]["criteria"])
    return Bidder(
        id=bid,
        party=parties.get(bid) or Party(name=entry["name"]),
        status=BidStatus.RANKED,
        rank=entry["rank"],
        joint=entry["joint"],
        total=_number(entry["total"]),
        decided_by=entry["decided_by"],
        grounds=_grounds(found["bids"][bid].get("recorded", ())),
        scores=tuple(panel.score(bid, each["id"], each.get("given") or {}, each) for each in scored),
    )


def _excluded(
    entry: JsonObject, answers: Mapping[str, JsonObject], parties: Mapping[str, Party], panel: _Panel
) -> Bidder:
    bid = entry["bid"]
    given = answers.get(bid, {})
    scores = tuple(panel.score(bid, leaf, given[leaf], {}) for leaf in panel.leaves if leaf in given)
    return _unranked(entry, BidStatus.EXCLUDED, scores, parties)


def _unranked(entry: JsonObject, status: BidStatus, scores: tuple[Score, ...], parties: Mapping[str, Party]) -> Bidder:
    left = [{"criterion": None, "text": entry["reason"]}] if entry.get("reason") else []
    return Bidder(
        id=entry["bid"],
        party=parties.get(entry["bid"]) or Party(name=entry["name"]),
        status=status,
        rank=None,
        joint=False,
        total=None,
        decided_by=None,
        grounds=_grounds([*entry.get("reasons", ()), *left]),
        scores=scores,
    )


def _grounds(found: Iterable[JsonObject]) -> tuple[Ground, ...]:
    return tuple(Ground(criterion=each["criterion"], text=each["text"] or "no reason is recorded") for each in found)


def _answers(bid: JsonObject, lot: str, panel: _Panel) -> JsonObject:
    """Return what a bid answered in a lot; a price may stand beside the answers, for the bid or for each lot."""
    price = bid.get("price")
    price = price.get(lot) if isinstance(price, Mapping) else price
    asked = {name: {"price": price} for name, node in panel.leaves.items() if price and node.get("asks") == "price"}
    answers: JsonObject = asked | bid.get("answers", {})
    return answers


def _leaves(result: JsonObject, lot: str) -> dict[str, JsonObject]:
    """Return the criteria of the lot that bidders answered, by id, in order."""
    nodes = _flat([node for node in result["rubric"]["criteria"] if _in_lot(node, lot)])
    return {node["id"]: node for node in nodes if "criteria" not in node and _in_lot(node, lot)}


def _labels(result: JsonObject) -> dict[str, dict[str, str]]:
    """Return, for each criterion marked on a scale, the label of every mark."""
    scales = {
        name: {each["mark"]: each["label"] for each in scale["levels"] if each.get("label")}
        for name, scale in result["rubric"].get("scales", {}).items()
    }
    nodes = [node for node in _flat(result["rubric"]["criteria"]) if "method" in node]
    return {node["id"]: scales.get(node["method"].get("scale"), {}) for node in nodes}


def _unit(node: JsonObject | None) -> str | None:
    measure = (node or {}).get("measure")
    return measure.get("unit") if isinstance(measure, Mapping) else None


def _number(found: JsonObject | None) -> Number | None:
    return None if found is None else Number(exact=found["exact"], shown=found["shown"])
