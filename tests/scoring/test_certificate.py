"""The certificate is tight: apply what it names and the winner changes; apply one step less and it does not."""

import copy
import json
from dataclasses import replace
from fractions import Fraction

import pytest

from scoring import Bids, Findings, Result, Rubric, parse_bids, parse_rubric
from scoring.certificate import BIDDERS_OWN, NO_PANEL, NO_UNCERTAINTY, certificate, certificate_of, verify_certificate
from scoring.digest import digest
from scoring.evaluation import evaluate_parsed
from scoring.exact import exact_text
from scoring.margin import NO_MARK, NO_WEIGHT, margin_of
from scoring.mark_change import MarkChange
from scoring.methods import OnScale
from scoring.plan import plan_lot
from scoring.price_change import NO_PRICE, PriceChange, smallest_price_change
from scoring.price_change import STEP as PENNY
from scoring.rubric import Node, Section
from scoring.weight_change import STEP as HUNDREDTH
from scoring.weight_change import WeightStep, smallest_weight_step
from tests.scoring.builders import (
    Mapping,
    bid,
    bids,
    marked,
    marks,
    parsed_bids,
    parsed_rubric,
    priced,
    quantities,
    quantity,
    result,
    rubric,
    section,
)
from tests.scoring.random_tenders import tender

MEAN = {
    "type": "mean_price",
    "at_mean_percent": "50",
    "slope": "1",
    "floor_percent": "0",
    "cap_percent": "100",
    "zero_mean": "refuse",
}


def first(form: Rubric, offers: Bids) -> tuple[str, ...] | None:
    """Return who is first, or None where there is no result."""
    outcome = evaluate_parsed(form, offers, trace=False, margin=False)
    if not isinstance(outcome, Result):
        return None
    scores = outcome.lots[0].scores
    return tuple(score.bid.id for place, score in zip(scores.places, scores.ranked, strict=True) if place.rank == 1)


def contested(seed: int, **sizes: int) -> tuple[Rubric, Bids, Result] | None:
    """Return a random tender with one bid first and another behind it, or None where chance made none."""
    form, offers = tender(seed, **sizes)
    parsed = parsed_rubric(form)
    read = parse_bids(offers, parsed)
    outcome = read if isinstance(read, Findings) else evaluate_parsed(parsed, read, trace=False, margin=False)
    if isinstance(read, Findings) or isinstance(outcome, Findings):
        return None
    places = outcome.lots[0].scores.places
    alone = len(places) > 1 and sum(place.rank == 1 for place in places) == 1
    return (parsed, read, outcome) if alone else None


def with_answer(offers: Bids, bid_id: str, criterion: str, value: Fraction) -> Bids:
    changed = [
        replace(one, answers={**one.answers, criterion: one.answers[criterion]._replace(value=value)})
        if one.id == bid_id
        else one
        for one in offers.bids
    ]
    # Marks are told apart by their text, so the text follows the value.
    texts = [
        replace(
            one, answers={name: answer._replace(text=exact_text(answer.value)) for name, answer in one.answers.items()}
        )
        for one in changed
    ]
    return replace(offers, bids=tuple(texts))


def with_price(offers: Bids, bid_id: str, amount: Fraction) -> Bids:
    prices = dict.fromkeys(offers.lots, amount)
    return replace(offers, bids=tuple(replace(one, prices=prices) if one.id == bid_id else one for one in offers.bids))


def with_weight(form: Rubric, criterion: str, after: Fraction) -> Rubric:
    """Return the rubric with one effective weight set and all others rescaled; minimums are taken as decided."""
    weights = {leaf.node.id: leaf.weight for leaf in plan_lot(form, "1").leaves}
    inside = next(list(node.leaves) for node in _every(form.criteria) if node.id == criterion)
    before = sum((weights[leaf.id] for leaf in inside), Fraction(0))
    own = {leaf.id for leaf in inside}
    factors = {name: after / before if name in own else (100 - after) / (100 - before) for name in weights}

    def reweighed(node: Node) -> Node:
        if isinstance(node, Section):
            return replace(node, weight=None, minimum=None, criteria=tuple(reweighed(one) for one in node.criteria))
        return replace(node, minimum=None, weight=None if node.weight is None else weights[node.id] * factors[node.id])

    return replace(form, weights="of_total", criteria=tuple(reweighed(node) for node in form.criteria))


def _every(nodes: tuple[Node, ...]) -> list[Node]:
    return [one for node in nodes for one in (node, *(_every(node.criteria) if isinstance(node, Section) else ()))]


