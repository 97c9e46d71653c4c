"""Standstill is counted day by day: a golden table over holidays, weekends and both clock changes."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from app.rubrics import regimes, standstill, tables
from app.rubrics.errors import HolidaysUnknown, StandstillRuleUnknown
from app.rubrics.regimes import Facts

ACT, PSR, SCOTLAND = "procurement-act-2023", "provider-selection-regime", "scotland"


def counted(
    regime: str, notice_on: str, *, sent_by: str | None = None, divisions: list[str] | None = None
) -> standstill.Standstill:
    day = date.fromisoformat(notice_on)
    rule = standstill.chosen(regime, regimes.rules(regime, "standstill", day, Facts()), day, sent_by=sent_by)
    table = tables.table("bank-holidays")
    holidays = standstill.holidays_of(table, divisions or rule.get("bank_holidays", []))
    return standstill.count(regime, rule, day, holidays)


# Each row was counted by hand on a calendar; the comment names the days that do not count, weekends apart.
GOLDEN = [
    # An ordinary fortnight: day one is the notice day under the Act, the second day after it under the PSR.
    (ACT, "2026-06-01", "2026-06-01", "2026-06-10", "2026-06-10T23:00:00Z"),
    (PSR, "2026-06-01", "2026-06-02", "2026-06-12", "2026-06-12T23:00:00Z"),
    # A notice on a Saturday: day one is Monday under the Act. Under the PSR standstill begins on Sunday.
    (ACT, "2026-06-13", "2026-06-13", "2026-06-24", "2026-06-24T23:00:00Z"),
    (PSR, "2026-06-13", "2026-06-14", "2026-06-24", "2026-06-24T23:00:00Z"),
    # A notice on a Friday: under the PSR standstill begins on Saturday, and day one is Monday.
    (PSR, "2026-06-12", "2026-06-13", "2026-06-24", "2026-06-24T23:00:00Z"),
    # Christmas 2025: 25 and 26 December, 1 January, and 2 January, a holiday in Scotland alone.
    (ACT, "2025-12-22", "2025-12-22", "2026-01-06", "2026-01-07T00:00:00Z"),
    (PSR, "2025-12-22", "2025-12-23", "2026-01-08", "2026-01-09T00:00:00Z"),
    # Christmas 2026: 25 December, Monday 28 December for Boxing Day, 1 January, 4 January in Scotland.
    (ACT, "2026-12-21", "2026-12-21", "2027-01-05", "2027-01-06T00:00:00Z"),
    (PSR, "2026-12-21", "2026-12-22", "2027-01-07", "2027-01-08T00:00:00Z"),
    # A notice on Christmas Day itself: day one is Tuesday 29 December.
    (ACT, "2026-12-25", "2026-12-25", "2027-01-11", "2027-01-12T00:00:00Z"),
    # Easter 2026: Good Friday 3 April, Easter Monday 6 April (not a holiday in Scotland, yet left out).
    (ACT, "2026-04-01", "2026-04-01", "2026-04-14", "2026-04-14T23:00:00Z"),
    (PSR, "2026-04-01", "2026-04-02", "2026-04-16", "2026-04-16T23:00:00Z"),
    # The clocks go forward on 29 March 2026: notice before, end after; the last midnight is British Summer Time.
    (ACT, "2026-03-23", "2026-03-23", "2026-04-01", "2026-04-01T23:00:00Z"),
    # The last day is Friday 27 March: it ends before the clocks change, in Greenwich Mean Time.
    (ACT, "2026-03-18", "2026-03-18", "2026-03-27", "2026-03-28T00:00:00Z"),
    # The clocks go back on 25 October 2026.
    (ACT, "2026-10-19", "2026-10-19", "2026-10-28", "2026-10-29T00:00:00Z"),
    (ACT, "2026-10-14", "2026-10-14", "2026-10-23", "2026-10-23T23:00:00Z"),
    (PSR, "2026-10-19", "2026-10-20", "2026-10-30", "2026-10-31T00:00:00Z"),
    # Northern Ireland alone: St Patrick's Day, 17 March, and 13 July for the Boyne.
    (ACT, "2026-03-16", "2026-03-16", "2026-03-26", "2026-03-27T00:00:00Z"),
    (ACT, "2026-07-09", "2026-07-09", "2026-07-21", "2026-07-21T23:00:00Z"),
    # Scotland alone: 3 August and, in November, St Andrew's Day.
    (ACT, "2026-07-30", "2026-07-30", "2026-08-11", "2026-08-11T23:00:00Z"),
    (PSR, "2026-11-26", "2026-11-27", "2026-12-10", "2026-12-11T00:00:00Z"),
]


@pytest.mark.parametrize(("regime", "notice_on", "begins_on", "last_day", "ends_at"), GOLDEN)
def test_standstill_ends_on_the_day_that_a_person_counts(
    regime: str, notice_on: str, begins_on: str, last_day: str, ends_at: str
) -> None:
    found = counted(regime, notice_on)
    assert found.begins_on == date.fromisoformat(begins_on)
    assert found.last_day == date.fromisoformat(last_day)
    assert found.ends_at == datetime.fromisoformat(ends_at)
    assert found.ends_at is not None
    assert found.ends_at.tzinfo is UTC
    assert len(found.counted) == 8
    assert found.source


@pytest.mark.parametrize("regime_id", regimes.ids())
def test_every_example_that_a_regime_gives_comes_out(regime_id: str) -> None:
    for example in regimes.regime(regime_id).get("examples", []):
        found = counted(regime_id, example["notice_on"], sent_by=example.get("sent_by"))
        assert found.last_day == date.fromisoformat(example["ends_on"]), example["working"]


def test_the_provider_selection_regime_ends_two_working_days_later_than_the_act() -> None:
    act, psr = counted(ACT, "2026-06-01"), counted(PSR, "2026-06-01")
    assert psr.counted[:6] == act.counted[2:]
    assert len(psr.counted[6:]) == 2


def test_calendar_days_count_over_a_weekend_and_need_no_holidays() -> None:
    found = counted(SCOTLAND, "2026-12-20", sent_by="electronic_means")
    assert found.counts == "calendar_days"
    assert found.last_day == date(2026, 12, 30)
    assert found.ends_at == datetime(2026, 12, 31, tzinfo=UTC)


def test_every_day_left_out_says_why() -> None:
    found = counted(ACT, "2026-12-21")
    assert [(day.on.isoformat(), day.why) for day in found.skipped] == [
        ("2026-12-25", "Christmas Day (England and Wales, Scotland, Northern Ireland)"),
        ("2026-12-26", "Saturday"),
        ("2026-12-27", "Sunday"),
        ("2026-12-28", "Boxing Day (England and Wales, Scotland, Northern Ireland)"),
        ("2027-01-01", "New Year’s Day (England and Wales, Scotland, Northern Ireland)"),
        ("2027-01-02", "Saturday"),
        ("2027-01-03", "Sunday"),
        ("2027-01-04", "2nd January (Scotland)"),
    ]


def test_only_the_divisions_that_the_rule_names_are_left_out() -> None:
    union = counted(ACT, "2026-03-16")
    england = counted(ACT, "2026-03-16", divisions=["england-and-wales"])
    assert (union.last_day, england.last_day) == (date(2026, 3, 26), date(2026, 3, 25))


@pytest.mark.parametrize("notice_on", ["2027-12-29", "2028-02-01"])
def test_a_count_into_a_year_without_holidays_is_refused_and_not_guessed(notice_on: str) -> None:
    with pytest.raises(HolidaysUnknown, match=r"2028-0\d-0\d .*2024, 2025, 2026, 2027"):
        counted(ACT, notice_on)


def test_a_year_counts_as_held_only_when_every_division_has_it() -> None:
    row = {"series": "scotland", "from": "2026-01-01", "to": "2026-01-01", "value": "New Year’s Day"}
    table: dict[str, Any] = {"rows": [row], "series": {}}
    assert standstill.holidays_of(table, ["scotland"]).years == {2026}
    assert standstill.holidays_of(table, ["scotland", "northern-ireland"]).years == set()


def test_a_notice_before_the_rule_was_in_force_is_refused() -> None:
    with pytest.raises(StandstillRuleUnknown, match="no standstill rule for 2025-02-23"):
        counted(ACT, "2025-02-23")
    assert counted(ACT, "2025-02-24").begins_on == date(2025, 2, 24)


def test_where_it_matters_how_the_notice_is_sent_it_must_be_said() -> None:
    with pytest.raises(StandstillRuleUnknown, match="electronic_means, other_means"):
        counted(SCOTLAND, "2026-06-01")
    assert counted(SCOTLAND, "2026-06-01", sent_by="other_means").last_day == date(2026, 6, 16)


def test_below_the_threshold_none_is_required_and_the_buyer_may_offer_one() -> None:
    day = date(2026, 6, 1)
    none = counted("below-threshold", "2026-06-01")
    assert not none.applies
    assert none.ends_at is None
    rule = standstill.of_their_own(regimes.rules("below-threshold", "standstill", day)[0], 5)
    holidays = standstill.holidays_of(tables.table("bank-holidays"), ["england-and-wales"])
    own = standstill.count("below-threshold", rule, day, holidays)
    assert own.applies
    assert own.last_day == date(2026, 6, 5)
    assert own.status == "own"


def test_a_standstill_of_their_own_cannot_stand_in_for_the_law() -> None:
    with pytest.raises(StandstillRuleUnknown, match="leave voluntary_working_days out"):
        standstill.of_their_own(regimes.rules(ACT, "standstill", date(2026, 6, 1))[0], 1)


@pytest.mark.parametrize(
    ("regime", "start"),
    [
        (ACT, "8 working days, beginning with the day of the notice, to midnight"),
        (SCOTLAND, "10 calendar days, counted from the day after the notice, to midnight"),
        (PSR, "8 working days, counted from the second day after the notice, as standstill begins the day after it"),
    ],
)
def test_the_rule_is_said_in_words(regime: str, start: str) -> None:
    assert counted(regime, "2026-06-01", sent_by="electronic_means").rule.startswith(start)
