"""Marks: each with its reasons, on the published scale, by those assigned, seen by nobody who could be swayed."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.identity.rules import Role
from tests.journeys.building import (
    MARKED,
    agree,
    assigned,
    authority,
    closed,
    content,
    declare,
    evaluating,
    journey_with_bids,
    mark,
)
from tests.journeys.together import at_once
from tests.world import World


def _body(criterion: str = "carbon-plan", value: object = "3", **more: Any) -> dict[str, Any]:
    return {"criterion": criterion, "mark": value, "rationale": "It names dates."} | more


def test_a_rationale_stays_with_its_mark_for_every_bid_and_question(world: World) -> None:
    """F4: one rationale for each pair of bid and question, and none falls by the way."""
    journey = evaluating(journey_with_bids(world))
    evaluator = journey.team.evaluators[0]
    given = {}
    for bidder in journey.bidders:
        for criterion in ("carbon-plan", "local-jobs"):
            given[bidder.bid_id, criterion] = why = f"{bidder.name} on {criterion}: “sound”, it's dated\nand costed."
            mark(evaluator, bidder.bid_id, criterion, "2", rationale=why)
    for bidder in journey.bidders:
        for shown in evaluator.read(f"/v1/bids/{bidder.bid_id}/marks"):
            assert shown["rationale"] == given[bidder.bid_id, shown["criterion"]]
    moderated = journey.team.buyer.read(f"/v1/tenders/{journey.tender_id}/moderation")
    for question in moderated["questions"]:
        for bid in question["bids"]:
            assert [one["rationale"] for one in bid["marks"]] == [given[bid["bid_id"], question["criterion"]]]


def test_an_evaluator_sees_question_guidance_scale_and_answers_and_neither_prices_nor_others_marks(
    world: World,
) -> None:
    journey = evaluating(journey_with_bids(world, {"Acme": content(price="123456.78", local_spend="77777")}))
    first, second = journey.team.evaluators
    bid_id = journey.bidder("Acme").bid_id
    mark(second, bid_id, "carbon-plan", "1", rationale="Only the second knows why.")
    (work, _) = first.read("/v1/my-work")["items"]
    assert (work["to_mark"], work["marked"]) == (1, 0)
    shown = first.get(f"/v1/my-work/{work['assignment_id']}")
    assert shown.json()["guidance"] == "Look for dates and figures."
    assert shown.json()["bids"][0]["answer"]["response"] == "We cut diesel by half in the first year."
    assert shown.json()["bids"][0]["marks"] == []
    everything = shown.text + first.get(f"/v1/bids/{bid_id}/marks").text + first.get("/v1/my-work").text
    for hidden in ("123456.78", "77777", "Only the second knows why.", "Eva 2"):
        assert hidden not in everything
    for refused in ("moderation", "results", "assignments", "bids"):
        assert first.get(f"/v1/tenders/{journey.tender_id}/{refused}").status_code == 403
    assert first.get(f"/v1/bids/{bid_id}/agreed-marks").status_code == 403


def test_the_log_keeps_a_digest_of_a_mark_and_not_the_mark(world: World) -> None:
    journey = evaluating(journey_with_bids(world))
    mark(journey.team.evaluators[0], journey.bidder("Acme").bid_id, "carbon-plan", "1")
    (event,) = journey.team.auditor.read("/v1/audit/events", params={"action": "mark.made"})["items"]
    assert set(event["after"]) == {"bid", "criterion", "revision", "digest"}


def test_zero_is_a_mark(world: World) -> None:
    """F5: a zero is given, kept, shown and counted like any other mark."""
    journey = evaluating(journey_with_bids(world))
    evaluator, bid_id = journey.team.evaluators[0], journey.bidder("Acme").bid_id
    assert mark(evaluator, bid_id, "carbon-plan", "0")["mark"] == "0"
    (question, _) = journey.team.buyer.read(f"/v1/tenders/{journey.tender_id}/moderation")["questions"]
    acme = next(one for one in question["bids"] if one["supplier_name"] == "Acme")
    brook = next(one for one in question["bids"] if one["supplier_name"] == "Brook")
    assert (acme["lowest"], acme["highest"], acme["spread"]) == ("0", "0", "0")
    assert (brook["lowest"], brook["highest"], brook["spread"]) == (None, None, None)
    assert [one["name"] for one in acme["waiting_for"]] == ["Eva 2"]
    assert [one["name"] for one in brook["waiting_for"]] == ["Eva 1", "Eva 2"]


@pytest.mark.parametrize("value", ["2.5", "5", "100", "0.0001"])
def test_a_mark_between_or_beyond_the_levels_of_the_scale_is_refused_with_the_levels(world: World, value: str) -> None:
    journey = evaluating(journey_with_bids(world, {"Acme": content()}))
    refused = journey.team.evaluators[0].post(f"/v1/bids/{journey.bidder('Acme').bid_id}/marks", _body(value=value))
    assert (refused.status_code, refused.json()["code"]) == (409, "mark.off_scale")
    assert refused.json()["marks"] == ["0", "1", "2", "3", "4"]
    assert journey.team.auditor.read(f"/v1/bids/{journey.bidder('Acme').bid_id}/marks") == []


@pytest.mark.parametrize(
    "sent",
    [
        b'{"criterion": "carbon-plan", "mark": NaN, "rationale": "Sound."}',
        b'{"criterion": "carbon-plan", "mark": 1e999, "rationale": "Sound."}',
        b'{"criterion": "carbon-plan", "mark": "-1", "rationale": "Sound."}',
        b'{"criterion": "carbon-plan", "mark": 2.0, "rationale": "Sound."}',
        b'{"criterion": "carbon-plan", "mark": null, "rationale": "Sound."}',
        b'{"criterion": "carbon-plan", "mark": "2"}',
        b'{"criterion": "carbon-plan", "mark": "2", "rationale": "   "}',
        b'{"criterion": "carbon-plan", "mark": "2", "rationale": "Sound.", "evaluator_id": "somebody else"}',
    ],
)
def test_a_mark_that_is_no_number_or_has_no_reason_is_refused_and_nothing_is_kept(world: World, sent: bytes) -> None:
    journey = evaluating(journey_with_bids(world, {"Acme": content()}))
    bid_id = journey.bidder("Acme").bid_id
    headers = {"Content-Type": "application/json"}
    refused = journey.team.evaluators[0].request("POST", f"/v1/bids/{bid_id}/marks", content=sent, headers=headers)
    assert (refused.status_code, refused.headers["content-type"]) == (422, "application/problem+json")
    assert journey.team.auditor.read(f"/v1/bids/{bid_id}/marks") == []


def test_only_those_assigned_mark_and_a_lot_in_which_one_marks_nothing_is_not_there(world: World) -> None:
    journey = evaluating(journey_with_bids(world, {"Acme": content()}), assign=False)
    first, second = journey.team.evaluators
    assigned(journey, first, ["carbon-plan"])
    bid_id = journey.bidder("Acme").bid_id
    other_question = first.post(f"/v1/bids/{bid_id}/marks", _body("local-jobs"))
    assert (other_question.status_code, other_question.json()["code"]) == (403, "mark.not_assigned")
    unassigned = second.post(f"/v1/bids/{bid_id}/marks", _body())
    assert (unassigned.status_code, unassigned.json()["code"]) == (404, "not_found")
    assert second.get(f"/v1/bids/{bid_id}/marks").status_code == 404
    stranger = authority(world).evaluators[0]
    assert stranger.post(f"/v1/bids/{bid_id}/marks", _body()).status_code == 404
    assert journey.team.buyer.post(f"/v1/bids/{bid_id}/marks", _body()).status_code == 403
    assert journey.bidder("Acme").client.get(f"/v1/bids/{bid_id}/marks").status_code == 403
    assert journey.bidder("Acme").client.get(f"/v1/bids/{bid_id}/agreed-marks").status_code == 403


@pytest.mark.parametrize("criterion", ["charter", "local-spend", "price", "social-value", "o'brien"])
def test_only_marked_questions_are_marked(world: World, criterion: str) -> None:
    journey = evaluating(journey_with_bids(world, {"Acme": content()}))
    refused = journey.team.evaluators[0].post(f"/v1/bids/{journey.bidder('Acme').bid_id}/marks", _body(criterion))
    assert (refused.status_code, refused.json()["code"]) == (409, "criterion.wrong_kind")
    assert "carbon-plan, local-jobs" in refused.json()["detail"]


def test_marks_are_made_while_the_tender_is_evaluated_and_not_before(world: World) -> None:
    journey = journey_with_bids(world, {"Acme": content()})
    evaluator, bid_id = journey.team.evaluators[0], journey.bidder("Acme").bid_id
    assigned(journey, evaluator)
    assert evaluator.post(f"/v1/bids/{bid_id}/marks", _body()).status_code == 404
    closed(journey.team, journey.tender)
    declare(evaluator, journey.tender_id)
    early = evaluator.post(f"/v1/bids/{bid_id}/marks", _body())
    assert (early.status_code, early.json()["code"]) == (409, "tender.not_evaluating")
    journey.team.buyer.make(f"/v1/tenders/{journey.tender_id}/evaluate")
    mark(evaluator, bid_id, "carbon-plan", "3")


def test_a_mark_is_superseded_with_a_reason_and_the_old_one_stays(world: World) -> None:
    journey = evaluating(journey_with_bids(world, {"Acme": content()}))
    evaluator, bid_id = journey.team.evaluators[0], journey.bidder("Acme").bid_id
    early = evaluator.post(f"/v1/bids/{bid_id}/marks", _body(superseding_reason="There is none yet."))
    assert (early.status_code, early.json()["code"]) == (409, "mark.nothing_to_supersede")
    mark(evaluator, bid_id, "carbon-plan", "1", rationale="First reading.")
    silent = evaluator.post(f"/v1/bids/{bid_id}/marks", _body())
    assert (silent.status_code, silent.json()["code"]) == (409, "mark.needs_reason")
    mark(evaluator, bid_id, "carbon-plan", "3", rationale="Second.", superseding_reason="I had missed page two.")
    marks = evaluator.read(f"/v1/bids/{bid_id}/marks")
    assert [(one["revision"], one["mark"], one["rationale"], one["superseded"], one["counted"]) for one in marks] == [
        (1, "1", "First reading.", True, False),
        (2, "3", "Second.", False, True),
    ]


def test_after_the_panel_has_agreed_individual_marks_stand(world: World) -> None:
    journey = evaluating(journey_with_bids(world, {"Acme": content()}))
    bid_id = journey.bidder("Acme").bid_id
    for evaluator in journey.team.evaluators:
        mark(evaluator, bid_id, "carbon-plan", "3")
    agree(journey, bid_id, "carbon-plan", "3")
    body = _body(value="4", superseding_reason="I see it better now.")
    refused = journey.team.evaluators[0].post(f"/v1/bids/{bid_id}/marks", body)
    assert (refused.status_code, refused.json()["code"]) == (409, "mark.frozen")
    (work, _) = journey.team.evaluators[0].read("/v1/my-work")["items"]
    shown = journey.team.evaluators[0].read(f"/v1/my-work/{work['assignment_id']}")
    assert not shown["bids"][0]["may_mark"]


def test_a_bid_that_left_is_not_marked_any_further(world: World) -> None:
    journey = evaluating(journey_with_bids(world))
    cedar = journey.bidder("Cedar")
    cedar.client.make(f"/v1/bids/{cedar.bid_id}/withdraw", {"reason": "We are too busy."})
    refused = journey.team.evaluators[0].post(f"/v1/bids/{cedar.bid_id}/marks", _body())
    assert (refused.status_code, refused.json()["code"]) == (409, "bid.not_live")
    (work, _) = journey.team.evaluators[0].read("/v1/my-work")["items"]
    assert work["to_mark"] == 2


def test_two_first_marks_at_the_same_instant_are_one_mark_and_one_refusal(world: World) -> None:
    """F9: the lock makes the second see the first, whichever is second."""
    journey = evaluating(journey_with_bids(world, {"Acme": content()}))
    evaluator, bid_id = journey.team.evaluators[0], journey.bidder("Acme").bid_id
    answers = at_once(
        [lambda value=value: evaluator.post(f"/v1/bids/{bid_id}/marks", _body(value=value)) for value in ("1", "4")]  # type: ignore[misc]  # a default binds the value
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert len(evaluator.read(f"/v1/bids/{bid_id}/marks")) == 1


def test_evaluators_who_mark_at_the_same_instant_do_not_lose_each_others_marks(world: World) -> None:
    team = authority(world, evaluators=4)
    journey = evaluating(journey_with_bids(world, team=team))
    acts = [
        lambda one=one, bidder=bidder: one.post(f"/v1/bids/{bidder.bid_id}/marks", _body())
        for one in team.evaluators
        for bidder in journey.bidders
    ]
    answers = at_once(acts)
    assert [answer.status_code for answer in answers] == [201] * 12, [answer.text for answer in answers]
    (question,) = team.buyer.read(f"/v1/tenders/{journey.tender_id}/moderation", params={"criterion": "carbon-plan"})[
        "questions"
    ]
    assert [len(bid["marks"]) for bid in question["bids"]] == [4, 4, 4]
    assert all(bid["ready"] for bid in question["bids"])


def test_a_reader_who_is_also_an_evaluator_marks_before_seeing_what_others_gave(world: World) -> None:
    journey = evaluating(journey_with_bids(world, {"Acme": content()}))
    both = world.person(journey.team.organisation_id, Role.BUYER, Role.EVALUATOR)
    assigned(journey, both, ["carbon-plan"])
    bid_id = journey.bidder("Acme").bid_id
    mark(journey.team.evaluators[0], bid_id, "carbon-plan", "1")
    for address in (f"/v1/tenders/{journey.tender_id}/moderation", f"/v1/bids/{bid_id}/marks"):
        refused = both.get(address)
        assert (refused.status_code, refused.json()["code"]) == (409, "moderation.mark_first")
        assert refused.json()["criteria"] == ["carbon-plan"]
    both.read(f"/v1/tenders/{journey.tender_id}/moderation", params={"criterion": "local-jobs"})
    mark(both, bid_id, "carbon-plan", "4")
    mark(journey.team.evaluators[1], bid_id, "carbon-plan", "2")
    opened = {"lot": "1", "criterion": "carbon-plan"}
    journey.team.buyer.make(f"/v1/tenders/{journey.tender_id}/moderations", opened)
    assert len(both.read(f"/v1/bids/{bid_id}/marks")) == 3
    both.read(f"/v1/tenders/{journey.tender_id}/moderation")


def test_nothing_in_the_database_can_change_a_mark(world: World) -> None:
    journey = evaluating(journey_with_bids(world, {"Acme": content()}))
    mark(journey.team.evaluators[0], journey.bidder("Acme").bid_id, "carbon-plan", "1")
    for statement in ("UPDATE mark SET mark = 0", "DELETE FROM mark"):
        with pytest.raises(DBAPIError), world.service.database.unit_of_work(write=True) as tx:
            tx.execute(text(statement))


def test_one_evaluator_marks_every_bid_and_question_at_the_same_instant(world: World) -> None:
    """Marks of one person on one question queue at their assignment; not one is lost, whichever was first."""
    journey = evaluating(journey_with_bids(world))
    evaluator = journey.team.evaluators[0]
    pairs = [(bidder.bid_id, criterion) for bidder in journey.bidders for criterion in MARKED]
    answers = at_once(
        [lambda bid=bid, one=one: evaluator.post(f"/v1/bids/{bid}/marks", _body(criterion=one)) for bid, one in pairs]  # type: ignore[misc]  # a default binds the value
    )
    assert [answer.status_code for answer in answers] == [201] * 6, [answer.text for answer in answers]


def test_a_mark_and_a_removal_at_the_same_instant_never_wait_for_each_other(world: World) -> None:
    """The mark comes before the removal and no longer counts, or after it and is refused; nobody hears `busy`."""
    journey = evaluating(journey_with_bids(world))
    evaluator = journey.team.evaluators[0]
    given = journey.team.buyer.read(
        f"/v1/tenders/{journey.tender_id}/assignments", params={"evaluator": str(evaluator.person_id)}
    )["items"]
    carbon = next(one["id"] for one in given if one["criterion"] == "carbon-plan")
    bid_id = journey.bidder("Acme").bid_id
    removed, marked = at_once(
        [
            lambda: journey.team.buyer.post(f"/v1/assignments/{carbon}/remove", {"reason": "On leave."}),
            lambda: evaluator.post(f"/v1/bids/{bid_id}/marks", _body()),
        ]
    )
    assert removed.status_code == 200, removed.text
    assert marked.json().get("code") in {None, "mark.not_assigned"}, marked.text
