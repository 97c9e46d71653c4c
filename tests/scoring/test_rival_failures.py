"""Every way in which a rival's scoring is known to have failed, as a test that ours does not."""

from decimal import Decimal

import pytest

from scoring import Findings, evaluate
from scoring.digest import read_strictly
from tests.scoring.builders import (
    bid,
    bids,
    excluded,
    findings,
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


def test_f1_a_lot_counts_the_common_criteria_and_its_own() -> None:
    form = rubric(
        section("common", "60", marked("carbon", "100")),
        section("own", "40", marked("north", "100", lots=["1"]), marked("south", "100", lots=["2"])),
    )
    entries = (
        bid("A", marks(carbon="5", north="0", south="5")),
        bid("B", marks(carbon="4", north="5"), lots=["1"]),
    )
    outcome = result(form, bids(*entries, lots=["1", "2"]))
    assert totals(outcome, "1") == {"B": "88.00", "A": "60.00"}
    assert totals(outcome, "2") == {"A": "100.00"}


def test_f1_weights_must_make_100_in_each_lot() -> None:
    form = rubric(marked("carbon", "60"), marked("north", "40", lots=["1"]), marked("south", "30", lots=["2"]))
    found = findings(form)
    assert found.codes == ("weight.not_100",)
    assert "90 in lot 2" in found[0].message
    assert "lot 1" not in found[0].message


def test_f1_a_lot_that_the_rubric_does_not_name_is_refused_where_its_weights_fall_short() -> None:
    form = rubric(marked("carbon", "60"), marked("north", "40", lots=["1"]))
    assert findings(form, bids(lots=["1", "9"])).codes == ("weight.not_100",)


def test_f2_tenths_make_one_hundred_where_floats_would_not() -> None:
    names = "abcdefghij"
    form = rubric(*(marked(name, "9.1") for name in names), marked("k", "9"))
    outcome = result(form, bids(bid("A", {name: {"mark": "5"} for name in f"{names}k"})))
    assert totals(outcome) == {"A": "100.00"}


@pytest.mark.parametrize(
    "value", ["NaN", "sNaN", "Infinity", "-inf", "1e999", "1E2", "0x10", "1,000", "٣", " 5", "+5", ""]
)
def test_f2_a_number_that_is_not_a_plain_decimal_is_refused_with_a_way_out(value: str) -> None:
    found = findings(rubric(marked("carbon", value), marked("rest", "50")))
    assert found[0].place == "criteria[0].weight"
    assert len(found) == 1


@pytest.mark.parametrize("value", [0.5, float("nan"), float("inf"), Decimal(50), True, [], {}])
def test_f2_a_number_of_another_kind_is_refused(value: object) -> None:
    found = findings(rubric(marked("carbon", "50") | {"weight": value}, marked("rest", "50")))
    assert {finding.place for finding in found} == {"criteria[0].weight"}


@pytest.mark.parametrize(
    "source", [b'{"a": NaN}', b'{"a": 1e999}', b'{"a": 0.1}', b'{"a": 1, "a": 2}', b"", b"\xff", b"{"]
)
def test_f2_json_that_could_be_read_in_two_ways_is_refused(source: bytes) -> None:
    assert isinstance(read_strictly(source), Findings)


def test_f3_only_the_total_is_rounded_and_rank_is_on_the_exact_total() -> None:
    form = rubric(quantity("a", "50"), quantity("b", "50"))
    entries = (bid("A", quantities(a="50.009", b="50.009")), bid("B", quantities(a="50.0179", b="50")))
    outcome = result(form, bids(*entries))
    assert points(outcome, "A") == {"a": "25.00", "b": "25.00"}
    assert points(outcome, "B") == {"a": "25.01", "b": "25.00"}
    assert totals(outcome) == {"A": "50.01", "B": "50.01"}
    assert ranks(outcome) == {"A": 1, "B": 2}


def test_f4_the_reason_given_with_a_mark_is_kept_word_for_word() -> None:
    reason = "Names the depot's chargers, but gives no dates (page 4)."
    outcome = result(rubric(marked("carbon", "100")), bids(bid("A", {"carbon": {"mark": "3", "rationale": reason}})))
    assert outcome.to_mapping()["lots"][0]["bids"]["A"]["criteria"][0]["given"]["rationale"] == reason


def test_f5_zero_is_a_mark_and_falls_below_a_minimum() -> None:
    form = rubric(marked("carbon", "100", minimum={"mark": "1", "consequence": "excluded"}))
    outcome = result(form, bids(bid("A", marks(carbon="0")), bid("B", marks(carbon="1"))))
    assert excluded(outcome) == {"A": ["Carbon: mark 0 is below the minimum of 1"]}
    assert ranks(outcome) == {"B": 1}


def test_f5_a_missing_mark_is_a_finding_and_never_zero() -> None:
    found = findings(rubric(marked("carbon", "100")), bids(bid("A"), bid("B", marks(carbon="0"))))
    assert found.codes == ("answer.missing",)
    assert "bid A has no mark for carbon" in found[0].message


def test_f6_a_bid_must_pass_every_one_of_its_own_gates() -> None:
    least = {"mark": "2", "consequence": "excluded"}
    form = rubric(marked("carbon", "50", minimum=least), marked("wage", "50", minimum=least))
    entries = (
        bid("A", marks(carbon="5", wage="1")),
        bid("B", marks(carbon="1", wage="5")),
        bid("C", marks(carbon="2", wage="2")),
    )
    outcome = result(form, bids(*entries))
    assert set(excluded(outcome)) == {"A", "B"}
    assert ranks(outcome) == {"C": 1}


def test_f7_one_bid_not_fully_marked_holds_up_the_result_of_all() -> None:
    form = rubric(marked("carbon", "50"), marked("wage", "50"))
    found = findings(form, bids(bid("A", marks(carbon="5", wage="5")), bid("B", marks(carbon="5"))))
    assert [finding.place for finding in found] == ["bids[1].answers.wage"]


HOSTILE = [
    "Director's carbon plan",
    'Robert"); DROP TABLE marks;--',
    "</td><script>alert(1)</script>",
    "شركة النور للتنظيف",
    "\u202eevil",
    "{{ title }} %s %(x)s",
    "emoji 🌱 and a\nnew line",
]


@pytest.mark.parametrize("label", HOSTILE)
def test_f17_a_hostile_label_loses_no_mark_and_comes_back_unchanged(label: str) -> None:
    form = rubric(marked("carbon", "100", title=label))
    outcome = result(form, bids(bid("A", marks(carbon="4"), name=label), bid("B", marks(carbon="3"))))
    lot = outcome.to_mapping()["lots"][0]
    assert lot["bids"]["A"]["criteria"][0]["title"] == label
    assert lot["ranking"][0]["name"] == label
    assert totals(outcome) == {"A": "80.00", "B": "60.00"}


@pytest.mark.parametrize("name", HOSTILE)
def test_f17_a_hostile_id_loses_no_mark(name: str) -> None:
    outcome = result(rubric(marked(name, "100")), bids(bid(name, {name: {"mark": "4"}})))
    assert totals(outcome) == {name: "80.00"}


@pytest.mark.parametrize("weight", ["39.99", "40.01", "39.99999999999999999"])
def test_f19_weights_that_do_not_make_100_are_refused_not_flagged(weight: str) -> None:
    outcome = evaluate(rubric(marked("carbon", "60"), priced("price", weight)), bids())
    assert isinstance(outcome, Findings)
    assert outcome.codes == ("weight.not_100",)


def test_f19_weights_inside_a_section_must_make_100_too() -> None:
    form = rubric(section("quality", "60", marked("carbon", "50"), marked("wage", "49.99")), priced("price", "40"))
    found = findings(form)
    assert found.codes == ("weight.not_100",)
    assert found[0].place == "criteria[0].criteria"
    assert "inside quality make 99.99, not 100" in found[0].message
