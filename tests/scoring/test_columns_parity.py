"""The column path gives the numbers of the exact path: points, totals, ranks, ties, exclusions, refusals."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import Bids, Findings, LotResult, Rubric, evaluate_parsed, parse_bids, parse_rubric
from scoring.columns import ColumnScores, from_bids, score_columns
from scoring.rounding import Rounding
from scoring.scores import every_node
from tests.scoring.columns_cases import Draw

SEEDS = 2000
PIECES = 4


def read(drawn: Draw) -> tuple[Rubric, Bids] | None:
    """Return a drawn tender parsed, or None where a bid lacks an answer that it needs."""
    form = parse_rubric(drawn.rubric)
    assert isinstance(form, Rubric), form
    offers = parse_bids(drawn.bids, form)
    if isinstance(offers, Findings):
        assert set(offers.codes) == {"answer.missing"}
        return None
    return form, offers


def compare(drawn: Draw) -> str:
    """Assert that both paths say the same of a tender, and return what that was."""
    pair = read(drawn)
    if pair is None:
        return "not scored"
    form, offers = pair
    exact = evaluate_parsed(form, offers, trace=False, margin=False)
    columns = {lot: score_columns(form, from_bids(offers, form, lot), lot) for lot in offers.lots}
    refused = {one for found in columns.values() if isinstance(found, Findings) for one in found}
    if isinstance(exact, Findings):
        # What is found at the same place in two lots the exact path says once.
        assert {(one.code, one.place) for one in refused} == {(one.code, one.place) for one in exact}
        assert refused >= set(exact)
        return "refused"
    assert not refused
    for lot in exact.lots:
        found = columns[lot.lot]
        assert isinstance(found, ColumnScores)
        compare_lot(form, offers, lot, found)
    return "scored"


def compare_lot(form: Rubric, offers: Bids, lot: LotResult, found: ColumnScores) -> None:
    live = list(offers.in_lot(lot.lot, "live"))
    expected = {score.bid.id: (place, score) for place, score in zip(lot.scores.places, lot.scores.ranked, strict=True)}
    ranked = [live[index].id for index in found.ranked.tolist()]
    assert ranked == [bid.id for bid in live if bid.id in expected]
    missed = {bid.id: {(one.criterion, one.excludes) for one in reasons} for bid, reasons in lot.scores.excluded}
    missed |= {name: {(one.criterion, one.excludes) for one in score.recorded} for name, (_, score) in expected.items()}
    for index, bid in enumerate(live):
        assert {(one.criterion, one.excludes) for one in found.missed if one.bids[index]} == missed[bid.id]
    figures, qualities = found.figure.fractions(), found.quality.fractions()
    totals = found.figure.units(form.rounding).tolist()
    for index, name in enumerate(ranked):
        place, score = expected[name]
        assert (figures[index], qualities[index]) == (score.figure, score.quality)
        assert totals[index] == units(score.figure, form.rounding)
        standing = found.standing
        decided_by = standing.steps[standing.decided_by[index]]
        assert (standing.rank[index], standing.joint[index], decided_by) == (place.rank, place.joint, place.decided_by)
        compare_points(found, index, score)


def compare_points(found: ColumnScores, index: int, score: Any) -> None:
    for node in every_node(score.nodes):
        name = node.planned.node.id
        if name in found.points:
            assert found.shares[name].exact(index) == node.share
            assert found.points[name].exact(index) == node.points
            assert found.shown[name][index] == units(node.points, node.planned.rounding)
        elif node.points is not None:
            assert found.section(name).exact(index) == node.points


def units(value: Fraction, rounding: Rounding) -> int:
    """Return a value as the exact path shows it, in units of the last place."""
    return int(rounding.shown(value).replace(".", ""))


@pytest.mark.parametrize("piece", range(PIECES))
def test_two_thousand_random_tenders_come_out_the_same_on_both_paths(piece: int) -> None:
    said = [compare(Draw(seed)) for seed in range(piece, SEEDS, PIECES)]
    assert said.count("scored") > len(said) // 2
    assert "refused" in said


@settings(max_examples=100, deadline=None)
@given(st.integers(min_value=SEEDS))
def test_any_random_tender_comes_out_the_same_on_both_paths(seed: int) -> None:
    compare(Draw(seed))


@settings(max_examples=20, deadline=None)
@given(st.integers(min_value=0))
def test_many_bids_with_many_ties_come_out_the_same_on_both_paths(seed: int) -> None:
    compare(Draw(seed, most_bids=80))
