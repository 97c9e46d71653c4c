"""Every command says in a sentence what it did or what stands in its way, and its exit status says which."""

import json
import re
from pathlib import Path

import pytest

from app.cli import main
from tests.world import World


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let commands work on a database of their own, below a folder that is not there yet."""
    home = tmp_path / "data"
    monkeypatch.setenv("MAKEGOOD_DATA_DIR", str(home))
    monkeypatch.setenv("MAKEGOOD_DATABASE_URL", f"sqlite:///{home / 'makegood.db'}")
    return home


def said(capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    """Return what was printed, and what was complained about, since the last time; never a traceback."""
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return out, err


def test_a_fresh_database_is_migrated_once_and_a_second_time_changes_nothing(
    fresh: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["migrate"]) == 0
    first, _ = said(capsys)
    assert re.fullmatch(r"The database is at \d{4}\.\n", first)
    content = (fresh / "makegood.db").read_bytes()
    assert main(["migrate"]) == 0
    assert said(capsys)[0] == first
    assert (fresh / "makegood.db").read_bytes() == content


def test_checking_says_whether_models_and_migrations_agree(fresh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["migrate", "--check"]) == 1
    assert "Target database is not up to date" in said(capsys)[1]
    assert main(["migrate"]) == 0
    said(capsys)
    assert main(["migrate", "--check"]) == 0
    assert said(capsys)[1] == ""


def test_postgresql_is_migrated_by_the_same_command(
    blank_database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAKEGOOD_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("MAKEGOOD_DATABASE_URL", blank_database_url)
    assert main(["migrate"]) == 0
    assert said(capsys)[0].startswith("The database is at ")
    assert main(["migrate", "--check"]) == 0


def test_the_first_admin_gets_a_key_that_works(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAKEGOOD_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("MAKEGOOD_DATABASE_URL", world.service.database.url)
    (tmp_path / "clock").write_text(world.clock.now().isoformat())
    monkeypatch.setenv("MAKEGOOD_CLOCK_FILE", str(tmp_path / "clock"))
    assert main(["create-admin", "--name", "Ada Admin", "--email", "ada@example.org"]) == 0
    out, _ = said(capsys)
    key = re.search(r"^key: (\S+)$", out, re.MULTILINE)
    assert key
    assert "it is not shown again" in out
    me = world.http.get("/v1/me", headers={"Authorization": f"Bearer {key[1]}"}).json()
    assert (me["name"], me["roles"]) == ("Ada Admin", ["admin"])


def test_an_admin_without_a_database_or_an_address_is_refused(fresh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["create-admin", "--name", "Ada", "--email", "ada@example.org"]) == 2
    assert "Run `makegood migrate` first" in said(capsys)[1]
    assert main(["migrate"]) == 0
    said(capsys)
    assert main(["create-admin", "--name", "Ada", "--email", "nowhere"]) == 2
    assert "--email 'nowhere' cannot be used" in said(capsys)[1]


@pytest.mark.parametrize(
    ("name", "value", "status", "words"),
    [
        ("MAKEGOOD_PORT", "eighty", 2, "MAKEGOOD_PORT is 'eighty'; it takes a whole number"),
        ("MAKEGOOD_DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:1/none", 1, "The database does not do"),
        ("MAKEGOOD_DATABASE_URL", "no address", 1, "The database does not do what is asked"),
    ],
)
def test_a_setting_that_cannot_be_is_said(
    fresh: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    value: str,
    status: int,
    words: str,
) -> None:
    monkeypatch.setenv(name, value)
    assert main(["migrate"]) == status
    assert words in said(capsys)[1]


def test_a_folder_of_notices_is_counted_without_a_database(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    notice = {"releases": [{"ocid": "a", "tender": {"title": "Cleaning"}}, {"ocid": "b"}]}
    (tmp_path / "notice.json").write_text(json.dumps(notice))
    assert main(["import-notice", "--check", str(tmp_path)]) == 0
    assert "Total of 1 files: 2 releases, 1 became drafts" in said(capsys)[0]


@pytest.mark.slow
def test_every_published_notice_becomes_a_draft_or_yields_findings(
    corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import-notice", "--check", str(corpus / "ocds-notices")]) == 0
    total = said(capsys)[0].splitlines()[-1]
    assert re.fullmatch(r"Total of \d+ files: \d+ releases, \d+ became drafts .*, none crashed\.", total)


def test_a_port_that_there_is_not_is_said(fresh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--port", "70000"]) == 2
    assert said(capsys)[1].startswith("There is no port 70000; ports go up to 65535.")


@pytest.mark.parametrize("arguments", [[], ["nothing"], ["verify"], ["demo", "--out"]])
def test_what_is_not_asked_rightly_is_told_how_to_ask(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 2
    assert "usage: makegood" in capsys.readouterr().err
