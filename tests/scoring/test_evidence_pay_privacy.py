"""Nobody's pay can be read off an assessment of pay lines, nor worked out by subtraction."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import Findings
from scoring.evidence.small_numbers import hidden
from tests.scoring.evidence_rows import attempted, codes
from tests.scoring.pay_lines import HEAD, JUNE, line, value, wages


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


def test_nobody_may_set_the_smallest_group_so_low_that_two_people_show() -> None:
    found = attempted("living-wage", f"{HEAD}\n{line()}", JUNE | {"smallest_group": "2"})
    assert isinstance(found, Findings)
    assert found.codes == ("number.too_small",)


def test_no_finding_repeats_what_a_cell_of_pay_says() -> None:
    found = wages(line(), line("guard", rate="£19.37 an hour", hours="-41.5"))
    assert {"number.malformed", "number.too_small"} <= set(codes(found))
    told = str({**found.to_mapping(), "sources": []})
    assert "19.37" not in told
    assert "41.5" not in told
