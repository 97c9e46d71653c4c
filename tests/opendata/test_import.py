"""Importing makes drafts of the buyer's own authority, all of a document or none, with the notice kept in full."""

import json
from typing import Any

import pytest

from app.identity.rules import Role
from app.opendata import service
from app.organisations.rules import OrganisationKind
from tests.opendata.notices import Json, criterion, lot, release
from tests.tenders.making import buyer_of
from tests.world import Client, World

PATH = "/v1/tenders/import"
SOUND = (criterion("Quality", "70"), criterion(None, "30%", "price"))
JSON = {"Content-Type": "application/json"}


@pytest.fixture
def buyer(world: World) -> Client:
    return buyer_of(world, OrganisationKind.COUNCIL, "Mid-County  COUNCIL")


def test_a_notice_becomes_a_draft_with_its_rubric_and_is_kept_in_full(world: World, buyer: Client) -> None:
    given = release(lot("1", *SOUND), oddity={"kept": ["as", 1.5, None]})
    made = buyer.make(PATH, given)
    assert (made["releases"], made["drafts"], made["rubrics"]) == (1, 1, 1)
    (item,) = made["items"]
    assert [finding["code"] for finding in item["findings"]] == ["method.assumed"]
    assert (item["reference"], item["ocid"], item["buyer"]) == ("T-2026-0001", "ocds-test-1", "Mid-County Council")
    tender = buyer.read(f"/v1/tenders/{item['tender_id']}")
    assert (tender["status"], tender["value"], tender["ocid"]) == ("draft", "1250000.5", "ocds-test-1")
    assert tender["closes_at_london"] == "29 March 2026, 12:00 BST"
    assert tender["import_findings"] == item["findings"]
    assert tender["rubric_id"] == item["rubric_id"]
    assert buyer.read(f"/v1/rubrics/{item['rubric_id']}/check")["sound"] is True
    kept = buyer.read(f"/v1/tenders/{item['tender_id']}/notice")
    assert (kept["notice"], kept["findings"]) == (given, item["findings"])


def test_an_imported_draft_is_published_once_the_buyer_has_added_what_is_missing(world: World, buyer: Client) -> None:
    (item,) = buyer.make(PATH, release(lot("1", *SOUND)))["items"]
    path = f"/v1/tenders/{item['tender_id']}"
    tender = buyer.read(path)
    written = ("title", "description", "value", "starts_on", "ends_on", "cpv", "places", "closes_at", "rubric_id")
    body = {name: tender[name] for name in written} | {"regime": "scotland"}
    buyer.did(buyer.put(path, body, version=1))
    refused = buyer.post(f"{path}/publish").json()
    assert [finding["code"] for finding in refused["findings"]] == ["rubric.not_published"]
    buyer.make(f"/v1/rubrics/{item['rubric_id']}/publish")
    published = buyer.make(f"{path}/publish")
    supplier = world.supplier()
    seen = supplier.read(path)
    assert seen["import_findings"] is None
    assert "notice" not in seen
    assert supplier.get(f"{path}/notice").status_code == 403
    assert published["import_findings"] == item["findings"]


def test_a_notice_of_another_buyer_is_drafted_and_said(world: World, buyer: Client) -> None:
    other = release() | {"buyer": {"name": "Somebody Else"}, "parties": []}
    codes = [finding["code"] for finding in buyer.make(PATH, other)["items"][0]["findings"]]
    assert "buyer.other" in codes


def test_an_identifier_of_the_authority_is_enough_to_know_it(world: World) -> None:
    buyer = buyer_of(world, OrganisationKind.TRUST, "Renamed Trust")
    code = buyer.read(f"/v1/organisations/{buyer.organisation_id}")["identifiers"][0]
    given = release()
    given["parties"][0]["identifier"] = {"scheme": code["scheme"], "id": code["value"]}
    codes = [finding["code"] for finding in buyer.make(PATH, given)["items"][0]["findings"]]
    assert "buyer.other" not in codes


def test_a_process_that_was_imported_before_is_drafted_again_and_said(world: World, buyer: Client) -> None:
    given = release(lot("1", *SOUND))
    assert [finding["code"] for finding in buyer.make(PATH, given)["items"][0]["findings"]] == ["method.assumed"]
    again = buyer.make(PATH, given)["items"][0]["findings"][-1]
    assert (again["code"], again["value"]) == ("ocid.again", "T-2026-0001")
    elsewhere = buyer_of(world).make(PATH, given)["items"][0]["findings"]
    assert "ocid.again" not in [finding["code"] for finding in elsewhere]


