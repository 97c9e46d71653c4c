"""The page that somebody outside answers on: plain, accessible, without a script, and kept out of every index."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from app.delivery.confirmations.rules import Outcome
from app.delivery.confirmations.schemas import AskedOut, ThanksOut
from app.kit.errors import Refusal
from app.kit.schema import plain

STYLE: Final = (
    "body{font:1.125rem/1.5 sans-serif;color:#111;background:#fff;margin:0}"
    "main{max-width:40rem;margin:0 auto;padding:1rem}"
    "dt{font-weight:bold}dd{margin:0 0 .75rem}.claim{white-space:pre-line;overflow-wrap:anywhere}"
    "label{font-weight:bold;display:block}fieldset{border:1px solid #555;margin:0 0 1rem}"
    "fieldset label{display:inline;font-weight:normal}legend{font-weight:bold}"
    "input[type=text],textarea{font:inherit;width:100%;box-sizing:border-box;border:2px solid #111;padding:.25rem}"
    ".hint{color:#444;display:block}button{font:inherit;padding:.5rem 1rem;background:#00539b;color:#fff;border:0}"
    ".findings{border:4px solid #b00020;padding:0 1rem;margin:0 0 1rem}"
    ":focus{outline:3px solid #ffbf47;outline-offset:2px}"
)
_STYLE_DIGEST = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS: Final = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_DIGEST}'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""What every answer to the holder of a link carries: nothing runs, nothing is fetched, nothing is kept or told on."""

_LABELS: Final = {
    Outcome.CONFIRMED: "Yes, as it stands here",
    Outcome.CORRECTED: "Yes, but it is not quite right",
    Outcome.DISPUTED: "No",
}
_SAID: Final = {
    Outcome.CONFIRMED: "You confirmed it.",
    Outcome.CORRECTED: "You corrected it.",
    Outcome.DISPUTED: "You said that it did not come about.",
}
_FIELDS: Final = {
    "outcome": "Did this come about",
    "quantity": "How much",
    "words": "What is there to say",
    "name": "Your name",
    "role": "What you are there",
}
_EMPTY: Final = dict.fromkeys(_FIELDS, "")


def question(asked: AskedOut, *, given: Mapping[str, str] | None = None, findings: Sequence[Any] = ()) -> str:
    """Return the page with the question and the form; with what was given and what is wrong with it, if anything."""
    return _template().render(
        title="Please confirm what was done",
        style=Markup(STYLE),  # noqa: S704 - written above
        refusal=None,
        thanks=None,
        asked=asked,
        quantity=None if asked.quantity is None else f"{plain(asked.quantity)} {asked.unit or ''}".strip(),
        unit=asked.unit,
        period=f"{_day(asked.starts_on)} to {_day(asked.ends_on)}",
        answer_by=_day(asked.answer_by),
        choices=[{"value": one.value, "label": label} for one, label in _LABELS.items()],
        given={**_EMPTY, **(given or {})},
        findings=[_finding(one) for one in findings],
    )


def thanked(thanks: ThanksOut) -> str:
    """Return the page that says what was recorded."""
    said = {"said": _SAID[thanks.outcome], "asked_by": thanks.asked_by}
    return _bare("Thank you", thanks=said)


def refused(refusal: Refusal) -> str:
    """Return the page that says why a link cannot be used."""
    return _bare(refusal.title, refusal=refusal.sentence)


def _bare(title: str, *, thanks: Mapping[str, str] | None = None, refusal: str | None = None) -> str:
    style = Markup(STYLE)  # noqa: S704 - written above
    return _template().render(title=title, style=style, refusal=refusal, thanks=thanks, findings=[])


def _finding(found: Mapping[str, Any]) -> Mapping[str, str]:
    field = str(found["place"]).removeprefix("body").removeprefix(".")
    return {"field": field if field in _FIELDS else "", "label": _FIELDS.get(field, ""), "message": found["message"]}


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("app.delivery.confirmations"), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("page.html")
