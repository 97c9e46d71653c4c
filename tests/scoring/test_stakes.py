"""The ledger says what rested on each pledge, and agrees with scoring the whole lot again without it."""

import json
from dataclasses import replace
from fractions import Fraction
from time import perf_counter

import pytest

from scoring import Findings, Result, Rubric, parse_bids
from scoring.digest import digest
from scoring.evaluation import evaluate_parsed
from scoring.exact import exact_text
from scoring.stakes import Ledger, Pledge, Stake, every_answer, read_pledges, stakes, stakes_of
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
    quantities,
    quantity,
    result,
    rubric,
    target,
)
from tests.scoring.random_tenders import tender


def ledger(form: Mapping, offers: Mapping, *pledges: Pledge) -> Ledger:
    parsed = parsed_rubric(form)
    found = stakes(parsed, parsed_bids(offers, parsed), "1", pledges)
    assert isinstance(found, Ledger), str(found)
    return found


FORM = rubric(marked("carbon", "60"), quantity("jobs", "40", target("0", "10")))
OFFERS = bids(
    bid("A", marks(carbon="4") | quantities(jobs="5")),
    bid("B", marks(carbon="3") | quantities(jobs="6")),
)


def test_without_a_quantity_pledge_the_answer_is_nothing_and_the_order_is_found_again() -> None:
    [row] = ledger(FORM, OFFERS, Pledge("A", "jobs")).pledges
    assert [row.points, row.at_stake, row.total] == [20, 20, 68]
    assert row.outcome is not None
    assert [row.outcome.total_without, row.outcome.first_without, row.outcome.winner_changes] == [48, ("B",), True]
    assert row.said == (
        "All 20.00 points of Firm A on Jobs rested on the pledge: "
        "with 0 instead of 5, its total would be 48.00 at rank 2, and Firm B would be first."
    )


def test_of_a_quantity_only_the_pledged_part_is_taken_away() -> None:
    [row] = ledger(FORM, OFFERS, Pledge("A", "jobs", Fraction(1))).pledges
    assert [row.after, row.at_stake, row.outcome and row.outcome.total_without] == ["4", 4, 64]
    assert row.outcome is not None
    assert not row.outcome.winner_changes


def test_the_whole_mark_of_an_answer_rests_on_its_pledges_together_and_goes_to_the_lowest_of_its_scale() -> None:
    one, two = ledger(FORM, OFFERS, Pledge("A", "carbon", id="p1"), Pledge("A", "carbon", id="p2")).pledges
    assert [one.shared_by, one.before, one.after, one.at_stake] == [2, "4", "0", 48]
    assert one.outcome == two.outcome
    assert "rested on 2 pledges together" in one.said


def test_a_lowest_mark_that_is_worth_something_still_earns_it() -> None:
    method = {"type": "scale", "scale": "five", "points": {str(mark): str(20 + 16 * mark) for mark in range(6)}}
    form = rubric(marked("carbon", "100") | {"method": method})
    [row] = ledger(form, bids(bid("A", marks(carbon="5"))), Pledge("A", "carbon")).pledges
    assert [row.points, row.at_stake] == [100, 80]


@pytest.mark.parametrize("method", [target("60", "5", "lower"), best("lower")])
def test_where_less_is_better_an_answer_without_its_pledge_is_never_the_best_there_is(method: Mapping) -> None:
    form = rubric(marked("carbon", "50"), quantity("days", "50", method))
    offers = bids(
        bid("A", marks(carbon="3") | quantities(days="5")), bid("B", marks(carbon="3") | quantities(days="10"))
    )
    [row] = ledger(form, offers, Pledge("A", "days")).pledges
    assert row.outcome is not None
    assert [row.at_stake, row.outcome.total_without, row.outcome.first_without] == [50, 30, ("B",)]


def test_another_bid_that_was_measured_against_the_pledge_is_measured_again() -> None:
    form = rubric(marked("carbon", "50"), quantity("jobs", "50", best()))
    offers = bids(
        bid("A", marks(carbon="5") | quantities(jobs="100")),
        bid("B", marks(carbon="5") | quantities(jobs="10")),
        bid("C", marks(carbon="1") | quantities(jobs="60")),
    )
    whole = ledger(form, offers, Pledge("A", "jobs"))
    assert whole.pledges[0].outcome is not None
    # Without A's 100 jobs, C is the best with 10 + 50, and B has 50 on carbon and 10 ÷ 60 of 50.
    assert whole.pledges[0].outcome.first_without == ("C",)


def test_a_minimum_that_the_bid_would_miss_excludes_it_and_is_named() -> None:
    form = rubric(marked("carbon", "100", minimum={"mark": "2", "consequence": "excluded"}))
    offers = bids(bid("A", marks(carbon="5")), bid("B", marks(carbon="3")))
    [row] = ledger(form, offers, Pledge("A", "carbon")).pledges
    assert row.outcome is not None
    assert [row.outcome.total_without, row.outcome.rank_without, row.outcome.first_without] == [None, None, ("B",)]
    assert (
        "it would have been excluded (Carbon: mark 0 is below the minimum of 2), and Firm B would be first" in row.said
    )


def test_where_the_rubric_refuses_to_score_nothing_there_would_be_no_result_and_the_reason_is_given() -> None:
    form = rubric(quantity("jobs", "100", best()))
    [row] = ledger(form, bids(bid("A", quantities(jobs="5"))), Pledge("A", "jobs")).pledges
    assert row.outcome is not None
    assert row.outcome.refused is not None
    assert "there would be no result, because the best value is 0" in row.said


