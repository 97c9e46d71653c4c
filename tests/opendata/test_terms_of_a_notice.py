"""Kind of contract and limit on lots come from the notice where it says them, and reported where it does not."""

import pytest

from tests.opendata.notices import Json, draft, found, lot, mapped, release


@pytest.mark.parametrize(
    ("fields", "category"),
    [
        ({}, None),
        ({"mainProcurementCategory": "works"}, "works"),
        ({"mainProcurementCategory": "services", "specialRegime": ["lightTouch"]}, "light_touch"),
        ({"mainProcurementCategory": "services", "specialRegime": None}, "services"),
        ({"specialRegime": {"oddity": 1}}, None),
    ],
)
def test_what_kind_of_contract_it_is_comes_from_the_notice(fields: Json, category: str | None) -> None:
    one = mapped(release(lot("1"), **fields))
    assert draft(one).category == category
    assert "category.unreadable" not in found(one)


def test_a_kind_of_contract_that_nobody_knows_is_reported_and_left_open() -> None:
    one = mapped(release(lot("1"), mainProcurementCategory="miscellany"))
    assert draft(one).category is None
    assert found(one)["category.unreadable"] == ("tender.mainProcurementCategory", "miscellany")


def test_a_limit_on_lots_is_reported_where_it_limits_anything() -> None:
    details = {"maximumLotsAwardedPerSupplier": 1, "maximumLotsBidPerSupplier": 2147483647}
    one = mapped(release(lot("1"), lot("2"), lotDetails=details))
    assert found(one)["lots.limited"] == ("tender.lotDetails.maximumLotsAwardedPerSupplier", "1")
    assert draft(one).evaluation.lot_limit is None
    assert "lots.limited" not in found(mapped(release(lot("1"), lotDetails=details)))
