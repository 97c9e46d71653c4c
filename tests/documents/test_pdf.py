"""The PDF says what the content says, can be read by a machine and a screen reader, and never looks outside."""

import hashlib
import json
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from typing import Any

import pypdf
import pytest
from pypdf.generic import DictionaryObject, IndirectObject

from app.documents import verifying_pdf
from app.documents.award_content import walk
from app.documents.content import AwardSummary, ContractPerformance, document_bytes, document_digest
from app.documents.html import title_of, to_html
from app.documents.pdf import PackagedOnly, render_pdf
from app.documents.press import run
from app.documents.quantities import bare_figure
from app.documents.renderer import print_job
from app.documents.wording import number
from tests.documents import samples
from tests.documents.page import read
from tests.documents.tables import in_html, table_elements
from tests.documents.test_html import HOSTILE, LONG_WORD, hostile_award


@cache
def text_of(pdf: bytes) -> str:
    """Return the text in reading order, without the running header and footer, free of line breaks and spaces."""
    return "".join("".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages).split())


def squeezed(text: str) -> str:
    return "".join(text.split())


def elements(pdf: bytes) -> Iterator[dict[str, Any]]:
    """Yield every element of the structure tree."""
    trailer: Any = pypdf.PdfReader(BytesIO(pdf)).trailer
    yield from _below(trailer["/Root"]["/StructTreeRoot"])


def _below(node: Any) -> Iterator[dict[str, Any]]:
    node = node.get_object() if isinstance(node, IndirectObject) else node
    if isinstance(node, list):
        for each in node:
            yield from _below(each)
    elif isinstance(node, DictionaryObject):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from _below(node["/K"])


def test_every_bidder_criterion_weight_mark_and_reason_is_in_the_pdf(award: AwardSummary, award_pdf: bytes) -> None:
    text = text_of(award_pdf)
    for criterion in walk(award.criteria):
        assert squeezed(criterion.title) in text
        assert criterion.weight is None or f"{criterion.weight}%" in text
        assert criterion.share_of_total is None or number(criterion.share_of_total) in text
    for bidder in award.bidders:
        assert squeezed(bidder.party.name) in text
        assert bidder.total is None or number(bidder.total) in text
        for score in bidder.scores:
            assert score.points is None or number(score.points) in text
            assert squeezed(score.given or "") in text


def test_reasons_stand_whole_even_across_pages(award: AwardSummary, award_pdf: bytes) -> None:
    text = text_of(award_pdf)
    for bidder in award.bidders:
        for score in bidder.scores:
            sentences = [squeezed(each) for each in (score.reason or "").split(". ")]
            missing = [each for each in sentences if each.removesuffix(".") not in text]
            assert len(missing) <= 1, missing  # the one that a page break and its footer runs through


def test_the_page_and_the_pdf_say_the_same_words(award: AwardSummary, award_pdf: bytes) -> None:
    text = text_of(award_pdf)
    main = next(read(to_html(award)).all("main"))
    for table in main.all("table"):
        for cell in table.all("th", "td", "caption"):
            assert squeezed(cell.text) in text, cell.text


def test_every_commitment_and_figure_is_in_the_performance_pdf(
    performance: ContractPerformance, performance_pdf: bytes
) -> None:
    text = text_of(performance_pdf)
    for each in performance.commitments:
        assert squeezed(each.measure) in text
        for found in (each.promised, each.due, each.claimed, each.proved, each.unknown, each.rejected):
            assert squeezed(bare_figure(found, each.unit)) in text
        for period in each.periods:
            for claim in period.claims:
                assert all(squeezed(file.name) in text and file.digest in text for file in claim.evidence)


def test_no_page_ends_with_a_heading_or_a_caption(
    award: AwardSummary, performance: ContractPerformance, award_pdf: bytes, performance_pdf: bytes
) -> None:
    for document, pdf in ((award, award_pdf), (performance, performance_pdf)):
        openings = {squeezed(node.text) for node in read(to_html(document)).all("h2", "h3", "h4", "caption")}
        for page in pypdf.PdfReader(BytesIO(pdf)).pages:
            body = [line for line in page.extract_text().splitlines() if not _is_footer(line)]
            assert squeezed(body[-1]) not in openings


