"""Issuing: content is frozen once, a later issue names the one it replaces, and what may not be issued is refused."""

from functools import partial

import pytest

from app.documents.errors import AwardNotStanding
from app.identity.rules import Role
from app.organisations.rules import OrganisationKind
from app.worker import handlers, run_pending
from tests.awards.deciding import decided
from tests.contracts_service.agreeing import code, drafted
from tests.documents_service.changing import failures
from tests.documents_service.issuing import (
    JUNE,
    award_summary,
    claimed,
    json_of,
    live_contract,
    performance_report,
    reported,
    stand_on,
)
from tests.journeys.building import Journey, authority, computed
from tests.journeys.together import at_once
from tests.world import World


def moved(journey: Journey, name: str, postcode: str) -> None:
    """Let a bidder describe itself anew, at another address."""
    client = journey.bidder(name).client
    assert client.organisation_id
    admin = journey.world.person(client.organisation_id, Role.ADMIN)
    path = f"/v1/organisations/{client.organisation_id}"
    version = admin.read(path)["version"]
    admin.did(admin.put(path, {"name": name, "postcode": postcode}, version=version))


def test_an_award_summary_says_what_it_is_and_waits_for_its_pdf(world: World) -> None:
    issued = award_summary(world)
    document = issued.document
    assert document["reference"] == f"{issued.about['reference']}/1"
    assert (document["kind"], document["number"]) == ("award_summary", 1)
    assert document["subject_id"] == issued.about["id"]
    assert (document["pdf_digest"], document["pdf_size"], document["pdf_rendered_at"]) == (None, None, None)
    assert issued.journey.team.buyer.read(issued.path) == document


def test_the_same_content_is_not_issued_twice(world: World) -> None:
    issued = award_summary(world)
    buyer = issued.journey.team.buyer
    world.clock.advance(days=3)
    answer = buyer.post(f"/v1/awards/{issued.about['id']}/documents")
    assert code(answer) == (409, "document.unchanged")
    assert issued.document["reference"] in answer.json()["detail"]
    assert issued.document["id"] in answer.json()["detail"]
    assert len(buyer.read("/v1/documents")["items"]) == 1


def test_a_second_issue_after_new_facts_names_the_one_it_replaces_and_the_first_stays(world: World) -> None:
    issued = award_summary(world)
    buyer = issued.journey.team.buyer
    before = json_of(buyer, issued.document["id"])
    moved(issued.journey, "Brook", "LS1 4AP")
    second = buyer.make(f"/v1/awards/{issued.about['id']}/documents")
    assert (second["number"], second["reference"]) == (2, f"{issued.about['reference']}/2")
    assert json_of(buyer, second["id"])["replaces"] == issued.document["reference"]
    assert json_of(buyer, issued.document["id"]) == before
    assert before["replaces"] is None
    assert buyer.read(issued.path)["content_digest"] == issued.document["content_digest"] != second["content_digest"]
    listed = buyer.read("/v1/documents", params={"subject": issued.about["id"], "kind": "award_summary"})["items"]
    assert [each["number"] for each in listed] == [2, 1]


def test_a_performance_report_is_issued_anew_when_something_was_delivered(world: World) -> None:
    issued = performance_report(world)
    buyer, contract = issued.journey.team.buyer, issued.about
    again = buyer.post(f"/v1/contracts/{contract['id']}/documents", {"as_at": JUNE.isoformat()})
    assert code(again) == (409, "document.unchanged")
    spend = next(each for each in contract["commitments"] if each["criterion"] == "local-spend")
    claimed(issued.journey, spend, "10000")
    second = reported(buyer, contract["id"])
    assert second["number"] == 2
    content = json_of(buyer, second["id"])
    assert content["replaces"] == issued.document["reference"]
    assert "1 claim not yet looked at" in content["summary"][1]


def test_a_report_names_the_award_summary_that_its_promises_were_announced_in(world: World) -> None:
    journey, contract = live_contract(world)
    buyer = journey.team.buyer
    summary = buyer.make(f"/v1/awards/{contract['award_id']}/documents")
    report = reported(buyer, contract["id"])
    assert json_of(buyer, report["id"])["award_digest"] == summary["content_digest"]


def test_two_issues_at_the_same_instant_make_one_document(world: World) -> None:
    journey = computed(world)
    award, buyer = decided(journey), journey.team.buyer

    def issue() -> tuple[int, str]:
        answer = buyer.world.http.post(f"/v1/awards/{award['id']}/documents", headers=buyer.headers)
        return answer.status_code, answer.json().get("code", "")

    assert sorted(at_once([issue, issue, issue])) == [
        (201, ""),
        (409, "document.unchanged"),
        (409, "document.unchanged"),
    ]
    assert len(buyer.read("/v1/documents")["items"]) == 1


