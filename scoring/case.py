"""Runs a golden case: a rubric, bids and the result that somebody published or worked out by hand."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from scoring.evaluation import evaluate
from scoring.exact import ZERO, exact_text, from_exact_text
from scoring.findings import Finding, Findings
from scoring.result import LotResult, Result
from scoring.rounding import Rounding, shown
from scoring.scores import every_node

FORMAT: Final = "makegood.case/1"
FindPack = Callable[[str], Mapping[str, Any] | Findings]
"""Returns the resolved rubric of a pack named "id@version", or why there is none."""


@dataclass(frozen=True, slots=True)
class CaseReport:
    """What became of a case: every expectation that failed, in words; none where the case holds."""

    id: str
    title: str
    failures: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Say whether every expectation was met."""
        return not self.failures


def run_case(case: Mapping[str, Any], find_pack: FindPack | None = None) -> CaseReport | Findings:
    """Evaluate a case and compare it with what it expects; findings where it is not a case at all."""
    if not isinstance(case, dict) or case.get("format") != FORMAT or not isinstance(case.get("expect"), dict):
        return Findings([Finding("format.unknown", "format", f"must be {FORMAT}, with what it expects")])
    rubric = case.get("rubric")
    if rubric is None and isinstance(case.get("pack"), str) and find_pack is not None:
        rubric = find_pack(case["pack"])
    if isinstance(rubric, Findings):
        return rubric
    outcome = evaluate(rubric if isinstance(rubric, dict) else {}, case.get("bids", {}))
    return CaseReport(str(case.get("id")), str(case.get("title")), tuple(_failures(case["expect"], outcome)))


def _failures(expect: Mapping[str, Any], outcome: Result | Findings) -> Iterator[str]:
    codes = expect.get("findings")
    if codes is not None:
        found = sorted(set(outcome.codes)) if isinstance(outcome, Findings) else []
        if found != sorted(set(codes)):
            yield f"findings: expected {', '.join(sorted(set(codes)))}, found {', '.join(found) or 'none'}"
        return
    if isinstance(outcome, Findings):
        yield from (f"expected a result, found {finding.code} at {finding}" for finding in outcome)
        return
    by_code = {lot.lot: lot for lot in outcome.lots}
    for code, wanted in expect.get("lots", {}).items():
        if code not in by_code:
            yield f"lot {code}: expected, but the bids have no such lot"
        else:
            yield from (f"lot {code}: {failure}" for failure in _lot_failures(wanted, by_code[code], outcome))


def _lot_failures(wanted: Mapping[str, Any], lot: LotResult, result: Result) -> Iterator[str]:
    rounding = result.rubric.rounding
    totals = {score.bid.id: score.figure for score in lot.scores.ranked}
    ranks = {score.bid.id: place.rank for place, score in zip(lot.scores.places, lot.scores.ranked, strict=True)}
    points = {
        score.bid.id: {node.planned.node.id: node.points or ZERO for node in every_node(score.nodes)}
        for score in lot.scores.ranked
    }
    for bid, total in wanted.get("totals", {}).items():
        yield from _compare(f"total of {bid}", total, totals.get(bid), rounding)
    for bid, rank in wanted.get("ranks", {}).items():
        if ranks.get(bid) != rank:
            yield f"rank of {bid}: expected {rank}, found {ranks.get(bid, 'none')}"
    for bid, rows in wanted.get("points", {}).items():
        for criterion, amount in rows.items():
            yield from _compare(f"points of {bid} on {criterion}", amount, points.get(bid, {}).get(criterion), rounding)
    weights = effective_weights(lot)
    for criterion, weight in wanted.get("effective_weights", {}).items():
        yield from _compare(f"effective weight of {criterion}", weight, weights.get(criterion), None)
    excluded = {bid.id for bid, _ in lot.scores.excluded} | {bid.id for bid in lot.excluded_before}
    if "excluded" in wanted and set(wanted["excluded"]) != excluded:
        yield f"excluded: expected {_listed(wanted['excluded'])}, found {_listed(excluded)}"


def effective_weights(lot: LotResult) -> dict[str, Fraction]:
    """Return the effective weight of every section and criterion of a lot, by id."""
    weights: dict[str, Fraction] = {}
    pending = list(lot.scores.plan.nodes)
    while pending:
        planned = pending.pop()
        weights[planned.node.id] = planned.weight
        pending.extend(getattr(planned, "inside", ()))
    return weights


def _compare(what: str, expected: str, found: Fraction | None, rounding: Rounding | None) -> Iterator[str]:
    """Yield a failure unless the number is what was expected, to as many places as the expectation states."""
    if found is None:
        yield f"{what}: expected {expected}, found none"
        return
    exact = exact_text(found)
    _, _, part = str(expected).partition(".")
    rounded = None if rounding is None else shown(found, len(part), rounding.mode)
    if from_exact_text(str(expected)) != found and rounded != expected:
        yield f"{what}: expected {expected}, found {exact}" + (f" (shown as {rounded})" if rounded is not None else "")


def _listed(ids: object) -> str:
    names = sorted(str(name) for name in ids) if isinstance(ids, list | set) else []
    return ", ".join(names) or "none"
