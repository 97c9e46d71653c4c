"""Says in words how a rubric turns points into a ranking: the total, the rounding, the ties, the special cases."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from app.documents.award_content import Method
from app.documents.wording import grouped

Terms = Mapping[str, Any]

POINTS: Final = "the share each criterion earned of its points, added up"

AGGREGATIONS: Final[Mapping[str, str]] = {
    "weighted_sum": f"Weighted sum: {POINTS} to a total out of 100. The highest total is first.",
    "price_per_quality_point": f"Price divided by quality points ({POINTS}). The lowest figure is first.",
    "quality_price_index": (
        f"Quality points ({POINTS}) divided by the price in units of {{per}}. The highest figure is first."
    ),
    "monetised_quality": (
        f"Price less the money value of quality: quality points ({POINTS}) as a share of 100, times "
        f"{{willingness_to_pay}}. The lowest figure is first."
    ),
}

LABELS: Final[Mapping[str, str]] = {
    "weighted_sum": "Total of 100",
    "price_per_quality_point": "Price for each quality point",
    "quality_price_index": "Quality and price index",
    "monetised_quality": "Price less value of quality",
}

LOWER_IS_BETTER: Final = frozenset({"price_per_quality_point", "monetised_quality"})

ROUNDINGS: Final[Mapping[str, str]] = {
    "half_up": "a half rounded up",
    "half_even": "a half rounded to the even digit",
    "down": "further digits cut off",
}

PLACES: Final[Mapping[int, str]] = {0: "no decimal places", 1: "one decimal place", 2: "two decimal places"}


def method_in_words(rubric: Terms) -> Method:
    """Return how the rubric of a scoring result ranks bids, each text ready to print."""
    aggregation = rubric["aggregation"]
    kind = aggregation["method"]
    numbers = {name: grouped(str(value)) for name, value in aggregation.items() if name not in {"method", "price"}}
    return Method(
        rubric=f"{rubric['title']} ({rubric['id']}, version {rubric['version']})",
        aggregation=AGGREGATIONS[kind].format_map(numbers),
        total_label=LABELS[kind],
        more_is_better=kind not in LOWER_IS_BETTER,
        points_add_up=kind == "weighted_sum",
        rounding=_rounding_in_words(rubric.get("rounding", {})),
        tie_break=_ties_in_words(rubric),
        policies=_policies(rubric.get("policies", {}).get("notes", {})),
    )


def _policies(notes: Mapping[str, object]) -> tuple[str, ...]:
    """Return the notes in an order of our own: the keys of a JSON object have none to rely on."""
    first = [name for name in ("zero", "tie", "withdrawn") if name in notes]
    return tuple(str(notes[name]) for name in (*first, *sorted(notes.keys() - set(first))))


def _rounding_in_words(rounding: Terms) -> str:
    places = int(rounding.get("places", 2))
    digits = PLACES.get(places, f"{places} decimal places")
    return f"Ranked on exact values; shown to {digits}, {ROUNDINGS[rounding.get('mode', 'half_up')]}."


def _ties_in_words(rubric: Terms) -> str:
    steps = list(_steps_in_words(rubric))
    if not steps:
        return "The rubric declares no tie-break: bids that stay level are not put in order."
    return f"Level bids are parted by {', then by '.join(steps)}."


def _steps_in_words(rubric: Terms) -> Iterator[str]:
    titles = dict(_titles(rubric["criteria"]))
    for step in rubric.get("tie_break", ()):
        if step["by"] == "criterion":
            yield f"more points for {titles.get(step['criterion'], step['criterion'])}"
        elif step["by"] == "price":
            yield "the lower price"
        else:
            yield "nothing further: they share the rank"


def _titles(nodes: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for node in nodes:
        yield node["id"], node["title"]
        yield from _titles(node.get("criteria", []))
