"""What must hold of every result, whatever the rubric and the bids."""

import copy
import json
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scoring import Findings, Result, evaluate, verify
from scoring.digest import canonical_bytes
from scoring.exact import exact_text
from tests.scoring.builders import Mapping, parsed_bids, parsed_rubric, ranks, result
from tests.scoring.strategies import absolute_rubrics, bids_for, evaluations

FEW = settings(max_examples=40, deadline=None)


def standings(outcome: Result) -> dict[str, Any]:
    """Return rank and exact total of each bid, and who was excluded: what the order of a document may not change."""
    lot = outcome.lots[0].scores
    placed = {score.bid.id: (place.rank, score.figure) for place, score in zip(lot.places, lot.ranked, strict=True)}
    return placed | {bid.id: "excluded" for bid, _ in lot.excluded}


@FEW
@given(evaluations(), st.randoms(use_true_random=False))
def test_the_order_of_bids_and_of_criteria_does_not_matter(pair: tuple[Mapping, Mapping], chance: Any) -> None:
    form, offers = copy.deepcopy(pair)
    before = standings(result(form, offers))
    chance.shuffle(form["criteria"])
    chance.shuffle(offers["bids"])
    assert standings(result(form, offers)) == before


@FEW
@given(evaluations())
def test_totals_lie_between_0_and_100_and_are_the_sum_of_their_parts(pair: tuple[Mapping, Mapping]) -> None:
    for score in result(*pair).lots[0].scores.ranked:
        assert 0 <= score.figure <= 100
        assert score.figure == sum(node.points or 0 for node in score.nodes)


@FEW
@given(evaluations())
def test_ranks_follow_the_exact_totals(pair: tuple[Mapping, Mapping]) -> None:
    lot = result(*pair).lots[0].scores
    figures = [score.figure for score in lot.ranked]
    assert figures == sorted(figures, reverse=True)
    assert [place.rank for place in lot.places] == sorted(place.rank for place in lot.places)
    for one, other in zip(lot.places, lot.places[1:], strict=False):
        assert (one.rank == other.rank) == (one.joint and other.joint and one.rank == other.rank)


@FEW
@given(evaluations())
def test_stating_weights_of_the_total_instead_of_the_parent_changes_no_number(pair: tuple[Mapping, Mapping]) -> None:
    form, offers = copy.deepcopy(pair)
    outcome = result(form, offers)
    effective = {leaf.node.id: leaf.weight for leaf in outcome.lots[0].scores.plan.leaves}
    for node in form["criteria"]:
        for leaf in node.get("criteria", [node]):
            leaf["weight"] = exact_text(effective[leaf["id"]])
        if "criteria" in node:
            del node["weight"]
    assert standings(result(form | {"weights": "of_total"}, offers)) == standings(outcome)


@FEW
@given(st.data())
def test_a_better_mark_never_costs_a_rank_where_marks_are_absolute(data: st.DataObject) -> None:
    form = data.draw(absolute_rubrics())
    offers = data.draw(bids_for(form))
    chosen = data.draw(st.sampled_from(offers["bids"]))
    answer = chosen["answers"][data.draw(st.sampled_from(sorted(chosen["answers"])))]
    assume(answer["mark"] != "5")
    before = ranks(result(form, offers))[chosen["id"]]
    answer["mark"] = str(int(answer["mark"]) + 1)
    assert ranks(result(form, offers))[chosen["id"]] <= before


@FEW
@given(evaluations())
def test_a_document_read_again_from_its_canonical_form_gives_the_same_result(pair: tuple[Mapping, Mapping]) -> None:
    form, offers = pair
    again = [json.loads(canonical_bytes(document)) for document in pair]
    assert parsed_rubric(form) == parsed_rubric(again[0])
    assert parsed_bids(offers, parsed_rubric(form)) == parsed_bids(again[1], parsed_rubric(again[0]))
    assert result(form, offers).to_mapping() == result(again[0], again[1]).to_mapping()


@settings(max_examples=25, deadline=None)
@given(evaluations(), st.booleans(), st.booleans())
def test_every_result_verifies(pair: tuple[Mapping, Mapping], trace: bool, margin: bool) -> None:  # noqa: FBT001
    outcome = evaluate(*pair, trace=trace, margin=margin)
    assert isinstance(outcome, Result)
    assert verify(json.loads(json.dumps(outcome.to_mapping()))).holds


def changed(value: Any, draw: Any) -> Any:
    """Return a document with one thing in it changed, wherever chance leads."""
    if isinstance(value, dict) and value:
        key = draw(st.sampled_from(sorted(value)))
        return value | {key: changed(value[key], draw)}
    if isinstance(value, list) and value:
        place = draw(st.integers(0, len(value) - 1))
        return [*value[:place], changed(value[place], draw), *value[place + 1 :]]
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    return "1" if value is None else f"{value}1" if isinstance(value, str) else "1"


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_single_change_of_a_result_goes_unnoticed(data: st.DataObject) -> None:
    form, offers = data.draw(evaluations())
    document = json.loads(json.dumps(result(form, offers).to_mapping()))
    assert not verify(changed(document, data.draw)).holds


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_whatever_a_document_holds_the_answer_is_findings_or_a_result_and_never_a_crash(data: st.DataObject) -> None:
    form, offers = data.draw(evaluations())
    document = data.draw(st.sampled_from(["rubric", "bids"]))
    broken = spoilt(form if document == "rubric" else offers, data.draw)
    outcome = evaluate(broken, offers) if document == "rubric" else evaluate(form, broken)
    assert isinstance(outcome, Findings | Result)
    if isinstance(outcome, Findings):
        assert all(finding.message and isinstance(finding.place, str) for finding in outcome)


def spoilt(value: Any, draw: Any) -> Any:
    """Return a document with anything at all in some one place."""
    if isinstance(value, dict) and value and draw(st.integers(0, 4)):
        key = draw(st.sampled_from(sorted(value)))
        return value | {key: spoilt(value[key], draw)}
    if isinstance(value, list) and value and draw(st.integers(0, 4)):
        place = draw(st.integers(0, len(value) - 1))
        return [*value[:place], spoilt(value[place], draw), *value[place + 1 :]]
    return draw(PLAIN)
