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
a, h1, h2, h3, .letterhead .authority, .score strong {{ color: {strong}; }}
h1, .answer h3 {{ color: #17282d; }}
h2, .letterhead, thead th, .contents h2 {{ border-color: {strong}; }}
.verdict {{ background: {strong}; }}
tr.group th, tr.group td, tr.winning th, tr.winning td, .key {{ background: {faint}; }}
"""
"""What an authority's own colour changes: rules, headings, links and panels, and no text on white but those."""


def worn(face: Face) -> dict[str, Any]:
    """Return what the templates ask of a face."""
    brand = face.brand
    return {
        "language": TAGS[face.language],
        "is_translated": face.language != face.written_in,
        "theirs": Markup(' lang="{}"').format(TAGS[face.written_in]) if face.language != face.written_in else "",
        "logo": brand.logo if brand else None,
        "brand_style": Markup(_rules(brand.colour)) if brand else "",  # noqa: S704  (a colour checked by `rgb`)
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


def _rules(colour: str) -> str:
    tones = palette(colour)
    return _RULES.format(strong=tones.strong, faint=tones.faint).strip()
