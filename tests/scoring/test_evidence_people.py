"""Work, training and time given to people, each counted once: by days, by shares, by persons who have no names here."""

from datetime import date
from fractions import Fraction
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import Findings
from scoring.evidence.assessment import Assessment
from scoring.evidence.people_time import years
from scoring.evidence.person_tokens import pseudonym, why_not_a_token
from scoring.evidence.spans import Span
from tests.scoring.evidence_rows import assessed, attempted, codes

HEAD = (
    "measure,person,started_on,from,to,hours_per_week,share_percent,contract,hours,attendees,presenters,met,reference"
)
CONTRACT = {
    "period": {"from": "2025-04-01", "to": "2027-03-31"},
    "contract_starts_on": "2025-04-01",
    "contract": "C-1",
    "full_time_hours": "37",
}
PERSON = {
    "measure": "local-employment",
    "person": "P-1",
    "start": "2025-04-01",
    "days": "2025-04-01,2027-03-31",
    "hours": "37",
    "share": "",
    "contract": "",
    "rest": ",,,,",
}
SESSION = {
    "measure": "school-college-hours",
    "who": ",",
    "days": "2025-05-01,",
    "time": ",,",
    "hours": "2",
    "attendees": "8",
    "presenters": "",
    "rest": ",",
}


def person(name: str = "P-1", **changed: str) -> str:
    return ",".join((PERSON | {"person": name} | changed).values())


def session(**changed: str) -> str:
    return ",".join((SESSION | changed).values())


def people(*lines: str, **stated: Any) -> Assessment:
    return assessed("people", "\n".join([HEAD, *lines]), CONTRACT | stated)


def test_we9_ten_full_time_and_five_half_time_people_for_two_years_are_25_fte_years() -> None:
    full = [person(f"F-{number}") for number in range(10)]
    half = [person(f"H-{number}", hours="18.5") for number in range(5)]
    found = people(*full, *half)
    assert found.proved("local-employment") == 25
    assert "25.00 FTE-years of 15 people" in found.quantities["local-employment"].said


@pytest.mark.parametrize("presenters", ["", "1", "5"])
def test_we10_a_two_hour_session_for_eight_is_sixteen_hours_whoever_presents_it(presenters: str) -> None:
    assert people(session(presenters=presenters)).proved("school-college-hours") == 16


def test_a_contract_year_is_exactly_one_year_leap_or_not_and_its_quarters_add_up_to_it() -> None:
    start = date(2027, 4, 1)
    assert years(start, Span(date(2027, 4, 1), date(2028, 3, 31))) == 1
    quarters = [(4, 1, 6, 30), (7, 1, 9, 30), (10, 1, 12, 31)]
    parts = [years(start, Span(date(2027, a, b), date(2027, c, d))) for a, b, c, d in quarters]
    assert sum(parts, years(start, Span(date(2028, 1, 1), date(2028, 3, 31)))) == 1
    assert parts[0] == Fraction(91, 366)


@given(st.integers(0, 728))
@settings(max_examples=15, deadline=None)
def test_splitting_a_stay_into_two_lines_changes_nothing(cut: int) -> None:
    middle = date.fromordinal(date(2025, 4, 1).toordinal() + cut)
    after = date.fromordinal(middle.toordinal() + 1)
    split = [person(days=f"2025-04-01,{middle}"), person(days=f"{after},2027-03-31")]
    assert people(*split).proved("local-employment") == people(person()).proved("local-employment") == 2


def test_only_the_first_twelve_months_of_a_person_count_under_a_barrier() -> None:
    found = people(person(measure="carers-employed", start="2025-06-15", days="2025-06-15,2027-03-31"))
    assert found.proved("carers-employed") == 1
    assert codes(found) == ["person.after_first_year"]
    assert "2026-06-14" in found.findings[0].message


def test_the_first_twelve_months_are_one_fte_year_whatever_contract_years_and_leap_years_they_meet() -> None:
    stated = CONTRACT | {"period": {"from": "2027-04-01", "to": "2029-03-31"}, "contract_starts_on": "2027-04-01"}
    line = person(measure="carers-employed", start="2027-07-01", days="2027-07-01,2028-06-30")
    assert assessed("people", f"{HEAD}\n{line}", stated).proved("carers-employed") == 1


