"""Every number can be followed down to the answers, in words that a councillor can read."""

from scoring import evaluate
from scoring.account import lines
from tests.scoring.builders import (
    Mapping,
    best,
    bid,
    bids,
    marked,
    marks,
    priced,
    quantities,
    quantity,
    result,
    rubric,
    section,
)

FORM = rubric(
    section("quality", "60", marked("carbon", "50"), quantity("wage", "50")),
    priced("price", "40"),
)
OFFERS = bids(
    bid("A", marks(carbon="4") | quantities(wage="80"), price="100000"),
    bid("B", marks(carbon="3") | quantities(wage="90"), price="90000"),
)


def told(depth: int | None, form: Mapping = FORM, offers: Mapping = OFFERS) -> list[str]:
    outcome = result(form, offers)
    return list(lines(outcome.lots[0].scores.ranked[-1], outcome.rubric, depth))


def test_a_mark_reads_as_marks_of_the_highest_times_the_weight() -> None:
    form = rubric(marked("carbon", "30"), marked("rest", "70"))
    assert told(1, form, bids(bid("A", marks(carbon="4", rest="0"))))[1] == "  4 of 5 on Carbon × 30% = 24.00"


def test_the_account_goes_as_deep_as_it_is_asked_to() -> None:
    assert told(0) == ["Firm A: 84.00 of 100"]
    assert told(1) == [
        "Firm A: 84.00 of 100",
        "  Quality: 48.00 of 60",
        "  lowest 90,000 ÷ 100,000 for Price × 40% = 36.00",
    ]
    assert "    80 against a target of 100 from 0 (80%) for Wage × 30% = 24.00" in told(2)
    deepest = told(None)
    assert "        mark: 4 (the panel's agreed mark)" in deepest
    assert "        weight: 60 (stated in the rubric)" in deepest
    assert len(deepest) > len(told(3)) > len(told(2))


def test_a_quantity_from_parts_for_each_million_shows_where_it_came_from() -> None:
    criterion = quantity(
        "jobs",
        "100",
        best(),
        quantity={"sum": [["full_time", "1"], ["part_time", "0.5"]], "times": ["years"]},
        normalise={"by": "contract_value", "per": "1000000"},
    )
    answer = {"jobs": {"parts": {"full_time": "10", "part_time": "5", "years": "2"}}}
    account = "\n".join(told(None, rubric(criterion), bids(bid("A", answer), contract={"value": "5000000"})))
    assert "quantity per 1000000 of contract value: 5 (quantity ÷ (contract value ÷ 1000000))" in account
    assert "quantity from its parts: 25 ((Σ part × factor) × Π parts)" in account
    assert "part_time: 5 (counts 0.5 each)" in account


def test_every_scored_number_of_the_document_names_its_rule() -> None:
    document = result(FORM, OFFERS).to_mapping()
    pending = [row["trace"] for row in document["lots"][0]["bids"].values()]
    seen = 0
    while pending:
        step = pending.pop()
        seen += 1
        assert step["rule"]
        assert set(step["value"]) == {"exact", "shown"}
        pending += step.get("inputs", [])
    assert seen > 30


def test_without_a_trace_the_numbers_are_the_same_and_the_document_smaller() -> None:
    full, bare = evaluate(FORM, OFFERS).to_mapping(), evaluate(FORM, OFFERS, trace=False).to_mapping()  # type: ignore[union-attr]
    for name, row in full["lots"][0]["bids"].items():
        row.pop("trace")
        assert row == bare["lots"][0]["bids"][name]
