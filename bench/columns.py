"""Measures many bids at once against the peer and the exact path, a million weightings, and the ledger of pledges."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from bench import exact_scoring, float_columns, integer_loop, many_bids, scikit_criteria, tendering
from bench.exact_scoring import Differs
from bench.measuring import MILLISECONDS, Line, Measure, in_turn, milliseconds
from scoring import Bids, Result, Rubric, evaluate, evaluate_parsed, parse_bids
from scoring.bids import Bid
from scoring.columns import BidColumns, ColumnScores, from_bids, score_columns
from scoring.engine import LotScores
from scoring.findings import Findings
from scoring.robustness import Contest, acceptability, simplex, tally, utilities, within
from scoring.robustness_draws import Stream
from scoring.stakes import Ledger, Pledge, stakes

TITLE = "many bids at once × 12 criteria in integer columns; 1,000,000 weightings of 20 bids; 200 pledges"
BIDS, FEWER, SAMPLE = 100_000, 1_000, 5_000
AIM_OF_BIDS, AIM_OF_VECTORS = 10.0, 80.0
TWENTY, VECTORS, OF_LOOP = 20, 1_000_000, 2_000
PLEDGES_OF_EACH = 10
PERCENT = Fraction(10)
SEED = 7


def run(rounds: int) -> Iterator[Line]:
    """Assert parity everywhere, then measure."""
    yield _against_the_peer(rounds)
    yield _against_the_exact_path(rounds)
    yield from _weightings(rounds)
    yield _pledges(rounds)


def scored(rubric: Rubric, table: BidColumns) -> ColumnScores:
    """Return points, totals and ranks of every bid, exact, with every figure as it is shown."""
    found = score_columns(rubric, table)
    assert isinstance(found, ColumnScores), found
    assert len(found.shown) == len(found.points)
    found.figure.units(rubric.rounding)
    return found


def _against_the_peer(rounds: int) -> Line:
    rubric, table = many_bids.rubric(), many_bids.table(BIDS)
    found = scored(rubric, table)
    check_sample(rubric, table, found, SAMPLE)
    wrong = float_columns.errors(table, found)
    note = (
        f"half-up errors: 0 in ours ({SAMPLE:,} bids compared with the exact path); numpy float64: "
        f"{wrong.points:,} points, {wrong.totals:,} totals, {wrong.ranks:,} ranks"
    )
    name, peer = f"{BIDS:,} bids, exact", "scikit-criteria, floats, no rounding"

    def work() -> ColumnScores:
        return scored(rubric, table)

    if not scikit_criteria.installed():
        (ours,) = in_turn([milliseconds(work)], rounds)
        return Line(name, peer, MILLISECONDS, ours, (), AIM_OF_BIDS, note, scikit_criteria.MISSING)
    rival, read = peer_of(table, found)
    check_peer(read(rival()), found)
    ours, theirs = in_turn([milliseconds(work), milliseconds(rival)], rounds)
    return Line(name, peer, MILLISECONDS, ours, theirs, AIM_OF_BIDS, note)


def peer_of(table: BidColumns, found: ColumnScores) -> tuple[Callable[[], Any], Callable[[Any], Mapping[str, Any]]]:
    """Return the peer's pipeline over the ranked bids; their shares are worked out for it beforehand, as ever."""
    names = [*(name for name in found.shares if name != tendering.PRICE), tendering.PRICE]
    columns = [np.array([float(share) for share in found.shares[name].fractions()]) for name in names[:-1]]
    assert table.price is not None
    matrix = np.column_stack([*columns, table.price.units[found.ranked].astype(np.float64)])
    weight = {leaf.node.id: float(leaf.weight) for leaf in found.plan.leaves}
    ids = [table.id_of(index) for index in found.ranked.tolist()]
    return scikit_criteria.pipeline(matrix, [weight[name] for name in names], names=names, bids=ids)


def check_peer(theirs: Mapping[str, tuple[int, float]], found: ColumnScores) -> None:
    """Raise Differs unless the peer's totals are ours within what floats lose."""
    for (name, (_, total)), figure in zip(theirs.items(), found.figure.fractions(), strict=True):
        if abs(total - float(figure)) > exact_scoring.FLOAT_ERROR:
            raise Differs(f"scikit-criteria gives {name} {total}, we give {float(figure)}")


