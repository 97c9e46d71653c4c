"""Gates, references, ratios, normalisation and ties: who may be scored, against whom, and in which order."""

import pytest

from scoring import Findings, evaluate, verify
from tests.scoring.builders import (
    Mapping,
    best,
    bid,
    bids,
    excluded,
    findings,
    gate,
    marked,
    marks,
    points,
    priced,
    quantities,
    quantity,
    ranks,
    result,
    rubric,
    section,
    totals,
)

PRICE_ONLY = rubric(priced("price", "100"))
CHEAP = bid("C", price="1")


def test_a_bid_that_fails_a_gate_sets_no_reference() -> None:
    form = rubric(gate("charter"), priced("price", "100"))
    passed, failed = {"charter": {"passed": True}}, {"charter": {"passed": False}}
    offers = bids(bid("A", passed, price="100"), bid("B", passed, price="200"), bid("C", failed, price="1"))
    outcome = result(form, offers)
    assert totals(outcome) == {"A": "100.00", "B": "50.00"}
    assert list(excluded(outcome)) == ["C"]


def test_a_withdrawn_bid_sets_no_reference_any_more() -> None:
    offers = bids(bid("A", price="100"), bid("B", price="200"), CHEAP | {"status": "withdrawn"})
    assert totals(result(PRICE_ONLY, offers)) == {"A": "100.00", "B": "50.00"}


def test_a_recorded_gate_is_told_and_costs_nothing() -> None:
    form = rubric(gate("register", "recorded"), marked("carbon", "100"))
    outcome = result(form, bids(bid("A", marks(carbon="5") | {"register": {"passed": False}})))
    assert totals(outcome) == {"A": "100.00"}
    recorded = outcome.to_mapping()["lots"][0]["bids"]["A"]["recorded"]
    assert recorded == [{"criterion": "register", "text": "Register: not passed"}]


def test_a_minimum_share_of_a_section_excludes_and_gives_every_reason() -> None:
    least = {"share_percent": "50", "consequence": "excluded"}
    form = rubric(
        section("quality", "60", marked("a", "50"), marked("b", "50"), minimum=least),
        section("social", "40", marked("c", "100"), minimum=least),
    )
    entries = (bid("A", marks(a="5", b="0", c="5")), bid("B", marks(a="2", b="2", c="2")))
    outcome = result(form, bids(*entries))
    assert ranks(outcome) == {"A": 1}
    reasons = [
        "Quality: 40% of the points is below the minimum of 50%",
        "Social: 40% of the points is below the minimum of 50%",
    ]
    assert excluded(outcome) == {"B": reasons}


def test_size_alone_does_not_win_when_a_quantity_is_counted_for_each_million() -> None:
    form = rubric(quantity("jobs", "100", best(), normalise={"by": "price", "per": "1000000"}))
    offers = bids(
        bid("Large", quantities(jobs="30"), price="10000000"), bid("Small", quantities(jobs="4"), price="1000000")
    )
    assert totals(result(form, offers)) == {"Small": "100.00", "Large": "75.00"}


def test_a_quantity_for_each_year_is_divided_by_the_years_of_the_lot() -> None:
    form = rubric(quantity("jobs", "100", normalise={"by": "contract_years", "per": "1"}))
    offers = bids(bid("A", quantities(jobs="100")), lots=["1", "2"], contract={"years": {"1": "2", "2": "4"}})
    outcome = result(form, offers)
    assert (totals(outcome, "1"), totals(outcome, "2")) == ({"A": "50.00"}, {"A": "25.00"})


RATIO_FORM = (marked("quality", "100"), priced("price", None))


@pytest.mark.parametrize(
    ("aggregation", "expected"),
    [
        ({"method": "price_per_quality_point", "price": "price"}, {"A": "12.50", "B": "15.00"}),
        ({"method": "quality_price_index", "price": "price", "per": "100"}, {"A": "8.00", "B": "6.67"}),
        (
            {"method": "monetised_quality", "price": "price", "willingness_to_pay": "5000"},
            {"B": "-3500.00", "A": "-3000.00"},
        ),
    ],
)
def test_quality_and_price_make_one_figure(aggregation: Mapping, expected: dict[str, str]) -> None:
    offers = bids(bid("A", marks(quality="4"), price="1000"), bid("B", marks(quality="5"), price="1500"))
    outcome = result(rubric(*RATIO_FORM, aggregation=aggregation), offers)
    assert list(totals(outcome).items()) == list(expected.items())


