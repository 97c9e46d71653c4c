"""Lays content out as one accessible HTML page: the twin people read on a screen and the source of the PDF."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from app.documents import quantities, wording
from app.documents.award_content import AwardSummary
from app.documents.award_more_content import AwardSummaryInFull
from app.documents.award_view import AwardView
from app.documents.catalogue import say, says, speaking, template_message, template_messages
from app.documents.content import Document, document_digest, face_of
from app.documents.further_layout import layout_of
from app.documents.issued_content import BornWithFace
from app.documents.moving import movable
from app.documents.performance_content import ContractPerformance
from app.documents.performance_more_content import ContractPerformanceInFull
from app.documents.performance_view import PerformanceView
from app.documents.record_content import EvaluationRecord
from app.documents.record_view import RecordView
from app.documents.retelling import told
from app.documents.scores_view import is_gate
from app.documents.style import style_sheet
from app.documents.summary_content import AssessmentSummary
from app.documents.summary_view import SummaryView, place_of, with_marks
from app.documents.svg import runs_from_the_right
from app.documents.worn import drawing, theirs, worn

PAGES: Final = "Makegood, pages 3"
"""Names this way of laying out pages, in every file. Whoever changes what a page prints of the same content, or in
which order, gives it the next number: a PDF is held against the data in it word for word where this is the same, and
figure by figure where it is another."""

UNPRINTABLE: Final = (*range(9), 0x0B, *range(0x0E, 0x20), *range(0x7F, 0xA0))
STEERING: Final = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
"""Characters that turn the direction of the text after them, and so could make a page say another thing."""

SPELT_OUT: Final = {code: f"[U+{code:04X}]" for code in (*UNPRINTABLE, *STEERING)}

PARAGRAPH_BREAK: Final = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class Section:
    """One numbered section of a document."""

    id: str
    number: int
    title: str


AWARD_KIND: Final = says("Award summary")
PERFORMANCE_KIND: Final = says("Contract performance")

SUMMARY_KIND: Final = says("Assessment summary")
RECORD_KINDS: Final = {"selection_record": says("Selection record"), "evaluation_record": says("Evaluation record")}

AWARD_SECTIONS: Final = {
    "decision": says("The decision"),
    "ranking": says("Ranking and margin"),
    "criteria": says("Criteria, weights and method"),
    "scores": says("Scores and reasons"),
    "promises": says("What the winner promised"),
    "firmness": says("How firm the result is"),
    "course": says("How the award came about"),
    "standstill": says("Standstill and next steps"),
    "parties": says("The parties"),
    "check": says("How to check this document"),
}

AWARD_SECTIONS_SINCE_2: Final = frozenset({"firmness", "course"})

PERFORMANCE_SECTIONS: Final = {
    "standing": says("Where the contract stands"),
    "glance": says("Commitments at a glance"),
    "commitments": says("Each commitment in detail"),
    "life": says("How the contract changed"),
    "waivers": says("Promises waived"),
    "ratings": says("How the ratings are given"),
    "parties": says("The parties and the contract"),
    "check": says("How to check this document"),
}

PERFORMANCE_SECTIONS_SINCE_2: Final = frozenset({"life"})

SUMMARY_SECTIONS: Final = {
    "outcome": says("The outcome"),
    "scores": says("Scores at a glance"),
    "own": says("The assessment of your tender"),
    "winner": says("The assessment of the winning tender"),
    "criteria": says("Criteria, importance and method"),
    "withheld": says("What was withheld"),
    "parties": says("The parties"),
    "check": says("How to check this document"),
}

RECORD_SECTIONS: Final = {
    "decision": says("The decision"),
    "key": says("The key criteria"),
    "course": says("How the award came about"),
    "declarations": says("Declarations of interest"),
    "marks": says("Marks, discussion and agreement"),
    "parties": says("The parties"),
    "check": says("How to check this document"),
}


def to_html(document: Document, *, styled: bool = True, digest: str | None = None) -> str:
    """Return the whole page of a document; without its style when the caller brings the style sheet.

    `digest` is the document's digest, for a caller that has computed it already.
    """
    face = face_of(document)
    with speaking(face.language):
        facts = _facts(document) | worn(face)
        facts["document"] = document
        facts["digest"] = digest or document_digest(document)
        facts["style"] = Markup(style_sheet()) if styled else ""  # noqa: S704  (our own file)
        page = _environment().get_template(facts["template"]).render(facts)
    return (movable(page) if styled else page).translate(SPELT_OUT)


def title_of(document: Document) -> str:
    """Return the one-line title of a document: its kind, what it is about, and its reference."""
    with speaking(face_of(document).language):
        kind, subject = _kind_and_subject(document)
        return f"{say(kind)}: {wording.shorten(subject, 160)} ({document.reference})"


def _kind_and_subject(document: Document) -> tuple[str, str]:
    if isinstance(document, AwardSummary):
        return AWARD_KIND, document.tender.title
    if isinstance(document, AssessmentSummary):
        return SUMMARY_KIND, document.tender.title
    if isinstance(document, EvaluationRecord):
        return RECORD_KINDS[document.kind], document.tender.title
    if isinstance(document, BornWithFace):
        further = layout_of(document)
        return further.kind, further.subject
    return PERFORMANCE_KIND, document.contract.title


def _facts(document: Document) -> dict[str, Any]:
    if isinstance(document, AwardSummary):
        return _award_facts(document)
    if isinstance(document, AssessmentSummary):
        return _summary_facts(document)
    if isinstance(document, EvaluationRecord):
        return _record_facts(document)
    if isinstance(document, BornWithFace):
        return _further_facts(document)
    return _performance_facts(document)


def _award_facts(award: AwardSummary) -> dict[str, Any]:
    return {
        "template": "award.html.jinja",
        "kind": say(AWARD_KIND),
        "title": award.tender.title,
        "heading": title_of(award),
        "view": AwardView(award),
        "sections": _sections(_award_sections(award)),
    }


def _award_sections(award: AwardSummary) -> dict[str, str]:
    """Return the sections of an award summary: the first version knew nothing of its firmness and course."""
    absent = frozenset[str]() if isinstance(award, AwardSummaryInFull) else AWARD_SECTIONS_SINCE_2
    return {name: title for name, title in AWARD_SECTIONS.items() if name not in absent}


def _summary_facts(summary: AssessmentSummary) -> dict[str, Any]:
    left_out = {
        name
        for name, there in (
            ("winner", summary.winner is not None and not summary.is_for_winner),
            ("withheld", bool(summary.withheld)),
        )
        if not there
    }
    return {
        "template": "summary.html.jinja",
        "kind": say(SUMMARY_KIND),
        "title": summary.tender.title,
        "heading": title_of(summary),
        "view": SummaryView(summary),
        "sections": _sections({name: title for name, title in SUMMARY_SECTIONS.items() if name not in left_out}),
    }


def _record_facts(record: EvaluationRecord) -> dict[str, Any]:
    return {
        "template": "record.html.jinja",
        "kind": say(RECORD_KINDS[record.kind]),
        "title": record.tender.title,
        "heading": title_of(record),
        "view": RecordView(record),
        "sections": _sections(
            {name: title for name, title in RECORD_SECTIONS.items() if name != "key" or record.key_criteria}
        ),
    }


def _further_facts(document: BornWithFace) -> dict[str, Any]:
    further = layout_of(document)
    return {
        "template": further.template,
        "kind": say(further.kind),
        "title": further.subject,
        "heading": title_of(document),
        "view": further.view,
        "sections": _sections(dict(further.sections)),
    }


def _performance_facts(report: ContractPerformance) -> dict[str, Any]:
    absent = frozenset[str]() if isinstance(report, ContractPerformanceInFull) else PERFORMANCE_SECTIONS_SINCE_2
    return {
        "template": "performance.html.jinja",
        "kind": say(PERFORMANCE_KIND),
        "title": report.contract.title,
        "heading": title_of(report),
        "view": PerformanceView(report),
        "sections": _sections({name: title for name, title in PERFORMANCE_SECTIONS.items() if name not in absent}),
    }


def _sections(titles: dict[str, str]) -> dict[str, Section]:
    return {
        name: Section(id=name, number=place, title=say(title))
        for place, (name, title) in enumerate(titles.items(), start=1)
    }


def _paragraphs(text: str | None) -> tuple[str, ...]:
    """Return the paragraphs of a text: people leave an empty line between them."""
    return tuple(part.strip() for part in PARAGRAPH_BREAK.split(text or "") if part.strip())


def _isolated(name: str) -> str | Markup:
    """Return a name, kept apart from the text around it where it runs from the right; most names need nothing."""
    return Markup("<bdi>{}</bdi>").format(name) if runs_from_the_right(name) else name


def _said(sentence: str) -> str:
    """Return the engine's account of a number as a sentence of the page, its long decimals rounded like all others."""
    said = quantities.rounded_in(sentence)
    return f"{said[:1].upper()}{said[1:]}{'' if said.endswith('.') else '.'}"


