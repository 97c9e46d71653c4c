"""One command and one address say what the notice of an award starts: every day, every duty, every source."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.cli import main
from app.identity.rules import Role
from app.organisations.rules import OrganisationKind
from app.rubrics import data, regimes, standstill
from tests.world import World

ACT, WALES, PSR = "procurement-act-2023", "procurement-act-2023-wales", "provider-selection-regime"
Json = dict[str, Any]


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Return what `makegood clock` prints."""
    assert main(["clock", *arguments]) == 0
    return capsys.readouterr().out


def clock(capsys: pytest.CaptureFixture[str], *arguments: str) -> Json:
    """Return what `makegood clock --json` prints."""
    found: Json = json.loads(printed(capsys, *arguments, "--json"))
    return found


def due(found: Json) -> dict[str, str | None]:
    """Return by name when everything is due that applies or may apply."""
    return {one["what"]: one["due_on"] for one in found["clocks"] if one["applies"] is not False}


# ------------------------------------------------------------------------------------------------- day by day
def test_christmas_is_printed_day_by_day_with_the_reason_of_every_day_left_out(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lines = printed(capsys, ACT, "2026-12-21").splitlines()
    assert lines[1] == "Notice published on Monday 21 December 2026"
    days = [" ".join(line.split()) for line in lines if line.startswith("  ") and line[:5].strip().isalpha()][:16]
    assert days == [
        "Mon 21 Dec 2026 day 1",
        "Tue 22 Dec 2026 day 2",
        "Wed 23 Dec 2026 day 3",
        "Thu 24 Dec 2026 day 4",
        "Fri 25 Dec 2026 - Christmas Day (England and Wales, Scotland, Northern Ireland)",
        "Sat 26 Dec 2026 - Saturday",
        "Sun 27 Dec 2026 - Sunday",
        "Mon 28 Dec 2026 - Boxing Day (England and Wales, Scotland, Northern Ireland)",
        "Tue 29 Dec 2026 day 5",
        "Wed 30 Dec 2026 day 6",
        "Thu 31 Dec 2026 day 7",
        "Fri 1 Jan 2027 - New Year’s Day (England and Wales, Scotland, Northern Ireland)",
        "Sat 2 Jan 2027 - Saturday",
        "Sun 3 Jan 2027 - Sunday",
        "Mon 4 Jan 2027 - 2nd January (Scotland)",
        "Tue 5 Jan 2027 day 8",
    ]
    assert "  Over at 6 January 2027, 00:00 GMT in London, which is 2027-01-06T00:00:00Z." in lines
    assert any("Source (read; general knowledge: bank_holidays" in line for line in lines)
    assert "The contract may be entered from Wednesday 6 January 2027." in lines


@pytest.mark.parametrize(
    ("regime", "notice_on", "last_day", "london", "utc"),
    [
        # Easter 2026: Good Friday 3 April, Easter Monday 6 April.
        (ACT, "2026-04-01", "2026-04-14", "15 April 2026, 00:00 BST", "2026-04-14T23:00:00Z"),
        (PSR, "2026-04-01", "2026-04-16", "17 April 2026, 00:00 BST", "2026-04-16T23:00:00Z"),
        # The clocks go forward on 29 March and back on 25 October.
        (ACT, "2026-03-23", "2026-04-01", "2 April 2026, 00:00 BST", "2026-04-01T23:00:00Z"),
        (WALES, "2026-03-18", "2026-03-27", "28 March 2026, 00:00 GMT", "2026-03-28T00:00:00Z"),
        (ACT, "2026-10-14", "2026-10-23", "24 October 2026, 00:00 BST", "2026-10-23T23:00:00Z"),
        (ACT, "2026-10-19", "2026-10-28", "29 October 2026, 00:00 GMT", "2026-10-29T00:00:00Z"),
        # A notice on a Saturday.
        (ACT, "2026-06-13", "2026-06-24", "25 June 2026, 00:00 BST", "2026-06-24T23:00:00Z"),
        (PSR, "2026-06-13", "2026-06-24", "25 June 2026, 00:00 BST", "2026-06-24T23:00:00Z"),
    ],
)
def test_the_end_is_given_as_london_reads_it_and_in_utc(
    capsys: pytest.CaptureFixture[str], regime: str, notice_on: str, last_day: str, london: str, utc: str
) -> None:
    found = clock(capsys, regime, notice_on)["standstill"]
    assert (found["last_day"], found["ends_in_london"], found["ends_at"]) == (last_day, london, utc)
    assert [day["number"] for day in found["days"] if day["number"]] == list(range(1, 9))


def test_the_day_on_which_standstill_begins_without_counting_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    days = clock(capsys, PSR, "2026-06-01")["standstill"]["days"]
    assert days[0] == {
        "on": "2026-06-02",
        "weekday": "Tuesday",
        "number": None,
        "why_not": "standstill begins; counting starts the day after",
    }
    assert (days[1]["on"], days[1]["number"]) == ("2026-06-03", 1)


# ------------------------------------------------------------------------------------------- what else it starts
def test_under_the_act_the_contract_starts_its_own_clocks(capsys: pytest.CaptureFixture[str]) -> None:
    found = clock(capsys, ACT, "2026-06-01", "--category", "services", "--value", "6000000", "--vat", "included")
    assert found["contract_from"] == "2026-06-11"
    assert due(found) == {
        "Key performance indicators": "2026-06-11",
        "Assessment summary": "2026-06-01",
        "Contract award notice": "2026-06-11",
        "Contract details notice": "2026-07-10",
        "Contract copy": "2026-09-08",
        "Contract termination notice": None,
        "Performance notice": "2027-06-10",
        "Breach or failure notice": None,
        "Records": "2029-06-10",
    }
    small = clock(capsys, ACT, "2026-06-01", "--category", "services", "--value", "5000000", "--vat", "included")
    assert due(found).keys() - due(small).keys() == {
        "Key performance indicators",
        "Contract copy",
        "Performance notice",
    }
    unknown = clock(capsys, ACT, "2026-06-01")
    applies = {one["what"]: one["applies"] for one in unknown["clocks"]}
    assert (applies["Contract copy"], applies["Records"]) == (None, True)


def test_a_light_touch_contract_needs_no_standstill_and_has_longer_clocks(capsys: pytest.CaptureFixture[str]) -> None:
    found = clock(capsys, ACT, "2026-06-01", "--category", "light_touch")
    assert (found["standstill"]["applies"], found["standstill"]["days"]) == (False, [])
    assert found["contract_from"] == "2026-06-01"
    assert due(found)["Contract details notice"] == "2026-09-28"
    assert "Key performance indicators" not in due(found)
    own = clock(capsys, ACT, "2026-06-01", "--category", "light_touch", "--voluntary", "8")
    assert (own["standstill"]["status"], own["standstill"]["last_day"]) == ("own", "2026-06-10")
    assert main(["clock", ACT, "2026-06-01", "--category", "light_touch", "--voluntary", "7"]) == 1
    assert "at least 8 working days" in capsys.readouterr().err


def test_where_the_category_is_not_said_the_stricter_rule_is_taken(capsys: pytest.CaptureFixture[str]) -> None:
    assert clock(capsys, ACT, "2026-06-01")["standstill"]["applies"]


def test_a_representation_keeps_standstill_open_until_five_working_days_after_the_review(
    capsys: pytest.CaptureFixture[str],
) -> None:
    plain = clock(capsys, PSR, "2026-12-14")
    assert (due(plain)["Representations"], due(plain)["Standstill after a review"]) == ("2026-12-29", None)
    assert plain["contract_from"] == "2026-12-30"
    # 25, 28 December, 1 and 4 January are holidays; counting starts on the 24th.
    found = clock(capsys, PSR, "2026-12-14", "--reviewed-on", "2026-12-23")
    after = found["standstill_after_review"]
    assert [day["on"] for day in after["days"] if day["number"]] == [
        "2026-12-24",
        "2026-12-29",
        "2026-12-30",
        "2026-12-31",
        "2027-01-05",
    ]
    assert (after["last_day"], found["contract_from"]) == ("2027-01-05", "2027-01-06")


def test_a_review_before_the_eighth_day_does_not_shorten_standstill(capsys: pytest.CaptureFixture[str]) -> None:
    found = clock(capsys, PSR, "2026-06-01", "--reviewed-on", "2026-06-02")
    assert found["standstill_after_review"]["last_day"] == "2026-06-09"
    assert found["contract_from"] == "2026-06-13"


def test_scotland_counts_calendar_days_by_the_way_the_notice_is_sent(capsys: pytest.CaptureFixture[str]) -> None:
    assert clock(capsys, "scotland", "2026-06-01", "--sent-by", "other_means")["contract_from"] == "2026-06-17"
    assert clock(capsys, "scotland", "2026-06-01", "--sent-by", "electronic_means")["contract_from"] == "2026-06-12"


def test_below_the_threshold_only_records_are_kept(capsys: pytest.CaptureFixture[str]) -> None:
    assert due(clock(capsys, "below-threshold", "2026-06-01")) == {"Records": "2029-05-31"}


def test_performance_notices_began_in_wales_three_months_after_england(capsys: pytest.CaptureFixture[str]) -> None:
    notices = {
        (regime, day): "Breach or failure notice" in due(clock(capsys, regime, day))
        for regime in (ACT, WALES)
        for day in ("2025-12-01", "2026-02-02", "2026-04-01")
    }
    assert [day for (regime, day), there in notices.items() if there and regime == ACT] == ["2026-02-02", "2026-04-01"]
    assert [day for (regime, day), there in notices.items() if there and regime == WALES] == ["2026-04-01"]


def test_the_tests_of_value_are_answered_apart(capsys: pytest.CaptureFixture[str]) -> None:
    facts = ["--buyer", "trust", "--value", "5000000", "--years", "1"]
    found = clock(capsys, ACT, "2026-06-01", *facts, "--vat", "excluded")["value_tests"]
    assert [(one["said"], one["met"]) for one in found] == [
        ("over GBP 5,000,000 for the whole contract, including VAT", None),
        ("at least GBP 5,000,000 a year, excluding VAT", True),
        ("over GBP 10,000 and below GBP 5,000,000 a year, excluding VAT", False),
    ]
    council = clock(capsys, ACT, "2026-06-01", "--buyer", "council")["value_tests"]
    assert [one["what"] for one in council] == ["Key performance indicators"]


@pytest.mark.parametrize("regime", regimes.ids())
def test_every_clock_names_its_rule_and_its_source(capsys: pytest.CaptureFixture[str], regime: str) -> None:
    found = clock(capsys, regime, "2026-06-01", "--sent-by", "electronic_means")
    assert found["standstill"]["source"]
    for one in [*found["clocks"], *found["value_tests"]]:
        assert one["rule"]["source"]
        assert one["rule"]["status"] in {"read", "background"}
        assert one["said"]


# ------------------------------------------------------------------------------------------------ what is refused
@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        (["no-such", "2026-06-01"], 2, "There is no regime 'no-such'. Choose one of below-threshold, "),
        ([ACT, "1 June 2026"], 2, "DATE '1 June 2026' cannot be used: write it as text that begins with year"),
        ([ACT, "2026-02-30"], 2, "DATE '2026-02-30' cannot be used"),
        ([ACT, "20260601"], 2, "DATE '20260601' cannot be used"),
        ([ACT, "2026-06-01", "--value", "5m"], 2, "--value '5m' cannot be used: write it as a quoted decimal"),
        ([ACT, "2026-06-01", "--value", "NaN"], 2, "--value 'NaN' cannot be used"),
        ([ACT, "2026-06-01", "--voluntary", "0"], 2, "--voluntary 0 cannot be used"),
        ([ACT, "2026-06-01", "--voluntary", "3"], 1, "leave voluntary_working_days out"),
        ([ACT, "2027-12-29"], 1, "Whether 2028-01-01 is a working day cannot be said: the table of bank holidays"),
        ([ACT, "2025-02-23"], 1, "holds no standstill rule for 2025-02-23"),
        (["scotland", "2026-06-01"], 1, "electronic_means, other_means"),
        ([ACT, "2026-06-01", "--reviewed-on", "2026-06-03"], 1, "a representation does not extend standstill"),
        ([PSR, "2026-06-01", "--reviewed-on", "2026-05-31"], 1, "is before the notice itself"),
        ([ACT, "2026-06-01", "--contract-on", "2026-06-10"], 1, "standstill lets it from 2026-06-11"),
    ],
)
def test_what_cannot_be_counted_is_refused_in_a_sentence(
    capsys: pytest.CaptureFixture[str], arguments: list[str], status: int, sentence: str
) -> None:
    assert main(["clock", *arguments]) == status
    out, err = capsys.readouterr()
    assert out == ""
    assert sentence in err
    assert "Traceback" not in err


