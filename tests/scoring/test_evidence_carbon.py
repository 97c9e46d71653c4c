"""Carbon from activity and published factors: what was done apart from what the factors did, and no year guessed."""

from decimal import Decimal
from fractions import Fraction
from itertools import permutations
from typing import Any

import pint
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import Findings
from scoring.evidence.assessment import Assessment
from scoring.evidence.carbon_baseline import frozen
from scoring.evidence.carbon_values import Valuation, per_tonne
from scoring.evidence.reference_tables import Table, table
from scoring.evidence.units import KNOWN, converted, unit_of, why_not_a_unit
from tests.rubrics.documents import by_id
from tests.scoring.evidence_rows import assessed, attempted, codes, references

HEAD = "activity,quantity,unit,scope,from,to,reference"
YEAR = {"period": {"from": "2025-01-01", "to": "2025-12-31"}}
BASELINE = {
    "factor_year": "2024",
    "frozen_on": "2025-01-01",
    "period": {"from": "2024-01-01", "to": "2024-12-31"},
    "lines": [{"activity": "electricity-generation", "quantity": "100", "unit": "MWh"}],
}


def line(activity: str = "electricity-generation", quantity: str = "100000", unit: str = "kWh", **changed: str) -> str:
    usual = {"scope": "", "days": "2025-01-01,2025-12-31", "reference": "m1"}
    return ",".join([activity, quantity, unit, *(usual | changed).values()])


def carbon(*lines: str, **stated: Any) -> Assessment:
    return assessed("carbon", "\n".join([HEAD, *lines]), YEAR | stated)


def value(found: Assessment, name: str) -> Fraction | None:
    return found.quantities[name].value


def test_we11_a_lower_factor_is_told_apart_from_lower_use() -> None:
    found = carbon(line(), baseline=BASELINE)
    assert value(found, "baseline") == value(found, "emitted_at_frozen_factors") == Fraction("20.705")
    assert value(found, "emitted") == Fraction("17.7")
    assert value(found, "change_by_factors") == Fraction("-3.005")
    assert found.proved("carbon-reduction") == 0
    assert "proves nothing" in found.quantities["change_by_factors"].said


def test_a_real_saving_is_proved_at_the_frozen_factors() -> None:
    found = carbon(line(quantity="80000"), baseline=BASELINE)
    assert found.proved("carbon-reduction") == Fraction("4.141")
    assert found.proved("carbon-emitted") == Fraction("16.564")
    worse = carbon(line(quantity="120000"), baseline=BASELINE)
    assert worse.proved("carbon-reduction") == Fraction("-4.141")
    assert "more than the baseline" in worse.quantities["reduction"].said


def test_the_baseline_is_frozen_and_a_changed_one_is_refused() -> None:
    kept = frozen(BASELINE)
    assert carbon(line(), baseline=kept).proved("carbon-reduction") == 0
    changed = {**kept, "lines": [{"activity": "electricity-generation", "quantity": "200", "unit": "MWh"}]}
    found = attempted("carbon", f"{HEAD}\n{line()}", YEAR | {"baseline": changed})
    assert isinstance(found, Findings)
    assert found.codes == ("baseline.changed",)


def test_the_baseline_is_restated_by_months_for_a_shorter_period() -> None:
    march = line(quantity="25000", days="2025-01-01,2025-03-31")
    found = carbon(march, baseline=BASELINE, period={"from": "2025-01-01", "to": "2025-03-31"})
    assert found.proved("carbon-reduction") == 0
    assert "from 12 to 3 months" in found.quantities["baseline"].said
    days = carbon(
        line(days="2025-01-01,2025-01-10"), baseline=BASELINE, period={"from": "2025-01-01", "to": "2025-01-10"}
    )
    assert value(days, "baseline") == Fraction("20.705") * 10 / 366


def test_an_activity_of_the_baseline_that_is_not_reported_leaves_the_saving_unknown() -> None:
    found = carbon(line("diesel", "10", "litres"), baseline=BASELINE)
    assert found.proved("carbon-reduction") is None
    assert {"baseline.not_reported", "factor.not_frozen"} <= set(codes(found))


