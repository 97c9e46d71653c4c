"""What ships with the service is readable by anybody signed in, and a day without a value is not nought."""

from datetime import date

import pytest

from app.kit.errors import NotFound
from app.rubrics import frameworks, packs, regimes, tables
from app.rubrics.errors import NoValueOnThatDay
from tests.world import World


@pytest.mark.parametrize(
    ("series", "on", "value"),
    [("uk", "2025-10-21", "12.60"), ("uk", "2025-10-22", "13.45"), ("london", "2026-01-05", "14.80")],
)
def test_a_rate_is_the_one_in_force_on_the_day(series: str, on: str, value: str) -> None:
    assert tables.lookup("real-living-wage", series, date.fromisoformat(on)).value == value


def test_a_day_without_a_value_is_told_apart_from_a_series_and_a_table_that_do_not_exist() -> None:
    with pytest.raises(NoValueOnThatDay, match="not zero"):
        tables.lookup("real-living-wage", "uk", date(1999, 1, 1))
    with pytest.raises(NotFound, match="wales"):
        tables.lookup("real-living-wage", "wales", date(2026, 1, 1))
    with pytest.raises(NotFound, match="no-such"):
        tables.lookup("no-such", "uk", date(2026, 1, 1))


def test_bank_holidays_are_those_of_any_of_the_parts_asked_for() -> None:
    first, last = tables.bank_holidays_cover()
    everywhere = tables.bank_holidays(["england-and-wales", "scotland", "northern-ireland"])
    assert (first, last) == (date(2024, 1, 1), date(2027, 12, 31))
    assert date(2026, 1, 2) in everywhere
    assert date(2026, 1, 2) not in tables.bank_holidays(["england-and-wales"])


def test_thresholds_are_those_in_force_on_the_day() -> None:
    before, after = ({row.series: row.value for row in tables.thresholds(date(year, 1, 1))} for year in (2025, 2026))
    assert (before["central-goods-services"], after["central-goods-services"]) == ("139688", "135018")


def test_a_rule_is_found_by_regime_kind_day_and_what_is_bought() -> None:
    day = date(2026, 1, 5)
    goods, light = (
        regimes.one("procurement-act-2023", "standstill", day, regimes.Facts(category=category))
        for category in ("goods", "light_touch")
    )
    assert goods is not None
    assert light is not None
    assert (goods["mandatory"], light["mandatory"]) == (True, False)
    silent = regimes.rules("procurement-act-2023", "standstill", day, regimes.Facts())
    assert [rule["id"] for rule in silent] == ["standstill"]
    assert len(regimes.rules("procurement-act-2023", "standstill", day)) == 2
    assert regimes.one("procurement-act-2023", "standstill", date(2020, 1, 1)) is None
    with pytest.raises(NotFound):
        regimes.rules("no-such", "standstill", day)


def test_a_measure_falls_under_the_headings_that_a_framework_gives_it() -> None:
    assert frameworks.headings_of("trust-pillars", "homes-improved") == ("housing", "healthy-places")
    assert frameworks.headings_of("trust-pillars", "no-such-measure") == ()


def test_the_newest_version_of_a_pack_is_taken_where_none_is_named() -> None:
    newest = packs.find("local-wage-carbon")
    assert newest is not None
    assert newest == packs.find("local-wage-carbon", newest.version)


def test_anybody_signed_in_reads_all_of_it_and_nobody_else_does(world: World) -> None:
    supplier = world.supplier()
    assert {pack["id"] for pack in supplier.read("/v1/packs")} >= {"local-wage-carbon", "nhs-social-value"}
    assert supplier.read("/v1/packs/nhs-social-value/1.0.0")["rubric"]["format"] == "makegood.rubric/1"
    for framework in supplier.read("/v1/frameworks"):
        assert framework["headings"][0].keys() >= {"id", "title"}
    for regime in supplier.read("/v1/regimes"):
        assert supplier.read(f"/v1/regimes/{regime['id']}")["rules"]
    for table in supplier.read("/v1/tables"):
        assert supplier.read(f"/v1/tables/{table['id']}")["rows"][0]["series"] in table["series"]
    for path in ("/v1/packs", "/v1/frameworks", "/v1/regimes", "/v1/tables", "/v1/tables/real-living-wage"):
        assert world.stranger.get(path).status_code == 401


def test_a_value_on_a_day_comes_with_its_unit_its_days_and_its_source(world: World) -> None:
    supplier = world.supplier()
    found = supplier.read("/v1/tables/real-living-wage/value?series=uk&on=2026-01-05")
    assert (found["value"], found["unit"], found["valid_from"], found["valid_to"]) == (
        "13.45",
        "GBP per hour",
        "2025-10-22",
        None,
    )
    assert found["pay_by_on"] == "2026-05-01"
    assert found["source"]
    gap = supplier.get("/v1/tables/real-living-wage/value?series=uk&on=1999-01-01")
    assert (gap.status_code, gap.json()["code"]) == (404, "table.no_value")
    assert "1999-01-01" in gap.json()["detail"]
    for path in (
        "/v1/tables/real-living-wage/value?series=mars&on=2026-01-05",
        "/v1/tables/no-such/value?series=uk&on=2026-01-05",
        "/v1/tables/no-such",
        "/v1/regimes/no-such",
        "/v1/tables/..%2Fschemas%2Fpack.schema",
    ):
        refused = supplier.get(path)
        assert refused.status_code == 404, path
        assert refused.json()["code"] in {"not_found", "no_such_address"}
    assert supplier.get("/v1/tables/real-living-wage/value?series=uk&on=soon").status_code == 422
