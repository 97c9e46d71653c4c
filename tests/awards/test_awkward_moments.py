"""What comes at an awkward moment: late letters, withdrawals half-way, and a contract that is already drafted."""

from datetime import datetime

from tests.awards.deciding import awarded, past_standstill
from tests.awards.test_lots_and_ties import two_lots
from tests.contracts_service.agreeing import carry_all, code, term
from tests.journeys.building import computed
from tests.world import World

PSR = "provider-selection-regime"
ANSWER = {"outcome": "not_upheld", "reasons": "The panel read the plan against the published level."}


def test_a_contract_in_draft_waits_for_the_days_after_a_review_too(world: World) -> None:
    journey = computed(world, regime=PSR)
    buyer, award = journey.team.buyer, awarded(journey)
    in_standstill = world.clock.now()
    past_standstill(world, award)
    contract = buyer.make(f"/v1/awards/{award['id']}/contract", term(journey))
    carry_all(journey, contract)
    letter = {"words": "It lay in the post room.", "made_by": "Brook", "received_at": in_standstill.isoformat()}
    made = buyer.make(f"/v1/awards/{award['id']}/representations", letter)
    assert made["holds_standstill"] is True
    done = journey.team.commissioner.make(f"/v1/representations/{made['id']}/decide", ANSWER)
    early = buyer.post(f"/v1/contracts/{contract['id']}/go-live")
    assert code(early) == (409, "contract.standstill_running")
    world.clock.at = datetime.fromisoformat(done["extension"]["ends_at"])
    world.clock.advance(seconds=-1)
    assert code(buyer.post(f"/v1/contracts/{contract['id']}/go-live")) == (409, "contract.standstill_running")
    world.clock.advance(seconds=1)
    assert buyer.post(f"/v1/contracts/{contract['id']}/go-live").is_success


def test_a_bid_under_a_live_contract_binds_though_another_lot_of_the_tender_waits(world: World) -> None:
    journey, waiting = two_lots(world, second=True)
    buyer, acme, reason = journey.team.buyer, journey.bidder("Acme"), {"reason": "We would rather not."}
    award = awarded(journey)
    past_standstill(world, award)
    contract = buyer.make(f"/v1/awards/{award['id']}/contract", term(journey))
    carry_all(journey, contract)
    buyer.make(f"/v1/contracts/{contract['id']}/go-live")
    for bidder in (acme, journey.bidder("Brook")):
        left = bidder.client.post(f"/v1/bids/{bidder.bid_id}/withdraw", reason)
        assert code(left) == (409, "bid.binding")
        assert code(buyer.post(f"/v1/bids/{bidder.bid_id}/exclude", reason)) == (409, "bid.binding")
    assert acme.client.read(f"/v1/bids/{acme.bid_id}")["status"] == "submitted"
    assert acme.client.post(f"/v1/bids/{waiting}/withdraw", reason).is_success


def test_a_winner_that_will_not_sign_may_leave_and_the_lot_is_decided_anew(world: World) -> None:
    journey, _ = two_lots(world, second=True)
    buyer, acme = journey.team.buyer, journey.bidder("Acme")
    award = awarded(journey)
    past_standstill(world, award)
    acme.client.make(f"/v1/bids/{acme.bid_id}/withdraw", {"reason": "We have no staff left."})
    answer = buyer.post(f"/v1/awards/{award['id']}/contract", term(journey))
    assert code(answer) == (409, "contract.award_overtaken")
    assert buyer.post(f"/v1/awards/{award['id']}/void", {"reason": "The winner has left."}).is_success
