"""Wrong turns that a hurried, clever or dishonest user takes in the life of a tender; each ends in a clear refusal."""

from app.identity.rules import Role
from tests.awards.deciding import decided
from tests.contracts import whole_life
from tests.contracts_service.agreeing import gone_live
from tests.journeys.building import (
    AGREED,
    THREE_BIDS,
    agree,
    agreed,
    authority,
    compute,
    computed,
    decide_gate,
    evaluating,
    journey_with_bids,
    marked,
    rubric_document,
)
from tests.world import World


def test_what_a_contract_could_not_keep_is_found_before_bidders_rely_on_it(world: World) -> None:
    buyer = authority(world).buyer
    document = rubric_document()
    questions = document["criteria"][1]["criteria"]
    questions[0]["id"], questions[1]["title"] = "q" * 101, "T" * 301
    draft = buyer.make("/v1/rubrics", {"body": document})
    refused = buyer.post(f"/v1/rubrics/{draft['id']}/publish")
    assert (refused.status_code, refused.json()["code"]) == (409, "rubric.has_findings")
    places = {finding["place"] for finding in refused.json()["findings"] if finding["code"] == "text.too_long"}
    assert places == {"criteria[1].criteria[0].id", "criteria[1].criteria[1].title"}


def test_the_longest_ids_and_titles_reach_the_contract(world: World) -> None:
    document = rubric_document()
    for question in document["criteria"][1]["criteria"]:
        question["title"] = "T" * 300
    commitments = gone_live(computed(world, rubric=document))["commitments"]
    assert {len(one["criterion_title"]) for one in commitments} == {300}


def test_what_the_panel_decided_on_an_awarded_lot_does_not_move_while_another_lot_waits(world: World) -> None:
    life = whole_life.computed(world)
    buyer, evaluator = life.team.buyer, life.team.evaluators[0]
    tender, acme = f"/v1/tenders/{life.journey.tender_id}", f"/v1/bids/{life.bids['Acme', '1']}"
    award = whole_life.award_lot(life, "1")
    again = {"rationale": "A second thought.", "attendees": ["Bea Buyer"], "superseding_reason": "We think again."}
    late = {"criterion": "carbon-plan", "mark": "0", "rationale": "Late.", "superseding_reason": "Late."}
    given = {"lot": "1", "evaluator_id": str(evaluator.person_id), "criteria": ["carbon-plan"]}
    refused = {
        "a mark": evaluator.post(f"{acme}/marks", late),
        "an agreed mark": buyer.post(f"{acme}/agreed-marks", again | {"criterion": "carbon-plan", "mark": "0"}),
        "a gate": buyer.post(f"{acme}/gate-decisions", again | {"criterion": "charter", "passed": False}),
        "a result": buyer.post(f"{tender}/results", {"lot": "1", "reason": "We think again."}),
        "an assignment": buyer.post(f"{tender}/assignments", given),
    }
    for what, answer in refused.items():
        assert (answer.status_code, "lot 1" in answer.json()["detail"]) == (409, True), (what, answer.text)
    assert buyer.read(tender)["status"] == "evaluating"
    cedar = life.bids["Cedar", "2"]
    decide_gate(life.journey, cedar, passed=False, superseding_reason="The signature is missing.")
    buyer.make(f"/v1/awards/{award['id']}/void", {"reason": "We think again."})
    agree(life.journey, life.bids["Acme", "1"], "carbon-plan", "0", superseding_reason="We think again.")
    assert compute(life.journey, lot="1", reason="The mark was corrected.")["number"] == 2


