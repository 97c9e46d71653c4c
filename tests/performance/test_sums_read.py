"""The portfolio reads the sums: like is added to like, unknown stays apart, and each side sees its own."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.contracts.rules import ContractStatus
from app.identity.rules import Role
from app.organisations.rules import OrganisationKind
from tests.delivery.deal import BANDS, WORDS, Deal, Promise, deal, spend
from tests.world import Client, World, remembered

AFTER_Q1, AFTER_Q2 = date(2026, 4, 1), date(2026, 7, 1)


def share(*targets: str) -> Promise:
    measure = {
        "id": "share",
        "title": "Share of staff",
        "unit": "per cent",
        "adds_up": "percentage",
        "better": "higher",
    }
    return Promise(measure=measure, promised=targets[-1], targets=targets, bands=BANDS)


def lines(who: Client, **asked: Any) -> list[Any]:
    query = "&".join(f"{name}={value}" for name, value in ({"as_at": AFTER_Q2} | asked).items())
    found: list[Any] = who.read(f"/v1/portfolio?{query}")["lines"]
    return found


def figures(line: Any, *names: str) -> tuple[Any, ...]:
    return tuple(line[name] for name in names)


@pytest.fixture
def two(world: World) -> tuple[Deal, Deal]:
    """Return the two contracts, taken once for all tests."""
    return half_a_year(world)


@remembered
def half_a_year(world: World) -> tuple[Deal, Deal]:
    """Return two contracts of one authority with two suppliers, half a year on."""
    first = deal(world, spend("10", "10", "10"), share("50", "60"), WORDS)
    second = deal(world, spend("5", "5"), sides=(first.buyer, world.supplier()))
    first.on(AFTER_Q2)
    first.verified("12")
    first.claimed("8", quarter=1)
    first.verified("55", commitment=1)
    first.verified("55", commitment=1, quarter=1)
    first.verified(None, commitment=2)
    second.verified("4")
    first.verified("1", quarter=2)
    return first, second


def test_promised_due_proved_waiting_and_unknown_stand_apart(two: tuple[Deal, Deal]) -> None:
    spent, staff, own = lines(two[0].buyer)
    assert figures(spent, "measure", "unit", "promised", "due", "due_later") == ("local-spend", "GBP", "40", "30", "10")
    assert figures(spent, "claimed", "proved", "waiting", "rejected") == ("24", "16", "8", "0")
    # Of 30 due: the second quarter of both is without an accepted claim.
    assert figures(spent, "unknown", "proved_ahead", "claimed_ahead") == ("15", "1", "1")
    assert spent["percent_of_due"] == {"exact": "160/3", "shown": "53.33"}
    counts = {"commitments": 2, "periods": 4, "reported": 3, "verified": 2, "waiting": 1, "without_report": 1}
    assert {name: spent["counts"][name] for name in counts} == counts
    assert figures(staff, "promised", "due", "proved", "percent_of_due", "share") == (None,) * 5
    assert figures(staff["counts"], "met", "missed") == (1, 1)
    assert figures(own, "measure", "title", "unit") == (None, "Promises of the bidders' own", None)
    assert figures(own["counts"], "commitments", "periods", "verified", "without_report") == (1, 2, 1, 1)


def test_each_filter_narrows_and_the_parts_make_the_whole(two: tuple[Deal, Deal]) -> None:
    first, second = two
    buyer = first.buyer
    parts = lines(buyer, split_by="party", measure="local-spend")
    assert [figures(line, "due", "proved") for line in parts] in (
        [("20", "12"), ("10", "4")],
        [("10", "4"), ("20", "12")],
    )
    assert {line["party"]["id"] for line in parts} == {str(made.supplier.organisation_id) for made in two}
    quarters = lines(buyer, split_by="period", measure="local-spend")
    assert [line["period"]["label"] for line in quarters] == [
        "January to March 2026",
        "April to June 2026",
        "July to September 2026",
        "October to December 2026",
    ][: len(quarters)]
    assert [line["due"] for line in quarters[:2]] == ["15", "15"]
    assert {line["promised"] for line in quarters} == {None}
    alone = lines(buyer, party=second.supplier.organisation_id)
    assert [figures(line, "promised", "due", "proved") for line in alone] == [("10", "10", "4")]
    assert lines(buyer, contract=second.contract) == alone
    early = lines(buyer, measure="local-spend", ends_until="2026-03-31")
    assert [figures(line, "promised", "due", "proved") for line in early] == [("40", "15", "16")]
    assert lines(buyer, measure="local-spend", as_at="2026-01-02")[0]["due"] == "0"
    assert lines(buyer, measure="no-such-measure") == []


def test_a_portfolio_comes_to_what_its_contracts_come_to_one_by_one(two: tuple[Deal, Deal]) -> None:
    buyer = two[0].buyer
    rows = [
        row
        for made in two
        for row in buyer.read(f"/v1/contracts/{made.contract}/performance?as_at={AFTER_Q2}")["commitments"]
        if row["measure"] == "local-spend"
    ]
    spent = lines(buyer)[0]
    for name in ("promised", "due", "waiting"):
        view = "unknown" if name == "waiting" else name
        assert Decimal(spent[name]) == sum(Decimal(row[view] or 0) for row in rows)


def test_each_side_reads_its_own_and_nobody_reads_anothers(two: tuple[Deal, Deal], world: World) -> None:
    first, second = two
    mine = lines(second.supplier)
    assert [figures(line, "promised", "proved") for line in mine] == [("10", "4")]
    assert lines(second.supplier, contract=second.contract) == mine
    assert lines(second.supplier, split_by="party")[0]["party"]["id"] == str(first.buyer.organisation_id)
    stranger = world.person(world.organisation(OrganisationKind.COUNCIL), Role.BUYER, Role.SUPPLIER)
    assert lines(stranger) == lines(stranger, side="supplier") == []
    assert lines(stranger, party=first.supplier.organisation_id) == []
    assert stranger.get(f"/v1/portfolio?contract={first.contract}").status_code == 404
    assert second.supplier.get(f"/v1/portfolio?contract={first.contract}").status_code == 404
    assert second.supplier.get("/v1/portfolio?side=buyer").json()["code"] == "not_allowed"
    assert lines(first.buyer, contract=first.contract, side="supplier") == []


def test_a_contract_that_is_not_in_force_is_in_no_sum(world: World) -> None:
    made = deal(world)
    made.verified("10")
    made.put(ContractStatus.DRAFT)
    assert lines(made.buyer) == []
