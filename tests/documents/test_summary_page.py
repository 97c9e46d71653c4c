"""The assessment summary on paper: every element that regulation 31 asks for is read back from the PDF, one by one."""

from functools import cache
from io import BytesIO
from itertools import pairwise

import pytest
from pypdf import PdfReader

from app.documents.award_content import BidStatus, leaves, walk
from app.documents.content import AssessmentSummary, document_bytes, read_document
from app.documents.html import to_html
from app.documents.press import run
from app.documents.renderer import print_job
from app.documents.wording import number
from scoring.digest import digest
from tests.documents.page import read
from tests.documents.sample_summaries import WINNER, bids_by, summary

SECOND = bids_by(BidStatus.RANKED)[1]
OUT = bids_by(BidStatus.EXCLUDED)[0]


def squeezed(text: str) -> str:
    """Return a text without spaces: a PDF breaks lines where it likes."""
    return "".join(text.split()).casefold()


@cache
def printed(recipient: str) -> str:
    """Return the words of the PDF of a summary, pages and lines run together."""
    pages = PdfReader(BytesIO(run(print_job(summary(recipient))))).pages
    return squeezed("".join(page.extract_text() for page in pages))


def check_says(recipient: str, *texts: str | None) -> None:
    """Fail with the first text that the PDF does not hold; a long one may be parted by the foot of a page."""
    for text in texts:
        assert text
        for piece in text.replace("\n\n", ". ").split(". "):
            assert squeezed(piece) in printed(recipient), piece


EVERYBODY = pytest.mark.parametrize("recipient", [WINNER, SECOND, OUT])


@EVERYBODY
def test_a_the_suppliers_name(recipient: str) -> None:
    check_says(recipient, summary(recipient).own.party.name)


@EVERYBODY
def test_b_the_postal_and_the_email_contact(recipient: str) -> None:
    party = summary(recipient).own.party
    check_says(recipient, party.address, party.email)


@EVERYBODY
def test_c_the_unique_identifier(recipient: str) -> None:
    check_says(recipient, *(one.value for one in summary(recipient).own.party.identifiers))


@EVERYBODY
def test_d_every_criterion_with_title_importance_method_available_scores_and_where_the_full_text_is(
    recipient: str,
) -> None:
    found = summary(recipient)
    for criterion in walk(found.criteria):
        check_says(recipient, criterion.title)
        if criterion.weight:
            check_says(recipient, f"{criterion.weight}%")
        if criterion.share_of_total:
            check_says(recipient, number(criterion.share_of_total))
        if criterion.method and not criterion.gate:
            check_says(recipient, criterion.method)
    for scale in found.scales:
        for level in scale.levels:
            check_says(recipient, level.mark, level.label, level.descriptor)
    check_says(recipient, found.full_text.said, found.full_text.address)


@pytest.mark.parametrize("recipient", [WINNER, SECOND])
def test_e_each_score_with_its_explanation_the_sub_totals_and_the_total(recipient: str) -> None:
    found = summary(recipient)
    scores = {score.criterion: score for score in found.own.scores}
    for criterion in walk(found.criteria):
        score = scores[criterion.id]
        if score.points:
            check_says(recipient, number(score.points))
        if not criterion.criteria:
            check_says(recipient, score.given, score.reason or score.said)
        for quote in score.quotes:
            check_says(recipient, quote.text)
    assert found.own.total
    check_says(recipient, number(found.own.total))


def test_e_so_far_as_it_was_assessed_for_a_tender_that_was_put_out() -> None:
    for score in summary(OUT).own.scores:
        check_says(OUT, score.given, *([score.reason] if score.reason else []))


@pytest.mark.parametrize("recipient", [SECOND, OUT])
def test_the_winning_tender_likewise_for_every_other_bidder(recipient: str) -> None:
    winner = summary(recipient).winner
    assert winner is not None
    check_says(recipient, winner.party.name, winner.party.address, winner.party.email)
    scores = {score.criterion: score for score in winner.scores}
    for criterion in leaves(summary(recipient).criteria):
        score = scores[criterion.id]
        check_says(recipient, score.given, score.reason or score.said)
    assert winner.total
    check_says(recipient, number(winner.total))


@pytest.mark.parametrize("recipient", [SECOND, OUT])
def test_why_it_was_not_awarded_with_the_reasons_for_disqualification(recipient: str) -> None:
    found = summary(recipient)
    check_says(recipient, *found.standing, *(ground.text for ground in found.own.grounds))


@EVERYBODY
def test_the_law_it_is_made_under(recipient: str) -> None:
    check_says(recipient, "regulation 31 of the Procurement Regulations 2024")


def test_no_other_losing_bidder_is_named_in_it() -> None:
    others = [one.own.party.name for one in map(summary, bids_by(BidStatus.RANKED)[2:])]
    assert others
    for name in others:
        assert squeezed(name) not in printed(SECOND)


@EVERYBODY
def test_the_file_inside_is_the_summary_and_is_read_back_the_same(recipient: str) -> None:
    found = summary(recipient)
    pdf = PdfReader(BytesIO(run(print_job(found))))
    (attached,) = pdf.attachments["summary.json"]
    assert attached == document_bytes(found)
    mapping = found.to_mapping()
    assert isinstance(read_document(mapping), AssessmentSummary)
    assert read_document(mapping) == found
    assert digest(mapping) in to_html(found)


@EVERYBODY
def test_the_page_has_one_title_and_headings_in_order(recipient: str) -> None:
    page = read(to_html(summary(recipient)))
    headings = [int(node.name[1]) for node in page.all("h1", "h2", "h3", "h4")]
    assert headings.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(headings))
    for table in page.all("table"):
        assert list(table.all("caption")), "a table without a caption"
        assert all(node.attributes.get("scope") in {"col", "row"} for node in table.all("th"))
