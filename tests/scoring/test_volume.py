"""A promise that follows the volume bought: exact, bounded, and unknown where nobody recorded what was bought."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.delivery import Bands, Period, Profile, Report, Target, standing, to_date_target
from scoring.volume import Entitlement, Link, Volume, check_link, entitlements, to_date, volume_in

F = Fraction

QUARTERS = [
    Period(date(2026, 4, 1), date(2026, 6, 30)),
    Period(date(2026, 7, 1), date(2026, 9, 30)),
    Period(date(2026, 10, 1), date(2026, 12, 31)),
]
MONTHS = [Period(date(2026, 4, 1), date(2026, 4, 30)), Period(date(2026, 5, 1), date(2026, 6, 30))]
JOBS = Link(F(12), F(1_200_000))
AFTER = date(2027, 1, 1)
ALL_OF_IT = Bands((("good", F(100)),))


def bought(*amounts: int | None) -> list[Volume]:
    return [Volume(one, F(amount)) for one, amount in zip(QUARTERS, amounts, strict=False) if amount is not None]


def dues(link: Link, *amounts: int | None) -> list[F | None]:
    return [one.due for one in entitlements(link, QUARTERS, bought(*amounts))]


def test_so_much_is_due_as_was_bought_to_the_last_fraction() -> None:
    found = entitlements(JOBS, QUARTERS, bought(250_000, 0, 100_001))
    assert [one.due for one in found] == [F(5, 2), F(0), F(100_001, 100_000)]
    assert to_date(JOBS, found, AFTER).due == F(350_001, 100_000)
    assert to_date(JOBS, found, AFTER).said == "350,001 × 12 ∕ 1,200,000 = 3.50001"


def test_a_volume_that_nobody_recorded_is_not_nought_and_leaves_everything_after_it_unknown() -> None:
    found = entitlements(JOBS, QUARTERS, bought(100_000, None, 100_000))
    assert [one.due for one in found] == [F(1), None, None]
    known = to_date(JOBS, found, date(2026, 7, 1))
    assert (known.due, known.missing) == (F(1), ())
    told = to_date(JOBS, found, AFTER)
    assert (told.due, told.missing) == (None, (QUARTERS[1],))
    assert told.said == "not known: no volume is recorded from 2026-07-01 to 2026-09-30"


def test_before_the_first_period_ends_nothing_is_due_and_that_is_known() -> None:
    told = to_date(JOBS, entitlements(JOBS, QUARTERS, []), date(2026, 6, 30))
    assert (told.due, told.missing, told.said) == (None, (), "nothing due yet: no period ended before 2026-06-30")


def test_the_cap_holds_the_whole_and_the_floor_is_due_by_the_end() -> None:
    capped = Link(F(12), F(1_200_000), cap=F(15))
    assert dues(capped, 1_000_000, 600_000, 600_000) == [F(10), F(5), F(0)]
    floored = Link(F(12), F(1_200_000), floor=F(6))
    assert dues(floored, 100_000, 0, 100_000) == [F(1), F(0), F(5)]
    said = to_date(floored, entitlements(floored, QUARTERS, bought(100_000, 0, 100_000)), AFTER).said
    assert said == "200,000 × 12 ∕ 1,200,000 = 2, raised to the floor of 6"


def test_shorter_records_make_a_period_only_where_they_cover_each_of_its_days_once() -> None:
    first, second = (Volume(month, F(10)) for month in MONTHS)
    assert volume_in(QUARTERS[0], [second, first]) == F(20)
    assert volume_in(QUARTERS[0], [first]) is None
    assert volume_in(QUARTERS[0], [first, first, second]) is None
    assert volume_in(MONTHS[0], [Volume(QUARTERS[0], F(20))]) is None


@pytest.mark.parametrize(
    ("link", "code"),
    [
        (Link(F(1), F(0)), "volume.expected"),
        (Link(F(2), F(1), floor=F(3)), "volume.floor"),
        (Link(F(2), F(1), cap=F(1)), "volume.cap"),
    ],
)
def test_a_link_that_would_change_the_promise_is_found(link: Link, code: str) -> None:
    found = check_link(link)
    assert found is not None
    assert [one.code for one in found] == [code]
    assert check_link(JOBS) is None


def test_what_is_due_is_unknown_and_not_nought_where_a_target_is() -> None:
    targets = tuple(Target(period, amount) for period, amount in zip(QUARTERS, (F(1), None, F(1)), strict=True))
    plan = Profile(F(12), "sum", "higher", targets)
    reports = [Report(QUARTERS[0], F(1), F(1))]
    assert to_date_target(plan, date(2026, 7, 1)) == 1
    now = standing(plan, reports, date(2026, 7, 1), ALL_OF_IT)
    assert (now.status, now.rating) == ("rated", "good")
    later = standing(plan, reports, AFTER, ALL_OF_IT)
    assert (later.status, later.due, later.rating) == ("unknown", None, None)
    assert (
        later.said == "promised 12, due not known, as no volume is recorded for 1 period, claimed 1, proved 1: unknown"
    )


def test_a_period_cut_short_after_it_was_reported_is_still_the_one_reported() -> None:
    shorter = Period(QUARTERS[0].first, date(2026, 5, 31))
    plan = Profile(F(1), "sum", "higher", (Target(shorter, F(1)),))
    assert standing(plan, [Report(QUARTERS[0], F(1), F(1))], AFTER, ALL_OF_IT).status == "rated"


@given(st.lists(st.integers(0, 10**9), min_size=3, max_size=3), st.permutations(range(3)))
def test_the_parts_make_the_whole_whatever_order_they_were_recorded_in(amounts: list[int], order: list[int]) -> None:
    volumes = bought(*amounts)
    found: tuple[Entitlement, ...] = entitlements(JOBS, QUARTERS, [volumes[place] for place in order])
    assert sum((one.due or F(0) for one in found), F(0)) == JOBS.rate * sum(amounts) == found[-1].to_date
