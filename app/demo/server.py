"""A service of the demonstration's own: its own data, a clock that the play sets, served on loopback."""

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import FrameType

import httpx
from alembic import command

from app.kit.db import migrations_config

_PATIENCE_SECONDS = 60


class ServerFailed(Exception):
    """The demonstration's service did not start, or one of its commands failed."""


@dataclass(frozen=True)
class Server:
    """A running service: where it answers, where its data lie, and how to set its clock."""

    address: str
    home: Path
    environment: dict[str, str]
    process: "subprocess.Popen[str]"

    def set_clock(self, instant: datetime) -> None:
        """Let the service believe that it is `instant`; `/health` shows that its clock is a demonstration's."""
        _set_clock(self.home, instant)


@contextmanager
def serving(home: Path, *, start: datetime | None) -> Iterator[Server]:
    """Migrate and serve a database below `home`; `start` sets the clock of a fresh one, None keeps the one it has.

    The service binds whatever port is free. It is ended when the block is left, however it is left, and when this
    process is asked to terminate. Raises ServerFailed.
    """
    home.mkdir(parents=True, exist_ok=True)
    environment = os.environ | {
        "MAKEGOOD_DATA_DIR": str(home),
        "MAKEGOOD_DATABASE_URL": f"sqlite:///{home / 'makegood.db'}",
        "MAKEGOOD_CLOCK_FILE": str(home / "clock"),
    }
    if start is not None:
        _set_clock(home, start)
    command.upgrade(migrations_config(environment["MAKEGOOD_DATABASE_URL"]), "head")
    with _leaves_in_order():
        process = subprocess.Popen(  # noqa: S603 - our own command with our own words
            [*_MAKEGOOD, "serve", "--host", "127.0.0.1", "--port", "0"],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            server = Server(_address(process), home, environment, process)
            _wait_until_ready(server)
            yield server
        finally:
            _end(process)


def run(environment: dict[str, str], *arguments: str) -> str:
    """Run one `makegood` command on the service's database and return what it printed; raise ServerFailed."""
    done = subprocess.run(  # noqa: S603 - our own command with our own words
        [*_MAKEGOOD, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise ServerFailed(f"makegood {' '.join(arguments)} failed:\n{done.stderr}")
    return done.stdout


_MAKEGOOD = (sys.executable, "-m", "app")


def _set_clock(home: Path, instant: datetime) -> None:
    draft = home / "clock.next"
    draft.write_text(instant.isoformat(), encoding="ascii")
    draft.replace(home / "clock")


@contextmanager
def _leaves_in_order() -> Iterator[None]:
    """Let a polite kill of this process unwind like Ctrl-C, so that no service outlives it."""

    def leave(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _address(process: "subprocess.Popen[str]") -> str:
    """Return the address that the service says it is served at: the last word of the first line it prints."""
    assert process.stdout is not None  # noqa: S101 - it was started with a pipe
    ready, _, _ = select.select([process.stdout], [], [], _PATIENCE_SECONDS)
    said = process.stdout.readline().split() if ready else []
    if not said:
        raise ServerFailed(f"the service did not say within {_PATIENCE_SECONDS} seconds where it is served")
    return said[-1]


def _wait_until_ready(server: Server) -> None:
    for _ in range(_PATIENCE_SECONDS * 10):
        if server.process.poll() is not None:
            raise ServerFailed(f"the service ended with status {server.process.returncode} before it answered")
        try:
            if httpx.get(f"{server.address}/ready").is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise ServerFailed(f"the service did not answer at {server.address} within {_PATIENCE_SECONDS} seconds")


def _end(process: "subprocess.Popen[str]") -> None:
    process.terminate()
    try:
        process.wait(timeout=_PATIENCE_SECONDS)
    except BaseException:  # a second Ctrl-C, too: whoever is in a hurry must not leave it running either
        process.kill()
        process.wait()
        raise
    finally:
        if process.stdout is not None:
            process.stdout.close()