def test_a_missing_factor_in_the_frozen_set_leaves_the_baseline_unknown() -> None:
    diesel = BASELINE | {"lines": [{"activity": "diesel", "quantity": "10", "unit": "litres"}]}
    found = carbon(line("diesel", "10", "litres"), baseline=diesel)
    assert value(found, "baseline") is None
    assert "2024 set held has no factor for diesel" in " ".join(finding.message for finding in found.findings)


def test_a_factor_year_not_yet_published_is_refused_with_what_is_held() -> None:
    early = {"period": {"from": "2026-01-01", "to": "2026-03-31"}}
    found = carbon(line(days="2026-01-01,2026-03-31"), **early)
    assert found.proved("carbon-emitted") is None
    message = next(finding.message for finding in found.findings if finding.code == "factor.not_held")
    assert "no factor set for 2026 is held" in message
    assert "2024, 2025" in message


def test_a_contract_cannot_pin_or_freeze_a_set_that_is_not_held() -> None:
    stated = YEAR | {"factor_year": "2026", "baseline": {**BASELINE, "factor_year": "2023"}}
    found = attempted("carbon", f"{HEAD}\n{line()}", stated)
    assert isinstance(found, Findings)
    assert {(each.code, each.place) for each in found} == {
        ("factor_year.not_held", "settings.factor_year"),
        ("factor_year.not_held", "settings.baseline.factor_year"),
    }
    assert all("2024, 2025" in each.message for each in found)


def test_a_contract_may_pin_one_set_for_every_year() -> None:
    early = {"period": {"from": "2026-01-01", "to": "2026-03-31"}, "factor_year": "2025"}
    assert carbon(line(days="2026-01-01,2026-03-31"), **early).proved("carbon-emitted") == Fraction("17.7")


def test_a_line_across_two_years_takes_the_set_of_the_year_that_holds_most_of_it() -> None:
    both = {"period": {"from": "2024-01-01", "to": "2025-12-31"}}
    days = {"2024-06-01,2025-05-31": "20.705", "2024-07-03,2025-07-02": "17.7", "2024-12-31,2025-01-01": "20.705"}
    for each, tonnes in days.items():
        assert carbon(line(days=each), **both).proved("carbon-emitted") == Fraction(tonnes)


def test_nothing_used_is_zero_and_no_line_is_unknown() -> None:
    assert carbon(line(quantity="0")).proved("carbon-emitted") == 0
    assert carbon(line(days="2024-01-01,2024-12-31")).proved("carbon-emitted") is None


def test_a_line_that_reaches_a_day_beyond_the_period_does_not_make_the_total_smaller() -> None:
    """No period would ever count it: each would call it the other's."""
    beyond = line(quantity="900000", days="2025-02-01,2026-01-01", reference="m2")
    found = carbon(line(quantity="80000"), beyond, baseline=BASELINE)
    assert (value(found, "emitted"), found.proved("carbon-reduction")) == (None, None)
    elsewhere = line(quantity="900000", days="2026-01-01,2026-01-31", reference="m2")
    assert carbon(line(quantity="80000"), elsewhere, baseline=BASELINE).proved("carbon-reduction") == Fraction("4.141")


def test_emissions_are_split_by_scope_and_shown_by_activity_with_the_source_of_each_factor() -> None:
    found = carbon(line(), line("diesel", "1000", "litres"), line("car-diesel", "1000", "miles"))
    assert [value(found, f"scope_{scope}") for scope in "123"] == [
        Fraction("2.57082") + Fraction("1.609344") * Fraction("0.17304"),
        Fraction("17.7"),
        0,
    ]
    assert {row["source"] for row in found.tables["factors"]} >= {"2025 set, flat file id 7_400_4000_5_1"}
    assert found.proved("energy-used") == 100000


def test_miles_of_vehicles_are_told_by_what_they_burn() -> None:
    found = carbon(line("car-diesel", "30", "miles"), line("van-battery-electric", "16.09344", "km"))
    assert found.proved("fossil-miles") == 30
    assert found.proved("zero-emission-miles") == 25
    assert carbon(line("car-battery-electric", "1", "miles")).proved("zero-emission-miles") == 100
    assert "fossil-miles" not in carbon(line()).proves


