"""`makegood portfolio` proves the sums of delivery or builds them anew, and says what differs."""

import sqlite3
from pathlib import Path

import pytest

from app.cli import main
from tests.delivery.deal import deal
from tests.world import World, build_world


@pytest.fixture
def on_sqlite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the file of a migrated database that the environment names."""
    path = tmp_path / "makegood.db"
    monkeypatch.setenv("MAKEGOOD_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("MAKEGOOD_DATABASE_URL", f"sqlite:///{path}")
    assert main(["migrate"]) == 0
    return path


def _filled(path: Path, scratch: Path) -> World:
    world = build_world(f"sqlite:///{path}", scratch)
    deal(world).verified("10")
    world.service.database.close()
    return world


def test_sums_are_proved_spoiled_named_built_anew_and_filled_by_the_migration(
    on_sqlite: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _filled(on_sqlite, tmp_path)
    assert main(["portfolio", "--check"]) == 0
    assert "every one is what the rows come to" in capsys.readouterr().out
    with sqlite3.connect(on_sqlite) as connection:
        connection.execute("UPDATE delivery_sum SET proved = proved + 1 WHERE proved > 0")
    connection.close()
    assert main(["portfolio", "--check"]) == 1
    said = capsys.readouterr().out
    assert said.count("DIFFERS the sum of local-spend ending 2026-03-31") == 3
    assert "proved is kept as 10.0001 and is 10" in said
    assert main(["portfolio", "--rebuild"]) == 0
    assert main(["portfolio", "--check"]) == 0
    assert "built anew from 1 contract." in capsys.readouterr().out
    # So it is right after the migration: there are contracts, and no sums yet.
    with sqlite3.connect(on_sqlite) as connection:
        connection.execute("DELETE FROM delivery_sum")
        connection.execute("DELETE FROM delivery_cell")
    connection.close()
    assert main(["migrate"]) == 0
    assert "built anew from 1 contract." in capsys.readouterr().out
    assert main(["portfolio", "--check"]) == 0
    assert main(["migrate"]) == 0
    assert "built anew" not in capsys.readouterr().out
