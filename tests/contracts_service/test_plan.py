"""What a commitment is held to is checked against the promise and the term, and every finding comes at once."""

from datetime import date
from decimal import Decimal

import pytest

from app.contracts.plan import Commitment, Target, Term, check_bands, check_targets, missing
from app.contracts.rules import ContractStatus, status_in_force

TERM = Term(date(2026, 4, 1), date(2027, 3, 31))
SUM = Commitment(Decimal(10), "sum", "weeks")
PERCENTAGE = Commitment(Decimal(100), "percentage", "% of workers")
WORDS = Commitment(None, "record_only", None)
FIRST, SECOND = (date(2026, 4, 1), date(2026, 9, 30)), (date(2026, 10, 1), date(2027, 3, 31))


def target(days: tuple[date, date], amount: str | None, label: str = "a half") -> Target:
    return Target(label, *days, None if amount is None else Decimal(amount))


def said(commitment: Commitment, *targets: Target) -> list[tuple[str, str]]:
    return [(finding.place, finding.message) for finding in check_targets(commitment, targets, TERM)]


def test_targets_that_make_the_promise_hold() -> None:
    assert said(SUM, target(FIRST, "4.0001"), target(SECOND, "5.9999")) == []
    assert said(PERCENTAGE, target(FIRST, "80"), target(SECOND, "100")) == []
    assert said(WORDS, target(FIRST, None), target(SECOND, None)) == []


@pytest.mark.parametrize("total", ["9.9999", "10.0001"])
def test_a_sum_must_be_the_promise_to_the_last_ten_thousandth(total: str) -> None:
    assert said(SUM, target(FIRST, total)) == [
        ("targets", f"the targets make {total} and the promise is 10 weeks; they must be the same")
    ]


def test_a_level_cannot_be_watered_down_by_the_last_period() -> None:
    found = said(PERCENTAGE, target(SECOND, "90", "the second half"), target(FIRST, "100"))
    assert found == [
        ("targets[0].target", "the last period, the second half, must ask for the promise: 100 % of workers")
    ]


def test_periods_stay_within_the_term_and_do_not_overlap_and_all_of_it_is_said_at_once() -> None:
    found = said(
        SUM,
        target((date(2026, 3, 31), date(2026, 6, 30)), "4"),
        target((date(2026, 6, 30), date(2026, 6, 29)), "4"),
        target((date(2026, 7, 1), date(2027, 4, 1)), None),
        target(SECOND, "1"),
    )
    assert [place for place, _ in found] == [
        "targets[0]",
        "targets[1].ends_on",
        "targets[2]",
        "targets[2].target",
        "targets[1].starts_on",
        "targets[3].starts_on",
    ]


def test_words_take_no_amount() -> None:
    assert said(WORDS, target(FIRST, "0"))[0][0] == "targets[0].target"


@pytest.mark.parametrize(
    ("bands", "places"),
    [
        ("100 90 70", []),
        ("100 100 70", ["bands.approaching_target"]),
        ("90 100 100.5", ["bands.approaching_target", "bands.requires_improvement"]),
        ("100 90 0", ["bands.requires_improvement"]),
    ],
)
def test_each_band_begins_lower_than_the_one_before(bands: str, places: list[str]) -> None:
    good, approaching, requires = (Decimal(part) for part in bands.split())
    given = {"good": good, "approaching_target": approaching, "requires_improvement": requires}
    assert [finding.place for finding in check_bands(SUM, given)] == places
    assert [finding.place for finding in check_bands(WORDS, given)] == ["bands"]


def test_nothing_is_assumed_before_a_contract_binds() -> None:
    assert [finding.place for finding in missing(SUM, [], has_bands=False)] == ["targets", "bands"]
    assert missing(WORDS, [], has_bands=False) == []
    unsaid = Commitment(Decimal(3), None, "laptops")
    assert [finding.place for finding in missing(unsaid, [], has_bands=True)] == ["counts"]


def test_a_draft_of_a_void_award_is_cancelled_and_a_live_contract_is_not() -> None:
    assert status_in_force("draft", award_stands=False) is ContractStatus.CANCELLED
    assert status_in_force("draft", award_stands=True) is ContractStatus.DRAFT
    assert status_in_force("live", award_stands=False) is ContractStatus.LIVE
