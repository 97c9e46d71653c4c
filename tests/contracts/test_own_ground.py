"""The ground that tests stand on: databases that are truly fresh, nobody left inside a transaction, no way out."""

import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, func, insert, select, text
from sqlalchemy.exc import DatabaseError

from app.audit.models import AuditHead
from app.kit.ids import new_id
from app.kit.model import Model
from tests.databases import Databases, LeftOpen
from tests.network import OutgoingConnection
from tests.postgresql import NoPostgreSQL, find_programs
from tests.scratch import Scratch

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


def _add_a_head(connection: Connection) -> None:
    head = {
        "id": new_id(NOW),
        "log_id": new_id(NOW),
        "size": 1,
        "root": "r",
        "peaks": ["r"],
        "digest": "d",
        "sealed_at": NOW,
    }
    connection.execute(insert(AuditHead).values(**head))


def _heads(url: str) -> int:
    engine = create_engine(url)
    with engine.connect() as connection:
        count = connection.execute(select(func.count()).select_from(AuditHead)).scalar_one()
    engine.dispose()
    return count


def test_a_database_is_fresh_again_even_where_rows_may_not_be_deleted(databases: Databases) -> None:
    url = databases.lend()
    engine = create_engine(url)
    with engine.begin() as connection:
        _add_a_head(connection)
    with pytest.raises(DatabaseError), engine.begin() as connection:
        connection.execute(text("DELETE FROM audit_head"))
    engine.dispose()
    assert _heads(url) == 1
    databases.take_back(url)
    assert _heads(url) == 0


def test_two_tests_at_a_time_get_two_databases(databases: Databases) -> None:
    first, second = databases.lend(), databases.lend()
    assert first != second
    databases.take_back(first)
    databases.take_back(second)


def test_a_transaction_left_open_is_reported_and_does_not_spoil_the_next_test(databases: Databases) -> None:
    url = databases.lend()
    engine = create_engine(url)
    connection = engine.connect()
    connection.begin()
    _add_a_head(connection)
    with pytest.raises(LeftOpen, match="transaction"):
        databases.take_back(url)
    connection.invalidate()
    engine.dispose()
    after = databases.lend()
    assert _heads(after) == 0
    databases.take_back(after)


def test_the_triggers_are_back_after_a_database_was_made_fresh(databases: Databases) -> None:
    url = databases.lend()
    databases.take_back(url)
    url = databases.lend()
    engine = create_engine(url)
    with engine.begin() as connection:
        _add_a_head(connection)
    with pytest.raises(DatabaseError), engine.begin() as connection:
        connection.execute(text("UPDATE audit_head SET size = 2"))
    engine.dispose()
    databases.take_back(url)


def test_a_blank_database_has_no_table(blank_database_url: str) -> None:
    engine = create_engine(blank_database_url)
    with engine.connect() as connection:
        assert engine.dialect.get_table_names(connection) == []
    engine.dispose()


def test_every_table_of_the_models_is_in_the_migrated_database(database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.connect() as connection:
        found = set(engine.dialect.get_table_names(connection))
    engine.dispose()
    assert set(Model.metadata.tables) - found == set()


@pytest.mark.parametrize("host", ["example.org", "10.1.2.3", "2001:db8::1"])
def test_no_test_reaches_another_machine(host: str) -> None:
    with pytest.raises(OutgoingConnection, match=host):
        socket.create_connection((host, 80), timeout=1)


def test_no_test_sends_a_datagram_to_another_machine() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as channel, pytest.raises(OutgoingConnection):
        channel.sendto(b"?", ("10.1.2.3", 53))


def test_a_test_may_serve_and_connect_on_this_machine() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=5).close()


def test_a_postgresql_that_was_asked_for_and_is_not_there_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAKEGOOD_TEST_POSTGRESQL", str(tmp_path))
    with pytest.raises(NoPostgreSQL, match="MAKEGOOD_TEST_POSTGRESQL"):
        find_programs()


def test_what_a_killed_run_left_is_cleared_away_and_a_live_run_is_left_alone() -> None:
    alive = Scratch()
    killed = Scratch()
    killed.hold.close()
    fresh = Scratch()
    left = [place.path.exists() for place in (alive, killed, fresh)]
    alive.close()
    fresh.close()
    assert left == [True, False, True]
