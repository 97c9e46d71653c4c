"""Whoever marks blind finds no way round the veil in what came late, or in the log."""

from app.bids.passages import PassageKind
from tests.journeys import building
from tests.journeys.example_openings import blind_journey, in_both_roles
from tests.world import World


def test_what_came_late_is_not_told_to_somebody_from_whom_bidders_are_kept(world: World) -> None:
    journey = blind_journey(world)
    acme = journey.bidder("Acme")
    assert acme.client.post(f"/v1/bids/{acme.bid_id}/submit").json()["code"] == "bid.late"
    path = f"/v1/tenders/{journey.tender_id}/late-bids"
    both = in_both_roles(journey.team)
    building.declare(both, journey.tender_id)
    assert both.get(path).is_success
    building.assigned(journey, both)
    told = both.get(path)
    assert (told.status_code, told.json()["code"]) == (409, "bidders.kept")
    assert "Acme" not in told.text
    assert len(journey.team.auditor.read(path)["items"]) == 1


def test_the_log_does_not_say_where_a_name_stands_that_evaluators_see_withheld(world: World) -> None:
    journey = blind_journey(world, carbon="All of it for \u00a3100,000, says Acme.")
    events = journey.team.auditor.read("/v1/audit/events", params={"action": "passage.flagged"})["items"]
    passages = [one for event in events for one in event["after"]["passages"]]
    assert {one["kind"] for one in passages} == set(PassageKind)
    assert all(("start" in one) == (one["kind"] == PassageKind.PRICE) for one in passages)
