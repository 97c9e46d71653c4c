"""What remains follows value and term by stated rules, exactly; what has begun never moves, and nothing is negative."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.contracts.changes.limits import Moved, Size, notice_of
from app.contracts.changes.rebasing import Held, Terms, by_term, by_value, grows
from app.contracts.periods import Rhythm, cut
from app.contracts.plan import Commitment, Finding, Target, Term
from app.rubrics import regimes
from app.rubrics.regimes import Facts

START, END, FROM = date(2026, 4, 1), date(2028, 3, 31), date(2027, 4, 1)
D = Decimal


def held(*due: str, adds_up: str = "sum", linked: bool = False, promised: str | None = None) -> Held:
    periods = cut(START, END, Rhythm.QUARTERLY)
    targets = [
        Target(period.label, period.starts_on, period.ends_on, D(each) if each else None)
        for period, each in zip(periods, due, strict=True)
    ]
    whole = promised or str(sum((D(each) for each in due if each), D(0)))
    return Held(Commitment(D(whole), adds_up, "jobs"), tuple(targets), linked=linked)


def dues(found: tuple[Target, ...] | Finding) -> list[str]:
    assert not isinstance(found, Finding), found
    return [str(each.target) for each in found]


def test_the_whole_follows_the_value_and_the_rest_carries_the_difference() -> None:
    plan = held("2", "2", "2", "2", "1", "1", "1", "1")
    assert dues(by_value(plan, D(100), D(150), effective_on=FROM)) == ["2"] * 4 + ["2.5"] * 4
    assert dues(by_value(plan, D(100), D(75), effective_on=FROM)) == ["2"] * 4 + ["0.25"] * 4
    unset = held("2", "2", "2", "2", "0", "0", "0", "0")
    assert dues(by_value(unset, D(100), D(150), effective_on=FROM)) == ["2"] * 4 + ["1"] * 4


def test_a_value_that_falls_below_what_is_due_already_is_a_finding_and_no_negative_target() -> None:
    found = by_value(held(*["1"] * 8), D(100), D(40), effective_on=FROM)
    assert isinstance(found, Finding)
    assert "the whole would be 3.2 jobs, and 4 are due in periods that have begun" in found.message


def test_levels_what_follows_a_volume_and_what_has_all_begun_stay_as_they_are() -> None:
    for plan in (held(*["80"] * 8, adds_up="percentage", promised="80"), held(*["1"] * 8, linked=True)):
        assert by_value(plan, D(100), D(200), effective_on=FROM) == plan.targets
    begun = held(*["1"] * 8)
    assert by_value(begun, D(100), D(200), effective_on=END) == begun.targets


def terms(ends_on: date, periods: Rhythm | None = None) -> Terms:
    return Terms(Term(START, END), Term(START, ends_on), periods)


def test_a_term_that_grows_by_half_asks_for_half_as_much_again_or_spreads_what_is_left() -> None:
    plan = held(*["1"] * 8)
    longer = terms(date(2029, 3, 31), Rhythm.YEARLY)
    # 365 days more on 731: 8 × 365 ∕ 731.
    assert dues(by_term(plan, longer, effective_on=FROM, keep_whole=False)) == ["1"] * 8 + ["3.9945"]
    spread = by_term(plan, longer, effective_on=FROM, keep_whole=True)
    assert not isinstance(spread, Finding)
    assert sum((each.target or D(0) for each in spread), D(0)) == 8
    assert dues(spread)[:4] == ["1"] * 4
    level = held(*["80"] * 8, adds_up="percentage", promised="80")
    assert dues(by_term(level, longer, effective_on=FROM, keep_whole=False)) == ["80"] * 9
    volume = by_term(held(*["1"] * 8, linked=True), longer, effective_on=FROM, keep_whole=False)
    assert not isinstance(volume, Finding)
    assert volume[-1].target is None


def test_a_term_that_is_cut_short_takes_its_days_with_it() -> None:
    plan = held(*["1"] * 8)
    cut_short = by_term(plan, terms(date(2027, 5, 15)), effective_on=FROM, keep_whole=False)
    assert dues(cut_short) == ["1"] * 4 + ["0.4945"], "45 of 91 days"
    kept = by_term(plan, terms(date(2027, 5, 15)), effective_on=FROM, keep_whole=True)
    assert dues(kept) == ["1"] * 4 + ["4"]
    nowhere = by_term(plan, terms(date(2027, 3, 31)), effective_on=date(2027, 3, 1), keep_whole=True)
    assert isinstance(nowhere, Finding)
    assert "no period remains for the 4 that are not due yet" in nowhere.message


def test_the_supplier_is_asked_where_more_is_due_on_any_day() -> None:
    plan = held(*["1"] * 8)
    later, sooner = (_with_the_last_two(plan, *last) for last in (("0", "2"), ("2", "0")))
    assert [grows(plan, each, lower_is_better=False) for each in (plan.targets, later, sooner)] == [False, False, True]
    assert not grows(plan, plan.targets[:5], lower_is_better=False)


def _with_the_last_two(plan: Held, *due: str) -> tuple[Target, ...]:
    last = [replace(each, target=D(amount)) for each, amount in zip(plan.targets[6:], due, strict=True)]
    return (*plan.targets[:6], *last)


@given(
    st.lists(st.integers(0, 10**9), min_size=8, max_size=8),
    st.integers(1, 10**9),
    st.integers(1, 10**9),
    st.sampled_from([date(2026, 4, 1), date(2026, 8, 9), FROM, END]),
)
def test_whatever_the_value_becomes_the_parts_make_the_whole_and_the_past_stays(
    due: list[int], old: int, new: int, effective_on: date
) -> None:
    plan = held(*map(str, due))
    found = by_value(plan, D(old), D(new), effective_on=effective_on)
    if isinstance(found, Finding):
        return
    for before, after in zip(plan.targets, found, strict=True):
        assert after.target is not None
        assert after.target >= 0
        if before.starts_on < effective_on:
            assert after == before
    assert all(one.ends_on < two.starts_on for one, two in pairwise(found))


def size(regime: str, value: str, *, category: str | None = "services", ends_on: date = END, **more: object) -> Size:
    facts = {"first_value": D(1_000_000), "earlier": ()} | more
    return Size(
        regime=regime,
        title="The regime",
        facts=Facts(category=category, buyer="trust"),
        currency="GBP",
        value=(facts["first_value"], D(value)),  # type: ignore[arg-type]  # the facts of one case
        first_term=(START, END),
        ends_on=(END, ends_on),
        **facts,  # type: ignore[arg-type]  # the facts of one case
    )


def due(asked: Size) -> bool | None:
    rules = regimes.rules(asked.regime, "contract_change_notice", date(2026, 6, 1), asked.facts)
    found: bool | None = notice_of(asked, rules)["due"]
    return found


def test_the_procurement_act_asks_for_a_notice_beyond_a_tenth_and_for_works_beyond_15_percent() -> None:
    act = "procurement-act-2023"
    assert [due(size(act, value)) for value in ("1100000", "1100000.01", "899999.99")] == [False, True, True]
    assert [due(size(act, value, category="works")) for value in ("1150000", "1150001")] == [False, True]
    assert due(size(act, "1120000", category=None)) is True, "the stricter limit, where nobody said what is bought"
    assert due(size(act, "2000000", category="light_touch")) is False
    # A tenth of 731 days is 73.1.
    assert [due(size(act, "1000000", ends_on=date(2028, 6, day))) for day in (12, 13)] == [False, True]
    assert due(size(act, "5", first_value=None)) is None


def test_changes_are_added_up_whichever_way_they_went_until_a_notice_covers_them() -> None:
    act, once = "procurement-act-2023", Moved(D(60_000), 0)
    assert due(size(act, "1050000", earlier=(once,))) is True
    assert due(size(act, "1050000", earlier=(once, Moved(D(1), 0, covered=True)))) is False


def test_health_services_and_scotland_have_limits_of_their_own() -> None:
    psr = "provider-selection-regime"
    rules = regimes.rules(psr, "contract_change_notice", date(2026, 6, 1), Facts("health_services", "trust"))
    told = notice_of(size(psr, "1500000", category="health_services"), rules)
    assert [(one["rule"], one["due"], one["beyond"]) for one in told["tests"]] == [
        ("contract-change-notice@2024-01-01", True, "notice"),
        ("contract-change-procedure@2024-01-01", True, "new_procedure"),
    ]
    assert "a contract change notice is due within 30 days of the change" in told["said"]
    assert [due(size("scotland", value)) for value in ("1099999.99", "1100000")] == [False, True]
    told = notice_of(size("below-threshold", "9000000"), [])
    assert (told["due"], "set no limit" in told["said"]) == (False, True)
