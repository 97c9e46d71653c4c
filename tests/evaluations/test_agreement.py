"""Moderation: the panel agrees once everybody assigned has marked, on a mark of the scale, with reasons of its own."""

import json
from typing import Any

import pytest

from tests.journeys.building import (
    Journey,
    agree,
    authority,
    content,
    decide_gate,
    evaluating,
    journey_with_bids,
    mark,
)
from tests.journeys.together import at_once
from tests.world import World


def _acme(world: World, *, evaluators: int = 2) -> tuple[Journey, str]:
    team = authority(world, evaluators=evaluators)
    journey = evaluating(journey_with_bids(world, {"Acme": content()}, team=team))
    return journey, journey.bidder("Acme").bid_id


def _body(value: str = "3", **more: Any) -> dict[str, Any]:
    return {
        "criterion": "carbon-plan",
        "mark": value,
        "rationale": "The panel found dates and figures.",
        "attendees": ["Bea Buyer", "Eva 1"],
        "discussion": "The panel read the answer against the descriptors.",
    } | more


def _view(journey: Journey) -> dict[str, Any]:
    (question,) = journey.team.buyer.read(
        f"/v1/tenders/{journey.tender_id}/moderation", params={"criterion": "carbon-plan"}
    )["questions"]
    view: dict[str, Any] = question["bids"][0]
    return view


def test_the_panel_agrees_only_when_every_assigned_evaluator_has_marked_this_bid_and_question(world: World) -> None:
    """F7: the set is exactly those now assigned to this question, for this bid, and no other set."""
    journey, bid_id = _acme(world, evaluators=3)
    first, second, third = journey.team.evaluators
    mark(first, bid_id, "carbon-plan", "3")
    for one in (first, second, third):
        mark(one, bid_id, "local-jobs", "3")
    refused = journey.team.buyer.post(f"/v1/bids/{bid_id}/agreed-marks", _body())
    assert (refused.status_code, refused.json()["code"]) == (409, "agreement.marks_missing")
    assert refused.json()["waiting_for"] == ["Eva 2", "Eva 3"]
    mark(second, bid_id, "carbon-plan", "3")
    assert not _view(journey)["ready"]
    assert journey.team.buyer.post(f"/v1/bids/{bid_id}/agreed-marks", _body()).json()["waiting_for"] == ["Eva 3"]
    mark(third, bid_id, "carbon-plan", "3")
    assert _view(journey)["ready"]
    agree(journey, bid_id, "carbon-plan", "3")


def test_a_mark_of_a_removed_evaluator_neither_counts_nor_is_waited_for(world: World) -> None:
    journey, bid_id = _acme(world, evaluators=3)
    first, second, third = journey.team.evaluators
    for one, value in ((first, "3"), (second, "0")):
        mark(one, bid_id, "carbon-plan", value)
    listed = journey.team.buyer.read(f"/v1/tenders/{journey.tender_id}/assignments")["items"]
    for person in (second, third):
        gone = next(
            one["id"]
            for one in listed
            if (one["criterion"], one["evaluator_id"]) == ("carbon-plan", str(person.person_id))
        )
        journey.team.buyer.make(f"/v1/assignments/{gone}/remove", {"reason": "Ill."})
    view = _view(journey)
    assert ([one["mark"] for one in view["marks"]], view["spread"], view["ready"]) == (["3"], "0", True)
    agreed = journey.team.buyer.make(f"/v1/bids/{bid_id}/agreed-marks", _body())
    assert (agreed["mark"], agreed["flagged"]) == ("3", False)


def test_a_panel_of_nobody_agrees_on_nothing(world: World) -> None:
    journey = evaluating(journey_with_bids(world, {"Acme": content()}), assign=False)
    refused = journey.team.buyer.post(f"/v1/bids/{journey.bidder('Acme').bid_id}/agreed-marks", _body())
    assert (refused.status_code, refused.json()["code"]) == (409, "agreement.nobody_assigned")