def check_mark(form: Rubric, offers: Bids, winner: str, change: MarkChange) -> None:
    leaf = next(leaf for leaf in form.leaves if leaf.id == change.criterion)
    assert isinstance(leaf.method, OnScale)
    levels = [exact_text(level.mark) for level in leaf.method.scale.levels]
    now, then = levels.index(change.before), levels.index(change.after)
    one_less = then + (1 if now > then else -1)
    for place, changes in ((then, True), (one_less, False)):
        found = first(form, with_answer(offers, change.bid, change.criterion, Fraction(levels[place])))
        assert (found is not None and found != (winner,)) is changes


def check_price(form: Rubric, offers: Bids, winner: str, change: PriceChange) -> None:
    one_less = change.after + (PENNY if change.after < change.before else -PENNY)
    at = first(form, with_price(offers, change.bid, change.after))
    assert at is not None
    assert change.winner_after in at
    assert at != (winner,)
    assert first(form, with_price(offers, change.bid, one_less)) in {(winner,), None}


def check_weight(form: Rubric, outcome: Result, winner: str, change: WeightStep) -> None:
    ranked = {score.bid.id for score in outcome.lots[0].scores.ranked}
    offers = replace(outcome.bids, bids=tuple(one for one in outcome.bids.bids if one.id in ranked))
    one_less = change.after + (HUNDREDTH if change.after < change.before else -HUNDREDTH)
    at = first(with_weight(form, change.criterion, change.after), offers)
    assert at is not None
    assert change.winner_after in at
    assert first(with_weight(form, change.criterion, one_less), offers) in {(winner,), None}


@pytest.mark.parametrize("start", range(0, 2000, 250))
def test_of_thousands_of_random_tenders_every_change_named_is_tight(start: int) -> None:
    for seed in range(start, start + 250):
        found = contested(seed, highest_price=60 if seed % 2 else 9000)
        if found is None:
            continue
        form, offers, outcome = found
        scores = outcome.lots[0].scores
        winner = scores.ranked[0].bid.id
        mark = margin_of(form, offers, scores).mark_change
        weight, price = smallest_weight_step(form, scores), smallest_price_change(form, offers, scores)
        if mark is not None:
            check_mark(form, offers, winner, mark)
        if weight is not None:
            check_weight(form, outcome, winner, weight)
        if price is not None:
            check_price(form, offers, winner, price)


def nearest_price(form: Rubric, offers: Bids, winner: str, ranked: set[str], most: int) -> int | None:
    """Return the fewest pennies by which one price must change, found by trying every one up to `most`."""
    for steps in range(1, most + 1):
        for one in offers.bids:
            for price in (one.prices["1"] - steps * PENNY, one.prices["1"] + steps * PENNY) if one.id in ranked else ():
                found = first(form, with_price(offers, one.id, price)) if price >= 0 else None
                if found is not None and found != (winner,):
                    return steps
    return None


def test_no_smaller_change_of_a_price_than_the_one_named_changes_the_winner() -> None:
    tried = 0
    for seed in range(5000, 5060):
        found = contested(seed, most_bids=4, highest_price=40)
        if found is None:
            continue
        form, offers, outcome = found
        scores = outcome.lots[0].scores
        change = smallest_price_change(form, offers, scores)
        named = None if change is None else int(abs(change.after - change.before) / PENNY)
        ranked = {score.bid.id for score in scores.ranked}
        most = 60 if named is None else min(named, 60)
        nearest = nearest_price(form, offers, scores.ranked[0].bid.id, ranked, most)
        assert nearest == (named if named is not None and named <= 60 else None), seed
        tried += 1
    assert tried > 40


def worked(panel: Mapping | None = None, **more: str) -> Mapping:
    """Return the certificate of a tender that Firm B wins by 1 point: 72 + 9 for 81 against 80."""
    form = rubric(marked("carbon", "30"), quantity("wage", "30"), priced("price", "40"))
    entries = (
        bid("A", marks(carbon="4") | quantities(wage="80"), price="100000"),
        bid("B", marks(carbon="3") | quantities(wage="90"), price="90000"),
    )
    found = certificate_of(result(form, bids(*entries)).to_mapping(), "1", panel, **more)
    assert not isinstance(found, Findings)
    return found


