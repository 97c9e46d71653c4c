"""A draft may leave anything out, answers nothing that is not asked, and there is one of it a supplier and lot."""

from uuid import uuid4

from app.identity.rules import Role
from tests.journeys.building import authority, content, drafted_bid, past_the_deadline, published_tender, submitted_bid
from tests.journeys.together import at_once
from tests.world import World

LOTS = [{"code": "north", "title": "North"}, {"code": "south", "title": "South"}]


def test_a_draft_may_be_empty_and_is_read_back_as_it_was_written(world: World) -> None:
    tender = published_tender(authority(world))
    supplier = world.supplier("Acme")
    bid = supplier.make(f"/v1/tenders/{tender['id']}/bids", {"lot": "1"})
    assert (bid["status"], bid["draft"], bid["submission"]) == ("draft", {"price": None, "answers": []}, None)
    half = {"price": "120000.50", "answers": [{"criterion": "carbon-plan", "response": "  "}]}
    changed = supplier.did(supplier.put(f"/v1/bids/{bid['id']}", half, version=1))
    assert changed["draft"]["price"] == "120000.5"
    assert changed["draft"]["answers"][0] == {
        "criterion": "carbon-plan",
        "response": None,
        "declared": None,
        "quantity": None,
        "parts": None,
        "pledges": [],
    }
    assert supplier.read(f"/v1/bids/{bid['id']}") == changed


def test_a_second_bid_for_the_same_lot_is_refused_and_one_for_another_lot_is_not(world: World) -> None:
    tender = published_tender(authority(world), lots=LOTS)
    supplier = world.supplier()
    drafted_bid(supplier, tender, lot="north")
    again = supplier.post(f"/v1/tenders/{tender['id']}/bids", {"lot": "north"})
    assert (again.status_code, again.json()["code"]) == (409, "bid.exists")
    drafted_bid(supplier, tender, lot="south")
    assert len(supplier.read("/v1/bids")["items"]) == 2


def test_two_bids_begun_at_the_same_instant_become_one_and_one_clear_refusal(world: World) -> None:
    """A check before the insert is not enough: the constraint decides."""
    tender = published_tender(authority(world))
    supplier = world.supplier()
    address = f"/v1/tenders/{tender['id']}/bids"
    answers = at_once([lambda: supplier.post(address, {"lot": "1"})] * 2)
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert {answer.json().get("code") for answer in answers} == {None, "bid.exists"}
    assert len(supplier.read("/v1/bids")["items"]) == 1


def test_an_answer_to_nothing_that_is_asked_is_refused_with_its_place_and_nothing_is_kept(world: World) -> None:
    tender = published_tender(authority(world))
    supplier = world.supplier()
    bid_id = drafted_bid(supplier, tender)
    before = supplier.read(f"/v1/bids/{bid_id}")
    answers = [{"criterion": "o'brien"}, {"criterion": "carbon-plan"}, {"criterion": "carbon-plan"}]
    refused = supplier.put(f"/v1/bids/{bid_id}", {"price": None, "answers": answers}, version=1)
    assert (refused.status_code, refused.json()["code"]) == (422, "bid.content_invalid")
    found = [(one["code"], one["place"]) for one in refused.json()["findings"]]
    assert found == [
        ("answer.unknown_criterion", "body.answers[0].criterion"),
        ("answer.duplicate", "body.answers[2].criterion"),
    ]
    assert supplier.read(f"/v1/bids/{bid_id}") == before


def test_a_change_made_from_an_old_version_is_refused(world: World) -> None:
    tender = published_tender(authority(world))
    supplier = world.supplier()
    bid_id = drafted_bid(supplier, tender)
    assert supplier.put(f"/v1/bids/{bid_id}", content(price="1"), version=1).status_code == 200
    assert supplier.put(f"/v1/bids/{bid_id}", content(price="2"), version=1).status_code == 412
    assert supplier.put(f"/v1/bids/{bid_id}", content(price="2")).status_code == 428


def test_an_authority_does_not_bid_for_its_own_tender_and_may_bid_for_another(world: World) -> None:
    team, other = authority(world), authority(world)
    tender = published_tender(team)
    colleague = world.person(team.organisation_id, Role.SUPPLIER)
    refused = colleague.post(f"/v1/tenders/{tender['id']}/bids", {"lot": "1"})
    assert (refused.status_code, refused.json()["code"]) == (409, "bid.own_tender")
    drafted_bid(world.person(other.organisation_id, Role.SUPPLIER), tender)


def test_a_bid_is_begun_only_while_the_tender_takes_bids(world: World) -> None:
    team = authority(world)
    tender = published_tender(team)
    supplier = world.supplier()
    missing = supplier.post(f"/v1/tenders/{tender['id']}/bids", {"lot": "no such lot"})
    assert missing.status_code == 404
    past_the_deadline(world, tender)
    refused = supplier.post(f"/v1/tenders/{tender['id']}/bids", {"lot": "1"})
    assert (refused.status_code, refused.json()["code"]) == (409, "tender.takes_no_bids")
    draft = team.buyer.make("/v1/tenders", {"title": "Not published"})
    assert supplier.post(f"/v1/tenders/{draft['id']}/bids", {"lot": "1"}).status_code == 404


def test_the_same_key_begins_one_bid(world: World) -> None:
    tender = published_tender(authority(world))
    supplier = world.supplier()
    key = {"Idempotency-Key": str(uuid4())}
    first = supplier.post(f"/v1/tenders/{tender['id']}/bids", {"lot": "1"}, headers=key)
    again = supplier.post(f"/v1/tenders/{tender['id']}/bids", {"lot": "1"}, headers=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()


def test_a_check_lists_everything_at_once_and_changes_nothing(world: World) -> None:
    tender = published_tender(authority(world))
    supplier = world.supplier()
    bid_id = drafted_bid(supplier, tender, {"price": None, "answers": []})
    checked = supplier.read(f"/v1/bids/{bid_id}/check")
    assert not checked["complete"]
    assert [one["place"] for one in checked["findings"]] == [
        "answers.charter",
        "answers.carbon-plan",
        "answers.local-jobs",
        "answers.local-spend",
        "price",
    ]
    supplier.did(supplier.put(f"/v1/bids/{bid_id}", content(), version=1))
    assert supplier.read(f"/v1/bids/{bid_id}/check") == {"complete": True, "findings": []}


def test_a_bid_list_is_ones_own_and_may_be_narrowed(world: World) -> None:
    team = authority(world)
    first, second = published_tender(team), published_tender(team)
    supplier, rival = world.supplier(), world.supplier()
    mine = [submitted_bid(supplier, first), drafted_bid(supplier, second)]
    drafted_bid(rival, first)
    assert {one["id"] for one in supplier.read("/v1/bids")["items"]} == set(mine)
    assert [one["id"] for one in supplier.read("/v1/bids?status=draft")["items"]] == [mine[1]]
    assert [one["id"] for one in supplier.read(f"/v1/bids?tender={first['id']}")["items"]] == [mine[0]]
    page = supplier.read("/v1/bids?limit=1")
    rest = supplier.read("/v1/bids", params={"limit": 1, "cursor": page["next"]})
    assert {page["items"][0]["id"], rest["items"][0]["id"]} == set(mine)
    assert rest["next"] is None
