"""Reads out of the winning bid every promise that earned points, so that none can be left out of the contract."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from app.contracts.rules import AddsUp
from app.kit.model import LONG, Exact
from app.rubrics.leaves import Leaf
from scoring.exact import exact_text, from_exact_text
from scoring.quantities import from_parts
from scoring.rubric import Parts

_TITLE = 300
_STATEMENT = "Deliver the method statement submitted for "
OWN_PLEDGE = "The bidder's own pledge"


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise of the winning bid that earned points.

    `points` is what its criterion earned, exact. `measure` is what it is counted in: the rubric's own, or for a
    pledge in the bidder's words one whose `adds_up` nobody has stated yet. `promised` is None for words only.
    """

    criterion: str
    criterion_title: str
    points: str
    measure: dict[str, Any]
    title: str
    words: str | None
    promised: Decimal | None


def promises(
    leaves: Iterable[Leaf],
    content: Mapping[str, Any],
    points: Mapping[str, Fraction],
    library: Iterable[Mapping[str, Any]],
) -> list[Promise]:
    """Return every promise whose criterion earned more than no points, in the order of the rubric.

    That is the quantity of each question that asks for one, every pledge made inside an answer, and, for a marked
    answer without a pledge, the answer itself. A price is no promise, and a gate earns no points. `library` holds the
    measures that a pledge may name beside those of the rubric.
    """
    asked = list(leaves)
    answers = {answer["criterion"]: answer for answer in content["answers"]}
    measures = {measure["id"]: dict(measure) for measure in library}
    measures |= {leaf.measure["id"]: leaf.measure for leaf in asked if leaf.measure is not None}
    found: list[Promise] = []
    for leaf in asked:
        answer = answers.get(leaf.id)
        if answer is not None and leaf.asks != "price" and points.get(leaf.id, Fraction(0)) > 0:
            found.extend(_of_answer(leaf, answer, exact_text(points[leaf.id]), measures))
    return found


def points_of(nodes: Iterable[Mapping[str, Any]]) -> dict[str, Fraction]:
    """Return what one bid earned on each question, out of the tree of a result; what earns no points is absent."""
    found: dict[str, Fraction] = {}
    for node in nodes:
        if "criteria" in node:
            found |= points_of(node["criteria"])
        elif node.get("points") is not None:
            found[node["id"]] = exactly(node["points"]["exact"])
    return found


def exactly(text: str) -> Fraction:
    """Return the value of an exact number of a result document; raise ValueError for text that is none."""
    value = from_exact_text(text)
    if value is None:
        message = f"{text!r} is not an exact number"
        raise ValueError(message)
    return value


def _of_answer(
    leaf: Leaf, answer: Mapping[str, Any], points: str, measures: Mapping[str, dict[str, Any]]
) -> Iterator[Promise]:
    pledges = answer.get("pledges") or []
    if leaf.asks == "quantity":
        yield _quantity(leaf, answer, points)
    for pledge in pledges:
        yield _pledge(leaf, pledge, points, measures)
    if leaf.asks != "quantity" and not pledges:
        title = f"{_STATEMENT}{leaf.title}"
        measure = _own_measure(title, unit=None, adds_up=AddsUp.RECORD_ONLY, better=None)
        yield Promise(leaf.id, leaf.title, points, measure, _short(title), _kept(answer.get("response")), None)


def _quantity(leaf: Leaf, answer: Mapping[str, Any], points: str) -> Promise:
    method = leaf.body["method"]
    title = leaf.measure["title"] if leaf.measure else leaf.title
    measure = leaf.measure or _own_measure(
        title, unit=method.get("unit"), adds_up=None, better=method.get("better"), source=leaf.body.get("source")
    )
    exact = _stated(leaf, answer)
    promised, words = _storable(exact), answer.get("response")
    if promised is None or Fraction(promised) != exact:
        words = "\n\n".join(filter(None, (f"Exactly {exact_text(exact)}.", words)))
    return Promise(leaf.id, leaf.title, points, dict(measure), _short(title), _kept(words), promised)


def _stated(leaf: Leaf, answer: Mapping[str, Any]) -> Fraction:
    """Return the quantity of an answer, put together from its parts where the rubric asks for parts."""
    made_of = leaf.body.get("quantity")
    if made_of is None:
        return Fraction(answer["quantity"])
    parts = Parts(tuple((name, Fraction(factor)) for name, factor in made_of["sum"]), tuple(made_of.get("times", ())))
    return from_parts(parts, {name: Fraction(value) for name, value in answer["parts"].items()})


def _storable(value: Fraction) -> Decimal | None:
    """Return a quantity to four places, half up, as parts that multiply can make more places than a quantity has.

    None for a product of parts that is beyond every quantity: it stays in words, and nobody can measure it.
    """
    units = value * 10**Exact.places
    whole = (2 * units.numerator + units.denominator) // (2 * units.denominator)
    return None if whole >= 10**Exact.digits else Decimal(whole).scaleb(-Exact.places)


def _pledge(leaf: Leaf, pledge: Mapping[str, Any], points: str, measures: Mapping[str, dict[str, Any]]) -> Promise:
    quantity = pledge.get("quantity")
    known = measures.get(pledge.get("measure") or "")
    measure = known or _own_measure(
        pledge["title"],
        unit=pledge.get("unit"),
        adds_up=AddsUp.RECORD_ONLY if quantity is None else None,
        better=None,
    )
    promised = None if quantity is None else Decimal(quantity)
    title, words = _short(pledge["title"]), _kept(pledge.get("words"))
    return Promise(leaf.id, leaf.title, points, dict(measure), title, words, promised)


def _own_measure(
    title: str, *, unit: str | None, adds_up: AddsUp | None, better: str | None, source: str | None = None
) -> dict[str, Any]:
    """Return the measure of a promise for which the rubric has none; what nobody said stays None."""
    return {
        "id": None,
        "title": _short(title),
        "unit": unit,
        "adds_up": None if adds_up is None else adds_up.value,
        "better": better,
        "evidence": [],
        "source": source or OWN_PLEDGE,
    }


def _short(title: str) -> str:
    return title if len(title) <= _TITLE else f"{title[: _TITLE - 1]}…"


def _kept(words: str | None) -> str | None:
    """Return words as they can be kept; what is longer points to the submission, which holds all of it."""
    more = " … (the whole text stands in the submitted bid)"
    return words if words is None or len(words) <= LONG else words[: LONG - len(more)] + more
