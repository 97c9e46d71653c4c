"""A tender is published whole, with its rubric pinned, and bidders read exactly what was pinned."""

from typing import Any

import pytest
from sqlalchemy import update

from app.identity.rules import Role
from app.rubrics.models import Rubric
from tests.tenders.making import (
    at_once,
    buyer_of,
    by_lot,
    colleague,
    drafted_tender,
    published_rubric,
    published_tender,
    rubric_document,
    tender_body,
)
from tests.world import World


def test_publishing_asks_for_everything_that_is_missing_at_once(world: World) -> None:
    buyer = buyer_of(world)
    made = buyer.make("/v1/tenders", {"title": "A"})
    refused = buyer.post(f"/v1/tenders/{made['id']}/publish")
    assert (refused.status_code, refused.json()["code"]) == (409, "tender.not_ready")
    assert {finding["code"] for finding in refused.json()["findings"]} == {
        "regime.missing",
        "value.missing",
        "term.missing",
        "deadline.missing",
        "rubric.missing",
    }
    assert "T-2026-0001" in refused.json()["detail"]
    assert buyer.read(f"/v1/tenders/{made['id']}") == made


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"value": "0"}, "value.not_positive"),
        ({"ends_on": "2026-05-31"}, "term.order"),
        ({"closes_at": "2026-01-05T09:00:00Z"}, "deadline.passed"),
        ({"closes_at": "2025-12-31T12:00:00Z"}, "deadline.passed"),
        ({"rubric_id": None}, "rubric.missing"),
    ],
)
def test_publishing_refuses_what_does_not_hold_together(world: World, change: dict[str, Any], code: str) -> None:
    buyer = buyer_of(world)
    made = drafted_tender(world, buyer, **change)
    refused = buyer.post(f"/v1/tenders/{made['id']}/publish").json()
    assert [finding["code"] for finding in refused["findings"]] == [code]


def test_a_draft_rubric_pins_nothing(world: World) -> None:
    buyer = buyer_of(world)
    rubric = buyer.make("/v1/rubrics", {"body": rubric_document()})
    made = buyer.make("/v1/tenders", tender_body(world, rubric["id"]))
    refused = buyer.post(f"/v1/tenders/{made['id']}/publish").json()
    assert [finding["code"] for finding in refused["findings"]] == ["rubric.not_published"]
    assert "A small rubric" in refused["detail"]


def test_the_lots_of_tender_and_rubric_must_fit(world: World) -> None:
    buyer = buyer_of(world)
    rubric = published_rubric(buyer, by_lot("N", "S"))
    lots = [{"code": code, "title": code} for code in ("N", "S")]
    more = [*lots, {"code": "W", "title": "W"}]
    ids = [
        buyer.make("/v1/tenders", tender_body(world, rubric["id"], lots=given))["id"]
        for given in (lots, lots[:1], more)
    ]
    assert buyer.make(f"/v1/tenders/{ids[0]}/publish")["status"] == "published"
    missing = buyer.post(f"/v1/tenders/{ids[1]}/publish").json()["findings"]
    assert [(finding["code"], finding["value"]) for finding in missing] == [("lot.unknown", "S")]
    without = buyer.post(f"/v1/tenders/{ids[2]}/publish").json()["findings"]
    assert [(finding["code"], finding["place"], finding["value"]) for finding in without] == [
        ("weight.not_100", "lots[2]", "70")
    ]


def test_a_published_tender_is_open_pinned_and_frozen(world: World) -> None:
    buyer = buyer_of(world)
    rubric = published_rubric(buyer)
    made = buyer.make("/v1/tenders", tender_body(world, rubric["id"]))
    path = f"/v1/tenders/{made['id']}"
    seen = buyer.make(f"{path}/publish")
    assert (seen["status"], seen["open"], seen["rubric_digest"]) == ("published", True, rubric["digest"])
    assert seen["published_at"] == "2026-01-05T09:00:00Z"
    assert (seen["value"], seen["value_includes_vat"]) == ("450000", False)
    refused = buyer.put(path, tender_body(world, rubric["id"]), version=seen["version"])
    assert (refused.status_code, refused.json()["code"]) == (409, "tender.not_draft")
    again = buyer.post(f"{path}/publish")
    assert (again.status_code, again.json()["code"]) == (409, "tender.wrong_status")
    assert "closed or abandoned" in again.json()["detail"]
    assert buyer.read(path) == seen


def test_of_two_publications_at_the_same_instant_one_happens(world: World) -> None:
    buyer = buyer_of(world)
    made = drafted_tender(world, buyer)
    http, path = world.http, f"/v1/tenders/{made['id']}/publish"
    answers = at_once(*[lambda: http.post(path, headers=buyer.headers)] * 2)
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    events = colleague(world, buyer, Role.AUDITOR).read(f"/v1/audit/events?subject={made['id']}")["items"]
    assert [event["action"] for event in events] == ["tender.published", "tender.drafted"]


def test_bidders_read_the_pinned_rubric_with_what_each_question_weighs_in_each_lot(world: World) -> None:
    buyer = buyer_of(world)
    rubric = published_rubric(buyer, by_lot("N", "S"))
    lots = [{"code": code, "title": code} for code in ("N", "S")]
    made = buyer.make("/v1/tenders", tender_body(world, rubric["id"], lots=lots))
    unpinned = buyer.get(f"/v1/tenders/{made['id']}/rubric")
    assert (unpinned.status_code, unpinned.json()["code"]) == (409, "tender.rubric_not_pinned")
    buyer.make(f"/v1/tenders/{made['id']}/publish")
    seen = world.supplier().read(f"/v1/tenders/{made['id']}/rubric")
    assert (seen["digest"], seen["document"]) == (rubric["digest"], rubric["body"])
    asked = {one["id"]: one for one in seen["criteria"]}
    assert asked["delivery"]["effective_weight"] == {"N": "42", "S": "42"}
    assert asked["north"]["effective_weight"] == {"N": "18"}
    assert asked["delivery"]["question"] == "How about delivery?"
    assert [level["mark"] for level in asked["delivery"]["scale"]] == ["0", "1", "2", "3", "4", "5"]
    assert (asked["price"]["weight"], asked["price"]["method"]["zero_price"]) == ("40", "refuse")
    assert (asked["charter"]["weight"], asked["charter"]["scale"]) == (None, None)


def test_every_pack_can_be_pinned_and_read_by_bidders(world: World) -> None:
    buyer = buyer_of(world)
    for pack in buyer.read("/v1/packs"):
        rubric = buyer.make("/v1/rubrics", {"pack": pack["id"]})
        buyer.make(f"/v1/rubrics/{rubric['id']}/publish")
        made = buyer.make("/v1/tenders", tender_body(world, rubric["id"]))
        buyer.make(f"/v1/tenders/{made['id']}/publish")
        assert world.supplier().read(f"/v1/tenders/{made['id']}/rubric")["criteria"]


def test_a_pinned_rubric_that_was_changed_behind_the_service_is_refused(world: World) -> None:
    buyer = buyer_of(world)
    made = published_tender(world, buyer)
    with world.service.database.unit_of_work(write=True) as tx:
        tx.execute(update(Rubric).values(body=rubric_document(title="Tampered")))
    refused = buyer.get(f"/v1/tenders/{made['id']}/rubric")
    assert (refused.status_code, refused.json()["code"]) == (409, "tender.rubric_does_not_match")
    assert made["rubric_digest"] in refused.json()["detail"]
