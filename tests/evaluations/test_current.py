"""A result says whether anything it rests on has changed: every kind of change, read before it and after it."""

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import text

from app.evaluations import service as evaluations
from app.tenders import service as tenders
from tests.journeys.building import Journey, agree, compute, computed, decide_gate
from tests.world import World


def _withdraw(journey: Journey) -> None:
    cedar = journey.bidder("Cedar")
    cedar.client.make(f"/v1/bids/{cedar.bid_id}/withdraw", {"reason": "We lost our subcontractor."})


def _exclude(journey: Journey) -> None:
    journey.team.buyer.make(f"/v1/bids/{journey.bidder('Cedar').bid_id}/exclude", {"reason": "No insurance."})


def _agree_anew(journey: Journey) -> None:
    agree(journey, journey.bidder("Brook").bid_id, "carbon-plan", "4", superseding_reason="The annex was overlooked.")


def _decide_the_gate_anew(journey: Journey) -> None:
    decide_gate(journey, journey.bidder("Brook").bid_id, passed=False, superseding_reason="The signature is forged.")


CHANGES = (_withdraw, _exclude, _agree_anew, _decide_the_gate_anew)


def _current(journey: Journey, result_id: str) -> tuple[bool, bool]:
    read = journey.team.auditor.read(f"/v1/results/{result_id}")
    return read["current"], read["superseded"]


@pytest.mark.parametrize("change", CHANGES)
def test_every_kind_of_change_is_seen_at_once_and_the_next_result_holds(
    world: World, change: Callable[[Journey], None]
) -> None:
    journey = computed(world)
    assert journey.result is not None
    first = journey.result["id"]
    assert _current(journey, first) == (True, False)
    assert _current(journey, first) == (True, False)
    change(journey)
    assert _current(journey, first) == (False, False)
    second = compute(journey, reason="Something changed.")["id"]
    assert (_current(journey, first), _current(journey, second)) == ((False, True), (True, False))


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_seen_although_it_was_stamped_before_the_result_that_it_came_after(
    world: World, change: Callable[[Journey], None]
) -> None:
    """Whoever waits for the tender while a result is computed carries the instant at which they began to wait."""
    journey = computed(world)
    assert journey.result is not None
    assert _current(journey, journey.result["id"]) == (True, False)
    world.clock.advance(seconds=-5)
    change(journey)
    assert _current(journey, journey.result["id"]) == (False, False)


def test_an_agreement_made_anew_in_the_same_words_leaves_a_result_as_it_was(world: World) -> None:
    journey = computed(world)
    assert journey.result is not None
    agree(journey, journey.bidder("Acme").bid_id, "carbon-plan", "4", superseding_reason="The minute was lost.")
    assert _current(journey, journey.result["id"]) == (True, False)


def test_a_tender_that_moves_on_leaves_a_result_as_it_was(world: World) -> None:
    journey = computed(world)
    assert journey.result is not None
    assert _current(journey, journey.result["id"]) == (True, False)
    journey.team.buyer.make(
        f"/v1/tenders/{journey.tender_id}/abandon", {"reason": "There is no money for it any more."}
    )
    assert _current(journey, journey.result["id"]) == (True, False)


def test_what_readers_were_told_does_not_bind_whoever_decides(world: World) -> None:
    """What is changed behind the service moves no version; an award reads and hashes everything anew."""
    journey = computed(world)
    assert journey.result is not None
    result_id = UUID(journey.result["id"])
    assert _current(journey, str(result_id)) == (True, False)
    with world.service.database.unit_of_work(write=True) as tx:
        tx.execute(text("UPDATE tender SET ends_on = '2039-03-31'"))
    with world.service.database.unit_of_work(write=False) as tx:
        row = evaluations.result(tx, result_id)
        tender = tenders.get(tx, row.tender_id)
        assert not evaluations.is_current(tx, tender, tenders.lot_by_id(tender, row.lot_id), row)
