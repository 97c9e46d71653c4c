"""The win margin is what trying every mark and solving for every weight would find."""

import copy
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import Result, evaluate
from scoring.margin import NO_MARK, NO_WEIGHT, Margin
from tests.scoring.builders import (
    Mapping,
    bid,
    bids,
    marked,
    marks,
    priced,
    quantities,
    quantity,
    ranks,
    result,
    rubric,
)
from tests.scoring.strategies import bids_for, mixed_rubrics

AGGREGATIONS: list[Mapping | None] = [
    None,
    {"method": "price_per_quality_point", "price": "price"},
    {"method": "quality_price_index", "price": "price", "per": "1000"},
    {"method": "monetised_quality", "price": "price", "willingness_to_pay": "30000"},
]


def margin(outcome: Result) -> Margin:
    found = outcome.lots[0].margin
    assert found is not None
    return found


def first(form: Mapping, offers: Mapping) -> list[str] | None:
    """Return who is first, or None where there is no result."""
    outcome = evaluate(form, offers, trace=False, margin=False)
    return [name for name, rank in ranks(outcome).items() if rank == 1] if isinstance(outcome, Result) else None


def fewest_steps(form: Mapping, offers: Mapping, winner: str) -> int | None:
    """Return by how many levels one mark must change, found by trying every mark of every ranked bid."""
    ranked = ranks(result(form, offers))
    found: list[int] = []
    for place, entry in enumerate(offers["bids"]):
        for name, answer in entry["answers"].items():
            for mark in range(6) if "mark" in answer and entry["id"] in ranked else ():
                tried = copy.deepcopy(offers)
                tried["bids"][place]["answers"][name]["mark"] = str(mark)
                then = first(form, tried)
                if then is not None and [one for one in then if one != winner]:
                    found.append(abs(mark - int(answer["mark"])))
    return min(found, default=None)


@pytest.mark.parametrize("aggregation", AGGREGATIONS, ids=lambda found: "sum" if found is None else found["method"])
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_no_smaller_change_of_a_mark_than_the_one_named_changes_the_winner(
    aggregation: Mapping | None, data: st.DataObject
) -> None:
    form = data.draw(mixed_rubrics(aggregation))
    offers = data.draw(bids_for(form, most=3))
    outcome = evaluate(form, offers)
    if not isinstance(outcome, Result) or margin(outcome).runner_up is None:
        return
    found = margin(outcome)
    assert found.winner is not None
    steps = None if found.mark_change is None else abs(int(found.mark_change.after) - int(found.mark_change.before))
    assert steps == fewest_steps(form, offers, found.winner)
    if found.mark_change is not None:
        tried = copy.deepcopy(offers)
        entry = next(one for one in tried["bids"] if one["id"] == found.mark_change.bid)
        entry["answers"][found.mark_change.criterion]["mark"] = found.mark_change.after
        assert found.mark_change.winner_after in (first(form, tried) or ())


def rescaled(outcome: Result, criterion: str, weight: Fraction) -> dict[str, Fraction]:
    """Return the total of each bid with one criterion at another weight and the others rescaled in proportion."""
    totals = {}
    for score in outcome.lots[0].scores.ranked:
        node = score.node(criterion)
        assert node is not None
        assert node.points is not None
        before = node.planned.weight
        kept = (score.quality - node.points) * (100 - weight) / (100 - before)
        totals[score.bid.id] = node.points * weight / before + kept
    return totals


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_at_the_weight_named_winner_and_rival_are_level_and_nearer_to_it_the_winner_leads(data: st.DataObject) -> None:
    form = data.draw(mixed_rubrics())
    outcome = evaluate(form, data.draw(bids_for(form)))
    if not isinstance(outcome, Result) or margin(outcome).weight_change is None:
        return
    found, change = margin(outcome), margin(outcome).weight_change
    assert change is not None
    assert found.winner is not None
    at = rescaled(outcome, change.criterion, change.after)
    assert at[found.winner] == at[change.winner_after] == max(at.values())
    beyond = change.after + (change.after - change.before) / 1000
    if change.after != change.before and 0 < beyond < 100:
        past = rescaled(outcome, change.criterion, beyond)
        assert past[change.winner_after] > past[found.winner]
        near = rescaled(outcome, change.criterion, (change.before + change.after) / 2)
        assert near[found.winner] == max(near.values())


def test_the_margin_of_a_worked_tender() -> None:
    form = rubric(marked("carbon", "30"), quantity("wage", "30"), priced("price", "40"))
    entries = (
        bid("A", marks(carbon="4") | quantities(wage="80"), price="100000"),
        bid("B", marks(carbon="3") | quantities(wage="90"), price="90000"),
    )
    outcome = result(form, bids(*entries))
    found = outcome.to_mapping()["lots"][0]["margin"]
    assert (found["winner"], found["runner_up"], found["gap"]["exact"]) == ("B", "A", "1")
    assert found["mark_change"]["said"] == "With 2 instead of 3 on Carbon, Firm B would leave Firm A first."
    assert found["weight_change"]["to"] == {"exact": "100/3", "shown": "33.33"}
    assert found["weight_change"]["change"]["exact"] == "10/3"


def test_where_one_bid_is_better_in_everything_no_single_change_exists_and_a_sentence_says_so() -> None:
    form = rubric(*(marked(name, "10") for name in "abcdefghij"))
    strong, weak = ({name: {"mark": mark} for name in "abcdefghij"} for mark in "51")
    found = margin(result(form, bids(bid("A", strong), bid("B", weak))))
    assert (found.mark_change, found.mark_change_said) == (None, NO_MARK)
    assert (found.weight_change, found.weight_change_said) == (None, NO_WEIGHT)


@pytest.mark.parametrize("count", [0, 1])
def test_without_a_second_bid_there_is_no_margin_and_a_sentence_says_so(count: int) -> None:
    offers = bids(*(bid("A", marks(carbon="3")) for _ in range(count)))
    found = margin(result(rubric(marked("carbon", "100")), offers))
    assert found.gap is None
    assert found.gap_said == ("No bid was ranked.", "Firm A is the only ranked bid.")[count]


def test_bids_that_share_first_place_have_no_winner_to_unseat() -> None:
    offers = bids(bid("A", marks(carbon="3")), bid("B", marks(carbon="3")))
    found = margin(result(rubric(marked("carbon", "100")), offers))
    assert (found.winner, found.gap_said) == (None, "Firm A, Firm B share first place.")


def test_a_mark_that_would_fall_below_a_minimum_is_seen_to_cost_the_win() -> None:
    form = rubric(
        marked("carbon", "1", minimum={"mark": "2", "consequence": "excluded"}),
        quantity("wage", "99"),
        tie_break=[{"by": "shared"}],
    )
    offers = bids(
        bid("A", marks(carbon="2") | quantities(wage="100")),
        bid("B", marks(carbon="5") | quantities(wage="10")),
    )
    change = margin(result(form, offers)).mark_change
    assert change is not None
    assert (change.bid, change.before, change.after, change.winner_after) == ("A", "2", "1", "B")
