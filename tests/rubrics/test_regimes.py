"""A clock that is a day out voids an award, so each regime carries dates worked out by hand, checked here."""

from datetime import date, timedelta

import pytest

from tests.rubrics.documents import Document, by_id, documents

REGIMES = documents("regimes")
EXAMPLES = [(regime, example) for regime in REGIMES for example in regime.get("examples", [])]
ONE_DAY = timedelta(days=1)


def standstill(regime: Document, sent_by: str | None) -> Document:
    """Return the one standstill rule that holds for a way of sending the notice, unless something special is bought."""
    rules = [rule for rule in regime["rules"] if rule["rule"] == "standstill" and "when" not in rule]
    (rule,) = [rule for rule in rules if rule.get("sent_by") == sent_by]
    return dict(rule)


def holidays(divisions: list[str]) -> set[str]:
    return {row["from"] for row in by_id("tables")["bank-holidays"]["rows"] if row["series"] in divisions}


def last_day(rule: Document, notice_on: date) -> date:
    """Return the last day of standstill by a plain reading of the rule, a day at a time."""
    day = notice_on if rule["counts_from"] == "notice_day" else notice_on + ONE_DAY
    day = day if rule["first_day_counts"] else day + ONE_DAY
    closed = holidays(rule["bank_holidays"]) if "working_days" in rule else set()
    left = int(rule.get("working_days") or rule["calendar_days"])
    while True:
        counts = "calendar_days" in rule or (day.weekday() < 5 and day.isoformat() not in closed)
        left -= counts
        if left == 0:
            return day
        day += ONE_DAY


@pytest.mark.parametrize(
    ("regime", "example"),
    EXAMPLES,
    ids=[f"{regime['id']}-{example['notice_on']}-{example.get('sent_by', '')}" for regime, example in EXAMPLES],
)
def test_the_rule_gives_the_day_worked_out_by_hand(regime: Document, example: Document) -> None:
    rule = standstill(regime, example.get("sent_by"))
    assert last_day(rule, date.fromisoformat(example["notice_on"])).isoformat() == example["ends_on"]


def test_the_provider_selection_regime_ends_two_working_days_after_the_procurement_act() -> None:
    notice = date(2026, 6, 1)
    act, psr = (
        last_day(standstill(by_id("regimes")[name], None), notice)
        for name in ("procurement-act-2023", "provider-selection-regime")
    )
    assert psr - act == 2 * ONE_DAY


@pytest.mark.parametrize("regime", REGIMES, ids=lambda regime: str(regime["id"]))
def test_every_rule_has_a_first_day_a_source_and_says_whether_it_was_read(regime: Document) -> None:
    for rule in regime["rules"]:
        assert date.fromisoformat(rule["from"]) > date(2014, 1, 1)
        assert rule["source"]
        assert rule["status"] in {"read", "background"}
        assert set(rule.get("background", [])) <= rule.keys()


@pytest.mark.parametrize("regime", REGIMES, ids=lambda regime: str(regime["id"]))
def test_a_regime_says_whether_standstill_is_mandatory_and_how_long_records_are_kept(regime: Document) -> None:
    kinds = {rule["rule"] for rule in regime["rules"]}
    assert {"standstill", "records"} <= kinds


def test_a_table_that_a_rule_names_exists() -> None:
    named = {rule[key] for regime in REGIMES for rule in regime["rules"] for key in ("table", "ratings") if key in rule}
    assert named <= by_id("tables").keys()


def test_the_three_tests_of_five_million_pounds_stay_apart() -> None:
    rules = by_id("regimes")["procurement-act-2023"]["rules"]
    (kpi,) = [rule for rule in rules if rule["rule"] == "kpi_duty"]
    plans = [rule for rule in rules if rule.get("document") == "carbon_reduction_plan"]
    tests = [
        (value["amount"], value["of"], value["including_vat"], value["comparison"])
        for value in (rule["value"] for rule in [kpi, *plans])
    ]
    assert tests == [
        ("5000000", "contract", True, "over"),
        ("5000000", "year", True, "over"),
        ("5000000", "year", False, "at_least"),
    ]


@pytest.mark.parametrize("regime", REGIMES, ids=lambda regime: str(regime["id"]))
def test_no_two_entries_of_a_rule_begin_on_the_same_day(regime: Document) -> None:
    entries = [(rule["id"], rule["from"]) for rule in regime["rules"]]
    assert len(set(entries)) == len(entries)
    kinds = {(rule["id"], rule["rule"]) for rule in regime["rules"]}
    assert len(kinds) == len({rule_id for rule_id, _ in kinds})


def test_performance_notices_begin_in_wales_three_months_after_england() -> None:
    first = {
        name: [rule["from"] for rule in by_id("regimes")[name]["rules"] if rule["rule"] == "performance_notice"]
        for name in ("procurement-act-2023", "procurement-act-2023-wales")
    }
    assert first == {"procurement-act-2023": ["2026-01-01"], "procurement-act-2023-wales": ["2026-04-01"]}
