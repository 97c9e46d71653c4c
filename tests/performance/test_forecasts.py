"""Both parties read what each promise still needs, from what is proved; a gap is never taken for nought."""

from datetime import date
from typing import Any

from app.contracts.rules import ContractStatus
from tests.delivery.deal import WORDS, Deal, deal, spend
from tests.world import World

AFTER_Q2 = date(2026, 7, 1)


def seen(made: Deal, as_at: date = AFTER_Q2) -> list[Any]:
    found: list[Any] = made.supplier.read(f"/v1/contracts/{made.contract}/forecast?as_at={as_at}")["commitments"]
    assert made.buyer.read(f"/v1/contracts/{made.contract}/forecast?as_at={as_at}")["commitments"] == found
    return found


def test_what_each_quarter_left_must_bring_is_read_by_both_parties(world: World) -> None:
    made = deal(world, spend("10", "10", "10", "10"), spend("10", "10", "10", "10"), WORDS)
    made.on(AFTER_Q2)
    made.verified("9")
    made.verified("3", quarter=1)
    made.claimed("9", commitment=1)
    first, second, words = seen(made)
    assert (first["outlook"], first["needed_a_period"]["exact"], first["best"]["amount"]["exact"]) == (
        "unlikely",
        "14",
        "9",
    )
    assert first["said"] == (
        "needs 14 GBP a quarter for the 2 quarters left; best so far 9 (1 January 2026 to 31 March 2026); cannot be "
        "met after 30 June 2026"
    )
    assert [each["code"] for each in first["warnings"]] == ["pace.unlikely"]
    assert (second["outlook"], second["remaining"], second["periods_unknown"]) == ("unknown", None, 2)
    assert (words["outlook"], [each["code"] for each in words["warnings"]]) == ("not_measured", ["silent"])


def test_of_a_contract_that_ended_no_later_period_is_left(world: World) -> None:
    made = deal(world)
    made.verified("10")
    made.on(date(2026, 5, 15))
    made.put(ContractStatus.ENDED)
    assert (seen(made)[0]["outlook"], seen(made)[0]["periods_left"]) == ("cannot_be_met", 0)


def test_only_the_parties_of_a_contract_in_force_read_it(world: World) -> None:
    made, other = deal(world), deal(world)
    path = f"/v1/contracts/{made.contract}/forecast"
    assert other.buyer.get(path).status_code == other.supplier.get(path).status_code == 404
    made.put(ContractStatus.DRAFT)
    assert made.buyer.get(path).json()["code"] == "performance.not_in_force"