def test_somebody_who_was_there_before_the_contract_is_no_recruit_but_has_a_local_job() -> None:
    found = people(person(measure="carers-employed", start="2025-03-31"), person(start="2025-03-31"))
    assert (found.proved("carers-employed"), codes(found)) == (None, ["person.recruited_before"])
    assert found.proved("local-employment") == 2


def test_local_employment_and_one_barrier_both_count() -> None:
    found = people(person(), person(measure="returners-employed"))
    assert found.proved("local-employment") == 2
    assert found.proved("returners-employed") == 1


def test_two_barriers_for_one_person_are_refused_and_neither_is_chosen() -> None:
    found = people(
        person(measure="carers-employed"),
        person(measure="returners-employed", days="2026-01-01,2026-03-31"),
        person("P-2"),
    )
    assert codes(found) == ["person.two_of_a_group", "person.two_of_a_group"]
    assert "carers-employed and returners-employed" in found.findings[0].message
    assert (found.proved("carers-employed"), found.proved("local-employment")) == (None, Fraction(2))


def test_two_posts_at_once_make_one_full_time_at_most() -> None:
    half = person(hours="18.5")
    other = person(hours="18.5", days="2025-04-01,2026-03-31")
    found = people(half, other)
    assert found.proved("local-employment") == Fraction(3, 2)
    assert codes(found) == []
    more = people(person(hours="30"), person(hours="20"))
    assert (more.proved("local-employment"), codes(more)) == (Fraction(2), ["person.over_full_time"])


def test_overtime_makes_nobody_more_than_one() -> None:
    assert people(person(hours="60")).proved("local-employment") == 2


def test_shares_of_one_person_over_contracts_cannot_exceed_all_of_the_time() -> None:
    mine, other = person(share="60"), person(share="50", contract="C-2", days="2026-10-01,2026-10-31")
    found = people(mine, other)
    assert found.proved("local-employment") is None
    assert codes(found) == ["person.over_attributed", "person.over_attributed"]
    assert "110.00%" in found.findings[0].message
    fair = people(mine, person(share="40", contract="C-2"))
    assert (fair.proved("local-employment"), codes(fair)) == (Fraction(6, 5), [])


def test_a_share_counts_once_for_a_contract_under_however_many_measures() -> None:
    found = people(
        person(share="60"), person(measure="carers-employed", share="60"), person(share="40", contract="C-2")
    )
    assert codes(found) == ["person.after_first_year"]
    assert found.proved("carers-employed") == Fraction(3, 5)


def test_weeks_of_apprenticeship_are_days_over_seven_times_the_share_and_52_in_a_year_at_most() -> None:
    weeks = {"measure": "apprenticeship-weeks", "hours": ""}
    assert people(person(days="2025-04-01,2025-04-28", **weeks)).proved("apprenticeship-weeks") == 4
    assert people(person(days="2025-04-01,2025-04-10", **weeks)).proved("apprenticeship-weeks") == Fraction(10, 7)
    shared = people(person(days="2025-04-01,2025-04-28", share="25", **weeks))
    assert shared.proved("apprenticeship-weeks") == 1
    assert people(person(**weeks)).proved("apprenticeship-weeks") == 104


def test_a_learner_is_an_apprentice_or_a_learner_never_both() -> None:
    weeks = {"days": "2025-04-01,2025-04-28", "hours": ""}
    found = people(person(measure="apprenticeship-weeks", **weeks), person(measure="qualification-weeks", **weeks))
    assert found.proves == {}


def test_work_experience_is_capped_for_each_person() -> None:
    line = person(measure="work-experience-weeks", days="2025-04-01,2025-12-31", hours="")
    assert (
        people(line, person("P-2", **{**PERSON, "person": "P-2", "measure": "work-experience-weeks"})).proved(
            "work-experience-weeks"
        )
        == 24
    )