@pytest.mark.parametrize(
    ("aggregation", "offer", "code"),
    [
        (
            {"method": "price_per_quality_point", "price": "price"},
            bid("A", marks(quality="0"), price="9"),
            "quality.zero",
        ),
        (
            {"method": "quality_price_index", "price": "price", "per": "1"},
            bid("A", marks(quality="5"), price="0"),
            "price.zero",
        ),
    ],
)
def test_a_ratio_that_would_divide_by_zero_is_refused(aggregation: Mapping, offer: Mapping, code: str) -> None:
    found = findings(rubric(*RATIO_FORM, aggregation=aggregation), bids(offer))
    assert found.codes == (code,)
    assert "bid A" in found[0].message


@pytest.mark.parametrize(
    ("method", "prices", "expected"),
    [
        ({"type": "lowest_price", "zero_price": "full_marks"}, ("0", "10"), ("100.00", "0.00")),
        ({"type": "lowest_price", "zero_price": "full_marks"}, ("0", "0"), ("100.00", "100.00")),
        (
            {"type": "percentage_above_lowest", "factor": "1", "floor_percent": "10", "zero_price": "full_marks"},
            ("0", "10"),
            ("100.00", "10.00"),
        ),
        (
            {"type": "percentage_above_lowest", "factor": "2", "floor_percent": "0", "zero_price": "refuse"},
            ("100", "120"),
            ("100.00", "60.00"),
        ),
        (
            {"type": "percentage_above_lowest", "factor": "2", "floor_percent": "5", "zero_price": "refuse"},
            ("100", "300"),
            ("100.00", "5.00"),
        ),
        (
            {
                "type": "mean_price",
                "at_mean_percent": "50",
                "slope": "1",
                "floor_percent": "0",
                "cap_percent": "100",
                "zero_mean": "refuse",
            },
            ("80", "120"),
            ("70.00", "30.00"),
        ),
        (
            {
                "type": "mean_price",
                "at_mean_percent": "50",
                "slope": "1",
                "floor_percent": "0",
                "cap_percent": "90",
                "zero_mean": "full_marks",
            },
            ("0", "0"),
            ("90.00", "90.00"),
        ),
    ],
)
def test_price_methods_do_what_the_rubric_says_at_zero_and_elsewhere(
    method: Mapping, prices: tuple[str, str], expected: tuple[str, str]
) -> None:
    offers = bids(*(bid(name, price=price) for name, price in zip("AB", prices, strict=True)))
    found = totals(result(rubric(priced("price", "100", method)), offers))
    assert (found["A"], found["B"]) == expected


@pytest.mark.parametrize(
    "method",
    [
        {"type": "lowest_price", "zero_price": "refuse"},
        {"type": "percentage_above_lowest", "factor": "1", "floor_percent": "0", "zero_price": "refuse"},
        {
            "type": "mean_price",
            "at_mean_percent": "50",
            "slope": "1",
            "floor_percent": "0",
            "cap_percent": "100",
            "zero_mean": "refuse",
        },
    ],
)
def test_a_zero_price_is_refused_where_the_rubric_refuses_it(method: Mapping) -> None:
    outcome = evaluate(rubric(priced("price", "100", method)), bids(bid("A", price="0")))
    assert isinstance(outcome, Findings)
    assert outcome[0].code.startswith("price.zero")
    assert outcome[0].place == "bids[0].price"


@pytest.mark.parametrize(("at_zero", "expected"), [("none", "0.00"), ("full", "100.00")])
def test_where_every_bid_offers_nothing_the_rubric_says_what_that_earns(at_zero: str, expected: str) -> None:
    form = rubric(quantity("jobs", "100", best("higher", at_zero)))
    offers = bids(bid("A", quantities(jobs="0")), bid("B", quantities(jobs="0")))
    assert set(totals(result(form, offers)).values()) == {expected}


@pytest.mark.parametrize(
    ("value", "expected"), [("0", "0.00"), ("9.99", "0.00"), ("10", "50.00"), ("20", "100.00"), ("99", "100.00")]
)
def test_a_band_holds_from_its_first_value_until_the_next(value: str, expected: str) -> None:
    bands = [{"from": start, "share_percent": share} for start, share in (("0", "0"), ("10", "50"), ("20", "100"))]
    form = rubric(quantity("jobs", "100", {"type": "banded", "bands": bands, "better": "higher", "below": "refuse"}))
    assert totals(result(form, bids(bid("A", quantities(jobs=value))))) == {"A": expected}


