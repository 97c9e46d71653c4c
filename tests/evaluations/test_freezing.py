"""Once the moderation of a question is open, individual marks stand: nobody changes theirs, and nobody joins."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.identity.rules import Role
from tests.journeys.building import (
    Journey,
    agree,
    assigned,
    authority,
    content,
    decide_gate,
    declare,
    evaluating,
    journey_with_bids,
    mark,
    marked,
)
from tests.journeys.together import at_once
from tests.world import World


def _opening(criterion: str = "carbon-plan", lot: str = "1") -> dict[str, str]:
    return {"lot": lot, "criterion": criterion}


def _moderations(journey: Journey) -> str:
    return f"/v1/tenders/{journey.tender_id}/moderations"


def _again(value: str = "0") -> dict[str, Any]:
    return {
        "criterion": "carbon-plan",
        "mark": value,
        "rationale": "On reflection.",
        "superseding_reason": "I heard what the others think.",
    }


def _assignment_of(journey: Journey, person_id: Any, criterion: str = "carbon-plan") -> str:
    listed = journey.team.buyer.read(
        f"/v1/tenders/{journey.tender_id}/assignments", params={"evaluator": str(person_id)}
    )["items"]
    return str(next(one["id"] for one in listed if one["criterion"] == criterion))


def test_a_moderator_opens_a_question_and_from_then_on_marks_on_it_stand(world: World) -> None:
    journey = marked(evaluating(journey_with_bids(world)))
    evaluator, bid_id = journey.team.evaluators[0], journey.bidder("Acme").bid_id
    out = journey.team.commissioner.make(_moderations(journey), _opening())
    assert (out["marks"], out["by_agreement"], out["opened_by_name"]) == (6, False, "Col Commissioner")
    refused = evaluator.post(f"/v1/bids/{bid_id}/marks", _again())
    assert (refused.status_code, refused.json()["code"]) == (409, "mark.frozen")
    mark(evaluator, bid_id, "local-jobs", "2", superseding_reason="Another question is not frozen.")
    questions = journey.team.buyer.read(f"/v1/tenders/{journey.tender_id}/moderation")["questions"]
    opened_at = {one["criterion"]: one["opened_at"] for one in questions}
    assert opened_at == {"carbon-plan": out["opened_at"], "local-jobs": None}
    work = evaluator.read(f"/v1/my-work/{_assignment_of(journey, evaluator.person_id)}")
    assert [one["may_mark"] for one in work["bids"]] == [False, False, False]
    (event,) = journey.team.auditor.read("/v1/audit/events", params={"action": "moderation.opened"})["items"]
    assert len(event["after"]["marks"]) == 6


def test_moderation_opens_only_when_every_assigned_pair_is_in(world: World) -> None:
    journey = evaluating(journey_with_bids(world))
    first, second = journey.team.evaluators
    for bidder in journey.bidders:
        mark(first, bidder.bid_id, "carbon-plan", "3")
    mark(second, journey.bidder("Acme").bid_id, "carbon-plan", "3")
    refused = journey.team.buyer.post(_moderations(journey), _opening())
    assert (refused.status_code, refused.json()["code"]) == (409, "agreement.marks_missing")
    assert refused.json()["waiting_for"] == ["Eva 2"]
    assert "Eva 2 has not marked Brook, Cedar" in refused.json()["detail"]
    mark(first, journey.bidder("Acme").bid_id, "carbon-plan", "2", superseding_reason="Nothing is frozen yet.")


def test_the_first_agreed_mark_opens_the_moderation_of_its_question_in_every_bid(world: World) -> None:
    journey = marked(evaluating(journey_with_bids(world)))
    agree(journey, journey.bidder("Acme").bid_id, "carbon-plan", "4")
    refused = journey.team.evaluators[0].post(f"/v1/bids/{journey.bidder('Cedar').bid_id}/marks", _again())
    assert refused.json()["code"] == "mark.frozen"
    (event,) = journey.team.auditor.read("/v1/audit/events", params={"action": "moderation.opened"})["items"]
    assert event["after"]["by_agreement"] is True


def test_a_refused_agreement_freezes_nothing(world: World) -> None:
    journey = marked(evaluating(journey_with_bids(world)))
    bid_id = journey.bidder("Acme").bid_id
    body = {"criterion": "carbon-plan", "mark": "3", "rationale": "Sound.", "attendees": ["Bea Buyer"]}
    assert journey.team.buyer.post(f"/v1/bids/{bid_id}/agreed-marks", body).status_code == 409
    assert journey.team.evaluators[0].post(f"/v1/bids/{bid_id}/marks", _again()).status_code == 201


def test_a_moderation_is_opened_once(world: World) -> None:
    journey = marked(evaluating(journey_with_bids(world)))
    journey.team.buyer.make(_moderations(journey), _opening())
    refused = journey.team.buyer.post(_moderations(journey), _opening())
    assert (refused.status_code, refused.json()["code"]) == (409, "moderation.nothing_to_open")


def test_two_moderators_at_the_same_instant_open_one_moderation(world: World) -> None:
    journey = marked(evaluating(journey_with_bids(world)))
    answers = at_once(
        [
            lambda: journey.team.buyer.post(_moderations(journey), _opening()),
            lambda: journey.team.commissioner.post(_moderations(journey), _opening()),
        ]
    )
    assert sorted(one.status_code for one in answers) == [201, 409], [one.text for one in answers]


def test_a_mark_and_the_freeze_at_the_same_instant_never_both_pass_unseen(world: World) -> None:
    journey = marked(evaluating(journey_with_bids(world)))
    evaluator, bid_id = journey.team.evaluators[0], journey.bidder("Acme").bid_id
    opened, marking = at_once(
        [
            lambda: journey.team.buyer.post(_moderations(journey), _opening()),
            lambda: evaluator.post(f"/v1/bids/{bid_id}/marks", _again()),
        ]
    )
    assert opened.status_code == 201
    standing = [one for one in evaluator.read(f"/v1/bids/{bid_id}/marks") if one["counted"]]
    mine = next(one["mark"] for one in standing if one["criterion"] == "carbon-plan")
    assert mine == ("0" if marking.is_success else "4")
    with world.service.database.unit_of_work(write=False) as tx:
        statement = "SELECT count(*) FROM frozen_mark f JOIN mark m ON m.id = f.mark_id WHERE m.revision = 2"
        assert tx.execute(text(statement)).scalar_one() == (1 if marking.is_success else 0)


def test_nobody_joins_a_frozen_question_and_a_removed_evaluator_does_not_mark_it(world: World) -> None:
    journey = marked(evaluating(journey_with_bids(world)))
    journey.team.buyer.make(_moderations(journey), _opening())
    late = world.person(journey.team.organisation_id, Role.EVALUATOR, name="Late Larry")
    body = {"lot": "1", "evaluator_id": str(late.person_id), "criteria": ["carbon-plan"]}
    refused = journey.team.buyer.post(f"/v1/tenders/{journey.tender_id}/assignments", body)
    assert [one["code"] for one in refused.json()["findings"]] == ["assignment.frozen"]
    leaver = journey.team.evaluators[1]
    gone = _assignment_of(journey, leaver.person_id)
    journey.team.buyer.make(f"/v1/assignments/{gone}/remove", {"reason": "A friend works for a bidder."})
    refused = leaver.post(f"/v1/bids/{journey.bidder('Acme').bid_id}/marks", _again())
    assert (refused.status_code, refused.json()["code"]) == (403, "mark.not_assigned")


def test_when_nobody_of_a_frozen_panel_is_left_another_one_marks_and_is_frozen_in_turn(world: World) -> None:
    journey = marked(evaluating(journey_with_bids(world, {"Acme": content()})), {"Acme": {"carbon-plan": "1"}})
    journey.team.buyer.make(_moderations(journey), _opening())
    for evaluator in journey.team.evaluators:
        gone = _assignment_of(journey, evaluator.person_id)
        journey.team.buyer.make(f"/v1/assignments/{gone}/remove", {"reason": "Both know the bidder."})
    fresh = world.person(journey.team.organisation_id, Role.EVALUATOR, name="Fresh Fay")
    assigned(journey, fresh, ["carbon-plan"])
    declare(fresh, journey.tender_id)
    bid_id = journey.bidder("Acme").bid_id
    mark(fresh, bid_id, "carbon-plan", "3")
    again = journey.team.buyer.make(_moderations(journey), _opening())
    assert again["marks"] == 1
    assert fresh.post(f"/v1/bids/{bid_id}/marks", _again()).json()["code"] == "mark.frozen"
    assert agree(journey, bid_id, "carbon-plan", "3")["flagged"] is False


def test_a_bid_that_a_gate_failed_is_not_waited_for_and_is_marked_when_it_is_let_in_again(world: World) -> None:
    journey = evaluating(journey_with_bids(world))
    cedar = journey.bidder("Cedar").bid_id
    decide_gate(journey, cedar, passed=False)
    for name in ("Acme", "Brook"):
        for evaluator in journey.team.evaluators:
            mark(evaluator, journey.bidder(name).bid_id, "carbon-plan", "3")
    assert journey.team.buyer.make(_moderations(journey), _opening())["marks"] == 4
    decide_gate(journey, cedar, passed=True, superseding_reason="They showed the power of attorney.")
    for evaluator in journey.team.evaluators:
        mark(evaluator, cedar, "carbon-plan", "2")
    assert journey.team.buyer.make(_moderations(journey), _opening())["marks"] == 2


def test_who_may_open_a_moderation(world: World) -> None:
    journey = marked(evaluating(journey_with_bids(world)))
    other = authority(world)
    assert other.buyer.post(_moderations(journey), _opening()).status_code == 404
    for person in (journey.team.evaluators[0], journey.team.auditor, journey.bidders[0].client):
        assert person.post(_moderations(journey), _opening()).status_code == 403
    assert journey.team.buyer.post(_moderations(journey), _opening("price")).json()["code"] == "criterion.wrong_kind"
    assert journey.team.buyer.post(_moderations(journey), _opening(lot="9")).status_code == 404


def test_nothing_in_the_database_can_thaw_a_mark(world: World) -> None:
    journey = marked(evaluating(journey_with_bids(world)))
    journey.team.buyer.make(_moderations(journey), _opening())
    for statement in ("UPDATE frozen_mark SET criterion = 'x'", "DELETE FROM frozen_mark", "DELETE FROM moderation"):
        with pytest.raises(DBAPIError), world.service.database.unit_of_work(write=True) as tx:
            tx.execute(text(statement))