def test_a_session_counts_no_more_for_one_attendee_than_the_cap() -> None:
    found = people(session(measure="supply-chain-support", hours="20", attendees="3"))
    assert (found.proved("supply-chain-support"), codes(found)) == (Fraction(48), ["session.capped"])


def test_a_percentage_is_a_part_of_a_whole_and_what_is_not_known_is_not_in_the_part() -> None:
    retention = {"measure": "job-retention", "hours": ""}
    yes, no, silent = ({**retention, "rest": f",,,{met},"} for met in ("yes", "no", ""))
    found = people(person("P-1", **yes), person("P-2", **yes), person("P-3", **no), person("P-4", **silent))
    assert found.proved("job-retention") == 50
    assert [found.quantities[f"job-retention.{name}"].value for name in ("part", "whole")] == [2, 4]
    assert codes(found) == ["person.not_known"]


def test_a_measure_for_the_record_is_counted_and_proves_nothing() -> None:
    rows = [person("P-1", measure="local-workforce-share", rest=",,,yes,")]
    rows += [person("P-2", measure="local-workforce-share", hours="18.5", rest=",,,no,")]
    found = people(*rows)
    assert found.quantities["local-workforce-share"].value == Fraction(200, 3)
    assert "recorded; earns nothing" in found.quantities["local-workforce-share"].said
    assert found.proves == {}


def test_places_completed_are_whole_people_each_once() -> None:
    place = {"measure": "pathway-places", "hours": "", "days": "2025-05-01,2025-06-01"}
    found = people(
        person("P-1", **place), person("P-2", **place), person("P-1", **{**place, "days": "2025-07-01,2025-07-02"})
    )
    assert found.proved("pathway-places") == 2


@pytest.mark.parametrize("token", ["Ann Lee", "ann@example.org", "AB123456C", "943-476-5919", "1990-01-31", "Anna"])
def test_a_name_or_an_official_number_is_refused_and_never_repeated(token: str) -> None:
    found = people(person(token), person("P-2"))
    assert codes(found) == ["person.not_a_token"]
    assert token not in str({**found.to_mapping(), "sources": []})
    assert found.proved("local-employment") == 2


def test_a_reference_is_the_same_person_whatever_its_case_and_its_pseudonym_needs_the_key() -> None:
    assert people(person("p-1"), person("P-1")).proved("local-employment") == 2
    token = pseudonym(b"0" * 32, "P-0017")
    assert why_not_a_token(token) is None
    assert token != pseudonym(b"1" * 32, "P-0017")
    with pytest.raises(ValueError, match="32 bytes"):
        pseudonym(b"short", "P-0017")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (person(hours="-1"), "number.too_small"),
        (person(hours=""), "cell.missing"),
        (person(share="101"), "share.too_large"),
        (person(days="2025-03-31,2025-06-30"), "line.outside_period"),
        (person(days="2028-01-01,2028-06-30"), "line.outside_period"),
        (person(days="spring,2025-06-30"), "date.malformed"),
        (person(measure="carers-employed", start=""), "cell.missing"),
        (person(start="2025-05-01"), "person.not_started"),
        (person(measure="local-spend"), "measure.unknown"),
        (person(measure="happiness"), "measure.unknown"),
        (session(attendees="8.5"), "number.not_whole"),
        (session(attendees=""), "cell.missing"),
        (session(hours="25"), "session.too_long"),
        (session(days="2028-01-01,"), "line.outside_period"),
    ],
)
def test_a_wrong_line_proves_nothing_and_is_named(line: str, code: str) -> None:
    found = people(line, person("P-9"))
    assert codes(found) == [code]
    assert found.findings[0].place.startswith("lines.csv:2")
    assert {each.part for each in found.lines} == {"counted", "rejected"}
    assert found.proved("local-employment") == 2


def test_dates_as_text_are_read_day_first() -> None:
    assert people(person(start="1 April 2025", days="01/04/2025,31/03/2027")).proved("local-employment") == 2


