"""Ratings are proposed by the bands and signed by people; notices fall due by dated rules with their source."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from app.contracts.models import Contract
from app.performance.notices.deadlines import Entered, Event, Occasion, following
from app.rubrics.regimes import Facts
from app.rubrics.worth import Worth
from app.tenders.models import Tender
from tests.delivery.deal import WORDS, Deal, deal, spend
from tests.world import World

ENTERED, ENDS = date(2026, 2, 2), date(2028, 2, 1)
LARGE, SMALL = Worth(Decimal(9_000_000), True), Worth(Decimal(90_000), True)  # noqa: FBT003 - whether VAT is in it


def contract(**given: Any) -> Entered:
    facts: dict[str, Any] = {
        "regime": "procurement-act-2023",
        "facts": Facts("services", "trust"),
        "entered_on": ENTERED,
        "ends_on": ENDS,
        "ended_on": None,
        "worth": LARGE,
    }
    return Entered(**(facts | given))


def days(found: Entered) -> list[tuple[str, str, bool | None]]:
    return [(each.occasion.value, str(each.due_on), each.applies) for each in following(found)]


def test_indicators_are_assessed_every_twelve_months_and_on_termination() -> None:
    assert days(contract()) == [
        ("year", "2027-02-01", True),
        ("year", "2028-02-01", True),
        ("termination", "2028-03-01", True),
        ("termination", "2028-03-01", True),
    ]
    ended = contract(ended_on=date(2027, 6, 1))
    assert days(ended)[-1] == ("termination", "2027-06-30", True)


def test_below_the_value_no_indicator_is_assessed_and_without_a_value_nobody_can_say() -> None:
    assert [applies for _, _, applies in days(contract(worth=SMALL))] == [False, False, True, False]
    unknown = following(contract(worth=None))[0]
    assert (unknown.applies, unknown.only_if) == (None, "over GBP 5,000,000 for the whole contract, including VAT")


def test_a_breach_or_failing_starts_thirty_days_for_every_contract_and_the_first_day_counts() -> None:
    event = Event(Occasion.BREACH, uuid4(), date(2026, 6, 1))
    found = [each for each in following(contract(worth=SMALL, events=(event,))) if each.occasion is Occasion.BREACH]
    assert [(each.due_on, each.applies, each.remedy_id) for each in found] == [
        (date(2026, 6, 30), True, event.remedy_id)
    ]
    assert "Section 71" in found[0].rule["source"]


def test_before_the_duty_began_and_under_regimes_without_it_nothing_is_due() -> None:
    early = Event(Occasion.FAILING, uuid4(), date(2025, 12, 31))
    old = contract(entered_on=date(2024, 5, 1), ends_on=date(2025, 6, 1), events=(early,))
    assert [each for each in days(old) if each[0] != "termination"] == []
    assert days(contract(regime="scotland")) == []


@pytest.fixture
def made(world: World) -> Deal:
    found = deal(world, spend("10", "10"), spend("10"), WORDS)
    with world.service.database.unit_of_work(write=True) as tx:
        row = tx.get(Contract, found.contract)
        assert row
        row.value, row.ends_on = Decimal(9_000_000), date(2027, 12, 31)
        tender = tx.get(Tender, row.tender_id)
        assert tender
        tender.regime, tender.category, tender.value_includes_vat = "procurement-act-2023", "services", True
    found.on(date(2026, 4, 2))
    return found


def test_what_the_bands_propose_is_signed_and_another_rating_takes_a_reason(made: Deal) -> None:
    made.verified("9")
    path = f"/v1/commitments/{made.commitments[0]}/ratings"
    signed = made.buyer.make(path, {"rating": "approaching_target"})
    assert (signed["proposed"], signed["rating"], signed["revision"], signed["reason"]) == (
        "approaching_target",
        "approaching_target",
        1,
        None,
    )
    assert (signed["basis"]["due"], signed["basis"]["proved"], signed["basis"]["bands"]["good"]) == ("10", "9", "100")
    for rating in ("good", "approaching_target"):
        refused = made.buyer.post(path, {"rating": rating})
        assert (refused.status_code, refused.json()["code"]) == (422, "rating.needs_reason")
    again = made.buyer.make(path, {"rating": "good", "reason": "The tenth was delivered on 1 April."})
    assert (again["revision"], again["proposed"], again["rating"]) == (2, "approaching_target", "good")
    listed = made.supplier.read(f"/v1/contracts/{made.contract}/ratings")["items"]
    assert {row["revision"] for row in listed} == {1, 2}


def test_unknown_is_signed_only_with_a_reason_and_what_is_not_due_or_not_counted_never(made: Deal) -> None:
    path = f"/v1/commitments/{made.commitments[0]}/ratings"
    assert made.buyer.post(path, {"rating": "inadequate"}).json()["code"] == "rating.needs_reason"
    signed = made.buyer.make(path, {"rating": "other", "reason": "No report came; asked on 1 April."})
    assert (signed["proposed"], signed["rating"]) == ("unknown", "other")
    early = {"rating": "good", "as_at": "2026-02-01", "reason": "In good time."}
    assert made.buyer.post(path, early).json()["code"] == "rating.nothing_due"
    words = f"/v1/commitments/{made.commitments[2]}/ratings"
    assert made.buyer.post(words, {"rating": "good", "reason": "It reads well."}).json()["code"] == "rating.nothing_due"
    later = made.buyer.post(path, {"rating": "good", "as_at": "2026-04-03", "reason": "It will."})
    assert (later.status_code, later.json()["code"]) == (422, "rating.in_the_future")


def test_notices_name_their_day_their_source_and_what_was_signed(made: Deal) -> None:
    made.verified("10")
    made.buyer.make(f"/v1/commitments/{made.commitments[0]}/ratings", {"rating": "good"})
    found = made.supplier.read(f"/v1/contracts/{made.contract}/notices")
    first = found["notices"][0]
    assert (first["occasion"], first["due_on"], first["ratings_signed"]) == ("year", "2027-01-01", 1)
    assert "regulation 39" in first["source"]
    assert found["said"].startswith("Next: Performance from 2026-01-02 to 2027-01-01, due on 2027-01-01")
    assert [row["proposed"] for row in found["ratings"]] == ["good", "unknown", "not_measured"]
    assert [row["signed"] and row["signed"]["rating"] for row in found["ratings"]] == ["good", None, None]


def test_a_failing_that_was_not_mended_starts_the_clock_and_one_that_was_does_not(made: Deal) -> None:
    body = {"kind": "notice_of_failing", "words": "Twice late.", "reply_by": "2026-04-16", "due_on": "2026-05-29"}
    raised = [made.buyer.make(f"/v1/contracts/{made.contract}/remedies", body) for _ in range(2)]
    made.on(date(2026, 6, 1))
    for remedy, outcome in zip(raised, ("improved", "not_improved"), strict=True):
        closed = made.buyer.make(f"/v1/remedies/{remedy['id']}/close", {"outcome": outcome, "reason": "As seen."})
        assert closed["starts_a_notice"] is (outcome == "not_improved")
    found = made.buyer.read(f"/v1/contracts/{made.contract}/notices")["notices"]
    failing = [each for each in found if each["occasion"] == "failing"]
    assert [(each["due_on"], each["days_left"], each["remedy_id"]) for each in failing] == [
        ("2026-06-30", 29, raised[1]["id"])
    ]


def test_without_a_regime_nothing_follows_and_only_the_parties_look(world: World) -> None:
    made, other = deal(world), deal(world)
    found = made.buyer.read(f"/v1/contracts/{made.contract}/notices")
    assert (found["regime"], found["notices"]) == (None, [])
    assert other.buyer.get(f"/v1/contracts/{made.contract}/notices").status_code == 404
    assert other.supplier.get(f"/v1/contracts/{made.contract}/ratings").status_code == 404
    assert other.buyer.post(f"/v1/commitments/{made.commitments[0]}/ratings", {"rating": "good"}).status_code == 404
