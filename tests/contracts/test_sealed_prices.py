"""Until two people open the prices nobody of the authority learns one, by any route, in any role: F12 once more."""

import hashlib
from collections.abc import Iterator
from itertools import product

from app.identity.rules import Role
from scoring.digest import digest
from tests.contracts.walking import Walked, walk
from tests.journeys import building
from tests.journeys.building import Journey
from tests.world import Client, World

PRICE = "734219.37"
WAYS_TO_SAY_IT = (PRICE, "734219", "734,219", "734 219", "£734k", "881,063", "seven hundred and thirty-four")
PLANTED = (
    "All of this for £734,219.37, or £734k; with VAT £881,063.24. Ask for seven hundred and thirty-four thousand two "
    "hundred and nineteen pounds."
)
KEPT = "plain-words-canary"


def _planted(world: World) -> Journey:
    """Return an evaluation in which one bid says its price wherever a bid can say anything, and one has left."""
    pledges = [{"measure": None, "title": "For £734k", "quantity": PRICE, "unit": "GBP", "words": PLANTED}]
    full = building.content(price=PRICE, local_spend=PRICE, carbon=f"{KEPT} {PLANTED}", carbon_pledges=pledges)
    bids = {"Acme": full, "Brook": building.content(price="110000"), "Cedar": building.content(price=PRICE)}
    journey = building.evaluating(building.journey_with_bids(world, bids))
    cedar = journey.bidder("Cedar")
    cedar.client.make(f"/v1/bids/{cedar.bid_id}/withdraw", {"reason": "£734,219.37 was too low."})
    return journey


def _readers(journey: Journey) -> Iterator[Client]:
    team = journey.team
    yield from (team.buyer, team.commissioner, team.auditor, team.evaluators[0])
    for role in (
        Role.EVALUATOR,
        Role.ADMIN,
        Role.SUPPLIER,
    ):
        yield journey.world.person(team.organisation_id, role)


def _ids(journey: Journey) -> dict[str, object]:
    team = journey.team
    openings = team.buyer.read(f"/v1/tenders/{journey.tender_id}/openings")["items"]
    flags = team.buyer.read(f"/v1/tenders/{journey.tender_id}/flags")["items"]
    work = team.evaluators[0].read("/v1/my-work")["items"]
    return {
        "tender_id": journey.tender_id,
        "bid_id": journey.bidder("Acme").bid_id,
        "rubric_id": journey.tender["rubric_id"],
        "organisation_id": team.organisation_id,
        "person_id": team.buyer.person_id,
        "opening_id": openings[0]["id"],
        "flag_id": flags[0]["id"],
        "assignment_id": work[0]["assignment_id"],
        "number": 1,
    }


def _everything_said(client: Client, route: Walked, address: str) -> str:
    answer = client.world.http.request(route.method, address, headers=client.headers)
    return f"{answer.status_code} {dict(answer.headers)} {answer.text}"


def _secrets(journey: Journey) -> tuple[str, ...]:
    """Return every way to say the price, and every digest under which it could be tried."""
    digests = []
    for name in ("Acme", "Cedar"):
        bidder = journey.bidder(name)
        receipt = bidder.client.read(f"/v1/bids/{bidder.bid_id}/submissions/1")
        digests += [receipt["digest"], digest(receipt["content"])]
    return (*WAYS_TO_SAY_IT, *digests, hashlib.sha256(PRICE.encode()).hexdigest())


def _check_nothing_is_told(journey: Journey) -> None:
    secrets, ids = _secrets(journey), _ids(journey)
    others = [ids | {"bid_id": journey.bidder("Cedar").bid_id}]
    others += [
        ids | {"assignment_id": one["assignment_id"]} for one in journey.team.evaluators[0].read("/v1/my-work")["items"]
    ]
    reads = [route for route in walk(journey.world.app) if route.method == "GET"]
    for client, route in product(_readers(journey), reads):
        # Each address once: most routes name neither a bid nor an assignment.
        for address in dict.fromkeys(route.address(some) for some in (ids, *others)):
            told = _everything_said(client, route, address)
            for secret in secrets:
                assert secret not in told, (str(route), secret, told[:600])
    flags = [one["id"] for one in journey.team.buyer.read(f"/v1/tenders/{journey.tender_id}/flags")["items"]]
    assert len(flags) > 5


