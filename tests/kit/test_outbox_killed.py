"""Senders are killed at every step: each message goes out once, or it is said why nobody knows, and none is lost."""

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from app.integrations import letters
from app.kit import outbox
from app.kit.db import Database
from app.kit.ids import new_id
from app.kit.outbox import Kind, OutboxMessage, State
from app.kit.sending import POINTS
from tests.receivers import Hooks, Mailbox, mail_server, webhook_receiver

ROOT = Path(__file__).resolve().parents[2]
START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
KILLED = -9
AFTER_THE_LEASE = outbox.LEASE + timedelta(minutes=1)
IN_DOUBT = {"recorded as sending", "handed over"}


@dataclass
class Nursery:
    """A process that forks senders, the clock that they go by, and what they send to."""

    process: subprocess.Popen[str]
    database: Database
    clock: Path
    folder: Path
    mail: Mailbox
    hooks: Hooks

    def send(self, transport: str, *, dies_when: str = "") -> int:
        """Let a process send everything that waits, or die on the way; return how it ended."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{transport}\t{dies_when}\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def post(self, kind: Kind, key: str) -> UUID:
        """Write a message with its cause."""
        now = self.now()
        content = letters.content(to="somebody@example.org", name="Somebody", subject=key, text="Something is due.")
        with self.database.unit_of_work(write=True) as tx:
            made = outbox.post(tx, kind, content, key=key, owner_id=new_id(now), now=now)
        assert made is not None
        return made

    def now(self) -> datetime:
        return datetime.fromisoformat(self.clock.read_text(encoding="ascii"))

    def wait(self, by: timedelta) -> None:
        """Let time pass."""
        self.clock.write_text((self.now() + by).isoformat(), encoding="ascii")

    def read(self, message_id: UUID) -> OutboxMessage:
        """Return what is known of a message."""
        with self.database.unit_of_work(write=False) as tx:
            found = tx.get(OutboxMessage, message_id)
        assert found is not None
        return found

    def killed_at(self, points: Iterable[str], transport: str, kind: Kind) -> dict[str, OutboxMessage]:
        """Kill a sender at each point, let another one come after it, and return what became of each message."""
        found = {}
        for point in points:
            made = self.post(kind, f"{transport} {point}")
            assert self.send(transport, dies_when=point) == KILLED
            with self.database.unit_of_work(write=False) as tx:
                assert not outbox.is_due(tx, kind, now=self.now()), "nobody takes it before the lease is over"
            before = self.read(made).state
            assert before == {"claimed": "claimed", "ready": "claimed", "recorded": "sent"}.get(point, "sending")
            self.wait(AFTER_THE_LEASE)
            assert self.send(transport) == 0
            found[point] = self.read(made)
        return found


@pytest.fixture
def nursery(database_url: str, tmp_path: Path) -> Iterator[Nursery]:
    """Yield the process that forks senders over one database."""
    clock = tmp_path / "clock"
    clock.write_text(START.isoformat(), encoding="ascii")
    with mail_server() as mail, webhook_receiver() as hooks:
        setup = {"url": database_url, "clock": str(clock), "folder": str(tmp_path / "mail"), "hook": hooks.address}
        command = [sys.executable, "-m", "tests.killed_senders", json.dumps(setup | {"mail_port": str(mail.port)})]
        process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        database = Database(database_url)
        yield Nursery(process, database, clock, tmp_path / "mail", mail, hooks)
        database.close()
        process.communicate()


def test_senders_killed_at_every_step_send_each_message_once_or_say_why_not(nursery: Nursery) -> None:
    nursery.post(Kind.EMAIL, "the first")
    nursery.send("smtp", dies_when="here")
    nursery.mail.letters.clear()
    _the_folder_holds_each_letter_once(nursery)
    _the_mail_server_gets_no_letter_twice_and_what_is_not_known_is_said(nursery)
    _where_it_is_so_set_the_mail_server_gets_a_letter_in_doubt_again_under_the_same_id(nursery)
    _the_webhook_is_repeated_under_the_id_that_its_receiver_knows_it_by(nursery)


def _the_folder_holds_each_letter_once(nursery: Nursery) -> None:
    found = nursery.killed_at(POINTS, "folder", Kind.EMAIL)
    assert {row.state for row in found.values()} == {State.SENT}
    assert sorted(path.stem for path in (nursery.folder / "new").iterdir()) == sorted(
        str(row.id) for row in found.values()
    )
    assert found["handed over"].said == "it had arrived when its sender was interrupted"


def _the_mail_server_gets_no_letter_twice_and_what_is_not_known_is_said(nursery: Nursery) -> None:
    found = nursery.killed_at(POINTS, "smtp", Kind.EMAIL)
    got = nursery.mail.ids()
    assert len(got) == len(set(got))
    for point, row in found.items():
        assert row.state == (State.UNKNOWN if point in IN_DOUBT else State.SENT), point
        if row.state == State.SENT:
            assert f"<{row.id}@example.org>" in got
        else:
            assert "may have been sent: its sender was interrupted while handing it over" in str(row.said)
    assert f"<{found['handed over'].id}@example.org>" in got
    assert f"<{found['recorded as sending'].id}@example.org>" not in got


def _where_it_is_so_set_the_mail_server_gets_a_letter_in_doubt_again_under_the_same_id(nursery: Nursery) -> None:
    nursery.mail.letters.clear()
    found = nursery.killed_at(sorted(IN_DOUBT), "smtp-repeating", Kind.EMAIL)
    assert {row.state for row in found.values()} == {State.SENT}
    got = nursery.mail.ids()
    times = {point: got.count(f"<{row.id}@example.org>") for point, row in found.items()}
    assert times == {"recorded as sending": 1, "handed over": 2}


def _the_webhook_is_repeated_under_the_id_that_its_receiver_knows_it_by(nursery: Nursery) -> None:
    found = nursery.killed_at(POINTS, "webhook", Kind.WEBHOOK)
    assert {row.state for row in found.values()} == {State.SENT}
    got = nursery.hooks.ids()
    times = {point: got.count(str(row.id)) for point, row in found.items()}
    assert times == {point: 2 if point == "handed over" else 1 for point in POINTS}
