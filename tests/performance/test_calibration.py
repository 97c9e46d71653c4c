"""Promises stand beside delivery by measure; what few suppliers stand behind is withheld, and cannot be worked out."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from app.contracts.models import Contract
from app.identity.rules import Role
from app.organisations.rules import OrganisationKind
from app.performance.portfolio.calibrating import LEAST_SUPPLIERS, Calibration, Delivered, calibrations
from app.performance.sums import Measured
from tests.delivery.deal import deal, spend
from tests.world import World

SPEND = Measured("local-spend", "GBP", "sum", "higher")
SMALL, MIDDLE, LARGE = Decimal(500_000), Decimal(2_000_000), Decimal(9_000_000)


def row(supplier: int, value: Decimal | None = SMALL, *, of: Measured = SPEND, proved: int = 8) -> Delivered:
    quantities = (Decimal(100), Decimal(20), Decimal(proved), Decimal(10))
    return Delivered(UUID(int=supplier), value, of, *quantities)


def one(*rows: Delivered) -> Calibration:
    (found,) = calibrations(rows)
    return found


def test_what_is_proved_is_held_against_the_due_of_periods_that_are_known() -> None:
    found = one(*(row(number) for number in range(5))).whole
    assert found
    kept = (found.promised, found.due, found.proved, found.unknown, found.known_due, found.percent)
    assert list(kept) == [500, 100, 40, 50, 50, 80]
    assert [found.promised_per_million, found.proved_per_million] == [200, 16]


def test_fewer_suppliers_than_stated_are_withheld_however_many_contracts_they_have() -> None:
    found = one(*(row(number % 4) for number in range(40)))
    assert found.whole is None
    assert set(found.groups.values()) == {None}
    assert one(*(row(number) for number in range(LEAST_SUPPLIERS))).whole is not None


def test_a_small_group_takes_the_next_smallest_with_it_so_that_it_cannot_be_worked_out() -> None:
    large = [row(number, LARGE) for number in range(9)]
    middle = [row(number + 20, MIDDLE) for number in range(7)]
    small = [row(number + 40, SMALL) for number in range(2)]
    groups = one(*large, *middle, *small).groups
    assert [group is None for group in groups.values()] == [True, True, False]
    assert not any(group is None for group in one(*large, *middle).groups.values())


def test_levels_and_promises_of_their_own_are_not_compared_and_units_stay_apart() -> None:
    other = Measured("local-spend", "EUR", "sum", "higher")
    level = Measured("share", "per cent", "percentage", "higher")
    found = calibrations([row(1), row(1, of=other), row(1, of=level), row(1, of=Measured("", "", "", ""))])
    assert [each.measured for each in found] == [other, SPEND]


sizes = st.lists(st.integers(0, 8), min_size=4, max_size=4)


@given(sizes)
def test_what_is_withheld_is_never_one_group_alone_nor_fewer_suppliers_than_stated(counts: list[int]) -> None:
    values = (SMALL, MIDDLE, LARGE, None)
    rows = [
        row(place * 10 + number, value)
        for place, (count, value) in enumerate(zip(counts, values, strict=True))
        for number in range(count)
    ]
    if not rows:
        return
    found = one(*rows)
    shown = [group for group in found.groups.values() if group is not None]
    assert all(group.suppliers >= LEAST_SUPPLIERS for group in shown)
    hidden = len(found.groups) - len(shown)
    if found.whole is not None and hidden:
        assert hidden > 1 or not shown
        assert found.whole.suppliers - sum(group.suppliers for group in shown) >= LEAST_SUPPLIERS


def test_an_authority_reads_its_own_and_a_supplier_none_of_it(world: World) -> None:
    first = deal(world, spend("10", "10"))
    deals = [first] + [deal(world, spend("10", "10"), sides=(first.buyer, world.supplier())) for _ in range(4)]
    with world.service.database.unit_of_work(write=True) as tx:
        for made in deals:
            contract = tx.get(Contract, made.contract)
            assert contract
            contract.value = Decimal(250_000)
    first.on(date(2026, 4, 2))
    for made in deals:
        made.verified("9")
    (line,) = first.buyer.read("/v1/portfolio/calibration")["lines"]
    whole = line["whole"]
    assert (whole["contracts"], whole["suppliers"], whole["withheld"]) == (5, 5, False)
    assert [whole[name]["exact"] for name in ("promised", "due", "proved", "unknown")] == ["100", "50", "45", "0"]
    assert whole["proved_percent"] == {"exact": "90", "shown": "90.00"}
    assert (whole["promised_per_million"]["exact"], whole["proved_per_million"]["exact"]) == ("80", "36")
    assert first.supplier.get("/v1/portfolio/calibration").status_code == 403
    stranger = world.person(world.organisation(OrganisationKind.COUNCIL), Role.BUYER)
    assert stranger.read("/v1/portfolio/calibration")["lines"] == []


def test_exact_fractions_survive_the_division() -> None:
    rows = [row(number, Decimal(3_000_000)) for number in range(5)]
    found = one(*rows).whole
    assert found
    assert found.promised_per_million == Fraction(100, 3)
