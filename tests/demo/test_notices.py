"""A play can begin with a published notice: what it states is kept, what it lacks is said, and one lot is played."""

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.demo.deciding import award, evaluate
from app.demo.delivering import sign_contract
from app.demo.narration import Narration
from app.demo.notice import draft_from, fitted, read_notice, tender_body
from app.demo.server import serving
from app.demo.stage import Stage, set_stage
from app.demo.tendering import publish_tender, send_bids
from tests.demo.told import story
from tests.opendata.notices import lot, release

pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def stage(scratch: Path) -> Iterator[Stage]:
    """Yield the stage of a play, set once; every test may publish a tender of its own on it."""
    with (
        serving(scratch / "notices", start=datetime.fromisoformat(story()["times"]["published"])) as server,
        httpx.Client(base_url=server.address, timeout=60) as http,
    ):
        yield set_stage(server, http, story())


def begun(stage: Stage, notice: Path) -> tuple[Stage, dict[str, Any], dict[str, Any], str]:
    """Draft from a notice and publish; return the stage fitted to it, the draft, the tender and what was said."""
    out = io.StringIO()
    say = Narration(out)
    draft = draft_from(stage, say, notice.name, read_notice(notice))
    fitting = replace(stage, story=fitted(story(), draft))
    tender = publish_tender(fitting, say, draft)
    return fitting, draft, tender, " ".join(out.getvalue().split())


def test_a_notice_with_lots_is_played_for_the_first_of_them(stage: Stage, tmp_path: Path) -> None:
    lots = [lot("A1") | {"title": "Roofing", "value": {"amount": 720000, "currency": "GBP"}}, lot("A2"), lot("A3")]
    notice = tmp_path / "notice.json"
    notice.write_text(json.dumps({"releases": [release(*lots)]}))
    fitting, draft, tender, said = begun(stage, notice)
    assert [each["code"] for each in draft["lots"]] == ["A1", "A2", "A3"]
    assert [(each["code"], each["title"]) for each in tender["lots"]] == [("A1", "Roofing")]
    assert "it has 3 lots; the play keeps the first, A1: Roofing" in said
    assert tender["value"] == "720000"
    assert fitting.story["suppliers"]["fairholme"]["price"] == "682400", "a fifth of the story's"
    assert story()["suppliers"]["fairholme"]["price"] == "3412000", "the story itself is as it was"
    say = Narration(io.StringIO())
    bids = send_bids(fitting, say, tender)
    result = evaluate(fitting, say, tender, bids)
    made, winner, _ = award(fitting, say, tender, bids, result)
    assert (made["lot"], winner) == ("A1", "fairholme")
    contract = sign_contract(fitting, say, tender, made, fitting.story["suppliers"][winner]["price"])
    assert contract["status"] == "live"


def test_a_notice_that_states_no_value_or_a_token_of_one_gets_the_storys_and_that_is_said(stage: Stage) -> None:
    for value, words in ((None, "it states no value"), ("0.01", "it states a value of 0.01")):
        out = io.StringIO()
        draft: dict[str, Any] = {
            "lots": [],
            "value": value,
            "currency": "GBP",
            "category": None,
            "value_includes_vat": None,
            "cpv": [],
            "places": [],
        }
        body = tender_body(story(), draft | {"title": "Cleaning", "description": ""}, Narration(out))
        assert body["value"] == story()["tender"]["value"]
        assert words in " ".join(out.getvalue().split())
        assert fitted(story(), draft) == story()


@pytest.mark.parametrize(
    ("name", "releases", "words"),
    [
        ("contracts-finder-2025.json", 104, "it states no value, and a tender needs one"),
        ("public-contracts-scotland-2019.json", 44, "who acts here is invented"),
        ("sell2wales-2025.json", 41, "lots; the play keeps the first"),
    ],
)
def test_published_notices_take_bids_and_open_them(
    stage: Stage, corpus: Path, name: str, releases: int, words: str
) -> None:
    fitting, draft, tender, said = begun(stage, corpus / "ocds-notices" / name)
    assert f"{name}: {releases} releases" in said
    assert words in said
    for kept in ("title", "description", "category", "cpv", "places", "currency", "value_includes_vat", "ocid"):
        assert tender[kept] == draft[kept]
    assert len(send_bids(fitting, Narration(io.StringIO()), tender)) == 5
