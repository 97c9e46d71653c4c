"""Presents what ships with this version, packs, frameworks, regimes and tables, to anybody signed in."""

from datetime import date

from app.kit.clock import london_text
from app.kit.errors import NotFound
from app.rubrics import clocks
from app.rubrics import frameworks as frameworks_data
from app.rubrics import packs as packs_data
from app.rubrics import regimes as regimes_data
from app.rubrics import tables as tables_data
from app.rubrics.clocks import Asked
from app.rubrics.regimes import Rule
from app.rubrics.schemas import (
    ClockDayOut,
    ClockEntryOut,
    ClockOut,
    ClockRuleOut,
    ClockStandstillOut,
    ClockTestOut,
    FrameworkOut,
    PackDetailOut,
    PackOut,
    RegimeDetailOut,
    RegimeOut,
    TableDetailOut,
    TableOut,
    TableValueOut,
)
from app.rubrics.standstill import Standstill


def packs() -> list[PackOut]:
    """Return every version of every pack."""
    return [PackOut.model_validate(found) for found in packs_data.every()]


def pack(pack_id: str, version: str) -> PackDetailOut:
    """Return one version of a pack; raise NotFound."""
    found = packs_data.find(pack_id, version)
    if found is None:
        raise NotFound("pack", f"{pack_id} {version}")
    return PackDetailOut.model_validate(found)


def frameworks() -> list[FrameworkOut]:
    """Return every framework with its headings."""
    return [FrameworkOut.model_validate(frameworks_data.framework(name)) for name in frameworks_data.ids()]


def regimes() -> list[RegimeOut]:
    """Return every regime."""
    return [RegimeOut.model_validate(regimes_data.regime(name)) for name in regimes_data.ids()]


def regime(regime_id: str) -> RegimeDetailOut:
    """Return one regime with its rules; raise NotFound."""
    return RegimeDetailOut.model_validate({"notes": [], **regimes_data.regime(regime_id)})


def tables() -> list[TableOut]:
    """Return every reference table without its rows."""
    return [TableOut.model_validate(_table(name)) for name in tables_data.ids()]


def table(table_id: str) -> TableDetailOut:
    """Return one reference table with its rows; raise NotFound."""
    return TableDetailOut.model_validate(_table(table_id))


def value(table_id: str, series: str, on: date) -> TableValueOut:
    """Return what a series was on a day; raise NotFound, or NoValueOnThatDay where it is not known."""
    row = tables_data.lookup(table_id, series, on)
    found = tables_data.table(table_id)
    return TableValueOut(
        table=table_id,
        series=series,
        on=on,
        value=row.value,
        unit=found["series"][series].get("unit", found["unit"]),
        valid_from=row.first,
        valid_to=row.last,
        announced_on=row.announced_on,
        pay_by_on=row.pay_by_on,
        source=row.source,
        note=row.note,
    )


def _table(table_id: str) -> dict[str, object]:
    return {"notes": [], **tables_data.table(table_id), "series": list(tables_data.table(table_id)["series"])}


def clock(asked: Asked) -> ClockOut:
    """Return every clock that the notice of an award starts; raise what working it out raises."""
    found = clocks.worked_out(asked)
    return ClockOut(
        regime=asked.regime,
        title=found.title,
        notice_on=asked.notice_on,
        standstill=_standstill(found.standstill),
        standstill_after_review=None if found.review is None else _standstill(found.review),
        contract_from=found.contract_from,
        contract_on=found.contract_on,
        clocks=[
            ClockEntryOut(
                what=one.what,
                counts_from=one.counts_from,
                due_on=one.due_on,
                said=one.said,
                applies=one.applies,
                rule=_rule(one.rule),
            )
            for one in found.clocks
        ],
        value_tests=[
            ClockTestOut(what=one.what, said=one.said, met=one.met, rule=_rule(one.rule)) for one in found.tests
        ],
    )


def _standstill(counted: Standstill) -> ClockStandstillOut:
    days = [
        ClockDayOut(on=day, weekday=f"{day:%A}", number=at, why_not=None) for at, day in enumerate(counted.counted, 1)
    ]
    days += [ClockDayOut(on=day.on, weekday=f"{day.on:%A}", number=None, why_not=day.why) for day in counted.skipped]
    if counted.begins_on is not None and all(counted.begins_on != day.on for day in days):
        why = "standstill begins; counting starts the day after"
        days.append(ClockDayOut(on=counted.begins_on, weekday=f"{counted.begins_on:%A}", number=None, why_not=why))
    return ClockStandstillOut(
        applies=counted.applies,
        rule=counted.rule,
        begins_on=counted.begins_on,
        days=sorted(days, key=lambda day: day.on),
        last_day=counted.last_day,
        ends_at=counted.ends_at,
        ends_in_london=None if counted.ends_at is None else london_text(counted.ends_at),
        source=counted.source,
        status=counted.status,
        background=list(counted.background),
        note=counted.note,
    )


def _rule(rule: Rule) -> ClockRuleOut:
    return ClockRuleOut(
        id=rule["id"],
        valid_from=date.fromisoformat(rule["from"]),
        source=rule["source"],
        status=rule["status"],
        background=rule.get("background", []),
        exceptions=rule.get("exceptions", []),
        note=rule.get("note"),
    )
