"""The sums of delivery are kept with every change, and always equal what the rows themselves come to."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import text, update

from app.contracts.models import Commitment, CommitmentTarget, Contract
from app.contracts.rules import CommitmentStatus, ContractStatus
from app.kit import changes
from app.performance import service
from app.performance.models import DeliverySum
from app.performance.service.keeping import Checked
from app.performance.sums import EVERY, NAMES
from tests.delivery.deal import BANDS, WORDS, Deal, Promise, deal, spend
from tests.world import World

NOTHING = dict.fromkeys(NAMES, 0)


def checked(world: World) -> Checked:
    with world.service.database.unit_of_work(write=False) as tx:
        return service.check(tx)


def holds(world: World) -> bool:
    return checked(world).differences == ()


def kept(made: Deal, *, of: str = "local-spend") -> dict[str, Any]:
    """Return what all sums of the authority come to for a measure, whatever the day, without what is nought."""
    found: dict[str, Any] = dict(NOTHING)
    with made.world.service.database.unit_of_work(write=False) as tx:
        for row in tx.query(DeliverySum).filter_by(
            authority_id=made.buyer.organisation_id, supplier_id=EVERY, measure=of
        ):
            found |= {name: found[name] + getattr(row, name) for name in NAMES}
    return {name: value for name, value in found.items() if value}


def level(*targets: str, better: str = "higher") -> Promise:
    measure = {"id": "level", "title": "A level", "unit": "people", "adds_up": "level", "better": better}
    return Promise(measure=measure, promised=targets[-1], targets=targets, bands=BANDS)


def test_a_claim_its_decision_and_its_successor_move_the_sums_and_nothing_is_counted_twice(world: World) -> None:
    made = deal(world)
    fresh = {"promised": Decimal(30), "due": Decimal(30), "unknown": Decimal(30), "commitments": 1, "periods": 3}
    assert kept(made) == fresh
    first = made.claimed("12")
    assert kept(made) == fresh | {"claimed": 12, "waiting": 12, "reports": 1, "undecided": 1}
    made.buyer.did(made.decide(first, "reject", reason="No invoices."))
    assert kept(made) == fresh | {"claimed": 12, "rejected": 12, "reports": 1, "refusals": 1}
    again = made.claimed("9")
    assert kept(made) == fresh | {"claimed": 9, "waiting": 9, "reports": 1, "undecided": 1}
    made.buyer.did(made.decide(again, "part-verify", proved="7.5", reason="Two invoices are missing."))
    proved = {"claimed": 9, "proved": Decimal("7.5"), "unknown": 20, "reports": 1, "decisions": 1}
    assert kept(made) == fresh | proved
    assert holds(world)


def test_what_binds_no_more_leaves_the_sums_and_what_lapsed_is_no_longer_due(world: World) -> None:
    made = deal(world, spend("10", "10", "10"), spend("5"), WORDS)
    made.verified("10")
    with world.service.database.unit_of_work(write=True) as tx:
        row = tx.get(Commitment, made.commitments[1])
        assert row
        row.status = CommitmentStatus.WAIVED.value
    assert (kept(made)["promised"], kept(made)["commitments"]) == (30, 1)
    made.on(date(2026, 5, 15))
    made.put(ContractStatus.ENDED)
    after = kept(made)
    assert (after["promised"], after["due"], after["proved"], after["periods"]) == (30, 10, 10, 1)
    assert holds(world)
    made.put(ContractStatus.DRAFT)
    assert kept(made) == {}
    assert holds(world)


def test_a_target_that_is_changed_added_or_taken_away_changes_what_is_due(world: World) -> None:
    made = deal(world)
    with world.service.database.unit_of_work(write=True) as tx:
        row = tx.get(CommitmentTarget, made.targets[0][1])
        assert row
        row.target = Decimal(25)
    assert kept(made)["due"] == 45
    with world.service.database.unit_of_work(write=True) as tx:
        tx.delete(tx.get(CommitmentTarget, made.targets[0][2]))
    assert (kept(made)["due"], kept(made)["periods"]) == (35, 2)
    assert holds(world)


def test_a_level_is_counted_as_met_or_missed_and_never_added(world: World) -> None:
    made = deal(world, level("10", "12", better="lower"), level("4"))
    made.on(date(2026, 7, 1))
    made.verified("10")
    made.verified("12.0001", quarter=1)
    made.verified("4", commitment=1)
    with world.service.database.unit_of_work(write=False) as tx:
        rows = tx.query(DeliverySum).filter_by(authority_id=made.buyer.organisation_id, supplier_id=EVERY).all()
    found = sorted((row.better, row.ends_on.month, row.met, row.missed) for row in rows if row.reports)
    assert found == [("higher", 3, 1, 0), ("lower", 3, 1, 0), ("lower", 6, 0, 1)]
    assert {(row.promised, row.due, row.claimed, row.proved) for row in rows} == {(Decimal(0),) * 4}
    assert holds(world)


def test_unlike_units_and_promises_of_their_own_are_never_added_together(world: World) -> None:
    own = Promise(
        measure={"id": None, "title": "A mural", "unit": "murals", "adds_up": "sum", "better": "higher"},
        promised="2",
        targets=("2",),
        bands=BANDS,
    )
    made = deal(world, spend("10"), spend("10", unit="EUR"), own)
    with world.service.database.unit_of_work(write=False) as tx:
        rows = tx.query(DeliverySum).filter_by(authority_id=made.buyer.organisation_id, supplier_id=EVERY).all()
        promised = {(row.measure, row.unit): row.promised for row in rows if row.commitments}
    assert promised == {("local-spend", "GBP"): 10, ("local-spend", "EUR"): 10, ("", ""): 0}


def test_a_quantity_too_large_to_add_is_counted_and_spoils_nobody_elses_sum(world: World) -> None:
    made = deal(world, spend("10"), spend("10"))
    made.claimed("99999999999999.9999")
    made.verified("10", commitment=1)
    assert (kept(made)["claimed"], kept(made)["proved"], kept(made)["unsummed"]) == (10, 10, 1)
    assert holds(world)


def test_the_check_names_a_difference_and_building_anew_mends_it(world: World) -> None:
    made = deal(world)
    made.verified("10")
    with world.service.database.unit_of_work(write=True) as tx:
        tx.execute(text("UPDATE delivery_update SET claimed = claimed + claimed"))
        tx.execute(text("UPDATE delivery_sum SET proved = proved + proved WHERE proved > 0"))
    said = [each.said for each in checked(world).differences]
    assert (
        f"the period of commitment {made.commitments[0]} that begins on 2026-01-01: claimed is kept as 10 and is 20"
        in said
    )
    assert any(
        "the sum of local-spend ending 2026-03-31" in each and "proved is kept as 20 and is 10" in each for each in said
    )
    with world.service.database.unit_of_work(write=True) as tx:
        assert service.rebuild(tx) == 1
    assert holds(world)


def test_a_statement_that_leaves_no_rows_is_followed_when_it_is_told(world: World) -> None:
    made, other = deal(world), world.supplier()
    made.verified("10")
    with world.service.database.unit_of_work(write=True) as tx:
        tx.execute(update(Contract).values(supplier_id=other.organisation_id))
        changes.note(tx, "contract", made.contract)
    assert holds(world)
    with world.service.database.unit_of_work(write=False) as tx:
        mine = tx.query(DeliverySum).filter_by(authority_id=EVERY, supplier_id=other.organisation_id).all()
        gone = tx.query(DeliverySum).filter_by(authority_id=EVERY, supplier_id=made.supplier.organisation_id).all()
        assert sum(row.proved for row in mine) == 10
        assert {row.proved for row in gone} == {0}


def test_many_at_once_leave_exact_sums(world: World) -> None:
    buyer_side = deal(world, *(spend("10") for _ in range(4)))
    assert buyer_side.buyer.organisation_id
    sides = [
        deal(world, *(spend("10") for _ in range(4)), sides=(buyer_side.buyer, world.supplier())) for _ in range(3)
    ]

    def report(each: tuple[Deal, int]) -> None:
        made, place = each
        made.claimed("1.25", commitment=place)

    work = [(made, place) for place in range(4) for made in sides]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(report, work))
    assert (kept(buyer_side)["claimed"], kept(buyer_side)["reports"]) == (15, 12)
    assert holds(world)


def test_a_failed_act_leaves_the_sums_as_they_were(world: World) -> None:
    made = deal(world)
    before = kept(made)
    assert made.claim(None).status_code == 422
    assert made.claim("1", quarter=2).status_code == 409
    assert kept(made) == before


def test_only_what_is_claimed_is_worked_out_anew(world: World) -> None:
    """A unit of work that touches one period reads no other period of the contract."""
    made = deal(world, *(spend("10", "10", "10") for _ in range(5)))
    made.claimed("1")
    with world.service.database.unit_of_work(write=True) as tx:
        tx.execute(text("UPDATE commitment_target SET target = 0 WHERE label <> 'Quarter 1'"))
    made.claimed("2")
    differing = {each.what.rpartition(" ")[2] for each in checked(world).differences if "period of" in each.what}
    assert differing == {"2026-04-01", "2026-07-01"}


def test_a_promise_that_another_took_the_place_of_counts_with_what_fell_due_before(world: World) -> None:
    made = deal(world, spend("10", "10", "10"), spend("30"))
    with world.service.database.unit_of_work(write=True) as tx:
        row = tx.get(Commitment, made.commitments[0])
        assert row
        row.status = CommitmentStatus.SUBSTITUTED.value
        for target in list(row.targets)[1:]:
            tx.delete(target)
    assert (kept(made)["promised"], kept(made)["due"], kept(made)["commitments"]) == (40, 40, 1)
    assert holds(world)
