"""Who is paid the Real Living Wage, by the rates of each day; and nobody's pay can be read off the answer."""

from datetime import date, datetime
from fractions import Fraction
from io import BytesIO
from itertools import permutations
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import Findings
from scoring.evidence import living_wage
from scoring.evidence.assessment import Assessment
from scoring.evidence.engines import File
from scoring.evidence.reassess import reassess
from scoring.evidence.reference_tables import Table, table
from scoring.evidence.sheets import Sheet, read
from scoring.evidence.spans import Span
from scoring.evidence.wage_lines import Licence, of_licence
from scoring.evidence.wage_rates import verdict
from tests.scoring.evidence_rows import assessed, attempted, codes, references, sheet
from tests.scoring.pay_lines import HEAD, JUNE, line, value, wages


def test_shares_of_workers_and_of_hours_are_proved_apart() -> None:
    found = wages(line(people="30", hours="4000"), line("guard", rate="12.60", people="10", hours="500"))
    assert found.proved("living-wage-workers") == 75
    assert found.proved("living-wage-hours") == Fraction(800, 9)
    assert value(found, "shortfall") == Fraction("0.85") * 500
    assert "£425.00" in found.quantities["shortfall"].said


def test_the_london_rate_is_due_in_london_and_the_uk_rate_elsewhere() -> None:
    assert wages(line(region="London", rate="13.45")).proved("living-wage-workers") == 0
    assert wages(line(region="outside London", rate="13.45")).proved("living-wage-workers") == 100


def test_between_announcement_and_pay_by_day_either_rate_is_accepted_and_it_is_said() -> None:
    april = {"period": {"from": "2026-04-01", "to": "2026-04-30"}}
    found = wages(line(rate="12.60", days="2026-04-01,2026-04-30"), **april)
    assert found.proved("living-wage-workers") == 100
    window = next(finding for finding in found.findings if finding.code == "living_wage.window")
    assert "either rate counts" in window.message
    assert "2026-05-01" in window.message
    assert "minimum_wage.below" in codes(found), "12.60 was accepted, but the legal minimum had risen to 12.71"


def test_a_rate_that_lapsed_on_the_pay_by_day_is_flagged() -> None:
    found = wages(line(rate="12.60", days="2026-05-01,2026-05-31"), period={"from": "2026-05-01", "to": "2026-05-31"})
    assert "living_wage.lapsed" in codes(found)
    assert found.proved("living-wage-workers") == 0


def test_a_line_across_the_pay_by_day_is_held_against_its_worst_day_and_asks_to_be_split() -> None:
    quarter = {"period": {"from": "2026-04-01", "to": "2026-06-30"}}
    found = wages(line(rate="12.60", days="2026-04-01,2026-06-30"), **quarter)
    assert found.proved("living-wage-workers") == 0
    assert "living_wage.changes" in codes(found)


def test_after_the_table_ends_no_rate_is_known_and_nothing_passes() -> None:
    found = wages(line(rate="20", days="2026-09-01,2026-09-30"), period={"from": "2026-09-01", "to": "2026-09-30"})
    assert found.proved("living-wage-workers") is None
    assert found.proved("living-wage-hours") is None
    assert any("no rate is known after 2026-08-31" in finding.message for finding in found.findings)


def test_before_the_table_begins_no_rate_is_known_either() -> None:
    found = wages(line(days="2014-06-01,2014-06-30"), period={"from": "2014-06-01", "to": "2014-06-30"})
    assert found.proved("living-wage-workers") is None
    assert any("before 2014-11-03" in finding.message for finding in found.findings)


@pytest.mark.parametrize("contract", ["apprentice", "intern", "volunteer"])
def test_apprentices_interns_and_volunteers_are_not_required(contract: str) -> None:
    found = wages(line(), line("helper", rate="8.00", contract=contract))
    assert found.proved("living-wage-workers") == 100
    assert ("minimum_wage.below" in codes(found)) == (contract == "intern")


def test_people_under_18_are_not_required_and_held_against_the_legal_minimum() -> None:
    found = wages(line(), line("helper", rate="7.99", age="16-17"))
    assert found.proved("living-wage-workers") == 100
    assert codes(found) == ["minimum_wage.below"]
    assert "£8.00" in found.findings[0].message


