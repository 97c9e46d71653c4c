"""Worked examples that somebody else published, so that the arithmetic is not only ours."""

from fractions import Fraction

import pytest

from scoring.evidence import attendance, carbon, living_wage
from tests.scoring.builders import (
    best,
    bid,
    bids,
    findings,
    marked,
    points,
    priced,
    quantities,
    quantity,
    result,
    rubric,
    section,
    shares,
    totals,
)

THREE_PLACES = {"places": 3, "mode": "half_up"}
WHOLE = {"places": 0, "mode": "half_up"}


def prices(**values: str) -> dict[str, object]:
    return bids(*(bid(name, price=price) for name, price in values.items()))


def test_we1_and_case_01_lowest_quote_over_quote_to_three_places() -> None:
    outcome = result(rubric(priced("price", "100"), rounding=THREE_PLACES), prices(A="15000", B="10000", C="30000"))
    assert shares(outcome, "price") == {"B": "1.000", "A": "0.667", "C": "0.333"}


@pytest.mark.parametrize(
    ("weight", "values", "expected"),
    [("10", ("85", "100"), ("10.00", "8.50")), ("5", ("15", "25"), ("5.00", "3.00"))],
)
def test_we3_share_of_the_best_where_less_is_better(
    weight: str, values: tuple[str, str], expected: tuple[str, str]
) -> None:
    rest = str(100 - int(weight))
    form = rubric(quantity("cost", weight, best("lower")), quantity("rest", rest, best("higher", "none")))
    outcome = result(
        form, bids(*(bid(name, quantities(cost=v, rest="0")) for name, v in zip("AB", values, strict=True)))
    )
    assert tuple(points(outcome, name)["cost"] for name in "AB") == expected


@pytest.mark.parametrize(("at_zero", "expected"), [("none", "0.00"), ("full", "15.00")])
def test_we4_a_best_of_zero_earns_what_the_rubric_says_and_the_other_nothing(at_zero: str, expected: str) -> None:
    form = rubric(quantity("cost", "15", best("lower", at_zero)), quantity("rest", "85", best("higher", "none")))
    outcome = result(form, bids(bid("A", quantities(cost="10", rest="1")), bid("B", quantities(cost="0", rest="1"))))
    assert (points(outcome, "A")["cost"], points(outcome, "B")["cost"]) == ("0.00", expected)


def test_we4_a_best_of_zero_is_refused_where_the_rubric_says_so() -> None:
    form = rubric(quantity("cost", "100", best("lower", "refuse")))
    found = findings(form, bids(bid("A", quantities(cost="10")), bid("B", quantities(cost="0"))))
    assert found.codes == ("quantity.zero",)
    assert found[0].place == "bids[1].answers.cost"


def test_we6_value_for_money_index_prefers_ninety_nine_per_cent_at_118() -> None:
    form = rubric(
        quantity("quality", "100"),
        priced("price", None),
        aggregation={"method": "quality_price_index", "price": "price", "per": "1000000"},
        rounding={"places": 1, "mode": "half_up"},
    )
    entries = (("A", "80", "1000000"), ("B", "99", "1180000"))
    outcome = result(form, bids(*(bid(name, quantities(quality=q), price=p) for name, q, p in entries)))
    assert totals(outcome) == {"B": "83.9", "A": "80.0"}


@pytest.mark.parametrize(
    ("rate", "year"),
    [
        ("8.75", "17062.50"),
        ("10.20", "19890"),
        ("12.00", "23400"),
        ("13.15", "25642.50"),
        ("12.60", "24570"),
        ("13.85", "27007.50"),
    ],
)
def test_we7_a_year_at_the_real_living_wage(rate: str, year: str) -> None:
    assert living_wage.annual(Fraction(rate)) == Fraction(year)


def test_we9_ten_full_time_and_five_part_time_for_two_years_are_25_fte_years() -> None:
    parts = {"sum": [["full_time", "1"], ["part_time", "0.5"]], "times": ["years"]}
    form = rubric(quantity("jobs", "100", best(), quantity=parts))
    stated = {"full_time": "10", "part_time": "5", "years": "2"}
    outcome = result(form, bids(bid("A", {"jobs": {"parts": stated}})))
    leaf = outcome.lots[0].scores.ranked[0].nodes[0]
    assert getattr(leaf, "value", None) == 25


def test_we10_a_two_hour_session_for_eight_is_sixteen_hours() -> None:
    assert attendance.attended_hours(Fraction(2), 8) == 16


