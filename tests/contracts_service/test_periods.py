"""The term is cut into periods without a day lost, and a promise is split without a ten-thousandth lost."""

import random
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest

from app.contracts.periods import Rhythm, cut, split
from app.rubrics import tables
from scoring.delivery import counts_whole

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "rhythm", "labels"),
    [
        (
            date(2026, 4, 1),
            date(2027, 3, 31),
            Rhythm.QUARTERLY,
            ["April to June 2026", "July to September 2026", "October to December 2026", "January to March 2027"],
        ),
        (date(2026, 1, 1), date(2026, 2, 28), Rhythm.MONTHLY, ["January 2026", "February 2026"]),
        (
            date(2026, 11, 1),
            date(2028, 10, 31),
            Rhythm.YEARLY,
            ["November 2026 to October 2027", "November 2027 to October 2028"],
        ),
        (
            date(2026, 4, 6),
            date(2026, 8, 5),
            Rhythm.QUARTERLY,
            ["6 April 2026 to 5 July 2026", "6 July 2026 to 5 August 2026"],
        ),
        (date(2026, 5, 1), date(2026, 5, 1), Rhythm.YEARLY, ["1 May 2026 to 1 May 2026"]),
    ],
)
def test_periods_are_counted_from_the_first_day_of_the_contract(
    starts_on: date, ends_on: date, rhythm: Rhythm, labels: list[str]
) -> None:
    assert [period.label for period in cut(starts_on, ends_on, rhythm)] == labels


@pytest.mark.parametrize("rhythm", list(Rhythm))
@pytest.mark.parametrize(
    "starts_on", [date(2026, 1, 31), date(2028, 2, 29), date(2026, 3, 29), date(2026, 10, 25), date(2026, 12, 31)]
)
@pytest.mark.parametrize("days", [0, 1, 27, 28, 29, 30, 31, 89, 90, 91, 92, 365, 366, 1096, 3653])
def test_the_periods_are_the_whole_term_and_no_day_twice(starts_on: date, days: int, rhythm: Rhythm) -> None:
    ends_on = starts_on + DAY * days
    periods = cut(starts_on, ends_on, rhythm)
    assert periods[0].starts_on == starts_on
    assert periods[-1].ends_on == ends_on
    assert all(after.starts_on == before.ends_on + DAY for before, after in pairwise(periods))
    assert all(period.share == 1 for period in periods[:-1])
    assert 0 < periods[-1].share <= 1


def test_the_thirty_first_gives_way_to_the_last_day_of_a_shorter_month() -> None:
    starts = [period.starts_on for period in cut(date(2026, 1, 31), date(2026, 5, 30), Rhythm.MONTHLY)]
    assert starts == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]


@pytest.mark.parametrize(
    ("promised", "shares", "parts"),
    [
        ("12", "1 1 1 1", "3 3 3 3"),
        ("10", "1 1 1 1", "2.5 2.5 2.5 2.5"),
        ("10", "1 1 1", "3.3334 3.3333 3.3333"),
        ("0.0001", "1 1 1", "0.0001 0 0"),
        ("0.0002", "1 1 1/2", "0.0001 0.0001 0"),
        ("0", "1 1", "0 0"),
        ("9", "1 1 1/4", "4 4 1"),
        ("50000", "1 1 1 1 1 1 1", "7142.8572 7142.8572 7142.8572 7142.8571 7142.8571 7142.8571 7142.8571"),
    ],
)
def test_a_promise_is_split_by_largest_remainder(promised: str, shares: str, parts: str) -> None:
    found = split(Decimal(promised), [Fraction(share) for share in shares.split()])
    assert found == [Decimal(part) for part in parts.split()]


def test_whatever_is_split_adds_up_to_itself() -> None:
    chance = random.Random(20260401)  # noqa: S311 - numbers to try, the same every time
    for _ in range(500):
        promised = Decimal(chance.randrange(10**18)).scaleb(-4)
        shares = [Fraction(1)] * chance.randrange(1, 480) + [Fraction(chance.randrange(1, 92), 92)]
        parts = split(promised, shares)
        assert sum(parts) == promised
        assert max(parts[:-1]) - min(parts[:-1]) <= Decimal("0.0001")


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        ({"unit": "Trainees"}, "0 1 1 1"),
        ({"unit": "places completed"}, "0 1 1 1"),
        ({"unit": "placements of our own", "whole": True}, "0 1 1 1"),
        ({"unit": "FTE-years"}, "0.75 0.75 0.75 0.75"),
        ({"unit": None}, "0.75 0.75 0.75 0.75"),
    ],
)
def test_what_comes_in_whole_ones_is_due_in_whole_ones(measure: dict[str, object], expected: str) -> None:
    whole = counts_whole(measure, tables.countable_units())
    parts = split(Decimal(3), [Fraction(1)] * 4, whole=whole)
    assert [f"{part:f}" for part in parts] == expected.split()
