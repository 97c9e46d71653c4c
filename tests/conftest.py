"""What every test may ask for: databases of its own on both systems, the corpus, and no way out to the network."""

import atexit
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import pytest

from standards.chromium import WAY_OUT, chromium
from tests.databases import SYSTEMS, Databases, PostgresqlDatabases, SqliteDatabases, migrate
from tests.network import only_this_machine
from tests.postgresql import NoPostgreSQL, PostgresServer
from tests.scratch import Scratch

if TYPE_CHECKING:
    from tests.world import World

CORPUS = "CORPUS"
CHOICE = "MAKEGOOD_TEST_DATABASES"


def _systems() -> list[str]:
    return [name.strip() for name in os.environ.get(CHOICE, ",".join(SYSTEMS)).split(",") if name.strip()]


def pytest_configure(config: pytest.Config) -> None:
    """Check what the environment asks for before anything runs, and let a polite kill tidy up like Ctrl-C."""
    corpus = os.environ.get(CORPUS)
    if corpus and not Path(corpus).is_dir():
        message = (
            f"CORPUS is {corpus!r}, which is not a directory; leave it out, or name the one that holds the corpus."
        )
        raise pytest.UsageError(message)
    unknown = set(_systems()) - set(SYSTEMS)
    if unknown:
        message = f"{CHOICE} names {', '.join(sorted(unknown))}; it takes {', '.join(SYSTEMS)}."
        raise pytest.UsageError(message)
    _tidy_up_when_terminated()


def _tidy_up_when_terminated() -> None:
    """Let SIGTERM end the run in order, so that no server is left behind."""
    this_process = os.getpid()

    def leave(number: int, _frame: FrameType | None) -> None:
        if os.getpid() != this_process:  # a child that inherited this has nothing to tidy up
            os._exit(128 + number)
        pytest.exit("terminated", returncode=128 + number)

    signal.signal(signal.SIGTERM, leave)


def pytest_report_header() -> list[str]:
    """Say, before the first test, which databases and which corpus this run is about."""
    corpus = os.environ.get(CORPUS)
    said = f"corpus: {corpus}" if corpus else "corpus: not given, so tests over it will not run (CORPUS=directory)"
    return [f"databases: {', '.join(_systems())}", said]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Repeat at the end what did not run and why, where it is read."""
    if not os.environ.get(CORPUS):
        terminalreporter.write_line("CORPUS was not given: the tests over the corpus did NOT run.", yellow=True)
    if chromium() is None:
        terminalreporter.write_line(WAY_OUT, yellow=True)
    if set(_systems()) != set(SYSTEMS):
        terminalreporter.write_line(f"{CHOICE}: only {', '.join(_systems())} was tested.", yellow=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs PostgreSQL and what needs the corpus, so that either can be chosen with -m."""
    for item in items:
        parameters = getattr(getattr(item, "callspec", None), "params", {})
        if parameters.get("database_system") == "postgresql":
            item.add_marker(pytest.mark.postgresql)
        if "corpus" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.corpus)


@pytest.fixture(scope="session", autouse=True)
def _stay_on_this_machine() -> Iterator[None]:
    with only_this_machine():
        yield


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Return the directory of published notices and cases that CORPUS names; skip the test when it names none."""
    given = os.environ.get(CORPUS)
    if not given:
        pytest.skip("CORPUS was not given")
    return Path(given).resolve()


@pytest.fixture(scope="session")
def scratch() -> Iterator[Path]:
    """Yield a directory for this run, in memory when there is room."""
    place = Scratch()
    atexit.register(place.close)
    yield place.path
    place.close()


@pytest.fixture(scope="session")
def postgres_server(scratch: Path) -> Iterator[PostgresServer]:
    """Yield the PostgreSQL server of this run; a run without one fails rather than passing half tested."""
    try:
        server = PostgresServer(scratch)
    except NoPostgreSQL as reason:
        pytest.exit(str(reason), returncode=pytest.ExitCode.TESTS_FAILED)
    atexit.register(server.stop)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def _sqlite_databases(scratch: Path) -> Iterator[Databases]:
    databases = SqliteDatabases(scratch / "sqlite", migrate)
    yield databases
    databases.close()


@pytest.fixture(scope="session")
def _postgresql_databases(postgres_server: PostgresServer) -> Iterator[Databases]:
    databases = PostgresqlDatabases(postgres_server, migrate)
    yield databases
    databases.close()


@pytest.fixture(scope="session", params=_systems())
def database_system(request: pytest.FixtureRequest) -> str:
    """Return the database system under test, "sqlite" and "postgresql" in turn: both must behave alike."""
    name: str = request.param
    return name


@pytest.fixture(scope="session")
def databases(database_system: str, request: pytest.FixtureRequest) -> Databases:
    """Return the databases of the system under test."""
    found: Databases = request.getfixturevalue(f"_{database_system}_databases")
    return found


@pytest.fixture
def database_url(databases: Databases) -> Iterator[str]:
    """Yield the address of a migrated, empty database that no other test uses meanwhile.

    The same address serves one test after another, so what is built for an address may be kept for the session.
    """
    url = databases.lend()
    yield url
    databases.take_back(url)


@pytest.fixture
def blank_database_url(databases: Databases) -> str:
    """Return the address of a database without a table, for tests of the migrations themselves."""
    return databases.blank()


@pytest.fixture
def world(database_url: str, databases: Databases, scratch: Path) -> "World":
    """Return the application on an empty database, at nine o'clock on Monday 5 January 2026."""
    from tests.world import build_world  # noqa: PLC0415 - tests of the libraries need no service

    return build_world(database_url, scratch, databases)
