"""The linter: each missing element is named, each planted defect is caught, and good reasons pass in silence."""

from dataclasses import replace
from typing import Any

import pytest

from app.documents.award_content import BidStatus, Ground
from app.documents.content import AssessmentSummary
from app.documents.linter import lint
from app.documents.linter_findings import LintFinding, Severity, fingerprint, only
from tests.documents.sample_summaries import WINNER, bids_by, changed, everyone, summary

SECOND = bids_by(BidStatus.RANKED)[1]
OUT = bids_by(BidStatus.EXCLUDED)[0]
QUESTION = "mobilisation"


def codes(found: tuple[LintFinding, ...]) -> list[str]:
    """Return the codes of findings, each once, in order."""
    return list(dict.fromkeys(one.code for one in found))


def with_own(found: AssessmentSummary, **fields: Any) -> AssessmentSummary:
    """Return a summary whose recipient is described otherwise."""
    own = replace(found.own, **fields)
    return replace(found, bidders=tuple(own if one.id == own.id else one for one in found.bidders))


def without_score(found: AssessmentSummary, criterion: str, *, bid: str) -> AssessmentSummary:
    """Return a summary in which a bid has no score on a criterion."""
    return replace(
        found,
        bidders=tuple(
            replace(one, scores=tuple(score for score in one.scores if score.criterion != criterion))
            if one.id == bid
            else one
            for one in found.bidders
        ),
    )


def test_summaries_with_good_reasons_and_every_element_have_no_finding() -> None:
    assert lint(everyone()) == ()


@pytest.mark.parametrize(
    ("field", "code", "element"),
    [
        ("name", "summary.name_missing", "(a)"),
        ("address", "summary.address_missing", "(b)"),
        ("email", "summary.email_missing", "(b)"),
        ("identifiers", "summary.identifier_missing", "(c)"),
    ],
)
def test_who_the_supplier_is_and_how_it_is_reached_must_be_there(field: str, code: str, element: str) -> None:
    found = summary(SECOND)
    nothing: Any = () if field == "identifiers" else "" if field == "name" else None
    (one,) = lint([with_own(found, party=replace(found.own.party, **{field: nothing}))])
    assert (one.code, one.element, one.severity, one.bid) == (code, element, Severity.ERROR, SECOND)
    assert one.way_out


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"title": " "}, "summary.title_missing"),
        ({"weight": None, "share_of_total": None}, "summary.importance_missing"),
        ({"method": None}, "summary.method_missing"),
        ({"scale": "another scale"}, "summary.scores_available_missing"),
    ],
)
def test_title_importance_method_and_available_scores_of_each_criterion_must_be_there(
    fields: dict[str, Any], code: str
) -> None:
    found = summary(SECOND)
    (quality,) = [one for one in found.criteria if one.id == "quality"]
    inside = tuple(replace(one, **fields) if one.id == QUESTION else one for one in quality.criteria)
    criteria = tuple(replace(one, criteria=inside) if one.id == "quality" else one for one in found.criteria)
    errors = only(lint([replace(found, criteria=criteria)]), Severity.ERROR)
    assert (code, QUESTION) in {(one.code, one.criterion) for one in errors}
    assert {one.element for one in errors if one.code == code} == {"(d)"}


def test_where_the_full_text_is_must_be_there() -> None:
    found = summary(SECOND)
    assert codes(lint([replace(found, full_text=replace(found.full_text, address=""))])) == [
        "summary.full_text_missing"
    ]


def test_each_score_sub_total_total_and_explanation_must_be_there() -> None:
    found = summary(SECOND)
    assert codes(lint([without_score(found, QUESTION, bid=SECOND)])) == ["summary.score_missing"]
    assert codes(lint([without_score(found, "quality", bid=SECOND)])) == ["summary.subtotal_missing"]
    assert codes(lint([with_own(found, total=None)])) == ["summary.total_missing"]
    assert codes(lint([changed(found, QUESTION, reason=" ")])) == ["summary.explanation_missing"]
    assert codes(lint([changed(found, "price", said=None)])) == ["summary.explanation_missing"]


