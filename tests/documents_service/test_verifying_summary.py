"""What an assessment summary prints is worked out again from the file: one change anywhere is found."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.documents.verifying import verify
from tests.documents_service.changing import changed, failures, leaves, place_in

Summary = dict[str, Any]

DECIDED = ("scales", "criteria", "method", "rubric", "withheld.mark", "withheld.bid", "withheld.criterion")
MANY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def test_an_issued_summary_holds_and_says_what_a_file_cannot_show(summary: Summary) -> None:
    checks = verify(summary)
    assert [check.holds for check in checks] == [True, None, None]
    assert "points that compare bids" in checks[1].sentence


@MANY
@given(data=st.data())
def test_one_change_of_what_the_rubric_decides_is_found(summary: Summary, data: st.DataObject) -> None:
    paths = [path for path in leaves(summary) if any(place_in(path).startswith(each) for each in DECIDED)]
    path = data.draw(st.sampled_from(paths))
    assert failures(changed(summary, path)), path


@MANY
@given(data=st.data())
def test_one_change_of_a_mark_a_share_a_point_or_a_total_is_found(summary: Summary, data: st.DataObject) -> None:
    wanted = ("given", "level", "points.exact", "points.shown", "share.exact")
    paths = [path for path in leaves(summary) if place_in(path).startswith("bidders.scores.")]
    paths = [path for path in paths if place_in(path).removeprefix("bidders.scores.") in wanted]
    paths += [path for path in leaves(summary) if place_in(path) in {"bidders.total.exact", "digests.rubric"}]
    path = data.draw(st.sampled_from(paths))
    assert failures(changed(summary, path)), path


def test_another_account_of_why_it_was_not_awarded_is_found(summary: Summary) -> None:
    (found, *_) = failures(changed(summary, ("standing", 0), "Brook was ranked 3rd of 3 tenders, with 1.00."))
    assert "the points do not say so" in found


def test_a_withheld_passage_that_is_filled_in_again_is_found(summary: Summary) -> None:
    winner = next(place for place, one in enumerate(summary["bidders"]) if one["id"] == summary["outcome"]["winner"])
    scores = summary["bidders"][winner]["scores"]
    plan = next(place for place, one in enumerate(scores) if one["criterion"] == "carbon-plan")
    (found,) = failures(changed(summary, ("bidders", winner, "scores", plan, "reason"), "It tells all of it."))
    assert "What is marked as withheld on carbon-plan" in found
