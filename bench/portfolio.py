"""Measures the sums of delivery: what reading them saves, what keeping them costs, and that neither grows."""

import http.client
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from itertools import cycle
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.delivery import service as delivery
from app.delivery.schemas import PeriodByDays, UpdateCreate
from app.kit import changes
from app.kit.call import Call
from app.performance import service as performance
from app.performance.sums import EVERY
from bench.measuring import MILLISECONDS, Line, Unit, in_turn, milliseconds
from bench.portfolio_stage import Portfolio, begin
from bench.servers import DurablePostgres, Server, serving
from tests.postgresql import NoPostgreSQL
from tests.world import Client

TITLE = (
    "what 2,000 contracts of 20 promises and 20 quarters come to: kept sums against a covering index and no sums at all"
)
SIZES = (10_000, 100_000, 800_000)
KEPT, FLAT, FASTER, LIMIT_MS = 0.65, 0.80, 100, 10.0
CLAIMS = 40
READS = 200
CLAIMS_A_SECOND = Unit("/s", more_is_better=True)
SYSTEMS = ("SQLite", "PostgreSQL")

AMOUNTS = ("promised", "due", "proved", "unknown")

Cell = tuple[Any, ...]


def run(rounds: int, sizes: Sequence[int] = SIZES) -> Iterator[Line]:
    """Measure on both systems; where there is no PostgreSQL, a line says so."""
    with tempfile.TemporaryDirectory(prefix="makegood-bench-") as scratch:
        yield from _on(SYSTEMS[0], f"sqlite:///{Path(scratch) / 'bench.db'}", Path(scratch), rounds, sizes)
    with tempfile.TemporaryDirectory(prefix="makegood-bench-") as scratch:
        try:
            server = DurablePostgres(Path(scratch))
        except NoPostgreSQL as reason:
            yield Line("every line, PostgreSQL", "", MILLISECONDS, (), (), missing=str(reason))
            return
        try:
            with server.connect("postgres") as connection:
                connection.execute("CREATE DATABASE bench")
            yield from _on(SYSTEMS[1], server.url("bench"), Path(scratch), rounds, sizes)
        finally:
            server.stop()


def _on(system: str, url: str, scratch: Path, rounds: int, sizes: Sequence[int]) -> Iterator[Line]:
    portfolio = begin(url, scratch)
    costs: dict[int, tuple[float, ...]] = {}
    for size in sizes:
        portfolio.grow(size)
        kept, bare = keeping(portfolio, rounds)
        costs[size] = tuple(1000 / rate for rate in kept)
        note = f"median {statistics.median(costs[size]):.1f} ms a claim"
        yield Line(
            f"claims kept in sums, {size:,} rows, {system}", "the same claims without sums", CLAIMS_A_SECOND,
            kept, bare, KEPT, note,
        )  # fmt: skip
    for size in sizes[1:]:
        rival = f"one more claim at {sizes[0]:,} rows"
        first = costs[sizes[0]]
        yield Line(f"one more claim at {size:,} rows, {system}", rival, MILLISECONDS, costs[size], first, FLAT)
    yield _reading(system, portfolio, rounds)
    yield _serving(system, portfolio, url, scratch, rounds)
    portfolio.world.service.database.close()