def test_an_age_group_too_wide_for_one_legal_minimum_is_asked_to_be_split() -> None:
    found = wages(line(rate="11.00", age="18 and over"))
    assert "minimum_wage.unclear" in codes(found)


def test_a_third_party_worker_counts_from_two_hours_a_day_for_eight_weeks() -> None:
    below = {"rate": "12.60", "contract": "third party"}
    assert wages(line(), line("guard", more="2,8,", **below)).proved("living-wage-workers") == 50
    assert wages(line(), line("guard", more="1.99,8,", **below)).proved("living-wage-workers") == 100
    assert wages(line(), line("guard", more="2,7,", **below)).proved("living-wage-workers") == 100


def test_a_third_party_worker_of_unknown_hours_is_not_known_to_be_paid_it() -> None:
    found = wages(line(), line("guard", contract="third party"))
    assert found.proved("living-wage-workers") == 50
    assert codes(found) == ["third_party.unknown"]


def test_the_third_party_test_is_a_setting() -> None:
    head = HEAD.replace("hours_per_day", "hours_per_week")
    rows = [line(), line("guard", rate="12.60", contract="third party", more="2,8,")]
    stated = JUNE | {"third_party_test": {"hours": "3", "per": "week", "weeks": "8"}}
    assert assessed("living-wage", "\n".join([head, *rows]), stated).proved("living-wage-workers") == 100


def test_the_share_of_workers_is_that_of_the_lowest_month() -> None:
    quarter = {"period": {"from": "2026-05-01", "to": "2026-06-30"}}
    rows = [line(days="2026-05-01,2026-05-31"), line(people="8"), line(people="2", rate="13.44")]
    found = wages(*rows, **quarter)
    assert found.proved("living-wage-workers") == 80
    assert "June 2026" in found.quantities["workers_share"].said


def test_a_month_without_a_line_leaves_the_lowest_month_unknown() -> None:
    found = wages(line(), period={"from": "2026-05-01", "to": "2026-06-30"})
    assert found.proved("living-wage-workers") is None
    assert codes(found) == ["living_wage.month_missing"]


def test_overtime_below_the_rate_takes_everybody_of_its_group_below() -> None:
    found = wages(line(), line(people="0", rate="13.00", hours="20"), line("guard"))
    assert found.proved("living-wage-workers") == 50
    assert found.proved("living-wage-hours") == Fraction(20000, 220)


def test_people_of_a_line_that_reaches_beyond_the_period_are_not_known_to_be_paid_the_rate() -> None:
    beyond = line("guard", rate="5.00", days="2026-06-01,2026-07-01")
    assert wages(line(), beyond).proved("living-wage-workers") == 50
    elsewhere = line("guard", rate="5.00", days="2026-07-01,2026-07-31")
    assert wages(line(), elsewhere).proved("living-wage-workers") == 100


@pytest.mark.parametrize("other", [{"role": "Cleaner"}, {"region": "London"}, {"contract": "agency"}])
def test_hours_below_the_rate_that_are_of_nobody_leave_the_share_unknown(other: dict[str, str]) -> None:
    """Under a label of their own they would otherwise take nobody below."""
    below = {"people": "0", "rate": "13.00", "hours": "20", "more": "8,9,"} | other
    found = wages(line(), line(**below))
    assert found.proved("living-wage-workers") is None
    assert "whose hours" in found.quantities["workers_share"].said
    assert [finding.place for finding in found.findings if finding.code == "hours.ownerless"] == [
        "lines.csv:3 column headcount"
    ]
    assert wages(line(), line(**below | {"rate": "20.00"})).proved("living-wage-workers") == 100


def test_two_fortnights_are_of_the_same_people_and_lines_of_the_same_days_are_not() -> None:
    first, second = "2026-06-01,2026-06-15", "2026-06-16,2026-06-30"
    found = wages(line(days=first), line(days=second), line("guard", people="5", rate="13.00"), line(more=",,night"))
    assert value(found, "workers_counted") == 25
    assert value(found, "workers_at_or_above") == 20