def test_the_certificate_of_a_worked_tender_says_what_would_change_the_winner() -> None:
    found = worked()
    assert (found["winner"]["name"], found["runner_up"]["name"], found["gap"]["exact"]) == ("Firm B", "Firm A", "1")
    assert found["mark"]["change"]["said"] == "With 2 instead of 3 on Carbon, Firm B would leave Firm A first."
    # Level at 33 1/3 per cent, so the first hundredth beyond it.
    assert (found["weight"]["change"]["from"]["exact"], found["weight"]["change"]["to"]["exact"]) == ("30", "33.34")
    # Firm B's price is the lowest: at 92,500 it lifts Firm A's points to 37, and so its total to Firm B's 85.
    assert (found["price"]["change"]["bid"], found["price"]["change"]["to"]) == ("B", "92500")
    assert found["price"]["said"] == (
        "At a price of 92,500.00 instead of 90,000.00, 2.78% more, Firm B would leave Firm A joint first. "
        "The points of other bids move with it, because they are measured against it."
    )
    assert found["mark"]["reason"] == NO_PANEL
    assert found["weight"]["reason"] == NO_UNCERTAINTY
    assert found["price"]["reason"] == BIDDERS_OWN
    assert found["fragile"] is None


def test_a_change_within_the_spread_of_the_panel_makes_the_result_fragile_and_says_why() -> None:
    found = worked({"B": {"carbon": ["2", "4"]}, "A": {"carbon": ["4", "4"]}})
    assert (found["mark"]["fragile"], found["fragile"]) == (True, True)
    assert found["mark"]["reason"] == (
        "One mark on Carbon for Firm B would change the winner, and the panel's marks there lay 2 apart."
    )
    [row] = found["within_spread"]
    assert (row["bid"], row["to"], row["given"], row["winner_after"]) == ("B", "2", True, "A")
    assert found["said"][-1].startswith("The result is fragile: on one answer a mark within the panel's own spread")


def test_a_panel_that_agreed_from_the_start_makes_the_result_firm() -> None:
    found = worked({"B": {"carbon": ["3", "3"]}, "A": {"carbon": ["4", "4"]}})
    assert (found["mark"]["fragile"], found["fragile"], found["within_spread"]) == (False, False, [])


@pytest.mark.parametrize("panel", [{"B": {"carbon": ["3"]}}, {"A": {"carbon": ["4", "4"]}}, {}])
def test_one_mark_or_none_is_no_spread_and_nothing_is_claimed_of_it(panel: Mapping) -> None:
    found = worked(panel)
    assert (found["mark"]["fragile"], found["fragile"]) == (None, None)
    assert "fewer than two individual marks" in found["said"][-1]


def test_a_weight_is_compared_with_the_uncertainty_that_was_published() -> None:
    assert worked(weight_uncertainty_percent="12")["weight"]["fragile"] is True
    assert worked(weight_uncertainty_percent="11")["weight"]["fragile"] is False


def test_where_nothing_single_can_change_the_winner_the_certificate_says_so_in_words() -> None:
    form = rubric(*(marked(name, "10") for name in "abcdefghij"))
    strong, weak = ({name: {"mark": mark} for name in "abcdefghij"} for mark in "51")
    found = certificate_of(result(form, bids(bid("A", strong), bid("B", weak))).to_mapping(), "1")
    assert not isinstance(found, Findings)
    assert [found[part]["change"] for part in ("mark", "weight", "price")] == [None, None, None]
    assert [found[part]["said"] for part in ("mark", "weight", "price")] == [NO_MARK, NO_WEIGHT, NO_PRICE]
    assert found["fragile"] is False


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ((), "No bid was ranked."),
        ((bid("A", marks(carbon="3")),), "Firm A is the only ranked bid."),
        ((bid("A", marks(carbon="3")), bid("B", marks(carbon="3"))), "Firm A, Firm B share first place."),
    ],
)
def test_without_a_winner_and_a_runner_up_there_is_nothing_to_certify(entries: tuple[Mapping, ...], said: str) -> None:
    document = result(rubric(marked("carbon", "100")), bids(*entries)).to_mapping()
    found = certificate_of(document, "1", {})
    assert not isinstance(found, Findings)
    assert (found["said"], found["fragile"], found["gap"]) == ([said], None, None)


def test_the_price_of_a_bid_that_wins_neither_way_may_decide_who_does() -> None:
    # By the mean of prices the dearest bid moves the other two apart or together.
    form = rubric(marked("carbon", "50"), priced("price", "50", MEAN))
    offers = bids(
        bid("A", marks(carbon="5"), price="120"),
        bid("B", marks(carbon="4"), price="95"),
        bid("C", marks(carbon="0"), price="120"),
    )
    parsed = parsed_rubric(form)
    read = parsed_bids(offers, parsed)
    outcome = evaluate_parsed(parsed, read)
    assert isinstance(outcome, Result)
    change = smallest_price_change(parsed, read, outcome.lots[0].scores)
    assert change is not None
    assert change.moves_others
    check_price(parsed, read, outcome.lots[0].scores.ranked[0].bid.id, change)


