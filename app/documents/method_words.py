"""Says in words how a criterion is assessed and what was answered, from the rubric's own terms."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from app.documents.wording import grouped, priced, with_unit

Terms = Mapping[str, Any]

CONSEQUENCES: Final = {
    "excluded": "a bid that fails is excluded",
    "recorded": "a failure is recorded and does not exclude the bid",
}

FIXED: Final = {
    "scale": "Marked on the published scale; each mark earns the share of the points set out there.",
    "gate": "Assessed as pass or fail; no points.",
    "record": "Recorded; it earns no points of its own.",
    "lowest_price": "Lowest price divided by the bid's price, times the points.",
}

BEST: Final = {"higher": "highest", "lower": "lowest"}


def method_in_words(method: Terms) -> str:
    """Return how a leaf criterion turns an answer into a share of its points."""
    kind = str(method["type"])
    if kind in FIXED:
        return FIXED[kind]
    words = _METHODS.get(kind)
    return words(method) if words else f"{kind.replace('_', ' ').capitalize()}."


def gate_in_words(node: Terms) -> str | None:
    """Return what failing a criterion means, or None when nothing can be failed."""
    method = node.get("method") or {}
    if method.get("type") == "gate":
        return f"Pass or fail: {CONSEQUENCES[method['consequence']]}."
    minimum = node.get("minimum")
    if not minimum:
        return None
    least = f"a mark of {minimum['mark']}" if "mark" in minimum else f"{minimum['share_percent']}% of the points"
    return f"At least {least} is needed: {CONSEQUENCES[minimum['consequence']]}."


def asks_in_words(node: Terms) -> str | None:
    """Return what bidders were asked, as published."""
    found = node.get("question") or node.get("description")
    return str(found) if found else None


def given_in_words(given: Terms, *, unit: str | None = None, currency: str = "GBP") -> str | None:
    """Return a mark or an answer as people write it, or None for a section.

    >>> given_in_words({"mark": "0"}), given_in_words({"price": "1200.50"}), given_in_words({})
    ('mark 0', '£1,200.50', None)
    """
    if "mark" in given:
        return f"mark {given['mark']}"
    if "passed" in given:
        return "passed" if given["passed"] else "failed"
    if "price" in given:
        return priced(str(given["price"]), currency)
    if "quantity" in given:
        return with_unit(grouped(str(given["quantity"])), unit)
    if "parts" in given:
        return "; ".join(
            f"{name.replace('_', ' ')} {grouped(str(part))}" for name, part in sorted(given["parts"].items())
        )
    return None


def _target(method: Terms) -> str:
    return (
        f"In proportion between {grouped(method['floor'])} (no points) and {grouped(method['target'])} "
        f"(full points); nothing more beyond that."
    )


def _banded(method: Terms) -> str:
    up_from = "from" if method.get("better") == "higher" else "up to"
    bands = "; ".join(f"{up_from} {grouped(each['from'])}: {each['share_percent']}%" for each in method["bands"])
    return f"By bands, each a share of the points: {bands}."


def _relative_to_best(method: Terms) -> str:
    best = BEST[method["better"]]
    return f"The {best} answer earns full points; the others in proportion to it."


def _percentage_above_lowest(method: Terms) -> str:
    return (
        f"Full points for the lowest price, less {method['factor']} times the percentage above it, "
        f"not below {method['floor_percent']}%."
    )


def _mean_price(method: Terms) -> str:
    return (
        f"{method['at_mean_percent']}% of the points at the mean price, more below it and less above it "
        f"(slope {method['slope']}), between {method['floor_percent']}% and {method['cap_percent']}%."
    )


def _unit_value(method: Terms) -> str:
    then = method.get("then")
    after = f" {method_in_words(then)}" if then else " Recorded only."
    return f"Quantity ({method['unit']}) times the unit value that held on {method['on']}.{after}"


_METHODS: Final[Mapping[str, Callable[[Terms], str]]] = {
    "target": _target,
    "banded": _banded,
    "relative_to_best": _relative_to_best,
    "percentage_above_lowest": _percentage_above_lowest,
    "mean_price": _mean_price,
    "unit_value": _unit_value,
}