def test_whoever_is_below_in_one_fortnight_is_below_in_the_month() -> None:
    found = wages(line(days="2026-06-01,2026-06-15", rate="13.00"), line(days="2026-06-16,2026-06-30"))
    assert found.proved("living-wage-workers") == 0
    assert value(found, "workers_counted") == 10
    assert found.proved("living-wage-hours") == 50


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"region": "Leeds"}, "choice.unknown"),
        ({"hours": "-1"}, "number.too_small"),
        ({"people": "1.5"}, "number.not_whole"),
        ({"rate": "a lot"}, "number.malformed"),
        ({"age": "adult"}, "age_group.unknown"),
        ({"age": "16-24"}, "age_group.mixed"),
        ({"contract": "friend"}, "choice.unknown"),
        ({"days": "2026-06-31,2026-06-30"}, "date.malformed"),
        ({"days": "2026-06-30,2026-06-01"}, "line.dates_order"),
        ({"days": "2026-06-01,2026-07-01"}, "line.outside_period"),
        ({"people": "0", "hours": "0"}, "line.empty"),
    ],
)
def test_a_wrong_line_is_a_finding_with_its_place_and_proves_nothing(changed: dict[str, str], code: str) -> None:
    found = wages(line(), line("guard", **changed))
    assert code in codes(found)
    assert all(finding.place.startswith("lines.csv:3") for finding in found.findings)
    assert (found.proved("living-wage-workers") or 0) <= 100
    assert "rejected" in {each.part for each in found.lines}


def test_a_line_whose_people_cannot_be_counted_leaves_the_share_unknown() -> None:
    assert wages(line(), line("guard", people="some")).proved("living-wage-workers") is None


def test_a_workbook_says_the_same_as_text_with_the_place_of_each_cell() -> None:
    made = BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        pay, day = book.add_worksheet("Pay"), book.add_format({"num_format": "dd/mm/yyyy"})
        pay.write_row(0, 0, HEAD.split(",")[:9])
        for number, (rate, region) in enumerate([(13.45, "UK"), (12.8, "UK"), (14.8, "Leeds")], start=1):
            pay.write_row(number, 0, ["cleaner", region, rate, 100.5, 10, "21 and over", "employee"])
            pay.write_datetime(number, 7, datetime(2026, 6, 1), day)  # noqa: DTZ001 - a cell knows no zone
            pay.write(number, 8, "30 June 2026")
    held = read("pay.xlsx", made.getvalue(), living_wage.COLUMNS)
    assert isinstance(held, Sheet)
    found = living_wage.assess([held], JUNE, references())
    assert isinstance(found, Assessment)
    assert [finding.place for finding in found.findings] == ["Pay!B4", "Pay!C3"]
    assert value(found, "shortfall") == Fraction("0.65") * Fraction("100.5")


def test_dates_as_text_are_read_day_first() -> None:
    assert wages(line(days="1 June 2026,30/06/2026")).proved("living-wage-workers") == 100


def test_a_licence_is_evidence_of_another_kind_that_expires() -> None:
    row = sheet("living-wage", "licence,expires_on\nLWF-1,2026-07-30").rows[0]
    licence = Licence(row, "LWF-1", date(2026, 7, 30))
    days = [date(2026, 4, 30), date(2026, 5, 1), date(2026, 7, 30), date(2026, 7, 31)]
    assert [of_licence(licence, day, 90)[0] for day in days] == ["valid", "expires_soon", "expires_soon", "lapsed"]
    found = assessed("living-wage", "licence,expires_on\nLWF-1,2026-05-30\nLWF-2,2027-06-30\nLWF-3,", JUNE)
    assert [each["status"] for each in found.tables["accreditation"]] == ["lapsed", "valid", "unknown"]
    assert value(found, "licence_days_left") == 365
    assert found.quantities["licence_days_left"].said == "The accreditation licence LWF-2 is valid to 2027-06-30."
    assert found.proved("living-wage-workers") is None


def test_the_year_at_the_rate_is_shown_beside_it() -> None:
    found = wages(line())
    assert {row["a_year"] for row in found.tables["rates"]} == {"26227.50"}
    assert value(found, "year_at_uk_rate") == Fraction("26227.5")


def rates() -> Table:
    found = table(references(), "real-living-wage")
    assert isinstance(found, Table)
    return found


def test_a_rate_whose_pay_by_day_no_source_gives_is_unknown_until_the_next_is_announced() -> None:
    december = Span(date(2016, 12, 1), date(2016, 12, 31))
    assert [verdict(rates(), "uk", Fraction(paid), december).part for paid in ("8.45", "8.25", "8.24")] == [
        "at_or_above",
        "unknown",
        "below",
    ]


SPRING = {"period": {"from": "2026-04-01", "to": "2026-06-30"}}