def test_intensity_is_by_the_denominator_fixed_with_the_bid() -> None:
    stated = {"unit": "GBP", "per": "1000000", "denominator": "500000", "baseline_denominator": "400000"}
    found = carbon(line(), baseline=BASELINE, intensity=stated)
    assert value(found, "intensity") == Fraction("41.41")
    assert value(found, "baseline_intensity") == Fraction("51.7625")
    assert found.proved("carbon-reduction") == 0, "absolute and intensity may move apart"


def test_a_saving_is_valued_in_the_prices_asked_for() -> None:
    found = carbon(line(quantity="0"), baseline=BASELINE, valuation={"series": "central", "price_base": "2024"})
    worth = Fraction("20.705") * Fraction("273.06") * 100 / Fraction("90.5005")
    assert value(found, "appraisal_value") == worth
    assert "from 2022 to 2024 prices" in found.quantities["appraisal_value"].said


def values() -> tuple[Table, Table]:
    found = [table(references(), name) for name in ("carbon-values", "gdp-deflator")]
    assert isinstance(found[0], Table)
    assert isinstance(found[1], Table)
    return found[0], found[1]


@pytest.mark.parametrize(
    ("series", "year", "expected"),
    [
        ("central", 2020, "253.19"),
        ("central", 2024, "268.97"),
        ("high", 2024, "403.45"),
        ("central", 2030, "294.50"),
        ("central", 2050, "397.54"),
        ("low", 2020, "126.60"),
        ("low", 2050, "198.77"),
        ("high", 2050, "596.31"),
    ],
)
def test_we14_the_value_of_carbon_in_a_year(series: str, year: int, expected: str) -> None:
    assert per_tonne(*values(), Valuation(series, None), year).per_tonne == Fraction(expected)


@pytest.mark.parametrize("year", [2019, 2055])
def test_we14_outside_the_table_no_value_is_carried_over(year: int) -> None:
    found = per_tonne(*values(), Valuation("central", "2022"), year)
    assert found.per_tonne is None
    assert "from 2020 to 2050" in found.said


def test_prices_of_a_year_without_a_deflator_are_refused() -> None:
    found = carbon(line(), valuation={"series": "central", "price_base": "2026"})
    assert value(found, "appraisal_value") is None
    assert codes(found) == ["carbon_value.not_held"]


@pytest.mark.parametrize(
    ("given", "wanted", "expected"),
    [
        ("MWh", "kWh", "1000"),
        ("GJ", "kWh", "2500/9"),
        ("miles", "km", "1.609344"),
        ("imperial gallons", "litres", "4.54609"),
        ("cubic feet", "m3", "0.028316846592"),
        ("tonne miles", "tonne km", "1.609344"),
        ("kg", "tonnes", "0.001"),
        ("passenger miles", "passenger km", "1.609344"),
    ],
)
def test_units_are_converted_exactly(given: str, wanted: str, expected: str) -> None:
    one, other = unit_of(given), unit_of(wanted)
    assert one is not None
    assert other is not None
    assert converted(Fraction(1), one, other) == Fraction(expected)
    assert converted(converted(Fraction(7, 3), one, other) or Fraction(), other, one) == Fraction(7, 3)


def test_why_fractions_the_library_is_not_exact_with_floats_or_decimals() -> None:
    floats: Any = pint.UnitRegistry()
    decimals: Any = pint.UnitRegistry(non_int_type=Decimal)
    assert floats.Quantity(1.0, "kWh").to("MJ").magnitude != 3.6
    assert decimals.Quantity(Decimal(1), "foot ** 3").to("m ** 3").magnitude != Decimal("0.028316846592")


@pytest.mark.parametrize("given", ["gallons", "tons", "therms", "units"])
def test_a_unit_that_means_several_is_refused_with_what_to_write(given: str) -> None:
    assert unit_of(given) is None
    assert "could mean more than one" in why_not_a_unit(given)


def test_an_unknown_unit_is_refused_by_name_with_what_is_known() -> None:
    found = carbon(line(), line("car-diesel", "5", "furlongs"))
    assert codes(found) == ["unit.unknown"]
    assert found.findings[0].place == "lines.csv:3 column unit"
    assert found.findings[0].message.startswith("furlongs is no unit that is known here")
    assert KNOWN in found.findings[0].message
    assert found.proved("carbon-emitted") is None


