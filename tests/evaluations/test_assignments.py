"""Who marks what: assigned all at once or not at all, taken back with a reason, and never to a stranger."""

from app.identity.rules import Role
from tests.journeys.building import (
    agree,
    assigned,
    authority,
    content,
    evaluating,
    journey_with_bids,
    mark,
    published_tender,
    submitted_bid,
)
from tests.journeys.together import at_once
from tests.world import World


def test_evaluators_may_be_assigned_before_the_deadline_and_see_no_bid_until_opening(world: World) -> None:
    journey = journey_with_bids(world)
    evaluator = journey.team.evaluators[0]
    made = assigned(journey, evaluator)
    assert [(one["criterion"], one["evaluator_name"]) for one in made] == [
        ("carbon-plan", "Eva 1"),
        ("local-jobs", "Eva 1"),
    ]
    (first, _) = evaluator.read("/v1/my-work")["items"]
    assert (first["title"], first["to_mark"], first["marked"]) == ("Carbon plan", None, None)
    shown = evaluator.read(f"/v1/my-work/{first['assignment_id']}")
    assert shown["bids"] == []
    assert [level["mark"] for level in shown["scale"]] == ["0", "1", "2", "3", "4"]


def test_what_cannot_be_marked_is_listed_all_at_once_and_nothing_is_assigned(world: World) -> None:
    journey = journey_with_bids(world)
    evaluator = journey.team.evaluators[0]
    assigned(journey, evaluator, ["local-jobs"])
    body = {
        "lot": "1",
        "evaluator_id": str(evaluator.person_id),
        "criteria": ["carbon-plan", "charter", "price", "local-spend", "o'brien", "local-jobs", "carbon-plan"],
    }
    refused = journey.team.buyer.post(f"/v1/tenders/{journey.tender_id}/assignments", body)
    assert (refused.status_code, refused.json()["code"]) == (409, "assignment.refused")
    assert [(one["code"], one["place"]) for one in refused.json()["findings"]] == [
        ("criterion.not_marked", "body.criteria[1]"),
        ("criterion.not_marked", "body.criteria[2]"),
        ("criterion.not_marked", "body.criteria[3]"),
        ("criterion.not_marked", "body.criteria[4]"),
        ("assignment.exists", "body.criteria[5]"),
        ("criterion.duplicate", "body.criteria[6]"),
    ]
    listed = journey.team.buyer.read(f"/v1/tenders/{journey.tender_id}/assignments")["items"]
    assert [one["criterion"] for one in listed] == ["local-jobs"]


def test_only_a_colleague_in_the_role_of_evaluator_is_assigned(world: World) -> None:
    journey = journey_with_bids(world)
    outsider = authority(world).evaluators[0]
    shut_out = world.person(journey.team.organisation_id, Role.EVALUATOR)
    admin = world.person(journey.team.organisation_id, Role.ADMIN)
    gone = {"name": "Gone", "roles": ["evaluator"], "active": False}
    admin.did(admin.put(f"/v1/people/{shut_out.person_id}", gone, version=1))
    for person in (outsider, shut_out, journey.team.auditor, journey.bidders[0].client):
        body = {"lot": "1", "evaluator_id": str(person.person_id), "criteria": ["carbon-plan"]}
        assert journey.team.buyer.post(f"/v1/tenders/{journey.tender_id}/assignments", body).status_code == 404


def test_the_same_assignment_made_twice_at_the_same_instant_is_made_once(world: World) -> None:
    journey = journey_with_bids(world)
    body = {"lot": "1", "evaluator_id": str(journey.team.evaluators[0].person_id), "criteria": ["carbon-plan"]}
    address = f"/v1/tenders/{journey.tender_id}/assignments"
    answers = at_once([lambda: journey.team.buyer.post(address, body)] * 2)
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert len(journey.team.buyer.read(address)["items"]) == 1


