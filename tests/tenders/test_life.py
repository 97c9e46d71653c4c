"""A deadline only ever moves later, a tender ends with a reason, and evaluation waits for the closing."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from app.identity.rules import Role
from app.tenders import service as tenders
from app.tenders.rules import TenderStatus
from tests.tenders.making import (
    buyer_of,
    colleague,
    drafted_tender,
    published_tender,
)
from tests.world import World


def close(world: World, tender_id: str) -> None:
    """Close a tender as bids do when its deadline has passed."""
    with world.service.database.unit_of_work(write=True) as tx:
        row = tenders.get_for_update(tx, UUID(tender_id))
        tenders.set_status(tx, row, TenderStatus.CLOSED, world.clock.now())


def test_a_deadline_is_extended_to_a_later_moment_with_a_reason_before_it_passes(world: World) -> None:
    buyer = buyer_of(world)
    made = published_tender(world, buyer)
    path = f"/v1/tenders/{made['id']}/extend"
    for same_or_sooner in (made["closes_at"], "2026-01-06T09:00:00Z"):
        refused = buyer.post(path, {"closes_at": same_or_sooner, "reason": "Holidays"})
        assert (refused.status_code, refused.json()["code"]) == (409, "tender.deadline_not_later")
    assert buyer.post(path, {"closes_at": "2026-03-01T12:00:00Z"}).status_code == 422
    later = buyer.make(path, {"closes_at": "2026-04-01T12:00:00+01:00", "reason": "A clarification came late"})
    assert (later["closes_at"], later["closes_at_london"]) == ("2026-04-01T11:00:00Z", "1 April 2026, 12:00 BST")
    assert later["version"] == made["version"] + 1
    event = colleague(world, buyer, Role.AUDITOR).read(f"/v1/audit/events?subject={made['id']}")["items"][0]
    assert (event["action"], event["reason"]) == ("tender.extended", "A clarification came late")
    assert event["before"]["closes_at"] != event["after"]["closes_at"]


def test_a_deadline_that_has_passed_is_not_moved_even_if_nobody_closed_the_tender(world: World) -> None:
    buyer = buyer_of(world)
    made = published_tender(world, buyer)
    draft = drafted_tender(world, buyer)
    body = {"closes_at": "2026-06-01T12:00:00Z", "reason": "Too late"}
    unpublished = buyer.post(f"/v1/tenders/{draft['id']}/extend", body)
    assert (unpublished.status_code, unpublished.json()["code"]) == (409, "tender.not_open")
    world.clock.at = datetime.fromisoformat(made["closes_at"])
    refused = buyer.post(f"/v1/tenders/{made['id']}/extend", body)
    assert (refused.status_code, refused.json()["code"]) == (409, "tender.not_open")
    assert "4 February 2026, 09:00 GMT" in refused.json()["detail"]
    assert buyer.read(f"/v1/tenders/{made['id']}")["open"] is False


@pytest.mark.parametrize(
    ("given", "utc", "london"),
    [
        ("2026-10-25T01:30:00+01:00", "2026-10-25T00:30:00Z", "25 October 2026, 01:30 BST"),
        ("2026-10-25T01:30:00+00:00", "2026-10-25T01:30:00Z", "25 October 2026, 01:30 GMT"),
        ("2026-03-29T00:59:00+00:00", "2026-03-29T00:59:00Z", "29 March 2026, 00:59 GMT"),
        ("2026-03-29T01:00:00+00:00", "2026-03-29T01:00:00Z", "29 March 2026, 02:00 BST"),
    ],
)
def test_a_deadline_in_a_clock_change_night_is_one_moment(world: World, given: str, utc: str, london: str) -> None:
    buyer = buyer_of(world)
    made = published_tender(world, buyer, closes_at=given)
    assert (made["closes_at"], made["closes_at_london"]) == (utc, london)
    world.clock.at = datetime.fromisoformat(utc) - timedelta(seconds=1)
    assert buyer.read(f"/v1/tenders/{made['id']}")["open"] is True
    world.clock.advance(seconds=1)
    assert buyer.read(f"/v1/tenders/{made['id']}")["open"] is False


def test_the_hour_that_comes_twice_can_be_extended_from_its_first_to_its_second_half_past_one(world: World) -> None:
    buyer = buyer_of(world)
    made = published_tender(world, buyer, closes_at="2026-10-25T01:30:00+01:00")
    body = {"closes_at": "2026-10-25T01:30:00+00:00", "reason": "An hour more"}
    later = buyer.make(f"/v1/tenders/{made['id']}/extend", body)
    assert later["closes_at_london"] == "25 October 2026, 01:30 GMT"


def test_a_tender_is_abandoned_with_a_reason_that_everybody_reads(world: World) -> None:
    buyer = buyer_of(world)
    made = published_tender(world, buyer)
    path = f"/v1/tenders/{made['id']}"
    assert buyer.post(f"{path}/abandon", {"reason": " "}).status_code == 422
    ended = buyer.make(f"{path}/abandon", {"reason": "The budget was withdrawn"})
    assert (ended["status"], ended["open"], ended["abandoned_reason"]) == (
        "abandoned",
        False,
        "The budget was withdrawn",
    )
    assert world.supplier().read(path)["abandoned_reason"] == "The budget was withdrawn"
    again = buyer.post(f"{path}/abandon", {"reason": "Once more"})
    assert (again.status_code, again.json()["code"]) == (409, "tender.wrong_status")
    assert "It ends there." in again.json()["detail"]


def test_a_draft_that_is_abandoned_stays_unseen(world: World) -> None:
    buyer = buyer_of(world)
    made = buyer.make("/v1/tenders", {"title": "A"})
    buyer.make(f"/v1/tenders/{made['id']}/abandon", {"reason": "Not needed"})
    assert world.supplier().get(f"/v1/tenders/{made['id']}").status_code == 404
    assert buyer.read("/v1/tenders?status=abandoned")["items"][0]["id"] == made["id"]


def open_bids(world: World, tender_id: str) -> None:
    """Keep that the bids of a closed tender were opened, as bids do when two people have."""
    with world.service.database.unit_of_work(write=True) as tx:
        tenders.set_opened(tx, tenders.get_for_update(tx, UUID(tender_id)), world.clock.now())


def test_evaluation_starts_when_the_tender_has_been_closed_and_its_bids_are_open(world: World) -> None:
    buyer = buyer_of(world)
    made = published_tender(world, buyer)
    path = f"/v1/tenders/{made['id']}"
    early = buyer.post(f"{path}/evaluate")
    assert (early.status_code, early.json()["code"]) == (409, "tender.wrong_status")
    world.clock.advance(days=31)
    close(world, made["id"])
    sealed = buyer.post(f"{path}/evaluate")
    assert (sealed.status_code, sealed.json()["code"]) == (409, "tender.not_opened")
    open_bids(world, made["id"])
    started = buyer.make(f"{path}/evaluate")
    assert (started["status"], started["closed_at"]) == ("evaluating", "2026-02-05T09:00:00Z")
    assert world.supplier().read(path)["status"] == "evaluating"
    assert buyer.post(f"{path}/evaluate").status_code == 409
