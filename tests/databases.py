"""Real, migrated databases for tests, on both systems: each test has one to itself and may commit what it likes.

A database is made once from the migrations and lent to one test after another. Between two tests it is put back
to the state that the migrations leave, in a few milliseconds and without asking the service: on SQLite by copying
the pages of a pristine file over it, on PostgreSQL by deleting every row with triggers switched off (the triggers
that keep the audit log append-only would refuse otherwise). The address stays the same, so an application built
for it can be kept. A new copy by CREATE DATABASE ... TEMPLATE costs ten times as much, and DROP as much again.
"""

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import psycopg
from alembic import command
from psycopg import sql

from app.kit.db import migrations_config
from tests.postgresql import PostgresServer

SYSTEMS = ("sqlite", "postgresql")
_UNWATCHED = "BEGIN; SET LOCAL session_replication_role = replica; SET LOCAL lock_timeout = '5s'"
_GRACE_SECONDS = 1.0
Migrate = Callable[[str], None]
Kept = Any
"""What a database held, in a form that its own system alone reads."""


def migrate(url: str) -> None:
    """Bring a database to the newest revision, as `makegood migrate` does."""
    command.upgrade(migrations_config(url), "head")


class LeftOpen(AssertionError):
    """A test ended while a connection of its was still inside a transaction."""


class Databases(Protocol):
    """What both systems offer to tests."""

    def lend(self) -> str:
        """Return the address of a migrated database with nothing in it that a migration did not put there."""

    def take_back(self, url: str) -> None:
        """Put a lent database back to its first state; raise LeftOpen when a transaction is still open on it."""

    def blank(self) -> str:
        """Return the address of a new database without a single table, for tests of the migrations themselves."""

    def keep(self, url: str) -> Kept:
        """Return all that a database holds now, to be brought back later, to any database of the same system."""

    def bring_back(self, url: str, kept: Kept) -> None:
        """Let a database hold what was kept, and nothing else."""

    def close(self) -> None:
        """Let go of every connection."""


class SqliteDatabases:
    """Files in one directory, restored page by page from a pristine copy."""

    def __init__(self, directory: Path, migrate: Migrate) -> None:
        """Migrate the pristine file."""
        self._directory = directory
        self._directory.mkdir()
        self._count = 0
        self._free: list[str] = []
        self._kept: list[sqlite3.Connection] = []
        pristine = directory / "pristine.db"
        migrate(_sqlite_url(pristine))
        self._pristine = sqlite3.connect(pristine)

    def lend(self) -> str:
        """See Databases.lend."""
        if self._free:
            return self._free.pop()
        url = self.blank()
        self._restore(url)
        return url

    def take_back(self, url: str) -> None:
        """See Databases.take_back."""
        try:
            self._restore(url)
        except TimeoutError as failure:
            message = f"The test left a transaction open on {url}."
            raise LeftOpen(message) from failure
        self._free.append(url)

    def blank(self) -> str:
        """See Databases.blank."""
        self._count += 1
        return _sqlite_url(self._directory / f"{self._count}.db")

    def keep(self, url: str) -> Kept:
        """See Databases.keep."""
        kept = sqlite3.connect(":memory:", check_same_thread=False)
        self._kept.append(kept)
        database = sqlite3.connect(url.removeprefix("sqlite:///"))
        try:
            database.backup(kept)
        finally:
            database.close()
        return kept

    def bring_back(self, url: str, kept: Kept) -> None:
        """See Databases.bring_back."""
        self._restore(url, kept)

    def close(self) -> None:
        """See Databases.close."""
        for connection in (*self._kept, self._pristine):
            connection.close()

    def _restore(self, url: str, kept: sqlite3.Connection | None = None) -> None:
        give_up_at = time.monotonic() + _GRACE_SECONDS

        def mind_the_clock(status: int, _remaining: int, _total: int) -> None:
            # Left alone, `backup` waits for a locked file for ever.
            if status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED} and time.monotonic() > give_up_at:
                raise TimeoutError

        database = sqlite3.connect(url.removeprefix("sqlite:///"), timeout=0.1)
        try:
            (kept or self._pristine).backup(database, progress=mind_the_clock, sleep=0.01)
        finally:
            database.close()


