"""Where a supplier may win only so many lots, each decision keeps to the published mechanism and says who is passed."""

from typing import Any

import pytest

from tests.awards.deciding import past_standstill, published
from tests.awards.test_lots_and_ties import LOTS, compute_second, status
from tests.contracts_service.agreeing import code, term
from tests.journeys.building import (
    MARKED,
    Journey,
    agree,
    agreed,
    assigned,
    authority,
    compute,
    content,
    decide_gate,
    evaluating,
    journey_with_bids,
    mark,
    marked,
    submitted_bid,
)
from tests.world import World

WORDS = "No supplier wins more than one lot; the lots are awarded in their order."
ALIKE = {"Acme": {"carbon-plan": "4", "local-jobs": "3"}, "Brook": {"carbon-plan": "4", "local-jobs": "3"}}


def limited(world: World, *, mechanism: str = "lot_order", **bids: Any) -> tuple[Journey, dict[str, str]]:
    """Return a tender of two lots of which a supplier may win one, with bids of Acme and whoever is named for lot 2."""
    limit = {"most": 1, "mechanism": mechanism, "words": WORDS}
    journey = journey_with_bids(world, bids.get("first"), lots=LOTS, evaluation={"lot_limit": limit})
    second = {
        name: submitted_bid(journey.bidder(name).client, journey.tender, content(), lot="2")
        for name in bids.get("second", ("Acme",))
    }
    for name, lots in bids.get("preferences", {}).items():
        journey.bidder(name).client.make(f"/v1/tenders/{journey.tender_id}/lot-preference", {"lots": lots})
    return evaluating(journey), second


def settled(journey: Journey, second: dict[str, str], marks: dict[str, str] | None = None) -> None:
    """Mark, agree and compute both lots; in the second each bid gets its mark, 3 unless told otherwise."""
    agreed(marked(journey))
    compute(journey)
    compute_lot_two(journey, second, marks)


def compute_lot_two(journey: Journey, second: dict[str, str], marks: dict[str, str] | None = None) -> None:
    for evaluator in journey.team.evaluators:
        assigned(journey, evaluator, MARKED, lot="2")
    for name, bid_id in second.items():
        value = (marks or {}).get(name, "3")
        decide_gate(journey, bid_id)
        for criterion in MARKED:
            for evaluator in journey.team.evaluators:
                mark(evaluator, bid_id, criterion, value)
    for name, bid_id in second.items():
        value = (marks or {}).get(name, "3")
        for criterion in MARKED:
            agree(journey, bid_id, criterion, value)
    compute(journey, lot="2")


def allocation(journey: Journey) -> dict[str, Any]:
    found: dict[str, Any] = journey.team.auditor.read(f"/v1/tenders/{journey.tender_id}/allocation")
    return found


def award(journey: Journey, lot: str, bid_id: str, **fields: Any) -> Any:
    today = journey.world.clock.now().date().isoformat()
    body = {"lot": lot, "bid": bid_id, "reasons": "By the published mechanism.", "notice_on": today} | fields
    return journey.team.buyer.post(f"/v1/tenders/{journey.tender_id}/awards", body)


def winners(journey: Journey) -> dict[str, str | None]:
    return {row["lot"]: row["winner"] and row["winner"]["name"] for row in allocation(journey)["lots"]}


def test_a_bid_over_the_limit_is_passed_over_with_the_reason(world: World) -> None:
    journey, second = limited(world, second=("Acme", "Brook"))
    settled(journey, second, {"Acme": "4", "Brook": "2"})
    found = allocation(journey)
    assert (found["limit"], found["mechanism"], found["words"]) == (1, "lot_order", WORDS)
    assert winners(journey) == {"1": "Acme", "2": "Brook"}
    (passed,) = found["lots"][1]["passed_over"]
    assert (passed["name"], passed["rank"]) == ("Acme", 1)
    assert "no supplier may win more than 1 lot" in passed["said"]
    refused = award(journey, "2", second["Acme"])
    assert code(refused) == (409, "award.bid_may_not_win")
    assert passed["said"] in refused.json()["detail"]
    made = journey.team.buyer.did(award(journey, "2", second["Brook"]))
    assert made["supplier_name"] == "Brook"
    assert allocation(journey)["lots"][1]["award"] == made["reference"]
    assert journey.team.buyer.did(award(journey, "1", journey.bidder("Acme").bid_id))["supplier_name"] == "Acme"


def test_a_limit_that_leaves_a_lot_without_a_winner_says_so_and_holds_nothing_up(world: World) -> None:
    journey, second = limited(world)
    settled(journey, second)
    found = allocation(journey)
    assert winners(journey) == {"1": "Acme", "2": None}
    assert "left without a winner" in found["lots"][1]["said"]
    refused = award(journey, "2", second["Acme"])
    assert code(refused) == (409, "award.bid_may_not_win")
    first = journey.team.buyer.did(award(journey, "1", journey.bidder("Acme").bid_id))
    assert code(award(journey, "2", second["Acme"])) == (409, "award.bid_may_not_win")
    made = published(journey, first)
    assert status(journey) == "awarded"
    past_standstill(world, made)
    assert journey.team.buyer.post(f"/v1/awards/{made['id']}/contract", term(journey)).status_code == 201


