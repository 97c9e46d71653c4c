"""Finds what bidders are not told: how a question is assessed, what a mark means, what missing a minimum leads to."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from scoring.design_facts import Facts, LeastWeight
from scoring.design_questions import Advice, Question, Severity, Sheet, text_of
from scoring.exact import exact_sum
from scoring.methods import Gate, OnScale
from scoring.methods.scale import Scale
from scoring.trace import value_text

SOURCE: Final = "Procurement Act 2023, section 23(3): the assessment methodology says how tenders are assessed"
SAID: Final = re.compile(
    r"exclu|disqualif|reject|pass or fail|pass/fail|(?:is|are|be) out\b|not be considered|set aside|cannot win",
    re.IGNORECASE,
)
SOCIAL_VALUE: Final = re.compile(r"social[\s-]value", re.IGNORECASE)
MANY_TIMES: Final = 2
"""So many times the recommended number of measures is warned of."""


def methodology_advice(sheet: Sheet, facts: Facts) -> Iterator[Advice]:
    """Yield whatever the methodology leaves unsaid, question by question and then for the rubric as a whole."""
    for question in sheet.questions:
        yield from _undescribed(question)
        yield from _consequence_unsaid(question)
    for section, body in sheet.sections:
        minimum = section.node.minimum
        if minimum is not None and minimum.consequence == "excluded" and not SAID.search(_wording(body)):
            yield _unsaid(section.node.place, section.node.id, section.node.title)
    yield from _scales(sheet)
    yield from _ties(sheet)
    yield from _policies(sheet)
    yield from _too_many_measures(sheet, facts)
    for least in facts.minimum_social_value:
        yield from _weight_of_social_value(sheet, facts, least)
    for question in sheet.questions:
        yield from _limited(question, facts)


def _undescribed(question: Question) -> Iterator[Advice]:
    """Yield a question that does not say what is asked, or how the answer is assessed."""
    worded = any(text_of(question.body, key) for key in ("question", "description"))
    if question.planned.node.asks != "price" and not worded:
        sentence = f"{question.title!r} has neither a question nor a description: bidders see a title alone."
        way = "Write the question that bidders answer."
        yield Advice("methodology.no_question", question.place, "warning", sentence, way, question.id, SOURCE)
    if question.scored and not text_of(question.body, "guidance"):
        by = "marked" if isinstance(question.planned.node.method, OnScale) else "turned into points"
        if by == "marked" or not text_of(question.body, "description"):
            sentence = f"{question.title!r} does not say in words how answers are {by}."
            way = "Say in `guidance` what a good answer shows, and what evaluators look for."
            yield Advice("methodology.not_described", question.place, "advice", sentence, way, question.id, SOURCE)


def _consequence_unsaid(question: Question) -> Iterator[Advice]:
    node = question.planned.node
    rule = node.method if isinstance(node.method, Gate) else node.minimum
    if rule is not None and rule.consequence == "excluded" and not SAID.search(_wording(question.body)):
        yield _unsaid(question.place, question.id, question.title)


def _unsaid(place: str, criterion: str, title: str) -> Advice:
    sentence = f"A bid that does not meet {title!r} is excluded, and the wording does not tell bidders so."
    way = "Say in the question, the description or the guidance that such a bid is excluded."
    return Advice("methodology.consequence_unsaid", place, "advice", sentence, way, criterion, SOURCE)


def _wording(body: Mapping[str, Any]) -> str:
    return " ".join(text_of(body, key) for key in ("description", "question", "guidance"))


def _scales(sheet: Sheet) -> Iterator[Advice]:
    methods = (question.planned.node.method for question in sheet.questions)
    used = {method.scale.id: method.scale for method in methods if isinstance(method, OnScale)}
    for name, scale in used.items():
        yield from _descriptors(name, scale)


def _descriptors(name: str, scale: Scale) -> Iterator[Advice]:
    place = f"scales.{name}"
    bare = [value_text(level.mark) for level in scale.levels if _bare(level.descriptor, level.label)]
    if bare:
        described = "describes no level" if len(bare) == len(scale.levels) else f"does not describe {', '.join(bare)}"
        sentence = f"The scale {scale.title!r} {described}: evaluators and bidders cannot tell what such a mark means."
        way = "Write for each level what an answer shows that earns it."
        yield Advice("scale.no_descriptors", place, "warning", sentence, way, source=SOURCE)
    told = [level.descriptor.strip().casefold() for level in scale.levels if level.descriptor.strip()]
    if len(set(told)) < len(told):
        sentence = f"Two levels of the scale {scale.title!r} have the same descriptor: nothing tells them apart."
        way = "Say what the better one shows that the other does not."
        yield Advice("scale.same_descriptor", place, "warning", sentence, way, source=SOURCE)


def _bare(descriptor: str, label: str) -> bool:
    return descriptor.strip().rstrip(".").casefold() in {"", label.strip().rstrip(".").casefold()}


def _notes(sheet: Sheet) -> Mapping[str, Any]:
    policies = sheet.document.get("policies")
    notes = policies.get("notes") if isinstance(policies, dict) else None
    return notes if isinstance(notes, dict) else {}


def _ties(sheet: Sheet) -> Iterator[Advice]:
    parting = [step for step in sheet.rubric.tie_break if step.by != "shared"]
    if not parting and not text_of(_notes(sheet), "tie"):
        sentence = "Bids with equal totals share a rank, and nothing says who of them then wins."
        way = "State a criterion or the price that parts them, or say in `policies.notes.tie` how the buyer chooses."
        yield Advice("tie.not_parted", "tie_break", "warning", sentence, way, source=SOURCE)


def _policies(sheet: Sheet) -> Iterator[Advice]:
    notes = _notes(sheet)
    relative = [question for question in sheet.questions if question.scored and question.planned.node.method.relative]
    if relative and not text_of(notes, "zero"):
        sentence = (
            "Nothing says in words what an offer or a price of nought means, where bids are compared by division."
        )
        way = "Say it in `policies.notes.zero`."
        yield Advice("policy.zero_unsaid", "policies.notes.zero", "advice", sentence, way, source=SOURCE)
    if relative and not text_of(notes, "withdrawn"):
        titles = ", ".join(repr(question.title) for question in relative)
        sentence = f"Points on {titles} change when a bid is withdrawn, and nothing tells bidders so."
        way = "Say in `policies.notes.withdrawn` that the result is computed again without the bid."
        yield Advice("policy.withdrawal_unsaid", "policies.notes.withdrawn", "advice", sentence, way, source=SOURCE)


def _too_many_measures(sheet: Sheet, facts: Facts) -> Iterator[Advice]:
    measured = {str(question.measure["id"]) for question in sheet.questions if question.scored and question.measure}
    most = facts.assumptions["measures_recommended"]
    if len(measured) > most:
        severity: Severity = "warning" if len(measured) > MANY_TIMES * most else "advice"
        sentence = f"{len(measured)} measures earn points; {value_text(most)} at most are recommended."
        way = "Keep those that matter most for this contract: each is pledged, evidenced and checked until it ends."
        source = facts.assumptions.every["measures_recommended"].source
        yield Advice("measures.too_many", "criteria", severity, sentence, way, source=source)


def _weight_of_social_value(sheet: Sheet, facts: Facts, least: LeastWeight) -> Iterator[Advice]:
    """Yield social value below the least weight: every question counts whose own or next section has a measure."""
    parents = {question.above[-1]["id"] for question in sheet.questions if question.measure and question.above}
    counted = [
        question
        for question in sheet.questions
        if question.measure
        or (question.above and question.above[-1]["id"] in parents)
        or {question.id, *(body["id"] for body in question.above)} & facts.serves_social_value
        or any(_named_so(body) for body in (question.body, *question.above))
    ]
    weight = exact_sum([question.weight for question in counted if question.scored])
    if weight < least.percent:
        sentence = (
            f"Social value weighs {value_text(weight)} of 100, and the policy asks for {value_text(least.percent)}. "
            "Counted are questions with a measure or beside one, and those under a heading of social value."
        )
        way = "Raise its weight, or say which other criteria serve social value."
        yield Advice("social_value.weight_low", "criteria", "warning", sentence, way, source=least.source)


def _named_so(body: Mapping[str, Any]) -> bool:
    return SOCIAL_VALUE.search(f"{body.get('id', '')} {body.get('title', '')}") is not None


def _limited(question: Question, facts: Facts) -> Iterator[Advice]:
    """Yield a scored question about what the regime does not let a buyer score."""
    for limit in facts.limits if question.weight else ():
        if question.measure.get("id") in limit.measures:
            sentence = f"{question.title!r} earns points: {limit.says}"
            way = "Take the question out of the scores, or record it without points."
            yield Advice("criterion.limited", question.place, "warning", sentence, way, question.id, limit.source)
        elif any(_speaks_of(question, words) for words in limit.words):
            sentence = f"{question.title!r} is marked and speaks of it: {limit.says}"
            way = "Ask for fair work as a whole, and mark no part of the answer for this alone."
            yield Advice("criterion.may_be_limited", question.place, "advice", sentence, way, question.id, limit.source)


def _speaks_of(question: Question, words: str) -> bool:
    texts = (question.title, text_of(question.body, "question"))
    return any(words.casefold() in text.casefold() for text in texts)
