"""Reads a result document aloud: every number with its inputs, rule and source, down to the depth asked for."""

from collections.abc import Iterator, Mapping
from typing import Any

from scoring.trace import LONGEST_PLAIN, grouped


def lines(document: Mapping[str, Any], *, bid: str | None = None, depth: int | None = None) -> Iterator[str]:
    """Yield the account of one bid, or of every bid in order of rank; `depth` None goes down to the answers."""
    for lot in document["lots"]:
        yield f"Lot {lot['lot']}"
        for place in lot["ranking"]:
            if bid is None or place["bid"] == bid:
                yield ""
                joint = "joint " if place["joint"] else ""
                yield f"{joint}{place['rank']}. {place['name']}, decided by {place['decided_by']}"
                yield from _step(lot["bids"][place["bid"]]["trace"], depth, 1)
        yield from _left_out(lot, bid)


def names_a_bid(document: Mapping[str, Any], bid: str) -> bool:
    """Return whether a result document says anything about a bid."""
    return any(
        bid in lot["bids"] or any(one["bid"] == bid for one in (*lot["excluded"], *lot["withdrawn"]))
        for lot in document["lots"]
    )


def _left_out(lot: Mapping[str, Any], bid: str | None) -> Iterator[str]:
    for one in lot["excluded"]:
        if bid is None or one["bid"] == bid:
            yield ""
            yield f"{one['name']}: excluded"
            yield from (f"  {reason['text']}" for reason in one["reasons"])
    for one in lot["withdrawn"]:
        if bid is None or one["bid"] == bid:
            yield ""
            yield f"{one['name']}: withdrawn. {one['reason']}".rstrip()


def _step(step: Mapping[str, Any], depth: int | None, indent: int) -> Iterator[str]:
    text = step.get("said") or f"{step['what']}: {_number(step['value'])} ({step['rule']})"
    source = f" [{step['source']}]" if step.get("source") else ""
    yield "  " * indent + text + source
    if depth is None or depth > 0:
        for inner in step.get("inputs", ()):
            yield from _step(inner, None if depth is None else depth - 1, indent + 1)


def _number(value: Mapping[str, str]) -> str:
    """Return a number as it is where that is short, otherwise as it is shown; thousands set apart."""
    exact = value["exact"]
    short = "/" not in exact and len(exact.partition(".")[2]) <= LONGEST_PLAIN
    return grouped(exact if short else value["shown"])