def test_documents_of_two_subjects_may_be_issued_at_the_same_instant(world: World) -> None:
    journey, contract = live_contract(world)
    buyer = journey.team.buyer

    def issue(path: str) -> int:
        return buyer.world.http.post(path, headers=buyer.headers, json={}).status_code

    award, report = f"/v1/awards/{contract['award_id']}/documents", f"/v1/contracts/{contract['id']}/documents"
    assert at_once([partial(issue, award), partial(issue, report)]) == [201, 201]
    check = journey.team.auditor.read("/v1/audit/check")
    assert check["holds"], check


def test_a_void_award_gets_no_summary_and_the_one_it_had_stays_readable(world: World) -> None:
    issued = award_summary(world)
    buyer, award = issued.journey.team.buyer, issued.about
    buyer.make(f"/v1/awards/{award['id']}/void", {"reason": "The notice named another lot."})
    answer = buyer.post(f"/v1/awards/{award['id']}/documents")
    assert code(answer) == (AwardNotStanding.status, AwardNotStanding.code)
    assert award["reference"] in answer.json()["detail"]
    assert buyer.read(issued.path)["reference"] == issued.document["reference"]


def test_a_contract_that_is_not_live_yet_gets_no_report(world: World) -> None:
    journey = computed(world)
    contract = drafted(journey)
    answer = journey.team.buyer.post(f"/v1/contracts/{contract['id']}/documents", {})
    assert code(answer) == (409, "document.contract_not_live")


def test_a_report_does_not_look_ahead(world: World) -> None:
    journey, contract = live_contract(world)
    stand_on(world, JUNE)
    answer = journey.team.buyer.post(f"/v1/contracts/{contract['id']}/documents", {"as_at": "2026-07-11"})
    assert code(answer) == (422, "document.day_ahead")
    assert [each["place"] for each in answer.json()["findings"]] == ["body.as_at"]


def test_a_report_on_a_contract_that_was_ended_early_says_so_and_counts_nothing_after_its_end(world: World) -> None:
    journey, contract = live_contract(world)
    buyer = journey.team.buyer
    stand_on(world, JUNE)
    buyer.make(f"/v1/contracts/{contract['id']}/end", {"reason": "Both sides agreed to stop."})
    world.clock.advance(days=200)
    content = json_of(buyer, reported(buyer, contract["id"])["id"])
    assert content["period"]["ends_on"] == "2026-07-10"
    assert "ended" in content["period"]["label"]
    (spend,) = [each for each in content["commitments"] if each["criterion"] == "Local spend"]
    assert spend["due"]["value"] == "10000"
    assert spend["next_due"] is None
    assert failures(content) == []


def test_a_promise_waived_under_way_leaves_the_count_and_is_told_among_the_waived(world: World) -> None:
    journey, contract = live_contract(world)
    buyer, commissioner = journey.team.buyer, journey.team.commissioner
    spend = next(each for each in contract["commitments"] if each["criterion"] == "local-spend")
    asked = buyer.make(f"/v1/commitments/{spend['id']}/waivers", {"reason": "The depot moved away."})
    commissioner.make(f"/v1/waivers/{asked['id']}/approve", {"reason": "Seen and agreed."})
    content = json_of(buyer, reported(buyer, contract["id"])["id"])
    assert "Local spend" not in {each["criterion"] for each in content["commitments"]}
    (waiver,) = content["waivers"]
    assert (waiver["reason"], waiver["approved_by"]["name"]) == ("The depot moved away.", "Col Commissioner")


@pytest.mark.parametrize("role", ["evaluators", "auditor"])
def test_only_buyers_and_commissioners_issue(world: World, role: str) -> None:
    journey = computed(world)
    award = decided(journey)
    reader = journey.team.evaluators[0] if role == "evaluators" else journey.team.auditor
    assert code(reader.post(f"/v1/awards/{award['id']}/documents"))[0] == 403
    assert journey.team.commissioner.post(f"/v1/awards/{award['id']}/documents").status_code == 201


def test_nobody_issues_for_another_authority_or_as_the_supplier(world: World) -> None:
    journey, contract = live_contract(world)
    elsewhere = authority(world, kind=OrganisationKind.COUNCIL).buyer
    assert elsewhere.post(f"/v1/awards/{contract['award_id']}/documents").status_code == 404
    assert elsewhere.post(f"/v1/contracts/{contract['id']}/documents", {}).status_code == 404
    assert journey.bidder("Acme").client.post(f"/v1/contracts/{contract['id']}/documents", {}).status_code == 403


def test_the_log_keeps_what_was_issued_and_what_was_rendered(world: World) -> None:
    issued = award_summary(world)
    run_pending(world.service, handlers(lambda job: job.identifier))
    events = issued.journey.team.auditor.read("/v1/audit/events", params={"subject": issued.document["id"]})["items"]
    said = {each["action"]: each["after"] for each in events}
    assert said["document.issued"]["content"] == issued.document["content_digest"]
    rendered = said["document.rendered"]
    assert rendered["content"] == issued.document["content_digest"]
    assert rendered["pdf"] == issued.journey.team.buyer.read(issued.path)["pdf_digest"]