def test_a_key_to_repeat_by_is_ones_own_and_for_one_request(world: World) -> None:
    home = authority(world).organisation_id
    one, other = world.person(home, Role.BUYER), world.person(home, Role.BUYER)
    key = {"Idempotency-Key": "monday-1"}
    first = one.make("/v1/tenders", {"title": "Cleaning"}, headers=key)
    assert one.make("/v1/tenders", {"title": "Cleaning"}, headers=key) == first
    assert other.make("/v1/tenders", {"title": "Cleaning"}, headers=key)["id"] != first["id"]
    elsewhere = [
        one.post("/v1/tenders", {"title": "Catering"}, headers=key),
        one.post("/v1/rubrics", {"pack": "local-wage-carbon"}, headers=key),
        one.post(f"/v1/tenders/{first['id']}/abandon", {"reason": "No longer."}, headers=key),
    ]
    assert {answer.json()["code"] for answer in elsewhere} == {"idempotency.mismatch"}


def test_an_answer_is_not_repeated_to_somebody_who_lost_the_role_or_the_key(world: World) -> None:
    home = authority(world).organisation_id
    admin, buyer = world.person(home, Role.ADMIN), world.person(home, Role.BUYER)
    key = {"Idempotency-Key": "monday-1"}
    buyer.make("/v1/tenders", {"title": "Cleaning"}, headers=key)
    path, change = f"/v1/people/{buyer.person_id}", {"name": "Bo", "roles": ["evaluator"], "active": True}
    person = admin.did(admin.put(path, change, version=1))
    assert buyer.post("/v1/tenders", {"title": "Cleaning"}, headers=key).status_code == 403
    person = admin.did(admin.put(path, change | {"active": False}, version=person["version"]))
    assert buyer.get("/v1/me").status_code == 401
    admin.did(admin.put(path, change | {"roles": ["buyer"]}, version=person["version"]))
    assert buyer.post("/v1/tenders", {"title": "Cleaning"}, headers=key).status_code == 401


def test_an_edit_must_name_the_version_itself(world: World) -> None:
    buyer = authority(world).buyer
    tender = buyer.make("/v1/tenders", {"title": "Cleaning"})
    for held in ("*", '"1", "2"', '"0"', "", '"01"', "1 "):
        answer = buyer.request(
            "PUT", f"/v1/tenders/{tender['id']}", json={"title": "Catering"}, headers={"If-Match": held}
        )
        assert answer.status_code == (200 if held.strip() == "1" else 412), (held, answer.text)


def test_names_that_are_programs_reach_no_page_as_such(world: World) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>'\"&\u202e"
    document = rubric_document()
    for question in document["criteria"][1]["criteria"]:
        question["title"] = question["question"] = evil
    bids, marks = {evil: THREE_BIDS["Acme"]}, {evil: AGREED["Acme"]}
    journey = marked(evaluating(journey_with_bids(world, bids, rubric=document, title=evil, places=[evil])), marks)
    agreed(journey, marks)
    compute(journey)
    award = decided(journey, reasons=evil)
    issued = journey.team.buyer.make(f"/v1/awards/{award['id']}/documents")
    page = journey.team.buyer.get(f"/v1/documents/{issued['id']}/html")
    assert "alert(1)" in page.text
    assert not any(sign in page.text for sign in ("<script>alert", "<img src=x", "\u202e"))
    assert "default-src 'none'" in page.headers["content-security-policy"]


def test_a_reason_that_nobody_can_see_is_none(world: World) -> None:
    buyer = authority(world).buyer
    tender = buyer.make("/v1/tenders", {"title": "Cleaning"})
    for nothing in ("\u200b\u200b\u200b", "\u2060\ufeff\u200d", "\u00ad\u00ad\u00ad", "\u0301\u0301\u0301"):
        refused = buyer.post(f"/v1/tenders/{tender['id']}/abandon", {"reason": nothing})
        assert (refused.status_code, refused.json()["findings"][0]["place"]) == (422, "body.reason"), ascii(nothing)
    for something in ("n\u00e3o", "\u2714\u2714\u2714", "\u0644\u0645 \u064a\u0639\u062f"):
        other = buyer.make("/v1/tenders", {"title": something})
        assert buyer.make(f"/v1/tenders/{other['id']}/abandon", {"reason": something})["abandoned_reason"] == something