def test_we11_a_lower_factor_is_told_apart_from_lower_use() -> None:
    kwh, old, new = Fraction(100000), Fraction("0.20705"), Fraction("0.177")
    assert (carbon.emissions(kwh, old), carbon.emissions(kwh, new)) == (Fraction(20705), Fraction(17700))
    assert carbon.change(kwh, kwh, old_factor=old, new_factor=new) == carbon.Change(Fraction(0), Fraction(-3005))
    water = (
        carbon.emissions(Fraction(1000), Fraction("0.15311")),
        carbon.emissions(Fraction(1000), Fraction("0.17088")),
    )
    assert water == (Fraction("153.11"), Fraction("170.88"))


CENTRAL = {2020: "253.19", 2024: "268.97", 2030: "294.50", 2050: "397.54"}


def carbon_rubric(on: str) -> dict[str, object]:
    rows = [{"from": f"{year}-01-01", "to": f"{year}-12-31", "value": value} for year, value in CENTRAL.items()]
    method = {"type": "unit_value", "values": rows, "unit": "tCO2e", "currency": "GBP", "on": on, "then": best()}
    return rubric(quantity("carbon", "100", method))


@pytest.mark.parametrize("year", CENTRAL)
def test_we14_carbon_is_valued_at_the_value_of_its_year(year: int) -> None:
    outcome = result(carbon_rubric(f"{year}-06-30"), bids(bid("A", quantities(carbon="1"))))
    said = outcome.to_mapping()["lots"][0]["bids"]["A"]["criteria"][0]["said"]
    value = CENTRAL[year].removesuffix("0") if year == 2030 else CENTRAL[year]
    assert said.startswith(f"1 × {value} = {value} GBP")


@pytest.mark.parametrize("day", ["2019-12-31", "2055-01-01", "2025-01-01"])
def test_we14_a_day_without_a_value_is_refused_and_no_value_is_carried_over(day: str) -> None:
    found = findings(carbon_rubric(day))
    assert found.codes == ("unit_value.out_of_range",)
    assert day in found[0].message


@pytest.mark.parametrize(
    ("social", "split", "expected"), [("20", ("50", "50"), ("10", "10")), ("10", ("40", "60"), ("4", "6"))]
)
def test_we18_sub_weights_of_rotherham_and_of_the_london_partnership(
    social: str, split: tuple[str, str], expected: tuple[str, str]
) -> None:
    inside = (quantity("amount", split[0]), marked("plan", split[1]))
    form = rubric(section("social", social, *inside), priced("price", str(100 - int(social))))
    answers = quantities(amount="100") | {"plan": {"mark": "5"}}
    outcome = result(form, bids(bid("A", answers, price="1")))
    weights = outcome.to_mapping()["lots"][0]["bids"]["A"]["criteria"][0]["criteria"]
    assert tuple(node["weight"]["exact"] for node in weights) == expected


def test_case_06_forty_points_for_price_as_whole_numbers() -> None:
    form = rubric(priced("price", "40"), marked("rest", "60"), rounding=WHOLE)
    entries = (("1", "100"), ("2", "105"), ("3", "108"))
    outcome = result(form, bids(*(bid(name, {"rest": {"mark": "0"}}, price=price) for name, price in entries)))
    assert [points(outcome, name)["price"] for name, _ in entries] == ["40", "38", "37"]


def test_case_07_scottish_relative_price_to_the_nearest_whole() -> None:
    outcome = result(rubric(priced("price", "100"), rounding=WHOLE), prices(A="1000000", B="1200000", C="2000000"))
    assert totals(outcome) == {"A": "100", "B": "83", "C": "50"}


def test_case_10_nested_weights_multiply() -> None:
    inside = [("sustainability", "20"), ("accessibility", "25"), ("maintenance", "30"), ("support", "25")]
    form = rubric(
        section("qualitative", "75", *(marked(name, weight) for name, weight in inside)),
        section("quantitative", "25", priced("sheet", "100")),
    )
    answers = {name: {"mark": "5"} for name, _ in inside}
    outcome = result(form, bids(bid("A", answers, price="1")))
    expected = {"sustainability": "15.00", "accessibility": "18.75", "maintenance": "22.50", "support": "18.75"}
    assert points(outcome, "A") == expected | {"qualitative": "75.00", "quantitative": "25.00", "sheet": "25.00"}
    assert totals(outcome) == {"A": "100.00"}
