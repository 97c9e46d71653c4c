"""A tender is drafted loosely, edited as a draft only, and has a reference that nothing else has."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.tenders.making import (
    at_once,
    buyer_of,
    published_rubric,
)
from tests.world import World


def test_a_draft_needs_a_title_only_and_has_one_lot(world: World) -> None:
    buyer = buyer_of(world, name="Airedale Trust")
    made = buyer.make("/v1/tenders", {"title": "Security guarding"})
    assert (made["reference"], made["status"], made["version"]) == ("T-2026-0001", "draft", 1)
    assert (made["authority_name"], made["open"]) == ("Airedale Trust", False)
    assert [(lot["code"], lot["title"], lot["value"]) for lot in made["lots"]] == [("1", "Security guarding", None)]
    for name in ("value", "closes_at", "closes_at_london", "rubric_id", "regime", "value_includes_vat", "ocid"):
        assert made[name] is None, name
    assert buyer.read(f"/v1/tenders/{made['id']}") == made


def test_references_count_up_through_the_year_and_begin_anew(world: World) -> None:
    buyer = buyer_of(world)
    made = [buyer.make("/v1/tenders", {"title": "A"})["reference"] for _ in range(2)]
    world.clock.at = datetime(2026, 12, 31, 23, 59, tzinfo=UTC)
    made.append(buyer.make("/v1/tenders", {"title": "A"})["reference"])
    world.clock.at = datetime(2027, 1, 1, 0, 0, tzinfo=UTC)
    made.append(buyer.make("/v1/tenders", {"title": "A"})["reference"])
    assert made == ["T-2026-0001", "T-2026-0002", "T-2026-0003", "T-2027-0001"]


def test_tenders_drafted_at_the_same_instant_get_different_references(world: World) -> None:
    buyer = buyer_of(world)
    http, headers = world.http, buyer.headers
    answers = at_once(*[lambda: http.post("/v1/tenders", json={"title": "A"}, headers=headers)] * 6)
    assert {answer.json()["reference"] for answer in answers} == {f"T-2026-000{number}" for number in range(1, 7)}


def test_a_refused_creation_takes_no_reference(world: World) -> None:
    buyer = buyer_of(world)
    assert buyer.post("/v1/tenders", {"title": "A", "regime": "no-such"}).status_code == 422
    assert buyer.make("/v1/tenders", {"title": "A"})["reference"] == "T-2026-0001"


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"title": "  "}, "body.title"),
        ({"title": "a\u0000b"}, "body.title"),
        ({"value": "1e9"}, "body.value"),
        ({"value": 0.5}, "body.value"),
        ({"value": "NaN"}, "body.value"),
        ({"value": "-1"}, "body.value"),
        ({"value": "0.00001"}, "body.value"),
        ({"currency": "pounds"}, "body.currency"),
        ({"cpv": ["cleaning"]}, "body.cpv[0]"),
        ({"closes_at": "2026-03-01T12:00:00"}, "body.closes_at"),
        ({"starts_on": "01/06/2026"}, "body.starts_on"),
        ({"lots": [{"code": "1", "title": "A"}, {"code": "1", "title": "B"}]}, "body"),
        ({"lots": [{"code": "", "title": "A"}]}, "body.lots[0].code"),
        ({"colour": "green"}, "body.colour"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_place(world: World, change: dict[str, Any], place: str) -> None:
    buyer = buyer_of(world)
    refused = buyer.post("/v1/tenders", {"title": "A"} | change)
    assert (refused.status_code, refused.json()["code"]) == (422, "payload")
    assert refused.json()["findings"][0]["place"] == place
    assert buyer.read("/v1/tenders")["items"] == []


@pytest.mark.parametrize("value", ["NaN", "1e999", "Infinity", "1e3", "0.1"])
def test_a_value_that_is_not_exact_is_refused_as_it_stands_in_the_json(world: World, value: str) -> None:
    buyer = buyer_of(world)
    refused = buyer.request(
        "POST",
        "/v1/tenders",
        content=f'{{"title": "A", "value": {value}}}',
        headers={"Content-Type": "application/json"},
    )
    assert (refused.status_code, refused.json()["code"]) == (422, "payload")
    assert refused.json()["findings"][0]["place"] == "body.value"


def test_regime_and_rubric_must_exist_and_be_ones_own(world: World) -> None:
    buyer, other = buyer_of(world), buyer_of(world)
    foreign = published_rubric(other)
    refused = buyer.post("/v1/tenders", {"title": "A", "regime": "roman-law", "rubric_id": foreign["id"]}).json()
    assert refused["code"] == "tender.content"
    assert [finding["place"] for finding in refused["findings"]] == ["body.regime", "body.rubric_id"]
    assert "procurement-act-2023" in refused["detail"]


def test_an_edit_replaces_the_draft_and_a_lot_keeps_its_id_with_its_code(world: World) -> None:
    buyer = buyer_of(world)
    lots = [{"code": code, "title": f"Area {code}", "value": "10"} for code in "AB"]
    made = buyer.make("/v1/tenders", {"title": "A", "lots": lots})
    path = f"/v1/tenders/{made['id']}"
    changed = {"title": "B", "lots": [{"code": "C", "title": "New"}, {"code": "A", "title": "Kept"}]}
    assert buyer.put(path, changed).status_code == 428
    saved = buyer.did(buyer.put(path, changed, version=1))
    assert [(lot["code"], lot["title"], lot["value"]) for lot in saved["lots"]] == [
        ("C", "New", None),
        ("A", "Kept", None),
    ]
    assert saved["lots"][1]["id"] == made["lots"][0]["id"]
    assert saved["version"] == 2
    stale = buyer.put(path, changed, version=1)
    assert (stale.status_code, stale.json()["code"]) == (412, "stale_version")
    assert buyer.read(path) == saved
