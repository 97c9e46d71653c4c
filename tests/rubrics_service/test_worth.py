"""Three duties speak of five million pounds and mean three different things; a value on the line is where it shows."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from app.rubrics import regimes, worth
from app.rubrics.regimes import Facts
from app.rubrics.worth import Worth

DAY = date(2026, 6, 1)
FIVE = "5000000"


def rule(rule_id: str) -> Any:
    (found,) = [one for one in regimes.regime("procurement-act-2023")["rules"] if one["id"] == rule_id]
    return found["value"]


def caught(rule_id: str, amount: str, *, vat: bool | None, years: int | None = 1) -> bool | None:
    value = Worth(Decimal(amount), vat, None if years is None else Fraction(years))
    return worth.met(rule(rule_id), value, DAY)


@pytest.mark.parametrize(
    ("rule_id", "vat", "on_the_line"),
    [("kpi-duty", True, False), ("carbon-plan-central", True, False), ("carbon-plan-nhs", False, True)],
)
def test_a_value_exactly_on_the_line_is_caught_by_one_test_of_the_three(
    rule_id: str, *, vat: bool, on_the_line: bool
) -> None:
    assert caught(rule_id, "4999999.99", vat=vat) is False
    assert caught(rule_id, FIVE, vat=vat) is on_the_line
    assert caught(rule_id, "5000000.01", vat=vat) is True


def test_the_whole_contract_counts_for_indicators_and_one_year_of_it_for_carbon_plans() -> None:
    assert caught("kpi-duty", "15000000", vat=True, years=3) is True
    assert caught("carbon-plan-central", "15000000", vat=True, years=3) is False
    assert caught("carbon-plan-central", "15000000.03", vat=True, years=3) is True
    assert caught("carbon-plan-nhs", "15000000", vat=False, years=3) is True
    assert caught("carbon-plan-nhs", "14999999.99", vat=False, years=3) is False


def test_where_the_stated_value_differs_in_vat_only_what_is_certain_is_said() -> None:
    # 20% on all of it at most: 4,166,666.67 without is at most 5,000,000.004 with.
    assert caught("kpi-duty", "4166666.66", vat=False) is False
    assert caught("kpi-duty", "4166666.67", vat=False) is None
    assert caught("kpi-duty", "5000000.01", vat=False) is True
    # 6,000,000 with VAT is 5,000,000 without at least.
    assert caught("carbon-plan-nhs", "6000000", vat=True) is True
    assert caught("carbon-plan-nhs", "5999999.99", vat=True) is None
    assert caught("carbon-plan-nhs", "4999999.99", vat=True) is False


def test_a_value_that_does_not_say_whether_vat_is_in_it_lies_between_the_two() -> None:
    assert caught("kpi-duty", FIVE, vat=None) is None
    assert caught("kpi-duty", "5000000.01", vat=None) is True
    assert caught("carbon-plan-nhs", FIVE, vat=None) is None
    assert caught("carbon-plan-nhs", "6000000", vat=None) is True


def test_without_the_years_a_test_by_the_year_cannot_say() -> None:
    assert caught("carbon-plan-nhs", "60000000", vat=False, years=None) is None
    assert caught("kpi-duty", "60000000", vat=True, years=None) is True


def test_another_currency_is_not_compared() -> None:
    value = Worth(Decimal(90_000_000), includes_vat=True, years=Fraction(1), currency="EUR")
    assert worth.met(rule("kpi-duty"), value, DAY) is None


def test_a_net_zero_commitment_is_asked_below_the_full_plan_and_above_ten_thousand() -> None:
    asked = {
        amount: caught("net-zero-commitment-nhs", amount, vat=False)
        for amount in ("10000", "10000.01", "4999999.99", FIVE)
    }
    assert asked == {"10000": False, "10000.01": True, "4999999.99": True, FIVE: False}


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "years"),
    [
        ("2026-06-01", "2029-05-31", Fraction(3)),
        ("2026-06-01", "2027-11-30", Fraction(3, 2)),
        ("2026-01-01", "2026-03-31", Fraction(1)),
        ("2024-02-29", "2026-02-28", Fraction(2)),
        ("2026-01-01", "2027-01-31", Fraction(13, 12)),
        ("2026-01-01", "2027-01-15", (12 + Fraction(15, 31)) / 12),
    ],
)
def test_a_term_is_years_and_months_to_its_last_day(starts_on: str, ends_on: str, years: Fraction) -> None:
    assert worth.years_of(date.fromisoformat(starts_on), date.fromisoformat(ends_on)) == years


@pytest.mark.parametrize(
    ("begins_on", "years", "last_day"),
    [("2026-06-11", 3, "2029-06-10"), ("2024-02-29", 1, "2025-02-28"), ("2027-01-01", 3, "2029-12-31")],
)
def test_years_that_begin_with_a_day_end_the_day_before_it_comes_again(
    begins_on: str, years: int, last_day: str
) -> None:
    assert worth.years_after(date.fromisoformat(begins_on), years).isoformat() == last_day


@pytest.mark.parametrize(
    ("category", "buyer", "on", "amount"),
    [
        ("goods", "trust", "2025-12-31", "139688"),
        ("goods", "trust", "2026-01-01", "135018"),
        ("services", "integrated_care_board", "2026-01-01", "135018"),
        ("services", "council", "2026-01-01", "207720"),
        ("services", "university", "2025-12-31", "214904"),
        ("works", "trust", "2026-01-01", "5193000"),
        ("works", "council", "2025-12-31", "5372609"),
        ("light_touch", "council", "2026-01-01", "663540"),
    ],
)
def test_the_threshold_goes_by_category_kind_of_buyer_and_the_day_the_procurement_commenced(
    category: str, buyer: str, on: str, amount: str
) -> None:
    found = worth.threshold("procurement-act-2023", date.fromisoformat(on), Facts(category, buyer))
    assert found is not None
    assert found.amount == Decimal(amount)


@pytest.mark.parametrize(
    ("regime", "facts"),
    [
        ("procurement-act-2023", Facts()),
        ("procurement-act-2023", Facts("goods")),
        ("procurement-act-2023", Facts("health_services", "trust")),
        ("provider-selection-regime", Facts("health_services", "trust")),
        ("scotland", Facts("goods", "council")),
    ],
)
def test_where_nothing_says_which_threshold_it_is_there_is_none(regime: str, facts: Facts) -> None:
    assert worth.threshold(regime, DAY, facts) is None


def test_no_threshold_is_guessed_for_a_day_before_the_first_that_is_held() -> None:
    assert worth.threshold("below-threshold", date(2023, 12, 31), Facts("goods", "trust")) is None


@pytest.mark.parametrize(
    ("amount", "vat", "reached"),
    [
        ("207720", True, True),
        ("207719.99", True, False),
        ("207720", False, True),
        ("173100", False, None),
        ("173099.99", False, False),
        ("207720", None, True),
        ("200000", None, None),
    ],
)
def test_a_value_on_the_threshold_is_over_it(amount: str, *, vat: bool | None, reached: bool | None) -> None:
    found = worth.threshold("procurement-act-2023", DAY, Facts("services", "council"))
    assert found is not None
    assert worth.reaches(found, Worth(Decimal(amount), vat), DAY) is reached