def test_an_agreed_mark_is_never_filled_in_and_no_mean_is_shown_anywhere(world: World) -> None:
    journey, bid_id = _acme(world, evaluators=3)
    for evaluator, value in zip(journey.team.evaluators, ("1", "2", "4"), strict=True):
        mark(evaluator, bid_id, "carbon-plan", value)
    view = _view(journey)
    assert view["agreed"] is None
    assert (view["lowest"], view["highest"], view["spread"]) == ("1", "4", "3")
    assert "mean" not in json.dumps(view).lower()
    assert "average" not in json.dumps(view).lower()
    assert journey.team.buyer.read(f"/v1/bids/{bid_id}/agreed-marks") == []


@pytest.mark.parametrize("value", ["2.3333", "2.5", "5"])
def test_an_agreed_mark_is_a_level_of_the_scale_so_that_a_mean_is_refused(world: World, value: str) -> None:
    journey, bid_id = _acme(world)
    for evaluator in journey.team.evaluators:
        mark(evaluator, bid_id, "carbon-plan", "2")
    refused = journey.team.buyer.post(f"/v1/bids/{bid_id}/agreed-marks", _body(value))
    assert (refused.status_code, refused.json()["code"]) == (409, "mark.off_scale")


def test_what_the_panel_discussed_is_recorded_and_without_it_nothing_is_agreed(world: World) -> None:
    journey, bid_id = _acme(world)
    for evaluator, value in zip(journey.team.evaluators, ("1", "4"), strict=True):
        mark(evaluator, bid_id, "carbon-plan", value)
    refused = journey.team.buyer.post(f"/v1/bids/{bid_id}/agreed-marks", _body("2", discussion=None))
    assert (refused.status_code, refused.json()["code"]) == (409, "agreement.discussion_required")
    assert "1, 4" in refused.json()["detail"]
    told = "Eva 1 had overlooked the annex; the panel read it together and found level 3 met."
    out = journey.team.buyer.make(f"/v1/bids/{bid_id}/agreed-marks", _body("3", discussion=told))
    assert (out["mark"], out["discussion"], out["attendees"]) == ("3", told, ["Bea Buyer", "Eva 1"])
    assert (out["agreed_by_name"], out["made_at"]) == ("Bea Buyer", "2026-02-04T09:01:00Z")
    assert _view(journey)["agreed"] == out


@pytest.mark.parametrize("lacking", ["rationale", "attendees"])
def test_an_agreed_mark_needs_reasons_and_people(world: World, lacking: str) -> None:
    journey, bid_id = _acme(world)
    body = _body() | {lacking: [] if lacking == "attendees" else " "}
    assert journey.team.buyer.post(f"/v1/bids/{bid_id}/agreed-marks", body).status_code == 422


def test_an_agreed_mark_is_superseded_with_a_reason_and_the_old_one_stays(world: World) -> None:
    journey, bid_id = _acme(world)
    for evaluator in journey.team.evaluators:
        mark(evaluator, bid_id, "carbon-plan", "2")
    agree(journey, bid_id, "carbon-plan", "2")
    silent = journey.team.buyer.post(f"/v1/bids/{bid_id}/agreed-marks", _body())
    assert (silent.status_code, silent.json()["code"]) == (409, "mark.needs_reason")
    agree(journey, bid_id, "carbon-plan", "3", superseding_reason="The annex was overlooked.")
    both = journey.team.auditor.read(f"/v1/bids/{bid_id}/agreed-marks")
    assert [(one["revision"], one["mark"], one["superseded"]) for one in both] == [(1, "2", True), (2, "3", False)]
    (event,) = journey.team.auditor.read("/v1/audit/events", params={"action": "agreement.superseded"})["items"]
    assert (event["before"]["mark"], event["after"]["mark"]) == ("2", "3")
    assert event["reason"] == "The annex was overlooked."


