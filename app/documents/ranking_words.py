"""Says in words how the scores of a rubric make a ranking, from the rubric's own terms."""

from collections.abc import Mapping
from typing import Any, Final

from app.documents.award_content import Method
from app.documents.codec import JsonObject

ROUNDED: Final = {"half_up": "a half rounded up", "half_even": "a half rounded to the even digit", "down": "cut off"}
PLACES: Final = ("whole numbers", "one decimal place", "two decimal places", "three decimal places")


def method_of(result: JsonObject) -> Method:
    """Return how the rubric of a result ranks: aggregation, rounding, tie-break and policies, each in words."""
    rubric = result["rubric"]
    aggregation = rubric.get("aggregation") or {"method": "weighted_sum"}
    how, label, more_is_better = _aggregation(aggregation)
    notes = (rubric.get("policies") or {}).get("notes") or {}
    return Method(
        rubric=f"{rubric['title']}, version {rubric['version']}" if rubric.get("version") else rubric["title"],
        aggregation=how,
        total_label=label,
        more_is_better=more_is_better,
        points_add_up=aggregation["method"] == "weighted_sum",
        rounding=_rounding(rubric.get("rounding") or {}),
        tie_break=_tie_break(rubric),
        policies=tuple(str(notes[name]) for name in ("zero", "tie", "withdrawn") if notes.get(name)),
    )


def _aggregation(terms: Mapping[str, Any]) -> tuple[str, str, bool]:
    method = terms["method"]
    if method == "price_per_quality_point":
        return (
            "Price divided by quality points; the lowest price for a point of quality wins.",
            "Price per point",
            False,
        )
    if method == "quality_price_index":
        return f"Quality points divided by price, per {terms['per']} of price; the highest wins.", "Index", True
    if method == "monetised_quality":
        worth = terms["willingness_to_pay"]
        return (
            f"Price less what the quality is worth, at {worth} for full quality; the lowest wins.",
            "Price less worth",
            False,
        )
    return "Each criterion's share of its points, added up to a total out of 100.", "Total of 100", True


def _rounding(terms: Mapping[str, Any]) -> str:
    places = int(terms.get("places", 2))
    shown = PLACES[places] if places < len(PLACES) else f"{places} decimal places"
    return f"Ranked on exact values; shown to {shown}, {ROUNDED[terms.get('mode', 'half_up')]}."


def _tie_break(rubric: Mapping[str, Any]) -> str:
    titles = _titles(rubric["criteria"])
    steps = [_step(step, titles) for step in rubric.get("tie_break") or ()]
    if not steps:
        return "Bids with exactly equal totals share a rank."
    return f"Bids with exactly equal totals are separated by {', then by '.join(steps)}."


def _step(step: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    if step["by"] == "criterion":
        return f"more points for {titles.get(step['criterion'], step['criterion'])}"
    return "the lower price" if step["by"] == "price" else "nothing further: they share the rank"


def _titles(nodes: list[Mapping[str, Any]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in nodes:
        found[node["id"]] = node["title"]
        found |= _titles(node.get("criteria", []))
    return found
