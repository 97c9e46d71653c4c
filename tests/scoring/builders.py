"""Small rubrics and bids for the tests of scoring, as the plain mappings that a buyer's file would hold."""

from typing import Any

from scoring import Bids, Findings, Result, Rubric, evaluate, parse_bids, parse_rubric

Mapping = dict[str, Any]
ZERO_TO_FIVE = {"title": "0 to 5", "levels": [{"mark": str(n), "label": f"Level {n}"} for n in range(6)]}
SHARED: list[Mapping] = [{"by": "shared"}]


def rubric(*criteria: Mapping, **fields: Any) -> Mapping:
    """Return a rubric with these criteria; whatever a test is not about is stated once, here."""
    base: Mapping = {
        "format": "makegood.rubric/1",
        "id": "test",
        "version": "1.0.0",
        "title": "Test",
        "scales": {"five": ZERO_TO_FIVE},
        "criteria": list(criteria),
        "aggregation": {"method": "weighted_sum"},
        "rounding": {"places": 2, "mode": "half_up"},
        "tie_break": SHARED,
        "policies": {"withdrawn": "recompute"},
    }
    return base | fields


def _leaf(name: str, weight: str | None, asks: str, method: Mapping, more: Mapping) -> Mapping:
    weighted = {} if weight is None else {"weight": weight}
    return {"id": name, "title": name.capitalize(), "asks": asks, "method": method} | weighted | more


def marked(name: str, weight: str | None, **more: Any) -> Mapping:
    return _leaf(name, weight, "words", {"type": "scale", "scale": "five"}, more)


def quantity(name: str, weight: str | None, method: Mapping | None = None, **more: Any) -> Mapping:
    return _leaf(name, weight, "quantity", method or target(), more)


def priced(name: str, weight: str | None, method: Mapping | None = None, **more: Any) -> Mapping:
    return _leaf(name, weight, "price", method or {"type": "lowest_price", "zero_price": "refuse"}, more)


def gate(name: str, consequence: str = "excluded", **more: Any) -> Mapping:
    return _leaf(name, None, "declaration", {"type": "gate", "consequence": consequence}, more)


def section(name: str, weight: str | None, *criteria: Mapping, **more: Any) -> Mapping:
    weighted = {} if weight is None else {"weight": weight}
    return {"id": name, "title": name.capitalize(), "criteria": list(criteria)} | weighted | more


def target(floor: str = "0", goal: str = "100", better: str = "higher") -> Mapping:
    return {"type": "target", "floor": floor, "target": goal, "better": better, "beyond": "cap"}


def best(better: str = "higher", at_zero: str = "refuse") -> Mapping:
    return {"type": "relative_to_best", "better": better, "at_zero": at_zero}


def bid(name: str, answers: Mapping | None = None, /, **more: Any) -> Mapping:
    """Return a live bid with these answers."""
    base = {"id": name, "name": f"Firm {name}", "status": "live", "answers": answers or {}}
    return base | more


def marks(**values: str) -> Mapping:
    return {name: {"mark": value} for name, value in values.items()}


def quantities(**values: str) -> Mapping:
    return {name: {"quantity": value} for name, value in values.items()}


def bids(*entries: Mapping, **fields: Any) -> Mapping:
    return {"format": "makegood.bids/1", "bids": list(entries)} | fields


def parsed_rubric(mapping: Mapping) -> Rubric:
    parsed = parse_rubric(mapping)
    assert not isinstance(parsed, Findings), str(parsed)
    return parsed


def parsed_bids(mapping: Mapping, against: Rubric) -> Bids:
    parsed = parse_bids(mapping, against)
    assert not isinstance(parsed, Findings), str(parsed)
    return parsed


def result(rubric_mapping: Mapping, bids_mapping: Mapping) -> Result:
    outcome = evaluate(rubric_mapping, bids_mapping)
    assert not isinstance(outcome, Findings), str(outcome)
    return outcome


def findings(rubric_mapping: Mapping, bids_mapping: Mapping | None = None) -> Findings:
    outcome = evaluate(rubric_mapping, bids() if bids_mapping is None else bids_mapping)
    assert isinstance(outcome, Findings), "a result, where findings were expected"
    return outcome


def totals(outcome: Result, lot: str = "1") -> dict[str, str]:
    """Return the total of each ranked bid as it is shown."""
    return {row["bid"]: row["total"]["shown"] for row in _lot(outcome, lot)["ranking"]}


def ranks(outcome: Result, lot: str = "1") -> dict[str, int]:
    return {row["bid"]: row["rank"] for row in _lot(outcome, lot)["ranking"]}


def excluded(outcome: Result, lot: str = "1") -> dict[str, list[str]]:
    return {row["bid"]: [reason["text"] for reason in row["reasons"]] for row in _lot(outcome, lot)["excluded"]}


def points(outcome: Result, bid_id: str, lot: str = "1") -> dict[str, str]:
    """Return the points of one bid on each section and criterion that earns any, as they are shown."""
    found: dict[str, str] = {}
    pending = list(_lot(outcome, lot)["bids"][bid_id]["criteria"])
    while pending:
        node = pending.pop(0)
        if node["points"] is not None:
            found[node["id"]] = node["points"]["shown"]
        pending += node.get("criteria", [])
    return found


def shares(outcome: Result, criterion: str, lot: str = "1") -> dict[str, str]:
    """Return the share that each bid earned of one top-level criterion, as it is shown."""
    rows = _lot(outcome, lot)["bids"]
    return {
        name: node["share"]["shown"]
        for name, row in rows.items()
        for node in row["criteria"]
        if node["id"] == criterion
    }


def _lot(outcome: Result, lot: str) -> Mapping:
    found: Mapping = next(row for row in outcome.to_mapping()["lots"] if row["lot"] == lot)
    return found