@pytest.mark.parametrize(
    ("lines", "days", "said"),
    [
        ([("12.60", "04-01", "04-30"), ("13.45", "05-01", "06-30")], 191, "after 191 days"),
        ([("13.45", "04-01", "06-30")], 161, "at most 161 days"),
        ([("12.60", "04-01", "06-30")], None, "do not show everybody"),
        ([("13.45", "04-01", "05-31")], None, "do not show everybody"),
    ],
)
def test_the_days_from_announcement_to_pay(lines: list[tuple[str, str, str]], days: int | None, said: str) -> None:
    found = wages(*(line(rate=rate, days=f"2026-{first},2026-{last}") for rate, first, last in lines), **SPRING)
    assert found.proved("living-wage-uplift-days") == days
    assert said in found.quantities["uplift_days"].said


def next_year() -> dict[str, Any]:
    older = references()["real-living-wage"]
    rows = [row if "to" in row else {**row, "to": "2026-10-20"} for row in older["rows"]]
    for series, rate in (("uk", "14.00"), ("london", "15.30")):
        new = {"series": series, "from": "2026-10-21", "pay_by_on": "2027-05-01", "value": rate, "source": "invented"}
        rows.append(new)
    return {**older, "id": "real-living-wage-2027", "rows": rows, "complete_to": "2027-08-31"}


def test_next_years_rate_comes_in_a_table_of_its_own_and_becomes_the_measure() -> None:
    newer = {"real-living-wage-2027": next_year()}
    parts = {}
    for month, last in (("2026-09", 30), ("2027-04", 30), ("2027-05", 31)):
        days = f"{month}-01,{month}-{last}"
        stated = {"period": {"from": f"{month}-01", "to": f"{month}-{last}"}}
        found = attempted("living-wage", f"{HEAD}\n{line(days=days)}", stated, **newer)
        assert isinstance(found, Assessment)
        assert found.references[0].id == "real-living-wage-2027"
        parts[month] = (found.proved("living-wage-workers"), [c for c in codes(found) if c.startswith("living_wage")])
    assert parts == {
        "2026-09": (Fraction(100), []),
        "2027-04": (Fraction(100), ["living_wage.window"]),
        "2027-05": (Fraction(0), ["living_wage.lapsed"]),
    }


def test_what_was_assessed_by_an_older_table_is_recomputed_by_it() -> None:
    content = f"{HEAD}\n{line(rate='12.60')}".encode()
    document = wages(line(rate="12.60")).to_mapping()
    both = references() | {"real-living-wage-2027": next_year()}
    assert reassess(document, [File("lines.csv", content)], both).holds


def test_a_missing_table_and_a_wrong_setting_are_refused_together() -> None:
    found = attempted(
        "living-wage", HEAD + "\n" + line(), {"period": {"from": "2026-06-30"}}, **{"real-living-wage": None}
    )
    assert isinstance(found, Findings)
    assert found.codes == ("key.missing", "reference.missing")


def test_nothing_to_assess_is_refused() -> None:
    found = attempted("living-wage", HEAD, JUNE)
    assert isinstance(found, Findings)
    assert found.codes == ("evidence.empty",)


ROWS = [line(), line("guard", rate="12.60"), line("cook", people="3", hours="7.5"), line("aide", region="London")]


def test_the_order_of_lines_does_not_matter_and_a_repeated_line_changes_nothing() -> None:
    whole = wages(*ROWS)
    for order in list(permutations(ROWS))[::7]:
        assert {name: each.value for name, each in wages(*order, order[0]).quantities.items()} == {
            name: each.value for name, each in whole.quantities.items()
        }
    assert codes(wages(*ROWS, ROWS[0])).count("line.repeated") == 1


@given(st.integers(1, 9), st.integers(1, 99))
@settings(max_examples=10, deadline=None)
def test_splitting_a_line_and_adding_its_parts_gives_the_whole(people: int, hours: int) -> None:
    parts = [
        line(people=str(people), hours=str(hours), rate="13.00", more=",,a"),
        line(people=str(10 - people), hours=str(100 - hours), rate="13.00", more=",,b"),
    ]
    split, whole = wages(line("guard"), *parts), wages(line("guard"), line(rate="13.00"))
    assert {name: each.value for name, each in split.quantities.items()} == {
        name: each.value for name, each in whole.quantities.items()
    }
