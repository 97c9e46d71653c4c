"""Measures the main reads and writes of the served API against bare routes, on SQLite and on PostgreSQL."""

import itertools
import json
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine

from bench import bare, stage
from bench.load import Load, load, request
from bench.measuring import REQUESTS, Line, in_turn
from bench.servers import DurablePostgres, Server, serving
from tests.postgresql import NoPostgreSQL

TITLE = "requests answered by the served API, with identity, roles, tenant check, schema and audit, against bare routes"
READS, WRITES = 0.60, 0.50
CONNECTIONS = 16
SECONDS = 0.4
WARM_UP_SECONDS = 0.3
SYSTEMS = ("SQLite", "PostgreSQL")


@dataclass(frozen=True, slots=True)
class Route:
    """One route of ours and the bare one that it is measured against; both yield requests without end."""

    name: str
    rival: str
    ours: Iterator[bytes]
    theirs: Iterator[bytes]
    aim: float


def run(rounds: int) -> Iterator[Line]:
    """Measure on both systems; where there is no PostgreSQL, every line of it says so."""
    with tempfile.TemporaryDirectory(prefix="makegood-bench-") as scratch:
        yield from _on_sqlite(Path(scratch), rounds)
    with tempfile.TemporaryDirectory(prefix="makegood-bench-") as scratch:
        yield from _on_postgresql(Path(scratch), rounds)


def _on_sqlite(scratch: Path, rounds: int) -> Iterator[Line]:
    yield from _on(SYSTEMS[0], f"sqlite:///{scratch / 'bench.db'}", scratch, rounds)


def _on_postgresql(scratch: Path, rounds: int) -> Iterator[Line]:
    try:
        server = DurablePostgres(scratch)
    except NoPostgreSQL as reason:
        yield Line("every route, PostgreSQL", "bare routes", REQUESTS, (), (), missing=str(reason))
        return
    try:
        with server.connect("postgres") as connection:
            connection.execute("CREATE DATABASE bench")
        yield from _on(SYSTEMS[1], server.url("bench"), scratch, rounds)
    finally:
        server.stop()


def _on(system: str, url: str, scratch: Path, rounds: int) -> Iterator[Line]:
    filled = stage.fill(url, scratch)
    with both(url, scratch) as (ours, theirs):
        for route in routes(filled):
            yield _measured(system, route, ours, theirs, rounds)


@contextmanager
def both(url: str, scratch: Path) -> Iterator[tuple[Server, Server]]:
    """Serve both sides on a filled database, ours as `makegood serve` does with every default of production."""
    engine = create_engine(url)
    bare.tables.create_all(engine)
    engine.dispose()
    environment = {"MAKEGOOD_DATABASE_URL": url, "MAKEGOOD_DATA_DIR": str(scratch / "data")}
    with (
        serving("app", "serve", environment=environment, log=scratch / "ours.log") as ours,
        serving("bench.bare", environment={bare.DATABASE: url}, log=scratch / "bare.log") as theirs,
    ):
        yield ours, theirs


def _measured(system: str, route: Route, ours: Server, theirs: Server, rounds: int) -> Line:
    sides = _Side(ours, route.ours), _Side(theirs, route.theirs)
    for side in sides:
        side.load(WARM_UP_SECONDS)
    our_rates, their_rates = in_turn([side.measure for side in sides], rounds)
    notes = [side.note() for side in sides]
    note = f"p99 and CPU a request: {notes[0]}, rival {notes[1]}"
    return Line(f"{route.name}, {system}", route.rival, REQUESTS, our_rates, their_rates, route.aim, note)


class _Side:
    """One server under one kind of request, and what each of its rounds said."""

    def __init__(self, server: Server, requests: Iterator[bytes]) -> None:
        self._server = server
        self._requests = requests
        self._slowest: list[float] = []
        self._cpu: list[float] = []

    def load(self, seconds: float) -> Load:
        return load(self._server.port, self._requests, connections=CONNECTIONS, seconds=seconds)

    def measure(self) -> float:
        before = self._server.cpu_seconds()
        found = self.load(SECONDS)
        self._slowest.append(found.slowest_percent)
        self._cpu.append((self._server.cpu_seconds() - before) / found.answers * 1000)
        return found.rate

    def note(self) -> str:
        return f"{statistics.median(self._slowest):.0f} ms {statistics.median(self._cpu):.1f} ms"


def routes(filled: stage.Stage) -> list[Route]:
    """Return the routes to measure, reads before writes."""
    tender, result = f"tenders/{filled.tender_id}", f"results/{filled.result_id}"
    added = _entries()
    one, fifty, two_rows = "one indexed select", "select of 50 rows", "two-row insert"
    return [
        Route("GET tender", one, _again(f"/v1/{tender}", filled.buyer_key), _again(f"/{tender}"), READS),
        Route("GET result", one, _again(f"/v1/{result}", filled.buyer_key), _again(f"/{result}"), READS),
        Route("GET 50 tenders", fifty, _again("/v1/tenders?limit=50", filled.lister_key), _again("/tenders"), READS),
        Route(
            "GET 50 organisations",
            fifty,
            _again("/v1/organisations?limit=50", filled.buyer_key),
            _again("/organisations"),
            READS,
        ),
        Route("POST organisation", two_rows, filled.registrations(), added, WRITES),
        Route("POST tender draft", two_rows, filled.drafts(), added, WRITES),
        Route("POST mark", two_rows, filled.marks(), added, WRITES),
    ]


def _again(path: str, key: str | None = None) -> Iterator[bytes]:
    return itertools.repeat(request("GET", path, key=key))


def _entries() -> Iterator[bytes]:
    for number in itertools.count():
        body = {"kind": "business", "name": f"Newcomer {number} Ltd", "value": f"{number:08d}"}
        yield request("POST", "/entries", body=json.dumps(body).encode())
