"""Redaction: a visible mark, a digest under a key, nothing of the passage left, and a document that still verifies."""

from dataclasses import replace

from app.documents.award_content import BidStatus
from app.documents.content import AssessmentSummary, document_bytes
from app.documents.html import to_html
from app.documents.redacting import MARKS, HiddenFrom, Passage, RedactionKind, redacted, seal_of
from app.documents.verifying import verify
from tests.documents.sample_summaries import WINNER, bids_by, changed, quote, summary

SECOND = bids_by(BidStatus.RANKED)[1]
SECRET = "forty-one officers at £13.85 an hour"
TOLD = f"It names {SECRET} and the ward of each of them. The rota can be checked."


def passage(hidden_from: HiddenFrom = HiddenFrom.OTHERS, *, bid: str = WINNER) -> Passage:
    """Return a passage that is withheld."""
    return Passage(
        bid=bid,
        criterion="mobilisation",
        text=SECRET,
        kind=RedactionKind.COMMERCIAL,
        reason="It is the rate that the bidder pays.",
        hidden_from=hidden_from,
        seal=seal_of(SECRET, "k" * 64),
    )


def telling(recipient: str) -> AssessmentSummary:
    """Return a summary in which the winner is told the secret, in the rationale and in a quoted passage."""
    found = summary(recipient)
    return changed(found, "mobilisation", bid=WINNER, reason=TOLD, quotes=(quote(f"We pay {SECRET}."),))


def failing(document: AssessmentSummary) -> list[str]:
    """Return what does not hold."""
    return [check.sentence for check in verify(document.to_mapping()) if check.holds is False]


def test_a_rival_reads_a_mark_the_reason_and_a_seal_and_nothing_of_the_passage() -> None:
    found = redacted(telling(SECOND), [passage()])
    page, data = to_html(found), document_bytes(found).decode()
    for secret in (SECRET, "forty-one", "13.85"):
        assert secret not in page
        assert secret not in data
    assert page.count(f'<strong class="withheld">{MARKS[RedactionKind.COMMERCIAL]}</strong>') == 3  # two, and the list
    assert "It is the rate that the bidder pays." in page
    assert seal_of(SECRET, "k" * 64) in data
    assert failing(found) == []


def test_the_bidder_itself_reads_what_is_withheld_from_others_and_not_what_is_withheld_from_everybody() -> None:
    own = telling(WINNER)
    assert SECRET in document_bytes(redacted(own, [passage()])).decode()
    hidden = redacted(own, [passage(HiddenFrom.EVERYBODY)])
    assert SECRET not in document_bytes(hidden).decode()
    assert failing(hidden) == []


def test_a_passage_of_a_bid_that_is_not_in_the_summary_leaves_no_trace_in_it() -> None:
    third = bids_by(BidStatus.RANKED)[2]
    found = telling(SECOND)
    assert redacted(found, [passage(bid=third)]) == found


def test_a_mark_without_its_explanation_and_an_explanation_without_its_mark_are_found() -> None:
    found = redacted(telling(SECOND), [passage()])
    mapping = found.to_mapping()
    unexplained = {**mapping, "withheld": []}
    said = [check.sentence for check in verify(unexplained) if check.holds is False]
    assert any("marked as withheld on mobilisation" in one for one in said)
    unmarked = changed(found, "mobilisation", bid=WINNER, reason="It names everybody.", quotes=())
    assert any("marked as withheld on mobilisation" in one for one in failing(unmarked))


def test_the_seal_is_of_passage_and_key_together() -> None:
    assert seal_of(SECRET, "a") != seal_of(SECRET, "b") != seal_of("other", "b")


def test_passages_that_overlap_leave_nothing_of_one_another() -> None:
    told = "It names forty-one officers at £13.85 an hour and the ward of each of them."
    found = changed(summary(SECOND), "mobilisation", bid=WINNER, reason=told, quotes=(quote(told),))
    first = replace(passage(), text="forty-one officers at £13.85", seal=seal_of("first", "k"))
    second = replace(
        passage(), text="officers at £13.85 an hour", seal=seal_of("second", "k"), kind=RedactionKind.PERSONAL
    )
    for both in ([first, second], [second, first]):
        hidden = redacted(found, both)
        (score,) = [
            one
            for bidder in hidden.bidders
            for one in bidder.scores
            if bidder.id == WINNER and one.criterion == "mobilisation"
        ]
        marks = f"{MARKS[RedactionKind.COMMERCIAL]} {MARKS[RedactionKind.PERSONAL]}"
        assert score.reason == f"It names {marks} and the ward of each of them."
        assert [one.text for one in score.quotes] == [score.reason]
        assert {one.seal for one in hidden.withheld} == {first.seal, second.seal}, "both are told of"
        assert failing(hidden) == []


def test_a_passage_that_is_part_of_a_mark_breaks_no_mark_and_one_inside_itself_is_hidden_whole() -> None:
    told = "The personal rota: nanana."
    found = changed(summary(SECOND), "mobilisation", bid=WINNER, reason=told, quotes=())
    named = [replace(passage(), text=text, kind=RedactionKind.PERSONAL) for text in ("personal", "rota", "nana")]
    mark = MARKS[RedactionKind.PERSONAL]
    hidden = redacted(found, named)
    reasons = {one.reason for bidder in hidden.bidders for one in bidder.scores if one.criterion == "mobilisation"}
    assert f"The {mark} {mark}: {mark}." in reasons
    assert failing(hidden) == []