def test_every_digest_stands_whole_in_one_line_and_the_documents_own_on_every_page(
    award: AwardSummary, performance: ContractPerformance, award_pdf: bytes, performance_pdf: bytes
) -> None:
    for document, pdf in ((award, award_pdf), (performance, performance_pdf)):
        pages = [page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages]
        printed = read(to_html(document)).text.split()
        digests = {word for word in printed if word.startswith("sha256:")}
        lines = "\n".join(pages).splitlines()
        assert digests
        assert all(any(digest in line for line in lines) for digest in digests)
        assert all(document_digest(document) in page for page in pages)


def _is_footer(line: str) -> bool:
    return not line.strip() or line.startswith(("sha256:", "Page "))


def test_the_same_content_gives_the_same_bytes(award: AwardSummary, award_pdf: bytes) -> None:
    again = AwardSummary.from_mapping(json.loads(document_bytes(award)))

    assert hashlib.sha256(run(print_job(again))).hexdigest() == hashlib.sha256(award_pdf).hexdigest()


def test_the_file_is_identified_by_the_digest_of_its_content(award: AwardSummary, award_pdf: bytes) -> None:
    trailer: Any = pypdf.PdfReader(BytesIO(award_pdf)).trailer

    assert document_digest(award).removeprefix("sha256:").startswith(trailer["/ID"][0].original_bytes.hex())
    assert print_job(replace(award, reference="A-2026-0043")).identifier != print_job(award).identifier


def test_the_json_file_is_attached_and_equal_to_the_content(award: AwardSummary, award_pdf: bytes) -> None:
    reader = pypdf.PdfReader(BytesIO(award_pdf))
    [attached] = reader.attachments["award.json"]
    trailer: Any = reader.trailer

    assert attached == document_bytes(award)
    assert "sha256:" + hashlib.sha256(attached).hexdigest() == document_digest(award)
    assert document_digest(award) in text_of(award_pdf)
    assert trailer["/Root"]["/AF"][0].get_object()["/AFRelationship"] == "/Data"


def test_the_file_says_what_it_is(award: AwardSummary, award_pdf: bytes) -> None:
    reader = pypdf.PdfReader(BytesIO(award_pdf))
    root: Any = reader.trailer["/Root"]
    xmp = root["/Metadata"].get_data().decode()

    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == title_of(award)
    assert reader.metadata.author == award.authority.name
    assert reader.metadata.creation_date == award.issued_at
    assert 'pdfuaid:part="1"' in xmp
    assert 'part="3"' in xmp
    assert 'conformance="A"' in xmp
    assert xmp.count("</rdf:RDF>") == 1


def test_every_header_cell_has_its_scope_and_every_figure_its_text(award_pdf: bytes, performance_pdf: bytes) -> None:
    for pdf in (award_pdf, performance_pdf):
        found = list(elements(pdf))
        kinds = [each["/S"] for each in found]
        scopes = {each["/A"].get_object()["/Scope"] for each in found if each["/S"] == "/TH"}

        assert kinds.count("/H1") == 1
        assert {"/H2", "/H3", "/Table", "/Caption", "/TH", "/TD", "/Figure", "/L"} <= set(kinds)
        assert scopes == {"/Column", "/Row"}
        assert all(each["/Alt"] for each in found if each["/S"] == "/Figure")


def test_fonts_are_embedded(award_pdf: bytes) -> None:
    reader = pypdf.PdfReader(BytesIO(award_pdf))
    fonts: dict[str, Any] = {}
    for page in reader.pages:
        resources: Any = page["/Resources"]
        fonts |= {name: font.get_object() for name, font in resources.get("/Font", {}).items()}

    assert fonts
    for font in fonts.values():
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert any(name in descriptor for name in ("/FontFile", "/FontFile2", "/FontFile3"))
        assert "SourceSans" in font["/BaseFont"].replace("-", "") or "Makegood" in font["/BaseFont"]


