"""Presents what ships with this version, packs, frameworks, regimes and tables, to anybody signed in."""

from datetime import date

from app.kit.errors import NotFound
from app.rubrics import frameworks as frameworks_data
from app.rubrics import packs as packs_data
from app.rubrics import regimes as regimes_data
from app.rubrics import tables as tables_data
from app.rubrics.schemas import (
    FrameworkOut,
    PackDetailOut,
    PackOut,
    RegimeDetailOut,
    RegimeOut,
    TableDetailOut,
    TableOut,
    TableValueOut,
)


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
