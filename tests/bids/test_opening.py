"""Opening: when it may happen, who reads what from then on, and how a bid leaves an opened tender."""

from app.identity.rules import Role
from scoring.digest import digest
from tests.journeys.building import (
    authority,
    closed,
    content,
    decided_journey,
    evaluating,
    journey_with_bids,
    past_the_deadline,
    published_tender,
    submitted_bid,
)
from tests.journeys.together import at_once
from tests.world import World


def test_a_tender_is_not_opened_before_its_deadline(world: World) -> None:
    journey = journey_with_bids(world)
    early = journey.team.buyer.post(f"/v1/tenders/{journey.tender_id}/close")
    assert (early.status_code, early.json()["code"]) == (409, "tender.deadline_not_passed")


def test_opening_names_every_bid_that_was_in_with_the_digest_of_what_is_shown(world: World) -> None:
    journey = journey_with_bids(world)
    opened = closed(journey.team, journey.tender)
    sent = {one.bid_id: one.client.read(f"/v1/bids/{one.bid_id}/submissions/1") for one in journey.bidders}
    shown = {bid_id: digest(one["content"] | {"price": None}) for bid_id, one in sent.items()}
    assert {one["id"]: one["digest"] for one in opened["bids"]} == shown
    again = journey.team.buyer.post(f"/v1/tenders/{journey.tender_id}/close")
    assert (again.status_code, again.json()["code"]) == (409, "tender.not_published")


def test_once_prices_are_open_every_bid_has_the_digest_of_its_receipt(world: World) -> None:
    journey = decided_journey(world)
    receipts = {
        one.bid_id: one.client.read(f"/v1/bids/{one.bid_id}")["submission"]["digest"] for one in journey.bidders
    }
    listed = journey.team.buyer.read(f"/v1/tenders/{journey.tender_id}/bids")["items"]
    assert {one["id"]: one["digest"] for one in listed} == receipts


def test_two_who_close_at_the_same_instant_close_once(world: World) -> None:
    journey = journey_with_bids(world)
    past_the_deadline(world, journey.tender)
    buyer = journey.team.buyer
    answers = at_once([lambda: buyer.post(f"/v1/tenders/{journey.tender_id}/close")] * 2)
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert journey.team.auditor.read("/v1/audit/events", params={"action": "bids.opened"})["items"] == []


def test_a_tender_without_bids_is_opened_and_shows_none(world: World) -> None:
    team = authority(world)
    tender = published_tender(team)
    assert closed(team, tender)["bids"] == []
    assert team.buyer.read(f"/v1/tenders/{tender['id']}/bids") == {"items": [], "next": None}


def test_after_opening_the_authority_reads_and_nobody_else_does(world: World) -> None:
    journey = journey_with_bids(world)
    closed(journey.team, journey.tender)
    first, second = journey.bidders[0], journey.bidders[1]
    for reader in (journey.team.buyer, journey.team.commissioner, journey.team.auditor):
        shown = reader.read(f"/v1/bids/{first.bid_id}")
        assert (shown["supplier_name"], shown["content"]["price"], shown["status"]) == ("Acme", None, "live")
        assert (shown["price"], shown["price_sealed"]) == (None, True)
        assert "draft" not in shown
        assert len(reader.read(f"/v1/tenders/{journey.tender_id}/bids")["items"]) == 3
    other = authority(world)
    assert other.buyer.get(f"/v1/bids/{first.bid_id}").status_code == 404
    assert other.auditor.get(f"/v1/tenders/{journey.tender_id}/bids").status_code == 404
    assert other.buyer.get(f"/v1/tenders/{journey.tender_id}/late-bids").status_code == 404
    assert other.buyer.post(f"/v1/tenders/{journey.tender_id}/close").status_code == 404
    assert other.buyer.post(f"/v1/bids/{first.bid_id}/exclude", {"reason": "Mischief."}).status_code == 404
    assert second.client.get(f"/v1/bids/{first.bid_id}").status_code == 404
    assert journey.team.evaluators[0].get(f"/v1/bids/{first.bid_id}").status_code == 403
    colleague = world.person(journey.team.organisation_id, Role.SUPPLIER)
    assert colleague.get(f"/v1/bids/{first.bid_id}").status_code == 404


