"""Rank acceptability is a plain count: the same as ranking every vector of weights with fractions, one by one."""

import random
from collections.abc import Iterator
from fractions import Fraction
from itertools import permutations, product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import Findings, Rubric
from scoring.aggregate import LOWER_IS_BETTER, figure
from scoring.engine import LotScores, score_lot
from scoring.exact import HUNDRED
from scoring.findings import Collector
from scoring.methods import Refusal
from scoring.robustness import (
    AT_ONCE,
    LABEL,
    Acceptability,
    acceptability,
    contested,
    exact_ranks,
    scaled,
    simplex,
    tally,
    within,
)
from scoring.robustness_draws import STEPS, Stream, comparators, parts_of_the_whole
from scoring.scores import LeafScore, every_node
from tests.scoring.builders import (
    Mapping,
    bid,
    bids,
    marked,
    marks,
    parsed_bids,
    parsed_rubric,
    priced,
    rubric,
    section,
)
from tests.scoring.columns_cases import Draw
from tests.scoring.test_columns_parity import read

WEIGHINGS = 40


def scores_of(form: Mapping, offers: Mapping) -> tuple[Rubric, LotScores]:
    parsed = parsed_rubric(form)
    scores = score_lot(parsed, parsed_bids(offers, parsed), "1", Collector(), trace=False)
    assert scores is not None
    return parsed, scores


def counted(form: Mapping, offers: Mapping, **asked: Any) -> Acceptability:
    found = acceptability(*scores_of(form, offers), **asked)
    assert isinstance(found, Acceptability), str(found)
    return found


def weighings(weights: list[Fraction], percent: Fraction | None, seed: int, vectors: int) -> Iterator[list[Fraction]]:
    """Yield the weights that the stream draws, each vector making exactly 100, written as the formulas say."""
    if percent is None:
        for column in parts_of_the_whole(Stream(seed, len(weights) - 1).next(vectors)).T.tolist():
            yield [Fraction(100 * part, 2 * STEPS) for part in column]
        return
    share = percent / 100
    for column in Stream(seed, len(weights)).next(vectors).T.tolist():
        free = [
            weight * (1 - share + 2 * share * Fraction(2 * step + 1, 2 * STEPS))
            for weight, step in zip(weights, column, strict=True)
        ]
        yield [HUNDRED * weight / sum(free) for weight in free]


def one_by_one(form: Rubric, scores: LotScores, percent: Fraction | None, seed: int, vectors: int) -> list[list[int]]:
    """Return the counts that a plain loop over fractions gives, by the formulas of the exact path."""
    shares = [
        [node.share for node in every_node(score.nodes) if isinstance(node, LeafScore) and node.share is not None]
        for score in scores.ranked
    ]
    counts = [[0] * len(shares) for _ in shares]
    base = [leaf.weight for leaf in scores.plan.leaves if leaf.scored]
    sign = -1 if form.aggregation.method in LOWER_IS_BETTER else 1
    for weights in weighings(base, percent, seed, vectors):
        assert sum(weights) == HUNDRED
        figures = []
        for row, score in zip(shares, scores.ranked, strict=True):
            quality = sum((weight * share for weight, share in zip(weights, row, strict=True)), Fraction(0))
            found = figure(form.aggregation, quality, score.price)
            assert not isinstance(found, Refusal)
            figures.append(sign * found)
        for place, own in enumerate(figures):
            counts[place][sum(other > own for other in figures)] += 1
    return counts


@pytest.mark.parametrize("piece", range(4))
def test_counts_are_those_of_a_plain_loop_over_fractions(piece: int) -> None:
    compared = 0
    for seed in range(piece, 260, 4):
        pair = read(Draw(seed))
        scores = None if pair is None else score_lot(*pair, "1", Collector(), trace=False)
        if pair is None or scores is None or len(scores.ranked) < 2:
            continue
        for percent in (Fraction(25, 2), None):
            found = acceptability(pair[0], scores, seed=seed, percent=percent, vectors=WEIGHINGS)
            if isinstance(found, Findings):
                assert set(found.codes) == {"price.zero"}
            elif all(score.quality for score in scores.ranked):
                expected = one_by_one(pair[0], scores, percent, seed, WEIGHINGS)
                assert [list(row) for row in found.counts] == expected
                compared += 1
    assert compared > 30


def random_rows(chance: random.Random, bids: int, criteria: int, bottoms: list[int]) -> list[list[Fraction]]:
    rows = [
        [Fraction(chance.randint(0, bottom), bottom) for bottom in chance.choices(bottoms, k=criteria)]
        for _ in range(bids - 1)
    ]
    return [*rows, list(chance.choice(rows))]