def _lower_first(text: str) -> str:
    """Return a label for the middle of a sentence."""
    return text[:1].lower() + text[1:]


FILTERS: Final[dict[str, Callable[..., Any]]] = {
    "bare_figure": quantities.bare_figure,
    "category": wording.category,
    "day": wording.day,
    "figure": quantities.figure,
    "grouped": wording.grouped,
    "identifiers": wording.identifiers,
    "instant": wording.instant,
    "is_gate": is_gate,
    "isolated": _isolated,
    "drawing": drawing,
    "lower_first": _lower_first,
    "rating": wording.rating,
    "say": say,
    "theirs": theirs,
    "told": told,
    "money": wording.money,
    "number": wording.number,
    "ordinal": wording.ordinal,
    "paragraphs": _paragraphs,
    "people": wording.people,
    "place_of": place_of,
    "plainly": quantities.bare,
    "percent": wording.percent,
    "person": wording.person,
    "quantity": quantities.quantity,
    "said": _said,
    "shorten": wording.shorten,
    "span": wording.span,
    "unit": quantities.unit_in_words,
    "weekday": wording.weekday,
    "with_marks": with_marks,
}
"""What templates do to a value before it is printed."""


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("app.documents", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    # The extension adds this; the engine's types do not know of it.
    environment.install_gettext_callables(template_message, template_messages, newstyle=True)  # type: ignore[attr-defined]
    environment.filters.update(FILTERS)
    environment.globals.update(
        pages=PAGES, adds_up=wording.ADDS_UP, plural=wording.plural, ratings=wording.RATINGS, verdicts=wording.VERDICTS
    )
    return environment
