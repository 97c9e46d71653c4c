"""Every way in which another system is known to have failed its users, and the tests that say ours does not.

The failures are described in a few words; each happened in software that public buyers or review panels used.
"""

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import event

from tests.awards.deciding import awarded, past_standstill
from tests.awards.test_lots_and_ties import compute_second, two_lots
from tests.contracts_service.agreeing import term
from tests.delivery.deal import Deal, deal, spend
from tests.documents_service.issuing import reported
from tests.journeys.building import Journey, agreed, compute, content, evaluating, journey_with_bids, marked
from tests.world import Client, World

TESTS = Path(__file__).parents[1]

FAILURES: dict[str, tuple[str, dict[str, tuple[str, ...]]]] = {
    "F1": (
        "the score of a lot left out the criteria that all lots share",
        {
            "scoring/test_rival_failures.py": (
                "test_f1_a_lot_counts_the_common_criteria_and_its_own",
                "test_f1_weights_must_make_100_in_each_lot",
            ),
            "evaluations/test_results.py": ("test_lots_are_computed_apart_each_from_its_own_bids_and_marks",),
        },
    ),
    "F2": (
        "sums of floats were not 100, and NaN and exponents were taken",
        {
            "scoring/test_rival_failures.py": (
                "test_f2_tenths_make_one_hundred_where_floats_would_not",
                "test_f2_json_that_could_be_read_in_two_ways_is_refused",
            ),
            "kit/test_exact.py": ("test_what_is_not_a_plain_decimal_is_refused_at_the_door",),
            "rubrics_service/test_rubrics.py": ("test_a_number_that_is_not_exact_is_refused_with_its_place",),
        },
    ),
    "F3": (
        "parts were rounded before the total was, and ranks turned over",
        {
            "scoring/test_rival_failures.py": ("test_f3_only_the_total_is_rounded_and_rank_is_on_the_exact_total",),
            "evaluations/test_results.py": ("test_a_result_is_exact_and_says_why",),
        },
    ),
    "F4": (
        "the evaluator's comment was dropped on the way",
        {
            "scoring/test_rival_failures.py": ("test_f4_the_reason_given_with_a_mark_is_kept_word_for_word",),
            "evaluations/test_marks.py": ("test_a_rationale_stays_with_its_mark_for_every_bid_and_question",),
            "demo/test_play.py": ("test_the_award_names_every_bidder_criterion_weight_mark_and_reason_of_the_story",),
        },
    ),
    "F5": (
        "a mark of nought counted as no mark and never fell below a minimum",
        {
            "scoring/test_rival_failures.py": ("test_f5_zero_is_a_mark_and_falls_below_a_minimum",),
            "evaluations/test_marks.py": ("test_zero_is_a_mark",),
            "evaluations/test_results.py": (
                "test_a_mark_of_zero_is_below_a_minimum_of_one_and_excludes_that_bid_alone",
            ),
        },
    ),
    "F6": (
        "one gate passed by anybody let everybody through",
        {
            "scoring/test_rival_failures.py": ("test_f6_a_bid_must_pass_every_one_of_its_own_gates",),
            "evaluations/test_results.py": ("test_a_bid_passes_every_minimum_of_its_own_or_is_out",),
        },
    ),
    "F7": (
        "consensus opened although an evaluator's marks were still to come",
        {
            "scoring/test_rival_failures.py": ("test_f7_one_bid_not_fully_marked_holds_up_the_result_of_all",),
            "evaluations/test_agreement.py": (
                "test_the_panel_agrees_only_when_every_assigned_evaluator_has_marked_this_bid_and_question",
            ),
            "evaluations/test_results.py": (
                "test_a_result_is_not_computed_before_everything_is_in_and_everything_missing_is_listed",
            ),
        },
    ),
    "F8": (
        "an award to the wrong supplier could not be undone but by a developer",
        {
            "awards/test_awards.py": (
                "test_a_void_award_stays_and_the_next_one_names_it",
                "test_an_award_is_made_void_with_a_reason_only",
            ),
            "documents_service/test_issuing.py": (
                "test_a_void_award_gets_no_summary_and_the_one_it_had_stays_readable",
            ),
        },
    ),
    "F9": (
        "two people acting at the same instant overwrote each other",
        {
            "awards/test_awards.py": ("test_two_decisions_at_the_same_instant_leave_one",),
            "bids/test_submission.py": ("test_two_submissions_at_the_same_instant_are_one_and_two_and_none_is_lost",),
            "kit/test_problems.py": (
                "test_an_edit_without_the_version_it_was_made_from_is_refused_and_a_stale_one_too",
            ),
            "documents_service/test_issuing.py": ("test_two_issues_at_the_same_instant_make_one_document",),
        },
    ),
    "F10": (
        "one supplier got two bids for a lot, as only the program looked and not the database",
        {
            "bids/test_drafts.py": ("test_two_bids_begun_at_the_same_instant_become_one_and_one_clear_refusal",),
        },
    ),
    "F11": (
        "a deadline was read a day late, and moved by an hour when the clocks changed",
        {
            "bids/test_submission.py": (
                "test_a_deadline_on_a_night_when_the_clocks_change_holds_to_the_second",
                "test_a_bid_one_millisecond_before_the_deadline_is_in_time",
            ),
            "tenders/test_life.py": ("test_a_deadline_in_a_clock_change_night_is_one_moment",),
        },
    ),
    "F12": (
        "what was confidential could be read by another way in",
        {
            "contracts/test_sealed.py": (
                "test_no_route_tells_anybody_outside_the_supplier_of_a_sealed_bid",
                "test_a_bid_that_exists_and_one_that_does_not_are_told_apart_by_nobody",
            ),
            "documents_service/test_reading.py": (
                "test_a_document_is_for_its_authority_and_a_report_for_its_supplier_too",
            ),
        },
    ),
    "F13": (
        "what was submitted could still be changed afterwards",
        {
            "bids/test_sealed.py": ("test_nothing_of_a_bid_can_change_after_the_deadline",),
            "bids/test_submission.py": ("test_nothing_in_the_database_can_change_what_was_submitted",),
        },
    ),
    "F14": (
        "of several lots only the last award and contract survived, as their ids were the same",
        {
            "contracts/test_rival_failures.py": (
                "test_two_lots_won_by_one_supplier_have_awards_and_contracts_of_their_own",
            ),
        },
    ),
    "F15": (
        "reading scores took longer with every bid until it timed out",
        {
            "contracts/test_rival_failures.py": (
                "test_a_list_asks_the_database_no_oftener_for_more_rows",
                "test_scores_of_more_bids_ask_the_database_no_oftener",
            ),
        },
    ),
    "F16": (
        "a period without activity counted as fully met",
        {
            "performance/test_contract_performance.py": (
                "test_a_due_period_without_data_is_neither_nought_nor_full_marks",
            ),
            "documents_service/test_states.py": ("test_every_state_reads_differently_and_only_nought_reads_as_nought",),
            "documents_service/test_verifying_report.py": (
                "test_what_was_never_reported_cannot_be_passed_off_as_nought_or_as_met",
            ),
        },
    ),
    "F17": (
        "an apostrophe in the name of a criterion lost the panel's scores",
        {
            "scoring/test_rival_failures.py": ("test_f17_a_hostile_label_loses_no_mark_and_comes_back_unchanged",),
            "evaluations/test_hostile_labels.py": ("test_a_hostile_label_loses_no_mark_and_breaks_no_sentence",),
            "documents/test_pdf.py": ("test_hostile_labels_do_not_break_the_pdf",),
        },
    ),
    "F18": (
        "tables lost their structure in tagged PDFs, and a large one stopped the typesetter",
        {
            "documents/test_pdf.py": (
                "test_every_header_cell_has_its_scope_and_every_figure_its_text",
                "test_eighty_bidders_and_twelve_criteria_all_stand_in_the_pdf",
                "test_the_page_and_the_pdf_say_the_same_words",
            ),
            "documents_service/test_reading.py": (
                "test_the_page_needs_nothing_from_anywhere_and_says_so_to_the_browser",
            ),
        },
    ),
    "F19": (
        "weights that did not make 100 only turned a flag red",
        {
            "scoring/test_rival_failures.py": ("test_f19_weights_that_do_not_make_100_are_refused_not_flagged",),
            "rubrics_service/test_rubrics.py": ("test_weights_that_make_99_99_are_refused_with_the_sum",),
        },
    ),
}
"""By number: what went wrong elsewhere, and below `tests/` the files with the tests that hold ours to it."""


