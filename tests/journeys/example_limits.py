"""Refusals that keep one supplier from filling the log or the disk: the same thing again and again."""

import dataclasses
from datetime import datetime

from tests.awards import deciding
from tests.delivery import files
from tests.delivery.deal import deal
from tests.journeys import building
from tests.journeys.example_cast import refused
from tests.world import START, World


def meet_them(world: World) -> None:
    """Play what is refused when somebody does not stop."""
    world.clock.at = START
    _come_too_late_again_and_again(world)
    world.clock.at = START
    _send_more_than_a_contract_may_hold(world)
    world.clock.at = START
    _object_again_and_again(world)


def _come_too_late_again_and_again(world: World) -> None:
    tender = building.published_tender(building.authority(world))
    supplier = world.supplier()
    bid_id = building.drafted_bid(supplier, tender)
    world.clock.at = datetime.fromisoformat(tender["closes_at"])
    path = f"/v1/bids/{bid_id}/submit"
    for _ in range(10):
        supplier.post(path)
    refused(supplier, "bid.late_too_often", path)


def _send_more_than_a_contract_may_hold(world: World) -> None:
    made, before = deal(world), world.service.settings
    vars(world.service)["settings"] = dataclasses.replace(before, max_contract_bytes=1)
    try:
        full = made.send("payments.csv", files.CSV)
    finally:
        vars(world.service)["settings"] = before
    assert full.json()["code"] == "evidence.full"


def _object_again_and_again(world: World) -> None:
    journey = building.computed(world)
    award, brook = deciding.awarded(journey), journey.bidder("Brook").client
    path, said = f"/v1/awards/{award['id']}/representations", {"words": "Our plan was marked too low."}
    for _ in range(20):
        brook.make(path, said)
    refused(brook, "representation.too_many", path, said)
