"""A tender is drafted loosely, published whole, read by others only then, and its deadline only ever moves later."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import update

from app.identity.rules import Role
from app.organisations.rules import OrganisationKind
from app.rubrics.models import Rubric
from app.tenders import service as tenders
from app.tenders.rules import TenderStatus
from tests.tenders.making import (
    buyer_of,
    drafted_tender,
    marked,
    published_rubric,
    published_tender,
    rubric_document,
    tender_body,
)
from tests.world import Client, World


def at_once(*acts: Callable[[], httpx2.Response]) -> list[httpx2.Response]:
    """Do several things at the same instant, as nearly as threads allow, and return their answers."""
    gate = Barrier(len(acts))

    def go(act: Callable[[], httpx2.Response]) -> httpx2.Response:
        gate.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(go, acts))


def colleague(world: World, person: Client, role: Role) -> Client:
    assert person.organisation_id is not None
    return world.person(person.organisation_id, role)


def close(world: World, tender_id: str) -> None:
    """Close a tender as bids do when its deadline has passed."""
    with world.service.database.unit_of_work(write=True) as tx:
        row = tenders.get_for_update(tx, UUID(tender_id))
        tenders.set_status(tx, row, TenderStatus.CLOSED, world.clock.now())


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


def by_lot(first: str, second: str) -> dict[str, Any]:
    """Return a rubric whose quality is asked differently in two lots."""
    document = rubric_document()
    document["criteria"][2]["criteria"] = [
        marked("delivery", "70"),
        marked("north", "30", lots=[first]),
        marked("south", "30", lots=[second]),
    ]
    return document


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


def test_nobody_else_sees_a_draft_and_everybody_sees_a_published_tender(world: World) -> None:
    buyer = buyer_of(world)
    draft, published = drafted_tender(world, buyer), published_tender(world, buyer)
    others = [buyer_of(world), world.supplier()]
    for other in others:
        for path in (f"/v1/tenders/{draft['id']}", f"/v1/tenders/{draft['id']}/rubric"):
            refused = other.get(path)
            assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
        assert [row["id"] for row in other.read("/v1/tenders")["items"]] == [published["id"]]
        assert other.read("/v1/tenders?status=draft")["items"] == []
        assert other.read(f"/v1/tenders/{published['id']}") == published
    for role in (Role.EVALUATOR, Role.COMMISSIONER, Role.AUDITOR):
        assert colleague(world, buyer, role).read(f"/v1/tenders/{draft['id']}") == draft
    assert world.stranger.get(f"/v1/tenders/{published['id']}").status_code == 401


def test_a_buyer_of_another_authority_can_do_nothing_with_a_tender(world: World) -> None:
    buyer, other = buyer_of(world), buyer_of(world)
    for made in (drafted_tender(world, buyer), published_tender(world, buyer)):
        path = f"/v1/tenders/{made['id']}"
        later = {"closes_at": "2026-06-01T12:00:00Z", "reason": "More time"}
        for asked in (
            other.put(path, {"title": "Mine"}, version=made["version"]),
            other.post(f"{path}/publish"),
            other.post(f"{path}/extend", later),
            other.post(f"{path}/abandon", {"reason": "No longer needed"}),
            other.post(f"{path}/evaluate"),
            other.get(f"{path}/notice"),
        ):
            assert (asked.status_code, asked.json()["code"]) == (404, "not_found")
        assert buyer.read(path) == made


def test_only_buyers_change_tenders(world: World) -> None:
    buyer = buyer_of(world)
    made = published_tender(world, buyer)
    people = [colleague(world, buyer, role) for role in (Role.EVALUATOR, Role.COMMISSIONER, Role.AUDITOR)]
    for person in (*people, world.supplier()):
        for act in ("publish", "evaluate"):
            assert person.post(f"/v1/tenders/{made['id']}/{act}").status_code == 403
        assert person.post("/v1/tenders", {"title": "A"}).status_code == 403


def test_a_deadline_is_extended_to_a_later_moment_with_a_reason_before_it_passes(world: World) -> None:
    buyer = buyer_of(world)
    made = published_tender(world, buyer)
    path = f"/v1/tenders/{made['id']}/extend"
    for same_or_sooner in (made["closes_at"], "2026-01-06T09:00:00Z"):
        refused = buyer.post(path, {"closes_at": same_or_sooner, "reason": "Holidays"})
        assert (refused.status_code, refused.json()["code"]) == (409, "tender.deadline_not_later")
    assert buyer.post(path, {"closes_at": "2026-03-01T12:00:00Z"}).status_code == 422
    later = buyer.make(path, {"closes_at": "2026-04-01T12:00:00+01:00", "reason": "A clarification came late"})
    assert (later["closes_at"], later["closes_at_london"]) == ("2026-04-01T11:00:00Z", "1 April 2026, 12:00 BST")
    assert later["version"] == made["version"] + 1
    event = colleague(world, buyer, Role.AUDITOR).read(f"/v1/audit/events?subject={made['id']}")["items"][0]
    assert (event["action"], event["reason"]) == ("tender.extended", "A clarification came late")
    assert event["before"]["closes_at"] != event["after"]["closes_at"]


def test_a_deadline_that_has_passed_is_not_moved_even_if_nobody_closed_the_tender(world: World) -> None:
    buyer = buyer_of(world)
    made = published_tender(world, buyer)
    draft = drafted_tender(world, buyer)
    body = {"closes_at": "2026-06-01T12:00:00Z", "reason": "Too late"}
    unpublished = buyer.post(f"/v1/tenders/{draft['id']}/extend", body)
    assert (unpublished.status_code, unpublished.json()["code"]) == (409, "tender.not_open")
    world.clock.at = datetime.fromisoformat(made["closes_at"])
    refused = buyer.post(f"/v1/tenders/{made['id']}/extend", body)
    assert (refused.status_code, refused.json()["code"]) == (409, "tender.not_open")
    assert "4 February 2026, 09:00 GMT" in refused.json()["detail"]
    assert buyer.read(f"/v1/tenders/{made['id']}")["open"] is False


@pytest.mark.parametrize(
    ("given", "utc", "london"),
    [
        ("2026-10-25T01:30:00+01:00", "2026-10-25T00:30:00Z", "25 October 2026, 01:30 BST"),
        ("2026-10-25T01:30:00+00:00", "2026-10-25T01:30:00Z", "25 October 2026, 01:30 GMT"),
        ("2026-03-29T00:59:00+00:00", "2026-03-29T00:59:00Z", "29 March 2026, 00:59 GMT"),
        ("2026-03-29T01:00:00+00:00", "2026-03-29T01:00:00Z", "29 March 2026, 02:00 BST"),
    ],
)
def test_a_deadline_in_a_clock_change_night_is_one_moment(world: World, given: str, utc: str, london: str) -> None:
    buyer = buyer_of(world)
    made = published_tender(world, buyer, closes_at=given)
    assert (made["closes_at"], made["closes_at_london"]) == (utc, london)
    world.clock.at = datetime.fromisoformat(utc) - timedelta(seconds=1)
    assert buyer.read(f"/v1/tenders/{made['id']}")["open"] is True
    world.clock.advance(seconds=1)
    assert buyer.read(f"/v1/tenders/{made['id']}")["open"] is False


def test_the_hour_that_comes_twice_can_be_extended_from_its_first_to_its_second_half_past_one(world: World) -> None:
    buyer = buyer_of(world)
    made = published_tender(world, buyer, closes_at="2026-10-25T01:30:00+01:00")
    body = {"closes_at": "2026-10-25T01:30:00+00:00", "reason": "An hour more"}
    later = buyer.make(f"/v1/tenders/{made['id']}/extend", body)
    assert later["closes_at_london"] == "25 October 2026, 01:30 GMT"


def test_a_tender_is_abandoned_with_a_reason_that_everybody_reads(world: World) -> None:
    buyer = buyer_of(world)
    made = published_tender(world, buyer)
    path = f"/v1/tenders/{made['id']}"
    assert buyer.post(f"{path}/abandon", {"reason": " "}).status_code == 422
    ended = buyer.make(f"{path}/abandon", {"reason": "The budget was withdrawn"})
    assert (ended["status"], ended["open"], ended["abandoned_reason"]) == (
        "abandoned",
        False,
        "The budget was withdrawn",
    )
    assert world.supplier().read(path)["abandoned_reason"] == "The budget was withdrawn"
    again = buyer.post(f"{path}/abandon", {"reason": "Once more"})
    assert (again.status_code, again.json()["code"]) == (409, "tender.wrong_status")
    assert "It ends there." in again.json()["detail"]


def test_a_draft_that_is_abandoned_stays_unseen(world: World) -> None:
    buyer = buyer_of(world)
    made = buyer.make("/v1/tenders", {"title": "A"})
    buyer.make(f"/v1/tenders/{made['id']}/abandon", {"reason": "Not needed"})
    assert world.supplier().get(f"/v1/tenders/{made['id']}").status_code == 404
    assert buyer.read("/v1/tenders?status=abandoned")["items"][0]["id"] == made["id"]


def test_evaluation_starts_when_the_tender_has_been_closed(world: World) -> None:
    buyer = buyer_of(world)
    made = published_tender(world, buyer)
    path = f"/v1/tenders/{made['id']}"
    early = buyer.post(f"{path}/evaluate")
    assert (early.status_code, early.json()["code"]) == (409, "tender.wrong_status")
    world.clock.advance(days=31)
    close(world, made["id"])
    started = buyer.make(f"{path}/evaluate")
    assert (started["status"], started["closed_at"]) == ("evaluating", "2026-02-05T09:00:00Z")
    assert world.supplier().read(path)["status"] == "evaluating"
    assert buyer.post(f"{path}/evaluate").status_code == 409


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


def test_the_list_is_filtered_by_status_and_authority_ordered_and_paged(world: World) -> None:
    first, second = buyer_of(world), buyer_of(world)
    for title in ("Beta", "Alpha"):
        published_tender(world, first, title=title)
        world.clock.advance(minutes=1)
    published_tender(world, second, title="Gamma")
    drafted_tender(world, second, title="Delta")
    reader = world.supplier()
    assert [row["title"] for row in reader.read("/v1/tenders?sort=title")["items"]] == ["Alpha", "Beta", "Gamma"]
    page = reader.read("/v1/tenders?sort=reference&limit=2")
    rest = reader.read("/v1/tenders", params={"sort": "reference", "limit": 2, "cursor": page["next"]})
    assert [row["title"] for row in (*page["items"], *rest["items"])] == ["Beta", "Alpha", "Gamma"]
    assert rest["next"] is None
    own = second.read(f"/v1/tenders?status=draft&status=published&authority_id={second.organisation_id}")
    assert {row["title"] for row in own["items"]} == {"Gamma", "Delta"}
    assert reader.get("/v1/tenders?status=open").status_code == 422


@pytest.mark.parametrize("title", ["O'Brien & Søn <td>", "خدمة التنظيف", "\u202egninaelC", "'; DROP TABLE tender; --"])
def test_hostile_titles_come_back_as_they_were_given(world: World, title: str) -> None:
    buyer = buyer_of(world, OrganisationKind.COUNCIL)
    lots = [{"code": title[:60], "title": title}]
    made = published_tender(world, buyer, title=title, lots=lots, places=[title])
    seen = world.supplier().read(f"/v1/tenders/{made['id']}")
    assert (seen["title"], seen["lots"][0]["title"], seen["lots"][0]["code"], seen["places"]) == (
        title,
        title,
        title[:60],
        [title],
    )