@settings(max_examples=40, deadline=None)
@given(
    st.randoms(use_true_random=False),
    st.sampled_from([[1, 2], [5], [3, 7, 10**9 + 7], [10**40, 3]]),
    st.sampled_from([None, Fraction(1), Fraction(100)]),
)
def test_long_fractions_and_ties_are_ranked_exactly(
    chance: random.Random, bottoms: list[int], percent: Fraction | None
) -> None:
    rows = random_rows(chance, 7, 4, bottoms)
    weights = [Fraction(weight) for weight in (40, 30, 20, 10)]
    contest = simplex(rows) if percent is None else within(rows, weights, percent)
    counts, _, _ = tally(contest, seed=5, vectors=60)
    expected = [[0] * len(rows) for _ in rows]
    for vector in contest.draw(Stream(5, contest.rows).next(60)).T.tolist():
        for place, ahead in enumerate(exact_ranks(contest, vector)):
            expected[place][ahead] += 1
    assert [list(row) for row in counts] == expected


def test_bids_nearer_than_the_cut_off_bits_are_compared_in_full() -> None:
    """Two bids a hair apart, in fractions far too long for 53 bits: every vector needs the longer comparison."""
    hair = Fraction(1, 3**60)
    third = Fraction(1, 3)
    rows = [[third, 2 * third], [third + hair, 2 * third - hair], [Fraction(1), Fraction(0)]]
    contest = within(rows, [Fraction(50), Fraction(50)], Fraction(10))
    assert scaled(contest).doubt
    counts, _, settled = tally(contest, seed=1, vectors=500)
    assert settled == 500
    drawn = Stream(1, 2).next(500).T.tolist()
    more = sum(one > other for one, other in drawn)
    level = sum(one == other for one, other in drawn)
    assert counts[0] == (500 - more, 0, more)
    assert counts[1] == (level, 500 - level, 0)
    assert counts[2] == (more + level, 0, 500 - more - level)


def test_who_is_surely_ahead_is_not_compared_and_comes_out_the_same() -> None:
    """Bids far apart, close together, level and alike: only those that weights could turn round are compared."""
    rows = [[Fraction(mark, 5), Fraction(other, 5)] for mark, other in ((5, 5), (4, 1), (1, 4), (1, 4), (0, 0))]
    contest = within(rows, [Fraction(50), Fraction(50)], Fraction(10))
    assert contested(contest) == [(0, 1), (1, 4), (1, 4), (1, 4), (4, 5)]
    counts, shared, _ = tally(contest, seed=2, vectors=1000)
    drawn = Stream(2, 2).next(1000).T.tolist()
    ahead = sum(one > other for one, other in drawn)
    level = sum(one == other for one, other in drawn)
    assert counts[0] == (1000, 0, 0, 0, 0)
    assert counts[1] == (0, ahead + level, 0, 1000 - ahead - level, 0)
    assert counts[2] == counts[3] == (0, 1000 - ahead, ahead, 0, 0)
    assert counts[4] == (0, 0, 0, 0, 1000)
    assert shared == (0, 0, 0, 0, 0)


def test_ties_are_counted_as_ties() -> None:
    form = rubric(marked("carbon", "60"), marked("jobs", "40"))
    offers = bids(
        bid("A", marks(carbon="4", jobs="3")),
        bid("B", marks(carbon="4", jobs="3")),
        bid("C", marks(carbon="1", jobs="1")),
    )
    found = counted(form, offers, seed=1, percent=Fraction(10), vectors=1000)
    assert found.counts == ((1000, 0, 0), (1000, 0, 0), (0, 0, 1000))
    assert found.shared_first == (1000, 1000, 0)
    assert found.first_share("A") == 1
    assert found.win_share("A") == 0


def test_the_statistic_is_labelled_and_said_in_words() -> None:
    form = rubric(marked("carbon", "50"), marked("jobs", "50"))
    offers = bids(bid("A", marks(carbon="5", jobs="0")), bid("B", marks(carbon="0", jobs="5")))
    found = counted(form, offers, seed=3, percent=Fraction("12.5"), vectors=10_000)
    first = found.first_share("A")
    assert Fraction(45, 100) < first < Fraction(55, 100)
    assert found.said.startswith(
        "In 10,000 weightings, each weight drawn between 12.5% less and 12.5% more of itself, "
        "then all rescaled to make 100%, first were: Firm "
    )
    assert found.said.endswith(LABEL)
    document = found.to_mapping()
    assert document["label"] == LABEL
    assert document["bids"][0]["ranks"] == list(found.counts[0])
    assert Fraction(document["bids"][0]["first"]) == first


