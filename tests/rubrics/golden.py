"""Compares what the engine gives with what a golden case expects, and names every number that differs."""

from collections.abc import Iterator
from typing import Any

import pytest

from scoring import evaluate
from scoring.findings import Findings
from scoring.resolve import resolve
from tests.rubrics.documents import Document, by_id, library, packs


def resolved(pack: Document) -> Document:
    """Return the rubric that a pack stands for; a finding fails the test that asked."""
    rubric = resolve(pack, library(), by_id("tables"))
    if isinstance(rubric, Findings):
        pytest.fail(f"{pack['id']}: {rubric}")
    return dict(rubric)


def rubric_of(case: Document) -> Document:
    """Return the rubric of a case, its own or that of the pack it names."""
    own: Document | None = case.get("rubric")
    return own if own is not None else resolved(packs()[case["pack"]])


def differences(case: Document) -> list[str]:
    """Return a line for everything in which the engine and the case disagree."""
    outcome = evaluate(rubric_of(case), case["bids"])
    expected = case["expect"]
    if isinstance(outcome, Findings):
        codes = sorted(set(outcome.codes))
        wanted = sorted(expected.get("findings", []))
        return [] if codes == wanted else [f"findings {codes} instead of {wanted or 'a result'}: {outcome}"]
    if "findings" in expected:
        return [f"a result instead of the findings {expected['findings']}"]
    lots = {lot["lot"]: lot for lot in outcome.to_mapping()["lots"]}
    return [line for code, wanted in expected["lots"].items() for line in _in_lot(lots[code], wanted)]


def _in_lot(lot: dict[str, Any], wanted: Document) -> Iterator[str]:
    totals = {bid: found["total"]["shown"] for bid, found in lot["bids"].items()}
    ranks = {place["bid"]: place["rank"] for place in lot["ranking"]}
    excluded = sorted(entry["bid"] for entry in lot["excluded"])
    points = {bid: dict(_numbers(found["criteria"], "points", "shown")) for bid, found in lot["bids"].items()}
    weights = dict(_numbers(next(iter(lot["bids"].values()), {"criteria": []})["criteria"], "weight", "exact"))
    for what, found, expected in (
        ("total", totals, wanted.get("totals", totals)),
        ("rank", ranks, wanted.get("ranks", ranks)),
    ):
        if found != expected:
            yield f"{what}: {found} instead of {expected}"
    if excluded != sorted(wanted.get("excluded", excluded)):
        yield f"excluded: {excluded} instead of {wanted['excluded']}"
    for bid, expected in wanted.get("points", {}).items():
        yield from _compare(f"points of {bid} for", points[bid], expected)
    yield from _compare("weight of", weights, wanted.get("effective_weights", {}))


def _compare(what: str, found: dict[str, str], wanted: dict[str, str]) -> Iterator[str]:
    for criterion, expected in wanted.items():
        if found.get(criterion) != expected:
            yield f"{what} {criterion}: {found.get(criterion)} instead of {expected}"


def _numbers(criteria: list[dict[str, Any]], key: str, form: str) -> Iterator[tuple[str, str]]:
    """Yield one number of each section and criterion at any depth, by id."""
    for node in criteria:
        if node.get(key) is not None:
            yield node["id"], node[key][form]
        yield from _numbers(node.get("criteria", []), key, form)