def check_sample(rubric: Rubric, table: BidColumns, found: ColumnScores, size: int) -> None:
    """Raise Differs unless the exact path gives a sample of the ranked bids the same points, totals and order.

    The sample holds the best and the cheapest bid, so that its bids are measured against what all are measured against.
    """
    places = sorted({*range(0, len(found.ranked), max(len(found.ranked) // size, 1)), *_best(found)})
    bids = parse_bids(many_bids.document(table, found.ranked[places].tolist()), rubric)
    assert isinstance(bids, Bids), bids
    result = evaluate_parsed(rubric, bids, trace=False, margin=False)
    assert isinstance(result, Result), result
    scores = result.lots[0].scores
    compare(rubric, scores, found, dict(zip((bid.id for bid in bids.bids), places, strict=True)))


def _best(found: ColumnScores) -> set[int]:
    """Return a bid with the greatest share of each relative criterion, which is the whole of it."""
    best = set()
    for name in found.references:
        best.add(int(np.flatnonzero(found.shares[name].reaches(Fraction(1)))[0]))
    return best


def compare(rubric: Rubric, scores: LotScores, found: ColumnScores, places: Mapping[str, int]) -> None:
    """Raise Differs unless points, totals as shown, exact totals and the order of both paths are the same."""
    totals = found.figure.units(rubric.rounding)
    ranks: list[tuple[int, int]] = []
    for place, score in zip(scores.places, scores.ranked, strict=True):
        index = places[score.bid.id]
        shown = int(rubric.rounding.shown(score.figure).replace(".", ""))
        points = {node.planned.node.id: node.points for node in score.nodes}
        same = all(found.points[name].exact(index) == earned for name, earned in points.items())
        if not same or found.figure.exact(index) != score.figure or totals[index] != shown:
            raise Differs(
                f"bid {score.bid.id}: the exact path gives {score.figure}, columns {found.figure.exact(index)}"
            )
        ranks.append((place.rank, int(found.standing.rank[index])))
    for (one, ours), (two, theirs) in pairwise(ranks):
        if (one < two) != (ours < theirs):
            raise Differs("the exact path and columns order two bids differently")


def _against_the_exact_path(rounds: int) -> Line:
    rubric, table = many_bids.rubric(), many_bids.table(FEWER)
    bids = parse_bids(many_bids.document(table, range(FEWER)), rubric)
    assert isinstance(bids, Bids), bids
    found = scored(rubric, from_bids(bids, rubric))
    scores = exact_scoring.scored(rubric, bids, trace=False).lots[0].scores
    compare(rubric, scores, found, {table.id_of(index): place for place, index in enumerate(found.ranked.tolist())})
    ours, theirs = in_turn(
        [
            milliseconds(lambda: scored(rubric, table)),
            milliseconds(lambda: exact_scoring.scored(rubric, bids, trace=False)),
        ],
        rounds,
    )
    return Line(f"{FEWER:,} bids, exact", "exact path, no trace", MILLISECONDS, ours, theirs)


class Field(NamedTuple):
    """Twenty ranked bids: rubric and bids parsed, and their scores."""

    rubric: Rubric
    bids: Bids
    scores: LotScores


def twenty() -> Field:
    """Return the first twenty bids of the usual tender that no threshold excludes."""
    document = tendering.bids(2 * TWENTY)
    result = evaluate(tendering.rubric(), document, trace=False, margin=False)
    assert isinstance(result, Result), result
    ranked = {score.bid.id for score in result.lots[0].scores.ranked}
    kept = [bid for bid in document["bids"] if bid["id"] in ranked][:TWENTY]
    again = evaluate(tendering.rubric(), document | {"bids": kept}, trace=False, margin=False)
    assert isinstance(again, Result), again
    return Field(again.rubric, again.bids, again.lots[0].scores)


def contest_of(field: Field, percent: Fraction | None) -> Contest:
    """Return what both sides count: scores in integers."""
    rows = [utilities(field.rubric, score) for score in field.scores.ranked]
    weights = [leaf.weight for leaf in field.scores.plan.leaves if leaf.scored]
    return simplex(rows) if percent is None else within(rows, weights, percent)


def _weightings(rounds: int) -> Iterator[Line]:
    field = twenty()
    contest = contest_of(field, PERCENT)
    worth, start = short(contest)
    check_counts(contest)
    loop = milliseconds(
        lambda: integer_loop.counts(worth, start, integer_loop.drawn(SEED, contest.rows, OF_LOOP)),
    )

    def ours(percent: Fraction | None) -> Measure:
        return milliseconds(
            lambda: acceptability(field.rubric, field.scores, seed=SEED, percent=percent, vectors=VECTORS)
        )

    within_ten, any_at_all, theirs = in_turn([ours(PERCENT), ours(None), loop], rounds)
    times = VECTORS // OF_LOOP
    scaled = tuple(value * times for value in theirs)
    note = f"draws included on both sides; the loop is timed on {OF_LOOP:,} vectors × {times}"
    rival = "loop over integers, ±10%"
    yield Line(f"{VECTORS:,} weightings, ±10%", rival, MILLISECONDS, within_ten, scaled, AIM_OF_VECTORS, note)
    yield Line(f"{VECTORS:,} weightings, simplex", rival, MILLISECONDS, any_at_all, scaled, note=note)


def short(contest: Contest) -> tuple[list[list[int]], list[int]]:
    """Return the contest in integers that Python multiplies quickly: as many bits as ours have after cutting off."""
    bits = max(max(max(row) for row in contest.worth).bit_length() - 30, 0)
    return [[value >> bits for value in row] for row in contest.worth], [value >> bits for value in contest.start]


def check_counts(contest: Contest) -> None:
    """Raise Differs unless a loop over the whole integers counts what we count, of the same draws."""
    counts, _, _ = tally(contest, seed=SEED, vectors=OF_LOOP)
    drawn = Stream(SEED, contest.rows).next(OF_LOOP).T.tolist()
    if integer_loop.counts(contest.worth, contest.start, iter(drawn)) != [list(row) for row in counts]:
        raise Differs("the loop over integers counts other ranks than we do")


def _pledges(rounds: int) -> Line:
    field = twenty()
    pledges = pledges_of(field)
    ledger = ledger_of(field, pledges)
    check_ledger(field, ledger)
    ours, theirs = in_turn(
        [
            milliseconds(lambda: ledger_of(field, pledges)),
            milliseconds(lambda: [without(field, pledge) for pledge in pledges]),
        ],
        rounds,
    )
    note = "ours also says what rested on all pledges of each bid, in words"
    return Line(
        f"marks at stake, {len(pledges)} pledges",
        "the tender scored anew each time",
        MILLISECONDS,
        ours,
        theirs,
        note=note,
    )


def pledges_of(field: Field) -> list[Pledge]:
    """Return ten pledges of each bid: all quantities but one."""
    leaves = [leaf.node.id for leaf in field.scores.plan.leaves if leaf.node.method.takes == "quantity"]
    return [Pledge(score.bid.id, name) for score in field.scores.ranked for name in leaves[:PLEDGES_OF_EACH]]


def ledger_of(field: Field, pledges: list[Pledge]) -> Ledger:
    """Return the ledger: each pledge taken away, the lot scored as it would be, and said in words."""
    found = stakes(field.rubric, field.bids, "1", pledges)
    assert isinstance(found, Ledger), found
    return found


def without(field: Field, pledge: Pledge) -> LotScores | Findings:
    """Return the lot with a quantity of 0 in place of a pledge, scored from the start."""

    def changed(bid: Bid) -> Bid:
        answers = dict(bid.answers)
        answers[pledge.criterion] = answers[pledge.criterion]._replace(value=Fraction(0))
        return replace(bid, answers=answers)

    bids = tuple(changed(bid) if bid.id == pledge.bid else bid for bid in field.bids.bids)
    result = evaluate_parsed(field.rubric, replace(field.bids, bids=bids), trace=False, margin=False)
    return result if isinstance(result, Findings) else result.lots[0].scores


def check_ledger(field: Field, ledger: Ledger) -> None:
    """Raise Differs unless the tender scored anew says the same total and rank without each pledge."""
    for stake in ledger.pledges:
        scores = without(field, stake.pledge)
        assert isinstance(scores, LotScores), scores
        found = {
            score.bid.id: (score.figure, place.rank) for place, score in zip(scores.places, scores.ranked, strict=True)
        }.get(stake.pledge.bid, (None, None))
        outcome = stake.outcome
        said = (stake.total, stake.rank) if outcome is None else (outcome.total_without, outcome.rank_without)
        if said != found:
            raise Differs(f"{stake.pledge.bid} without {stake.pledge.criterion}: {said} in the ledger, {found} anew")