def test_nothing_is_decided_before_every_lot_has_its_result(world: World) -> None:
    journey, second = limited(world)
    agreed(marked(journey))
    compute(journey)
    path = f"/v1/tenders/{journey.tender_id}/allocation"
    for answer in (journey.team.buyer.get(path), award(journey, "1", journey.bidder("Acme").bid_id)):
        assert code(answer) == (409, "award.allocation_incomplete")
        assert answer.json()["lots"] == ["2"]
    compute_lot_two(journey, second)
    assert award(journey, "1", journey.bidder("Acme").bid_id).is_success


def test_a_tie_at_the_limit_is_decided_first_and_the_other_lot_follows_from_it(world: World) -> None:
    alike = {name: content() for name in ALIKE}
    journey, second = limited(world, first=alike, second=("Acme", "Brook"))
    agreed(marked(journey, ALIKE), ALIKE)
    compute(journey)
    compute_lot_two(journey, second, {"Acme": "4", "Brook": "2"})
    tied = allocation(journey)["lots"][0]
    assert (tied["winner"], [one["name"] for one in tied["tied"]]) == (None, ["Acme", "Brook"])
    waiting = award(journey, "2", second["Acme"])
    assert (code(waiting), waiting.json()["lots"]) == ((409, "award.allocation_incomplete"), ["1"])
    acme = journey.bidder("Acme").bid_id
    assert code(award(journey, "1", acme)) == (409, "award.tie_needs_reason")
    assert award(journey, "1", acme, tie_reason="Lots were drawn before both bidders.").is_success
    assert winners(journey) == {"1": "Acme", "2": "Brook"}
    assert code(award(journey, "2", second["Acme"])) == (409, "award.bid_may_not_win")
    assert code(award(journey, "2", second["Brook"], tie_reason="By lot.")) == (409, "award.no_tie")
    assert award(journey, "2", second["Brook"]).is_success


def test_a_choice_that_would_undo_an_award_that_stands_is_refused(world: World) -> None:
    alike = {name: content() for name in ALIKE}
    journey, second = limited(world, first=alike, second=("Acme", "Brook"))
    agreed(marked(journey, ALIKE), ALIKE)
    compute(journey)
    compute_lot_two(journey, second, {"Acme": "4", "Brook": "2"})
    acme, brook = (journey.bidder(name).bid_id for name in ALIKE)
    drawn = {"tie_reason": "Lots were drawn before both bidders."}
    first = journey.team.buyer.did(award(journey, "1", acme, **drawn))
    second_award = journey.team.buyer.did(award(journey, "2", second["Brook"]))
    journey.team.buyer.make(f"/v1/awards/{first['id']}/void", {"reason": "The draw was not witnessed."})
    refused = award(journey, "1", brook, **drawn)
    assert code(refused) == (409, "award.bid_may_not_win")
    assert second_award["reference"] in refused.json()["detail"]
    assert award(journey, "1", acme, **drawn).is_success


@pytest.mark.parametrize(
    ("mechanism", "expected"),
    [("best_total", {"1": "Brook", "2": "Acme"}), ("bidder_preference", {"1": "Acme", "2": "Brook"})],
)
def test_the_other_mechanisms_are_applied_as_published(world: World, mechanism: str, expected: dict[str, str]) -> None:
    journey, second = limited(world, mechanism=mechanism, second=("Acme", "Brook"))
    settled(journey, second, {"Acme": "4", "Brook": "1"})
    assert winners(journey) == expected
    assert (allocation(journey)["combinations"] is not None) == (mechanism == "best_total")


def test_a_supplier_that_is_first_in_more_lots_than_it_may_have_gets_the_one_that_it_said_it_prefers(
    world: World,
) -> None:
    wishes = {"Acme": ["2", "1"]}
    journey, second = limited(world, mechanism="bidder_preference", second=("Acme", "Brook"), preferences=wishes)
    settled(journey, second, {"Acme": "4", "Brook": "1"})
    assert winners(journey) == {"1": "Brook", "2": "Acme"}
    found = allocation(journey)
    assert found["said"][:2] == [
        "Acme prefers its lots in this order: 2, 1.",
        "Brook stated no order of preference: the published order of the lots counts.",
    ]
    (passed,) = found["lots"][0]["passed_over"]
    assert "Acme, ranked 1, is passed over: it has lot 2, which it prefers" in passed["said"]
    refused = award(journey, "1", journey.bidder("Acme").bid_id)
    assert code(refused) == (409, "award.bid_may_not_win")
    assert award(journey, "1", journey.bidder("Brook").bid_id).is_success
    assert award(journey, "2", second["Acme"]).is_success


def test_without_a_limit_whoever_is_first_wins_each_lot(world: World) -> None:
    journey = journey_with_bids(world, lots=LOTS)
    acme = submitted_bid(journey.bidder("Acme").client, journey.tender, content(), lot="2")
    agreed(marked(evaluating(journey)))
    compute(journey)
    compute_second(journey, acme)
    found = allocation(journey)
    assert (found["limit"], found["mechanism"], found["words"]) == (None, None, None)
    assert winners(journey) == {"1": "Acme", "2": "Acme"}


def test_the_allocation_is_for_its_authority_alone(world: World) -> None:
    journey, second = limited(world)
    settled(journey, second)
    path = f"/v1/tenders/{journey.tender_id}/allocation"
    assert authority(world).buyer.get(path).status_code == 404
    assert journey.bidder("Brook").client.get(path).status_code == 403
    assert journey.team.evaluators[0].get(path).status_code == 403
