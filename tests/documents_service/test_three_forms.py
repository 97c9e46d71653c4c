"""Every kind of document says the same as data, as a page and as a PDF, number by number, and a change is found."""

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import pytest

from app.documents.content import document_bytes, read_document
from app.documents.html import to_html
from app.documents.press import run
from app.documents.renderer import print_job
from scoring.digest import digest
from scoring.rounding import shown
from tests.documents_service.three_forms import (
    DECIMAL,
    Page,
    Place,
    between_data_and_page,
    between_page_and_data,
    between_page_and_pdf,
    between_rows,
    is_told,
    leaves,
    read_page,
    read_pdf,
)

ISSUED: Final = Path(__file__).parent / "issued"
AXIS: Final = frozenset({"0", "25", "50", "75", "100"})
"""What stands at the axis of a chart of percentages."""


@dataclass(frozen=True)
class Kind:
    """What a kind of document shows otherwise than leaf by leaf.

    `unshown` is what stands in the data alone: what figures are worked out from, and what is shown rounded. `rows` are
    the entries that each have a row of a table to themselves, in order.
    """

    unshown: tuple[str, ...] = ()
    rows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    language: str = "en"


ALWAYS: Final = ("face", "signer")
KINDS: Final = {
    "award-summary-3": Kind(
        (
            "result",
            "room",
            "bidders[].scores[].share",
            "criteria[].description",
            "criteria[].criteria[].description",
            "firmness.certificate.digest",
            "firmness.certificate.mark.change.change",
            "firmness.certificate.price.change",
            "firmness.certificate.weight.change.change",
            "firmness.stakes.digest",
        ),
        {"standstill.working_days[]": (), "standstill.skipped[]": ()},
    ),
    "assessment-summary-2": Kind(("rubric", "contract", "bidders[].scores[].share", "tender.value")),
    "evaluation-record-2": Kind(("tender.description",)),
    "contract-performance-3": Kind((), {"commitments[].periods[]": ("claims", "span.starts_on", "span.ends_on")}),
    "standstill-letter-1": Kind((), {"standstill.days[]": (), "standstill.skipped[]": (), "extended.days[]": ()}),
    "standstill-letter-1-welsh": Kind(
        ("standstill.skipped[].why", "hearing.effect", "intention.conflicts[].managed", "intention.law.provision"),
        {"standstill.days[]": (), "extended.days[]": ()},
        "cy",
    ),
    "statement-of-delivery-1": Kind(
        (),
        {
            "together[]": ("measure",),
            "contracts[].commitments[].periods[]": ("span.starts_on", "span.ends_on", "files"),
        },
    ),
    "portfolio-report-1": Kind(
        ("lines[].measure", "rows[].measure", "calibration[].measure"),
        {
            "lines[]": ("measure", "counts.commitments", "counts.met", "counts.missed"),
            "contracts[]": ("counts",),
            "remedies[]": (),
        },
    ),
    "portfolio-report-1-network": Kind(("shared[].measure",), {"shared[]": ("measure", "title")}),
}


@dataclass(frozen=True)
class Forms:
    """One document in its three forms; the PDF as the lines of its sheets."""

    content: dict[str, Any]
    page: Page
    sheets: list[str]
    kind: Kind

    @property
    def unshown(self) -> tuple[str, ...]:
        """Return what of its data no page shows."""
        return (*ALWAYS, *self.kind.unshown)


@pytest.fixture(scope="module", params=KINDS)
def forms(request: pytest.FixtureRequest) -> Forms:
    """Return a document of each kind as it was issued, in its three forms."""
    kind = KINDS[request.param]
    content = _shorter(json.loads((ISSUED / f"{request.param.removesuffix('-welsh')}.json").read_bytes()))
    content["face"]["language"] = kind.language
    document = read_document(content)
    page, pdf = to_html(document), run(print_job(document))
    return Forms(json.loads(document_bytes(document)), read_page(page), read_pdf(pdf), kind)


