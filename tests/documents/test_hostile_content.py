"""What people may put into a document, meant or not, and what the page and its tag tree make of it."""

import base64
import re
from dataclasses import replace
from io import BytesIO
from time import process_time
from typing import Any

import pikepdf
import pytest

from app.documents.award_content import AwardSummary, BidStatus, Criterion
from app.documents.codec import UnreadableContent
from app.documents.content import read_document
from app.documents.facts import Party
from app.documents.html import to_html
from app.documents.pdf import PackagedOnly
from app.documents.press import run
from app.documents.renderer import print_job
from scoring.digest import digest_of_bytes
from tests.documents import samples
from tests.documents.issued_now import issued_award
from tests.documents.page import read
from tests.documents.tables import in_html, table_elements

WORDS = " ".join(f"word{place}" for place in range(20_000))
LONG = "Ll" + "anfair" * 49 + "gogoch"
REMOTE = (
    '<img src="http://elsewhere.example/seen.png"><link rel=stylesheet href=//elsewhere.example/a.css>'
    "<style>@import url(http://elsewhere.example/b.css)</style><script src=http://elsewhere.example/c.js></script>"
)
BREAKING = "</td></tr></table><script>alert(1)</script>"
EVERYWHERE = "Tŷ Ŵyl 🦄 👩‍🚒 שלום مرحبا — ½ “quoted” \u202eturned\u2066"


def named(award: AwardSummary, name: str) -> AwardSummary:
    """Return an award in which the winner and the first criterion are called something."""
    winner = replace(award.bidders[0], party=Party(name=name))
    first = replace(award.criteria[0], title=name)
    return replace(award, bidders=(winner, *award.bidders[1:]), criteria=(first, *award.criteria[1:]))


def test_a_rationale_of_twenty_thousand_words_stands_whole_and_page_one_stays_a_page(award: AwardSummary) -> None:
    page = read(to_html(replace(award, decision=replace(award.decision, summary=WORDS)), styled=False)).text
    first, _, evidence = page.partition("Contents")

    assert "word19999" in evidence
    assert "word60 " in first
    assert "word200 " not in first
    assert len(first) < 4_000


@pytest.mark.parametrize("name", [BREAKING, "{{ 7*7 }}{% raw %}", EVERYWHERE, LONG])
def test_names_stay_text_wherever_they_stand(award: AwardSummary, name: str) -> None:
    page = to_html(named(award, name), styled=False)
    plain = to_html(award, styled=False)

    assert "<script" not in page
    assert in_html(named(award, name)) == in_html(award)
    assert page.count("<tr") == plain.count("<tr")
    assert "{{ 7*7 }}" in page or "7*7" not in name
    assert "\u202e" not in page


def test_addresses_in_what_people_write_are_text_and_nothing_is_fetched(award: AwardSummary) -> None:
    told = replace(award, decision=replace(award.decision, summary=REMOTE, reasons=(REMOTE,)))
    page = to_html(named(told, REMOTE), styled=False)

    assert re.findall(r"<(?:img|link|script|iframe|object|embed)\b|<[^>]*\b(?:src|srcset|poster)=", page) == []
    assert all(address.startswith("#") for address in re.findall(r'<[^>]*\bhref="([^"]*)"', page))
    for address in ("http://elsewhere.example/seen.png", "//elsewhere.example/a.css", "file:///etc/passwd"):
        with pytest.raises(ValueError, match=r".+"):
            PackagedOnly().fetch(address)


def test_five_hundred_criteria_stay_one_table_over_all_pages(award: AwardSummary) -> None:
    winner, second, *_ = award.bidders
    many = tuple(
        Criterion(
            id=f"c{place}",
            title=f"Criterion number {place}",
            description=None,
            weight="0.2",
            share_of_total=None,
            method="Marked on the published scale.",
            scale=None,
            gate=None,
        )
        for place in range(500)
    )
    bidders = tuple(replace(each, scores=()) for each in (winner, second))
    long = replace(award, criteria=many, bidders=bidders, promises=())
    began = process_time()
    pdf = run(print_job(long))

    assert process_time() - began < 60
    assert table_elements(pdf) == in_html(long)
    with pikepdf.open(BytesIO(pdf)) as found:
        assert len(found.pages) > 12


def test_nobody_bid_and_nothing_is_awarded(award: AwardSummary) -> None:
    nobody = samples.tender_of(0, 3)
    page = read(to_html(nobody, styled=False)).text

    assert "No contract awarded" in page
    assert "No bids were received." in page
    left = replace(award.bidders[0], status=BidStatus.WITHDRAWN, rank=None, total=None, scores=())
    decision = replace(award.decision, winner=None)
    assert "No contract awarded" in read(to_html(replace(award, bidders=(left,), decision=decision))).text


@pytest.mark.parametrize(
    ("face", "said"),
    [
        ({"colour": "red;}</style><script>alert(1)</script>"}, "is not a colour"),
        ({"logo": {"media_type": "text/html"}}, "a logo is"),
        ({"logo": {"data": "AAAA"}}, "not the image that its digest names"),
        ({"logo": {"data": '"><script>'}}, "not the image that its digest names"),
    ],
)
def test_a_forged_face_is_no_document(face: dict[str, Any], said: str) -> None:
    picture = b"\x89PNG"
    logo = {
        "media_type": "image/png",
        "data": base64.b64encode(picture).decode(),
        "digest": digest_of_bytes(picture),
        "width": 1,
        "height": 1,
        "alt": "Northfield",
    }
    brand: dict[str, Any] = {"revision": 1, "colour": "#005eb8", "logo": logo}
    mapping: dict[str, Any] = issued_award().to_mapping()
    mapping["face"] = {"language": "en", "written_in": "en", "brand": brand}
    assert read_document(mapping).reference
    brand |= {"colour": face["colour"]} if "colour" in face else {"logo": logo | face["logo"]}

    with pytest.raises(UnreadableContent, match=re.escape(said)):
        read_document(mapping)
