"""A service of the demonstration's own: its own data, a clock that the play sets, served on loopback."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import httpx

_PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class Server:
    """A running service: where it answers, where its data lie, and how to set its clock."""

    address: str
    home: Path
    environment: dict[str, str]

    def set_clock(self, instant: datetime) -> None:
        """Let the service believe that it is `instant`; `/health` shows that its clock is a demonstration's."""
        draft = self.home / "clock.next"
        draft.write_text(instant.isoformat(), encoding="ascii")
        draft.replace(self.home / "clock")


@contextmanager
def serving(home: Path, *, start: datetime | None, port: int | None = None) -> Iterator[Server]:
    """Migrate and serve a database below `home`; `start` sets the clock of a fresh one, None keeps the one it has."""
    home.mkdir(parents=True, exist_ok=True)
    chosen = port or _free_port()
    environment = os.environ | {
        "MAKEGOOD_DATA_DIR": str(home),
        "MAKEGOOD_DATABASE_URL": f"sqlite:///{home / 'makegood.db'}",
        "MAKEGOOD_CLOCK_FILE": str(home / "clock"),
        "MAKEGOOD_PORT": str(chosen),
    }
    server = Server(f"http://127.0.0.1:{chosen}", home, environment)
    if start is not None:
        server.set_clock(start)
    run(server, "migrate")
    with subprocess.Popen([sys.executable, "-m", "app.cli", "serve"], env=environment) as process:
        try:
            _wait_until_ready(server, process)
            yield server
        finally:
            process.terminate()
            process.wait(timeout=_PATIENCE_SECONDS)


def run(server: Server, *command: str) -> str:
    """Run one `makegood` command on the server's database and return what it printed."""
    done = subprocess.run(  # noqa: S603 - our own command with our own words
        [sys.executable, "-m", "app.cli", *command], env=server.environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        message = f"makegood {' '.join(command)} failed:\n{done.stderr}"
        raise RuntimeError(message)
    return done.stdout


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_ready(server: Server, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(_PATIENCE_SECONDS * 10):
        if process.poll() is not None:
            message = f"the service ended with status {process.returncode} before it answered"
            raise RuntimeError(message)
        try:
            if httpx.get(f"{server.address}/ready").is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    message = f"the service did not answer at {server.address} within {_PATIENCE_SECONDS} seconds"
    raise RuntimeError(message)
