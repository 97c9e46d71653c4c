"""What is written is what is read, on both databases, to the last place."""

from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import func, select
from sqlalchemy.exc import StatementError

from app.kit.schema import Quantity, SignedQuantity, plain
from app.organisations.models import Organisation
from tests.world import START, World


def _keep(world: World, *amounts: Decimal) -> None:
    with world.service.database.unit_of_work(write=True) as tx:
        for amount in amounts:
            row = Organisation(id=uuid4(), kind="council", name="A", turnover=amount, created_at=START, version=1)
            tx.add(row)


def test_an_exact_amount_comes_back_as_it_went_in_and_sums_exactly(world: World) -> None:
    amounts = [Decimal("99999999999999.9999"), Decimal("0.0001"), Decimal("-0.1"), Decimal(0)]
    _keep(world, *amounts)
    with world.service.database.unit_of_work(write=False) as tx:
        found = tx.scalars(select(Organisation.turnover).order_by(Organisation.turnover)).all()
        assert found == sorted(amounts)
        assert tx.execute(select(func.sum(Organisation.turnover))).scalar_one() == sum(amounts)


@pytest.mark.parametrize("amount", ["0.00001", "NaN", "Infinity", "100000000000000"])
def test_an_amount_that_could_not_be_kept_exactly_is_refused_and_never_rounded(world: World, amount: str) -> None:
    with pytest.raises(StatementError, match="cannot be kept exactly"):
        _keep(world, Decimal(amount))


@pytest.mark.parametrize(
    "given_value", [1.5, "NaN", "1e9", "1E999", "inf", "1,000", "", " 1", "0x10", "1.23456", "-1", True, None, "\u0661"]
)
def test_what_is_not_a_plain_decimal_is_refused_at_the_door(given_value: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Quantity).validate_python(given_value)


@given(st.decimals(min_value=-(10**13), max_value=10**13, places=4, allow_nan=False))
def test_a_decimal_survives_the_wire(amount: Decimal) -> None:
    adapter = TypeAdapter(SignedQuantity)
    assert adapter.validate_json(adapter.dump_json(amount)) == amount
    assert "E" not in plain(amount)
