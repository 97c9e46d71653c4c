"""An award summary leads with the amounts that were promised, and says in plain words how ranks were decided."""

from dataclasses import replace
from decimal import Decimal

from app.documents.award_view import AwardView
from app.documents.content import AwardSummary, Criterion, Number, Promise
from app.documents.html import to_html
from tests.documents.page import read


def promise(measure: str, quantity: str | None, points: str | None, unit: str | None = None) -> Promise:
    return Promise(
        measure=measure,
        quantity=None if quantity is None else Decimal(quantity),
        unit=unit,
        by_when="by 31 August 2029",
        criterion=None,
        points=None if points is None else Number(exact=points, shown=points),
    )


PROMISES = (
    promise("Deliver the statement", None, "12"),
    promise("Local spend", "1450000.0000", "4158/853", "GBP excluding VAT"),
    promise("Breakfasts", "12", "6", "events"),
    promise("Open days", "3", None, "days"),
)


def test_quantities_come_before_words_and_the_most_points_first(award: AwardSummary) -> None:
    view = AwardView(replace(award, promises=PROMISES))

    assert [each.measure for each in view.promises] == [
        "Breakfasts",
        "Local spend",
        "Open days",
        "Deliver the statement",
    ]


def test_page_one_lists_amounts_and_counts_the_rest(award: AwardSummary) -> None:
    text = read(to_html(replace(award, promises=PROMISES))).text

    assert (
        "What was promised 12 events: Breakfasts £1,450,000 excluding VAT: Local spend 3 days: Open days "
        "1 promise in words: section 5. All by 31 August 2029."
    ) in text


def test_page_one_keeps_to_six_amounts(award: AwardSummary) -> None:
    many = tuple(promise(f"Pledge {place}", "5", "1", "hours") for place in range(8))
    text = read(to_html(replace(award, promises=many))).text

    assert "5 hours: Pledge 5 2 more in numbers: section 5. All by 31 August 2029." in text
    assert (
        "2 more in numbers, 1 promise in words: section 5."
        in read(to_html(replace(award, promises=(*many, promise("Words", None, None))))).text
    )


def test_promises_in_words_alone_are_counted(award: AwardSummary) -> None:
    text = read(to_html(replace(award, promises=PROMISES[:1]))).text

    assert "What was promised 1 promise in words: section 5. All by 31 August 2029." in text


def test_days_that_differ_stand_beside_each_promise(award: AwardSummary) -> None:
    text = read(to_html(award)).text

    assert "62% of spend: Contract spend with suppliers inside the area, each contract year" in text
    assert "By when" in text
    assert "By when" not in read(to_html(replace(award, promises=PROMISES))).text


def test_long_quantities_are_rounded_and_said_to_be(award: AwardSummary) -> None:
    note = "Quantities are shown to two decimal places; the attached file has them in full."
    third = promise("Spend", "120833.3333", "1", "GBP")

    assert "£120,833.33" in read(to_html(replace(award, promises=(third,)))).text
    assert note in read(to_html(replace(award, promises=(third,)))).text
    assert note not in read(to_html(award)).text


def test_what_decided_a_rank_is_said_without_jargon(award: AwardSummary) -> None:
    first = award.bidders[0]
    said = {
        "total": "total points",
        "criterion:carbon-saved": "tie-break: more points for Carbon saved on patrols",
        "price": "tie-break: lower price",
        "shared": "tie-break: rank is shared",
        None: "not stated",
    }
    view = AwardView(award)

    assert {by: view.decided(replace(first, decided_by=by)) for by in said} == said
    index = replace(
        award, method=replace(award.method, points_add_up=False, total_label="Price for each quality point")
    )
    assert AwardView(index).decided(first) == "price for each quality point"


def test_a_gate_is_said_once_with_its_reason(award: AwardSummary) -> None:
    view = AwardView(award)
    winner = view.ranked[0]
    gate = view.passed(winner)[0].criterion
    scores = tuple(
        replace(each, reason="The certificate was seen.") if each.criterion == gate.id else each
        for each in winner.scores
    )
    bidders = tuple(replace(each, scores=scores) if each.id == winner.id else each for each in award.bidders)
    changed = replace(award, bidders=bidders)

    assert gate.id not in [each.criterion.id for each in AwardView(changed).judged(AwardView(changed).ranked[0])]
    assert f"{gate.title}: passed. The certificate was seen." in read(to_html(changed)).text


def test_an_amount_with_a_minimum_is_scored_and_no_gate(award: AwardSummary) -> None:
    view = AwardView(award)
    winner = view.ranked[0]
    computed = view.computed(winner)[0].criterion
    criteria = tuple(_with_minimum(each, computed.id) for each in award.criteria)
    changed = AwardView(replace(award, criteria=criteria))

    assert computed.id in [each.criterion.id for each in changed.computed(winner)]
    assert computed.id not in [each.criterion.id for each in changed.passed(winner)]


def _with_minimum(criterion: Criterion, wanted: str) -> Criterion:
    children = tuple(_with_minimum(each, wanted) for each in criterion.criteria)
    gate = "At least 20% of the points is needed." if criterion.id == wanted else criterion.gate
    return replace(criterion, gate=gate, criteria=children)