def test_two_agreements_at_the_same_instant_are_one_agreement_and_one_refusal(world: World) -> None:
    journey, bid_id = _acme(world)
    for evaluator in journey.team.evaluators:
        mark(evaluator, bid_id, "carbon-plan", "2")
    buyer = journey.team.buyer
    answers = at_once(
        [lambda value=value: buyer.post(f"/v1/bids/{bid_id}/agreed-marks", _body(value)) for value in ("1", "4")]  # type: ignore[misc]  # a default binds the value
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert len(buyer.read(f"/v1/bids/{bid_id}/agreed-marks")) == 1


def test_a_mark_changed_and_an_agreement_made_at_the_same_instant_never_both_pass_unseen(world: World) -> None:
    """F9: either the new mark stands in what was agreed upon, with its flag, or it finds that moderation is open."""
    journey, bid_id = _acme(world)
    first, second = journey.team.evaluators
    for evaluator in (first, second):
        mark(evaluator, bid_id, "carbon-plan", "2")
    changed = {
        "criterion": "carbon-plan",
        "mark": "4",
        "rationale": "Read again.",
        "superseding_reason": "I had missed page two.",
    }
    agreed, superseded = at_once(
        [
            lambda: journey.team.buyer.post(f"/v1/bids/{bid_id}/agreed-marks", _body("2")),
            lambda: first.post(f"/v1/bids/{bid_id}/marks", changed),
        ]
    )
    assert agreed.status_code == 201
    shown = _view(journey)["marks"]
    assert superseded.json().get("code") in {None, "mark.frozen"}
    assert sorted(one["mark"] for one in shown) == (["2", "2"] if superseded.is_error else ["2", "4"])
    assert agreed.json()["flagged"] is superseded.is_success
    assert _view(journey)["frozen"]


def test_a_gate_is_decided_with_reasons_informed_by_the_declaration(world: World) -> None:
    journey, bid_id = _acme(world)
    (gate,) = journey.team.buyer.read(f"/v1/tenders/{journey.tender_id}/moderation")["gates"]
    assert (gate["consequence"], gate["bids"][0]["answer"]["declared"]) == ("excluded", True)
    assert gate["bids"][0]["decision"] is None
    out = decide_gate(journey, bid_id, passed=False, rationale="The signature is of a person who left in 2024.")
    assert (out["passed"], out["mark"]) == (False, None)
    silent = journey.team.buyer.post(
        f"/v1/bids/{bid_id}/gate-decisions", {"criterion": "charter", "passed": True, "rationale": "Signed anew."}
    )
    assert silent.json()["code"] == "mark.needs_reason"
    decide_gate(journey, bid_id, passed=True, superseding_reason="They showed the power of attorney.")
    assert [one["passed"] for one in journey.team.buyer.read(f"/v1/bids/{bid_id}/agreed-marks")] == [False, True]


def test_a_gate_takes_no_mark_and_a_marked_question_no_pass(world: World) -> None:
    journey, bid_id = _acme(world)
    buyer = journey.team.buyer
    marked_gate = buyer.post(f"/v1/bids/{bid_id}/agreed-marks", _body() | {"criterion": "charter"})
    passed_question = buyer.post(
        f"/v1/bids/{bid_id}/gate-decisions", {"criterion": "carbon-plan", "passed": True, "rationale": "Good."}
    )
    assert marked_gate.json()["code"] == passed_question.json()["code"] == "criterion.wrong_kind"


def test_strangers_and_other_roles_neither_see_nor_agree(world: World) -> None:
    journey, bid_id = _acme(world)
    other = authority(world)
    assert other.buyer.post(f"/v1/bids/{bid_id}/agreed-marks", _body()).status_code == 404
    assert other.buyer.get(f"/v1/bids/{bid_id}/agreed-marks").status_code == 404
    assert other.buyer.get(f"/v1/tenders/{journey.tender_id}/moderation").status_code == 404
    assert other.auditor.get(f"/v1/bids/{bid_id}/marks").status_code == 404
    gate = {"criterion": "charter", "passed": True, "rationale": "Mischief."}
    assert other.buyer.post(f"/v1/bids/{bid_id}/gate-decisions", gate).status_code == 404
    for person in (journey.team.evaluators[0], journey.team.auditor, journey.bidders[0].client):
        assert person.post(f"/v1/bids/{bid_id}/agreed-marks", _body()).status_code == 403
