"""The page is one outline, whole tables and safe text, whatever people are called and however many they are."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import pairwise

import pytest

from app.documents.content import (
    NO_DATA,
    AwardSummary,
    BidStatus,
    Criterion,
    Document,
    Identifier,
    Party,
    Standstill,
    count_ratings,
    known,
)
from app.documents.content import ContractPerformance as Report
from app.documents.html import title_of, to_html
from app.documents.wording import number
from tests.documents import samples
from tests.documents.page import Node, read

LONG_WORD = "Llanfairpwllgwyngyll" * 15
HOSTILE = (
    "</td></tr></table><h1>Owned</h1>",
    "O'Neill's \"Best\" & Co <img src=http://127.0.0.1:9/x.png onerror=alert(1)>",
    "شركة النيل للحراسة والأمن",
    LONG_WORD,
    "Tŷ'r Ŵyl 🦄 \u202egpj.exe \x07 {{ 7 * 7 }} {% raw %}",
)


def hostile_award() -> AwardSummary:
    base = samples.award()
    bidders = tuple(
        replace(
            bidder,
            party=Party(name=name, identifiers=(Identifier(scheme="A&B", value='"><b>'),), address=name, email=name),
            scores=tuple(replace(score, reason=f"{name} {LONG_WORD}") for score in bidder.scores),
        )
        for bidder, name in zip(base.bidders, HOSTILE, strict=True)
    )
    criteria = tuple(_hostile_criterion(each) for each in base.criteria)
    tender = replace(base.tender, title=" ".join(HOSTILE), reference="T" * 200, description=HOSTILE[0])
    return replace(base, bidders=bidders, criteria=criteria, tender=tender, authority=Party(name=LONG_WORD))


def _hostile_criterion(criterion: Criterion) -> Criterion:
    title = f"{criterion.title} {HOSTILE[0]} {HOSTILE[1]}"
    return replace(criterion, title=title, criteria=tuple(_hostile_criterion(each) for each in criterion.criteria))


DOCUMENTS: dict[str, Callable[[], Document]] = {
    "award": samples.award,
    "performance": samples.performance,
    "hostile": hostile_award,
    "no bidder": lambda: samples.tender_of(0, 3),
    "one bidder": lambda: samples.tender_of(1, 3),
    "many bidders": lambda: samples.tender_of(12, 9),
}


@cache
def laid_out(name: str) -> tuple[str, str, Node]:
    """Return the title, the page and the parsed page of a document; each is made once for all tests."""
    document = DOCUMENTS[name]()
    page = to_html(document)
    return title_of(document), page, read(page)


every_document = pytest.mark.parametrize("name", list(DOCUMENTS))


def width(cell: Node) -> int:
    return int(cell.attributes.get("colspan", "1"))


@every_document
def test_the_outline_has_one_title_and_skips_no_level(name: str) -> None:
    title, _, root = laid_out(name)
    levels = [int(node.name[1]) for node in root.all("h1", "h2", "h3", "h4")]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert next(root.all("html")).attributes["lang"] == "en-GB"
    assert next(root.all("title")).text == " ".join(title.split())


@every_document
def test_every_table_is_captioned_scoped_and_rectangular(name: str) -> None:
    for table in laid_out(name)[2].all("table"):
        columns = len(list(table.all("col")))
        assert next(table.all("caption")).text
        assert len(list(table.all("thead"))) == 1
        for row in table.all("tr"):
            cells = [cell for cell in row.children if cell.name in {"th", "td"}]
            assert sum(width(cell) for cell in cells) == columns
        for head in table.all("thead"):
            assert {cell.attributes.get("scope") for cell in head.all("th")} == {"col"}
        for body in table.all("tbody"):
            assert all(len(list(row.all("th"))) == 1 for row in body.all("tr"))
            assert {cell.attributes.get("scope") for cell in body.all("th")} <= {"row"}


@every_document
def test_ids_are_unique_and_every_link_leads_to_one(name: str) -> None:
    _, page, root = laid_out(name)
    ids = re.findall(r'\sid="([^"]*)"', page)
    links = [node.attributes["href"] for node in root.all("a")]

    assert len(ids) == len(set(ids))
    assert links
    assert all(link.removeprefix("#") in ids for link in links)


@every_document
def test_every_drawing_has_a_text_alternative(name: str) -> None:
    for drawing in laid_out(name)[2].all("svg"):
        assert next(drawing.all("title")).text
        assert next(drawing.all("desc")).text
        assert drawing.attributes["role"] == "img"


@every_document
def test_a_page_asks_for_nothing_from_anywhere(name: str) -> None:
    _, page, root = laid_out(name)
    addresses = {"src", "href", "data", "action", "srcset"}

    assert not list(root.all("script", "link", "iframe", "object", "img", "form"))
    for node in root.all("a", "svg", "use", "image", "body", "main"):
        assert not any(key in addresses and not value.startswith("#") for key, value in node.attributes.items())
    assert "@import" not in page


def test_hostile_labels_stay_text() -> None:
    text = laid_out("hostile")[2].text

    assert "</td></tr></table><h1>Owned</h1>" in text
    assert "<img src=http://127.0.0.1:9/x.png" in text
    assert "شركة النيل للحراسة والأمن" in text
    assert "{{ 7 * 7 }}" in text
    assert LONG_WORD in text


def test_characters_that_turn_the_text_around_are_spelt_out() -> None:
    page = laid_out("hostile")[1]

    assert "\u202e" not in page
    assert "\x07" not in page
    assert "[U+202E]gpj.exe [U+0007]" in page


def test_the_decision_comes_before_the_evidence(award: AwardSummary) -> None:
    text = read(to_html(award, styled=False)).text
    marks = [
        "Contract awarded to Harbour Guarding CIC 91.14",
        "Why The highest total",
        "By how much Harbour Guarding CIC leads",
        "What was promised 62% of spend: Contract spend with suppliers inside the area",
        "What happens next The standstill period ends at midnight at the end of Tuesday 29 December 2026",
        "Contents",
        "Ranking of 5 bids",
    ]
    places = [text.find(mark) for mark in marks]

    assert -1 not in places, [mark for mark, place in zip(marks, places, strict=True) if place == -1]
    assert places == sorted(places)


def test_every_number_and_reason_of_every_bid_is_on_the_page(award: AwardSummary) -> None:
    text = read(to_html(award)).text
    for bidder in award.bidders:
        assert bidder.party.name in text
        for score in bidder.scores:
            assert score.points is None or number(score.points) in text
            assert score.given is None or score.given in text
            assert score.reason is None or " ".join(score.reason.split()) in text


def test_many_bidders_get_a_table_for_each_criterion() -> None:
    award = samples.tender_of(12, 9)
    text = read(to_html(award)).text

    assert "Criterion number 9: 12 bids" in text
    assert "Points by criterion and bidder" not in text
    for bidder in award.bidders:
        for score in bidder.scores:
            assert score.reason is not None
            assert score.reason in text


def test_a_tender_without_bids_says_so() -> None:
    text = read(to_html(samples.tender_of(0, 3))).text

    assert "No contract awarded" in text
    assert "No bids were received." in text
    assert "No bid was assessed" in text


def test_joint_places_are_marked() -> None:
    award = samples.tender_of(2, 3)
    level = tuple(replace(bidder, rank=1, joint=True) for bidder in award.bidders)
    text = read(to_html(replace(award, bidders=level))).text

    assert "joint first" in text
    assert "1=" in text
    assert "1st jointly" in text


def test_a_withdrawn_bid_and_a_replaced_document_are_said(award: AwardSummary) -> None:
    left = replace(award.bidders[3], status=BidStatus.WITHDRAWN, rank=None, total=None, scores=(), grounds=())
    bidders = (*award.bidders[:3], award.bidders[4], left)
    text = read(to_html(replace(award, bidders=bidders, replaces="A-2026-0041"))).text

    assert "O'Neill & Daughters Security Ltd (withdrawn): no reason is recorded." in text
    assert "This document replaces A-2026-0041" in text


def test_no_standstill_and_an_unpublished_notice_are_said(award: AwardSummary) -> None:
    none = Standstill(
        applies=False, rule="Light touch contract.", source="s. 51(3)", notice_on=None, first_day=None, ends_on=None
    )
    waiting = replace(none, applies=True, rule="Eight working days.")

    assert "No standstill period applies: Light touch contract." in read(to_html(replace(award, standstill=none))).text
    later = read(to_html(replace(award, standstill=waiting))).text
    assert "it begins when the notice is published" in later
    assert "Notice published not yet published" in later


def test_lots_are_named_where_there_are_several(award: AwardSummary) -> None:
    lot = replace(award.lot, code="2", title="Patrols", is_only_lot=False)

    assert "Lot 2: Patrols" in read(to_html(replace(award, lot=lot))).text
    assert "Lot 1" not in read(to_html(award)).text


def test_no_data_not_due_and_not_applicable_read_differently_from_nought(performance: Report) -> None:
    tables = [node for node in read(to_html(performance)).all("table") if "glance" in node.attributes.get("class", "")]
    rows = {
        next(row.all("th")).text: [cell.text for cell in row.all("td")]
        for row in next(tables[0].all("tbody")).all("tr")
    }
    found = {name.split(" ")[0]: cells for name, cells in rows.items()}

    assert found["Shifts"][1:6] == ["4", "0", "0", "0", "0"]
    assert found["Paid"][2:6] == ["no data"] * 4
    assert found["Patrol"][1:6] == ["not yet due"] * 5
    assert found["Visits"][:2] == ["not applicable"] * 2
    assert [cells[-1] for cells in found.values()] == [
        "Approaching target 93.7% of due", "Good 100% of due", "Inadequate 51.7% of due",
        "Unknown: not enough is verified", "Good", "Not yet due", "Other",
    ]  # fmt: skip


def test_a_rejection_shows_who_when_and_why_beside_its_evidence(performance: Report) -> None:
    text = read(to_html(performance)).text

    assert "Rejected: 0 tCO2e proved. The mileage sheet is unsigned" in text
    assert "Dilys Pugh, Contract manager, 18 December 2027 at 09:40." in text
    assert "mileage-q3.pdf sha256:" in text
    assert "Not yet verified." in text
    assert "Approved by Margaret Ellis, Chief Finance Officer on 22 February 2027 at 15:00." in text


def test_a_contract_without_commitments_says_so(performance: Report) -> None:
    empty = replace(performance, commitments=(), waivers=(), counts=count_ratings(()))
    text = read(to_html(empty)).text

    assert "This contract holds no commitment." in text
    assert "No promise was waived" in text
    assert "Nothing more is due" in text


def test_a_superseded_claim_and_a_missing_unit_of_time_are_said(performance: Report) -> None:
    carbon = performance.commitments[2]
    period = carbon.periods[3]
    earlier = replace(period.claims[0], superseded=True, claimed=known(9), evidence=())
    periods = (*carbon.periods[:3], replace(period, claims=(earlier, *period.claims), claimed=NO_DATA))
    changed = replace(carbon, periods=periods, next_due=None)
    commitments = (*performance.commitments[:2], changed, *performance.commitments[3:])
    text = read(to_html(replace(performance, commitments=commitments))).text

    assert "claimed 9 tCO2e, superseded" in text
    assert "A later report took the place of this one" in text
    assert "No evidence file was given." in text
    assert "Next due nothing more is due" in text
