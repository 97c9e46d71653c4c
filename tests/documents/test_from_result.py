"""What is printed of a lot is what its scoring result says, bid by bid and number by number."""

from typing import Any

import pytest

from app.documents.content import AwardSummary, BidStatus
from app.documents.from_result import bidders_of, criteria_of, lot_of, margin_of
from scoring import Result, evaluate
from tests.documents.sample_bids import BIDS, REASONS, RUBRIC
from tests.documents.samples import result


def evaluated(bids: list[dict[str, Any]], *, margin: bool = True) -> dict[str, Any]:
    found = evaluate(RUBRIC, BIDS | {"bids": bids}, margin=margin)
    assert isinstance(found, Result), found
    return found.to_mapping()


def test_every_total_point_share_and_weight_is_that_of_the_result(award: AwardSummary) -> None:
    lot = lot_of(award.result, "1")
    for bidder in award.bidders:
        if bidder.status is not BidStatus.RANKED:
            continue
        scored = {
            each["id"]: each
            for node in lot["bids"][bidder.id]["criteria"]
            for each in (node, *node.get("criteria", ()))
        }
        assert {score.criterion for score in bidder.scores} == set(scored)
        for score in bidder.scores:
            found = scored[score.criterion]
            assert (score.points and score.points.exact) == (found["points"] and found["points"]["exact"])
            assert (score.share and score.share.shown) == (found["share"] and found["share"]["shown"])
            assert score.said == found["said"]
            assert score.reason == REASONS.get((bidder.id, score.criterion))


def test_the_order_is_ranked_then_excluded_then_withdrawn() -> None:
    left = BIDS["bids"][3] | {"status": "withdrawn", "reason": "Withdrew on 3 November."}
    found = evaluated([*BIDS["bids"][:3], left, BIDS["bids"][4]])
    bidders = bidders_of(found, "1", parties={}, reasons=REASONS)

    assert [(each.id, each.status.value) for each in bidders] == [
        ("harbour", "ranked"),
        ("twyn", "ranked"),
        ("sentinel", "ranked"),
        ("northgate", "excluded"),
        ("oneill", "withdrawn"),
    ]
    assert [ground.text for ground in bidders[-1].grounds] == ["Withdrew on 3 November."]
    assert bidders[-1].scores == ()


def test_an_excluded_bid_keeps_its_marks_and_reasons_and_has_no_points(award: AwardSummary) -> None:
    northgate = next(each for each in award.bidders if each.id == "northgate")
    given = {score.criterion: score.given for score in northgate.scores}

    assert northgate.total is None
    assert northgate.rank is None
    assert all(score.points is None and score.share is None for score in northgate.scores)
    assert given["mobilisation"] == "mark 2"
    assert given["price"] == "£3,205,000"
    assert given["carbon-saved"] == "0 tCO2e"
    assert given["carbon-plan"] == "failed"
    assert [ground.criterion for ground in northgate.grounds] == ["carbon-plan"]


def test_marks_carry_the_label_of_their_scale_and_quantities_their_unit(award: AwardSummary) -> None:
    winner = award.winner
    assert winner is not None
    found = {score.criterion: (score.given, score.level) for score in winner.scores}

    assert found["mobilisation"] == ("mark 4", "Excellent")
    assert found["local-spend"] == ("62% of spend", None)
    assert found["quality"] == (None, None)


def test_the_criteria_tree_has_published_and_effective_weights(award: AwardSummary) -> None:
    charter, _, price, quality, social = award.criteria

    assert (charter.weight, charter.share_of_total) == (None, None)
    assert charter.gate == "Pass or fail: a bid that fails is excluded."
    assert (price.weight, price.share_of_total and price.share_of_total.exact) == ("40", "40")
    assert [(each.weight, each.share_of_total and each.share_of_total.exact) for each in quality.criteria] == [
        ("60", "21"),
        ("40", "14"),
    ]
    assert quality.criteria[0].gate == "At least a mark of 2 is needed: a bid that fails is excluded."
    assert len(social.criteria) == 4


def test_criteria_of_another_lot_are_left_out() -> None:
    found = result() | {
        "rubric": RUBRIC | {"criteria": [RUBRIC["criteria"][0], RUBRIC["criteria"][1] | {"lots": ["2"]}]}
    }

    assert [each.id for each in criteria_of(found, "1")] == ["charter"]


def test_the_margin_speaks_in_the_engines_own_sentences(award: AwardSummary) -> None:
    found = award.result["lots"][0]["margin"]

    assert award.margin.said == found["gap_said"]
    assert award.margin.gap is not None
    assert award.margin.gap.exact == found["gap"]["exact"]
    assert award.margin.mark_change == found["mark_change_said"]
    assert award.margin.weight_change == found["weight_change_said"]


@pytest.mark.parametrize("count", [0, 1])
def test_without_a_second_bid_there_is_no_gap_and_the_sentence_says_why(count: int) -> None:
    margin = margin_of(evaluated(BIDS["bids"][:count]), "1")

    assert margin.gap is None
    assert margin.mark_change is None
    assert margin.said


def test_a_margin_that_was_not_computed_is_said_so() -> None:
    assert margin_of(evaluated(BIDS["bids"], margin=False), "1").said == "The margin was not computed."


def test_a_lot_the_result_does_not_have_is_refused() -> None:
    with pytest.raises(KeyError):
        lot_of(result(), "2")
