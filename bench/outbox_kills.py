"""Kills senders at random moments, for as long as one likes, and counts: `python -m bench.outbox_kills`.

Real processes send from one outbox to a folder, a mail server and a webhook on this machine; each lives for a few
milliseconds before SIGKILL, and finds a few messages more than the one before. At the end whatever is left is sent in
peace, and every message is looked for where it went. The status is 1 where one is lost, where one came twice that
should not, or where one that did not come is not explained.
"""

import argparse
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from app.integrations import letters
from app.kit import outbox
from app.kit.db import Database
from app.kit.ids import new_id
from app.kit.outbox import Kind, OutboxMessage, State
from tests.databases import migrate
from tests.killed_senders import send
from tests.receivers import Hooks, Mailbox, mail_server, webhook_receiver

START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
WAYS = {"folder": Kind.EMAIL, "smtp": Kind.EMAIL, "smtp-repeating": Kind.EMAIL, "webhook": Kind.WEBHOOK}
TWICE_IS_SAFE = {"smtp-repeating", "webhook"}
_A_DAY = timedelta(days=1, minutes=1)


@dataclass
class Field:
    """Where the messages are and where they go."""

    database: Database
    setup: dict[str, str]
    mail: Mailbox
    hooks: Hooks
    chance: random.Random

    def wait(self, by: timedelta) -> None:
        """Let time pass for every sender."""
        clock = Path(self.setup["clock"])
        clock.write_text((datetime.fromisoformat(clock.read_text(encoding="ascii")) + by).isoformat(), encoding="ascii")

    def run(self, way: str, *, most_seconds: float | None) -> bool:
        """Let one process send, for a while or to its end; return whether it was killed."""
        child = os.fork()
        if child == 0:
            try:
                send(self.database, way, "", self.setup)
            finally:
                os._exit(0 if sys.exc_info()[0] is None else 1)
        if most_seconds is not None:
            time.sleep(self.chance.uniform(0, most_seconds))
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        return os.WIFSIGNALED(status)

    def received(self, way: str) -> Counter[str]:
        """Return how often each message came, by its id."""
        if way == "folder":
            return Counter(path.stem for path in (Path(self.setup["folder"]) / "new").glob("*.eml"))
        if way == "webhook":
            return Counter(self.hooks.ids())
        return Counter(each.strip("<>").partition("@")[0] for each in self.mail.ids())


def put(field: Field, way: str, first: int, count: int) -> list[UUID]:
    """Write so many messages into the outbox."""
    made: list[UUID] = []
    with field.database.unit_of_work(write=True) as tx:
        for number in range(first, first + count):
            content = letters.content(to="a@example.org", name="A", subject=f"{way} {number}", text="Due.")
            owner = new_id(START)
            found = outbox.post(tx, WAYS[way], content, key=f"{way} {number}", owner_id=owner, now=START)
            assert found is not None
            made.append(found)
    return made


def measure(field: Field, way: str, *, each: int, kills: int, most_seconds: float) -> tuple[str, bool]:
    """Kill so many senders, send the rest in peace, and return the line and whether it holds."""
    made: list[UUID] = []
    killed = 0
    for number in range(kills):
        made += put(field, way, number * each, each)
        field.database.close()  # nothing of a connection may be shared with a child
        killed += field.run(way, most_seconds=most_seconds)
        field.wait(outbox.LEASE + timedelta(seconds=1))
    for _ in range(outbox.MOST_TRIES + 2):
        field.database.close()
        field.run(way, most_seconds=None)
        field.wait(_A_DAY)
    with field.database.unit_of_work(write=False) as tx:
        rows = tx.scalars(select(OutboxMessage).where(OutboxMessage.id.in_(made))).all()
    came = field.received(way)
    states = Counter(row.state for row in rows)
    lost = [row for row in rows if row.state == State.SENT and not came[str(row.id)]]
    silent = [row for row in rows if row.state != State.SENT and not row.said]
    twice = sum(count > 1 for count in came.values())
    holds = not lost and not silent and len(rows) == len(made) and (way in TWICE_IS_SAFE or not twice)
    ends = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
    line = f"{way:<15} {len(made):>5} messages {killed:>5} kills   {ends}; {len(came)} came, {twice} more than once"
    return f"{line}; lost {len(lost)}, unexplained {len(silent)}", holds


def main(argv: Sequence[str] | None = None) -> int:
    """Run every way out, or those that are named, and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench.outbox_kills", description="Kill senders at random.")
    parser.add_argument("ways", nargs="*", metavar="WAY", help=f"only these: {', '.join(WAYS)}")
    parser.add_argument("--messages", type=int, default=4, help="how many more each sender finds")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--milliseconds", type=int, default=120, help="the longest that a sender lives")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--url", help="a migrated, empty database; a fresh SQLite file unless given")
    given = parser.parse_args(argv)
    well = True
    with tempfile.TemporaryDirectory() as home, mail_server() as mail, webhook_receiver() as hooks:
        url = given.url or f"sqlite:///{home}/outbox.db"
        if given.url is None:
            migrate(url)
        clock = Path(home) / "clock"
        clock.write_text(START.isoformat(), encoding="ascii")
        setup = {"url": url, "clock": str(clock), "folder": f"{home}/mail", "hook": hooks.address}
        setup["mail_port"] = str(mail.port)
        field = Field(Database(url), setup, mail, hooks, random.Random(given.seed))  # noqa: S311 - no secret
        print(json.dumps({"seed": given.seed, "database": field.database.dialect}))
        for way in given.ways or WAYS:
            mail.letters.clear()
            seconds = given.milliseconds / 1000
            line, holds = measure(field, way, each=given.messages, kills=given.kills, most_seconds=seconds)
            print(("holds  " if holds else "FAILS  ") + line, flush=True)
            well = well and holds
        field.database.close()
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
