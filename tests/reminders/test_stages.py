"""Who sees what is due, whom it waits for, on which days people are told, and which notices a contract asks for."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from app.identity.rules import Role
from app.performance.notices.deadlines import Entered, Event, Occasion
from app.reminders import rules, wording
from app.reminders.notices import following
from app.reminders.rules import Due, DueKind, Stage
from app.rubrics import worth
from app.rubrics.regimes import Facts
from app.rubrics.worth import Worth

AUTHORITY, SUPPLIER, ANOTHER, SUBJECT = (UUID(int=number) for number in range(1, 5))
DAY = date(2026, 6, 30)


def due(**facts: Any) -> Due:
    given: dict[str, Any] = {
        "kind": DueKind.REPORT,
        "subject_id": SUBJECT,
        "due_on": DAY,
        "since": datetime(2026, 1, 1, tzinfo=UTC),
        "awaiting_id": SUPPLIER,
        "roles": frozenset({Role.SUPPLIER}),
        "words": "Report on the secret plan.",
        "outside": "Report on C-1",
        "path": "/v1/commitments/1",
        "authority_id": AUTHORITY,
        "supplier_id": SUPPLIER,
    }
    return Due(**(given | facts))


@pytest.mark.parametrize(
    ("days", "stage"),
    [(-8, None), (-7, Stage.WEEK_BEFORE), (-2, Stage.WEEK_BEFORE), (-1, Stage.DAY_BEFORE), (0, Stage.DAY_BEFORE),
     (1, Stage.DAY_AFTER), (7, Stage.WEEK_AFTER), (27, Stage.WEEK_AFTER), (28, Stage.MONTH_AFTER), (500, None)],
)  # fmt: skip
def test_a_report_is_told_of_on_stated_days_and_only_the_latest_counts(days: int, stage: Stage | None) -> None:
    assert rules.stage_on(due(), DAY + timedelta(days=days), date(2026, 1, 1)) is stage


def test_what_is_done_elsewhere_is_told_of_a_month_before_and_on_its_day_too() -> None:
    notice = due(kind=DueKind.NOTICE)
    found = {days: rules.stage_on(notice, DAY + timedelta(days=days), date(2026, 1, 1)) for days in (-29, -28, 0)}
    assert found == {-29: None, -28: Stage.MONTH_BEFORE, 0: Stage.ON_THE_DAY}


def test_what_somebody_else_began_is_told_of_when_it_begins_however_near_its_day_is() -> None:
    asked = due(kind=DueKind.ANSWER)
    assert rules.stage_on(asked, DAY - timedelta(days=20), DAY - timedelta(days=20)) is Stage.NEW
    assert rules.stage_on(asked, DAY - timedelta(days=3), DAY - timedelta(days=3)) is Stage.NEW
    assert rules.stage_on(asked, DAY - timedelta(days=1), DAY - timedelta(days=3)) is Stage.DAY_BEFORE


def test_nobody_is_late_with_a_right_or_with_a_day_to_know() -> None:
    for kind in (DueKind.STANDSTILL, DueKind.REPLY):
        after = DAY + timedelta(days=1)
        assert not due(kind=kind).is_overdue(after)
        assert rules.stage_on(due(kind=kind), after, date(2026, 1, 1)) is None
    assert due().is_overdue(DAY + timedelta(days=1))
    assert not due().is_overdue(DAY), "the last day is still in time"


def test_what_is_due_is_seen_by_both_parties_in_their_reading_roles_and_by_nobody_else() -> None:
    assert rules.sees(due(), AUTHORITY, {Role.BUYER})
    assert rules.sees(due(), SUPPLIER, {Role.SUPPLIER})
    assert not rules.sees(due(), AUTHORITY, {Role.EVALUATOR, Role.SUPPLIER, Role.ADMIN})
    assert not rules.sees(due(), SUPPLIER, {Role.ADMIN})
    assert not rules.sees(due(), ANOTHER, set(Role))


def test_what_is_private_to_one_party_is_hidden_from_the_other() -> None:
    waiver = due(kind=DueKind.WAIVER, awaiting_id=AUTHORITY, private_to=AUTHORITY)
    assert rules.sees(waiver, AUTHORITY, {Role.AUDITOR})
    assert not rules.sees(waiver, SUPPLIER, {Role.SUPPLIER})


def test_a_thing_awaits_the_role_that_does_it_and_not_whoever_may_read_it() -> None:
    assert rules.awaits(due(), SUPPLIER, {Role.SUPPLIER})
    assert not rules.awaits(due(), SUPPLIER, {Role.AUDITOR})
    assert not rules.awaits(due(), AUTHORITY, {Role.BUYER})


def test_a_letter_names_things_by_what_is_published_and_says_how_to_end_letters() -> None:
    late = due(due_on=DAY - timedelta(days=40), outside="Decide on a claim on C-2")
    found = [(due(), Stage.WEEK_BEFORE), (late, Stage.MONTH_AFTER)]
    letter = wording.letter(
        "Zoë", found, on=DAY, begin="https://m.example", unsubscribe="https://m.example/u", daily=True
    )
    assert letter.subject == "2 things wait for you, 1 of them past the day"
    assert "secret plan" not in letter.text
    assert "- Report on C-1: today, 30 June 2026.\n  https://m.example/v1/commitments/1" in letter.text
    assert "Decide on a claim on C-2: 21 May 2026, 40 days ago" in letter.text
    assert letter.text.index("Past its day") < letter.text.index("Waiting for you")
    assert "https://m.example/u" in letter.text


def test_a_letter_is_never_longer_than_somebody_reads() -> None:
    late = [(due(subject_id=UUID(int=number), due_on=DAY - timedelta(days=5)), Stage.DAY_AFTER) for number in range(40)]
    ahead = [(due(subject_id=UUID(int=number)), Stage.WEEK_BEFORE) for number in range(40, 100)]
    letter = wording.letter("Zoë", late + ahead, on=DAY, begin="https://m.example", unsubscribe="u", daily=True)
    assert letter.text.count("\n- Report on C-1") == wording.MOST_ITEMS
    assert "And 50 more: https://m.example/v1/due?mine=true" in letter.text


def entered(value: str | None, **facts: Any) -> Entered:
    days = (date(2026, 3, 1), date(2029, 2, 28))
    amount = None if value is None else Worth(Decimal(value), includes_vat=True, years=worth.years_of(*days))
    given: dict[str, Any] = {"regime": "procurement-act-2023", "facts": Facts("services", "trust")}
    return Entered(**(given | {"entered_on": days[0], "ends_on": days[1], "ended_on": None, "worth": amount} | facts))


def notices(contract: Entered, until: date) -> dict[str, date]:
    return {notice.part: notice.due_on for notice in following(contract, until=until)}


def test_a_large_contract_asks_for_a_notice_of_its_performance_once_a_year() -> None:
    found = notices(entered("6000000"), date(2028, 12, 31))
    assert {part: day for part, day in found.items() if part.startswith("year")} == {
        "year:2026-03-01": date(2027, 2, 28),
        "year:2027-03-01": date(2028, 2, 29),
    }
    assert found["contract-details-notice"] == date(2026, 3, 30), "thirty days, the first of them that of entering"
    assert found["contract-copy"] == date(2026, 5, 29)


def test_a_small_contract_asks_for_none_and_one_without_a_value_asks_whether_it_is_large() -> None:
    assert not any(part.startswith("year") for part in notices(entered("90000"), date(2028, 12, 31)))
    (first, *_) = [each for each in following(entered(None), until=date(2027, 12, 31)) if each.part.startswith("year")]
    assert first.only_if == "over GBP 5,000,000 for the whole contract, including VAT"


def test_a_contract_that_was_ended_or_broken_asks_for_a_notice_of_that() -> None:
    broken = Event(Occasion.BREACH, SUBJECT, date(2026, 12, 1))
    found = notices(entered("90000", ended_on=date(2027, 5, 10), events=(broken,)), date(2028, 12, 31))
    assert found["termination:contract-termination-notice"] == date(2027, 6, 8)
    assert found[f"breach:{SUBJECT}"] == date(2026, 12, 30)
    assert "termination:contract-termination-notice" not in notices(entered("90000"), date(2028, 12, 31))


def test_a_regime_without_such_rules_asks_for_nothing() -> None:
    assert notices(entered("6000000", regime="below-threshold"), date(2028, 12, 31)) == {}
