"""The pure decisions: who is waited for, what a result lacks, how long a contract is."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from app.evaluations import rules
from app.rubrics.leaves import leaves
from tests.journeys.building import rubric_document

EVA, EVI, BID, OTHER = (UUID(int=number) for number in range(1, 5))
LEAVES = leaves(rubric_document())
COMPLETE = {
    "panels": rules.Panels({"carbon-plan": [EVA, EVI], "local-jobs": [EVA]}),
    "marked_by": {(BID, "carbon-plan"): {EVA, EVI}, (BID, "local-jobs"): {EVA}},
    "agreed": {(BID, "carbon-plan"), (BID, "local-jobs")},
    "decided": {(BID, "charter"): True},
}


def _missing(**changes: object) -> list[tuple[str, str, UUID | None]]:
    found = rules.missing_for_result([BID], LEAVES, **(COMPLETE | changes))  # type: ignore[arg-type]  # a test's mapping
    return [(one.code, one.criterion, one.evaluator_id) for one in found]


def test_a_mark_of_somebody_else_makes_up_for_nobody_assigned() -> None:
    assert rules.waiting_for([EVA, EVI], {EVA, OTHER}) == [EVI]
    assert rules.waiting_for([EVA, EVI], {EVI, EVA, OTHER}) == []


def test_no_mark_has_no_spread_and_equal_marks_have_a_spread_of_zero() -> None:
    assert rules.spread([]) is None
    found = rules.spread([Decimal(0), Decimal(0)])
    assert found is not None
    assert found.width == 0
    assert not rules.differ([Decimal("2.0"), Decimal(2)])
    assert rules.differ([Decimal(0), Decimal(1)])


def test_nothing_is_missing_when_everything_is_in() -> None:
    assert _missing() == []


def test_everything_that_is_missing_is_named_at_once() -> None:
    assert _missing(marked_by={(BID, "carbon-plan"): {EVI}}, agreed=set(), decided={}) == [
        ("gate.undecided", "charter", None),
        ("mark.missing", "carbon-plan", EVA),
        ("agreement.missing", "carbon-plan", None),
        ("mark.missing", "local-jobs", EVA),
        ("agreement.missing", "local-jobs", None),
    ]


def test_what_another_bid_has_does_not_count_for_this_one() -> None:
    assert _missing(agreed={(OTHER, "carbon-plan"), (BID, "local-jobs")}) == [
        ("agreement.missing", "carbon-plan", None)
    ]


def test_a_bid_that_an_excluding_gate_fails_need_not_be_marked() -> None:
    assert _missing(decided={(BID, "charter"): False}, marked_by={}, agreed=set()) == []


def test_a_gate_that_only_records_excuses_nothing() -> None:
    document = rubric_document()
    document["criteria"][0]["method"]["consequence"] = "recorded"
    found = rules.missing_for_result(
        [BID], leaves(document), panels=rules.Panels({}), marked_by={}, agreed=set(), decided={(BID, "charter"): False}
    )
    assert [one.criterion for one in found] == ["carbon-plan", "local-jobs"]


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "years"),
    [
        (date(2026, 6, 1), date(2029, 5, 31), "3"),
        (date(2026, 1, 1), date(2026, 12, 31), "1"),
        (date(2024, 2, 29), date(2025, 2, 28), "1"),
        (date(2024, 2, 29), date(2028, 2, 28), "4"),
        (date(2026, 4, 1), date(2027, 9, 30), "1.5"),
        (date(2027, 4, 1), date(2028, 9, 30), "1.5014"),
        (date(2026, 4, 1), date(2026, 4, 1), "0.0027"),
    ],
)
def test_a_contract_is_as_long_as_its_first_and_last_day_say(starts_on: date, ends_on: date, years: str) -> None:
    assert rules.contract_years(starts_on, ends_on) == Decimal(years)


def test_a_contract_without_a_term_has_no_length_rather_than_none_at_all() -> None:
    assert rules.contract_years(None, date(2026, 1, 1)) is None
    assert rules.contract_years(date(2026, 1, 1), None) is None