class PostgresqlDatabases:
    """Copies of one migrated template, emptied between tests."""

    def __init__(self, server: PostgresServer, migrate: Migrate) -> None:
        """Create and migrate the template."""
        self._server = server
        self._admin = server.connect("postgres")
        self._count = 0
        self._free: list[str] = []
        self._keepers: dict[str, psycopg.Connection[tuple[Any, ...]]] = {}
        template = self.blank()
        migrate(template)
        self._template = _database_name(template)
        self._tables: list[str] = []
        self._restore = self._learn_to_restore()

    def lend(self) -> str:
        """See Databases.lend."""
        if self._free:
            return self._free.pop()
        url = self._create(sql.SQL("TEMPLATE {}").format(sql.Identifier(self._template)))
        self._keepers[url] = self._server.connect(_database_name(url))
        return url

    def take_back(self, url: str) -> None:
        """See Databases.take_back."""
        open_still = self._send_away_the_undecided(url)
        self._keepers[url].execute(self._restore)
        self._free.append(url)
        if open_still:
            message = f"The test left {open_still} connection(s) inside a transaction on {_database_name(url)}."
            raise LeftOpen(message)

    def blank(self) -> str:
        """See Databases.blank."""
        return self._create(sql.SQL("TEMPLATE template0"))

    def keep(self, url: str) -> Kept:
        """See Databases.keep."""
        keeper = self._keepers[url]
        held = sql.SQL(" UNION ALL ").join(
            sql.SQL("(SELECT {} FROM {} LIMIT 1)").format(sql.Literal(name), sql.Identifier(name))
            for name in self._tables
        )
        rows: dict[str, bytes] = {}
        for (table,) in keeper.execute(held).fetchall():
            with keeper.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))) as out:
                rows[table] = b"".join(out)
        return rows, _counters(keeper)

    def bring_back(self, url: str, kept: Kept) -> None:
        """See Databases.bring_back."""
        rows, counters = kept
        keeper = self._keepers[url]
        emptied = [sql.SQL("DELETE FROM {}").format(sql.Identifier(table)) for table in self._tables]
        keeper.execute(sql.SQL("; ").join([sql.SQL(_UNWATCHED), *emptied]))
        for table, content in rows.items():
            with keeper.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))) as into:
                into.write(content)
        keeper.execute(sql.SQL("; ").join([*counters, sql.SQL("COMMIT")]))

    def close(self) -> None:
        """See Databases.close."""
        for connection in (*self._keepers.values(), self._admin):
            connection.close()

    def _create(self, how: sql.Composable) -> str:
        self._count += 1
        name = f"test_{self._count}"
        self._admin.execute(sql.SQL("CREATE DATABASE {} {}").format(sql.Identifier(name), how))
        return self._server.url(name)

    def _send_away_the_undecided(self, url: str) -> int:
        """End the connections that are inside a transaction, after a moment's grace; return how many there were."""
        give_up_at = time.monotonic() + _GRACE_SECONDS
        busy = "FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend' AND state <> 'idle'"
        name = [_database_name(url)]
        while self._count_rows(f"SELECT count(*) {busy}", name):
            if time.monotonic() > give_up_at:
                return self._count_rows(f"SELECT count(pg_terminate_backend(pid, 5000)) {busy}", name)
            time.sleep(0.01)
        return 0

    def _count_rows(self, query: str, parameters: list[str]) -> int:
        row = self._admin.execute(query.encode(), parameters).fetchone()
        return int(row[0]) if row else 0

    def _learn_to_restore(self) -> sql.Composed:
        """Return the statements that bring any copy back to what the template holds now.

        `session_replication_role = replica` switches off triggers and foreign keys for this one connection, so
        the order of the tables does not matter and no append-only rule stands in the way.
        """
        steps: list[sql.Composable] = [sql.SQL(_UNWATCHED)]
        with self._server.connect(self._template) as template:
            for (table,) in template.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall():
                self._tables.append(table)
                name = sql.Identifier(table)
                kept = template.execute(sql.SQL("SELECT json_agg(r)::text FROM {} AS r").format(name)).fetchone()
                steps.append(sql.SQL("DELETE FROM {}").format(name))
                if kept and kept[0]:
                    again = (
                        "INSERT INTO {0} OVERRIDING SYSTEM VALUE SELECT * FROM json_populate_recordset(NULL::{0}, {1})"
                    )
                    steps.append(sql.SQL(again).format(name, sql.Literal(kept[0])))
            steps += _counters(template)
        return sql.SQL("; ").join([*steps, sql.SQL("COMMIT")])


def _counters(connection: psycopg.Connection[tuple[Any, ...]]) -> list[sql.Composed]:
    """Return the statements that set every sequence to where it stands now."""
    stand = "SELECT sequencename, coalesce(last_value, start_value), last_value IS NOT NULL FROM pg_sequences"
    return [
        sql.SQL("SELECT setval({}, {}, {})").format(*map(sql.Literal, (f'"{sequence}"', value, called)))
        for sequence, value, called in connection.execute(stand).fetchall()
    ]


def _sqlite_url(path: Path) -> str:
    return f"sqlite:///{path}"


def _database_name(url: str) -> str:
    return url.partition("@/")[2].partition("?")[0]