def test_the_same_seed_gives_the_same_counts_however_many_are_drawn_at_once() -> None:
    form = rubric(marked("a", "40"), marked("b", "35"), section("s", "25", marked("c", "50"), marked("d", "50")))
    offers = bids(
        bid("X", marks(a="5", b="2", c="2", d="5")),
        bid("Y", marks(a="4", b="4", c="3", d="1")),
        bid("Z", marks(a="1", b="5", c="5", d="4")),
    )
    some, more = (counted(form, offers, seed=11, vectors=vectors) for vectors in (AT_ONCE, AT_ONCE + 5))
    assert more == counted(form, offers, seed=11, vectors=AT_ONCE + 5)
    assert more.counts != counted(form, offers, seed=12, vectors=AT_ONCE + 5).counts
    # The vectors of a longer run begin with those of a shorter one: each of three bids has five more ranks.
    added = [
        later - earlier
        for one, two in zip(some.counts, more.counts, strict=True)
        for earlier, later in zip(one, two, strict=True)
    ]
    assert min(added) >= 0
    assert sum(added) == 15


def test_the_stream_is_what_it_was() -> None:
    """Counts of years ago must be counted again from their seed: the first draws of two seeds, held down."""
    first = [[33375, 55746, 60367, 41743, 55073], [59576, 20173, 15785, 2685, 61469]]
    assert Stream(0, 5).next(2).T.tolist() == first
    assert Stream(2026, 4).next(1).T.tolist() == [[63914, 55826, 44036, 11726]]


@pytest.mark.parametrize("count", range(9))
def test_the_comparisons_put_anything_in_order(count: int) -> None:
    """Numbers are put in order by fixed comparisons if all zeros and ones are; few enough are tried in every order."""
    orders = product((0, 1), repeat=count) if count > 6 else permutations(range(count))
    for given_order in orders:
        numbers = list(given_order)
        for one, other in comparators(count):
            numbers[one], numbers[other] = sorted((numbers[one], numbers[other]))
        assert numbers == sorted(given_order)


@pytest.mark.parametrize("criteria", [1, 2, 3, 12])
def test_weights_on_the_simplex_make_the_whole_and_are_alike(criteria: int) -> None:
    weights = parts_of_the_whole(Stream(4, criteria - 1).next(20_000))
    assert weights.shape == (criteria, 20_000)
    assert (weights.sum(axis=0) == 2 * STEPS).all()
    assert (weights >= 0).all()
    means = [Fraction(int(row.sum()), 20_000 * 2 * STEPS) for row in weights]
    assert all(abs(mean * criteria - 1) < Fraction(1, 20) for mean in means)


def test_a_price_of_0_for_each_quality_point_is_a_finding() -> None:
    form = rubric(
        marked("carbon", "100"),
        priced("price", None),
        aggregation={"method": "price_per_quality_point", "price": "price"},
    )
    offers = bids(bid("A", marks(carbon="3"), price="0"), bid("B", marks(carbon="4"), price="10"))
    parsed, scores = scores_of(form, offers)
    found = acceptability(parsed, scores, seed=1, vectors=10)
    assert isinstance(found, Findings)
    assert [(one.code, one.place) for one in found] == [("price.zero", "bids[0]")]


@pytest.mark.parametrize(
    "asked", [{"vectors": 0}, {"vectors": 10**9}, {"seed": -1}, {"percent": Fraction(0)}, {"percent": Fraction(101)}]
)
def test_what_cannot_be_drawn_is_refused(asked: dict[str, Any]) -> None:
    form = rubric(marked("carbon", "100"))
    with pytest.raises(ValueError, match=r"vectors lie|weights vary"):
        counted(form, bids(bid("A", marks(carbon="3"))), **{"seed": 1, "vectors": 10, **asked})


def test_no_bids_have_no_ranks() -> None:
    found = counted(rubric(marked("carbon", "100")), bids(), seed=1, vectors=10)
    assert (found.counts, found.bids) == ((), ())
    assert "nobody, because no bid was ranked" in found.said


def test_one_criterion_leaves_nothing_to_vary() -> None:
    offers = bids(bid("A", marks(carbon="3")), bid("B", marks(carbon="4")))
    found = counted(rubric(marked("carbon", "100")), offers, seed=1, vectors=9)
    assert (found.bids, found.counts) == (("B", "A"), ((9, 0), (0, 9)))


def test_many_bids_are_counted_too() -> None:
    rows = [[Fraction(place, 300), Fraction(1, 2)] for place in range(300)]
    counts, _, _ = tally(simplex(rows), seed=1, vectors=3)
    assert np.trace(np.array(counts)[::-1]) == 900
