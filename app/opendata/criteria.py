"""Turns the award criteria of a notice, lot by lot, into a draft rubric with whatever weights are sound."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from app.opendata.fields import ONLY_LOT
from app.opendata.reading import Node, one_line, shown
from app.opendata.weights import Weight, report, weight
from scoring.exact import exact_text

SCALE = "marks"
MOST_CRITERIA = 300
LONGEST_TITLE = 300
_HUNDRED = Fraction(100)
_PRICED = ("price", "cost")
_TITLES = {"price": "Price", "cost": "Cost", "quality": "Quality"}
_WORDS_ONLY = ("weightingDescription", "description", "orderRationale")


@dataclass(frozen=True, slots=True)
class Criterion:
    """One award criterion of one lot as it was read; `weight_text` is None where no weight could be read."""

    kind: str
    title: str
    weight_text: str | None
    place: str


Key = tuple[str, str, str | None, int]


def rubric(
    tender: Node, lot_codes: Sequence[str], *, title: str, source: str, scale: Mapping[str, Any]
) -> dict[str, Any] | None:
    """Return a rubric document of the criteria of a tender, or None where no weight of any lot is sound.

    The document is a draft: weights that were not sound are left out, and its check says so. `scale` is the scale of
    marks that questions are drafted with, because notices do not publish theirs.
    """
    by_lot = _by_lot(tender, lot_codes or (ONLY_LOT,))
    if not any(one.weight_text for criteria in by_lot.values() for one in criteria):
        return None
    nodes = _nodes(by_lot, tender)
    tender.out.add(
        "method.assumed",
        f"{tender.place}.awardCriteria",
        "a notice does not say how answers are scored: the draft takes the lowest price over the price, and marks on a "
        "published scale for everything else; put in the method and the questions of your tender documents",
    )
    return {
        "format": "makegood.rubric/1",
        "id": "imported",
        "version": "1.0.0",
        "title": one_line(f"Criteria of {title}", LONGEST_TITLE),
        "source": source,
        "scales": {SCALE: dict(scale)},
        "weights": "of_parent",
        "criteria": nodes,
        "aggregation": {"method": "weighted_sum"},
        "rounding": {"places": 2, "mode": "half_up"},
        "tie_break": [{"by": "shared"}],
        "policies": {"withdrawn": "recompute"},
    }


def _by_lot(tender: Node, codes: Sequence[str]) -> dict[str, list[Criterion]]:
    """Return the criteria of each lot: its own, and otherwise those of the whole tender."""
    own: dict[str, list[Criterion]] = {}
    for node in tender["lots"].items():
        code = node["id"].text()
        if code is not None and code in codes and code not in own:
            own[code] = _criteria(node, f"lot {shown(code)}")
    common = _criteria(tender, "the tender")
    found = {code: own.get(code) or common for code in codes}
    empty = [code for code, criteria in found.items() if not criteria]
    if empty and len(empty) == len(found):
        tender["awardCriteria"].add(
            "criteria.missing", "the notice gives no award criteria in fields: draft a rubric", ""
        )
    elif empty:
        names = ", ".join(empty)
        tender["lots"].add("criteria.missing", "some lots have no award criteria: add them to the rubric", names)
    return found


def _criteria(holder: Node, whose: str) -> list[Criterion]:
    container = holder["awardCriteria"]
    if isinstance(container.value, str):
        # Before criteria had fields this was a code, such as ratedCriteria, with the rest in words.
        details = holder["awardCriteriaDetails"]
        if container.given() or details.given():
            said = details if details.given() else container
            said.add("criteria.words", "the award criteria are given in words only: draft a rubric from them")
        return []
    container = container.object()
    for key in _WORDS_ONLY:
        if container[key].given():
            container[key].add("criteria.words", "says in words how criteria are weighed: put it into the rubric")
    nodes = list(container["criteria"].items())
    if len(nodes) > MOST_CRITERIA:
        container["criteria"].add("criteria.cut", f"only the first {MOST_CRITERIA} criteria are drafted", len(nodes))
        nodes = nodes[:MOST_CRITERIA]
    weights = [weight(node) for node in nodes]
    for found in weights:
        if found.kind != "percent":
            report(found, alone=len(nodes) == 1)
    _check_sum(container, weights, whose)
    read = [_criterion(node, found, alone=len(nodes) == 1) for node, found in zip(nodes, weights, strict=True)]
    return [one for one, found in zip(read, weights, strict=True) if found.kind != "zero"]


def _criterion(node: Node, found: Weight, *, alone: bool) -> Criterion:
    kind = (node["type"].text() or "").lower()
    name = node["name"].text() or node["title"].text()
    text = found.text if found.kind == "percent" else None
    if alone and found.kind == "none" and found.is_empty:
        text = "100"
    title = one_line(name, LONGEST_TITLE) if name else _TITLES.get(kind, "Criterion without a name")
    if name is None and kind not in _PRICED:
        node.add("criterion.unnamed", "the criterion has no name: name it in the rubric", kind)
    return Criterion(kind, title, text, node.place)


def _check_sum(container: Node, weights: Sequence[Weight], whose: str) -> None:
    numbers = [found.number for found in weights if found.number is not None]
    if not numbers or len(numbers) < len(weights):
        return
    makes = sum(numbers, Fraction(0))
    if makes == _HUNDRED:
        return
    message = f"the weights of {whose} make {exact_text(makes)}, not 100: mend them in the rubric"
    if makes > _HUNDRED and any(found.kind == "points" for found in weights):
        shares = ", ".join(exact_text(number * 100 / makes) for number in numbers)
        message += f". Read as points of {exact_text(makes)} they would be {shares}"
    container.add("weight.not_100", message, exact_text(makes))


def _nodes(by_lot: Mapping[str, Sequence[Criterion]], tender: Node) -> list[dict[str, Any]]:
    """Return one node for each different criterion, naming its lots where it is not common to all."""
    lots_of: dict[Key, list[str]] = {}
    for code, criteria in by_lot.items():
        seen: dict[tuple[str, str, str | None], int] = {}
        for one in criteria:
            same = (one.kind, one.title, one.weight_text)
            seen[same] = seen.get(same, 0) + 1
            lots_of.setdefault((*same, seen[same]), []).append(code)
    priced = _priced(by_lot, tender)
    taken: set[str] = set()
    nodes = []
    for (kind, title, text, number), lots in lots_of.items():
        price = (kind, title, text, number) in priced
        node: dict[str, Any] = {"id": _identifier(title, taken), "title": title}
        if text is not None:
            node["weight"] = text
        node |= _asked(price=price)
        if len(lots) < len(by_lot):
            node["lots"] = lots
        nodes.append(node)
    return nodes


def _priced(by_lot: Mapping[str, Sequence[Criterion]], tender: Node) -> set[Key]:
    """Return the criteria that are the price of their lots: one in each, because a bid has one price."""
    found: set[Key] = set()
    for code, criteria in by_lot.items():
        candidates = [one for kind in _PRICED for one in criteria if one.kind == kind]
        if candidates:
            first = candidates[0]
            found.add((first.kind, first.title, first.weight_text, 1))
        for one in candidates[1:]:
            message = f"is a second price of lot {shown(code)}, and a bid has one: it is drafted as a marked question"
            tender.out.add("criterion.second_price", one.place, message, one.title)
    return found


def _asked(*, price: bool) -> dict[str, Any]:
    if price:
        return {"asks": "price", "method": {"type": "lowest_price", "zero_price": "refuse"}}
    return {"asks": "words", "method": {"type": "scale", "scale": SCALE}}


def _identifier(title: str, taken: set[str]) -> str:
    """Return an id made of the title's words, different from those taken."""
    words = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:50].strip("-") or "criterion"
    chosen, number = words, 1
    while chosen in taken:
        number += 1
        chosen = f"{words}-{number}"
    taken.add(chosen)
    return chosen
