"""Columns of integers: built without bids, exact at the ends of 64 bits, indifferent to order and to units."""

import copy
import json
import random
import subprocess
import sys
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import Findings
from scoring.columns import BidColumns, Column, ColumnScores, from_bids, score_columns
from scoring.columns_methods import line, shares
from scoring.columns_ratio import LIMIT, Ratio, integers, over_one_bottom
from scoring.columns_total import Total
from scoring.exact import exact_text
from scoring.methods import Banded
from scoring.methods.banded import Band
from scoring.rounding import MODES, Rounding
from tests.scoring.builders import (
    Mapping,
    best,
    bid,
    bids,
    gate,
    marked,
    marks,
    parsed_bids,
    parsed_rubric,
    priced,
    quantity,
    rubric,
    section,
    target,
)
from tests.scoring.strategies import absolute_rubrics, bids_for, evaluations

FEW = settings(max_examples=60, deadline=None)
FORM = parsed_rubric(rubric(marked("carbon", "60"), priced("price", "40")))


def scored(form: Any, table: BidColumns, lot: str = "1") -> ColumnScores:
    found = score_columns(form, table, lot)
    assert isinstance(found, ColumnScores), str(found)
    return found


def scored_mappings(form: Mapping, offers: Mapping) -> ColumnScores:
    parsed = parsed_rubric(form)
    return scored(parsed, from_bids(parsed_bids(offers, parsed), parsed))


def standings(form: Mapping, offers: Mapping) -> dict[str, tuple[int, Fraction]]:
    found = scored_mappings(form, offers)
    live = [row["id"] for row in offers["bids"]]
    ranked = zip(found.ranked.tolist(), found.standing.rank.tolist(), found.figure.fractions(), strict=True)
    return {live[index]: (rank, figure) for index, rank, figure in ranked}


def test_bids_are_scored_from_integers_alone() -> None:
    table = BidColumns(3, {"carbon": Column.of([5, 3, 3])}, price=Column.of([120_00, 90_00, 100_00], places=2))
    found = scored(FORM, table)
    assert found.figure.fractions() == [90, 76, 72]
    assert found.shown["price"].tolist() == [30_00, 40_00, 36_00]
    assert found.standing.rank.tolist() == [1, 2, 3]
    assert found.references == {"price": 90}
    assert found.long == ()


def test_a_float_is_refused_and_so_is_a_column_of_another_length() -> None:
    with pytest.raises(TypeError, match="not float64"):
        Column.of(np.array([0.5]))
    with pytest.raises(TypeError, match="integers only"):
        Column.of([0.5])  # type: ignore[list-item]
    with pytest.raises(TypeError, match="carbon must hold integers"):
        BidColumns(1, {"carbon": Column(np.array([0.5]))})
    with pytest.raises(ValueError, match="2 values for 3 bids"):
        BidColumns(3, {"carbon": Column.of([1, 2])})


def test_a_number_below_0_is_a_finding_before_anything_is_scored() -> None:
    table = BidColumns(2, {"carbon": Column.of([-1, 7])}, price=Column.of([1, 2]), ids=["A", "B"])
    found = score_columns(FORM, table)
    assert isinstance(found, Findings)
    assert [(one.code, one.place) for one in found] == [("number.too_small", "bids[0].answers.carbon")]
    assert str(found) == "bids[0].answers.carbon: bid A, carbon: a bid states 0 or more"


def test_marks_off_the_scale_are_findings_each_with_its_place() -> None:
    found = score_columns(FORM, BidColumns(3, {"carbon": Column.of([6, 5, 45])}, price=Column.of([1, 2, 3])))
    assert isinstance(found, Findings)
    assert [(one.code, one.place) for one in found] == [
        ("mark.off_scale", "bids[0].answers.carbon"),
        ("mark.off_scale", "bids[2].answers.carbon"),
    ]


def test_a_missing_answer_is_a_finding_and_never_0() -> None:
    absent = np.array([False, True])
    table = BidColumns(2, {"carbon": Column.of([4, 0], absent=absent)}, price=Column.of([1, 2]))
    found = score_columns(FORM, table)
    assert isinstance(found, Findings)
    assert [(one.code, one.place) for one in found] == [("answer.missing", "bids[1].answers.carbon")]
    nothing = score_columns(FORM, BidColumns(1, {}))
    assert isinstance(nothing, Findings)
    assert [one.place for one in nothing] == ["bids[0].answers.carbon", "bids[0].answers.price"]


def test_a_bid_that_a_gate_excludes_is_not_measured_against() -> None:
    form = parsed_rubric(rubric(gate("honest"), marked("carbon", "60"), priced("price", "40")))
    columns = {"honest": Column.of([1, 0]), "carbon": Column.of([5, 0], absent=np.array([False, True]))}
    found = scored(form, BidColumns(2, columns, price=Column.of([100, 1])))
    assert found.ranked.tolist() == [0]
    assert found.figure.fractions() == [100]
    assert [(one.criterion, one.excludes, one.bids.tolist()) for one in found.missed] == [
        ("honest", True, [False, True])
    ]