def test_a_value_below_the_first_band_is_refused_where_the_rubric_says_so() -> None:
    bands = [{"from": "10", "share_percent": "50"}]
    form = rubric(quantity("jobs", "100", {"type": "banded", "bands": bands, "better": "higher", "below": "refuse"}))
    assert findings(form, bids(bid("A", quantities(jobs="9")))).codes == ("band.below_first",)


def test_a_scale_may_state_what_each_mark_is_worth() -> None:
    worth = {"0": "0", "1": "0", "2": "25", "3": "50", "4": "75", "5": "100"}
    form = rubric(
        marked("carbon", "40", method={"type": "scale", "scale": "five", "points": worth}), marked("rest", "60")
    )
    outcome = result(form, bids(bid("A", marks(carbon="2", rest="5"))))
    assert points(outcome, "A")["carbon"] == "10.00"
    said = outcome.to_mapping()["lots"][0]["bids"]["A"]["criteria"][0]["said"]
    assert said == "2 of 5 (worth 25%) on Carbon × 40% = 10.00"


TIED = (marked("carbon", "50"), marked("wage", "50"))


def test_ties_share_a_rank_and_the_next_rank_is_skipped() -> None:
    marksets = {"A": ("5", "5"), "B": ("4", "3"), "C": ("3", "4"), "D": ("1", "1")}
    offers = bids(*(bid(name, marks(carbon=c, wage=w)) for name, (c, w) in marksets.items()))
    outcome = result(rubric(*TIED), offers)
    assert ranks(outcome) == {"A": 1, "B": 2, "C": 2, "D": 4}
    rows = outcome.to_mapping()["lots"][0]["ranking"]
    assert [(row["joint"], row["decided_by"]) for row in rows] == [
        (False, "total"),
        (True, "shared"),
        (True, "shared"),
        (False, "total"),
    ]


def test_a_tie_is_parted_by_the_declared_steps_in_their_order() -> None:
    steps = [{"by": "criterion", "criterion": "carbon"}, {"by": "price"}, {"by": "shared"}]
    entries = (
        bid("A", marks(carbon="3", wage="4"), price="9"),
        bid("B", marks(carbon="4", wage="3"), price="9"),
        bid("C", marks(carbon="3", wage="4"), price="8"),
    )
    outcome = result(rubric(*TIED, tie_break=steps), bids(*entries))
    rows = outcome.to_mapping()["lots"][0]["ranking"]
    assert [(row["bid"], row["rank"], row["decided_by"]) for row in rows] == [
        ("B", 1, "criterion:carbon"),
        ("C", 2, "price"),
        ("A", 3, "price"),
    ]


def test_a_tie_that_no_declared_step_parts_is_refused_and_not_guessed() -> None:
    steps = [{"by": "criterion", "criterion": "carbon"}]
    offers = bids(bid("A", marks(carbon="3", wage="3")), bid("B", marks(carbon="3", wage="3")))
    found = findings(rubric(*TIED, tie_break=steps), offers)
    assert found.codes == ("tie.unresolved",)
    assert "bids A, B are level" in found[0].message


def test_a_criterion_may_be_shown_to_places_of_its_own() -> None:
    form = rubric(quantity("jobs", "100", rounding={"places": 0, "mode": "down"}))
    outcome = result(form, bids(bid("A", quantities(jobs="66.7"))))
    assert points(outcome, "A") == {"jobs": "66"}
    assert totals(outcome) == {"A": "66.70"}


def test_what_the_rubric_refuses_of_a_bid_that_a_gate_excludes_does_not_hold_up_the_others() -> None:
    form = rubric(gate("charter"), quantity("jobs", "100", normalise={"by": "price", "per": "1"}))
    entries = [
        bid(name, quantities(jobs="1") | {"charter": {"passed": name == "A"}}, price=price)
        for name, price in (("A", "1"), ("B", "0"))
    ]
    assert ranks(result(form, bids(*entries))) == {"A": 1}
    entries[1]["answers"]["charter"]["passed"] = True
    assert findings(form, bids(*entries)).codes == ("price.zero",)


def test_a_number_of_thousands_of_digits_is_written_out_and_not_a_crash() -> None:
    names = [f"p{place}" for place in range(200)]
    form = rubric(quantity("jobs", "100", best(), quantity={"sum": [["one", "1"]], "times": names}))
    big = {"jobs": {"parts": {"one": "7"} | dict.fromkeys(names, "9" * 30)}}
    small = {"jobs": {"parts": {"one": "7"} | dict.fromkeys(names, "7" * 29)}}
    outcome = result(form, bids(bid("A", big), bid("B", small)))
    assert totals(outcome) == {"A": "100.00", "B": "0.00"}
    assert verify(outcome.to_mapping()).holds