@cache
def _tests_in(path: str) -> frozenset[str]:
    tree = ast.parse((TESTS / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def test_every_known_failure_has_a_number_and_a_test() -> None:
    assert list(FAILURES) == [f"F{number}" for number in range(1, 20)]
    assert all(tests for _, tests in FAILURES.values())


@pytest.mark.parametrize("failure", FAILURES)
def test_every_test_that_a_failure_names_is_there(failure: str) -> None:
    named = FAILURES[failure][1]
    assert [(path, name) for path, names in named.items() for name in names if name not in _tests_in(path)] == []


def test_two_lots_won_by_one_supplier_have_awards_and_contracts_of_their_own(world: World) -> None:
    journey, bid_id = two_lots(world, second=True)
    assert bid_id is not None
    compute_second(journey, bid_id)
    buyer = journey.team.buyer
    awards = [awarded(journey), awarded(journey, lot="2", bid=bid_id)]
    past_standstill(world, awards[0])
    contracts = [buyer.make(f"/v1/awards/{award['id']}/contract", term(journey)) for award in awards]
    for made, listed in ((awards, "/v1/awards"), (contracts, "/v1/contracts")):
        assert len({each["id"] for each in made}) == len({each["reference"] for each in made}) == 2
        assert {each["id"] for each in buyer.read(listed)["items"]} == {each["id"] for each in made}
    documents = [buyer.make(f"/v1/awards/{award['id']}/documents") for award in awards]
    assert len({each["reference"] for each in documents}) == 2


@contextmanager
def _counted(world: World) -> Iterator[list[str]]:
    """Yield the statements that the database is asked while the block runs."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    engine = world.service.database.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


def _asks(world: World, reader: Client, path: str) -> int:
    """Return how many statements a read takes."""
    with _counted(world) as asked:
        answer = world.http.get(path, headers=reader.headers)
    assert answer.status_code == 200, answer.text
    return len(asked)


def test_a_list_asks_the_database_no_oftener_for_more_rows(world: World) -> None:
    first = deal(world, spend("10", "10"))
    paths = ("/v1/contracts", "/v1/performance", "/v1/documents", "/v1/updates", "/v1/tenders", "/v1/awards")
    _told(first)
    before = {path: _asks(world, first.buyer, path) for path in paths}
    for number in range(3):
        _told(deal(world, *[spend("10", "10")] * (number + 1), sides=(first.buyer, first.supplier)))
    assert {path: _asks(world, first.buyer, path) for path in paths} == before


def _told(contract: Deal) -> None:
    """Let a claim be verified and a report be issued."""
    contract.verified("5")
    reported(contract.buyer, contract.contract)


def test_scores_of_more_bids_ask_the_database_no_oftener(world: World) -> None:
    asked = []
    for count in (2, 6):
        journey = _scored(world, count)
        result = compute(journey)
        paths = (
            f"/v1/tenders/{journey.tender_id}/moderation",
            f"/v1/tenders/{journey.tender_id}/results",
            f"/v1/tenders/{journey.tender_id}/bids",
            f"/v1/results/{result['id']}",
            f"/v1/results/{result['id']}/document",
            f"/v1/bids/{journey.bidders[0].bid_id}/agreed-marks",
        )
        asked.append([_asks(world, journey.team.buyer, path) for path in paths])
    assert asked[0] == asked[1]


def _scored(world: World, count: int) -> Journey:
    """Return a journey with this many bids, all of them marked and agreed."""
    names = [f"Bidder {count}.{number}" for number in range(count)]
    marks = {name: {"carbon-plan": "3", "local-jobs": "2"} for name in names}
    journey = evaluating(journey_with_bids(world, dict.fromkeys(names, content())))
    return agreed(marked(journey, marks), marks)
