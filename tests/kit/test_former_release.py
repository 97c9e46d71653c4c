"""What the release before this one left in the database lives on: open bids stay open, and those who bid are known."""

import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from alembic import command

from app.kit.db import migrations_config

CLOSED, DECIDED = datetime(2026, 2, 4, 9, tzinfo=UTC), datetime(2026, 3, 6, 9, tzinfo=UTC)
BEFORE = "0003"
LIFE = ("organisation", "person", "rubric", "tender", "lot", "bid", "bid_submission", "assignment", "result", "award")


def _filled(column: sa.Column[Any], ids: dict[str, UUID]) -> Any:
    """Return something that a required column takes: the row of the other table, or a value of its type."""
    for key in column.foreign_keys:
        return ids[key.column.table.name]
    kinds: list[tuple[type[Any], Any]] = [
        (sa.Boolean, True),
        (sa.Integer, 1),
        (sa.JSON, {}),
        (sa.Numeric, 1),
        (sa.DateTime, CLOSED),
        (sa.Date, date(2026, 3, 6)),
        (sa.Uuid, ids["organisation"]),
    ]
    return next((value for kind, value in kinds if isinstance(column.type, kind)), "x")


def test_what_is_open_stays_open_and_what_was_told_stays_told(blank_database_url: str) -> None:
    config = migrations_config(blank_database_url)
    command.upgrade(config, BEFORE)
    engine = sa.create_engine(blank_database_url)
    facts: dict[str, dict[str, Any]] = {
        "tender": {"status": "awarded", "closes_at": CLOSED, "closed_at": CLOSED},
        "bid": {"status": "submitted", "opened_at": CLOSED, "current_number": 1},
        "award": {"status": "decided", "decided_at": DECIDED},
    }
    ids = {table: uuid4() for table in LIFE}
    tables = sa.MetaData()
    tables.reflect(engine)
    with engine.begin() as connection:
        for name in LIFE:
            table = tables.tables[name]
            required = {one.name: _filled(one, ids) for one in table.columns if not one.nullable}
            plain = {key: _plain(table, key, value) for key, value in (required | facts.get(name, {})).items()}
            connection.execute(table.insert().values(plain | {"id": _plain(table, "id", ids[name])}))
    command.upgrade(config, "head")
    with engine.connect() as connection:
        award = connection.execute(
            sa.text("SELECT published_at = decided_at, published_by = decided_by, approved_by IS NULL FROM award")
        ).one()
        opened = connection.execute(
            sa.text(
                "SELECT tender.opened_at = tender.closed_at, bid.price_opened_at = bid.opened_at "
                "FROM bid JOIN tender ON tender.id = bid.tender_id"
            )
        ).one()
        stages = connection.execute(sa.text("SELECT stage, bidders FROM conflict_stage ORDER BY stage")).all()
        asked = connection.execute(sa.text("SELECT count(*) FROM participant")).scalar_one()
    engine.dispose()
    assert all(award)
    assert all(opened)
    known = [(row.stage, json.loads(row.bidders) if isinstance(row.bidders, str) else row.bidders) for row in stages]
    assert known == [("award", []), ("bidders_known", [{"id": str(ids["organisation"]), "name": "x"}])]
    assert asked == 1


def _plain(table: sa.Table, name: str, value: Any) -> Any:
    """Return a value as the column keeps it: SQLite has no type for ids."""
    is_id = isinstance(value, UUID) and not isinstance(table.columns[name].type, sa.Uuid)
    return value.hex if is_id else value
