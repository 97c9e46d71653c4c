"""Bids are refused with everything that is wrong with them; what is missing is a finding and never a zero."""

import pytest

from scoring import Findings, evaluate
from tests.scoring.builders import (
    Mapping,
    bid,
    bids,
    excluded,
    findings,
    gate,
    marked,
    marks,
    priced,
    quantities,
    quantity,
    ranks,
    result,
    rubric,
)

FORM = rubric(marked("carbon", "60"), priced("price", "40"))


def codes(form: Mapping, offers: Mapping) -> list[str]:
    outcome = evaluate(form, offers)
    assert isinstance(outcome, Findings), "a result, where findings were expected"
    return list(outcome.codes)


@pytest.mark.parametrize("mark", ["6", "2.5", "-1", "0.5"])
def test_a_mark_off_the_scale_is_refused_with_the_marks_that_it_may_be(mark: str) -> None:
    found = findings(FORM, bids(bid("A", marks(carbon=mark), price="1")))
    assert found[0].place == "bids[0].answers.carbon.mark"
    assert found[0].code in {"mark.off_scale", "number.too_small"}


def test_a_mark_off_the_scale_names_the_scale() -> None:
    assert "0, 1, 2, 3, 4, 5" in findings(FORM, bids(bid("A", marks(carbon="9"), price="1")))[0].message


@pytest.mark.parametrize(
    ("offers", "expected"),
    [
        (
            [bid("A", marks(carbon="1")), bid("A", marks(carbon="1"))],
            ["answer.missing", "answer.missing", "id.duplicate"],
        ),
        ([bid("A", marks(carbon="1", wage="1"), price="1")], ["answer.unknown_criterion"]),
        ([bid("A", quantities(carbon="1"), price="1")], ["answer.wrong_kind"]),
        ([bid("A", marks(carbon="1"), price="-1")], ["number.too_small"]),
        ([bid("A", marks(carbon="1"), price="1", status="gone")], ["choice.unknown"]),
        ([bid("A", marks(carbon="1"), price="1", lots=["7"])], ["lot.unknown"]),
        ([bid("A", marks(carbon="1"), price={"7": "1"})], ["lot.unknown"]),
        ([bid("A", marks(carbon="1"), price="0")], ["price.zero"]),
        ([bid("A", marks(carbon="1"), price="1", colour="red")], ["key.unknown"]),
        ([bid("A", {"carbon": "4"}, price="1")], ["document.not_an_object"]),
        ([bid("A", status="excluded")], ["key.missing"]),
        (["A"], ["document.not_an_object"]),
    ],
)
def test_a_bid_that_cannot_be_read_is_refused(offers: list[Mapping], expected: list[str]) -> None:
    assert sorted(codes(FORM, bids(*offers))) == sorted(expected)


@pytest.mark.parametrize("offers", [{}, {"format": "makegood.bids/2", "bids": []}, [], None])
def test_what_is_not_a_bids_document_is_refused(offers: Mapping) -> None:
    assert isinstance(evaluate(FORM, offers), Findings)


def test_no_bids_are_a_result_with_an_empty_ranking() -> None:
    assert ranks(result(FORM, bids())) == {}


def test_a_bid_that_a_gate_excludes_need_not_be_marked_any_further() -> None:
    form = rubric(gate("charter"), marked("carbon", "100"))
    outcome = result(
        form,
        bids(bid("A", {"charter": {"passed": False}}), bid("B", marks(carbon="1") | {"charter": {"passed": True}})),
    )
    assert excluded(outcome) == {"A": ["Charter: not passed"]}
    assert ranks(outcome) == {"B": 1}


def test_a_gate_without_an_answer_is_a_finding_and_neither_passed_nor_failed() -> None:
    form = rubric(gate("charter"), marked("carbon", "100"))
    found = findings(form, bids(bid("A", marks(carbon="1"))))
    assert [(finding.code, finding.place) for finding in found] == [("answer.missing", "bids[0].answers.charter")]


@pytest.mark.parametrize("passed", ["true", 1, "yes", None])
def test_a_declaration_is_true_or_false_and_nothing_else(passed: object) -> None:
    form = rubric(gate("charter"), marked("carbon", "100"))
    assert isinstance(evaluate(form, bids(bid("A", marks(carbon="1") | {"charter": {"passed": passed}}))), Findings)


def test_withdrawn_and_excluded_bids_need_no_answers() -> None:
    gone = bid("A", status="withdrawn", reason="Cannot staff it")
    out = bid("B", status="excluded", reason="Conflict of interest")
    document = result(FORM, bids(gone, out, bid("C", marks(carbon="1"), price="5"))).to_mapping()["lots"][0]
    assert document["withdrawn"] == [{"bid": "A", "name": "Firm A", "reason": "Cannot staff it"}]
    assert document["excluded"][0]["reasons"] == [{"criterion": None, "text": "Conflict of interest"}]


def test_a_part_left_out_is_a_finding_and_not_zero() -> None:
    form = rubric(quantity("jobs", "100", quantity={"sum": [["full_time", "1"], ["part_time", "0.5"]]}))
    found = findings(form, bids(bid("A", {"jobs": {"parts": {"full_time": "3"}}})))
    assert found[0].place == "bids[0].answers.jobs.parts.part_time"


@pytest.mark.parametrize(("contract", "code"), [({}, "contract.missing"), ({"value": "0"}, "contract.zero")])
def test_a_quantity_per_contract_value_needs_a_value_above_zero(contract: Mapping, code: str) -> None:
    form = rubric(quantity("jobs", "100", normalise={"by": "contract_value", "per": "1000000"}))
    assert codes(form, bids(bid("A", quantities(jobs="3")), contract=contract)) == [code]


def test_a_tie_break_on_price_needs_a_price() -> None:
    form = rubric(marked("carbon", "100"), tie_break=[{"by": "price"}, {"by": "shared"}])
    assert codes(form, bids(bid("A", marks(carbon="3")))) == ["price.missing"]


def test_a_price_may_differ_by_lot() -> None:
    offers = bids(bid("A", price={"1": "100", "2": "300"}), bid("B", price={"1": "200", "2": "200"}), lots=["1", "2"])
    outcome = result(rubric(priced("price", "100")), offers)
    assert (ranks(outcome, "1"), ranks(outcome, "2")) == ({"A": 1, "B": 2}, {"B": 1, "A": 2})
