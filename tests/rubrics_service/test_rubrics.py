"""A rubric starts from a pack, is changed and checked as a draft, and is frozen when it is published."""

import copy
import json
from typing import Any

import pytest

from app.identity.rules import Role
from app.organisations.rules import OrganisationKind
from scoring.digest import digest
from tests.tenders.making import buyer_of, marked, published_rubric, rubric_document
from tests.world import Client, World

JSON = {"Content-Type": "application/json"}


def pack_copy(buyer: Client, **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = buyer.make("/v1/rubrics", {"pack": "local-wage-carbon", **more})
    return made


def node(body: dict[str, Any], name: str) -> dict[str, Any]:
    """Return a section or criterion of a document by its id."""
    waiting = list(body["criteria"])
    while waiting:
        one: dict[str, Any] = waiting.pop()
        if one["id"] == name:
            return one
        waiting += one.get("criteria", [])
    raise KeyError(name)


def test_a_pack_is_copied_with_its_measures_in_place_and_remembered_by_digest(world: World) -> None:
    buyer = buyer_of(world)
    made = pack_copy(buyer, title="Cleaning 2026")
    pack = buyer.read("/v1/packs/local-wage-carbon/1.0.0")
    assert (made["pack"], made["pack_version"], made["pack_digest"]) == ("local-wage-carbon", "1.0.0", pack["digest"])
    assert pack["digest"] == digest(pack["body"])
    assert made["title"] == made["body"]["title"] == "Cleaning 2026"
    assert made["body"]["format"] == "makegood.rubric/1"
    assert made["body"] == pack["rubric"] | {"title": "Cleaning 2026"}
    assert buyer.read(f"/v1/rubrics/{made['id']}/check") == {"sound": True, "findings": []}


def test_every_pack_becomes_a_rubric_that_can_be_published(world: World) -> None:
    buyer = buyer_of(world)
    packs = buyer.read("/v1/packs")
    assert len(packs) >= 5
    for pack in packs:
        made = buyer.make("/v1/rubrics", {"pack": pack["id"], "pack_version": pack["version"]})
        assert buyer.make(f"/v1/rubrics/{made['id']}/publish")["status"] == "published"


def test_changing_a_copy_leaves_the_pack_as_it_was(world: World) -> None:
    buyer = buyer_of(world)
    made = pack_copy(buyer)
    body = made["body"]
    node(body, "price")["weight"] = "30"
    node(body, "social-value")["weight"] = "40"
    saved = buyer.did(buyer.put(f"/v1/rubrics/{made['id']}", {"body": body}, version=made["version"]))
    assert node(saved["body"], "price")["weight"] == "30"
    assert buyer.read(f"/v1/rubrics/{made['id']}/check")["sound"] is True
    assert node(pack_copy(buyer)["body"], "price")["weight"] == "40"


def test_a_pack_that_is_not_there_is_said_so_in_either_part(world: World) -> None:
    buyer = buyer_of(world)
    for body in ({"pack": "no-such-pack"}, {"pack": "local-wage-carbon", "pack_version": "9.9.9"}):
        refused = buyer.post("/v1/rubrics", body)
        assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
        assert body["pack"] in refused.json()["detail"]
    assert buyer.get("/v1/packs/local-wage-carbon/9.9.9").status_code == 404


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, "none of them"),
        ({"pack": "local-wage-carbon", "body": {}}, "pack and body"),
        ({"body": {}, "pack_version": "1.0.0"}, "give the pack too"),
    ],
)
def test_a_draft_starts_from_exactly_one_thing(world: World, body: dict[str, Any], said: str) -> None:
    refused = buyer_of(world).post("/v1/rubrics", body)
    assert (refused.status_code, refused.json()["code"]) == (422, "payload")
    assert said in refused.json()["detail"]


def test_a_copy_of_an_own_rubric_says_where_it_comes_from(world: World) -> None:
    buyer = buyer_of(world)
    first = published_rubric(buyer)
    second = buyer.make("/v1/rubrics", {"copy_of": first["id"], "title": "Next year"})
    assert second["copied_from_id"] == first["id"]
    assert second["body"] == first["body"] | {"title": "Next year"}
    assert (second["status"], second["digest"], second["pack"]) == ("draft", None, None)


def test_a_broken_draft_may_be_saved_and_its_check_lists_everything_at_once(world: World) -> None:
    buyer = buyer_of(world)
    made = buyer.make("/v1/rubrics", {"body": rubric_document()})
    body = copy.deepcopy(made["body"])
    body["criteria"][1]["weight"] = "39.99"
    body["criteria"][2]["criteria"][1] = marked("delivery", "30", method={"type": "scale", "scale": "missing"})
    del body["rounding"]
    saved = buyer.did(buyer.put(f"/v1/rubrics/{made['id']}", {"body": body}, version=1))
    assert (saved["version"], saved["status"]) == (2, "draft")
    checked = buyer.read(f"/v1/rubrics/{made['id']}/check")
    found = {(finding["code"], finding["place"]) for finding in checked["findings"]}
    assert checked["sound"] is False
    assert {
        ("scale.unknown", "criteria[2].criteria[1].method.scale"),
        ("id.duplicate", "criteria[2].criteria[1].id"),
    } <= found