def _shorter(content: dict[str, Any]) -> dict[str, Any]:
    """Return a document with some promises of each sort instead of all: setting the pages is what takes the time."""
    some = slice(1, None, 3)
    if "commitments" in content:
        content["commitments"] = content["commitments"][some]
        ratings = [one["rating"] for one in content["commitments"]]
        content["counts"] = [{**one, "commitments": ratings.count(one["rating"])} for one in content["counts"]]
    if content["format"].startswith("makegood.statement-of-delivery/"):
        for held in content["contracts"]:
            held["commitments"] = held["commitments"][some]
    return content


def test_the_page_and_the_pdf_say_the_same_number_by_number_and_row_by_row(forms: Forms) -> None:
    assert between_page_and_pdf(forms.page, forms.sheets) == []


def test_the_page_says_every_number_day_and_name_of_the_data(forms: Forms) -> None:
    assert between_data_and_page(forms.content, forms.page, forms.unshown) == []
    for place, unshown in forms.kind.rows.items():
        assert between_rows(forms.content, forms.page, place, tuple(f"{place}.{each}" for each in unshown)) == []


def test_the_page_says_no_number_that_does_not_follow_from_the_data(forms: Forms) -> None:
    assert between_page_and_data(forms.page, forms.content, derived(forms.content)) == []


def test_a_change_of_any_number_day_or_name_in_one_form_is_found(forms: Forms) -> None:
    for path, value in _some(forms):
        changed = _changed(forms.content, path, value)
        assert between_data_and_page(changed, forms.page, forms.unshown), path
    for place in [place for place, said in enumerate(forms.page.words) if "2026" in said][:2]:
        words = [*forms.page.words]
        words[place] = words[place].replace("2026", "2062", 1)
        other = Page(words, forms.page.rows, forms.page.heads, forms.page.running)
        assert between_page_and_data(other, forms.content, derived(forms.content)), words[place]
        assert between_page_and_pdf(other, forms.sheets), words[place]
    for number, sheet in list(enumerate(forms.sheets))[:2]:
        sheets = [*forms.sheets]
        sheets[number] = sheet.replace("2026", "2062", 1)
        assert between_page_and_pdf(forms.page, sheets)


def _some(forms: Forms) -> Iterator[tuple[Place, Any]]:
    """Yield some ten leaves that are shown, spread over the whole document."""
    told = [leaf for leaf in leaves(forms.content) if is_told(*leaf, forms.unshown)]
    yield from told[:: max(1, len(told) // 10)]


def _changed(content: dict[str, Any], path: Place, value: Any) -> dict[str, Any]:
    changed: Any = deepcopy(content)
    inside = changed
    for step in path[:-1]:
        inside = inside[step]
    inside[path[-1]] = value + 98765 if isinstance(value, int) else _other(value)
    result: dict[str, Any] = changed
    return result


def _other(text: str) -> str:
    """Return another text of the same kind: a day of another year, a number with more digits, a name turned round."""
    if text[:2] == "20" and text[4:5] == "-":
        return f"1987{text[4:]}"
    return format(Decimal(text) + Decimal("98765.25"), "f") if DECIMAL.fullmatch(text) else f"{text[::-1]} 98765"


def derived(content: Mapping[str, Any]) -> frozenset[str]:
    """Return what a page shows that stands nowhere in the data: its digest, and of charts shares and their axis."""
    found = {*AXIS, digest(content)}
    for one in content.get("commitments", ()):
        promised = one["promised"]["value"]
        if promised is not None and Decimal(promised):
            for name in ("due", "claimed", "proved"):
                value = one[name]["value"]
                if value is not None:
                    share = Fraction(Decimal(value)) / Fraction(Decimal(promised)) * 100
                    found.add(shown(share, 1).removesuffix(".0"))
    return frozenset(found)
