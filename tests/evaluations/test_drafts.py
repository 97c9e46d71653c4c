"""Marks in draft: for the eyes of their evaluator, overwritten freely, and submitted all together or not at all."""

from typing import Any

from tests.journeys.building import Journey, authority, content, evaluating, journey_with_bids, mark
from tests.world import Client, World


def _desk(journey: Journey, evaluator: Client, criterion: str = "carbon-plan") -> str:
    items = evaluator.read("/v1/my-work")["items"]
    return f"/v1/my-work/{next(one['assignment_id'] for one in items if one['criterion'] == criterion)}"


def _written(evaluator: Client, desk: str, bid_id: str, **body: Any) -> Any:
    return evaluator.make(f"{desk}/drafts/{bid_id}", body)


def test_a_draft_is_written_over_freely_seen_by_nobody_else_and_counts_for_nothing(world: World) -> None:
    journey = evaluating(journey_with_bids(world, {"Acme": content()}))
    first, second = journey.team.evaluators
    desk, bid_id = _desk(journey, first), journey.bidder("Acme").bid_id
    _written(first, desk, bid_id, rationale="Only the first knows why.")
    _written(first, desk, bid_id, mark="2", rationale="Only the first knows why.", quotes=[{"text": "diesel by half"}])
    (kept,) = first.read(f"{desk}/drafts")
    assert (kept["mark"], kept["quotes"][0]["text"]) == ("2", "diesel by half")
    assert second.get(f"{desk}/drafts").status_code == 404
    assert second.post(f"{desk}/drafts/{bid_id}", {"mark": "1"}).status_code == 404
    assert second.post(f"{desk}/submit", {}).status_code == 404
    assert authority(world).evaluators[0].get(f"{desk}/drafts").status_code == 404
    assert journey.team.buyer.get(f"{desk}/drafts").status_code == 403
    events = journey.team.auditor.get("/v1/audit/events").text
    moderation = journey.team.buyer.get(f"/v1/tenders/{journey.tender_id}/moderation").text
    assert "Only the first knows why." not in events + moderation
    assert journey.team.buyer.read(f"/v1/bids/{bid_id}/marks") == []


def test_an_empty_draft_is_gone(world: World) -> None:
    journey = evaluating(journey_with_bids(world, {"Acme": content()}))
    evaluator, bid_id = journey.team.evaluators[0], journey.bidder("Acme").bid_id
    desk = _desk(journey, evaluator)
    _written(evaluator, desk, bid_id, mark="2")
    _written(evaluator, desk, bid_id)
    assert evaluator.read(f"{desk}/drafts") == []
    refused = evaluator.post(f"{desk}/submit", {})
    assert (refused.status_code, refused.json()["code"]) == (409, "mark.no_drafts")


def test_drafts_become_marks_all_together(world: World) -> None:
    journey = evaluating(journey_with_bids(world))
    evaluator = journey.team.evaluators[0]
    desk = _desk(journey, evaluator)
    for bidder in journey.bidders:
        _written(evaluator, desk, bidder.bid_id, mark="3", rationale=f"{bidder.name} names dates.")
    made = evaluator.make(f"{desk}/submit", {})
    assert [(one["mark"], one["revision"]) for one in made] == [("3", 1)] * 3
    assert evaluator.read(f"{desk}/drafts") == []
    assert len(evaluator.read(f"/v1/bids/{journey.bidders[0].bid_id}/marks")) == 1


def test_one_draft_that_cannot_be_a_mark_holds_all_of_them_and_everything_is_said_at_once(world: World) -> None:
    journey = evaluating(journey_with_bids(world))
    evaluator = journey.team.evaluators[0]
    desk = _desk(journey, evaluator)
    acme, brook, cedar = (bidder.bid_id for bidder in journey.bidders)
    mark(evaluator, acme, "carbon-plan", "1")
    _written(evaluator, desk, acme, mark="3", rationale="Changed.")
    _written(evaluator, desk, brook, mark="3")
    _written(evaluator, desk, cedar, mark="3", rationale="Sound.")
    refused = evaluator.post(f"{desk}/submit", {})
    assert (refused.status_code, refused.json()["code"]) == (409, "mark.drafts_refused")
    codes = {one["place"]: one["code"] for one in refused.json()["findings"]}
    assert codes == {f"bids.{acme}": "mark.needs_reason", f"bids.{brook}": "draft.incomplete"}
    assert evaluator.read(f"/v1/bids/{cedar}/marks") == []
    assert len(evaluator.read(f"{desk}/drafts")) == 3
    (made,) = evaluator.make(f"{desk}/submit", {"bids": [cedar]})
    assert made["bid_id"] == cedar
    assert len(evaluator.read(f"{desk}/drafts")) == 2


def test_a_draft_is_held_to_the_scale_the_answer_and_the_freeze(world: World) -> None:
    journey = evaluating(journey_with_bids(world, {"Acme": content()}))
    evaluator, bid_id = journey.team.evaluators[0], journey.bidder("Acme").bid_id
    desk = _desk(journey, evaluator)
    for body, code in (({"mark": "2.5"}, "mark.off_scale"), ({"quotes": [{"text": "no"}]}, "quote.refused")):
        assert evaluator.post(f"{desk}/drafts/{bid_id}", body).json()["code"] == code
    _written(evaluator, desk, bid_id, mark="4", rationale="On reflection.", superseding_reason="I read it again.")
    for one in journey.team.evaluators:
        mark(one, bid_id, "carbon-plan", "2")
    journey.team.buyer.make(f"/v1/tenders/{journey.tender_id}/moderations", {"lot": "1", "criterion": "carbon-plan"})
    assert evaluator.post(f"{desk}/drafts/{bid_id}", {"mark": "1"}).json()["code"] == "mark.frozen"
    refused = evaluator.post(f"{desk}/submit", {})
    assert [one["code"] for one in refused.json()["findings"]] == ["mark.frozen"]