def test_a_removed_assignment_needs_a_reason_and_its_marks_stay_and_no_longer_count(world: World) -> None:
    journey = evaluating(journey_with_bids(world))
    leaver = journey.team.evaluators[1]
    bid_id = journey.bidder("Acme").bid_id
    mark(leaver, bid_id, "carbon-plan", "1")
    listed = journey.team.buyer.read(
        f"/v1/tenders/{journey.tender_id}/assignments", params={"evaluator": str(leaver.person_id)}
    )["items"]
    wanted = next(one["id"] for one in listed if one["criterion"] == "carbon-plan")
    assert journey.team.buyer.post(f"/v1/assignments/{wanted}/remove", {"reason": ""}).status_code == 422
    out = journey.team.buyer.make(f"/v1/assignments/{wanted}/remove", {"reason": "A friend works for a bidder."})
    assert out["removed_reason"] == "A friend works for a bidder."
    again = journey.team.buyer.post(f"/v1/assignments/{wanted}/remove", {"reason": "To be sure."})
    assert (again.status_code, again.json()["code"]) == (409, "assignment.removed")
    (kept,) = journey.team.auditor.read(f"/v1/bids/{bid_id}/marks")
    assert (kept["mark"], kept["counted"], kept["superseded"]) == ("1", False, False)
    assert leaver.get(f"/v1/my-work/{wanted}").status_code == 404
    body = {"criterion": "carbon-plan", "mark": "2", "rationale": "Changed.", "superseding_reason": "Thought again."}
    refused = leaver.post(f"/v1/bids/{bid_id}/marks", body)
    assert (refused.status_code, refused.json()["code"]) == (403, "mark.not_assigned")


def test_an_evaluator_assigned_again_brings_their_marks_back(world: World) -> None:
    journey = evaluating(journey_with_bids(world))
    evaluator = journey.team.evaluators[0]
    bid_id = journey.bidder("Acme").bid_id
    mark(evaluator, bid_id, "carbon-plan", "1")
    listed = journey.team.buyer.read(f"/v1/tenders/{journey.tender_id}/assignments")["items"]
    wanted = next(
        one for one in listed if (one["criterion"], one["evaluator_id"]) == ("carbon-plan", str(evaluator.person_id))
    )
    journey.team.buyer.make(f"/v1/assignments/{wanted['id']}/remove", {"reason": "On leave."})
    (back,) = assigned(journey, evaluator, ["carbon-plan"])
    assert (back["id"], back["removed_at"], back["removed_reason"]) == (wanted["id"], None, None)
    (kept,) = journey.team.auditor.read(f"/v1/bids/{bid_id}/marks")
    assert kept["counted"]


def test_nobody_joins_a_question_that_is_frozen_unless_nobody_is_left_on_it(world: World) -> None:
    journey = evaluating(journey_with_bids(world, {"Acme": content()}), assign=False)
    first, second = journey.team.evaluators
    (only,) = assigned(journey, first, ["carbon-plan"])
    bid_id = journey.bidder("Acme").bid_id
    mark(first, bid_id, "carbon-plan", "3")
    agree(journey, bid_id, "carbon-plan", "3")
    body = {"lot": "1", "evaluator_id": str(second.person_id), "criteria": ["carbon-plan"]}
    refused = journey.team.buyer.post(f"/v1/tenders/{journey.tender_id}/assignments", body)
    assert [one["code"] for one in refused.json()["findings"]] == ["assignment.frozen"]
    journey.team.buyer.make(f"/v1/assignments/{only['id']}/remove", {"reason": "Left the authority."})
    assigned(journey, second, ["carbon-plan"])


def test_a_draft_tender_and_a_decided_one_take_no_assignments(world: World) -> None:
    team = authority(world)
    draft = team.buyer.make("/v1/tenders", {"title": "A draft"})
    body = {"lot": "1", "evaluator_id": str(team.evaluators[0].person_id), "criteria": ["carbon-plan"]}
    refused = team.buyer.post(f"/v1/tenders/{draft['id']}/assignments", body)
    assert (refused.status_code, refused.json()["code"]) == (409, "tender.takes_no_assignments")
    tender = published_tender(team)
    submitted_bid(world.supplier(), tender)
    team.buyer.make(f"/v1/tenders/{tender['id']}/abandon", {"reason": "No budget."})
    refused = team.buyer.post(f"/v1/tenders/{tender['id']}/assignments", body)
    assert refused.json()["code"] == "tender.takes_no_assignments"


def test_strangers_neither_assign_nor_read_nor_remove(world: World) -> None:
    journey = journey_with_bids(world)
    (made,) = assigned(journey, journey.team.evaluators[0], ["carbon-plan"])
    other = authority(world)
    body = {"lot": "1", "evaluator_id": str(other.evaluators[0].person_id), "criteria": ["carbon-plan"]}
    assert other.buyer.post(f"/v1/tenders/{journey.tender_id}/assignments", body).status_code == 404
    assert other.auditor.get(f"/v1/tenders/{journey.tender_id}/assignments").status_code == 404
    assert other.buyer.post(f"/v1/assignments/{made['id']}/remove", {"reason": "Mischief."}).status_code == 404
    assert other.evaluators[0].get(f"/v1/my-work/{made['id']}").status_code == 404
    assert journey.team.evaluators[1].get(f"/v1/my-work/{made['id']}").status_code == 404
    assert journey.bidders[0].client.get("/v1/my-work").status_code == 403
