"""What a performance report prints is recomputed from the targets, claims, decisions and bands that it lists itself."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.documents.issued_content import IssuedContractPerformance
from app.documents.verifying import verify
from tests.documents_service.changing import Path, at, changed, entries, failures, leaves, place_in, without
from tests.documents_service.issuing import json_of, live_contract, reported, stand_on
from tests.world import World

Report = dict[str, Any]
MANY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

FIGURES = ("due", "claimed", "proved", "unknown", "rejected", "percent_of_due")
PERIOD_FIGURES = ("claimed", "proved", "target_to_date", "proved_to_date")
DECIDED = (
    "counts",
    "summary",
    "period",
    *(f"commitments.{each}" for each in (*FIGURES, "rating", "said", "next_due")),
    *(f"commitments.periods.{each}" for each in PERIOD_FIGURES),
    "commitments.periods.claims.superseded",
)
"""What follows from the rest of the file; and beside it, what is listed and has to fit what follows."""

LISTED = ("commitments.promised", "commitments.periods.target", "commitments.periods.claims.claimed")


def decided_leaves(report: Report) -> list[Path]:
    """Return where the rest of the report decides what stands, or what stands decides the rest."""
    return [
        path for path in leaves(report) if _is_in(path, DECIDED) or (_is_in(path, LISTED) and _counts(report, path))
    ]


def _is_in(path: Path, places: tuple[str, ...]) -> bool:
    return any(f"{place_in(path)}.".startswith(f"{each}.") for each in places)


def _counts(report: Report, path: Path) -> bool:
    """Return whether a listed number counts: that of a measured promise, in a report that stands."""
    commitment = at(report, path[:2])
    claim = at(report, path[:6]) if "claims" in path else None
    return commitment["rating"] != "not_measured" and not (claim and claim["superseded"])


def _tells(report: Report, path: Path) -> bool:
    """Return whether an entry changes what follows: of levels and shares only the latest does."""
    return "periods" not in path or at(report, path[:2])["adds_up"] not in {"level", "percentage"} or path[-1] == 2


def commitment(report: Report, measure: str) -> int:
    """Return the place of a commitment."""
    return next(place for place, each in enumerate(report["commitments"]) if each["measure"] == measure)


def test_an_issued_report_holds_and_says_what_a_file_cannot_show(report: Report) -> None:
    checks = verify(report)
    assert [check.holds for check in checks] == [True, True, None, None]
    assert "what was promised, reported and decided" in checks[2].sentence
    assert IssuedContractPerformance.from_mapping(report).to_mapping() == report


@MANY
@given(data=st.data())
def test_one_change_of_a_figure_or_of_what_it_follows_from_is_found(report: Report, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(decided_leaves(report)))
    assert failures(changed(report, path)), path


@MANY
@given(data=st.data())
def test_whatever_is_left_out_is_missed(report: Report, data: st.DataObject) -> None:
    wanted = {"counts", "summary", "commitments", "commitments.periods"}
    path = data.draw(
        st.sampled_from([path for path in entries(report) if place_in(path) in wanted and _tells(report, path)])
    )
    assert failures(without(report, path)), path


@pytest.mark.parametrize(
    ("measure", "figure", "value", "sentence"),
    [
        ("Fully proved", "due", "25", "due is stated as 25; its targets, claims and bands give 20."),
        ("Proved in part", "proved", "22", "proved is stated as 22; its targets, claims and bands give 17.5."),
        ("Proved in part", "claimed", "30", "claimed is stated as 30; its targets, claims and bands give 22."),
        ("Not looked at", "unknown", "3", "unknown is stated as 3; its targets, claims and bands give 10."),
        ("Rejected and left", "rejected", "1", "rejected is stated as 1; its targets, claims and bands give 10."),
        ("A level", "proved", "6", "proved is stated as 6; its targets, claims and bands give 5."),
        ("A share", "percent_of_due", "99", "percent of due is stated as 99; its targets, claims and bands give 94.73"),
    ],
)
def test_a_wrong_figure_is_named_with_its_commitment_and_what_it_should_be(
    report: Report, measure: str, figure: str, value: str, sentence: str
) -> None:
    place = commitment(report, measure)
    found = failures(changed(report, ("commitments", place, figure, "value"), value))
    reference = report["commitments"][place]["reference"]
    assert found[0].startswith(f"Commitment {reference} ({measure}): {sentence}")


def test_a_better_rating_is_named_and_so_is_the_count_it_would_change(report: Report) -> None:
    place = commitment(report, "Reported as nought")
    found = failures(changed(report, ("commitments", place, "rating"), "good"))
    assert found[0].startswith("The counts by rating are not those of the commitments")
    assert any("rating is stated as 'good'; its targets, claims and bands give 'inadequate'" in each for each in found)
    assert any("The summary" in each for each in found)


def test_what_was_never_reported_cannot_be_passed_off_as_nought_or_as_met(report: Report) -> None:
    place = commitment(report, "Never reported")
    for value in ("0", "20"):
        known = {"state": "known", "value": value}
        found = failures(changed(report, ("commitments", place, "proved"), known))
        assert f"proved is stated as {value}; its targets, claims and bands give no data." in found[0]


def test_a_rejected_claim_cannot_be_counted(report: Report) -> None:
    place = commitment(report, "Rejected and left")
    path = ("commitments", place, "periods", 0, "claims", 0, "verification")
    found = failures(changed(report, (*path, "verdict"), "verified"))
    assert any("is verified, so 10 of the 10 claimed counts; stated is nothing." in each for each in found)
    found = failures(changed(report, (*path, "quantity"), {"state": "known", "value": "4"}))
    assert any("is rejected, so nothing of the 10 claimed counts; stated is 4." in each for each in found)


def test_a_part_cannot_be_more_than_the_whole(report: Report) -> None:
    path = ("commitments", commitment(report, "Proved in part"), "periods", 1, "claims", 0, "verification", "quantity")
    found = failures(changed(report, (*path, "value"), "13"))
    assert any("13 is more than the 12 claimed" in each for each in found)


def test_only_the_newest_report_for_a_period_stands(report: Report) -> None:
    place = commitment(report, "Rejected and sent anew")
    claims = ("commitments", place, "periods", 0, "claims")
    found = failures(changed(report, (*claims, 0, "superseded"), to=False))
    assert any("report 1 of 2 for Quarter 1 is followed by another and not superseded." in each for each in found)
    found = failures(changed(report, (*claims, 1, "superseded"), to=True))
    assert any("report 2 of 2 for Quarter 1 is superseded by none." in each for each in found)


def test_bands_that_were_moved_give_another_rating(report: Report) -> None:
    place = commitment(report, "Proved in part")
    found = failures(changed(report, ("commitments", place, "bands", "approaching_target"), "87.5"))
    assert any("rating is stated as 'requires_improvement'" in each for each in found)


def test_a_day_to_look_back_from_that_was_moved_is_found(report: Report) -> None:
    found = failures(changed(report, ("as_at",), "2026-06-30"))
    assert found[0] == "The period ends on 2026-07-10; as at 2026-06-30 the contract had run to 2026-06-30."
    assert any("due is stated as 20; its targets, claims and bands give 10." in each for each in found)


def test_a_report_that_counts_wrongly_and_lists_nonsense_says_where_it_cannot_be_read(report: Report) -> None:
    (found,) = failures(changed(report, ("commitments", 0, "due", "value"), "NaN"))
    assert found.startswith("commitments[0].due")


def test_reports_of_a_real_life_hold_before_its_start_on_the_edges_of_periods_and_after_its_end(world: World) -> None:
    journey, contract = live_contract(world, ends_on="2026-12-31")
    buyer = journey.team.buyer
    documents = [reported(buyer, contract["id"])]
    for day in (date(2026, 4, 1), date(2026, 6, 30), date(2026, 7, 1), date(2027, 1, 15)):
        stand_on(world, day)
        documents.append(reported(buyer, contract["id"]))
    buyer.make(f"/v1/contracts/{contract['id']}/end", {"reason": "It has run its term."})
    world.clock.advance(days=1)
    documents += [reported(buyer, contract["id"]), reported(buyer, contract["id"], as_at="2026-12-30")]
    assert [failures(json_of(buyer, each["id"])) for each in documents] == [[]] * len(documents)
