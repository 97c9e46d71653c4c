"""A performance report keeps numbers and words apart, names the right day, and says what it rounded."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from app.documents.content import (
    NO_DATA,
    NOT_APPLICABLE,
    AddsUp,
    Claim,
    Commitment,
    ContractPerformance,
    NextDue,
    PeriodRecord,
    Person,
    Rating,
    Span,
    Verdict,
    Verification,
    count_ratings,
    known,
)
from app.documents.html import to_html
from app.documents.performance_view import PerformanceView
from tests.documents.page import Node, read
from tests.documents.sample_delivery import CARBON, LIVING_WAGE, RECORDED

YEAR = Span(label="March 2027 to February 2028", starts_on=date(2027, 3, 1), ends_on=date(2028, 2, 29))
NEXT = Span(label="March 2028 to February 2029", starts_on=date(2028, 3, 1), ends_on=date(2029, 2, 28))
BY = Person(name="Dilys Pugh", role="Contract manager")
AT = datetime(2028, 3, 9, 10, 0, tzinfo=UTC)


def reported(verdict: Verdict | None, *, superseded: bool = False) -> Claim:
    decided = verdict and Verification(verdict=verdict, quantity=NOT_APPLICABLE, by=BY, at=AT, reason="Seen on site.")
    return Claim(
        reported_at=AT,
        claimed=NOT_APPLICABLE,
        words="Done as it says.",
        evidence=(),
        verification=decided or None,
        superseded=superseded,
    )


def in_words(place: int, *claims: Claim) -> Commitment:
    empty = dict.fromkeys(("target", "claimed", "proved", "target_to_date", "proved_to_date"), NOT_APPLICABLE)
    return replace(
        RECORDED,
        reference=f"C-2027-0007/{place}",
        measure=f"Deliver method statement {place}",
        unit="words only",
        rating=Rating.NOT_MEASURED,
        said="not counted: of 1 periods due, 1 reported and 1 verified",
        claimed=NOT_APPLICABLE,
        proved=NOT_APPLICABLE,
        unknown=NOT_APPLICABLE,
        rejected=NOT_APPLICABLE,
        next_due=NextDue(on=NEXT.ends_on, quantity=NOT_APPLICABLE),
        periods=(PeriodRecord(span=YEAR, claims=claims, **empty), PeriodRecord(span=NEXT, claims=(), **empty)),
    )


def report_of(performance: ContractPerformance, *commitments: Commitment) -> ContractPerformance:
    return replace(performance, commitments=commitments, counts=count_ratings(commitments), waivers=())


def table(root: Node, caption: str) -> list[list[str]]:
    [found] = [each for each in root.all("table") if next(each.all("caption")).text.startswith(caption)]
    return [[cell.text for cell in row.all("th", "td")] for row in next(found.all("tbody")).all("tr")]


@pytest.fixture
def mixed(performance: ContractPerformance) -> ContractPerformance:
    rejected = reported(Verdict.REJECTED, superseded=True)
    return report_of(
        performance,
        in_words(1, rejected, reported(Verdict.VERIFIED)),
        CARBON,
        in_words(2, reported(None)),
        in_words(3),
        LIVING_WAGE,
    )


def test_promises_in_words_have_a_table_of_their_own(mixed: ContractPerformance) -> None:
    root = read(to_html(mixed))

    assert table(root, "Promises in words") == [
        ["Deliver method statement 1", "1", "1", "1", "28 February 2029"],
        ["Deliver method statement 2", "1", "1", "0", "28 February 2029"],
        ["Deliver method statement 3", "1", "0", "0", "28 February 2029"],
    ]
    assert [row[0].split(" ")[0] for row in table(root, "Promised, due, claimed")] == ["Tailpipe", "Officers"]


def test_nothing_of_a_promise_in_words_is_said_to_be_not_applicable(mixed: ContractPerformance) -> None:
    text = read(to_html(mixed)).text.partition("“No data”, “not yet due”")[0]

    assert "not applicable" not in text
    assert "Deliver method statement 1, period by period" not in text
    assert "1 period is due so far: 1 reported, 1 verified." in text
    assert "Verified. Seen on site." in text
    assert "reported in words" in text


def test_promises_in_words_are_in_no_chart(mixed: ContractPerformance) -> None:
    [chart] = PerformanceView(mixed).charts

    assert "method statement" not in chart
    assert "Tailpipe emissions" in chart


def test_drawings_share_their_bars_evenly_and_leave_out_what_was_only_recorded(
    performance: ContractPerformance,
) -> None:
    many = tuple(replace(CARBON, reference=f"C/{place}", measure=f"Pledge {place}") for place in range(7))
    charts = PerformanceView(report_of(performance, *many, RECORDED)).charts

    assert [sum(chart.count(f">Pledge {place}</text>") for place in range(7)) for chart in charts] == [3, 4]
    assert not any("Visits by pupils" in chart for chart in charts)
    assert PerformanceView(report_of(performance, RECORDED)).charts == ()


def test_what_is_counted_comes_before_what_is_in_words(mixed: ContractPerformance) -> None:
    headings = [node.text for node in read(to_html(mixed)).all("h3")]
    places = [next(i for i, said in enumerate(headings) if said.startswith(name)) for name in ("Officers", "Deliver")]

    assert places == sorted(places)


def test_page_one_names_what_is_counted_and_counts_what_is_in_words(mixed: ContractPerformance) -> None:
    root = read(to_html(mixed))

    assert "Commitments 5 " in root.text
    assert "Not measured: 3 promises in words, section 2" in root.text
    assert "Good: Officers paid at least the real Living Wage" in root.text
    assert "No commitment is in any other state: approaching target, requires improvement, other, unknown" in root.text
    assert "28 February 2029: reports on 3 promises in words" in root.text


def test_a_record_with_numbers_stays_among_the_numbers(performance: ContractPerformance) -> None:
    counted = replace(RECORDED, rating=Rating.NOT_MEASURED)
    view = PerformanceView(report_of(performance, counted))

    assert view.measured == (counted,)
    assert view.in_words == ()


def test_a_single_promise_in_words_is_named_among_what_is_due_next(performance: ContractPerformance) -> None:
    [line] = PerformanceView(report_of(performance, in_words(7))).next_due

    assert line.said == "Deliver method statement 7, to be reported in words"


def test_rounded_quantities_are_rounded_everywhere_and_said_to_be(performance: ContractPerformance) -> None:
    thirds = replace(
        CARBON,
        due=known("19.3336"),
        proved=known("19.33"),
        said="promised 46.5, due 19.3336, claimed 10.4, proved 19.33 (99.98% of what is due): approaching_target",
        percent_of_due=known("99.9813795671"),
        periods=tuple(replace(each, target=known("4.8334")) for each in CARBON.periods),
    )
    text = read(to_html(report_of(performance, thirds))).text

    assert "Promised 46.5, due 19.33, claimed 10.4, proved 19.33 (99.98% of what is due): approaching_target." in text
    assert "Exactly due 19.3336" in text
    assert text.count("19.3336") == 1
    assert "99.98% of due" in text
    assert "4.83" in text
    assert "4.8334" not in text
    assert "Quantities are shown to two decimal places; the attached file has them in full." in text
    assert "period by period, in tCO2e, to two decimal places" in text


def test_a_report_without_long_decimals_speaks_of_no_rounding(performance: ContractPerformance) -> None:
    assert "two decimal places" not in read(to_html(performance)).text


def test_the_period_is_said_once_where_the_report_ends_with_it(performance: ContractPerformance) -> None:
    until = replace(
        performance, period=replace(performance.period, label="Contract to date", ends_on=date(2028, 3, 20))
    )
    [facts] = [each for each in read(to_html(until)).all("dl") if "across" in each.attributes["class"]]

    assert [each.text for each in facts.all("dt")] == ["Supplier", "Contract", "Contract to date"]
    assert facts.text.count("20 March 2028") == 1
    apart = next(each for each in read(to_html(performance)).all("dl") if "across" in each.attributes["class"])
    assert [each.text for each in apart.all("dt")][-1] == "As at"


def test_the_days_of_a_period_are_not_said_twice(performance: ContractPerformance) -> None:
    named = replace(CARBON.periods[0], span=replace(CARBON.periods[0].span, label="March to May 2027"))
    changed = replace(CARBON, periods=(named, *CARBON.periods[1:]))
    rows = table(
        read(to_html(report_of(performance, changed))), "Tailpipe emissions avoided on patrols, against diesel"
    )

    assert rows[0][0] == "March to May 2027"
    assert rows[1][0] == "Quarter 2 1 June 2027 to 31 August 2027"


def test_bands_that_are_the_same_for_all_are_said_once(performance: ContractPerformance) -> None:
    assert [said for said, _ in PerformanceView(performance).bands] == ["All 5 rated commitments"]
    assert CARBON.bands is not None
    other = replace(CARBON, bands=replace(CARBON.bands, fixed_on=date(2027, 3, 1)))
    assert [said for said, _ in PerformanceView(report_of(performance, other, LIVING_WAGE)).bands] == [
        CARBON.measure,
        LIVING_WAGE.measure,
    ]


def test_a_period_that_came_after_the_contract_was_ended_is_not_due(performance: ContractPerformance) -> None:
    ended = replace(performance.period, ends_on=date(2028, 2, 28))
    [line] = PerformanceView(replace(report_of(performance, in_words(1)), period=ended)).in_words

    assert (line.due, line.reported, line.verified) == (0, 0, 0)


def test_a_rating_without_enough_verified_says_so_and_claims_no_share(performance: ContractPerformance) -> None:
    unknown = replace(CARBON, rating=Rating.UNKNOWN, percent_of_due=NO_DATA, adds_up=AddsUp.SUM)
    [row] = table(read(to_html(report_of(performance, unknown))), "Promised, due, claimed")

    assert row[-1] == "Unknown: not enough is verified"
