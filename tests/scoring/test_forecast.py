"""Whether a promise can still be kept, in numbers and words: golden cases, and what must hold of every forecast."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.delivery import Period, Profile, Report, Target
from scoring.early_warnings import RULES, STANDARD_RULES, Rules, early_warnings, read_rules
from scoring.findings import Findings
from scoring.forecast import PACE, STANDARD_PACE, forecast, read_pace
from scoring.rubric import AddsUp

F = Fraction
DAY = timedelta(days=1)


def quarters(count: int) -> list[Period]:
    firsts = [date(2025 + number // 4, number % 4 * 3 + 1, 1) for number in range(count + 1)]
    return [Period(first, after - DAY) for first, after in pairwise(firsts)]


def promise(*targets: int | None, adds_up: AddsUp = "sum", better: str = "higher") -> Profile:
    amounts = [None if target is None else F(target) for target in targets]
    known = [amount for amount in amounts if amount is not None]
    promised = sum(known, F(0)) if adds_up in {"sum", "fte_years"} else known[-1]
    pairs = zip(quarters(len(targets)), amounts, strict=True)
    direction = "higher" if better == "higher" else "lower"
    return Profile(promised, adds_up, direction, tuple(Target(period, amount) for period, amount in pairs))  # type: ignore[arg-type]  # one of two words


def proved(*values: int | str | None) -> list[Report]:
    known = zip(quarters(len(values)), values, strict=True)
    return [Report(period, claimed=F(value), proved=F(value)) for period, value in known if value is not None]


def after(periods: int) -> date:
    return quarters(periods)[-1].last + DAY


JOBS = promise(*[15] * 14, adds_up="fte_years")


def test_what_each_quarter_must_bring_stands_beside_the_best_so_far_and_the_day_after_which_it_is_too_late() -> None:
    found = forecast(JOBS, proved(5, 9, 7, 8), after(4), unit="FTE-years")
    assert (found.remaining, found.needed, found.percent_of_best) == (F(181), F(181, 10), F(18100, 90))
    assert found.outlook == "cannot_be_met"
    better = forecast(JOBS, proved(13, 18, 17, 22), after(4), unit="FTE-years")
    assert (better.needed, better.best and better.best.amount, better.outlook) == (F(14), F(22), "on_course")
    # At twice the best, 44 a quarter, the 140 left take 4 of the 10 quarters: 6 may pass.
    assert better.no_later_than == quarters(10)[-1].last
    assert better.said == (
        "needs 14 FTE-years a quarter for the 10 quarters left; best so far 22 (1 October 2025 to 31 December 2025); "
        "cannot be met after 30 June 2027"
    )


@pytest.mark.parametrize(
    ("best", "outlook"),
    [(14, "on_course"), (13, "stretched"), (10, "stretched"), (9, "unlikely"), (7, "unlikely"), (6, "cannot_be_met")],
)
def test_a_need_is_called_by_its_share_of_the_best_so_far(best: int, outlook: str) -> None:
    plan = promise(best, *[14] * 10)
    assert forecast(plan, proved(best), after(1)).outlook == outlook
    assert forecast(plan, proved(best), date(2024, 12, 31)).outlook == "unknown"


def test_nothing_known_is_not_nought_and_nought_is_not_nothing_known() -> None:
    plan = promise(10, 10, 10)
    unknown = forecast(plan, [], after(1))
    assert (unknown.outlook, unknown.needed, unknown.best) == ("unknown", None, None)
    assert unknown.said == "not known: 1 quarter ended without an accepted claim, 2 quarters left"
    nought = forecast(plan, proved(0), after(1))
    assert (nought.outlook, nought.needed, nought.percent_of_best) == ("unlikely", F(15), None)
    assert nought.said.endswith("best so far 0 (1 January 2025 to 31 March 2025); cannot be met at any pace near it")


def test_a_gap_is_said_both_ways() -> None:
    found = forecast(promise(10, 10, 10, 10), proved(8, None), after(2))
    assert (found.needed, found.needed_if_reported) == (F(16), F(11))
    assert found.said.endswith("; 1 quarter without an accepted claim, and 11 a quarter if these come to their targets")
    linked = forecast(promise(10, None, 10, 10), proved(8, None), after(2))
    assert linked.needed_if_reported is None


def test_at_the_end_a_shortfall_cannot_be_met_unless_a_gap_could_hold_it() -> None:
    plan = promise(10, 10)
    assert forecast(plan, proved(10, 10), after(2)).outlook == "kept"
    assert (
        forecast(plan, proved(9, 10), after(2)).said == "19 proved of 20, 1 short, and no period is left: cannot be met"
    )
    assert forecast(plan, proved(10, None), after(2)).outlook == "unknown"
    assert forecast(plan, proved(5, None), after(2)).outlook == "cannot_be_met"


def test_of_what_should_stay_low_the_rest_of_the_allowance_is_shared_out() -> None:
    plan = promise(100, 100, 100, 100, better="lower")
    course = forecast(plan, proved(90), after(1), unit="tCO2e")
    assert (course.outlook, course.needed) == ("on_course", F(310, 3))
    tight = forecast(plan, proved(160, 150), after(2), unit="tCO2e")
    assert (tight.outlook, tight.needed) == ("stretched", F(45))
    assert tight.said == (
        "may come to 45 tCO2e a quarter for the 2 quarters left at most; lowest so far 150 (1 April 2025 to 30 June "
        "2025); lower than any so far"
    )
    assert forecast(plan, proved(200, 201), after(2)).said == "1 above the 400 promised at most: cannot be met any more"
    assert forecast(plan, proved(0, 0, 0, None), after(4)).outlook == "unknown"
    assert forecast(plan, proved(1, 1, 1, 1), after(4)).outlook == "kept"


def test_a_level_needs_steps_and_one_figure_says_nothing_of_them() -> None:
    plan = promise(50, 60, 70, 80, adds_up="level")
    alone = forecast(plan, proved(50), after(1), unit="%")
    assert (alone.outlook, alone.needed) == ("unknown", F(10))
    assert alone.said.endswith("one figure says nothing of a pace")
    rising = forecast(plan, proved(50, 62), after(2), unit="%")
    assert (rising.outlook, rising.needed, rising.best and rising.best.amount) == ("on_course", F(9), F(12))
    assert rising.said.startswith(
        "62 % in 1 April 2025 to 30 June 2025, needs 9 % up a quarter for the 2 quarters left"
    )
    assert forecast(plan, proved(50, 45), after(2)).outlook == "unlikely"
    assert forecast(plan, proved(50, 80), after(2)).said.endswith("if it is held for 2 quarters")
    low = promise(90, 80, 70, 60, adds_up="level", better="lower")
    falling = forecast(low, proved(90, 84), after(2))
    assert (falling.outlook, falling.needed, falling.percent_of_best) == ("unlikely", F(12), F(200))


def test_a_percentage_of_a_whole_is_read_as_one_and_nought_of_nought_is_no_figure() -> None:
    plan = promise(50, 60, adds_up="percentage")
    first, _ = quarters(2)
    assert forecast(plan, [Report(first, F(3), F(3), F(4))], after(1)).outlook == "kept"
    assert forecast(plan, [Report(first, F(0), F(0), F(0))], after(1)).outlook == "unknown"


def test_words_and_records_have_no_forecast() -> None:
    assert forecast(promise(1, adds_up="record_only"), proved(1), after(1)).outlook == "not_measured"


def test_pace_and_rules_are_data_and_everything_wrong_with_them_is_found() -> None:
    assert read_pace(dict(PACE)) == STANDARD_PACE
    assert read_rules(dict(RULES)) == STANDARD_RULES
    for wrong in ({}, dict(PACE) | {"stretched": "0"}, dict(PACE) | {"unlikely": "99"}, dict(PACE) | {"more": "1"}):
        assert isinstance(read_pace(wrong), Findings)
    for wrong in ({}, dict(RULES) | {"silent_periods": "1.5"}, dict(RULES) | {"falling_periods": "0"}):
        assert isinstance(read_rules(wrong), Findings)
    assert isinstance(read_pace([]), Findings)  # type: ignore[arg-type]  # whatever a file may hold
    assert isinstance(read_rules([]), Findings)  # type: ignore[arg-type]  # the same


def test_silence_falls_and_claims_that_wait_are_warned_of_by_their_rules() -> None:
    plan = promise(10, 10, 10, 10, 10, 10)
    on = after(5)

    def codes(reports: list[Report], rules: Rules = STANDARD_RULES) -> list[str]:
        return [one.code for one in early_warnings(plan, reports, on, forecast(plan, reports, on), rules=rules)]

    assert codes(proved(12, 12, 12, 12, 12)) == []
    assert codes(proved(30, 12, 12)) == ["silent"]
    assert codes(proved(30, 12, 12), Rules(F(3), F(2), F(50))) == []
    assert codes(proved(14, 12, 13, 12, 11)) == ["falling"]
    waits = [Report(period, claimed=F(12)) for period in quarters(5)[2:]]
    assert codes([*proved(30, 10), *waits]) == ["waiting"]
    assert codes(proved(2, 2, 2, 2, 2)) == ["pace.cannot_be_met"]


amounts = st.lists(st.integers(0, 40) | st.none(), min_size=1, max_size=7)


@given(amounts, st.integers(1, 8))
def test_needed_times_what_is_left_is_what_is_missing_and_more_proved_never_needs_more(
    values: list[int | None], left: int
) -> None:
    plan = promise(*[20] * (len(values) + left))
    on = after(len(values))
    found = forecast(plan, proved(*values), on)
    if found.needed is not None and found.remaining is not None:
        assert found.needed * len(found.left) == found.remaining
    more = forecast(plan, proved(*(None if value is None else value + 1 for value in values)), on)
    if found.needed is not None and more.needed is not None:
        assert more.needed <= found.needed
    again = forecast(plan, list(reversed(proved(*values))), on)
    assert again == found


@given(amounts, st.integers(1, 8))
def test_up_to_the_last_day_the_pace_is_enough_and_one_period_later_it_is_not(
    values: list[int | None], left: int
) -> None:
    plan = promise(*[20] * (len(values) + left))
    found = forecast(plan, proved(*values), after(len(values)))
    if found.no_later_than is None or found.best is None or found.remaining is None:
        return
    most = found.best.amount * STANDARD_PACE.cannot_be_met / 100
    still = [period for period in found.left if period.first > found.no_later_than]
    assert most * len(still) >= found.remaining
    assert most * (len(still) - 1) < found.remaining