def keeping(portfolio: Portfolio, rounds: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return how many claims a second are taken through the service, with their sums kept and without, in each round.

    The sides take turns claim by claim, and a round is told by its median claim: waiting for the disk makes single
    claims ten times as slow, and whole seconds of them.
    """
    waiting = cycle(portfolio.chance.sample(portfolio.open, len(portfolio.open)))
    kept, bare = [], []
    for turn in range(rounds + 1):
        with_sums, without_sums = [], []
        for number in range(CLAIMS):
            with_sums.append(_claim(portfolio, next(waiting), number))
            with _nobody_told():
                without_sums.append(_claim(portfolio, next(waiting), number))
        # The first round warms both sides up.
        if turn:
            kept.append(1 / statistics.median(with_sums))
            bare.append(1 / statistics.median(without_sums))
    with portfolio.world.service.database.unit_of_work(write=True) as tx:
        changes.note(tx, "contract", *portfolio.contracts)
    return tuple(kept), tuple(bare)


def _claim(portfolio: Portfolio, of: tuple[UUID, Client], number: int) -> float:
    """Return how many seconds one claim takes."""
    commitment, supplier = of
    first, last = portfolio.quarters[-1]
    period = PeriodByDays(starts_on=first, ends_on=last)
    body = UpdateCreate(period=period, claimed=Decimal(number), words="Invoices paid to firms in the area.")
    world, key = portfolio.world, supplier.headers["Authorization"].removeprefix("Bearer ")
    begun = time.perf_counter()
    with world.service.database.unit_of_work(write=True) as tx:
        actor = world.service.identify(tx, key, now=world.clock.now())
        delivery.submit(Call(tx, world.clock.now(), world.service, actor, None), commitment, body)
    return time.perf_counter() - begun


@contextmanager
def _nobody_told() -> Iterator[None]:
    told = changes._settlers[:]  # noqa: SLF001 - what it costs to be told is what is measured
    changes._settlers.clear()  # noqa: SLF001
    try:
        yield
    finally:
        changes._settlers.extend(told)  # noqa: SLF001


def _reading(system: str, portfolio: Portfolio, rounds: int) -> Line:
    with portfolio.world.service.database.unit_of_work(write=False) as tx:
        found = performance.check(tx)
    assert not found.differences, found.differences[:3]
    with both_ways(portfolio) as (summed, covered):
        assert sorted((int(name[8:]), *rest) for name, *rest in summed()) == sorted(covered())
        ours, theirs = in_turn([milliseconds(summed), milliseconds(covered)], rounds)
    note = f"{found.cells:,} cells and {found.sums:,} sums equal what the rows come to"
    name = f"sums by measure and quarter, {system}"
    return Line(name, f"covering index on {portfolio.updates:,} rows", MILLISECONDS, ours, theirs, FASTER, note)


@contextmanager
def both_ways(portfolio: Portfolio) -> Iterator[tuple[Callable[[], list[Cell]], Callable[[], list[Cell]]]]:
    """Yield the same question twice: to the sums that are kept, and to a covering index over every period.

    The rival has what it can use: a narrow table with whole numbers for keys, indexed by them with every amount.
    """
    database = portfolio.world.service.database
    dialect = database.dialect
    own, every = _written(portfolio.buyer.organisation_id, dialect), _written(EVERY, dialect)
    _lay_flat(portfolio)
    summed = (
        f"SELECT measure, ends_on, {', '.join(AMOUNTS)} FROM delivery_sum "  # noqa: S608
        f"WHERE authority_id = '{own}' AND supplier_id = '{every}'"
    )
    added = ", ".join(f"SUM({name})" for name in AMOUNTS)
    covered = f"SELECT measure, ends_on, {added} FROM flat WHERE authority = 1 GROUP BY 1, 2"  # noqa: S608
    raw = database.engine.raw_connection()
    if dialect == "postgresql":  # it would read the whole table in its place, which takes longer
        raw.cursor().execute("SET enable_seqscan = off")
    try:
        yield (lambda: _asked(raw, summed)), (lambda: _asked(raw, covered))
    finally:
        raw.close()


def _lay_flat(portfolio: Portfolio) -> None:
    database, names = portfolio.world.service.database, ", ".join(AMOUNTS)
    key = "1 AS authority, CAST(SUBSTR(measure, 9) AS INTEGER) AS measure, ends_on"
    with database.engine.begin() as connection:
        connection.execute(text(f"CREATE TABLE flat AS SELECT {key}, {names} FROM delivery_cell"))  # noqa: S608
        connection.execute(text(f"CREATE INDEX flat_covering ON flat (authority, measure, ends_on, {names})"))
        connection.execute(text("ANALYZE flat"))
    if database.dialect == "postgresql":
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE flat"))


def _asked(connection: Any, statement: str) -> list[Cell]:
    cursor = connection.cursor()
    cursor.execute(statement)
    rows = [tuple(row) for row in cursor.fetchall()]
    cursor.close()
    return rows


def _written(value: UUID | None, dialect: str) -> str:
    assert value is not None
    return value.hex if dialect == "sqlite" else str(value)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Somebody who opens the portfolio again and again."""

    server: Server
    key: str

    def slowest_of_twenty(self) -> float:
        """Return under which time nineteen of twenty answers came, in milliseconds."""
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port)
        waits = []
        for _ in range(READS):
            begun = time.perf_counter()
            connection.request("GET", "/v1/portfolio", headers={"Authorization": f"Bearer {self.key}"})
            answer = connection.getresponse()
            body = answer.read()
            waits.append((time.perf_counter() - begun) * 1000)
            assert answer.status == http.HTTPStatus.OK, body.decode()
        connection.close()
        return statistics.quantiles(waits, n=20)[18]


def _serving(system: str, portfolio: Portfolio, url: str, scratch: Path, rounds: int) -> Line:
    environment = {"MAKEGOOD_DATABASE_URL": url, "MAKEGOOD_DATA_DIR": str(scratch / "data")}
    key = portfolio.buyer.headers["Authorization"].removeprefix("Bearer ")
    with serving("app", "serve", environment=environment, log=scratch / "ours.log") as server:
        reader = _Reader(server, key)
        reader.slowest_of_twenty()
        ours = tuple(reader.slowest_of_twenty() for _ in range(rounds))
    limit = (LIMIT_MS,) * rounds
    return Line(f"GET portfolio, p95, {system}", "a limit of 10 ms", MILLISECONDS, ours, limit, 1.0)