# ------------------------------------------------------------------------------------------------- the same by HTTP
def test_the_service_answers_what_the_command_prints(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    buyer = world.person(world.organisation(OrganisationKind.TRUST), Role.BUYER)
    path = f"/v1/regimes/{ACT}/clock?notice_on=2026-12-21&category=services&value=5000000.01&includes_vat=true"
    arguments = ["--category", "services", "--value", "5000000.01", "--vat", "included"]
    assert buyer.read(path) == clock(capsys, ACT, "2026-12-21", *arguments)


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("no-such/clock?notice_on=2026-06-01", 404, "not_found"),
        (f"{ACT}/clock?notice_on=2027-12-29", 409, "award.holidays_unknown"),
        (f"{ACT}/clock?notice_on=2020-01-01", 409, "award.standstill_rule_unknown"),
        (f"{ACT}/clock?notice_on=2026-06-01&reviewed_on=2026-06-03", 422, "regime.clock_unfit"),
        (f"{ACT}/clock", 422, "payload"),
        (f"{ACT}/clock?notice_on=2026-06-01&category=medicine", 422, "payload"),
    ],
)
def test_the_service_refuses_with_a_code(world: World, path: str, status: int, code: str) -> None:
    buyer = world.person(world.organisation(OrganisationKind.TRUST), Role.BUYER)
    refused = buyer.get(f"/v1/regimes/{path}")
    assert (refused.status_code, refused.json()["code"]) == (status, code)