def test_no_bids_are_no_error() -> None:
    found = scored(FORM, BidColumns(0, {"carbon": Column.of([])}, price=Column.of([])))
    assert (found.figure.fractions(), found.standing.rank.tolist()) == ([], [])


def test_a_section_is_the_sum_of_what_is_inside() -> None:
    form = parsed_rubric(
        rubric(section("social", "50", marked("jobs", "40"), marked("skills", "60")), marked("q", "50"))
    )
    columns = {"jobs": Column.of([5, 1]), "skills": Column.of([0, 5]), "q": Column.of([2, 2])}
    assert scored(form, BidColumns(2, columns)).section("social").fractions() == [20, 34]


@pytest.mark.parametrize("price", [2**15 - 1, 2**15, 2**31 - 1, 2**31, 2**62, 2**63 - 1, 2**63, 10**30])
def test_nothing_wraps_where_a_number_reaches_the_end_of_its_width(price: int) -> None:
    table = BidColumns(3, {"carbon": Column.of([5, 5, 0])}, price=Column.of([price, price - 1, price - 2]))
    found = scored(FORM, table)
    expected = [60 + Fraction(40 * (price - 2), price), 60 + Fraction(40 * (price - 2), price - 1), Fraction(40)]
    assert found.figure.fractions() == expected
    assert found.standing.rank.tolist() == [2, 1, 3]
    assert found.figure.units(FORM.rounding).tolist() == [100_00, 100_00, 40_00]
    assert bool(found.long) == (price > LIMIT)


def test_what_took_longer_integers_is_said() -> None:
    form = parsed_rubric(rubric(quantity("a", "50", best()), quantity("b", "50", best("lower"))))
    columns = {"a": Column.of([10**25, 1]), "b": Column.of([3, 4])}
    assert scored(form, BidColumns(2, columns)).long == ("a", "total")


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("places", [0, 2, 10])
def test_a_sum_of_fractions_that_share_no_denominator_is_shown_as_the_exact_path_shows_it(
    mode: Any, places: int
) -> None:
    chance = random.Random(7)  # noqa: S311 - the same numbers every time
    tops = [[chance.randint(0, 10**6) for _ in range(300)] for _ in range(3)]
    below = [[chance.choice([1, 2, 3, 7, 8, 10**6 + 3]) for _ in range(300)] for _ in range(3)]
    terms = [
        Ratio(integers(top), integers(bottom), Fraction(sign, 200), 10**6, 10**7)
        for top, bottom, sign in zip(tops, below, (1, 1, -1), strict=True)
    ]
    total = Total(terms, 300)
    exact = total.fractions()
    rounding = Rounding(places, mode)
    expected = [int(rounding.shown(value).replace(".", "")) for value in exact]
    assert total.units(rounding).tolist() == expected
    levels = total.levels().tolist()
    assert [sorted(set(exact)).index(value) for value in exact] == levels
    assert over_one_bottom(terms).fractions() == exact


def test_thirds_that_make_a_half_penny_are_settled_exactly() -> None:
    below = np.full(2, 3)
    thirds = [Ratio(np.array([top, top]), below, Fraction(1, 200), 2, 3) for top in (1, 2)]
    total = Total(thirds, 2)
    assert total.units(Rounding()).tolist() == [1, 1]
    assert total.levels().tolist() == [0, 0]
    assert total.settled


def test_a_column_may_hold_integers_of_64_bits_over_longer_ones() -> None:
    ratio = Ratio(np.array([7, 3]), np.array([2, 10**30], dtype=object), Fraction(1, 3), 7, 10**30)
    assert ratio.floors().tolist() == [1, 0]
    assert ratio.units(Rounding()).tolist() == [117, 0]
    assert line(ratio, Fraction(1), Fraction(-1), Fraction(0), Fraction(1)).fractions() == [0, 1 - Fraction(1, 10**30)]


def test_a_quotient_too_long_for_64_bits_is_not_written_out_in_them() -> None:
    huge = [
        Ratio.of(np.array([10**17 + 1, 10**17]), Fraction(1, 3)),
        Ratio.of(np.array([1, 2]), Fraction(1, 10**9 + 7)),
    ]
    pair = Ratio(np.array([1, 1]), np.array([7, 11]), Fraction(1), 1, 11)
    total = Total([*huge, pair], 2)
    assert total.levels().tolist() == [1, 0]
    exact = total.fractions()
    assert total.units(Rounding()).tolist() == [int(Rounding().shown(value).replace(".", "")) for value in exact]


def test_many_totals_are_sorted_as_few_are() -> None:
    tops = np.random.PCG64(3).random_raw(9000).astype(np.int64) >> 20
    both = [Total([Ratio.of(values)], len(values)).levels() for values in (tops, tops - tops.max())]
    assert (np.argsort(both[0], kind="stable") == np.argsort(tops, kind="stable")).all()
    assert (both[0] == both[1]).all()


