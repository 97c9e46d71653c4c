"""The operator sees at the console what is to be sent, what became of it, and sends one again; and reminds people."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.cli import main
from app.kit import outbox
from app.kit.ids import new_id
from app.kit.outbox import Kind
from app.kit.settings import Settings
from app.worker import senders
from tests.delivery.deal import deal, spend
from tests.world import World


@pytest.fixture
def console(world: World, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """Return an application whose operator sits at its console."""
    monkeypatch.setenv("MAKEGOOD_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("MAKEGOOD_DATABASE_URL", database_url)
    clock = tmp_path / "clock"
    clock.write_text("2026-04-01T12:00:00+00:00", encoding="ascii")
    monkeypatch.setenv("MAKEGOOD_CLOCK_FILE", str(clock))
    return world


def test_people_are_reminded_from_the_console_and_what_was_sent_is_listed(
    console: World, capsys: pytest.CaptureFixture[str]
) -> None:
    deal(console, spend("10", "20", "30", "40"))
    assert main(["remind", "--on", "2026-04-01"]) == 0
    assert "1 letters and 0 webhooks written" in capsys.readouterr().out
    assert main(["remind"]) == 0
    assert "0 letters" in capsys.readouterr().out
    assert main(["outbox"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert "email" in line
    assert "waiting  person" in line
    message_id = line.split()[0]
    assert main(["outbox", "--retry", message_id]) == 1
    assert "no message that has ended" in capsys.readouterr().out
    console.clock.at = datetime(2026, 4, 1, 12, tzinfo=UTC)
    assert sum(sender.send_pending() for sender in senders(console.service)) == 1
    assert (console.service.settings.data_dir / "mail" / "new" / f"{message_id}.eml").exists()
    assert main(["outbox", "--retry", message_id]) == 0
    assert capsys.readouterr().out == f"{message_id} will be sent again.\n"
    assert main(["outbox", "--tries", "--state", "waiting"]) == 0
    assert [line.partition(": ")[2] for line in capsys.readouterr().out.splitlines()[1:]] == [
        f"sent, written to mail/new/{message_id}.eml",
        "waiting, asked for at the console",
    ]


def test_what_was_given_up_is_listed_with_its_reason(console: World, capsys: pytest.CaptureFixture[str]) -> None:
    now = console.clock.now()
    with console.service.database.unit_of_work(write=True) as tx:
        outbox.post(tx, Kind.EMAIL, {"to": "nobody"}, key="k", owner_id=new_id(now), now=now)
    assert [sender.send_pending() for sender in senders(console.service)] == [1, 0]
    assert main(["outbox", "--state", "failed"]) == 0
    assert "failed   nobody  it cannot be written as an e-mail" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "value"),
    [("MAIL_SECURITY", "ssl"), ("MAIL_IN_DOUBT", "maybe"), ("MAIL_FROM", "Makegood <m@example.org>"),
     ("WEBHOOK_NETWORKS", "10.0.0.0/33"), ("WEBHOOK_NETWORKS", "localhost"), ("MAIL_PORT", "0")],
)  # fmt: skip
def test_a_setting_that_cannot_be_used_is_said_at_the_start(name: str, value: str) -> None:
    with pytest.raises(ValueError, match=f"MAKEGOOD_{name} is"):
        Settings.from_environ({f"MAKEGOOD_{name}": value})


def test_the_password_of_the_mail_server_is_not_shown_with_the_settings() -> None:
    given = {"MAKEGOOD_MAIL_HOST": "127.0.0.1", "MAKEGOOD_MAIL_PORT": "1", "MAKEGOOD_MAIL_PASSWORD": "hunter2"}
    settings = Settings.from_environ(given | {"MAKEGOOD_PUBLIC_ADDRESS": "https://m.example/"})
    assert settings.public_address == "https://m.example"
    assert "hunter2" not in repr(settings)
