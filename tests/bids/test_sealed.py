"""Before opening nobody outside the supplier learns of a bid: no content, no name, no number, by no way in."""

import json
from uuid import uuid4

from scoring.digest import digest
from tests.journeys.building import (
    Journey,
    authority,
    closed,
    content,
    drafted_bid,
    journey_with_bids,
    past_the_deadline,
    published_tender,
    submitted_bid,
)
from tests.world import Client, World

SECRET_NAME, SECRET_WORDS, SECRET_PRICE = "Quince & O'Secret", "zebra-crossing-plan", "123456.78"


def _secret(world: World) -> tuple[Journey, Client, str]:
    body = content(price=SECRET_PRICE, carbon=SECRET_WORDS)
    journey = journey_with_bids(world, {SECRET_NAME: body})
    bidder = journey.bidders[0]
    return journey, bidder.client, bidder.bid_id


def test_a_sealed_bid_answers_like_an_id_that_never_was(world: World) -> None:
    journey, _, bid_id = _secret(world)
    rival, outsider = world.supplier("Rival"), authority(world)
    nowhere = str(uuid4())
    for person in (journey.team.buyer, journey.team.auditor, journey.team.commissioner, outsider.buyer, rival):
        real, random = person.get(f"/v1/bids/{bid_id}"), person.get(f"/v1/bids/{nowhere}")
        assert real.status_code == random.status_code == 404
        assert real.text.replace(bid_id, "ID") == random.text.replace(nowhere, "ID")
        assert set(real.headers) == set(random.headers)
    assert rival.get(f"/v1/bids/{bid_id}/submissions").status_code == 404
    assert rival.get(f"/v1/bids/{bid_id}/submissions/1").status_code == 404
    assert rival.get(f"/v1/bids/{bid_id}/check").status_code == 404
    assert rival.put(f"/v1/bids/{bid_id}", content(), version=2).status_code == 404
    assert rival.post(f"/v1/bids/{bid_id}/submit").status_code == 404
    assert rival.post(f"/v1/bids/{bid_id}/withdraw", {"reason": "Mischief."}).status_code == 404
    assert journey.team.buyer.post(f"/v1/bids/{bid_id}/exclude", {"reason": "Mischief."}).status_code == 404


def test_nothing_tells_a_tender_with_bids_from_one_without(world: World) -> None:
    team = authority(world)
    busy, quiet = published_tender(team), published_tender(team)
    for number in range(3):
        supplier = world.supplier(f"Bidder {number}")
        bid_id = submitted_bid(supplier, busy)
        supplier.make(f"/v1/bids/{bid_id}/submit")
    changing = {"id", "reference", "rubric_id", "lots"}
    seen = []
    for tender in (busy, quiet):
        shown = team.buyer.read(f"/v1/tenders/{tender['id']}")
        sealed = team.buyer.get(f"/v1/tenders/{tender['id']}/bids")
        assert (sealed.status_code, sealed.json()["code"]) == (409, "tender.sealed")
        late = team.auditor.read(f"/v1/tenders/{tender['id']}/late-bids")
        unchanged = {name: value for name, value in shown.items() if name not in changing}
        seen.append((unchanged, sealed.text.replace(tender["reference"], "T"), late))
    assert seen[0] == seen[1]


def test_the_log_of_the_authority_holds_no_trace_of_a_bid_before_opening_and_every_digest_after(world: World) -> None:
    journey, supplier, bid_id = _secret(world)
    content_sent = supplier.read(f"/v1/bids/{bid_id}/submissions/1")["content"]
    before = journey.team.auditor.read("/v1/audit/events", params={"limit": 200})["items"]
    assert not [one for one in before if one["action"].startswith("bid")]
    assert bid_id not in json.dumps(before)
    closed(journey.team, journey.tender)
    (opened,) = journey.team.auditor.read("/v1/audit/events", params={"action": "bids.opened"})["items"]
    (said,) = opened["after"]["bids"]
    without_price = digest(content_sent | {"price": None})
    assert (said["supplier"], said["number"], said["digest"]) == (SECRET_NAME, 1, without_price)


def test_bids_stay_sealed_after_the_deadline_until_somebody_opens_them(world: World) -> None:
    journey, _, bid_id = _secret(world)
    past_the_deadline(world, journey.tender)
    assert journey.team.buyer.get(f"/v1/bids/{bid_id}").status_code == 404
    assert journey.team.buyer.get(f"/v1/tenders/{journey.tender_id}/bids").json()["code"] == "tender.sealed"
    assert journey.team.buyer.get(f"/v1/tenders/{journey.tender_id}/moderation").json()["code"] == "tender.sealed"


def test_bids_of_a_tender_abandoned_before_opening_stay_sealed_for_ever(world: World) -> None:
    journey, supplier, bid_id = _secret(world)
    journey.team.buyer.make(f"/v1/tenders/{journey.tender_id}/abandon", {"reason": "The budget is gone."})
    past_the_deadline(world, journey.tender)
    assert journey.team.buyer.get(f"/v1/bids/{bid_id}").status_code == 404
    assert journey.team.buyer.get(f"/v1/tenders/{journey.tender_id}/bids").json()["code"] == "tender.sealed"
    assert supplier.post(f"/v1/bids/{bid_id}/submit").json()["code"] == "tender.takes_no_bids"
    assert supplier.read(f"/v1/bids/{bid_id}")["status"] == "submitted"


def test_nothing_of_a_bid_can_change_after_the_deadline(world: World) -> None:
    """F13: neither the content nor what is shown of it."""
    journey, supplier, bid_id = _secret(world)
    closed(journey.team, journey.tender)
    before = journey.team.buyer.read(f"/v1/bids/{bid_id}")
    version = supplier.read(f"/v1/bids/{bid_id}")["version"]
    edit = supplier.put(f"/v1/bids/{bid_id}", content(price="1"), version=version)
    assert (edit.status_code, edit.json()["code"]) == (409, "tender.takes_no_bids")
    assert supplier.post(f"/v1/bids/{bid_id}/submit").json()["code"] == "bid.late"
    assert journey.team.buyer.read(f"/v1/bids/{bid_id}") == before


def test_a_draft_ahead_of_the_submission_is_never_shown_to_the_authority(world: World) -> None:
    team = authority(world)
    tender = published_tender(team)
    supplier = world.supplier("Acme")
    bid_id = submitted_bid(supplier, tender)
    supplier.did(supplier.put(f"/v1/bids/{bid_id}", content(carbon="A later idea."), version=2))
    only_drafted = drafted_bid(world.supplier("Never sent"), tender)
    opened = closed(team, tender)
    assert [one["supplier_name"] for one in opened["bids"]] == ["Acme"]
    assert "A later idea." not in team.buyer.get(f"/v1/bids/{bid_id}").text
    assert team.buyer.get(f"/v1/bids/{only_drafted}").status_code == 404