def test_nothing_rests_on_a_pledge_at_a_gate_or_of_a_bid_that_is_not_ranked() -> None:
    form = rubric(gate("charter"), marked("carbon", "60"), priced("price", "40"))
    answers = marks(carbon="3") | {"charter": {"passed": True}}
    offers = bids(
        bid("A", answers, price="10"), bid("B", answers, price="20", status="withdrawn", reason="By the bidder")
    )
    rows = ledger(form, offers, Pledge("A", "charter"), Pledge("B", "carbon"), Pledge("A", "price")).pledges
    assert [row.outcome for row in rows] == [None, None, None]
    assert [row.said for row in rows] == [
        "Charter earns no points, so none rested on the pledge of Firm A there.",
        "Firm B was not ranked, so no place rested on its pledge under Carbon.",
        "Firm A earned 40.00 points on Price, but none of them by a pledge.",
    ]


def test_all_pledges_of_a_bid_are_also_taken_away_together() -> None:
    found = ledger(FORM, OFFERS, Pledge("A", "jobs"), Pledge("A", "carbon"), Pledge("B", "jobs"))
    whole = {row.pledge.bid: row for row in found.bids}
    assert whole["A"].outcome is not None
    assert [whole["A"].at_stake, whole["A"].outcome.total_without, whole["A"].shared_by] == [68, 0, 2]
    assert whole["A"].said == (
        "Firm A: without all its 2 pledges, its total would be 0.00 at rank 2, and Firm B would be first."
    )


def again(form: Rubric, document: Mapping, row: Stake) -> dict[str, int] | None:
    """Score everything again with the one answer changed; None where the rubric then gives no result."""
    offers = parse_bids(document, form)
    assert not isinstance(offers, Findings)
    name, after = row.pledge.criterion, Fraction(row.after or "0")
    entries = [
        replace(one, answers={**one.answers, name: one.answers[name]._replace(value=after, text=exact_text(after))})
        if one.id == row.pledge.bid
        else one
        for one in offers.bids
    ]
    outcome = evaluate_parsed(form, replace(offers, bids=tuple(entries)), trace=False, margin=False)
    if not isinstance(outcome, Result):
        return None
    scores = outcome.lots[0].scores
    return {score.bid.id: place.rank for place, score in zip(scores.places, scores.ranked, strict=True)}


def test_the_ledger_agrees_with_scoring_everything_again_on_hundreds_of_random_tenders() -> None:
    compared = 0
    for seed in range(150):
        form, offers = tender(seed)
        parsed = parsed_rubric(form)
        outcome = (
            evaluate_parsed(parsed, read, trace=False)
            if not isinstance(read := parse_bids(offers, parsed), Findings)
            else read
        )
        if isinstance(outcome, Findings):
            continue
        assert not isinstance(read, Findings)
        found = stakes(parsed, read, "1", every_answer(outcome, "1"))
        assert isinstance(found, Ledger)
        for row in found.pledges:
            if row.outcome is None or row.after is None:
                continue
            expected = again(parsed, offers, row)
            assert (expected is None) == (row.outcome.refused is not None), (seed, row)
            if expected is not None:
                assert row.outcome.rank_without == expected.get(row.pledge.bid), (seed, row)
                assert set(row.outcome.first_without) == {name for name, rank in expected.items() if rank == 1}
            compared += 1
    assert compared > 800


def test_two_hundred_pledges_take_well_under_a_second_and_are_worked_out_from_one_parsed_rubric() -> None:
    form = rubric(
        *(marked(f"m{n}", "6") for n in range(5)),
        *(quantity(f"q{n}", "6", best()) for n in range(5)),
        priced("price", "40"),
    )
    answers = [
        {f"m{n}": {"mark": str((n + b) % 6)} for n in range(5)}
        | {f"q{n}": {"quantity": str(1 + (n * b) % 7)} for n in range(5)}
        for b in range(20)
    ]
    offers = bids(*(bid(f"B{b}", row, price=str(100 + b)) for b, row in enumerate(answers)))
    document = result(form, offers).to_mapping()
    started = perf_counter()
    found = stakes_of(document, "1")
    assert isinstance(found, Ledger)
    assert len(found.pledges) == 200
    assert perf_counter() - started < 2  # it takes a twentieth of that; a busy machine may be slower


def test_a_ledger_is_a_document_with_a_digest_that_names_its_result() -> None:
    document = result(FORM, OFFERS).to_mapping()
    found = stakes_of(document, "1")
    assert isinstance(found, Ledger)
    mapping = json.loads(json.dumps(found.to_mapping()))
    assert mapping["result"] == document["digests"]["result"]
    assert mapping["digest"] == digest({key: value for key, value in mapping.items() if key != "digest"})
    assert len(mapping["pledges"]) == 4


def test_unknown_bids_criteria_and_lots_and_malformed_pledges_are_findings() -> None:
    parsed = parsed_rubric(FORM)
    read = parsed_bids(OFFERS, parsed)
    found = stakes(parsed, read, "1", [Pledge("Z", "carbon"), Pledge("A", "speed")])
    assert isinstance(found, Findings)
    assert found.codes == ("pledge.unknown_bid", "pledge.unknown_criterion")
    assert isinstance(stakes(parsed, read, "7", []), Findings)
    assert read_pledges([{"bid": "A", "criterion": "jobs", "quantity": "2"}]) == (Pledge("A", "jobs", Fraction(2)),)
    assert read_pledges([]) == ()
    assert isinstance(read_pledges({"bid": "A"}), Findings)
    assert isinstance(read_pledges([{"bid": "A", "criterion": "jobs", "quantity": "-1"}]), Findings)
