"""The design aid says where a rubric pays for size, what its weights decide and what it asks, as it says it assumes."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scoring import Findings, parse_rubric
from scoring.columns import BidColumns, Column, ColumnScores, score_columns
from scoring.design import design
from scoring.design_assumptions import DEFAULTS
from scoring.design_facts import Facts
from scoring.design_influence import influence_rows
from scoring.design_offers import Offer, field_of
from scoring.design_questions import sheet_of
from scoring.digest import digest
from scoring.resolve import resolve
from tests.scoring.builders import Mapping, best, gate, marked, priced, quantity, rubric, section, target

RUBRICS = Path(__file__).parents[2] / "rubrics"
CONTRACT = {"value": "1200000", "years": "3", "above_threshold": True}
PER_PRICE = {"by": "price", "per": "100000"}
PACKS = sorted(path.relative_to(RUBRICS / "packs").as_posix() for path in (RUBRICS / "packs").rglob("*.json"))


def pack(place: str) -> Mapping:
    """Return a shipped pack as a rubric."""
    library = json.loads((RUBRICS / "measures" / "library.json").read_text())
    tables = {path.stem: json.loads(path.read_text()) for path in (RUBRICS / "tables").glob("*.json")}
    found = resolve(json.loads((RUBRICS / "packs" / place).read_text()), library, tables)
    assert not isinstance(found, Findings)
    return found


def looked_at(form: Mapping, contract: Mapping | None = None) -> Mapping:
    found = design(form, contract)
    assert not isinstance(found, Findings), str(found)
    return found


def codes(form: Mapping, contract: Mapping | None = None, *, about: str = "") -> list[str]:
    """Return the codes of the findings, or of those about one criterion."""
    return [one["code"] for one in looked_at(form, contract)["findings"] if not about or one["criterion"] == about]


def one(form: Mapping, code: str, contract: Mapping | None = None) -> Mapping:
    """Return the only finding of a code."""
    (found,) = [finding for finding in looked_at(form, contract)["findings"] if finding["code"] == code]
    return dict(found)


def measure(unit: str = "hours", adds_up: str = "sum", **more: Any) -> Mapping:
    return {"id": "m", "title": "Measure", "unit": unit, "adds_up": adds_up, "better": "higher"} | more


def pledge(method: Mapping, **more: Any) -> Mapping:
    """Return a rubric of which a pledge is 20 of 100 points."""
    return rubric(quantity("pledge", "20", method, **more), marked("quality", "80"))


def influence(form: Mapping, contract: Mapping | None = None) -> dict[str, Mapping]:
    return {row["criterion"]: row for row in looked_at(form, contract)["lots"][0]["influence"]["criteria"]}


# ----------------------------------------------------------------------------------------------------------------- size
def test_a_raw_quantity_against_the_best_pays_for_size_and_the_way_out_is_named() -> None:
    found = one(pledge(best(), measure=measure()), "size.paid")
    assert found["severity"] == "warning"
    assert found["place"] == "criteria[0].method"
    assert "earn 1 (small) and 20 (large) of 20 points" in found["sentence"]
    assert "19 points for being large" in found["sentence"]
    assert "simulation" in found["sentence"]
    assert "normalise by price" in found["way_out"]


def test_a_quantity_without_a_measure_is_taken_to_grow_with_the_bidder() -> None:
    assert "size.paid" in codes(pledge(best()))


def test_where_less_is_better_a_raw_comparison_pays_for_being_small() -> None:
    assert "19 points for being small" in one(pledge(best("lower"), measure=measure("tCO2e")), "size.paid")["sentence"]


@pytest.mark.parametrize(
    "criterion",
    [
        pytest.param({"method": best(), "normalise": PER_PRICE}, id="divided by the price"),
        pytest.param({"method": target()}, id="a target"),
        pytest.param({"method": target("100", "50", "lower")}, id="a target below the floor"),
        pytest.param(
            {"method": target(), "normalise": {"by": "contract_value", "per": "1000000"}},
            id="a target for each million",
        ),
        pytest.param({"method": best(), "measure": measure("% of workers", "percentage")}, id="a percentage"),
        pytest.param({"method": best(), "measure": measure("days", "level")}, id="a level"),
        pytest.param(
            {
                "method": best(),
                "measure": measure("FTE-years", "fte_years"),
                "normalise": {"by": "contract_value", "per": "1000000"},
            },
            id="work on the contract for each million of it",
        ),
        pytest.param(
            {
                "method": {
                    "type": "banded",
                    "better": "lower",
                    "below": "refuse",
                    "bands": [{"from": "0", "share_percent": "100"}, {"from": "10", "share_percent": "50"}],
                }
            },
            id="bands in which less is better",
        ),
    ],
)
def test_what_is_divided_bounded_or_a_share_does_not_pay_for_size(criterion: Mapping) -> None:
    form = pledge(criterion.pop("method"), **criterion)
    assert [code for code in codes(form) if code.startswith("size.")] == []
    (row,) = looked_at(form)["lots"][0]["size"]["criteria"]
    assert (row["small_points"], row["large_points"], row["gap"]) == ("20", "20", "0")


def test_dividing_every_bid_by_the_same_contract_takes_nothing_out_of_a_comparison() -> None:
    form = pledge(best(), measure=measure(), normalise={"by": "contract_value", "per": "1000000"})
    found = one(form, "size.not_taken_out")
    assert found["severity"] == "advice"
    assert "divided by the same contract value" in found["sentence"]


def test_size_is_simulated_with_the_ratio_that_the_reader_states() -> None:
    contract = {"assumptions": {"size_ratio": "4"}}
    found = looked_at(pledge(best()), contract)
    assert found["lots"][0]["size"]["criteria"][0]["small_points"] == "5"
    assert found["assumptions"]["stated"] == ["size_ratio"]


# ------------------------------------------------------------------------------------------------------------ influence
def test_a_weight_decides_by_how_far_bids_spread_and_not_by_itself() -> None:
    flat = marked("flat", "50", method={"type": "scale", "scale": "five", "points": _worth("90 90 90 95 95 100")})
    rows = influence(rubric(flat, marked("steep", "50")))
    assert rows["flat"]["weight"] == rows["steep"]["weight"] == "50"
    assert Fraction(rows["flat"]["spread_percent"]) < 15
    assert Fraction(rows["steep"]["spread_percent"]) > 85
    assert "weight.nearly_dead" in codes(rubric(flat, marked("steep", "50")), about="flat")


def test_equal_weights_on_equal_scales_share_the_spread_alike() -> None:
    rows = influence(rubric(*(marked(name, "25") for name in "abcd")))
    assert {row["spread_percent"] for row in rows.values()} == {"25.00"}
    assert {row["explained_percent"] for row in rows.values()} == {"25.00"}


def test_a_table_with_one_band_that_can_be_reached_separates_nobody() -> None:
    bands = [{"from": "0", "share_percent": "40"}, {"from": "150", "share_percent": "100"}]
    method = {"type": "banded", "better": "higher", "below": "none", "bands": bands}
    form = pledge(method, measure=measure("% of workers", "percentage"))
    assert one(form, "criterion.separates_nobody")["severity"] == "warning"
    assert "criterion.out_of_reach" in codes(form, about="pledge")


def test_a_target_that_everybody_is_expected_to_meet_separates_nobody() -> None:
    contract = {"expected": {"pledge": {"low": "120", "high": "300"}}}
    found = one(pledge(target()), "criterion.everybody_meets", contract)
    assert "earns 100% of its points" in found["sentence"]
    assert "criterion.everybody_meets" not in codes(pledge(target()))


def test_a_scale_on_which_the_field_is_expected_to_cluster_is_named() -> None:
    assert "criterion.separates_nobody" in codes(
        rubric(marked("a", "50"), marked("b", "50")), {"expected": {"a": {"low": "3", "high": "3"}}}, about="a"
    )
    flat = marked("a", "50", method={"type": "scale", "scale": "five", "points": _worth("50 60 60 60 60 60")})
    assert "criterion.clusters" in codes(rubric(flat, marked("b", "50")), about="a")


def test_a_minimum_that_nobody_can_miss_is_named() -> None:
    form = rubric(
        section("all", "100", marked("a", "100", minimum={"mark": "0", "consequence": "excluded"})),
    )
    assert one(form, "minimum.never_missed")["place"] == "criteria[0].criteria[0].minimum"
    form = rubric(
        section("all", "100", marked("a", "100"), minimum={"share_percent": "0", "consequence": "recorded"}),
    )
    assert "minimum.never_missed" in codes(form)


@pytest.mark.parametrize(
    "aggregation",
    [
        {"method": "price_per_quality_point", "price": "price"},
        {"method": "quality_price_index", "price": "price", "per": "1000000"},
        {"method": "monetised_quality", "price": "price", "willingness_to_pay": "500000"},
    ],
)
def test_a_price_that_quality_is_set_against_has_a_share_of_the_spread(aggregation: Mapping) -> None:
    price = {"id": "price", "title": "Price", "asks": "price"}
    form = rubric(marked("a", "60"), marked("b", "40"), price, aggregation=aggregation)
    rows = influence(form, CONTRACT)
    assert rows["price"]["weight"] is None
    assert 0 < Fraction(rows["price"]["spread_percent"]) < 60
    assert (
        Fraction("99.9")
        < sum((Fraction(row["spread_percent"]) for row in rows.values()), Fraction(0))
        < Fraction("100.1")
    )
    assert not [code for code in codes(form, CONTRACT) if code.startswith("weight.")]


def test_the_spread_is_that_of_bids_drawn_at_random_and_scored_in_columns() -> None:
    """The field is gone through and not drawn; thousands of drawn bids, scored by the column path, come near it."""
    form = rubric(
        priced("price", "40"), marked("a", "35"), quantity("jobs", "25", target("5", "60"), measure=measure("jobs"))
    )
    parsed = parse_rubric(form)
    assert not isinstance(parsed, Findings)
    sheet, count = sheet_of(parsed, ""), 20_000
    chance = np.random.default_rng(7)
    columns = {one.id: _drawn(field_of(one, Facts()), chance, count) for one in sheet.questions}
    lot = score_columns(parsed, BidColumns(count, columns), "")
    assert isinstance(lot, ColumnScores)
    spreads = {name: float(np.std(lot.shown[name])) for name in columns}
    rows = {row.question.id: row for row in influence_rows(sheet, Facts())}
    for name, row in rows.items():
        assert spreads[name] / sum(spreads.values()) == pytest.approx(float(row.spread), abs=0.01)
    totals = float(np.var(lot.figure.units(parsed.rounding)))
    assert sum(spread**2 for spread in spreads.values()) == pytest.approx(totals, rel=0.03)


def _drawn(offers: list[Offer], chance: np.random.Generator, count: int) -> Column:
    often = np.array([offer.times for offer in offers], dtype=np.float64)
    picked = chance.choice(len(offers), size=count, p=often / often.sum())
    units = np.array([int(offer.value * 10**6) for offer in offers], dtype=np.int64)
    return Column.of(units[picked], places=6)


def _worth(shares: str) -> dict[str, str]:
    return {str(mark): share for mark, share in enumerate(shares.split())}


# --------------------------------------------------------------------------------------------------------------- effort
def test_effort_is_counted_in_words_figures_and_hours() -> None:
    form = rubric(
        gate("charter"),
        priced("price", "40"),
        marked("quality", "40", word_limit="1000"),
        quantity("jobs", "20", measure=measure(evidence=["Staff list", "Payroll"])),
    )
    effort = looked_at(form, CONTRACT)["lots"][0]["effort"]
    assert (effort["words"], effort["quantities"], effort["declarations"]) == ("1000", 1, 1)
    assert effort["hours"] == "30"  # 8 to read, 1 to declare, 8 for the price, 10 for 1,000 words, 3 for the pledge
    assert effort["cost"] == "1200.00"
    assert effort["percent_of_value"] == "0.10"
    assert (effort["small_team_weeks"], effort["large_team_weeks"]) == ("3.00", "0.20")
    assert effort["reporting_hours_a_year"] == "8"


def test_effort_out_of_proportion_to_the_contract_is_advice_and_then_a_warning() -> None:
    form = rubric(marked("quality", "100", word_limit="2000"))
    assert "effort.out_of_proportion" not in codes(form, {"value": "200000"})
    assert one(form, "effort.out_of_proportion", {"value": "100000"})["severity"] == "advice"
    found = one(form, "effort.out_of_proportion", {"value": "20000"})
    assert found["severity"] == "warning"
    assert "28.0 hours (2,000 words" in found["sentence"]
    assert "5.6% of the contract value" in found["sentence"]


def test_without_a_value_nothing_is_said_of_proportion() -> None:
    found = looked_at(rubric(marked("quality", "100", word_limit="20000")))
    assert found["lots"][0]["effort"]["percent_of_value"] is None
    assert "effort.out_of_proportion" not in [one["code"] for one in found["findings"]]
    assert "effort.too_long_for_small_teams" in [one["code"] for one in found["findings"]]


def test_a_question_without_a_word_limit_is_named() -> None:
    assert "effort.no_word_limit" in codes(rubric(marked("quality", "100")), about="quality")


# ------------------------------------------------------------------------------------------------------------ the packs
@pytest.mark.parametrize("contract", [None, CONTRACT, {"value": "250000", "years": "1", "above_threshold": True}])
@pytest.mark.parametrize("place", PACKS)
def test_a_shipped_pack_has_no_warning_and_little_advice(place: str, contract: Mapping | None) -> None:
    found = looked_at(pack(place), contract)["findings"]
    assert [one for one in found if one["severity"] == "warning"] == []
    assert len(found) <= 2


def test_a_living_wage_pledge_is_limited_where_the_regime_says_so() -> None:
    limit = {
        "measures": ["living-wage-workers"],
        "words": ["living wage"],
        "says": "no part of the score may be kept for it.",
        "source": "the guidance",
    }
    found = looked_at(pack("local-wage-carbon/1.0.0.json"), CONTRACT | {"limits": [limit]})["findings"]
    limited = {one["criterion"]: one["code"] for one in found if "limited" in one["code"]}
    assert limited == {
        "living-wage-pledge": "criterion.limited",
        "living-wage-method": "criterion.may_be_limited",
    }


# --------------------------------------------------------------------------------------------------------- the document
def test_the_same_rubric_and_contract_give_the_same_document_and_digest() -> None:
    form = pack(PACKS[0])
    first, second = looked_at(form, CONTRACT), looked_at(form, CONTRACT)
    assert first == second
    assert first["digest"] == digest({key: value for key, value in first.items() if key != "digest"})
    assert first["format"] == "makegood.design/1"


def test_every_figure_that_rests_on_a_simulation_or_an_estimate_says_so_with_its_assumptions() -> None:
    found = looked_at(pack(PACKS[0]))
    lot = found["lots"][0]
    assert "simulation" in lot["size"]["label"]
    assert "simulation" in lot["influence"]["label"]
    assert "estimate" in lot["effort"]["label"]
    values = found["assumptions"]["values"]
    assert [one["name"] for one in values] == [one.name for one in DEFAULTS]
    assert all(one["says"] and one["source"] and one["unit"] for one in values)


def test_lots_are_looked_at_one_by_one_and_what_they_share_is_found_once() -> None:
    form = rubric(
        quantity("shared", "50", best()), marked("north", "50", lots=["N"]), marked("south", "50", lots=["S"])
    )
    found = looked_at(form, {"values": {"N": "1000000", "S": "2000"}})
    assert [lot["lot"] for lot in found["lots"]] == ["N", "S"]
    assert [one["code"] for one in found["findings"]].count("size.paid") == 1
    assert [lot["effort"]["percent_of_value"] is not None for lot in found["lots"]] == [True, True]
    assert "effort.out_of_proportion" in [one["code"] for one in found["findings"]]


@pytest.mark.parametrize(
    ("contract", "expected"),
    [
        ({"value": "0"}, [("number.zero", "contract.value")]),
        ({"value": "1e9"}, [("number.exponent", "contract.value")]),
        ({"values": {"1": "-1"}}, [("number.too_small", "contract.values.1")]),
        ({"term": "3"}, [("key.unknown", "contract.term")]),
        ({"above_threshold": "yes"}, [("flag.malformed", "contract.above_threshold")]),
        ({"assumptions": {"size_ratio": "0"}}, [("number.too_small", "contract.assumptions.size_ratio")]),
        ({"assumptions": {"luck": "1"}}, [("key.unknown", "contract.assumptions.luck")]),
        ({"expected": {"a": {"low": "2", "high": "1"}}}, [("expected.not_in_order", "contract.expected.a.high")]),
        ({"expected": []}, [("document.not_an_object", "contract.expected")]),
        ({"expected": {"z": {"low": "2", "high": "3"}}}, [("criterion.unknown", "contract.expected.z")]),
        ({"serves_social_value": ["z"]}, [("criterion.unknown", "contract.serves_social_value.z")]),
        ({"values": {"9": "1"}}, [("lot.unknown", "contract.values.9")]),
        ({"serves_social_value": [1]}, [("list.malformed", "contract.serves_social_value")]),
    ],
)
def test_a_contract_that_cannot_be_read_is_refused_with_its_place(contract: Mapping, expected: list[Any]) -> None:
    found = design(rubric(marked("a", "100")), contract)
    assert isinstance(found, Findings)
    assert [(one.code, one.place) for one in found] == expected


def test_a_rubric_with_findings_is_not_looked_at() -> None:
    assert design(rubric(marked("a", "90"))) == parse_rubric(rubric(marked("a", "90")))


@pytest.mark.parametrize("low", ["0", "100"])
def test_offers_expected_to_be_all_alike_are_no_reason_to_fail(low: str) -> None:
    form = rubric(
        priced("price", "40"),
        quantity("best", "30", best()),
        quantity("least", "30", best("lower")),
    )
    expected = {name: {"low": low, "high": low} for name in ("price", "best", "least")}
    assert "weight.nearly_dead" not in codes(form, {"expected": expected})