def test_a_period_before_the_contract_and_a_missing_start_are_refused() -> None:
    text = f"{HEAD}\n{person()}"
    early = attempted("people", text, CONTRACT | {"contract_starts_on": "2025-05-01"})
    assert isinstance(early, Findings)
    assert early.codes == ("period.before_contract",)
    nothing = attempted("people", text, {"full_time_hours": "0", "colour": "red"}, measures=None)
    assert isinstance(nothing, Findings)
    assert nothing.codes == ("key.unknown", "key.missing", "key.missing", "number.too_small", "reference.missing")


def test_lines_that_name_contracts_need_to_know_which_is_this_one() -> None:
    stated = {key: value for key, value in CONTRACT.items() if key != "contract"}
    found = attempted("people", f"{HEAD}\n{person(contract='C-2')}", stated)
    assert isinstance(found, Findings)
    assert found.codes == ("contract.missing",)


def test_a_measure_that_a_contract_pins_stands_before_the_library() -> None:
    own = [
        {
            "id": "trainees",
            "title": "Trainees",
            "unit": "weeks",
            "adds_up": "sum",
            "cap": {"quantity": "2", "unit": "weeks"},
        }
    ]
    found = people(person(measure="trainees", hours="", days="2025-04-01,2025-04-28"), measures=own)
    assert found.proved("trainees") == 2


@pytest.mark.parametrize(
    "cap",
    [{"quantity": "many", "unit": "weeks"}, {"quantity": "500", "unit": "GBP"}, {"quantity": "6", "unit": "months"}],
)
def test_a_measure_with_a_cap_that_is_not_understood_is_not_counted(cap: dict[str, str]) -> None:
    own = [{"id": "trainees", "title": "Trainees", "unit": "weeks", "adds_up": "sum", "cap": cap}]
    found = people(person(measure="trainees", hours=""), person("P-2"), measures=own)
    assert codes(found) == ["measure.unknown"]


def test_more_lines_of_one_person_than_anybody_has_are_refused() -> None:
    lines = [person(days=f"2025-04-01,{date.fromordinal(date(2025, 4, 1).toordinal() + day)}") for day in range(101)]
    found = people(*lines, person("P-2"))
    assert set(codes(found)) == {"person.too_many_lines"}
    assert found.proved("local-employment") == 2


def test_a_name_in_the_wrong_column_is_not_repeated_either() -> None:
    found = people(person(days="Jo Smith,2025-06-30"), person("P-2"))
    assert codes(found) == ["date.malformed"]
    assert "Smith" not in str({**found.to_mapping(), "sources": []})


ROWS = [
    person(),
    person("P-2", hours="18.5"),
    person(measure="carers-employed"),
    session(),
    person("P-3", measure="apprenticeship-weeks", days="2025-04-01,2025-04-28", hours=""),
]


def test_the_order_of_lines_does_not_matter_and_a_repeated_line_changes_nothing() -> None:
    whole = {name: each.value for name, each in people(*ROWS).quantities.items()}
    for order in list(permutations(ROWS))[::23]:
        assert {name: each.value for name, each in people(*order, order[2]).quantities.items()} == whole


@pytest.mark.parametrize(("weeks", "found"), [(100, set()), (101, {"full_time.too_many"})])
def test_more_full_time_weeks_than_any_employer_has_are_refused(weeks: int, found: set[str]) -> None:
    """The exact sum of parts of thousands of different weeks is as long as all of them together."""
    lines = [f"{person(f'P-{number}')},{40 + number}.5" for number in range(weeks)]
    answer = assessed("people", "\n".join([f"{HEAD},full_time_hours", *lines]), CONTRACT)
    assert set(codes(answer)) == found
    assert ("local-employment" in answer.quantities) == (not found)


@pytest.mark.parametrize(("week", "found"), [("36.5", ["full_time.shorter"]), ("37", []), ("40", []), ("", [])])
def test_a_shorter_full_time_week_than_the_contracts_is_told(week: str, found: list[str]) -> None:
    """It may be that of another employer, and it makes more of the same hours: whoever verifies must see it."""
    answer = assessed("people", f"{HEAD},full_time_hours\n{person(hours='20')},{week}", CONTRACT)
    assert codes(answer) == found