def test_the_opened_list_is_paged_and_narrowed(world: World) -> None:
    journey = journey_with_bids(world)
    closed(journey.team, journey.tender)
    address, buyer = f"/v1/tenders/{journey.tender_id}/bids", journey.team.buyer
    page = buyer.read(address, params={"sort": "-supplier_name", "limit": 2})
    rest = buyer.read(address, params={"sort": "-supplier_name", "limit": 2, "cursor": page["next"]})
    assert [one["supplier_name"] for one in page["items"] + rest["items"]] == ["Cedar", "Brook", "Acme"]
    buyer.make(f"/v1/bids/{journey.bidder('Brook').bid_id}/exclude", {"reason": "No insurance."})
    assert [one["supplier_name"] for one in buyer.read(address, params={"status": "excluded"})["items"]] == ["Brook"]
    assert len(buyer.read(address, params={"status": "live"})["items"]) == 2
    assert buyer.get(address, params={"lot": "no such"}).status_code == 404
    assert buyer.get(address, params={"status": "draft"}).status_code == 422
    assert buyer.get(address, params={"sort": "price"}).status_code == 422


def test_an_excluded_bid_says_why_to_both_sides_and_stays_excluded(world: World) -> None:
    journey = evaluating(journey_with_bids(world))
    acme = journey.bidder("Acme")
    out = journey.team.buyer.make(f"/v1/bids/{acme.bid_id}/exclude", {"reason": "It failed the insurance check."})
    assert (out["status"], out["reason"]) == ("excluded", "It failed the insurance check.")
    own = acme.client.read(f"/v1/bids/{acme.bid_id}")
    assert (own["status"], own["excluded_reason"]) == ("excluded", "It failed the insurance check.")
    for act in ("exclude", "withdraw"):
        person = journey.team.buyer if act == "exclude" else acme.client
        refused = person.post(f"/v1/bids/{acme.bid_id}/{act}", {"reason": "Once more."})
        assert (refused.status_code, refused.json()["code"]) == (409, "bid.state")


def test_a_withdrawal_after_opening_stands_in_the_log_of_the_authority_with_its_reason(world: World) -> None:
    journey = evaluating(journey_with_bids(world))
    cedar = journey.bidder("Cedar")
    cedar.client.make(f"/v1/bids/{cedar.bid_id}/withdraw", {"reason": "We lost our main subcontractor."})
    shown = journey.team.buyer.read(f"/v1/bids/{cedar.bid_id}")
    assert (shown["status"], shown["reason"]) == ("withdrawn", "We lost our main subcontractor.")
    (event,) = journey.team.auditor.read("/v1/audit/events", params={"action": "bid.withdrawn"})["items"]
    assert event["reason"] == "We lost our main subcontractor."
    assert cedar.client.post(f"/v1/bids/{cedar.bid_id}/submit").json()["code"] == "bid.late"


def test_the_name_under_which_a_bid_was_made_stays_with_it(world: World) -> None:
    team = authority(world)
    tender = published_tender(team)
    supplier = world.supplier("Old Name")
    admin = world.person(supplier.organisation_id or team.organisation_id, Role.ADMIN)
    bid_id = submitted_bid(supplier, tender, content())
    renamed = {"name": "New Name", "postcode": None, "contact_email": None}
    admin.did(admin.put(f"/v1/organisations/{supplier.organisation_id}", renamed, version=1))
    closed(team, tender)
    assert team.buyer.read(f"/v1/bids/{bid_id}")["supplier_name"] == "Old Name"
