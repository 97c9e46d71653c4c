"""Before columns are timed the run shows that every side did the same work; here on fewer bids and vectors."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from bench import columns, float_columns, integer_loop, many_bids, scikit_criteria, tendering
from bench.exact_scoring import Differs
from scoring.columns import BidColumns, Column, ColumnScores
from scoring.columns_ratio import Ratio
from scoring.columns_total import Total

COUNT = 3000


@pytest.fixture(scope="module")
def table() -> BidColumns:
    return many_bids.table(COUNT)


@pytest.fixture(scope="module")
def found(table: BidColumns) -> ColumnScores:
    return columns.scored(many_bids.rubric(), table)


def test_a_sample_of_many_bids_is_what_the_exact_path_says(table: BidColumns, found: ColumnScores) -> None:
    assert 0 < len(found.ranked) < COUNT
    assert found.long == ()
    columns.check_sample(many_bids.rubric(), table, found, 400)


def test_one_wrong_total_in_the_sample_stops_the_run(table: BidColumns, found: ColumnScores) -> None:
    wrong = replace(found, figure=Total([*found.figure.terms, columns_of_one(found)], len(found.ranked)))
    with pytest.raises(Differs, match="the exact path gives"):
        columns.check_sample(many_bids.rubric(), table, wrong, 400)


def columns_of_one(found: ColumnScores) -> Ratio:
    """Return a millionth of a point for every bid."""
    return Ratio.of(np.ones(len(found.ranked), dtype=np.int64), Fraction(1, 10**6))


def test_floats_get_half_pennies_wrong_in_the_living_wage_and_hardly_elsewhere(
    table: BidColumns, found: ColumnScores
) -> None:
    assert float_columns.errors(table, found).points > 0
    even = Column.of(np.asarray(table.answers[many_bids.WAGE].units) // 20 * 20, places=2)
    without_halves = replace(table, answers={**table.answers, many_bids.WAGE: even})
    again = columns.scored(many_bids.rubric(), without_halves)
    assert float_columns.errors(without_halves, again).points == 0


@pytest.mark.skipif(not scikit_criteria.installed(), reason=scikit_criteria.MISSING)
def test_the_peer_totals_are_ours_within_what_floats_lose(table: BidColumns, found: ColumnScores) -> None:
    evaluate, read = columns.peer_of(table, found)
    columns.check_peer(read(evaluate()), found)


def test_the_loop_counts_what_we_count_of_the_same_draws() -> None:
    field = columns.twenty()
    assert len(field.scores.ranked) == columns.TWENTY
    assert sum(leaf.scored for leaf in field.scores.plan.leaves) == 12
    columns.check_counts(columns.contest_of(field, columns.PERCENT))


def test_the_loop_gives_bids_that_are_level_one_rank() -> None:
    assert integer_loop.counts([[1], [2], [2]], [0, 0, 0], iter([[1], [0]])) == [[1, 0, 1], [2, 0, 0], [2, 0, 0]]


def test_two_hundred_pledges_cost_what_the_tender_scored_anew_says() -> None:
    field = columns.twenty()
    pledges = columns.pledges_of(field)
    assert len(pledges) == 200
    assert tendering.PRICE not in {pledge.criterion for pledge in pledges}
    columns.check_ledger(field, columns.ledger_of(field, pledges))
