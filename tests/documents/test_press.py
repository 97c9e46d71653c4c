"""What makes printing quick and small changes no byte that it should not, and steps aside where it would."""

import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from typing import Any

import pypdf
import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # it publishes no types
from pypdf.generic import ContentStream
from weasyprint import HTML

from app.documents import fonts, pdf
from app.documents.content import AwardSummary, ContractPerformance, Document
from app.documents.pdf import LeanPage, read_as_xml, render_pdf
from app.documents.press import PrintJob, run
from app.documents.renderer import print_job
from app.documents.style import style_sheet
from tests.documents.test_html import hostile_award


def printed(job: PrintJob, *, kind: type[HTML] = LeanPage) -> bytes:
    asked: dict[str, Any] = {name: getattr(job, name) for name in PrintJob.__slots__}
    return render_pdf(**asked, kind=kind)


def page_of(body: str) -> str:
    return f'<!DOCTYPE html>\n<html lang="en"><head><title>Bids</title></head><body>{body}</body></html>'


def with_page(document: Document, page: str) -> PrintJob:
    return replace(print_job(document), page=page)


def labels_of(made: bytes) -> list[Any]:
    [page] = pypdf.PdfReader(BytesIO(made)).pages
    return [shown for shown, operator in ContentStream(page.get_contents(), None).operations if operator == b"TJ"]


@pytest.mark.parametrize("name", ["award", "performance"])
def test_reading_a_page_as_xml_without_the_styles_of_notes_changes_not_one_byte(
    name: str, request: pytest.FixtureRequest
) -> None:
    stock = printed(print_job(request.getfixturevalue(name)), kind=HTML)

    assert stock == request.getfixturevalue(f"{name}_pdf")


def test_a_file_whose_objects_are_put_into_bytes_once_is_the_same_file(
    award: AwardSummary, award_pdf: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def as_it_is(each: object) -> object:
        return each

    monkeypatch.setattr(pdf, "_Written", as_it_is)

    assert run(print_job(award)) == award_pdf


def test_every_page_of_ours_is_read_as_xml(award: AwardSummary, performance: ContractPerformance) -> None:
    for document in (award, performance, hostile_award()):
        root = read_as_xml(fonts.printable(print_job(document).page))
        assert root is not None
        assert root.find("body/main//h1") is not None


@pytest.mark.parametrize(
    "body",
    [
        "<p>one<p>two</p>",
        '<p title="one\ntwo">three</p>',
        "<p>&nbsp;</p>",
        "<p>Salt & Straw</p>",
        "<p>\x0c</p>",
        "<p hidden>one</p>",
        "<ul><li>one<li>two</ul>",
    ],
)
def test_a_page_that_xml_would_read_otherwise_is_read_as_html(award: AwardSummary, body: str) -> None:
    page = page_of(body)

    assert read_as_xml(page) is None
    job = with_page(award, page)
    assert printed(job) == printed(job, kind=HTML)


def test_the_label_of_a_chart_is_one_run_of_text_unless_its_letters_are_placed_one_by_one(award: AwardSummary) -> None:
    """Letter by letter it is not kerned and takes ten times as long."""
    label = '<text x="10" y="20" font-family="Makegood Sans" font-size="12"{}>Points</text>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30" viewBox="0 0 90 30">{label}</svg>'

    def shown(how: str) -> int:
        return len(labels_of(printed(with_page(award, page_of(svg.format(how))))))

    # One more is the number of the page.
    assert shown(' letter-spacing="2"') - shown("") == len("Points") - 1


def test_figures_are_of_one_width_without_being_asked_for() -> None:
    """So columns of numbers line up; a feature asked for costs memory at every line, which nothing gives back."""
    for face in fonts.faces():
        with TTFont(BytesIO(face.data)) as font:
            names = [font.getBestCmap()[ord(figure)] for figure in "0123456789"]
            assert len({font["hmtx"][name][0] for name in names}) == 1
    assert "font-variant" not in style_sheet().partition("@media print")[2]
    assert "font-variant" not in style_sheet().partition("@media screen")[0]


MEMORY = """
import gc, sys
from dataclasses import replace
from app.documents.press import run
from app.documents.renderer import print_job
from app.documents.style import style_sheet
from tests.documents.samples import tender_of

def held():
    gc.collect()
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))

job = print_job(tender_of(2, 3))
for number in range(4):
    run(replace(job, description=str(number)))
begun = held()
for number in range(10):
    run(replace(job, description=str(number)))
print((held() - begun) // 10)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads what Linux says of memory")
def test_a_process_holds_no_more_after_many_documents() -> None:
    """It once kept 200 KiB of each, in memory that the collector knows nothing of."""
    told = subprocess.run([sys.executable, "-W", "ignore", "-c", MEMORY], capture_output=True, text=True, check=True)

    assert int(told.stdout) < 80


def test_a_rendering_process_knows_nothing_of_the_service() -> None:
    """A worker that had tables and routes in memory was half as large again, and was asked to be that, too."""
    script = "import sys, app.documents.press, app.__main__; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    first = {name.partition(".")[0] for name in told.stdout.split()}
    assert first.isdisjoint({"fastapi", "sqlalchemy", "pydantic", "scoring", "weasyprint", "jinja2"})

    script = "import sys, app.documents.pdf; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-W", "ignore", "-c", script], capture_output=True, text=True, check=True)
    first = {name.partition(".")[0] for name in told.stdout.split()}
    assert first.isdisjoint({"fastapi", "sqlalchemy", "pydantic", "scoring", "jinja2"})
