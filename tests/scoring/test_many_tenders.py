"""What must hold of every tender, on thousands of them made from seeds: better answers, order, and scaled weights."""

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest

from scoring import Bids, Findings, Result, Rubric, parse_bids
from scoring.bids import Bid
from scoring.evaluation import evaluate_parsed
from scoring.exact import exact_text
from scoring.methods import OnScale
from scoring.plan import plan_lot
from scoring.rubric import Criterion, Node, Section
from tests.scoring.builders import parsed_rubric
from tests.scoring.random_tenders import tender

MANY = pytest.mark.parametrize("start", range(0, 2000, 500))
Standings = dict[str, tuple[int, Fraction]]


def parsed(seed: int) -> tuple[Rubric, Bids] | None:
    form, offers = tender(seed)
    read_form = parsed_rubric(form)
    read = parse_bids(offers, read_form)
    return None if isinstance(read, Findings) else (read_form, read)


def standings(form: Rubric, offers: Bids) -> Standings | None:
    """Return rank and exact figure of each ranked bid, or None where the rubric gives no result."""
    outcome = evaluate_parsed(form, offers, trace=False, margin=False)
    if not isinstance(outcome, Result):
        return None
    scores = outcome.lots[0].scores
    return {score.bid.id: (place.rank, score.figure) for place, score in zip(scores.places, scores.ranked, strict=True)}


def better(leaf: Criterion, chosen: Bid, chance: Random) -> Bid | None:
    """Return the bid with a better answer to an absolute question, or None where there is none better."""
    now = chosen.answers[leaf.id]
    value = now.value + chance.randint(1, 30)
    if isinstance(leaf.method, OnScale):
        above = [level.mark for level in leaf.method.scale.levels if level.mark > now.value]
        if not above:
            return None
        value = chance.choice(above)
    elif getattr(getattr(leaf.method, "then", leaf.method), "better", "higher") == "lower":
        value = now.value * chance.randint(0, 9) / 10
    return replace(chosen, answers={**chosen.answers, leaf.id: now._replace(value=value, text=exact_text(value))})


@MANY
def test_a_better_answer_never_costs_a_rank_where_the_method_is_absolute(start: int) -> None:
    tried = 0
    for seed in range(start, start + 500):
        chance = Random(seed)  # noqa: S311 - a seed repeats a tender; nothing here is a secret
        pair = parsed(seed)
        before = None if pair is None else standings(*pair)
        if pair is None or not before:
            continue
        form, offers = pair
        leaves = [
            leaf for leaf in form.leaves if not leaf.method.relative and leaf.method.takes in {"mark", "quantity"}
        ]
        chosen = chance.choice([one for one in offers.bids if one.id in before])
        changed = better(chance.choice(leaves), chosen, chance) if leaves else None
        if changed is None:
            continue
        after = standings(form, replace(offers, bids=tuple(changed if one is chosen else one for one in offers.bids)))
        if after is not None:
            assert after[chosen.id][0] <= before[chosen.id][0], seed
            tried += 1
    assert tried > 250


@MANY
def test_the_order_of_bids_and_criteria_changes_no_rank_and_no_number(start: int) -> None:
    for seed in range(start, start + 500):
        pair = parsed(seed)
        if pair is None:
            continue
        form, offers = pair
        turned = replace(form, criteria=tuple(_turned(node) for node in reversed(form.criteria)))
        assert standings(form, offers) == standings(turned, replace(offers, bids=offers.bids[::-1])), seed


def _turned(node: Node) -> Node:
    return replace(node, criteria=node.criteria[::-1]) if isinstance(node, Section) else node


@MANY
def test_scaling_every_weight_by_the_same_factor_changes_no_rank(start: int) -> None:
    for seed in range(start, start + 500):
        pair = parsed(seed)
        if pair is None or pair[0].aggregation.method == "monetised_quality":
            continue  # there a point has a price, so that more points are worth more money
        form, offers = pair
        factor = Fraction(1 + seed % 7, 3)
        before, after = standings(form, offers), standings(_scaled(form, factor), offers)
        assert (before is None) == (after is None), seed
        if before is not None and after is not None:
            assert {bid: rank for bid, (rank, _) in before.items()} == {bid: rank for bid, (rank, _) in after.items()}
        if before is not None and after is not None and form.aggregation.method == "weighted_sum":
            assert {bid: figure * factor for bid, (_, figure) in before.items()} == {
                bid: figure for bid, (_, figure) in after.items()
            }


def _scaled(form: Rubric, factor: Fraction) -> Rubric:
    """Return the rubric with every effective weight times `factor`; no buyer could publish it, as weights make 100."""
    weights = {leaf.node.id: leaf.weight * factor for leaf in plan_lot(form, "1").leaves}

    def scaled(node: Node) -> Node:
        if isinstance(node, Section):
            return replace(node, weight=None, criteria=tuple(scaled(inner) for inner in node.criteria))
        return replace(node, weight=None if node.weight is None else weights[node.id])

    return replace(form, weights="of_total", criteria=tuple(scaled(node) for node in form.criteria))