def test_what_a_supplier_writes_is_never_evaluated_as_an_expression() -> None:
    assert unit_of("kWh**99999999") is None
    assert unit_of("kilowatt_hour") == "kilowatt_hour", "underscores are punctuation, and the words are on the list"
    assert all(unit_of(word) for word in KNOWN.split(", "))


def test_every_factor_of_the_table_is_for_a_unit_that_is_known() -> None:
    found = by_id("tables")["carbon-activity-factors"]["series"].values()
    assert [each["unit"] for each in found if unit_of(each["unit"].removeprefix("kgCO2e per ")) is None] == []


def test_where_both_tables_hold_an_activity_they_hold_the_same_factor() -> None:
    older = {(row["source"], row["from"]): row["value"] for row in by_id("tables")["carbon-factors"]["rows"]}
    newer = {(row["source"], row["from"]): row["value"] for row in by_id("tables")["carbon-activity-factors"]["rows"]}
    shared = older.keys() & newer.keys()
    assert len(shared) > 10
    assert {key: older[key] for key in shared} == {key: newer[key] for key in shared}


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"quantity": "-1"}, "number.too_small"),
        ({"quantity": "lots"}, "number.malformed"),
        ({"activity": "jetpack"}, "activity.unknown"),
        ({"unit": "litres"}, "unit.wrong_kind"),
        ({"scope": "3"}, "scope.wrong"),
        ({"scope": "4"}, "choice.unknown"),
        ({"days": "soon,2025-12-31"}, "date.malformed"),
        ({"days": "2025-12-31,2025-01-01"}, "line.dates_order"),
    ],
)
def test_a_wrong_line_is_a_finding_and_leaves_the_total_unknown(changed: dict[str, str], code: str) -> None:
    found = carbon(line(), line(**changed))
    assert code in codes(found)
    assert found.proved("carbon-emitted") is None
    assert "at least 17.700 tCO2e" in found.quantities["emitted"].said


def test_days_of_a_meter_without_a_line_are_named() -> None:
    half = line(quantity="50000", days="2025-01-01,2025-06-30")
    found = carbon(half)
    assert codes(found) == ["activity.days_missing"]
    assert "2025-07-01" in found.findings[0].message
    assert found.proved("carbon-emitted") == Fraction("8.85")
    assert carbon(half, baseline=BASELINE).proved("carbon-reduction") is None, "half a year's bill is no saving"
    rest = line(quantity="40000", days="2025-07-01,2025-12-31")
    assert carbon(half, rest, baseline=BASELINE).proved("carbon-reduction") == Fraction("2.0705")


ROWS = [line(), line("diesel", "10", "litres"), line("car-diesel", "3", "miles"), line("diesel", "1.5", "litres")]


def test_the_order_of_lines_does_not_matter_and_a_repeated_line_changes_nothing() -> None:
    whole = {name: each.value for name, each in carbon(*ROWS).quantities.items()}
    for order in list(permutations(ROWS))[::7]:
        assert {name: each.value for name, each in carbon(*order, order[1]).quantities.items()} == whole


@given(st.integers(0, 100000))
@settings(max_examples=10, deadline=None)
def test_splitting_a_line_and_adding_its_parts_gives_the_whole(part: int) -> None:
    parts = [line(quantity=str(part), reference="a"), line(quantity=str(100000 - part), reference="b")]
    assert carbon(*parts).proved("carbon-emitted") == carbon(line()).proved("carbon-emitted")


def test_all_that_is_wrong_with_the_settings_is_said_at_once() -> None:
    stated = {
        "period": {"from": "2025-01-01", "to": "2024-01-01"},
        "factor_year": "next",
        "intensity": {"unit": "GBP", "per": "0", "denominator": "1"},
        "baseline": {**BASELINE, "lines": [{"activity": "magic", "quantity": "1", "unit": "tons"}]},
    }
    found = attempted("carbon", f"{HEAD}\n{line()}", stated)
    assert isinstance(found, Findings)
    assert set(found.codes) == {
        "period.order",
        "number.malformed",
        "intensity.zero",
        "activity.unknown",
        "unit.unknown",
    }
