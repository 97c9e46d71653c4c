"""What is added past the session is kept with the unit of work, and goes with it."""

import pytest
from sqlalchemy import func, select

from app.kit.adding import insert_rows
from app.tenders.models import ReferenceCounter
from tests.world import World


def _kept(world: World) -> int:
    with world.service.database.unit_of_work(write=False) as tx:
        return tx.execute(select(func.count()).select_from(ReferenceCounter)).scalar_one()


@pytest.mark.parametrize("count", [0, 1, 3])
def test_any_number_of_rows_is_kept(world: World, count: int) -> None:
    with world.service.database.unit_of_work(write=True) as tx:
        insert_rows(tx, [ReferenceCounter(kind="X", year=2000 + number, last=number) for number in range(count)])
    assert _kept(world) == count


def test_nothing_is_kept_of_a_unit_of_work_that_fails(world: World) -> None:
    def fail() -> None:
        with world.service.database.unit_of_work(write=True) as tx:
            insert_rows(tx, [ReferenceCounter(kind="X", year=2026, last=1)])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert _kept(world) == 0
