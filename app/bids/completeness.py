"""What a bid must say before it may be submitted: every finding at once, each with its place and the way out."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from app.bids.schemas import Answer, BidContent, Pledge
from app.kit.schema import plain
from app.rubrics import packs
from app.rubrics.leaves import Leaf
from scoring.findings import Collector, Findings

_HUNDRED = Decimal(100)


def draft_findings(content: BidContent, leaves: Sequence[Leaf]) -> Findings:
    """Return what keeps a draft from being kept: an answer to nothing that is asked, or two to the same question."""
    out, seen = Collector(), set[str]()
    asked = {leaf.id for leaf in leaves}
    for index, answer in enumerate(content.answers):
        place = f"answers[{index}].criterion"
        if answer.criterion not in asked:
            message = "is not asked in this lot: remove the answer, or mend the id"
            out.add("answer.unknown_criterion", place, message, value=answer.criterion)
        elif answer.criterion in seen:
            out.add("answer.duplicate", place, "is answered twice: keep one answer", value=answer.criterion)
        seen.add(answer.criterion)
    return out.findings()


def findings(content: BidContent, leaves: Sequence[Leaf], rubric: Mapping[str, Any]) -> Findings:
    """Return everything that keeps a bid from being submitted, read against the pinned rubric of its tender."""
    out = Collector(draft_findings(content, leaves))
    answers = {answer.criterion: answer for answer in content.answers}
    own = {leaf.measure["id"] for leaf in leaves if leaf.measure}
    for leaf in leaves:
        if leaf.asks == "price":
            _check_price(content.price, leaf, leaves, rubric, out)
            continue
        answer = answers.get(leaf.id)
        if answer is None:
            out.add("answer.missing", f"answers.{leaf.id}", f"is missing: answer “{leaf.title}”; nothing is not zero")
            continue
        _CHECKS[leaf.asks](answer, leaf, out)
        _check_nothing_else(answer, leaf, out)
        for index, pledge in enumerate(answer.pledges):
            _check_pledge(pledge, f"answers.{leaf.id}.pledges[{index}]", own, out)
    return out.findings()


def _check_price(
    price: Decimal | None, leaf: Leaf, leaves: Sequence[Leaf], rubric: Mapping[str, Any], out: Collector
) -> None:
    if price is None:
        out.add("price.missing", "price", f"is missing: state it for “{leaf.title}”")
    elif price == 0 and not _takes_zero(leaf, leaves, rubric):
        message = "is 0, which the rubric of this tender cannot score: state a price above 0"
        out.add("price.zero", "price", message, value=price)


def _takes_zero(leaf: Leaf, leaves: Sequence[Leaf], rubric: Mapping[str, Any]) -> bool:
    """Return whether a price of zero can be scored: by the method that reads it, and by whatever divides by it."""
    divides = any((other.body.get("normalise") or {}).get("by") == "price" for other in leaves)
    ratio = (rubric.get("aggregation") or {}).get("method") == "quality_price_index"
    method = leaf.body.get("method") or {}
    return not divides and not ratio and method.get("zero_price", "full_marks") == "full_marks"


def _check_words(answer: Answer, leaf: Leaf, out: Collector) -> None:
    place = f"answers.{leaf.id}.response"
    if answer.response is None:
        out.add("response.missing", place, f"is missing: answer “{leaf.title}” in words")
    elif leaf.word_limit is not None and (words := len(answer.response.split())) > leaf.word_limit:
        out.add("response.too_long", place, f"has {words} words: shorten it to {leaf.word_limit}", value=words)


def _check_declaration(answer: Answer, leaf: Leaf, out: Collector) -> None:
    if answer.declared is None:
        out.add("declaration.missing", f"answers.{leaf.id}.declared", f"is missing: say yes or no to “{leaf.title}”")


def _check_quantity(answer: Answer, leaf: Leaf, out: Collector) -> None:
    if leaf.parts is not None:
        _check_parts(answer, leaf, leaf.parts, out)
        return
    place = f"answers.{leaf.id}.quantity"
    if answer.quantity is None:
        message = f"is missing: state how much you pledge for “{leaf.title}”; 0 is an answer, nothing is not"
        out.add("quantity.missing", place, message)
    elif leaf.measure and leaf.measure.get("adds_up") == "percentage" and answer.quantity > _HUNDRED:
        message = "is a percentage and cannot be above 100"
        out.add("quantity.too_large", place, message, value=plain(answer.quantity))
    if answer.parts is not None:
        message = "is not asked: state the quantity itself and leave the parts out"
        out.add("parts.not_asked", f"answers.{leaf.id}.parts", message)


def _check_parts(answer: Answer, leaf: Leaf, names: Sequence[str], out: Collector) -> None:
    given, place = answer.parts or {}, f"answers.{leaf.id}.parts"
    for name in names:
        if given.get(name) is None:
            out.add("part.missing", f"{place}.{name}", f"is missing: state it for “{leaf.title}”; 0 is an answer")
    for name in given.keys() - set(names):
        message = f"is not a part of this quantity: use {', '.join(names)}"
        out.add("part.unknown", f"{place}.{name}", message, value=name)
    if answer.quantity is not None:
        message = "is worked out from the parts: leave it out"
        out.add("quantity.not_asked", f"answers.{leaf.id}.quantity", message, value=plain(answer.quantity))


def _check_nothing_else(answer: Answer, leaf: Leaf, out: Collector) -> None:
    """Report a figure or a yes that nobody asks for: it would look as if it counted."""
    if answer.declared is not None and leaf.asks != "declaration":
        message = "is not asked here: leave it out"
        out.add("declaration.not_asked", f"answers.{leaf.id}.declared", message, value=answer.declared)
    if leaf.asks == "quantity":
        return
    for name, value in (("quantity", answer.quantity), ("parts", answer.parts)):
        if value is not None:
            message = "is not asked here: leave it out, or promise it in a pledge of this answer"
            out.add(f"{name}.not_asked", f"answers.{leaf.id}.{name}", message)


def _check_pledge(pledge: Pledge, place: str, own: set[str], out: Collector) -> None:
    if pledge.words is None:
        message = "is missing: say what will be done, for whom and where, so that it can be held to"
        out.add("pledge.no_words", f"{place}.words", message)
    if pledge.measure is not None and pledge.measure not in own | _library():
        known = ", ".join(sorted(own)) or "none of its own"
        message = f"is a measure neither of this rubric ({known}) nor of the library: leave it out and state a unit"
        out.add("pledge.unknown_measure", f"{place}.measure", message, value=pledge.measure)
    if pledge.quantity is not None and pledge.unit is None and pledge.measure is None:
        out.add("pledge.no_unit", f"{place}.unit", "is missing: say what the quantity is counted in")


def _library() -> set[str]:
    return {measure["id"] for measure in packs.measures()["measures"]}


_CHECKS = {"words": _check_words, "declaration": _check_declaration, "quantity": _check_quantity}
