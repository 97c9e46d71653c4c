"""Reads the weight of an award criterion as publishers write it: a percentage, points, a range, words, or nothing."""

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from app.opendata.reading import Node, number_text
from scoring.exact import exact_text

_NUMBER = re.compile(r"(?P<number>[0-9]{1,12}(?:\.[0-9]{1,12})?)\s*(?P<unit>%|per\s?cent|percent)?", re.IGNORECASE)
_RANGE = re.compile(r"[0-9.]+\s*%?\s*(-|–|—|to)\s*[0-9.]+\s*%?", re.IGNORECASE)
_HUNDRED = Fraction(100)
_PERCENTAGES = frozenset({"percentageExact", "per-exa", "pointsExact", "poi-exa"})
"""Points are read as percentages too: where they do not make 100, the sum of the lot is reported."""

_DECIMALS = frozenset({"decimalExact", "dec-exa"})

Kind = Literal["percent", "points", "zero", "none"]


@dataclass(frozen=True, slots=True)
class Weight:
    """What a notice says a criterion weighs.

    `percent`: a sound percentage above 0 and at most 100, written in `text`. `points`: more than 100, so that it is
    no percentage. `zero`: stated as 0. `none`: nothing that is a number.
    """

    kind: Kind
    number: Fraction | None
    text: str | None
    node: Node

    @property
    def is_empty(self) -> bool:
        """Say whether the notice leaves the weight out altogether."""
        return not self.node.given()


def weight(criterion: Node) -> Weight:
    """Return the weight of a criterion with its place; nothing is reported here, because that depends on its lot.

    It stands in `numbers` (the extension of the standard), in `weight`, or, as the Scottish and Welsh portals have it,
    in `description`.
    """
    for entry in criterion["numbers"].items():
        if entry["weight"].text() in _PERCENTAGES:
            return _read(entry["number"])
        if entry["weight"].text() in _DECIMALS:
            return _of_one(entry["number"])
    if criterion["numbers"].given():
        return Weight("none", None, None, criterion["numbers"])
    if criterion["weight"].given():
        return _read(criterion["weight"])
    return _read(criterion["description"])


def _read(node: Node) -> Weight:
    text = number_text(node.value)
    found = None if text is None else _NUMBER.fullmatch(text.strip())
    if found is None:
        return Weight("none", None, None, node)
    digits = found["number"]
    number = Fraction(digits)
    if number == 0:
        return Weight("zero", number, digits, node)
    return Weight("percent" if number <= _HUNDRED else "points", number, _plain(digits), node)


def _of_one(node: Node) -> Weight:
    """Return a share of 1 as a percentage: 0.3 is 30."""
    text = number_text(node.value)
    found = None if text is None else _NUMBER.fullmatch(text.strip())
    if found is None or found["unit"]:
        return Weight("none", None, None, node)
    number = Fraction(found["number"]) * 100
    if number == 0:
        return Weight("zero", number, "0", node)
    kind: Kind = "percent" if number <= _HUNDRED else "points"
    return Weight(kind, number, exact_text(number), node)


def _plain(digits: str) -> str:
    """Return a number without idle zeros, so that "40" and "40.0" are one weight."""
    whole, _, part = digits.partition(".")
    part = part.rstrip("0")
    return f"{whole.lstrip('0') or '0'}.{part}" if part else whole.lstrip("0") or "0"


def report(found: Weight, *, alone: bool) -> None:
    """Report a weight that is no percentage; `alone` says that the criterion is the only one of its lot."""
    node = found.node
    if found.kind == "zero":
        node.add(
            "weight.zero", "is 0: a criterion that weighs nothing is not drafted; state its weight, or leave it out"
        )
    elif found.kind == "points":
        node.add(
            "weight.not_percent",
            "is more than 100, so it is no percentage: state the weights of the lot as shares of 100",
        )
    elif found.kind == "none" and found.is_empty and alone:
        node.add("weight.sole", "is left out for the only criterion of its lot, which therefore weighs 100", "")
    elif found.kind == "none" and found.is_empty:
        node.add("weight.missing", "is left out: state the weight as a percentage", "")
    elif found.kind == "none" and isinstance(node.value, str) and _RANGE.fullmatch(node.value.strip()):
        node.add("weight.range", "is a range: bids are scored by one weight, so state which")
    elif found.kind == "none":
        node.add("weight.words", "is not a weight in numbers: state it as a percentage")
