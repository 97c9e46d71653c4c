"""Finds wording that prefers a bidder for where it is, apart from wording about where the contract's money goes."""

import re
from collections.abc import Iterator
from typing import Final

from scoring.design_facts import Facts
from scoring.design_questions import TEXTS, Advice, Sheet, text_of
from scoring.design_sentences import said_in

SOURCE: Final = (
    "Procurement Act 2023, section 90, and Local Government Act 1988, section 17(5)(e); reserving below the threshold: "
    "The Local Government (Exclusion of Non-commercial Considerations) (England) Order 2026 (SI 2026/94)"
)
_OWN: Final = r"(?:organisation|company|firm|business|enterprise|head\s+office|main\s+office|office)"
_BIDDER: Final = rf"(?:you|the\s+(?:bidder|tenderer)|bidders?|tenderers?|your\s+{_OWN})"
_AT: Final = r"(?:based|located|headquartered|situated|established)"
_KIND: Final = (
    r"(?:compan(?:y|ies)|firms?|business(?:es)?|bidders?|tenderers?|contractors?|providers?|organisations?|suppliers?)"
)
_LOCAL: Final = r"(?:local|locally[\s-]based)"
_OFFICE: Final = (
    r"(?:registered\s+(?:office|address)|head\s*quarters|head\s+office|main\s+office|office|premises|depot|branch)"
)
PREFERS: Final = re.compile(
    "|".join(
        (
            rf"\b(?:are|is)\s+{_BIDDER}\s+(?:\w+\s+)?{_AT}\b",
            rf"\bwhere\s+{_BIDDER}\s+(?:are|is)\s+(?:{_AT}|registered)\b",
            rf"\b{_BIDDER}\s+(?:that\s+|who\s+|which\s+)?(?:(?:are|is|must\s+be|should\s+be)\s+)?{_AT}\s+(?:in|within|inside|near|no)\b",
            rf"\b(?:your|(?:bidder|tenderer)(?:'s|’s|s'|s’))\s+(?:own\s+)?(?:{_OFFICE}|postcode)\b",
            r"\bregistered\s+(?:office|address)\b[^.!?;]{0,60}\b(?:in|within|inside|local|area|borough|county|city|miles|region)\b",
            rf"\b{_OFFICE}\b[^.!?;]{{0,30}}\bwithin\s+\d+\s+miles\b",
            rf"\b(?:are|is)\s+{_BIDDER}\s+an?\s+{_LOCAL}\s+{_KIND}\b",
            rf"\b{_BIDDER}\b[^.!?;]{{0,30}}\b(?:are|is|be|being)\s+an?\s+{_LOCAL}\s+{_KIND}\b",
            rf"\b{_LOCAL}\s+(?:bidders?|tenderers?)\b",
            rf"\bpreference\s+(?:is|will\s+be|may\s+be|to\s+be|for|to)\b[^.!?;]{{0,30}}\b{_LOCAL}\s+{_KIND}\b",
            rf"\bwe\s+(?:prefer|favour)\b[^.!?;]{{0,40}}\b{_LOCAL}\s+{_KIND}\b",
            rf"\b(?:extra|additional|more|higher|full)\s+(?:marks?|points?)\b[^.!?;]{{0,40}}\b{_LOCAL}\s+{_KIND}\b",
        )
    ),
    re.IGNORECASE,
)
DENIES: Final = re.compile(
    r"\bwherever\b|\bno\s+marks?\b|\bno\s+points?\b|\bnothing\s+for\b|\bregardless\b|\birrespective\b|\bwhether\s+or\s+not\b"
    r"|\bdo(?:es)?\s+not\s+(?:matter|count|score|mark|reward|prefer|need)\b|\bneed\s+not\b|\bmust\s+not\b|\bnever\s+(?:score|mark|reward|prefer)\b"
    r"|\bopen\s+to\s+any\b|\b(?:not|never)\s+where\b|\bneither\b",
    re.IGNORECASE,
)


MEASURE_TEXTS: Final = ("title", "description")


def location_advice(sheet: Sheet, facts: Facts) -> Iterator[Advice]:
    """Yield each text of a question, section, measure or scale that prefers bidders for where they are.

    Nothing is said where the contract is known to be below the threshold, and money spent or benefit brought about in
    delivering the contract, open to any bidder, is no finding.
    """
    if facts.above_threshold is False:
        return
    for whose, criterion, place, text in _worded(sheet):
        sentence = preferring(text)
        if sentence is not None:
            yield _advice(whose, place, sentence, criterion=criterion, known=facts.above_threshold is True)


def _worded(sheet: Sheet) -> Iterator[tuple[str, str | None, str, str]]:
    """Yield whose text it is, the id of the section or question, the place, and the text."""
    for section, body in sheet.sections:
        for key in TEXTS:
            yield section.node.title, section.node.id, f"{section.node.place}.{key}", text_of(body, key)
    for question in sheet.questions:
        for place, text in question.texts():
            yield question.title, question.id, place, text
        for key in MEASURE_TEXTS:
            yield question.title, question.id, f"{question.place}.measure.{key}", text_of(question.measure, key)
    for name, scale in sheet.rubric.scales.items():
        for number, level in enumerate(scale.levels):
            yield scale.title, None, f"scales.{name}.levels[{number}].descriptor", level.descriptor


def preferring(text: str) -> str | None:
    """Return the first sentence that prefers a bidder for where it is, or None.

    >>> preferring("Tell us whether your organisation is based in the county.") is not None
    True
    >>> preferring("How much will you spend with suppliers in the local area, wherever you are based?") is None
    True
    """
    for _, sentence in said_in(PREFERS, text):
        if DENIES.search(sentence) is None:
            return sentence
    return None


def _advice(whose: str, place: str, sentence: str, *, criterion: str | None, known: bool) -> Advice:
    when = "" if known else " if the contract is above the threshold"
    said = (
        f"The wording of {whose!r} seems to prefer bidders for where they are, which is not open to a buyer{when}: "
        f"“{sentence}”"
    )
    way = (
        "Ask for what is spent or brought about locally in delivering the contract, which any bidder can offer, and "
        "leave out where the bidder is. Whether the wording does prefer them is for you to judge."
    )
    return Advice("location.bidder_preferred", place, "warning" if known else "advice", said, way, criterion, SOURCE)
