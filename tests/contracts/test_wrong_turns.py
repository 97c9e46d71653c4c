"""Wrong turns that a hurried, clever or dishonest user takes in the life of a tender; each ends in a clear refusal."""

from tests.contracts import whole_life
from tests.contracts_service.agreeing import gone_live
from tests.journeys.building import agree, authority, compute, computed, decide_gate, rubric_document
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
