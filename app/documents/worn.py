"""What a page wears of its document's face: its language, the language of what people wrote, the logo, the colour."""

from dataclasses import astuple
from typing import Any, Final

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from app.documents.catalogue import TAGS, spoken
from app.documents.face_content import Face, Language
from app.documents.palette import HOUSE, palette

WRITTEN_IN: Final[Language] = "en"
"""The language that what people wrote is taken to be in; a face says the same."""

_RULES: Final = """
a, h1, h2, h3, .letterhead .authority {{ color: {strong}; }}
h1, .answer h3, .contents a {{ color: #17282d; }}
h2, .letterhead, thead th, .contents h2 {{ border-color: {strong}; }}
.verdict {{ background: {strong}; }}
tr.group th, tr.group td, tr.winning th, tr.winning td, .key {{ background: {faint}; }}
"""
"""What an authority's own colour changes: rules, headings, links and panels, and no text on white but those."""

_PAGES_IN_WELSH: Final = """
@media print {
  @page { @bottom-right { content: "Tudalen " counter(page) " o " counter(pages); } }
  .contents a::after { content: ", tudalen " target-counter(attr(href), page); }
}"""


def worn(face: Face) -> dict[str, Any]:
    """Return what the templates ask of a face."""
    brand = face.brand
    return {
        "language": TAGS[face.language],
        "is_translated": face.language != face.written_in,
        "theirs": Markup(' lang="{}"').format(TAGS[face.written_in]) if face.language != face.written_in else "",
        "logo": brand.logo if brand else None,
        "brand_style": Markup(_rules(face)),  # noqa: S704  (a colour checked by `rgb`, and our own words)
        "colour": brand.colour if brand else HOUSE,
    }


def theirs(text: object) -> object:
    """Return what somebody wrote, marked with its language where the page is in another."""
    if spoken() == WRITTEN_IN:
        return text
    return Markup('<span lang="{}">{}</span>').format(TAGS[WRITTEN_IN], text)


@pass_context
def drawing(context: Context, chart: str) -> Markup:
    """Return a chart as markup, in the tones of the authority's colour: charts.py escapes every text it is given."""
    if context["colour"] != HOUSE:
        for house, own in zip(astuple(palette(HOUSE)), astuple(palette(context["colour"])), strict=True):
            chart = chart.replace(f'"{house}"', f'"{own}"')
    return Markup(chart)  # noqa: S704


def _rules(face: Face) -> str:
    """Return what the page of a document adds to the style sheet of all: its colour, and its words for page numbers."""
    tones = palette(face.brand.colour) if face.brand else None
    rules = _RULES.format(strong=tones.strong, faint=tones.faint).strip() if tones else ""
    return rules + (_PAGES_IN_WELSH if face.language == "cy" else "")
