"""Until a tender is closed nobody outside its supplier learns anything of a bid, by any route, in any role."""

from collections.abc import Iterator
from itertools import product
from typing import Any

from app.identity.rules import Role
from app.organisations.rules import OrganisationKind
from tests.contracts.walking import Walked, walk
from tests.journeys import building
from tests.world import Client, World

CANARY = "Xylophone-Quartz-4417"
PRICE = "734219.37"


def _outsiders(world: World, team: building.Team) -> Iterator[Client]:
    """Yield everybody who must learn nothing: all roles of the authority, of another, a rival, the operator, nobody."""
    yield from (world.person(team.organisation_id, role) for role in Role)
    yield world.person(team.organisation_id, *Role)
    elsewhere = world.organisation(OrganisationKind.COUNCIL)
    yield world.person(elsewhere, *Role)
    rival = world.organisation(OrganisationKind.BUSINESS)
    yield world.person(rival, Role.SUPPLIER, Role.ADMIN, Role.AUDITOR)
    yield world.person(world.organisation(OrganisationKind.OPERATOR), Role.ADMIN, Role.AUDITOR)
    yield world.stranger


def _ids(tender: dict[str, Any], bid_id: str, supplier: Client) -> dict[str, object]:
    return {
        "tender_id": tender["id"],
        "bid_id": bid_id,
        "assignment_id": tender["id"],
        "lot_id": tender["lots"][0]["id"],
        "rubric_id": tender["rubric_id"],
        "organisation_id": supplier.organisation_id,
        "person_id": supplier.person_id,
        "number": 1,
    }


def _everything_said(client: Client, route: Walked, ids: dict[str, object]) -> str:
    headers = {"If-Match": '"1"'} if route.method == "PUT" else {}
    address = route.address(ids)
    answer = client.world.http.request(route.method, address, headers={**client.headers, **headers}, **route.request())
    return f"{answer.status_code} {dict(answer.headers)} {answer.text}"


def test_no_route_tells_anybody_outside_the_supplier_of_a_sealed_bid(world: World) -> None:
    team = building.authority(world)
    tender = building.published_tender(team)
    supplier = world.supplier("Sealed Ltd")
    bid_id = building.submitted_bid(supplier, tender, building.content(price=PRICE, carbon=f"We plant {CANARY}."))
    digest = supplier.read(f"/v1/bids/{bid_id}")["submission"]["digest"]
    ids = _ids(tender, bid_id, supplier)
    reads = [route for route in walk(world.app) if route.method == "GET"]
    acts = [route for route in walk(world.app) if route.method != "GET" and "tender_id" in route.path + "bid_id"]
    for client, route in product(_outsiders(world, team), [*reads, *acts]):
        if route.path in {"/v1/tenders/{tender_id}/abandon", "/v1/tenders/{tender_id}/extend"}:
            continue  # acts of the tender's own buyer that would end or change the tender under test
        said = _everything_said(client, route, ids)
        asked_for_the_bid = "bid_id" in route.path
        for secret in (CANARY, PRICE, digest, *([] if asked_for_the_bid else [bid_id])):
            assert secret not in said, (str(route), client.headers, said)


def test_a_bid_that_exists_and_one_that_does_not_are_told_apart_by_nobody(world: World) -> None:
    team = building.authority(world)
    tender = building.published_tender(team)
    supplier = world.supplier("Sealed Ltd")
    real = building.submitted_bid(supplier, tender)
    unreal = "019b8d62-7a80-7fff-8fff-cf25ff0e0001"
    ids = _ids(tender, real, supplier)
    for client, route in product(_outsiders(world, team), walk(world.app)):
        if "{bid_id}" in route.path:
            about_real = _everything_said(client, route, ids).replace(real, "ID")
            about_unreal = _everything_said(client, route, ids | {"bid_id": unreal}).replace(unreal, "ID")
            assert about_real == about_unreal, str(route)


def test_neither_the_log_of_the_buyer_nor_its_size_tells_of_bids(world: World) -> None:
    team = building.authority(world)
    auditor = world.person(team.organisation_id, Role.AUDITOR)
    tender = building.published_tender(team)
    before = auditor.make("/v1/audit/heads")
    supplier = world.supplier("Sealed Ltd")
    bid_id = building.submitted_bid(supplier, tender)
    supplier.make(f"/v1/bids/{bid_id}/submit")
    assert auditor.make("/v1/audit/heads") is None
    building.closed(team, tender)
    after = auditor.make("/v1/audit/heads")
    assert after["size"] > before["size"]
    opened = auditor.read("/v1/audit/events?action=bids.opened")["items"]
    assert bid_id in str(opened[0]["after"])
