"""A portfolio: the contracts that went live, with what is good, what is unknown and what is overdue."""

from datetime import date
from typing import Any

from app.contracts.rules import ContractStatus
from tests.delivery.deal import WORDS, Promise, deal, spend
from tests.world import Client, World

AFTER_Q2 = date(2026, 7, 1)


def rows(client: Client, query: str = "") -> list[Any]:
    found: list[Any] = client.read(f"/v1/performance?as_at={AFTER_Q2}{query}")["items"]
    return found


def test_each_side_sees_its_own_contracts_that_went_live(world: World) -> None:
    made = deal(world)
    second = deal(world, sides=(made.buyer, world.supplier()))
    ended = deal(world, sides=(made.buyer, made.supplier), status=ContractStatus.ENDED)
    for status in (ContractStatus.DRAFT, ContractStatus.CANCELLED):
        deal(world, sides=(made.buyer, made.supplier), status=status)
    stranger = deal(world)

    def ids(client: Client, query: str = "") -> set[str]:
        return {row["contract_id"] for row in rows(client, query)}

    assert ids(made.buyer) == {str(each.contract) for each in (made, second, ended)}
    assert ids(made.supplier) == {str(made.contract), str(ended.contract)}
    assert ids(second.supplier) == {str(second.contract)}
    assert ids(made.buyer, "&status=ended") == {str(ended.contract)}
    assert str(stranger.contract) not in ids(made.buyer)
    assert made.buyer.get("/v1/performance?status=draft").status_code == 422


def test_a_row_counts_by_rating_and_names_what_is_overdue(world: World) -> None:
    made = deal(world, spend("10", "10", "10"), WORDS, spend("10", "10"))
    made.on(AFTER_Q2)
    made.verified("10")
    made.buyer.did(made.decide(made.claimed("9", quarter=1), "reject", reason="Not local."))
    made.claimed(None, commitment=1)
    (row,) = rows(made.buyer)
    assert (row["counts"]["unknown"], row["counts"]["not_measured"]) == (2, 1)
    assert row["awaiting_verification"] == 1
    assert [(each["commitment_id"], each["periods"], each["since"]) for each in row["overdue"]] == [
        (str(made.commitments[0]), 1, "2026-06-30"),
        (str(made.commitments[1]), 1, "2026-06-30"),
        (str(made.commitments[2]), 2, "2026-03-31"),
    ]
    assert row["next_due"]["on"] == "2026-09-30"
    alone = made.buyer.read(f"/v1/contracts/{made.contract}/performance?as_at={AFTER_Q2}")
    assert {name: alone[name] for name in row} == row


def test_a_portfolio_is_read_page_by_page(world: World) -> None:
    first = deal(world)
    for _ in range(4):
        deal(world, sides=(first.buyer, first.supplier))
    found, cursor = list[str](), ""
    while True:
        page = first.buyer.read(f"/v1/performance?limit=2&sort=-reference{cursor}")
        found += [row["reference"] for row in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert len(found) == 5
    assert found == sorted(found, reverse=True)


def test_a_framework_puts_commitments_under_its_headings_and_says_what_it_does_not_map(world: World) -> None:
    carbon = spend("5", id="carbon-reduction", unit="tCO2e")
    own = Promise(measure=spend("1").measure | {"id": None}, promised="1", targets=("1",), bands=spend("1").bands)
    made = deal(world, spend("10"), carbon, own, WORDS)
    made.verified("10")
    path = f"/v1/contracts/{made.contract}/performance/lens"
    lens = made.supplier.read(f"{path}/trust-pillars?as_at=2026-04-01")
    under = {
        heading["id"]: [row["commitment_id"] for row in heading["commitments"]]
        for heading in lens["headings"]
        if heading["commitments"]
    }
    spent, reduced, owned, worded = map(str, made.commitments)
    assert under == {
        "contracting-for-local-benefit": [spent],
        "estates": [reduced],
        "healthy-places": [reduced],
    }
    assert [row["commitment_id"] for row in lens["unmapped"]] == [owned, worded]
    assert len(lens["headings"]) == 6
    local = next(heading for heading in lens["headings"] if heading["id"] == "contracting-for-local-benefit")
    assert local["counts"]["good"] == 1
    assert made.buyer.get(f"{path}/nothing").status_code == 404
