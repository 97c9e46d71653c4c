"""What keeps a bid from being submitted, question by question; 0 is an answer and nothing is not."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from app.bids import completeness
from app.bids.schemas import BidContent
from app.rubrics.leaves import leaves
from tests.journeys.building import content, measure, rubric_document


def _leaf(document: dict[str, Any], wanted: str) -> dict[str, Any]:
    def walk(nodes: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for node in nodes:
            yield node
            yield from walk(node.get("criteria", []))

    return next(node for node in walk(document["criteria"]) if node["id"] == wanted)


def _found(body: dict[str, Any], document: dict[str, Any] | None = None) -> list[tuple[str, str]]:
    rubric = rubric_document() if document is None else document
    found = completeness.findings(BidContent.model_validate(body), leaves(rubric), rubric)
    return [(one.code, one.place) for one in found]


def _with(criterion: str, **changes: Any) -> dict[str, Any]:
    body = copy.deepcopy(content())
    answer = next(one for one in body["answers"] if one["criterion"] == criterion)
    answer.update(changes)
    return body


def test_a_complete_bid_has_no_findings() -> None:
    assert _found(content()) == []


def test_an_empty_bid_is_told_everything_at_once() -> None:
    assert _found({"price": None, "answers": []}) == [
        ("answer.missing", "answers.charter"),
        ("answer.missing", "answers.carbon-plan"),
        ("answer.missing", "answers.local-jobs"),
        ("answer.missing", "answers.local-spend"),
        ("price.missing", "price"),
    ]


def test_zero_is_an_answer_and_no_answer_is_missing() -> None:
    assert _found(_with("local-spend", quantity="0")) == []
    assert _found(_with("local-spend", quantity=None)) == [("quantity.missing", "answers.local-spend.quantity")]


def test_a_declaration_may_be_no_and_may_not_be_left_open() -> None:
    assert _found(_with("charter", declared=False)) == []
    assert _found(_with("charter", declared=None)) == [("declaration.missing", "answers.charter.declared")]


@pytest.mark.parametrize("words", [None, "", " \n "])
def test_blank_words_are_missing_words(words: str | None) -> None:
    assert _found(_with("carbon-plan", response=words)) == [("response.missing", "answers.carbon-plan.response")]


def test_words_up_to_the_limit_pass_and_one_more_does_not() -> None:
    assert _found(_with("carbon-plan", response="word " * 300)) == []
    assert _found(_with("carbon-plan", response="word " * 301)) == [
        ("response.too_long", "answers.carbon-plan.response")
    ]


@pytest.mark.parametrize(
    ("criterion", "changes", "finding"),
    [
        ("carbon-plan", {"declared": True}, ("declaration.not_asked", "answers.carbon-plan.declared")),
        ("carbon-plan", {"quantity": "3"}, ("quantity.not_asked", "answers.carbon-plan.quantity")),
        ("carbon-plan", {"parts": {"a": "3"}}, ("parts.not_asked", "answers.carbon-plan.parts")),
        ("local-spend", {"parts": {"a": "3"}}, ("parts.not_asked", "answers.local-spend.parts")),
    ],
)
def test_a_figure_that_nobody_asks_for_is_refused(
    criterion: str, changes: dict[str, Any], finding: tuple[str, str]
) -> None:
    assert _found(_with(criterion, **changes)) == [finding]


def test_a_quantity_made_of_parts_needs_every_part_and_no_other() -> None:
    document = rubric_document()
    leaf = _leaf(document, "local-spend")
    leaf["quantity"] = {"sum": [["full_time", "1"], ["part_time", "0.5"]], "times": ["years"]}
    whole = {"full_time": "10", "part_time": "0", "years": "3"}
    assert _found(_with("local-spend", quantity=None, parts=whole), document) == []
    odd = {"full_time": "10", "part_time": None, "o'years": "3"}
    assert set(_found(_with("local-spend", quantity="4", parts=odd), document)) == {
        ("part.missing", "answers.local-spend.parts.part_time"),
        ("part.missing", "answers.local-spend.parts.years"),
        ("part.unknown", "answers.local-spend.parts.o'years"),
        ("quantity.not_asked", "answers.local-spend.quantity"),
    }


def test_a_percentage_above_a_hundred_is_refused() -> None:
    document = rubric_document()
    _leaf(document, "local-spend")["measure"] = measure("local-spend") | {"adds_up": "percentage"}
    assert _found(_with("local-spend", quantity="100"), document) == []
    found = _found(_with("local-spend", quantity="100.01"), document)
    assert found == [("quantity.too_large", "answers.local-spend.quantity")]


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({}, True),
        ({"method": {"type": "lowest_price", "zero_price": "full_marks"}}, False),
        ({"method": {"type": "mean_price", "zero_mean": "refuse"}}, False),
        ({"method": {"type": "percentage_above_lowest", "zero_price": "refuse"}}, True),
    ],
)
def test_a_zero_price_passes_only_where_the_rubric_can_score_it(*, change: dict[str, Any], refused: bool) -> None:
    document = rubric_document()
    _leaf(document, "price").update(change)
    assert _found(content(price="0"), document) == ([("price.zero", "price")] if refused else [])


@pytest.mark.parametrize("divides", ["normalise", "aggregation"])
def test_a_zero_price_never_passes_where_something_is_divided_by_it(divides: str) -> None:
    document = rubric_document()
    _leaf(document, "price")["method"] = {"type": "lowest_price", "zero_price": "full_marks"}
    if divides == "normalise":
        _leaf(document, "local-spend")["normalise"] = {"by": "price", "per": "1000000"}
    else:
        document["aggregation"] = {"method": "quality_price_index", "price": "price", "per": "1000"}
    assert _found(content(price="0"), document) == [("price.zero", "price")]


def test_a_pledge_says_what_is_done_and_what_its_figure_counts() -> None:
    pledge = {"title": "Apprentices", "quantity": "4"}
    place = "answers.local-jobs.pledges[0]"
    assert _found(content(jobs_pledges=[pledge])) == [
        ("pledge.no_words", f"{place}.words"),
        ("pledge.no_unit", f"{place}.unit"),
    ]
    assert _found(content(jobs_pledges=[pledge | {"words": "Four.", "measure": "made-up"}])) == [
        ("pledge.unknown_measure", f"{place}.measure")
    ]
    assert _found(content(jobs_pledges=[pledge | {"words": "Four.", "measure": "apprenticeship-weeks"}])) == []
    assert _found(content(jobs_pledges=[pledge | {"words": "Four.", "unit": "people"}])) == []
    assert _found(content(jobs_pledges=[{"title": "A fair", "words": "One open day a year."}])) == []
