"""What an award summary prints of its result is recomputed: one change anywhere is found, and said whose it is."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.documents.issued_content import IssuedAwardSummary
from app.documents.verifying import MOST_FAILURES, verify
from tests.documents_service.changing import Path, at, changed, entries, failures, leaves, place_in, without

Award = dict[str, Any]

BEYOND_THE_FILE = (
    "reference",
    "issued_at",
    "replaces",
    "authority",
    "tender",
    "lot.title",
    "lot.is_only_lot",
    "decision.decided_by",
    "decision.decided_at",
    "decision.summary",
    "decision.reasons",
    "panel",
    "next_steps",
    "audit",
    "bidders.party",
    "bidders.scores.reason",
    "promises.measure",
    "promises.unit",
    "promises.by_when",
    "standstill.rule",
    "standstill.source",
    "standstill.skipped.why",
    "criterion_reasons",
    "course",
)
"""What nothing else in the file decides: it stands by the digest alone, and verification says so."""

MANY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def is_decided(place: str) -> bool:
    """Return whether the rest of the file decides what stands at a place."""
    beyond = any(place == each or place.startswith(f"{each}.") for each in BEYOND_THE_FILE)
    return place == "bidders.party.name" or not beyond


def decided_leaves(award: Award) -> list[Path]:
    """Return where the rest of the file decides what stands; a quantity pledged inside an answer is in no result."""
    asked = [place for place, each in enumerate(award["promises"]) if each["criterion"] == "local-spend"]
    found = [path for path in leaves(award) if is_decided(place_in(path))]
    return [path for path in found if place_in(path) != "promises.quantity" or path[1] in asked]


def test_an_issued_summary_holds_and_says_what_a_file_cannot_show(award: Award) -> None:
    checks = verify(award)
    assert [check.holds for check in checks] == [True, True, True, None, None]
    assert "names, dates, the panel's reasons" in checks[3].sentence
    assert IssuedAwardSummary.from_mapping(award).reference


@MANY
@given(data=st.data())
def test_one_change_of_what_the_result_decides_is_found(award: Award, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(decided_leaves(award)))
    assert failures(changed(award, path)), path


@MANY
@given(data=st.data())
def test_one_change_of_what_is_printed_is_found_even_where_the_result_is_as_it_was(
    award: Award, data: st.DataObject
) -> None:
    printed = [path for path in decided_leaves(award) if path[0] != "result"]
    path = data.draw(st.sampled_from(printed))
    assert failures(changed(award, path)), path


@MANY
@given(data=st.data())
def test_whatever_is_left_out_is_missed(award: Award, data: st.DataObject) -> None:
    lists = [path for path in entries(award) if is_decided(place_in(path)) and place_in(path) != "bidders.party"]
    path = data.draw(st.sampled_from(lists))
    assert failures(without(award, path)), path


@pytest.mark.parametrize("place", BEYOND_THE_FILE)
def test_what_the_file_cannot_show_is_left_to_the_digest_and_no_failure_is_made_up(award: Award, place: str) -> None:
    paths = [path for path in leaves(award) if (place_in(path) + ".").startswith(f"{place}.")]
    words = [path for path in paths if isinstance(at(award, path), str) and not at(award, path)[:4].isdigit()]
    for path in words[:3]:
        if place_in(path) not in {"bidders.party.name", "tender.value.currency", "audit.head"}:
            other = changed(award, path)
            assert failures(other) == []
            assert verify(other)[-1] != verify(award)[-1], "the digest differs"


def score(award: Award, bidder: str, criterion: str) -> tuple[int, int]:
    """Return where a score stands: the place of the bidder and the place of the score."""
    number = next(place for place, each in enumerate(award["bidders"]) if each["party"]["name"] == bidder)
    scores = award["bidders"][number]["scores"]
    return number, next(place for place, each in enumerate(scores) if each["criterion"] == criterion)


def test_a_mark_that_was_raised_in_print_is_named_with_bidder_and_criterion(award: Award) -> None:
    bidder, place = score(award, "Brook", "carbon-plan")
    (found,) = failures(changed(award, ("bidders", bidder, "scores", place, "given"), "mark 4"))
    bid = award["bidders"][bidder]["id"]
    assert found == (
        f"bidders[{bid} (Brook)].scores[carbon-plan (Carbon plan)].given says 'mark 4'; "
        "the result in the same file gives 'mark 3'."
    )


def test_a_mark_that_was_raised_in_the_result_is_named_with_bidder_and_criterion(award: Award) -> None:
    bids = award["result"]["inputs"]["bids"]
    brook = next(place for place, each in enumerate(bids) if each["name"] == "Brook")
    found = failures(changed(award, ("result", "inputs", "bids", brook, "answers", "carbon-plan", "mark"), "4"))
    assert f"carbon-plan (Carbon plan) of bid {bids[brook]['id']} (Brook) is stated as" in found[0]


def test_a_rank_that_was_changed_in_the_result_is_named_with_its_bidder(award: Award) -> None:
    path = ("result", "lots", 0, "ranking", 1, "rank")
    (found,) = failures(changed(award, path, 1))
    assert found.startswith("It does not hold: at lots[0].ranking[1].rank (Brook), rank is stated as 1")


def test_a_bid_that_was_printed_under_another_name_is_found(award: Award) -> None:
    (found,) = failures(changed(award, ("bidders", 2, "party", "name"), "Acme"))
    assert (
        found == f"Bid {award['bidders'][2]['id']} is printed as that of 'Acme'; in the result it is that of 'Cedar'."
    )


def test_another_winner_is_found(award: Award) -> None:
    (found,) = failures(changed(award, ("decision", "winner"), award["bidders"][1]["id"]))[:1]
    assert found == "The award goes to Brook, whose rank is 2; a lot goes to the first."
    excluded = next(each for each in award["bidders"] if each["status"] == "excluded")
    (found,) = failures(changed(award, ("decision", "winner"), excluded["id"]))
    assert "contradicts itself" in found
    assert excluded["id"] in found


def test_a_ground_for_exclusion_that_was_reworded_is_found(award: Award) -> None:
    number = next(place for place, each in enumerate(award["bidders"]) if each["party"]["name"] == "Elm & Sons")
    (found,) = failures(changed(award, ("bidders", number, "grounds", 0, "text"), "They asked to leave."))
    assert "(Elm & Sons)].grounds[local-jobs (Local jobs)].text says 'They asked to leave.'" in found


def test_a_promise_that_shrank_or_was_dropped_is_found(award: Award) -> None:
    number = next(place for place, each in enumerate(award["promises"]) if each["criterion"] == "local-spend")
    (shrunk,) = failures(changed(award, ("promises", number, "quantity"), "60000"))
    assert shrunk == "Under Local spend 60000 is listed as promised; the bid answered 80000."
    dropped, ledger = failures(without(award, ("promises", number)))
    assert ledger == "What rested on each promise is not told of the promises that are listed."
    assert dropped.startswith("Local spend earned the winner ")
    assert dropped.endswith("and no promise under it is listed.")
    (worth,) = failures(changed(award, ("promises", number, "points", "shown"), "99.00"))
    assert "shown as 99.00" in worth


def test_a_day_of_the_standstill_that_was_left_out_is_found(award: Award) -> None:
    gap, count = failures(without(award, ("standstill", "working_days", 3)))
    assert "do not follow on each other" in gap
    assert count == "The standstill is one of 8 working days; 7 are counted."
    last = award["standstill"]["working_days"][-1]
    assert any(last in found for found in failures(changed(award, ("standstill", "ends_on"), "2026-12-31")))


def test_a_lot_that_the_result_does_not_hold_is_said(award: Award) -> None:
    assert failures(changed(award, ("lot", "code"), "7")) == [
        "The award is for lot '7'; the result in the same file has no such lot."
    ]


def test_many_failures_are_counted_and_not_all_told(award: Award) -> None:
    for bidder in award["bidders"]:
        for each in bidder["scores"]:
            each["said"] = "nothing"
    found = failures(award)
    assert len(found) == MOST_FAILURES + 1
    assert found[-1].startswith("And ")
    assert found[-1].endswith(" more do not hold.")


def test_a_bare_result_is_checked_and_explained_the_same_way(award: Award) -> None:
    result = award["result"]
    assert [check.holds for check in verify(result)] == [True, None]
    (found,) = failures(changed(result, ("lots", 0, "ranking", 0, "total", "shown"), "99.99"))
    assert "lots[0].ranking[0].total.shown (Acme), total is stated as" in found


def test_an_opening_by_one_person_and_a_result_that_was_not_decided_on_are_found(award: Award) -> None:
    alone = award["course"]["openings"][0]["begun_by"]
    (found,) = failures(changed(award, ("course", "openings", 0, "opened_by"), alone))
    assert found == f"The quality envelope is said to have been opened by one person alone, {alone['name']}."
    (found,) = failures(changed(award, ("course", "results", 0, "digest")))
    assert found == "The last result that is listed is not the one that the award rests on."


def test_a_certificate_that_says_more_than_the_result_is_found(award: Award) -> None:
    (found,) = failures(changed(award, ("firmness", "certificate", "fragile"), to=True))
    assert found.startswith("The certificate: It does not hold: ")


def test_points_at_stake_that_were_changed_are_found(award: Award) -> None:
    path = ("firmness", "stakes", "pledges", 0, "at_stake", "shown")
    (found,) = failures(changed(award, path, "0.00"))
    assert found.startswith("What rested on each promise comes out differently")
