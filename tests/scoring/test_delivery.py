"""What is due of a pledge by a day, what has been proved, and how that rates; no data is never zero and never good."""

from datetime import date
from fractions import Fraction

import pytest

from scoring import Findings
from scoring.delivery import (
    Bands,
    Period,
    Profile,
    Report,
    Standing,
    next_due,
    profile,
    read_bands,
    standing,
    to_date_target,
    whole_split,
)
from scoring.methods.contract import Better
from scoring.rubric import AddsUp

QUARTERS = [
    Period(date(2026, 4, 1), date(2026, 6, 30)),
    Period(date(2026, 7, 1), date(2026, 9, 30)),
    Period(date(2026, 10, 1), date(2026, 12, 31)),
    Period(date(2027, 1, 1), date(2027, 3, 31)),
]
NOTHING = Fraction(0)
BEFORE, AFTER_TWO, AFTER_ALL = date(2026, 5, 1), date(2026, 10, 1), date(2027, 4, 1)


def bands() -> Bands:
    found = read_bands({"good": "100", "approaching_target": "90", "requires_improvement": "70"})
    assert isinstance(found, Bands)
    return found


def plan(
    promised: str, adds_up: AddsUp = "sum", *, better: Better = "higher", targets: list[str] | None = None
) -> Profile:
    amounts = None if targets is None else [Fraction(target) for target in targets]
    found = profile(Fraction(promised), adds_up, QUARTERS, better=better, targets=amounts)
    assert isinstance(found, Profile)
    return found


def reports(*values: tuple[str | None, str | None]) -> list[Report]:
    def number(text: str | None) -> Fraction | None:
        return None if text is None else Fraction(text)

    pairs = zip(QUARTERS, values, strict=False)
    return [Report(period, number(claimed), number(proved)) for period, (claimed, proved) in pairs]


def at(on: date, expected: Profile, *values: tuple[str | None, str | None]) -> Standing:
    return standing(expected, reports(*values), on, bands())


def test_an_even_split_is_exact_and_adds_up_to_the_promise() -> None:
    assert to_date_target(plan("10"), AFTER_TWO) == 5
    assert to_date_target(plan("1"), date(2026, 7, 1)) == Fraction(1, 4)
    assert to_date_target(plan("10"), AFTER_ALL) == 10


def test_an_even_profile_asks_for_no_part_of_a_trainee() -> None:
    found = profile(Fraction(3), "sum", QUARTERS, whole=True)
    assert isinstance(found, Profile)
    assert [target.amount for target in found.targets] == [0, 1, 1, 1]
    assert to_date_target(plan("3"), date(2026, 7, 1)) == Fraction(3, 4), "unless the unit may be divided"


@pytest.mark.parametrize("promised", [0, 1, 3, 10, 41])
@pytest.mark.parametrize("shares", [["1"] * 4, ["1"] * 7, ["1", "1", "1/3"], ["1/90", "1"]])
def test_whole_parts_add_up_and_each_is_the_even_part_rounded_down_or_up(promised: int, shares: list[str]) -> None:
    parts = whole_split(promised, [Fraction(share) for share in shares])
    whole = sum(Fraction(share) for share in shares)
    assert sum(parts) == promised
    assert all(abs(part - promised * Fraction(share) / whole) < 1 for part, share in zip(parts, shares, strict=True))
    for n in range(len(parts) + 1):
        even = promised * sum(Fraction(share) for share in shares[:n]) / whole
        assert 0 <= even - sum(parts[:n]) < 1, "never more than an even profile asks for, and never one less"


def test_a_promise_of_half_a_home_is_split_evenly_because_it_is_no_whole_number() -> None:
    found = profile(Fraction(5, 2), "sum", QUARTERS, whole=True)
    assert isinstance(found, Profile)
    assert {target.amount for target in found.targets} == {Fraction(5, 8)}


def test_a_period_is_due_once_its_last_day_has_passed() -> None:
    assert to_date_target(plan("4"), date(2026, 6, 30)) is None
    assert to_date_target(plan("4"), date(2026, 7, 1)) == 1


def test_before_anything_is_due_the_status_is_not_due_whatever_was_proved() -> None:
    found = at(BEFORE, plan("4"), ("1", "1"))
    assert (found.status, found.rating, found.due, found.proved) == ("not_due", None, None, Fraction(1))


def test_no_data_is_unknown_and_neither_inadequate_nor_good() -> None:
    found = at(AFTER_TWO, plan("4"))
    assert (found.status, found.rating, found.claimed, found.proved) == ("unknown", None, None, None)
    assert found.unknown == tuple(QUARTERS[:2])


def test_nothing_proved_is_zero_and_inadequate() -> None:
    found = at(AFTER_TWO, plan("4"), ("1", "0"), ("1", "0"))
    assert (found.status, found.rating, found.proved, found.percent_of_due) == ("rated", "inadequate", NOTHING, NOTHING)


@pytest.mark.parametrize(
    ("proved", "rating"),
    [
        ("50", "good"),
        ("49.99", "approaching_target"),
        ("45", "approaching_target"),
        ("44.99", "requires_improvement"),
        ("35", "requires_improvement"),
        ("34.99", "inadequate"),
    ],
)
def test_a_rating_begins_exactly_at_its_percentage(proved: str, rating: str) -> None:
    assert at(AFTER_TWO, plan("100"), (proved, proved), ("0", "0")).rating == rating


