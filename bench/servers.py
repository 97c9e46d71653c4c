"""Serves both sides as processes of their own on this machine, and ends each by its own id."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.postgresql import PostgresServer

PATIENCE_SECONDS = 60
ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Server:
    """A served application: where it listens, and which process it is."""

    port: int
    process_id: int

    def cpu_seconds(self) -> float:
        """Return how much processor time the process has used; 0 where the system does not say."""
        try:
            fields = Path(f"/proc/{self.process_id}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        except OSError:
            return 0.0
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class DurablePostgres(PostgresServer):
    """The test suite's PostgreSQL as it would run in service: on the disk, waiting for it at every commit."""

    def _start(self) -> subprocess.Popen[bytes]:
        command = [str(self._programs / "postgres"), "-D", str(self.directory / "data"), "-k", str(self.directory)]
        settings = ["-c", "listen_addresses=", "-c", "max_connections=200"]
        with self._log.open("wb") as log:
            return self._run([*command, *settings], log)


@contextmanager
def serving(module: str, *arguments: str, environment: Mapping[str, str], log: Path) -> Iterator[Server]:
    """Serve `python -m module ... --port N` on loopback until the block ends; what it prints goes to `log`."""
    port = _free_port()
    # What somebody set for a service of their own must not change what is measured.
    own = {name: value for name, value in os.environ.items() if not name.startswith("MAKEGOOD_")}
    command = [sys.executable, "-m", module, *arguments, "--port", str(port)]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=own | dict(environment), stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
    try:
        _wait_until_it_listens(process, module, port, log)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_it_listens(process: subprocess.Popen[bytes], module: str, port: int, log: Path) -> None:
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if process.poll() is not None or time.monotonic() > give_up_at:
                message = f"{module} did not start: {log.read_text(errors='replace')}"
                raise RuntimeError(message) from None
            time.sleep(0.05)
        else:
            return