def test_weights_that_make_99_99_are_refused_with_the_sum(world: World) -> None:
    buyer = buyer_of(world)
    document = rubric_document()
    document["criteria"][1]["weight"] = "39.99"
    made = buyer.make("/v1/rubrics", {"body": document})
    refused = buyer.post(f"/v1/rubrics/{made['id']}/publish")
    assert (refused.status_code, refused.json()["code"]) == (409, "rubric.has_findings")
    assert "99.99" in refused.json()["detail"]
    assert refused.json()["findings"][0]["code"] == "weight.not_100"
    assert buyer.read(f"/v1/rubrics/{made['id']}") == made


@pytest.mark.parametrize("body", [{}, {"criteria": 7}, {"criteria": [None]}, {"title": {"a": 1}, "format": []}])
def test_whatever_a_document_holds_its_check_answers(world: World, body: dict[str, Any]) -> None:
    buyer = buyer_of(world)
    made = buyer.make("/v1/rubrics", {"body": body})
    assert made["title"] == "Rubric without a title"
    assert buyer.read(f"/v1/rubrics/{made['id']}/check")["sound"] is False
    assert buyer.post(f"/v1/rubrics/{made['id']}/publish").json()["code"] == "rubric.has_findings"
    assert buyer.get(f"/v1/rubrics/{made['id']}/lens/trust-pillars").json()["code"] == "rubric.has_findings"


@pytest.mark.parametrize("weight", ["40.0", "NaN", "1e999", "-Infinity"])
def test_a_number_that_is_not_exact_is_refused_with_its_place(world: World, weight: str) -> None:
    buyer = buyer_of(world)
    document = json.dumps(rubric_document()).replace('"weight": "40"', f'"weight": {weight}')
    made = buyer.make("/v1/rubrics", {"body": rubric_document()})
    text = f'{{"body": {document}}}'
    for method, path, headers in (
        ("POST", "/v1/rubrics", JSON),
        ("PUT", f"/v1/rubrics/{made['id']}", JSON | {"If-Match": '"1"'}),
    ):
        refused = buyer.request(method, path, content=text, headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (422, "rubric.unreadable")
        assert refused.json()["findings"][0]["place"].endswith("criteria[1].weight")
        assert "quotes" in refused.json()["detail"]
    assert buyer.read(f"/v1/rubrics/{made['id']}") == made
    assert len(buyer.read("/v1/rubrics")["items"]) == 1


@pytest.mark.parametrize(
    ("title", "code"),
    [("nul \\u0000 inside", "text.control"), ("half \\ud800 a pair", "text.not_unicode")],
)
def test_text_that_no_database_keeps_is_refused(world: World, title: str, code: str) -> None:
    text = json.dumps({"body": rubric_document(title="TITLE")}).replace("TITLE", title)
    refused = buyer_of(world).request("POST", "/v1/rubrics", content=text, headers=JSON)
    assert refused.status_code == 422
    assert refused.json()["findings"][0]["code"] == code


def test_a_document_nested_beyond_reason_is_refused_and_not_a_fault(world: World) -> None:
    buyer = buyer_of(world)
    for depth in (300, 100_000):
        text = '{"body": {"criteria": ' + "[" * depth + "]" * depth + "}}"
        refused = buyer.request("POST", "/v1/rubrics", content=text, headers=JSON)
        assert refused.status_code in {400, 422}
        assert refused.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "label", ['O\'Brien & "Søn" <td>', "جودة الخدمة", "\u202eecirP", "'; DROP TABLE rubric; --", "🧹"]
)
def test_hostile_labels_come_back_as_they_were_given(world: World, label: str) -> None:
    buyer = buyer_of(world)
    document = rubric_document(title=label)
    document["criteria"][2]["title"] = label
    document["criteria"][2]["criteria"][0] |= {"title": label, "id": label}
    rubric = published_rubric(buyer, document)
    assert rubric["title"] == label
    assert buyer.read(f"/v1/rubrics/{rubric['id']}")["body"] == document
    assert rubric["digest"] == digest(document)


def test_publishing_freezes_the_document_under_its_digest(world: World) -> None:
    buyer = buyer_of(world)
    rubric = published_rubric(buyer)
    assert rubric["digest"] == digest(rubric["body"])
    assert rubric["published_at"] == "2026-01-05T09:00:00Z"
    refused = buyer.put(f"/v1/rubrics/{rubric['id']}", {"body": {}}, version=rubric["version"])
    assert (refused.status_code, refused.json()["code"]) == (409, "rubric.not_draft")
    assert "A small rubric" in refused.json()["detail"]
    again = buyer.post(f"/v1/rubrics/{rubric['id']}/publish")
    assert (again.status_code, again.json()["code"]) == (409, "rubric.not_draft")
    assert buyer.read(f"/v1/rubrics/{rubric['id']}") == rubric


