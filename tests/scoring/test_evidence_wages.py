"""Who is paid the Real Living Wage, by the rates of each day; and nobody's pay can be read off the answer."""

from datetime import date
from fractions import Fraction
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import Findings
from scoring.evidence.assessment import Assessment
from scoring.evidence.engines import File
from scoring.evidence.reassess import reassess
from scoring.evidence.reference_tables import Table, table
from scoring.evidence.small_numbers import hidden
from scoring.evidence.spans import Span
from scoring.evidence.wage_lines import Licence, of_licence
from scoring.evidence.wage_rates import verdict
from tests.scoring.evidence_rows import assessed, attempted, codes, references, sheet

HEAD = "role,region,hourly_rate,hours,headcount,age_group,contract_type,from,to,hours_per_day,weeks,reference"
JUNE = {"period": {"from": "2026-06-01", "to": "2026-06-30"}}


LINE = {
    "role": "cleaner",
    "region": "UK",
    "rate": "13.45",
    "hours": "100",
    "people": "10",
    "age": "21 and over",
    "contract": "employee",
    "days": "2026-06-01,2026-06-30",
    "more": ",,",
}


def line(role: str = "cleaner", **changed: str) -> str:
    return ",".join((LINE | {"role": role} | changed).values())


def wages(*lines: str, **stated: object) -> Assessment:
    return assessed("living-wage", "\n".join([HEAD, *lines]), JUNE | stated)


def value(found: Assessment, name: str) -> Fraction | None:
    return found.quantities[name].value


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


def test_a_payroll_with_one_person_shows_no_hours_no_pay_and_no_shortfall() -> None:
    found = wages(line(rate="12.71", hours="137", people="1"))
    assert found.proved("living-wage-workers") == 0
    assert {name for name, each in found.quantities.items() if each.value is None} == {
        "shortfall",
        "hours_at_or_above",
        "hours_counted",
        "uplift_days",
    }
    told = str({**found.to_mapping(), "sources": []})
    assert "137" not in told
    assert "12.71" not in told
    assert "101.38" not in told


def test_one_person_in_many_weekly_lines_is_still_one_person() -> None:
    weeks = [f"2026-06-{day:02},2026-06-{day + 4:02}" for day in (1, 6, 11, 16, 21, 26)]
    found = wages(*(line(rate="12.00", hours="20", people="1", days=days) for days in weeks))
    assert value(found, "shortfall") is value(found, "legal_shortfall") is value(found, "hours_counted") is None


def test_one_small_band_takes_the_next_smallest_with_it_so_that_nothing_can_be_subtracted() -> None:
    found = wages(
        line(people="20", rate="13.00", hours="3000"),
        line("cook", people="1", rate="13.00"),
        line("guard", people="40"),
    )
    shown = {row["role"]: (row["below"], row["shortfall"]) for row in found.tables["bands"]}
    assert shown == {"cleaner": (None, None), "cook": (None, None), "guard": (0, "0")}
    assert value(found, "shortfall") == Fraction("0.45") * 3100


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 30), max_size=6), st.integers(2, 8))
@settings(max_examples=60, deadline=None)
def test_what_is_hidden_cannot_be_worked_out_from_the_total(people: dict[str, int], smallest: int) -> None:
    found, total = hidden(people, smallest)
    assert all(key in found for key, count in people.items() if 0 < count < smallest)
    if found and not total:
        assert len(found) > 1
        assert sum(people[key] for key in found) >= smallest


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


def test_nobody_may_set_the_smallest_group_so_low_that_two_people_show() -> None:
    found = attempted("living-wage", f"{HEAD}\n{line()}", JUNE | {"smallest_group": "2"})
    assert isinstance(found, Findings)
    assert found.codes == ("number.too_small",)


def next_year() -> dict[str, Any]:
    older = references()["real-living-wage"]
    rows = [row if "to" in row else {**row, "to": "2026-10-20"} for row in older["rows"]]
    for series, value in (("uk", "14.00"), ("london", "15.30")):
        new = {"series": series, "from": "2026-10-21", "pay_by_on": "2027-05-01", "value": value, "source": "invented"}
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


def test_no_finding_repeats_what_a_cell_of_pay_says() -> None:
    found = wages(line(), line("guard", rate="£19.37 an hour", hours="-41.5"))
    assert {"number.malformed", "number.too_small"} <= set(codes(found))
    told = str({**found.to_mapping(), "sources": []})
    assert "19.37" not in told
    assert "41.5" not in told


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
