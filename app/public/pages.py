"""The public pages: plain HTML that needs no script and no account, in the type and the colours of the documents."""

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from app.documents import quantities, wording
from app.documents.fonts import PACKAGED, face_data
from app.documents.html import SPELT_OUT
from app.documents.svg import runs_from_the_right
from app.kit.clock import london_date
from app.kit.errors import Refusal
from app.public.schemas import CriterionOut, PublicCommitmentOut
from app.rubrics import regimes
from scoring.rounding import shown

HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "public, no-cache",
}
"""What every page carries: nothing runs, nothing is fetched from elsewhere, and a copy is asked about each time."""

PLACES: Final = (
    ("/public/authorities", "Authorities"),
    ("/public/tenders", "Tenders"),
    ("/public/awards", "Awards"),
    ("/public/contracts", "Contracts"),
    ("/public/networks", "Networks"),
    ("/public/feed", "What is new"),
)
_TENDER_WORDS: Final = {
    "open": "open for bids", "closed": "closed", "awarded": "awarded", "abandoned": "abandoned: nothing is bought",
}  # fmt: skip
_AWARD_WORDS: Final = {"published": "notice published", "contracted": "contract signed", "void": "void"}
_CONTRACT_WORDS: Final = {"live": "in force", "ended": "ended"}
_RATING_WORDS: Final = {rating.value: words for rating, words in wording.RATINGS.items()}
_PERIOD_WORDS: Final = {
    "not_due": "not due yet", "no_data": "due, and nothing was reported", "submitted": "reported, waits for a decision",
    "verified": "verified", "part_verified": "verified in part", "rejected": "rejected",
}  # fmt: skip
_WIDE: Final = Fraction(400)


@dataclass(frozen=True, slots=True)
class Form:
    """Another form of a page: its media type, and what people call it."""

    media_type: str
    name: str


JSON: Final = Form("application/json", "JSON")
CSV: Final = Form("text/csv", "CSV")
ATOM: Final = Form("application/atom+xml", "Atom")
JSON_FEED: Final = Form("application/feed+json", "JSON Feed")


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says, where it is, what leads to it and in which other forms it is there."""

    template: str
    title: str
    address: str | None
    content: Any
    crumbs: Sequence[tuple[str | None, str]] = ()
    forms: Sequence[tuple[Form, str]] = ()
    forward: str | None = None
    more: Mapping[str, Any] | None = None


def render(page: Page, *, base: str) -> bytes:
    """Return a page; `base` is the address of the service, which stands in links that leave it."""
    text = (
        _environment()
        .get_template(page.template)
        .render(
            title=page.title,
            address=page.address,
            content=page.content,
            crumbs=page.crumbs,
            forms=page.forms,
            forward=page.forward,
            base=base,
            style=style_address(),
            places=PLACES,
            **(page.more or {}),
        )
    )
    return text.translate(SPELT_OUT).encode("utf-8", "replace")


def refused(refusal: Refusal, *, base: str) -> bytes:
    """Return the page that says why there is nothing to read."""
    page = Page("refused.html.jinja", refusal.title, None, None, more={"sentence": refusal.sentence})
    return render(page, base=base)


# ------------------------------------------------------------------------------------------------------------ assets
@cache
def style_sheet() -> bytes:
    """Return the style sheet of every public page."""
    return files("app.public").joinpath("style.css").read_bytes()


@cache
def style_address() -> str:
    """Return where the style sheet is: another one has another address, so that a copy is never stale."""
    return f"/public/assets/style-{hashlib.sha256(style_sheet()).hexdigest()[:16]}.css"


def asset(name: str) -> tuple[bytes, str] | None:
    """Return the style sheet or a font by the name that pages ask for, and its media type; None for any other."""
    if f"/public/assets/{name}" == style_address():
        return style_sheet(), "text/css; charset=utf-8"
    if name in PACKAGED.values():
        return face_data(name), "font/ttf"
    return None


# ------------------------------------------------------------------------------------------------- what templates do
def _amount(value: Decimal, unit: str | None) -> str:
    sign = "£" if unit is not None and unit.startswith("GBP") else ""
    return f"{sign}{quantities.bare(value, unit)}"


def _money(value: Decimal, currency: str) -> str:
    sign = wording.CURRENCY_SIGNS.get(currency)
    text = quantities.bare(value)
    return f"{sign}{text}" if sign else f"{currency} {text}"


def _points(one: CriterionOut, lot: str) -> str:
    """Return what a criterion weighs in a lot; what earns no points is passed or failed, or only recorded."""
    share = one.share_of_total.get(lot)
    if share is None:
        return "not in this lot"
    if one.weight is None and not Fraction(share):
        return "pass or fail" if one.asks == "declaration" else "recorded"
    return shown(Fraction(share))


def _regime(name: str) -> str:
    """Return what a regime is called."""
    title: str = regimes.regime(name)["title"]
    return title


def _glance(rows: Sequence[PublicCommitmentOut]) -> list[tuple[int, str]]:
    """Return how many commitments have each rating, in the order of the ratings."""
    counted = Counter(one.rating for one in rows)
    return [(counted[rating], words) for rating, words in _RATING_WORDS.items() if counted[rating]]


def _words(value: str) -> str:
    text = value.replace("_", " ").replace("-", " ")
    return f"{text[:1].upper()}{text[1:]}"


def _isolated(name: str) -> str | Markup:
    """Return a name, kept apart from the text around it where it runs from the right."""
    return Markup("<bdi>{}</bdi>").format(name) if runs_from_the_right(name) else name


def _day_of(value: datetime) -> str:
    return wording.day(london_date(value))


def _day(value: date) -> str:
    return wording.day(value)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the drawing beside the four figures, in the units of the drawing."""

    y: int
    height: int
    width: str
    fill: str
    stroke: str


def _bars(one: PublicCommitmentOut) -> list[Bar]:
    """Return what a bar each makes of promised, claimed and proved; none where more is not better."""
    if one.in_own_words or one.better != "higher" or not one.promised:
        return []
    most = max(value for value in (one.promised, one.claimed, one.proved) if value is not None)

    def bar(value: Decimal | None, y: int, height: int, fill: str, stroke: str) -> Bar:
        width = Fraction(value or 0) / Fraction(most) * _WIDE
        return Bar(y, height, shown(width), fill, stroke)

    return [
        bar(one.promised, 1, 14, "#eef4f4", "#c2cdd0"),
        bar(one.claimed, 4, 8, "#9fbac0", "none"),
        bar(one.proved, 6, 4, "#0b4f5c", "none"),
    ]


_FILTERS: Final[Mapping[str, Callable[..., Any]]] = {
    "amount": _amount,
    "bars": _bars,
    "day": _day,
    "day_of": _day_of,
    "glance": _glance,
    "instant": wording.instant,
    "isolated": _isolated,
    "money": _money,
    "points": _points,
    "regime": _regime,
    "words": _words,
}


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("app.public", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters.update(_FILTERS)
    environment.globals.update(
        tender_words=_TENDER_WORDS,
        award_words=_AWARD_WORDS,
        contract_words=_CONTRACT_WORDS,
        rating_words=_RATING_WORDS,
        period_words=_PERIOD_WORDS,
    )
    return environment