def test_an_edit_names_the_version_that_it_was_made_from(world: World) -> None:
    buyer = buyer_of(world)
    made = buyer.make("/v1/rubrics", {"body": rubric_document()})
    path = f"/v1/rubrics/{made['id']}"
    assert buyer.get(path).headers["etag"] == '"1"'
    assert buyer.put(path, {"body": {}}).status_code == 428
    buyer.did(buyer.put(path, {"body": rubric_document(title="First")}, version=1))
    stale = buyer.put(path, {"body": rubric_document(title="Second")}, version=1)
    assert (stale.status_code, stale.json()["code"]) == (412, "stale_version")
    assert buyer.read(path)["title"] == "First"


def test_a_rubric_is_nobody_elses_to_see_or_copy(world: World) -> None:
    owner, other = buyer_of(world), buyer_of(world)
    rubric = published_rubric(owner)
    for asked in (
        other.get(f"/v1/rubrics/{rubric['id']}"),
        other.get(f"/v1/rubrics/{rubric['id']}/check"),
        other.get(f"/v1/rubrics/{rubric['id']}/lens/trust-pillars"),
        other.put(f"/v1/rubrics/{rubric['id']}", {"body": {}}, version=1),
        other.post(f"/v1/rubrics/{rubric['id']}/publish"),
        other.post("/v1/rubrics", {"copy_of": rubric["id"]}),
    ):
        assert (asked.status_code, asked.json()["code"]) == (404, "not_found")
    assert other.read("/v1/rubrics")["items"] == []
    supplier = world.supplier()
    assert supplier.get(f"/v1/rubrics/{rubric['id']}").status_code == 403
    assert supplier.get("/v1/rubrics").status_code == 403
    assert world.stranger.get(f"/v1/rubrics/{rubric['id']}").status_code == 401


def test_colleagues_read_drafts_and_only_buyers_write_them(world: World) -> None:
    authority = world.organisation(OrganisationKind.COUNCIL)
    buyer = world.person(authority, Role.BUYER)
    made = buyer.make("/v1/rubrics", {"body": rubric_document()})
    for role in (Role.COMMISSIONER, Role.AUDITOR, Role.EVALUATOR):
        colleague = world.person(authority, role)
        assert colleague.read(f"/v1/rubrics/{made['id']}") == made
        assert colleague.put(f"/v1/rubrics/{made['id']}", {"body": {}}, version=1).status_code == 403
        assert colleague.post(f"/v1/rubrics/{made['id']}/publish").status_code == 403
        assert colleague.post("/v1/rubrics", {"body": {}}).status_code == 403


def test_the_list_is_filtered_ordered_and_paged(world: World) -> None:
    buyer = buyer_of(world)
    for title in ("Beta", "Alpha", "Gamma"):
        buyer.make("/v1/rubrics", {"body": rubric_document(title=title)})
        world.clock.advance(minutes=1)
    published_rubric(buyer, rubric_document(title="Delta"))
    first = buyer.read("/v1/rubrics?sort=title&limit=3")
    rest = buyer.read("/v1/rubrics", params={"sort": "title", "limit": 3, "cursor": first["next"]})
    assert [row["title"] for row in (*first["items"], *rest["items"])] == ["Alpha", "Beta", "Delta", "Gamma"]
    assert "body" not in first["items"][0]
    assert [row["title"] for row in buyer.read("/v1/rubrics?status=published")["items"]] == ["Delta"]
    assert len(buyer.read("/v1/rubrics?status=published&status=draft")["items"]) == 4
    assert buyer.read("/v1/rubrics")["items"][0]["title"] == "Delta"
    assert buyer.get("/v1/rubrics?status=frozen").status_code == 422
    assert buyer.get("/v1/rubrics?sort=body").json()["code"] == "invalid"


def test_a_repeated_creation_with_one_key_makes_one_rubric(world: World) -> None:
    buyer = buyer_of(world)
    made = [buyer.make("/v1/rubrics", {"pack": "anchor-jobs"}, headers={"Idempotency-Key": "k"}) for _ in range(2)]
    assert made[0] == made[1]
    assert len(buyer.read("/v1/rubrics")["items"]) == 1


def test_the_log_keeps_title_and_digest_of_every_step(world: World) -> None:
    buyer = buyer_of(world)
    made = buyer.make("/v1/rubrics", {"body": rubric_document()})
    changed = rubric_document(title="Renamed")
    buyer.did(buyer.put(f"/v1/rubrics/{made['id']}", {"body": changed}, version=1))
    buyer.make(f"/v1/rubrics/{made['id']}/publish")
    assert buyer.organisation_id
    reader = world.person(buyer.organisation_id, Role.AUDITOR)
    events = reader.read(f"/v1/audit/events?subject={made['id']}&sort=at")["items"]
    assert [event["action"] for event in events] == ["rubric.drafted", "rubric.updated", "rubric.published"]
    assert events[1]["before"]["body_digest"] == digest(rubric_document())
    assert events[1]["after"]["body_digest"] == events[2]["after"]["body_digest"] == digest(changed)