def test_a_claim_that_nobody_decided_is_kept_apart_from_what_is_proved() -> None:
    found = at(AFTER_TWO, plan("4"), ("1", "1"), ("3", None))
    assert (found.claimed, found.proved, found.undecided) == (Fraction(4), Fraction(1), Fraction(3))
    assert (found.status, found.unknown) == ("unknown", (QUARTERS[1],))


def test_a_gap_cannot_hide_that_everything_due_is_already_proved() -> None:
    found = at(AFTER_TWO, plan("4"), ("2", "2"), (None, None))
    assert (found.status, found.rating) == ("rated", "good")
    assert found.unknown == (QUARTERS[1],)


def test_a_level_is_rated_on_the_latest_period_that_has_ended() -> None:
    found = at(AFTER_TWO, plan("90", "level"), ("50", "50"), ("90", "90"))
    assert (found.due, found.proved, found.rating) == (Fraction(90), Fraction(90), "good")
    assert at(AFTER_TWO, plan("90", "level"), ("90", "90"), (None, None)).status == "unknown"


def test_a_percentage_is_all_parts_over_all_wholes_and_not_a_mean_of_percentages() -> None:
    given = [
        Report(QUARTERS[0], Fraction(1), Fraction(1), Fraction(10)),
        Report(QUARTERS[1], Fraction(81), Fraction(81), Fraction(90)),
    ]
    found = standing(plan("80", "percentage"), given, AFTER_TWO, bands())
    assert (found.proved, found.rating) == (Fraction(82), "good")


def test_a_percentage_of_parts_lacks_those_of_a_gap_and_counts_nothing_of_nothing() -> None:
    first, last = (Report(quarter, Fraction(9), Fraction(9), Fraction(10)) for quarter in (QUARTERS[0], QUARTERS[1]))
    promise = plan("80", "percentage")
    assert standing(promise, [last], AFTER_TWO, bands()).status == "unknown"
    nothing = Report(QUARTERS[0], Fraction(0), Fraction(0), Fraction(0))
    assert standing(promise, [nothing, last], AFTER_TWO, bands()).proved == Fraction(90)
    assert standing(promise, [nothing], AFTER_TWO, bands()).proved is None
    level = Report(QUARTERS[0], Fraction(50), Fraction(50))
    assert standing(promise, [level, last], AFTER_TWO, bands()).proved == Fraction(90)
    halved = Report(QUARTERS[1], Fraction(9), Fraction(5), Fraction(10), Fraction(20))
    assert standing(promise, [first, halved], AFTER_TWO, bands()).proved == Fraction(14, 30) * 100


def test_where_less_is_better_less_rates_better_and_zero_divides_nothing() -> None:
    ceiling = plan("100", better="lower")
    assert at(AFTER_TWO, ceiling, ("25", "25"), ("25", "25")).rating == "good"
    assert at(AFTER_TWO, ceiling, ("40", "40"), ("40", "40")).rating == "inadequate"
    assert at(AFTER_TWO, ceiling, ("0", "0"), ("0", "0")).rating == "good"
    assert at(AFTER_TWO, ceiling, ("1", "1"), (None, None)).status == "unknown"


def test_a_record_only_pledge_is_kept_and_not_rated() -> None:
    found = at(AFTER_TWO, plan("4", "record_only"), ("1", "1"))
    assert (found.status, found.rating, found.due) == ("record_only", None, None)


def test_the_next_period_due_is_named_until_all_have_ended() -> None:
    following = next_due(plan("4"), AFTER_TWO)
    assert following is not None
    assert (following.period, following.amount) == (QUARTERS[2], Fraction(1))
    assert next_due(plan("4"), AFTER_ALL) is None


def test_a_first_period_with_nothing_to_deliver_is_not_due_and_not_a_division_by_zero() -> None:
    slow = plan("4", targets=["0", "1", "1", "2"])
    assert at(date(2026, 7, 1), slow).status == "not_due"
    assert at(AFTER_TWO, slow, ("0", "0"), ("1", "1")).rating == "good"


def test_the_standing_is_said_in_one_sentence() -> None:
    said = at(AFTER_TWO, plan("100"), ("60", "45"), ("0", "0")).said
    assert said == "promised 100, due 50, claimed 60, proved 45 (90% of what is due): approaching target"


@pytest.mark.parametrize(
    ("targets", "code"),
    [(["1", "1", "1"], "profile.count"), (["1", "1", "1", "2"], "profile.not_the_promise")],
)
def test_targets_that_do_not_make_the_promise_are_refused(targets: list[str], code: str) -> None:
    found = profile(Fraction(4), "sum", QUARTERS, targets=[Fraction(target) for target in targets])
    assert isinstance(found, Findings)
    assert found.codes == (code,)


def test_periods_that_overlap_or_are_missing_are_refused() -> None:
    for periods, code in (([], "profile.no_periods"), ([QUARTERS[1], QUARTERS[0]], "profile.order")):
        found = profile(Fraction(4), "sum", periods)
        assert isinstance(found, Findings)
        assert code in found.codes


@pytest.mark.parametrize("good", ["90", "80", "x", "1e2"])
def test_bands_that_do_not_fall_are_refused(good: str) -> None:
    found = read_bands({"good": good, "approaching_target": "90", "requires_improvement": "70"})
    assert isinstance(found, Findings)
