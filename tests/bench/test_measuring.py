"""A ratio above one always means that we are faster; an aim is judged on the median; a missing rival is said."""

import time

import pytest

from bench import table
from bench.measuring import LEAST_SECONDS, MILLISECONDS, REQUESTS, Line, Unit, in_turn, milliseconds


def line(unit: Unit, ours: tuple[float, ...], theirs: tuple[float, ...], aim: float | None = None) -> Line:
    return Line("GET tender", "one indexed select", unit, ours, theirs, aim)


def test_half_the_time_and_twice_the_rate_are_both_a_ratio_of_two() -> None:
    assert line(MILLISECONDS, (5.0,), (10.0,)).ratio == 2.0
    assert line(REQUESTS, (200.0,), (100.0,)).ratio == 2.0


def test_the_ratio_is_the_median_of_the_rounds_and_not_of_the_sides() -> None:
    found = line(REQUESTS, (10.0, 100.0, 40.0), (10.0, 200.0, 10.0))
    assert found.ratios == (1.0, 0.5, 4.0)
    assert found.ratio == 1.0
    assert found.spread == (0.75, 2.5)


def test_an_aim_is_met_when_the_median_reaches_it() -> None:
    assert line(REQUESTS, (60.0,), (100.0,), aim=0.6).met
    assert line(REQUESTS, (59.0,), (100.0,), aim=0.6).met is False
    assert line(REQUESTS, (59.0,), (100.0,)).met is None


def test_sides_are_measured_in_turn_and_neither_always_goes_first() -> None:
    order: list[str] = []

    def side(name: str) -> float:
        order.append(name)
        return float(len(order))

    values = in_turn([lambda: side("ours"), lambda: side("theirs")], 3)
    assert order == ["ours", "theirs", "theirs", "ours", "ours", "theirs"]
    assert values == [(1.0, 4.0, 5.0), (2.0, 3.0, 6.0)]


def test_quick_work_is_repeated_until_a_clock_can_tell() -> None:
    calls = 0

    def work() -> None:
        nonlocal calls
        calls += 1

    begun = time.perf_counter()
    milliseconds(work)()
    assert time.perf_counter() - begun >= LEAST_SECONDS
    assert calls > 1


def test_a_row_says_ours_the_rival_the_ratio_the_aim_and_whether_it_was_met() -> None:
    row = table.row(line(REQUESTS, (50.0,), (100.0,), aim=0.6))
    assert row.split() == [
        *("GET", "tender", "one", "indexed", "select", "50.0", "req/s", "100", "req/s"),
        *("0.50", "0.50–0.50", "≥0.60", "NO"),
    ]


@pytest.mark.parametrize("ours", [(), (3.0,)])
def test_a_rival_that_is_not_there_is_named_in_the_row_and_in_the_summary(ours: tuple[float, ...]) -> None:
    absent = Line("20 bids", "scikit-criteria", MILLISECONDS, ours, (), 1.0, missing="not installed: make setup-bench")
    assert absent.ratio is None
    assert absent.spread is None
    assert absent.met is None
    assert "not installed: make setup-bench" in table.row(absent)
    assert list(table.summary([absent])) == [
        "aims met: 0 of 0",
        "not measured (1 line): not installed: make setup-bench",
    ]


def test_the_summary_names_every_aim_that_was_missed() -> None:
    lines = [line(REQUESTS, (50.0,), (100.0,), aim=0.6), line(REQUESTS, (70.0,), (100.0,), aim=0.6)]
    assert list(table.summary(lines)) == [
        "aims met: 1 of 2",
        "missed: GET tender against one indexed select: 0.50, aim 0.60",
    ]