def test_the_contents_list_gives_the_page_on_which_each_section_begins(award_pdf: bytes) -> None:
    reader = pypdf.PdfReader(BytesIO(award_pdf))
    first = reader.pages[0].extract_text()
    for bookmark in reader.outline[1] if isinstance(reader.outline[1], list) else reader.outline:
        if isinstance(bookmark, list) or not (bookmark.title or "")[:1].isdigit():
            continue
        title = squeezed((bookmark.title or "").replace(" ", ". ", 1))
        page = (reader.get_destination_page_number(bookmark) or 0) + 1
        line = next(line for line in first.splitlines() if squeezed(line).startswith(title))
        assert line.endswith(str(page))


def test_hostile_labels_do_not_break_the_pdf() -> None:
    hostile = hostile_award()
    pdf = run(print_job(hostile))
    text = text_of(pdf)

    assert squeezed(HOSTILE[0]) in text
    assert squeezed("O'Neill's \"Best\" & Co <img src=http://127.0.0.1:9/x.png") in text
    assert LONG_WORD in text
    assert "Tŷ'rŴyl[U+1F984][U+202E]gpj.exe" in text
    assert len(pypdf.PdfReader(BytesIO(pdf)).pages) < 30
    checks = verifying_pdf.checks(verifying_pdf.read(pdf), hostile, document_digest(hostile))
    assert [check.sentence for check in checks if check.holds is False] == []


@pytest.mark.parametrize("count", [0, 1])
def test_an_award_with_few_bidders_is_a_document_too(count: int) -> None:
    text = text_of(run(print_job(samples.tender_of(count, 3))))

    assert ("Nocontractawarded" in text) == (count == 0)
    assert "Criterionnumber3" in text


@pytest.mark.slow
def test_eighty_bidders_and_twelve_criteria_all_stand_in_the_pdf() -> None:
    award = samples.tender_of(80, 12)
    pdf = run(print_job(award))
    reader = pypdf.PdfReader(BytesIO(pdf))
    pages = reader.pages
    ranking = squeezed("".join(page.extract_text() for page in pages[:6]))

    assert table_elements(pdf) == in_html(award)  # a table over many pages is one table
    assert all(squeezed(bidder.party.name) in ranking for bidder in award.bidders)
    assert all(len(drawn.get_data()) > 3000 for page in pages[:-1] if (drawn := page.get_contents()))  # none is empty


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:9/x", "https://example.org/x", "file:///etc/passwd", "ftp://example.org/x", "x.png"]
)
def test_the_fetcher_answers_our_fonts_and_inline_data_only(address: str) -> None:
    fetcher = PackagedOnly()

    with pytest.raises((ValueError, KeyError)):
        fetcher.fetch(address)
    with pytest.raises(KeyError):
        fetcher.fetch("makegood-font:../secret")
    assert fetcher.fetch("data:text/plain,yes").read() == b"yes"
    assert fetcher.fetch("makegood-font:SourceSansPro-Regular.ttf").read(4) == b"\x00\x01\x00\x00"


def test_an_address_in_a_page_is_never_asked() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        page = (
            '<html lang="en-GB"><head><title>t</title>'
            f'<link rel="stylesheet" href="http://127.0.0.1:{port}/s.css"></head><body><h1>One</h1>'
            f'<p><img alt="x" src="http://127.0.0.1:{port}/x.png"> <img alt="y" src="file:///etc/hostname"></p>'
            f"<style>body {{ background: url(http://127.0.0.1:{port}/b.png) }}</style></body></html>"
        )
        render_pdf(
            page,
            identifier=b"0" * 16,
            attachment=b"{}",
            attachment_name="a.json",
            description="data",
            issued_at=datetime(2026, 1, 1, tzinfo=UTC),
        )
        listener.settimeout(0.1)
        with pytest.raises(TimeoutError):
            listener.accept()
