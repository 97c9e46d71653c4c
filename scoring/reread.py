"""Scores a result document again from the rubric and inputs inside it, for whoever asks more than it states."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from scoring.bids import Bids
from scoring.digest import unfit, write
from scoring.evaluation import evaluate_parsed
from scoring.findings import Finding, Findings
from scoring.parse import parse_bids, parse_rubric
from scoring.result import FORMAT, Result, digests
from scoring.rubric import Rubric

_KEYS = {"rubric": dict, "inputs": dict, "lots": list, "digests": dict, "engine": str}


class Reread(NamedTuple):
    """A result document scored again, without trace and margin; `digest` is the one that the document states."""

    rubric: Rubric
    bids: Bids
    result: Result
    digest: str


def reread(document: Mapping[str, Any]) -> Reread | Findings:
    """Return what a result document holds, scored again, or why it cannot be trusted or scored.

    Its digests must agree with it. That its numbers do, `verify` says; nothing here is taken from them.
    """
    found = _malformed(document)
    if found:
        return found
    stated = digests(dict(document), write(document["rubric"]), write(document["inputs"]))
    if stated != document["digests"]:
        message = "do not agree with the document: it was changed after it was written"
        return Findings([Finding("digest.differs", "digests", message)])
    rubric = parse_rubric(document["rubric"])
    if isinstance(rubric, Findings):
        return rubric
    bids = parse_bids(document["inputs"], rubric)
    if isinstance(bids, Findings):
        return bids
    result = evaluate_parsed(rubric, bids, trace=False, margin=False)
    return result if isinstance(result, Findings) else Reread(rubric, bids, result, stated["result"])


def _malformed(document: object) -> Findings:
    if not isinstance(document, dict):
        return Findings([Finding("document.not_an_object", "", "a result must be an object with named fields")])
    found = list(unfit(document))
    if document.get("format") != FORMAT:
        found.append(Finding("format.unknown", "format", f"must be {FORMAT}"))
    for key, kind in _KEYS.items():
        if not isinstance(document.get(key), kind):
            found.append(Finding("document.malformed", key, "is not what a result holds there"))
    return Findings(found)


def unknown_lot(lot: str, result: Result) -> Findings | None:
    """Return the finding that a result has no such lot, or None where it has."""
    lots = [one.lot for one in result.lots]
    if lot in lots:
        return None
    return Findings([Finding("lot.unknown", "lot", f"there is no lot {lot}: use {', '.join(lots)}", lot)])