def test_a_package_gives_a_draft_for_each_release_that_describes_a_tender(world: World, buyer: Client) -> None:
    award = {"ocid": "b", "id": "2", "tag": ["award"], "awards": [{"id": "1"}]}
    made = buyer.make(PATH, {"uri": "x", "releases": [release(), award, release()]})
    assert (made["releases"], made["drafts"], made["with_findings"]) == (3, 2, 3)
    assert [bool(item["tender_id"]) for item in made["items"]] == [True, False, True]
    assert made["items"][1]["findings"][-1]["code"] == "tender.missing"
    assert len(buyer.read("/v1/tenders")["items"]) == 2


@pytest.mark.parametrize("document", [{}, [], {"releases": []}, [None, 1], "text", 7, True, {"releases": [{}]}])
def test_a_document_without_a_tender_is_refused_and_nothing_is_made(world: World, buyer: Client, document: Any) -> None:
    refused = buyer.request("POST", PATH, content=json.dumps(document), headers=JSON)
    assert (refused.status_code, refused.json()["code"]) == (422, "notice.nothing_to_draft")
    assert "Nothing was changed." in refused.json()["detail"]
    assert buyer.read("/v1/tenders")["items"] == []


@pytest.mark.parametrize("body", [b"", b"<html>", b"null", b"\xff\xfe", b"{", b"[" * 50_000])
def test_a_body_that_is_no_notice_is_refused_and_not_a_fault(world: World, buyer: Client, body: bytes) -> None:
    refused = buyer.request("POST", PATH, content=body, headers=JSON)
    assert refused.status_code in {400, 422}
    assert refused.headers["content-type"] == "application/problem+json"


def test_numbers_and_text_that_no_database_keeps_do_no_harm(world: World, buyer: Client) -> None:
    text = json.dumps(release(lot("1", criterion("Quality", "WEIGHT")), description="TEXT"))
    text = text.replace('"WEIGHT"', "NaN").replace("TEXT", "a\\u0000b\\ud800c").replace("1250000.5", "1e999")
    made = buyer.did(buyer.request("POST", PATH, content=text, headers=JSON))
    codes = {finding["code"] for finding in made["items"][0]["findings"]}
    assert {"kept.as_text", "kept.replaced", "amount.unreadable", "weight.words"} <= codes
    kept = buyer.read(f"/v1/tenders/{made['items'][0]['tender_id']}/notice")["notice"]
    assert kept["tender"]["value"]["amount"] == "inf"


def test_a_rubric_too_large_to_keep_is_a_finding_and_the_tender_is_drafted(world: World, buyer: Client) -> None:
    lots = [
        lot(str(code), *[criterion(f"{code} {number} {'W' * 280}", "2") for number in range(50)]) for code in range(80)
    ]
    (item,) = buyer.make(PATH, release(*lots))["items"]
    assert (item["rubric_id"], item["reference"]) == (None, "T-2026-0001")
    assert item["findings"][-1]["code"] == "rubric.refused"
    assert "bytes" in item["findings"][-1]["message"]


def test_too_many_releases_at_once_are_refused(world: World, buyer: Client) -> None:
    refused = buyer.post(PATH, [{"ocid": "a"}] * (service.MOST_RELEASES + 1))
    assert (refused.status_code, refused.json()["code"]) == (413, "notice.too_many")
    assert "501" in refused.json()["detail"]


def test_hostile_titles_and_criteria_come_back_as_they_were_given(world: World, buyer: Client) -> None:
    for name in ("O'Brien & Søn <td>", "خدمة التنظيف", "\u202egninaelC", "'; DROP TABLE tender; --"):
        given = release(lot("1", criterion(name, "70"), criterion(None, "30", "price")), title=name)
        (item,) = buyer.make(PATH, given)["items"]
        assert item["title"] == name
        body = buyer.read(f"/v1/rubrics/{item['rubric_id']}")["body"]
        assert body["criteria"][0]["title"] == name


def test_only_buyers_import_and_a_repeat_with_one_key_imports_once(world: World, buyer: Client) -> None:
    assert buyer.organisation_id is not None
    for other in (world.supplier(), world.person(buyer.organisation_id, Role.COMMISSIONER)):
        assert other.post(PATH, release()).status_code == 403
    assert world.stranger.post(PATH, release()).status_code == 401
    made: list[Json] = [buyer.make(PATH, release(), headers={"Idempotency-Key": "once"}) for _ in range(2)]
    assert made[0] == made[1]
    assert len(buyer.read("/v1/tenders")["items"]) == 1


def test_the_log_tells_an_import_from_a_draft(world: World, buyer: Client) -> None:
    (item,) = buyer.make(PATH, release(lot("1", *SOUND)))["items"]
    assert buyer.organisation_id is not None
    auditor = world.person(buyer.organisation_id, Role.AUDITOR)
    events = auditor.read(f"/v1/audit/events?subject={item['tender_id']}")["items"]
    assert [event["action"] for event in events] == ["tender.imported"]
    assert auditor.read(f"/v1/audit/events?subject={item['rubric_id']}")["items"][0]["action"] == "rubric.drafted"
