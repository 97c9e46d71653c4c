"""A sum of what nobody claimed or accepted is no nought, and says why as the report of each contract does."""

from datetime import date
from typing import Any

import pytest

from app.identity.rules import Role
from app.organisations.rules import OrganisationKind
from tests.contracts_service.test_volumes import LINK, linked
from tests.delivery.deal import Deal, deal, spend
from tests.documents_service.changing import failures
from tests.documents_service.further_issuing import PORTFOLIO, SHARES, called, stated
from tests.documents_service.issuing import json_of, reported
from tests.journeys.building import computed
from tests.world import Client, World


def two_buyers(world: World) -> tuple[Deal, Deal]:
    """Return contracts of one supplier with two authorities, each with a promise for two quarters."""
    supplier = world.supplier()
    made = []
    for number in (1, 2):
        buyer = world.person(world.organisation(OrganisationKind.TRUST), Role.BUYER)
        made.append(deal(world, spend(f"{number}000", "500.5"), sides=(buyer, supplier)))
        called(world, made[-1].contract, f"C-2026-{number:04}")
    return made[0], made[1]


@pytest.mark.parametrize(
    ("act", "claimed", "proved"),
    [("none", "no_data", "no_data"), ("wait", "known", "not_verified"), ("reject", "known", "rejected")],
)
def test_sums_say_why_nothing_is_proved_as_contracts_do(world: World, act: str, claimed: str, proved: str) -> None:
    both = two_buyers(world)
    for each in both:
        each.on(date(2026, 4, 10))
        update = None if act == "none" else each.claimed("1000")
        if act == "reject":
            each.buyer.did(each.decide(update, act, reason="The ledger is of another contract."))
    statement = stated(both[0].supplier)
    (together,) = statement["together"]
    buyer: Client = both[0].buyer
    portfolio = json_of(buyer, buyer.make(PORTFOLIO, {})["id"])
    (line,), (row,) = portfolio["lines"], portfolio["rows"]
    (kept,) = json_of(buyer, reported(buyer, both[0].contract)["id"])["commitments"]
    for told in (together, line["quantities"], row["quantities"], kept):
        assert (told["claimed"]["state"], told["proved"]["state"]) == (claimed, proved)
        assert told["proved"]["value"] is None
    assert failures(statement) == failures(portfolio) == []


def test_sums_over_promises_of_which_nothing_is_due_yet_say_so(world: World) -> None:
    both = two_buyers(world)
    both[0].on(date(2026, 2, 1))
    statement = stated(both[0].supplier)
    buyer = both[0].buyer
    portfolio = json_of(buyer, buyer.make(PORTFOLIO, {})["id"])
    for told in (statement["together"][0], portfolio["lines"][0]["quantities"], portfolio["rows"][0]["quantities"]):
        assert {told[name]["state"] for name in ("due", "claimed", "proved")} == {"not_due"}
        assert told["promised"]["state"] == "known"
    assert failures(statement) == failures(portfolio) == []


@pytest.mark.parametrize(
    ("members", "said"),
    [
        (0, ["No members on 1 January 2026, with no sum shared.", "No sum is withheld."]),
        (
            1,
            [
                "1 member on 1 January 2026, who shares 1 sum in 1 measure.",
                "1 sum withheld, because too few members or suppliers stand behind.",
            ],
        ),
    ],
)
def test_a_network_of_nobody_or_of_one_reads_as_it_is(world: World, members: int, said: list[str]) -> None:
    lead = world.person(world.organisation(OrganisationKind.INTEGRATED_CARE_BOARD), Role.COMMISSIONER)
    address = f"/v1/networks/{lead.make('/v1/networks', {'name': 'Anchors', 'purpose': 'See.'})['id']}"
    for _ in range(members):
        each = deal(world, spend("10", "10"))
        assert each.buyer.organisation_id
        commissioner = world.person(each.buyer.organisation_id, Role.COMMISSIONER)
        lead.make(f"{address}/invitations", {"organisation_id": str(commissioner.organisation_id)})
        commissioner.make(f"{address}/join", SHARES)
    report: dict[str, Any] = json_of(lead, lead.make(f"{address}/documents", {})["id"])
    assert report["summary"] == said
    assert failures(report) == []


def test_what_follows_a_volume_that_nobody_recorded_is_unknown_and_not_later(world: World) -> None:
    journey = computed(world)
    live, _ = linked(journey, LINK)
    buyer = journey.team.buyer
    report = json_of(buyer, reported(buyer, live["id"])["id"])
    (row,) = [one for one in report["commitments"] if "no volume is recorded for 3 periods" in one["said"]]
    assert {row[name]["state"] for name in ("due", "claimed", "proved", "percent_of_due")} == {"no_data"}
    states = [(one["target"]["state"], one["target_to_date"]["state"]) for one in row["periods"]]
    assert states == [("no_data", "no_data")] * 3 + [("not_applicable", "not_due")]
    statement = stated(journey.bidder("Acme").client)
    assert failures(report) == failures(statement) == []
