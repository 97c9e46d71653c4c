"""What a contract waits for: an approved award, a published notice, the end of standstill, and every answer owed."""

from datetime import datetime
from typing import Any

import httpx2

from tests.awards.deciding import approved, awarded, decided, past_standstill, published
from tests.contracts_service.agreeing import carry_all, code, term
from tests.journeys.building import Journey, computed
from tests.world import World

SAID = {"words": "Our plan was marked against the wrong level."}
ANSWER = {"outcome": "not_upheld", "reasons": "The panel read the plan against the published level."}


def drafting(journey: Journey, award: dict[str, Any], **fields: Any) -> httpx2.Response:
    return journey.team.buyer.post(f"/v1/awards/{award['id']}/contract", term(journey, **fields))


def objected(journey: Journey, award: dict[str, Any]) -> dict[str, Any]:
    """Let Brook object, and return what was kept of it."""
    made: dict[str, Any] = journey.bidder("Brook").client.make(f"/v1/awards/{award['id']}/representations", SAID)
    return made


def answered(journey: Journey, made: dict[str, Any], **body: Any) -> dict[str, Any]:
    """Let the commissioner decide what becomes of a representation."""
    done: dict[str, Any] = journey.team.commissioner.make(f"/v1/representations/{made['id']}/decide", ANSWER | body)
    return done


def test_no_contract_comes_of_an_award_whose_notice_is_not_published(world: World) -> None:
    journey = computed(world)
    award = decided(journey)
    past_standstill(world, award)
    for stage in ("decided", "approved"):
        answer = drafting(journey, award)
        assert code(answer) == (409, "contract.award_not_published")
        assert f"is {stage}" in answer.json()["detail"]
        if stage == "decided":
            approved(journey, award)
    assert journey.team.buyer.read("/v1/contracts")["items"] == []


def test_the_plan_of_a_standstill_lets_no_contract_through(world: World) -> None:
    journey = computed(world)
    plan = decided(journey)
    world.clock.advance(days=5)
    award = published(journey, plan)
    past_standstill(world, plan)
    assert code(drafting(journey, award)) == (409, "contract.standstill_running")
    past_standstill(world, award)
    world.clock.advance(seconds=-1)
    assert code(drafting(journey, award)) == (409, "contract.standstill_running")
    world.clock.advance(seconds=1)
    assert drafting(journey, award).is_success


def test_under_the_provider_selection_regime_it_waits_for_the_answer_and_five_working_days(world: World) -> None:
    journey = computed(world, regime="provider-selection-regime")
    award = awarded(journey)
    made = objected(journey, award)
    past_standstill(world, award)
    assert code(drafting(journey, award)) == (409, "contract.representation_undecided")
    done = answered(journey, made)
    world.clock.at = datetime.fromisoformat(done["extension"]["ends_at"])
    world.clock.advance(seconds=-1)
    assert code(drafting(journey, award)) == (409, "contract.standstill_running")
    world.clock.advance(seconds=1)
    last_day = done["extension"]["last_day"]
    assert code(drafting(journey, award, starts_on=last_day)) == (409, "contract.starts_in_standstill")
    assert drafting(journey, award).is_success


def test_elsewhere_it_waits_for_the_answer_alone(world: World) -> None:
    journey = computed(world)
    award = awarded(journey)
    made = objected(journey, award)
    past_standstill(world, award)
    assert code(drafting(journey, award)) == (409, "contract.representation_undecided")
    answered(journey, made)
    assert drafting(journey, award).is_success


def test_what_is_said_after_standstill_is_kept_and_stops_nothing(world: World) -> None:
    journey = computed(world)
    award = awarded(journey)
    past_standstill(world, award)
    assert objected(journey, award)["in_time"] is False
    assert drafting(journey, award).is_success


def test_no_contract_comes_of_an_award_against_which_somebody_was_right(world: World) -> None:
    journey = computed(world)
    award = awarded(journey)
    answered(journey, objected(journey, award), outcome="upheld", reasons="The panel used another question's level.")
    past_standstill(world, award)
    assert code(drafting(journey, award)) == (409, "contract.representation_upheld")
    journey.team.buyer.make(f"/v1/awards/{award['id']}/void", {"reason": "Brook was right about the level."})
    again = awarded(journey)
    past_standstill(world, again)
    assert drafting(journey, again).is_success


def test_a_letter_that_came_in_time_and_is_found_later_keeps_a_draft_from_binding(world: World) -> None:
    journey = computed(world)
    award = awarded(journey)
    received = world.clock.now().isoformat()
    past_standstill(world, award)
    contract = journey.team.buyer.did(drafting(journey, award))
    carry_all(journey, contract)
    path = f"/v1/awards/{award['id']}/representations"
    letter = SAID | {"made_by": "Brook, by letter", "received_at": received}
    made = journey.team.buyer.make(path, letter)
    going = f"/v1/contracts/{contract['id']}/go-live"
    assert code(journey.team.buyer.post(going)) == (409, "contract.representation_undecided")
    answered(journey, made)
    assert journey.team.buyer.make(going)["status"] == "live"