def test_what_the_winner_scored_and_why_must_be_there_for_every_other_bidder() -> None:
    found = summary(SECOND)
    alone = replace(found, bidders=(found.own,))
    assert codes(lint([alone])) == ["summary.winner_missing"]
    assert codes(lint([changed(found, QUESTION, bid=WINNER, reason=None)])) == ["summary.explanation_missing"]
    assert lint([summary(WINNER)]) == ()


def test_why_nothing_was_awarded_must_be_there() -> None:
    out = summary(OUT)
    (one,) = lint([with_own(out, grounds=(Ground(criterion=None, text="no reason is recorded"),))])
    assert (one.code, one.bid) == ("summary.disqualification_missing", OUT)
    assert codes(lint([replace(summary(SECOND), standing=())])) == ["summary.reasons_missing"]


def warned(reason: str, **more: Any) -> list[str]:
    """Return the codes of the warnings where the second bidder is told this on a question marked 3 of 4."""
    return codes(lint([changed(summary(SECOND), QUESTION, reason=reason, **more)]))


def test_a_rationale_that_repeats_the_criterion_is_caught() -> None:
    assert warned("The answer says how the three sites are taken over without a gap in cover.") == [
        "rationale.repeats_criterion"
    ]


def test_a_rationale_that_repeats_the_descriptor_of_its_mark_is_caught() -> None:
    assert warned("It addresses all of the question with relevant evidence; minor gaps.") == [
        "rationale.repeats_descriptor"
    ]


def test_a_rationale_of_words_that_every_rationale_has_is_caught() -> None:
    assert "rationale.repeats_criterion" in warned("The panel found this answer worth the mark given.")


def test_the_same_rationale_for_two_bidders_is_caught() -> None:
    same = "Names the officers of each ward and the night on which every site changes over."
    third = bids_by(BidStatus.RANKED)[2]
    told = [changed(summary(one), QUESTION, reason=said) for one, said in ((SECOND, same), (third, same.upper()))]
    (one,) = lint(told)
    assert (one.code, one.bid, one.criterion) == ("rationale.same_for_two", third, QUESTION)


def test_a_rationale_that_cites_no_passage_is_caught() -> None:
    assert warned("Names the officers of each ward and the night of every handover.", quotes=()) == [
        "rationale.cites_nothing"
    ]


def test_fault_found_with_the_highest_mark_and_praise_with_the_lowest_are_caught() -> None:
    poor = "The rota is vague and the plan for lone workers is missing."
    assert warned(poor, given="mark 4", level="Excellent") == ["rationale.contradicts_mark"]
    praise = "An excellent rota, and a convincing plan for lone workers at night."
    assert warned(praise, given="mark 0", level="Unacceptable") == ["rationale.contradicts_mark"]
    assert warned("The rota has no gaps and nothing is missing at night.", given="mark 4", level="Excellent") == []
    denied = "The rota is not clear, and lacks convincing evidence on lone workers."
    assert warned(denied, given="mark 0", level="Unacceptable") == []


def test_a_rationale_that_reads_like_another_marks_descriptor_is_caught() -> None:
    found = lint([changed(summary(SECOND), QUESTION, reason="Measurable actions with owners and dates for each ward.")])
    (one,) = [each for each in found if each.code == "rationale.contradicts_mark"]
    assert "reads like the descriptor of mark 4, and the mark is 3" in one.message


def test_errors_come_first_and_the_fingerprint_is_of_the_warnings_alone() -> None:
    warning = changed(summary(SECOND), QUESTION, quotes=())
    both = with_own(warning, total=None)
    found = lint([both])
    assert [one.severity for one in found] == [Severity.ERROR, Severity.WARNING]
    assert fingerprint(found) == fingerprint(lint([warning])) != fingerprint(())