def test_no_reading_route_tells_a_sealed_price_to_anybody_of_the_authority(world: World) -> None:
    journey = _planted(world)
    _check_nothing_is_told(journey)
    shown = journey.team.auditor.read(f"/v1/bids/{journey.bidder('Acme').bid_id}")
    assert KEPT in str(shown)
    assert (shown["price_sealed"], shown["price"], shown["content"]["price"]) == (True, None, None)


def test_nor_does_a_sort_a_filter_a_refusal_or_an_act(world: World) -> None:
    journey = _planted(world)
    team, bid_id = journey.team, journey.bidder("Acme").bid_id
    address = f"/v1/tenders/{journey.tender_id}"
    flag = team.buyer.read(f"{address}/flags")["items"][0]
    building.marked(journey, {"Acme": {"carbon-plan": "3"}})
    answers = [
        *(team.buyer.get(f"{address}/bids", params={"sort": key}) for key in ("price", "-price", "supplier_name")),
        *(team.buyer.get(f"{address}/flags", params={"sort": key}) for key in ("found_at", "kind")),
        team.buyer.post(f"{address}/results", {"lot": "1"}),
        team.buyer.post(f"{address}/openings", {"envelope": "price", "lot": "1"}),
        team.commissioner.post(f"/v1/flags/{flag['id']}/decide", {"outcome": "masked", "reason": "It is the price."}),
        team.buyer.post(
            f"/v1/bids/{bid_id}/agreed-marks",
            {"criterion": "carbon-plan", "mark": "3", "rationale": "It says enough.", "attendees": ["Bea"]},
        ),
        team.buyer.post(f"/v1/bids/{bid_id}/exclude", {"reason": "No insurance."}),
    ]
    assert [answers[0].status_code, answers[5].json()["code"]] == [422, "result.incomplete"]
    for answer in answers:
        told = f"{dict(answer.headers)} {answer.text}"
        assert not [secret for secret in _secrets(journey) if secret in told], told[:600]


def test_a_released_passage_is_shown_to_evaluators_and_still_not_to_readers_of_the_bid(world: World) -> None:
    journey = _planted(world)
    _decide_every_passage(journey, "released")
    work = journey.team.evaluators[0].read("/v1/my-work")["items"]
    shown = [journey.team.evaluators[0].read(f"/v1/my-work/{one['assignment_id']}") for one in work]
    assert "734,219.37" in str(shown)
    for reader in (journey.team.buyer, journey.team.commissioner, journey.team.auditor):
        for path in (f"/v1/bids/{journey.bidder('Acme').bid_id}", f"/v1/tenders/{journey.tender_id}/flags"):
            assert not [way for way in WAYS_TO_SAY_IT if way in str(reader.read(path))], path


def test_when_quality_is_settled_two_people_open_the_prices_and_everybody_who_may_reads_them(world: World) -> None:
    journey = _planted(world)
    two = {"Acme": {"carbon-plan": "4", "local-jobs": "3"}, "Brook": {"carbon-plan": "3", "local-jobs": "4"}}
    building.agreed(building.marked(journey, two), two)
    _decide_every_passage(journey, "masked")
    _check_nothing_is_told(journey)
    opened = building.open_envelope(journey.team, journey.tender_id, envelope="price", lot="1")
    assert {one["supplier_name"]: one["price"] for one in opened["bids"]} == {"Acme": PRICE, "Brook": "110000"}
    shown = journey.team.auditor.read(f"/v1/bids/{journey.bidder('Acme').bid_id}")
    sent = journey.bidder("Acme").client.read(f"/v1/bids/{journey.bidder('Acme').bid_id}/submissions/1")
    assert (shown["content"], shown["digest"]) == (sent["content"], sent["digest"])
    cedar = journey.team.auditor.get(f"/v1/bids/{journey.bidder('Cedar').bid_id}")
    assert cedar.json()["price_sealed"]
    assert not [secret for secret in WAYS_TO_SAY_IT if secret in cedar.text]
    assert building.compute(journey)["document"]["lots"][0]["ranking"]


def _decide_every_passage(journey: Journey, outcome: str) -> None:
    for flag in journey.team.buyer.read(f"/v1/tenders/{journey.tender_id}/flags", params={"limit": 200})["items"]:
        said = {"outcome": outcome, "reason": "It is what the whole costs."}
        journey.team.commissioner.make(f"/v1/flags/{flag['id']}/decide", said)
