"""The database edge: engines, one unit of work per request, and the only commit and rollback in the service."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from app.kit.errors import Busy
from app.kit.fairlock import FairLock
from app.kit.threads import SHARED, Lane, Taker

_SQLITE_SETTINGS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-16000")


DatabaseFailure = SQLAlchemyError
"""Whatever a database, or the library before it, gives back instead of an answer; a command says it in one sentence."""

_ROOT = Path(__file__).resolve().parents[2]


def migrations_config(url: str) -> Config:
    """Return what alembic needs to migrate the database at `url`."""
    config = Config()
    config.set_main_option("script_location", str(_ROOT / "migrations"))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


class Database:
    """One database, SQLite or PostgreSQL, and the units of work on it."""

    def __init__(self, url: str, *, pool_size: int = 10, lock_timeout_seconds: int = 20) -> None:
        """Prepare the engine; nothing is opened before the first use."""
        self.url = url
        self._wait = lock_timeout_seconds
        self.engine = _engine(url, pool_size=pool_size, lock_timeout_seconds=lock_timeout_seconds)
        self.dialect = self.engine.dialect.name
        self._queue = FairLock() if self.dialect == "sqlite" else None
        self.writers: Taker = Lane(SHARED) if self.dialect == "sqlite" else SHARED
        self._readers = sessionmaker(self.engine, expire_on_commit=False)
        self._writers = sessionmaker(self.engine.execution_options(write=True), expire_on_commit=False)

    @contextmanager
    def unit_of_work(self, *, write: bool) -> Iterator[Session]:
        """Yield a session in one transaction: committed when the block ends well, rolled back when it does not.

        A writer on SQLite waits its turn and then takes the write lock at once, so that no read of it can go stale.
        Raises Busy when the turn does not come in time.
        """
        if not (write and self._queue is not None):
            with self._transaction(self._writers if write else self._readers) as session:
                yield session
            return
        if not self._queue.acquire(self._wait):
            raise Busy
        try:
            with self._transaction(self._writers) as session:
                yield session
        finally:
            self._queue.release()

    @contextmanager
    def _transaction(self, make: sessionmaker[Session]) -> Iterator[Session]:
        session = make()
        try:
            try:
                yield session
                session.commit()
            except BaseException:
                session.rollback()
                raise
            finally:
                session.close()
        except OperationalError as failure:
            if _is_lock_failure(failure):
                raise Busy from failure
            raise

    def answers(self) -> bool:
        """Return whether the database answers a query now."""
        with self.engine.connect() as connection:
            return bool(connection.execute(text("SELECT 1")).scalar_one() == 1)

    def is_current(self) -> bool:
        """Return whether the database holds the newest revision that this version ships."""
        with self.engine.connect() as connection:
            found = set(MigrationContext.configure(connection).get_current_heads())
        return found == set(ScriptDirectory.from_config(migrations_config(self.url)).get_heads())

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def _engine(url: str, *, pool_size: int, lock_timeout_seconds: int) -> Engine:
    if url.startswith("sqlite"):
        engine = create_engine(
            url, pool_size=pool_size, max_overflow=30, connect_args={"timeout": lock_timeout_seconds}
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    options = f"-c lock_timeout={lock_timeout_seconds}s -c timezone=UTC"
    return create_engine(url, pool_size=pool_size, max_overflow=30, connect_args={"options": options})


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver must not open transactions of its own: _begin_sqlite decides which kind begins, and when.
    connection.isolation_level = None
    cursor = connection.cursor()
    for setting in _SQLITE_SETTINGS:
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    write = connection.get_execution_options().get("write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _is_lock_failure(failure: OperationalError) -> bool:
    """Tell a lock that did not come in time, or a deadlock that was broken, from a fault.

    SQLSTATE 55P03 is lock_not_available and 40P01 deadlock_detected; SQLite says it in words.
    """
    state = getattr(failure.orig, "sqlstate", None)
    return state in {"55P03", "40P01"} or "database is locked" in str(failure.orig)