def test_a_minimum_that_a_price_makes_a_bid_miss_is_seen() -> None:
    form = rubric(
        section(
            "value",
            "60",
            quantity("jobs", "100", normalise={"by": "price", "per": "1"}),
            minimum={"share_percent": "50", "consequence": "excluded"},
        ),
        marked("carbon", "40"),
    )
    offers = bids(
        bid("A", marks(carbon="5") | quantities(jobs="100"), price="1.90"),
        bid("B", marks(carbon="0") | quantities(jobs="100"), price="1.60"),
    )
    parsed = parsed_rubric(form)
    read = parsed_bids(offers, parsed)
    outcome = evaluate_parsed(parsed, read)
    assert isinstance(outcome, Result)
    change = smallest_price_change(parsed, read, outcome.lots[0].scores)
    assert change is not None
    assert (change.bid, exact_text(change.after), change.winner_after) == ("A", "2.01", "B")


def test_a_certificate_names_the_digest_of_its_result_and_holds_when_worked_out_again() -> None:
    form, offers = tender(3)
    document = result(form, offers).to_mapping()
    panel = {one["id"]: {"c0": ["1", "4"]} for one in offers["bids"] if "mark" in one["answers"].get("c0", {})}
    found = certificate_of(document, "1", panel, weight_uncertainty_percent="10")
    assert not isinstance(found, Findings)
    assert found["result"] == document["digests"]["result"]
    assert found["digest"] == digest({key: value for key, value in found.items() if key != "digest"})
    assert verify_certificate(json.loads(json.dumps(found)), document).holds
    parsed = certificate(parsed_rubric(form), parsed_bids(offers, parsed_rubric(form)), "1")
    assert not isinstance(parsed, Findings)
    assert parsed["result"] == found["result"]
    changed = copy.deepcopy(found)
    changed["said"][0] += " Easily."
    assert not verify_certificate(changed, document).holds
    assert not verify_certificate({"format": "something"}, document).holds


def test_bad_input_is_refused_with_every_finding() -> None:
    form = rubric(marked("c0", "100"))
    document = result(form, bids(bid("B0", marks(c0="1")), bid("B1", marks(c0="2")))).to_mapping()
    bad = {"nobody": {"c0": ["1"]}, "B0": {"gap": ["1"], "c0": ["9", "x"]}, "B1": 7}
    found = certificate_of(document, "1", bad)  # type: ignore[arg-type]
    assert isinstance(found, Findings)
    expected = {"panel.unknown_bid", "panel.unknown_criterion", "mark.off_scale", "number.malformed"}
    assert expected <= set(found.codes)
    assert "document.not_an_object" in found.codes
    assert certificate_of(document, "9").codes == ("lot.unknown",)  # type: ignore[union-attr]
    tampered = document | {"engine": "0.0.1"}
    assert certificate_of(tampered, "1").codes == ("digest.differs",)  # type: ignore[union-attr]
    assert isinstance(certificate_of({}, "1"), Findings)
    assert isinstance(certificate_of(document, "1", weight_uncertainty_percent="1e2"), Findings)


def test_the_order_of_bids_criteria_and_evaluators_does_not_change_how_far_the_winner_is_from_losing() -> None:
    for seed in range(30):
        form, offers = tender(seed)
        if not isinstance(parse_rubric(form), Rubric) or contested(seed) is None:
            continue
        panel = {
            one["id"]: {k: ["1", a["mark"], "4"] for k, a in one["answers"].items() if "mark" in a}
            for one in offers["bids"]
        }
        turned = form | {"criteria": form["criteria"][::-1]}, offers | {"bids": offers["bids"][::-1]}
        backwards = {name: {key: given[::-1] for key, given in rows.items()} for name, rows in panel.items()}
        one = certificate_of(result(form, offers).to_mapping(), "1", panel)
        other = certificate_of(result(*turned).to_mapping(), "1", backwards)
        assert not isinstance(one, Findings)
        assert not isinstance(other, Findings)
        assert (one["winner"], one["gap"], one["fragile"]) == (other["winner"], other["gap"], other["fragile"])
        assert one["price"] == other["price"]
        assert _distance(one["weight"]) == _distance(other["weight"])
        assert sorted(map(str, (row["said"] for row in one["within_spread"]))) == sorted(
            row["said"] for row in other["within_spread"]
        )


def _distance(part: Mapping) -> Fraction | None:
    return None if part["change"] is None else abs(Fraction(part["change"]["change"]["exact"]))
