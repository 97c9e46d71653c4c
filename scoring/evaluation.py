"""Evaluates bids against a rubric: parse both, score every lot, measure how near it was."""

from collections.abc import Mapping
from typing import Any

from scoring.bids import Bids
from scoring.engine import score_lot
from scoring.findings import Collector, Findings
from scoring.margin import margin_of
from scoring.parse import parse_bids, parse_rubric
from scoring.result import LotResult, Result
from scoring.rubric import Rubric


def evaluate(
    rubric: Mapping[str, Any], bids: Mapping[str, Any], *, trace: bool = True, margin: bool = True
) -> Result | Findings:
    """Return the result of bids given as plain mappings, or every finding; findings of the rubric come first."""
    parsed = parse_rubric(rubric)
    if isinstance(parsed, Findings):
        return parsed
    read = parse_bids(bids, parsed)
    if isinstance(read, Findings):
        return read
    return evaluate_parsed(parsed, read, trace=trace, margin=margin)


def evaluate_parsed(rubric: Rubric, bids: Bids, *, trace: bool = True, margin: bool = True) -> Result | Findings:
    """Return the result of parsed bids, or the findings that only scoring brings out, such as a refused zero price.

    Without `trace` the workings of each share are not kept; without `margin` nobody asks what would change the winner.
    """
    out = Collector()
    lots = [lot for code in bids.lots if (lot := _lot(rubric, bids, code, out, trace=trace, margin=margin)) is not None]
    return out.findings() if out else Result(rubric, bids, tuple(lots), traced=trace)


def _lot(rubric: Rubric, bids: Bids, code: str, out: Collector, *, trace: bool, margin: bool) -> LotResult | None:
    own = Collector()
    scores = score_lot(rubric, bids, code, own, trace=trace)
    for finding in own.findings():
        out.add(finding.code, finding.place, finding.message, value=finding.value)
    if scores is None:
        return None
    withdrawn, excluded = tuple(bids.in_lot(code, "withdrawn")), tuple(bids.in_lot(code, "excluded"))
    return LotResult(code, scores, withdrawn, excluded, margin_of(rubric, bids, scores) if margin else None)
