"""Compares the data with the material it was taken from, where that material is at hand (CORPUS names its folder)."""

import csv
import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

from scoring.exact import fraction
from tests.rubrics.documents import Document, by_id, documents, nodes
from tests.rubrics.golden import differences


def lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def exact(text: object) -> Fraction:
    """Return the value of a figure of the corpus, whether it is quoted there or not."""
    value = fraction(str(text))
    return value if value is not None else Fraction(str(text))


def values(table_id: str) -> dict[tuple[str, str], Fraction]:
    """Return the value of each row by series and first day."""
    return {(row["series"], row["from"]): exact(row["value"]) for row in by_id("tables")[table_id]["rows"]}


def published(corpus: Path) -> Iterator[tuple[Document, Document]]:
    """Yield each published example with the golden case that has it as its origin."""
    ours = {case["origin"]: case for case in documents("cases") if "origin" in case}
    for path in sorted((corpus / "scoring-cases").glob("*.json")):
        theirs = json.loads(path.read_text(encoding="utf-8"), parse_float=str)
        assert theirs["id"] in ours, f"no golden case has the origin {theirs['id']}"
        yield theirs, ours[theirs["id"]]


def prices(example: Document) -> dict[str, Fraction] | None:
    found: dict[str, Any] | None = example["inputs"].get("quotes_gbp") or example["inputs"].get("prices_gbp")
    return None if found is None else {bid: exact(price) for bid, price in found.items()}


def test_every_published_price_example_has_a_case_with_its_prices_and_numbers(corpus: Path) -> None:
    for theirs, ours in published(corpus):
        wanted = prices(theirs)
        if wanted is None:
            continue
        assert {bid["id"]: exact(bid["price"]) for bid in ours["bids"]["bids"]} == wanted
        expected = {bid: exact(value) for bid, value in theirs["expected"].items() if bid != "decimals"}
        lot = ours["expect"]["lots"]["1"]
        points = {bid: exact(lot.get("points", {}).get(bid, {}).get("price", lot["totals"][bid])) for bid in wanted}
        # The first example publishes shares where the others publish points: its case states them as per cent.
        scale = 100 if max(expected.values()) == 1 else 1
        assert points == {bid: value * scale for bid, value in expected.items()}, theirs["id"]
        assert differences(ours) == []


def test_the_published_example_of_nested_weights_has_a_case_with_its_weights(corpus: Path) -> None:
    ((theirs, ours),) = [(theirs, ours) for theirs, ours in published(corpus) if prices(theirs) is None]
    stated = {node["id"].replace("-", "_"): exact(node["weight"]) for node in nodes(ours["rubric"]["criteria"])}
    inputs = theirs["inputs"]
    flat = {
        **inputs["sections"],
        **{name: weight for group in inputs["categories"].values() for name, weight in group.items()},
    }
    assert stated == {name: exact(weight) * 100 for name, weight in flat.items()}
    weights = {
        name.replace("-", "_"): exact(weight)
        for name, weight in ours["expect"]["lots"]["1"]["effective_weights"].items()
    }
    assert (
        weights.items()
        >= {name: exact(weight) for name, weight in theirs["expected"]["effective_percent"].items()}.items()
    )
    assert differences(ours) == []


def test_the_real_living_wage_is_that_of_the_source(corpus: Path) -> None:
    ours = values("real-living-wage")
    rows = lines(corpus / "uk-reference" / "wages" / "real_living_wage_history.csv")
    for row in rows:
        assert ours["uk", row["announced"]] == exact(row["uk_rate_gbp_per_hour"])
        assert ours["london", row["announced"]] == exact(row["london_rate_gbp_per_hour"])
    assert len(ours) == 2 * len(rows)
    known = {row["announced"]: row["employers_must_implement_by"] for row in rows if row["employers_must_implement_by"]}
    paid_by = {row["from"]: row.get("pay_by_on") for row in by_id("tables")["real-living-wage"]["rows"]}
    assert paid_by.items() >= known.items()


BANDS = {
    "25+": "25-and-over",
    "23+": "23-and-over",
    "21+": "21-and-over",
    "21-24": "21-to-24",
    "21-22": "21-to-22",
    "18-20": "18-to-20",
    "16-17": "16-to-17",
}


def test_the_statutory_minimum_wage_is_that_of_the_source(corpus: Path) -> None:
    ours = values("statutory-minimum-wage")
    for row in lines(corpus / "uk-reference" / "wages" / "national_minimum_and_living_wage_history.csv"):
        series = [BANDS[row["age_band"]]] if row["age_band"] in BANDS else ["16-to-17", "apprentice"]
        for name in series:
            assert ours[name, row["effective_from"]] == exact(row["rate_gbp_per_hour"])


def test_the_carbon_values_are_those_of_the_source(corpus: Path) -> None:
    rows = lines(corpus / "uk-reference" / "greenbook" / "carbon_values.csv")
    assert values("carbon-values") == {
        (row["scenario"], f"{row['year']}-01-01"): exact(row["value_gbp_per_tco2e"]) for row in rows
    }
    assert {row["base_year"] for row in rows} == {by_id("tables")["carbon-values"]["price_base"]}


def test_the_deflators_are_those_of_the_source(corpus: Path) -> None:
    source = {
        f"{row['year']}-01-01": exact(row["value"])
        for row in lines(corpus / "uk-reference" / "greenbook" / "gdp_deflator.csv")
    }
    assert source.items() >= {day: value for (_, day), value in values("gdp-deflator").items()}.items()


def test_the_carbon_factors_of_2025_are_those_of_the_source(corpus: Path) -> None:
    path = corpus / "uk-reference" / "ghg-conversion-factors" / "uk_ghg_factors_2025_kgco2e_only.csv"
    source = {row["id"]: row for row in lines(path)}
    table = by_id("tables")["carbon-factors"]
    for row in table["rows"]:
        if row["from"] != "2025-01-01":
            continue
        theirs = source[row["source"].rsplit(" ", 1)[1]]
        assert exact(row["value"]) == exact(theirs["factor_2025_kgco2e_per_uom"]), row["series"]
        assert table["series"][row["series"]]["scope"] == theirs["scope"].removeprefix("Scope ")


def test_the_bank_holidays_are_those_of_the_source(corpus: Path) -> None:
    text = (corpus / "uk-reference" / "bank-holidays" / "bank-holidays.json").read_text(encoding="utf-8")
    source = {
        (division, event["date"], event["title"])
        for division, found in json.loads(text).items()
        for event in found["events"]
    }
    assert {(row["series"], row["from"], row["value"]) for row in by_id("tables")["bank-holidays"]["rows"]} == source


def test_the_ratings_carry_the_codes_of_the_source(corpus: Path) -> None:
    text = (corpus / "commitments" / "uk_kpi_rating_scale.json").read_text(encoding="utf-8")
    source = [(entry["rating"], entry["ocds_measureClassification_id"]) for entry in json.loads(text)["ratings"]]
    assert [(row["title"], row["value"]) for row in by_id("tables")["kpi-ratings"]["rows"]] == source
