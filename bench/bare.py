"""The rival of the served routes: bare FastAPI routes on the same database, each one select or one two-row insert.

A bare route knows nobody and refuses nothing: no identity, no roles, no tenant check, no audit event, no version, no
idempotency. It reads the very rows that our route reads, and returns their columns; in a list also the rows under them
that ours shows, the lots of a tender and the identifiers of an organisation. It writes two rows of its own. It is
written as fast as FastAPI with SQLAlchemy on threads is known to be: the transaction opened inside the function, plain
columns instead of objects, writers of SQLite in a queue, and the same durability as the service.

    python -m bench.bare --port 8001        (BENCH_DATABASE_URL says which database)
"""

import argparse
import contextlib
import os
import threading
from collections import defaultdict
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import uvicorn
from fastapi import FastAPI, HTTPException
from pydantic import BaseModel, ConfigDict
from sqlalchemy import (
    Column,
    DateTime,
    ForeignKey,
    MetaData,
    String,
    Table,
    Uuid,
    bindparam,
    create_engine,
    event,
    insert,
    select,
)
from sqlalchemy.engine import Connection, Engine

from app.evaluations.models import Result
from app.organisations.models import Organisation, OrganisationIdentifier
from app.tenders.models import Lot, Tender

DATABASE = "BENCH_DATABASE_URL"
DURABLE = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-16000")
"""What the service asks of SQLite too: a commit that was answered survives a power cut."""

tables = MetaData()
entry = Table(
    "bench_entry",
    tables,
    Column("id", Uuid(), primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("name", String(300), nullable=False),
    Column("value", String(40), nullable=False),
    Column("created_at", DateTime(), nullable=False),
)
entry_event = Table(
    "bench_event",
    tables,
    Column("id", Uuid(), primary_key=True),
    Column("entry_id", Uuid(), ForeignKey("bench_entry.id"), nullable=False, index=True),
    Column("what", String(200), nullable=False),
    Column("at", DateTime(), nullable=False),
)


class _Row(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class TenderRow(_Row):
    """A tender's own columns."""

    id: UUID
    authority_id: UUID
    reference: str
    title: str
    description: str
    status: str
    regime: str | None
    category: str | None
    rubric_id: UUID | None
    rubric_digest: str | None
    value: Decimal | None
    currency: str
    value_includes_vat: bool | None
    starts_on: date | None
    ends_on: date | None
    cpv: list[str]
    places: list[str]
    closes_at: datetime | None
    evaluation_terms: dict[str, Any] | None
    ocid: str | None
    published_at: datetime | None
    closed_at: datetime | None
    abandoned_reason: str | None
    created_at: datetime
    version: int


class LotRow(_Row):
    """A lot's own columns."""

    id: UUID
    code: str
    title: str
    value: Decimal | None


class ListedTenderRow(TenderRow):
    """A tender's own columns, with its lots."""

    lots: list[LotRow]


class OrganisationRow(_Row):
    """An organisation's own columns."""

    id: UUID
    kind: str
    name: str
    postcode: str | None
    contact_email: str | None
    staff: int | None
    is_vcse: bool | None
    is_social_enterprise: bool | None
    is_charity: bool | None
    is_minority_owned: bool | None
    living_wage_licence: str | None
    living_wage_expires_on: date | None
    created_at: datetime
    version: int


class IdentifierRow(_Row):
    """An identifier's own columns."""

    scheme: str
    value: str


class ListedOrganisationRow(OrganisationRow):
    """An organisation's own columns, with its identifiers."""

    identifiers: list[IdentifierRow]


class ResultRow(_Row):
    """A result's own columns, the whole document among them."""

    id: UUID
    number: int
    digest: str
    computed_at: datetime
    body: dict[str, Any]


class EntryIn(BaseModel):
    """What the bare write takes."""

    kind: str
    name: str
    value: str


class EntryOut(BaseModel):
    """What the bare write answers."""

    id: UUID
    kind: str
    name: str
    value: str
    created_at: datetime


def _columns(row: type[_Row], model: Any) -> list[Any]:
    return [getattr(model, name) for name in row.model_fields]


def _under(row: type[_Row], model: Any, parent: Any) -> Any:
    """Return a statement for the rows under others, each with the id of the one that it stands under."""
    return select(parent.label("parent_id"), *_columns(row, model)).where(parent.in_(bindparam("ids", expanding=True)))


def create_app(url: str) -> FastAPI:
    """Return the bare application on the database at `url`; `tables` must be there."""
    database = _engine(url)
    # SQLite takes one writer at a time: a queue of threads is quicker than its polling.
    turn = threading.Lock() if database.dialect.name == "sqlite" else contextlib.nullcontext()
    app = FastAPI()
    one_tender = select(*_columns(TenderRow, Tender))
    one_result = select(*_columns(ResultRow, Result))
    some_tenders = one_tender.order_by(Tender.id.desc()).limit(50)
    their_lots = _under(LotRow, Lot, Lot.tender_id).order_by(Lot.position)
    some_organisations = select(*_columns(OrganisationRow, Organisation)).order_by(Organisation.id).limit(50)
    their_identifiers = _under(IdentifierRow, OrganisationIdentifier, OrganisationIdentifier.organisation_id)

    def found(statement: Any) -> Any:
        with database.begin() as connection:
            row = connection.execute(statement).one_or_none()
        if row is None:
            raise HTTPException(404)
        return row

    def listed(statement: Any, under: Any, name: str) -> list[dict[str, Any]]:
        with database.begin() as connection:
            result = connection.execute(statement)
            names = tuple(result.keys())
            rows = [dict(zip(names, row, strict=True)) for row in result.all()]
            found = defaultdict(list)
            for one in connection.execute(under, {"ids": [row["id"] for row in rows]}):
                found[one.parent_id].append(one)
        return [{**row, name: found[row["id"]]} for row in rows]

    @app.get("/tenders/{tender_id}", response_model=TenderRow)
    def tender(tender_id: UUID) -> Any:
        return found(one_tender.where(Tender.id == tender_id))

    @app.get("/results/{result_id}", response_model=ResultRow)
    def result(result_id: UUID) -> Any:
        return found(one_result.where(Result.id == result_id))

    @app.get("/tenders", response_model=list[ListedTenderRow])
    def tenders() -> Any:
        return listed(some_tenders, their_lots, "lots")

    @app.get("/organisations", response_model=list[ListedOrganisationRow])
    def organisations() -> Any:
        return listed(some_organisations, their_identifiers, "identifiers")

    @app.post("/entries", status_code=201)
    def add(body: EntryIn) -> EntryOut:
        made = EntryOut(id=uuid4(), created_at=datetime.now(UTC).replace(tzinfo=None), **body.model_dump())
        happened = {"id": uuid4(), "entry_id": made.id, "what": f"added {made.name}", "at": made.created_at}
        with turn, database.begin() as connection:
            connection.execute(insert(entry), made.model_dump())
            connection.execute(insert(entry_event), happened)
        return made

    return app


def _engine(url: str) -> Engine:
    engine = create_engine(url, pool_size=10, max_overflow=30)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for setting in DURABLE:
        connection.execute(f"PRAGMA {setting}")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def main() -> None:
    """Serve the bare routes as `makegood serve` serves ours."""
    parser = argparse.ArgumentParser(prog="python -m bench.bare")
    parser.add_argument("--port", type=int, required=True)
    port = parser.parse_args().port
    uvicorn.run(create_app(os.environ[DATABASE]), host="127.0.0.1", port=port, log_level="warning")


if __name__ == "__main__":
    main()
