"""What an engine counted of a claim is what is compared with other contracts: no less of a person, and nothing more."""

from collections.abc import Sequence
from datetime import date

import pytest

from app.delivery.doubles.service import assessed
from app.delivery.models import DeliveryUpdate
from app.delivery.proving.keys import AssessedKey, KeyKind
from tests.delivery.deal import deal
from tests.delivery.test_double_claims import EMPLOYED
from tests.world import World

HEAD = "measure,person,started_on,from,to,hours_per_week,share_percent,contract\n"
JANUARY, REST = "2026-01-01,2026-01-31,37", "2026-02-01,2026-03-31,37"


def hits_of(world: World, *files: Sequence[str]) -> int:
    """Return how many double claims of people come of files that are claimed on contracts C-1, C-2 and so on."""
    made = deal(world, EMPLOYED)
    every = [made, *(deal(world, EMPLOYED, sides=(made.buyer, made.supplier)) for _ in files[1:])]
    for number, (each, lines) in enumerate(zip(every, files, strict=True), start=1):
        settings = {"contract_starts_on": "2026-01-01", "contract": f"C-{number}", "full_time_hours": "37"}
        plan = {"engine": "people", "settings": settings}
        each.buyer.make(f"/v1/commitments/{each.commitments[0]}/evidence-plans", plan)
        text = HEAD + "".join(f"local-employment,P-1,2026-01-01,{line}\n" for line in lines)
        file = each.supplier.did(each.send(f"people-{number}.csv", text.encode()))
        claim = each.claimed("0.1", evidence=[file["id"]])
        world.run_jobs()
        assert each.buyer.read(f"/v1/updates/{claim['id']}")["assessment"]["findings"] == []
    return sum(hit["kind"] == "person" for hit in made.buyer.read("/v1/double-claims")["items"])


def test_a_small_share_in_the_first_line_of_a_person_does_not_hide_a_large_one(world: World) -> None:
    assert hits_of(world, [f"{JANUARY},1,", f"{REST},90,"], [f"{JANUARY},1,", f"{REST},90,"]) == 2


def test_lines_that_name_another_contract_are_not_claimed_on_this_one(world: World) -> None:
    both = [f"{JANUARY},60,C-1", f"{JANUARY},40,C-2"]
    assert hits_of(world, both, [*both, f"{REST},40,C-2"]) == 0


@pytest.mark.parametrize(
    ("dated", "outside"),
    [("2025-12-31", True), ("2026-01-01", False), ("2026-03-31", False), ("2026-04-01", True), ("soon", False)],
)
def test_an_invoice_outside_the_days_of_a_claim_is_not_claimed(dated: str, *, outside: bool) -> None:
    update = DeliveryUpdate(starts_on=date(2026, 1, 1), ends_on=date(2026, 3, 31))
    line = AssessedKey(KeyKind.INVOICE, ("Beck", "INV-1", dated, "10", "", ""), "ledger.csv:2")
    assert assessed._is_outside(line, update) is outside  # noqa: SLF001 - what decides what is kept of a ledger
