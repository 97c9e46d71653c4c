"""Rates and factors decide money, so each has a unit, a day from which it holds, and a source, and no day has two."""

from datetime import date, timedelta
from itertools import groupby, pairwise

import pytest

from scoring.exact import fraction
from tests.rubrics.documents import Document, by_id, documents

TABLES = documents("tables")
EACH = pytest.mark.parametrize("table", TABLES, ids=lambda table: str(table["id"]))


def rows_of(table_id: str, series: str) -> list[Document]:
    return [row for row in by_id("tables")[table_id]["rows"] if row["series"] == series]


@EACH
def test_every_value_has_a_unit_a_first_day_and_a_source(table: Document) -> None:
    assert table["unit"]
    for row in table["rows"]:
        assert row["source"]
        assert date.fromisoformat(row["from"]) > date(2014, 1, 1)


@EACH
def test_a_number_is_exact_text(table: Document) -> None:
    if table["value_type"] == "number":
        assert [row for row in table["rows"] if fraction(row["value"]) is None] == []


@EACH
def test_rows_and_declared_series_agree(table: Document) -> None:
    assert {row["series"] for row in table["rows"]} == table["series"].keys()


@EACH
def test_no_day_has_two_values(table: Document) -> None:
    ordered = sorted(table["rows"], key=lambda row: (row["series"], row["from"]))
    for _, rows in groupby(ordered, key=lambda row: row["series"]):
        for earlier, later in pairwise(rows):
            assert "to" in earlier, f"{earlier} is still open when {later} begins"
            assert earlier["from"] <= earlier["to"] < later["from"]


@EACH
def test_a_table_of_numbers_with_an_open_row_says_up_to_which_day_it_is_complete(table: Document) -> None:
    newest = [row for row in table["rows"] if "to" not in row]
    if table["value_type"] == "number" and newest:
        assert table["complete_to"] > max(row["from"] for row in newest)


@pytest.mark.parametrize("series", ["uk", "london"])
def test_the_real_living_wage_runs_without_a_gap_and_never_falls(series: str) -> None:
    for earlier, later in pairwise(rows_of("real-living-wage", series)):
        assert date.fromisoformat(earlier["to"]) + timedelta(days=1) == date.fromisoformat(later["from"])
        assert (fraction(earlier["value"]) or 0) < (fraction(later["value"]) or 0)


def test_a_living_wage_must_be_paid_after_it_is_announced() -> None:
    for row in by_id("tables")["real-living-wage"]["rows"]:
        assert row.get("pay_by_on", "9999-12-31") > row["from"]


def test_the_london_rate_is_above_the_uk_rate() -> None:
    pairs = zip(rows_of("real-living-wage", "uk"), rows_of("real-living-wage", "london"), strict=True)
    assert all((fraction(uk["value"]) or 0) < (fraction(london["value"]) or 0) for uk, london in pairs)


def test_carbon_values_name_the_year_of_their_prices_and_cover_2020_to_2050() -> None:
    assert by_id("tables")["carbon-values"]["price_base"] == "2022"
    for series in ("low", "central", "high"):
        assert [row["from"][:4] for row in rows_of("carbon-values", series)] == [
            str(year) for year in range(2020, 2051)
        ]


def test_every_carbon_factor_says_its_unit_and_scope() -> None:
    series = by_id("tables")["carbon-factors"]["series"]
    assert all(each["unit"].startswith("kgCO2e per ") and each["scope"] in "123" for each in series.values())


def test_the_fall_of_the_electricity_factor_is_in_the_table_as_a_fall_of_the_factor() -> None:
    values = [row["value"] for row in rows_of("carbon-factors", "electricity-generation")]
    assert values == ["0.20705", "0.177"]


def test_bank_holidays_are_single_days_in_every_year_from_2024_to_2027() -> None:
    for division in ("england-and-wales", "scotland", "northern-ireland"):
        rows = rows_of("bank-holidays", division)
        assert all(row["from"] == row["to"] for row in rows)
        assert {row["from"][:4] for row in rows} == {"2024", "2025", "2026", "2027"}


def test_the_ratings_are_the_five_of_the_regulations() -> None:
    assert [row["title"] for row in by_id("tables")["kpi-ratings"]["rows"]] == [
        "Good",
        "Approaching target",
        "Requires improvement",
        "Inadequate",
        "Other",
    ]
    assert any("inferred" in note for note in by_id("tables")["kpi-ratings"]["notes"])
