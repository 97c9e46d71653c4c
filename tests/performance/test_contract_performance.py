"""How a contract performs: promised, due, claimed, proved and unknown stay apart; unlike things are only counted."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from app.contracts.rules import CommitmentStatus, ContractStatus
from app.identity.rules import Role
from tests.delivery.deal import BANDS, WORDS, Deal, Promise, deal, spend
from tests.world import World

AFTER_Q1, AFTER_Q2, AFTER_Q3 = date(2026, 4, 1), date(2026, 7, 1), date(2026, 10, 1)
NO_CLAIM = {"claimed": None, "proved": None, "unknown": None, "rejected": None, "percent_of_due": None}


def level(*targets: str, better: str = "higher", adds_up: str = "level") -> Promise:
    measure = {"id": "level", "title": "A level", "unit": "people", "adds_up": adds_up, "better": better}
    return Promise(measure=measure, promised=targets[-1], targets=targets, bands=BANDS)


def seen(made: Deal, as_at: date, *, commitment: int = 0) -> Any:
    """Return one commitment of the contract as at a day."""
    return made.buyer.read(f"/v1/contracts/{made.contract}/performance?as_at={as_at}")["commitments"][commitment]


def figures(row: Any, *names: str) -> tuple[Any, ...]:
    return tuple(row[name] for name in names)


def test_a_due_period_without_data_is_neither_nought_nor_full_marks(world: World) -> None:
    made = deal(world)
    row = seen(made, AFTER_Q1)
    assert figures(row, "promised", "due", "due_on") == ("30", "10", "2026-03-31")
    assert {name: row[name] for name in NO_CLAIM} == NO_CLAIM
    assert row["rating"] == "unknown"
    assert [period["status"] for period in row["periods"]] == ["no_data", "not_due", "not_due"]
    assert figures(row["periods"][0], "target_to_date", "proved_to_date") == ("10", None)


def test_nought_proved_is_inadequate_and_nothing_claimed_is_unknown(world: World) -> None:
    made = deal(world, spend("10"), spend("10"))
    made.verified("0")
    row = seen(made, AFTER_Q1)
    assert figures(row, "claimed", "proved", "unknown", "rating") == ("0", "0", None, "inadequate")
    assert row["percent_of_due"] == {"exact": "0", "shown": "0.00"}
    assert seen(made, AFTER_Q1, commitment=1)["rating"] == "unknown"


def test_a_claim_that_waits_is_unknown_and_proves_nothing_yet(world: World) -> None:
    made = deal(world)
    made.claimed("10")
    row = seen(made, AFTER_Q1)
    assert figures(row, "claimed", "proved", "unknown", "rejected") == ("10", None, "10", None)
    assert (row["rating"], row["periods"][0]["status"]) == ("unknown", "submitted")


def test_what_is_verified_in_part_counts_by_what_is_proved(world: World) -> None:
    made = deal(world)
    made.buyer.did(made.decide(made.claimed("10"), "part-verify", proved="7.5", reason="Two invoices are missing."))
    row = seen(made, AFTER_Q1)
    assert figures(row, "claimed", "proved", "unknown", "rating") == ("10", "7.5", None, "requires_improvement")
    assert row["percent_of_due"] == {"exact": "75", "shown": "75.00"}
    assert (row["periods"][0]["status"], row["periods"][0]["proved"]) == ("part_verified", "7.5")


def test_a_rejected_claim_is_shown_proves_nothing_and_counts_once_when_made_again(world: World) -> None:
    made = deal(world)
    made.buyer.did(made.decide(made.claimed("12"), "reject", reason="No invoices."))
    row = seen(made, AFTER_Q1)
    assert figures(row, "claimed", "proved", "unknown", "rejected") == ("12", None, None, "12")
    assert (row["rating"], row["periods"][0]["status"]) == ("unknown", "rejected")
    again = made.claimed("10")
    row = seen(made, AFTER_Q1)
    assert figures(row, "claimed", "proved", "unknown", "rejected") == ("10", None, "10", None)
    made.buyer.did(made.decide(again, "verify"))
    row = seen(made, AFTER_Q1)
    assert figures(row, "claimed", "proved", "unknown", "rejected", "rating") == ("10", "10", None, None, "good")
    assert row["periods"][0]["revision"] == 2


def test_a_superseded_claim_is_never_counted(world: World) -> None:
    made = deal(world)
    for claimed in ("100", "50", "9"):
        made.claimed(claimed)
    made.buyer.did(made.decide(made.claimed("9.5"), "part-verify", proved="9", reason="Nine are proved."))
    made.claimed("4")
    row = seen(made, AFTER_Q1)
    assert figures(row, "claimed", "proved", "unknown") == ("4", None, "4")


@pytest.mark.parametrize(
    ("proved", "rating"),
    [
        ("3", "good"),
        ("3.0001", "good"),
        ("2.9999", "approaching_target"),
        ("2.7", "approaching_target"),
        ("2.6999", "requires_improvement"),
        ("2.1", "requires_improvement"),
        ("2.0999", "inadequate"),
    ],
)
def test_a_rating_begins_exactly_at_its_band(world: World, proved: str, rating: str) -> None:
    made = deal(world, spend("3"))
    made.verified(proved)
    assert seen(made, AFTER_Q1)["rating"] == rating


@pytest.mark.parametrize(("band", "rating"), [("66.6666", "approaching_target"), ("66.6667", "requires_improvement")])
def test_two_thirds_are_two_thirds_and_no_rounding_of_them(world: World, band: str, rating: str) -> None:
    bands = {"good": "100", "approaching_target": band, "requires_improvement": "50"}
    made = deal(world, spend("3", bands=bands))
    made.verified("2")
    row = seen(made, AFTER_Q1)
    assert row["percent_of_due"] == {"exact": "200/3", "shown": "66.67"}
    assert row["rating"] == rating
    assert row["bands"] == bands


def test_a_gap_leaves_a_sum_unknown_unless_what_is_proved_is_enough_already(world: World) -> None:
    made = deal(world)
    made.on(AFTER_Q2)
    made.verified("10")
    row = seen(made, AFTER_Q2)
    assert figures(row, "due", "proved", "rating") == ("20", "10", "unknown")
    assert row["percent_of_due"]["exact"] == "50"
    other = deal(world)
    other.verified("20", quarter=1)
    assert seen(other, AFTER_Q2)["rating"] == "good"


def test_proved_runs_up_period_by_period_beside_its_target(world: World) -> None:
    made = deal(world)
    made.on(AFTER_Q3)
    made.verified("8")
    made.verified("13", quarter=1)
    made.claimed("9", quarter=2)
    row = seen(made, AFTER_Q3)
    runs = [figures(period, "target_to_date", "proved_to_date", "status") for period in row["periods"]]
    assert runs == [("10", "8", "verified"), ("20", "21", "verified"), ("30", "21", "submitted")]
    assert figures(row, "due", "claimed", "proved", "unknown") == ("30", "30", "21", "9")


def test_a_level_is_held_against_the_last_period_that_is_due(world: World) -> None:
    made = deal(world, level("4", "8"))
    made.on(AFTER_Q2)
    made.verified("4")
    assert figures(seen(made, AFTER_Q1), "due", "proved", "rating") == ("4", "4", "good")
    assert figures(seen(made, AFTER_Q2), "due", "proved", "rating") == ("8", "4", "unknown")
    made.verified("6", quarter=1)
    assert figures(seen(made, AFTER_Q2), "due", "proved", "rating") == ("8", "6", "requires_improvement")


def test_where_less_is_better_less_rates_better(world: World) -> None:
    made = deal(world, level("10", better="lower"), level("10", better="lower"), level("0", better="lower"))
    made.verified("8")
    made.verified("12.5", commitment=1)
    made.verified("0", commitment=2)
    assert figures(seen(made, AFTER_Q1), "rating", "percent_of_due") == ("good", {"exact": "125", "shown": "125.00"})
    assert figures(seen(made, AFTER_Q1, commitment=1), "rating") == ("requires_improvement",)
    assert figures(seen(made, AFTER_Q1, commitment=2), "rating", "percent_of_due") == ("good", None)


def test_before_the_start_nothing_is_due_and_after_the_end_everything(world: World) -> None:
    made = deal(world)
    before = seen(made, date(2025, 12, 31))
    assert figures(before, "due", "due_on", "rating") == (None, None, "not_due")
    assert before["next_due"] == {
        "commitment_id": str(made.commitments[0]),
        "label": "Quarter 1",
        "starts_on": "2026-01-01",
        "on": "2026-03-31",
        "quantity": "10",
    }
    last_day = seen(made, date(2026, 3, 31))
    assert figures(last_day, "due", "rating") == (None, "not_due")
    after = seen(made, date(2030, 1, 1))
    assert figures(after, "due", "due_on", "next_due") == ("30", "2026-09-30", None)
    assert {period["status"] for period in after["periods"]} == {"no_data"}


def test_of_a_contract_that_ended_early_nothing_falls_due_after_its_end(world: World) -> None:
    made = deal(world)
    made.on(date(2026, 5, 15))
    made.put(ContractStatus.ENDED)
    row = seen(made, date(2026, 12, 31))
    assert figures(row, "promised", "due", "due_on", "next_due") == ("30", "10", "2026-03-31", None)
    assert [period["status"] for period in row["periods"]] == ["no_data", "not_due", "not_due"]
    assert seen(made, date(2026, 5, 1))["next_due"]["label"] == "Quarter 2"


def test_a_claim_made_within_its_period_counts_before_the_period_is_due(world: World) -> None:
    made = deal(world)
    made.verified("4")
    row = seen(made, date(2026, 2, 1))
    assert figures(row, "due", "proved", "rating") == (None, "4", "not_due")
    assert (row["periods"][0]["status"], row["periods"][0]["is_due"]) == ("verified", False)
    assert figures(seen(made, date(2025, 12, 31)), "claimed", "proved") == (None, None)


def test_a_quarter_in_which_nothing_is_due_is_not_rated(world: World) -> None:
    made = deal(world, spend("0", "10"))
    assert seen(made, AFTER_Q1)["rating"] == "not_due"
    made.verified("0")
    assert seen(made, AFTER_Q1)["rating"] == "not_due"


def test_words_and_records_are_reported_and_not_rated(world: World) -> None:
    record = Promise(
        measure={"id": "visits", "title": "Visits", "unit": "visits", "adds_up": "record_only", "better": "higher"},
        promised="5",
        targets=(None, None),
        bands=None,
    )
    loose = Promise(measure=WORDS.measure, promised=None, targets=(), bands=None)
    made = deal(world, WORDS, record, loose)
    made.on(AFTER_Q2)
    made.verified(None)
    made.claimed(None, quarter=1)
    made.verified("2", commitment=1)
    made.claimed("3", quarter=1, commitment=1)
    path = f"/v1/commitments/{made.commitments[2]}/updates"
    period = {"starts_on": "2026-02-01", "ends_on": "2026-02-28"}
    made.supplier.make(path, {"period": period, "words": "A visit."})
    words, counted, unplanned = (seen(made, AFTER_Q2, commitment=place) for place in range(3))
    assert {words["rating"], counted["rating"], unplanned["rating"]} == {"not_measured"}
    assert words["said"] == "not counted: of 2 periods due, 2 reported and 1 verified"
    assert {name: words[name] for name in NO_CLAIM} == NO_CLAIM
    assert figures(counted, "promised", "due", "claimed", "proved", "unknown") == ("5", None, "5", "2", "3")
    assert [(each["label"], each["status"]) for each in unplanned["periods"]] == [("February 2026", "submitted")]
    assert unplanned["next_due"] is None


def test_unlike_things_are_counted_and_never_averaged(world: World) -> None:
    waived = Promise(
        measure=spend("1").measure, promised="1", targets=("1",), bands=None, status=CommitmentStatus.WAIVED
    )
    made = deal(world, spend("10"), spend("3"), level("4"), WORDS, spend("0", "5"), waived)
    made.verified("10")
    made.verified("2", commitment=1)
    made.claimed("4", commitment=2)
    report = made.supplier.read(f"/v1/contracts/{made.contract}/performance?as_at={AFTER_Q1}")
    assert {name: count for name, count in report["counts"].items() if count} == {
        "good": 1,
        "inadequate": 1,
        "unknown": 1,
        "not_measured": 1,
        "not_due": 1,
    }
    assert len(report["commitments"]) == sum(report["counts"].values()) == 5
    assert figures(report, "waived", "awaiting_verification") == (1, 1)
    assert [(row["commitment_id"], row["periods"], row["since"]) for row in report["overdue"]] == [
        (str(made.commitments[3]), 1, "2026-03-31"),
        (str(made.commitments[4]), 1, "2026-03-31"),
    ]
    assert report["next_due"]["commitment_id"] == str(made.commitments[3])
    assert report["next_due"]["on"] == "2026-06-30"


def test_bands_that_nobody_agreed_rate_nothing(world: World) -> None:
    made = deal(world, Promise(measure=spend("1").measure, promised="10", targets=("10",), bands=None))
    made.verified("10")
    row = seen(made, AFTER_Q1)
    assert figures(row, "rating", "proved", "bands") == ("other", "10", None)
    assert "no bands" in row["said"]


def test_today_is_the_day_in_london(world: World) -> None:
    made = deal(world)
    world.clock.at = datetime(2026, 3, 31, 23, 30, tzinfo=UTC)
    assert made.buyer.read(f"/v1/contracts/{made.contract}/performance")["as_at"] == "2026-04-01"
    assert made.buyer.get(f"/v1/contracts/{made.contract}/performance?as_at=soon").status_code == 422


def test_one_commitment_reads_as_it_does_in_its_contract(world: World) -> None:
    made, other = deal(world, spend("10"), WORDS), deal(world)
    made.verified("9")
    path = f"/v1/commitments/{made.commitments[0]}/performance?as_at={AFTER_Q1}"
    assert made.supplier.read(path) == seen(made, AFTER_Q1)
    assert other.supplier.get(path).status_code == 404
    assert other.buyer.get(path).status_code == 404


def test_a_waived_commitment_and_a_draft_contract_have_no_performance(world: World) -> None:
    waived = Promise(
        measure=spend("1").measure, promised="1", targets=("1",), bands=None, status=CommitmentStatus.WAIVED
    )
    made = deal(world, waived)
    answer = made.buyer.get(f"/v1/commitments/{made.commitments[0]}/performance")
    assert (answer.status_code, answer.json()["code"]) == (409, "performance.not_binding")
    made.put(ContractStatus.DRAFT)
    for path in (f"/v1/contracts/{made.contract}/performance", f"/v1/commitments/{made.commitments[0]}/performance"):
        answer = made.buyer.get(path)
        assert (answer.status_code, answer.json()["code"]) == (409, "performance.not_in_force")
    made.put(ContractStatus.ENDED)
    assert made.buyer.get(f"/v1/contracts/{made.contract}/performance").status_code == 200


def test_only_the_two_sides_of_a_contract_see_how_it_performs(world: World) -> None:
    made, other = deal(world), deal(world)
    path = f"/v1/contracts/{made.contract}/performance"
    for client in (made.supplier, made.colleague(Role.COMMISSIONER), made.colleague(Role.AUDITOR)):
        assert client.get(path).status_code == 200
    for client in (other.buyer, other.supplier):
        assert client.get(path).status_code == 404
        assert client.get(f"{path}/lens/trust-pillars").status_code == 404
    assert made.colleague(Role.EVALUATOR).get(path).status_code == 403
    assert world.stranger.get(path).status_code == 401