# --------------------------------------------------------------------------------------- a change is a dated entry
@pytest.fixture
def other_law(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Read the regimes from a folder of their own, where a new entry can be added; everything else as it ships."""
    root = tmp_path / "rubrics"
    (root / "regimes").mkdir(parents=True)
    for folder in ("tables", "frameworks"):
        (root / folder).symlink_to(data.ROOT / folder)
    for name in regimes.ids():
        (root / "regimes" / f"{name}.json").write_text(json.dumps(regimes.regime(name)))
    monkeypatch.setattr(data, "ROOT", root)
    data.document.cache_clear()
    data.names.cache_clear()
    yield root / "regimes"
    monkeypatch.undo()
    data.document.cache_clear()
    data.names.cache_clear()


def test_a_change_of_law_is_a_new_dated_entry_and_holds_from_its_day_and_not_before(
    other_law: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = other_law / f"{ACT}.json"
    regime = json.loads(path.read_text())
    (rule,) = [one for one in regime["rules"] if one["id"] == "standstill"]
    regime["rules"].append(rule | {"from": "2026-09-01", "working_days": "10", "source": "An Act to come"})
    (records,) = [one for one in regime["rules"] if one["id"] == "records"]
    regime["rules"].append(records | {"from": "2026-09-16", "years": "6"})
    path.write_text(json.dumps(regime))
    data.document.cache_clear()
    before, after = clock(capsys, ACT, "2026-08-28"), clock(capsys, ACT, "2026-09-01")
    assert [len([day for day in one["standstill"]["days"] if day["number"]]) for one in (before, after)] == [8, 10]
    assert (before["contract_from"], after["contract_from"]) == ("2026-09-10", "2026-09-15")
    assert after["standstill"]["source"] == "An Act to come"
    # The contract could be entered the day before the other new entry begins, and the day after.
    assert due(after)["Records"] == "2029-09-14"
    assert due(clock(capsys, ACT, "2026-09-02"))["Records"] == "2032-09-15"
    assert standstill.of_regime(WALES, date(2026, 9, 1)).counts == "working_days"
    assert len(standstill.of_regime(WALES, date(2026, 9, 1)).counted) == 8


def test_a_rule_may_end_without_another_taking_its_place(other_law: Path) -> None:
    path = other_law / f"{PSR}.json"
    regime = json.loads(path.read_text())
    (rule,) = [one for one in regime["rules"] if one["id"] == "standstill-after-review"]
    regime["rules"].append(rule | {"from": "2026-09-01", "to": "2026-09-30"})
    path.write_text(json.dumps(regime))
    data.document.cache_clear()
    held = [standstill.after_review(PSR, date(2026, month, 15)) is not None for month in (8, 9, 10)]
    assert held == [True, True, False]
