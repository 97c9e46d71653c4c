"""A letter, a statement or a portfolio report that lies about what it lists is found out from its file alone."""

from typing import Any

import pytest

from tests.documents_service.changing import at, failures

Content = dict[str, Any]


def put(content: Content, place: str, value: object) -> Content:
    """Return the content with another value at a place such as lines.0.counts.met."""
    *path, last = (int(step) if step.isdigit() else step for step in place.split("."))
    at(content, tuple(path))[last] = value
    return content


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        ("standstill.last_day", "2026-02-18", "The last day of the standstill"),
        ("standstill.ends_at", "2026-02-19T00:00:00Z", "The end of the standstill"),
        ("standstill.notice_on", "2026-02-05", "The first day of the standstill"),
        ("standstill.days.0", "2026-02-07", "do not follow on each other"),
        ("extended.decision_on", "2026-02-09", "The first day of what follows the review"),
        ("ends_at", "2026-02-20T00:00:00Z", "Standstill is said to be over"),
        ("stage", "over", "Standstill is said to be over on"),
        ("hearing.until", "2026-02-20T00:00:00Z", "Representations are said to end"),
        ("recipient.total", {"exact": "99", "shown": "99.00"}, "their totals say otherwise"),
        ("recipient.rank", 7, "ranked 7, and 3 bids"),
        ("voided_at", "2026-02-08T09:01:00Z", "an award is void from a moment on"),
    ],
)
def test_a_letter_that_lies_about_its_days_or_places_is_found(
    letter: Content, place: str, value: object, said: str
) -> None:
    assert any(said in one for one in failures(put(letter, place, value)))


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        ("contracts.0.commitments.0.proved.value", "31", "proved is stated as 31"),
        ("contracts.0.commitments.1.periods.1.proved.value", "9", "Promise C-2026-0001/1"),
        ("contracts.0.commitments.3.rating", "good", "it is rated good"),
        ("contracts.0.commitments.4.periods.0.status", "verified", "Quarter 1"),
        ("contracts.0.commitments.0.periods.0.decided_on", None, "the day of the decision says otherwise"),
        ("contracts.0.commitments.0.said", "All is well", "it is said that"),
        ("contracts.0.waived", 3, "The summary does not say"),
    ],
)
def test_a_statement_that_lies_about_a_figure_is_found(
    statement: Content, place: str, value: object, said: str
) -> None:
    assert any(said in one for one in failures(put(statement, place, value)))


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        ("lines.0.quantities.proved.value", "7000", "Local spend, proved"),
        ("rows.2.quantities.due.value", "1", "its rows come to"),
        ("lines.0.percent_of_due", {"exact": "50", "shown": "50.00"}, "50.00% is said to be proved"),
        ("lines.1.counts.met", 5, "The counts of Share of spend"),
        ("counts.5.commitments", 1, "The counts by rating"),
        ("contracts.0.awaiting", 4, "The summary does not say"),
        ("rows.0.contract", "C-2026-9999", "which is not listed"),
        ("calibration.0.whole.proved", {"exact": "9", "shown": "9.00"}, "promises beside delivery"),
    ],
)
def test_a_report_on_a_portfolio_that_does_not_add_up_is_found(
    of_authority: Content, place: str, value: object, said: str
) -> None:
    assert any(said in one for one in failures(put(of_authority, place, value)))


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        ("shared.0.members", 2, "over fewer than 3 members"),
        ("shared.0.suppliers", 1, "over fewer than 3 suppliers"),
        ("shared.2.members", 3, "it is said over how many"),
        ("shared.1.quantity", "1", "its parts come to more"),
        ("summary.0", "9 members.", "The summary does not say"),
    ],
)
def test_a_report_on_a_network_that_shows_too_much_is_found(
    of_network: Content, place: str, value: object, said: str
) -> None:
    assert any(said in one for one in failures(put(of_network, place, value)))


def test_what_was_issued_holds(letter: Content, statement: Content, of_authority: Content, of_network: Content) -> None:
    assert [failures(each) for each in (letter, statement, of_authority, of_network)] == [[], [], [], []]