@pytest.mark.parametrize("outlier", [2**40, 2**62])
def test_many_totals_that_lie_close_together_are_sorted_however_far_off_one_of_them_is(outlier: int) -> None:
    """The first 32 bits tell few of them apart, or none."""
    tops = np.random.PCG64(5).random_raw(9000).astype(np.int64) >> 40
    tops[17] = outlier
    levels = Total([Ratio.of(tops)], len(tops)).levels()
    values = sorted(set(tops.tolist()))
    assert [values[level] for level in levels.tolist()] == tops.tolist()


def test_narrow_totals_of_both_signs_are_sorted_without_wrapping() -> None:
    tops = np.random.PCG64(9).random_raw(9000).astype(np.int16)
    levels = Total([Ratio.of(tops)], len(tops)).levels()
    values = sorted(set(tops.tolist()))
    assert [values[level] for level in levels.tolist()] == tops.tolist()


@pytest.mark.parametrize("top", [100, 2**14, 2**15 - 1, 2**30, 2**31 - 1, 2**62, 2**63 - 1, 10**25])
def test_a_table_of_shares_steps_over_its_whole_width(top: int) -> None:
    bands = (Band(Fraction(0), Fraction(top)), Band(Fraction(5), Fraction(-top)), Band(Fraction(9), Fraction(1)))
    method = Banded(bands, "higher", "none")
    found = shares(method, Ratio.of(integers([0, 4, 5, 8, 9, 10])))
    assert found.ratio.fractions() == [top, top, -top, -top, 1, 1]
    assert found.ratio.units(Rounding(0)).tolist() == [top, top, -top, -top, 1, 1]


@FEW
@given(evaluations(), st.randoms(use_true_random=False))
def test_the_order_of_bids_and_of_criteria_does_not_matter(pair: tuple[Mapping, Mapping], chance: Any) -> None:
    form, offers = copy.deepcopy(pair)
    before = standings(form, offers)
    chance.shuffle(form["criteria"])
    chance.shuffle(offers["bids"])
    assert standings(form, offers) == before


@FEW
@given(st.data())
def test_a_better_mark_never_costs_a_rank_where_marks_are_absolute(data: st.DataObject) -> None:
    form = data.draw(absolute_rubrics())
    offers = data.draw(bids_for(form, most=8))
    before = standings(form, offers)
    for row in offers["bids"]:
        for name, answer in row["answers"].items():
            if answer["mark"] != "5":
                better = copy.deepcopy(offers)
                place = offers["bids"].index(row)
                better["bids"][place]["answers"][name]["mark"] = str(int(answer["mark"]) + 1)
                after = standings(form, better)
                assert after[row["id"]][0] <= before[row["id"]][0]
                assert after[row["id"]][1] > before[row["id"]][1]


@FEW
@given(evaluations())
def test_weights_stated_of_the_whole_change_no_number(pair: tuple[Mapping, Mapping]) -> None:
    """Within a section 30 and 70 of 50 are 15 and 35 of the whole: the same weights in another unit."""
    form, offers = copy.deepcopy(pair)
    before = standings(form, offers)
    effective = {leaf.node.id: leaf.weight for leaf in scored_mappings(form, offers).plan.leaves}
    for node in form["criteria"]:
        for leaf in node.get("criteria", [node]):
            leaf["weight"] = exact_text(effective[leaf["id"]])
        if "criteria" in node:
            del node["weight"]
    assert standings(form | {"weights": "of_total"}, offers) == before


@FEW
@given(evaluations(), st.integers(2, 10**6))
def test_prices_and_quantities_in_another_unit_change_no_rank(pair: tuple[Mapping, Mapping], unit: int) -> None:
    form, offers = pair
    parsed = parsed_rubric(form)
    table = from_bids(parsed_bids(offers, parsed), parsed)

    def finer(column: Column) -> Column:
        return Column(integers([int(value) * unit for value in column.units.tolist()]), column.per * unit)

    price = None if table.price is None else finer(table.price)
    fine = BidColumns(table.count, {name: finer(column) for name, column in table.answers.items()}, price)
    one, other = scored(parsed, table), scored(parsed, fine)
    assert one.figure.fractions() == other.figure.fractions()
    assert one.standing.rank.tolist() == other.standing.rank.tolist()


def test_a_result_needs_no_numpy(tmp_path: Any) -> None:
    """`import scoring` does not load it, and the command line works where it is not installed."""
    (tmp_path / "numpy.py").write_text("raise ImportError('numpy is not installed here')\n")
    form = rubric(marked("carbon", "60"), quantity("jobs", "40", target()))
    offers = bids(bid("A", marks(carbon="4") | {"jobs": {"quantity": "3"}}))
    run = (
        "import json, sys; sys.path.insert(0, sys.argv[1]); import scoring, scoring.__main__ as command;"
        "from pathlib import Path; form, offers = json.loads(sys.argv[2]); home = Path(sys.argv[1]);"
        "[(home / name).write_text(json.dumps(one)) for name, one in (('r.json', form), ('b.json', offers))];"
        "status = command.main(['evaluate', str(home / 'r.json'), str(home / 'b.json')]);"
        "sys.exit(status or 'numpy' in sys.modules)"
    )
    asked = [sys.executable, "-c", run, str(tmp_path), json.dumps([form, offers])]
    done = subprocess.run(asked, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "Rank" in done.stdout
