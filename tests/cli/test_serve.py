"""`makegood serve`: it says where it is served, answers, says whether it is ready, and stops when it is asked to."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from app.cli import main

pytestmark = pytest.mark.slow


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple["subprocess.Popen[str]", str, dict[str, str]]]:
    """Serve a database that was never migrated; yield the process, its address and its environment."""
    home = tmp_path / "data"
    home.mkdir()
    environment = os.environ | {
        "MAKEGOOD_DATA_DIR": str(home),
        "MAKEGOOD_DATABASE_URL": f"sqlite:///{home / 'makegood.db'}",
        "MAKEGOOD_BACKGROUND": "off",
    }
    command = [sys.executable, "-m", "app", "serve", "--port", "0"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process, process.stdout.readline().split()[-1], environment
        finally:
            process.kill()


def test_a_service_says_where_it_is_is_ready_once_migrated_and_stops_on_a_polite_kill(
    served: tuple["subprocess.Popen[str]", str, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    process, address, environment = served
    with httpx.Client(base_url=address, transport=httpx.HTTPTransport(retries=20)) as http:
        health = http.get("/health")
        assert (health.status_code, health.json()["status"], health.json()["clock"]) == (200, "ok", "system")
        waiting = http.get("/ready")
        assert (waiting.status_code, waiting.json()["code"]) == (503, "not_ready")
        assert "Run `makegood migrate`" in waiting.json()["detail"]
        for name in ("MAKEGOOD_DATA_DIR", "MAKEGOOD_DATABASE_URL"):
            monkeypatch.setenv(name, environment[name])
        assert main(["migrate"]) == 0
        assert http.get("/ready").status_code == 200
    taken = subprocess.run(
        [sys.executable, "-m", "app", "serve", "--port", address.rpartition(":")[2]],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    port = address.rpartition(":")[2]
    assert taken.returncode == 2
    assert taken.stderr == (
        f"Nothing can be served at 127.0.0.1, port {port}: Address already in use. Choose another with --port.\n"
    )
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) in {0, -signal.SIGTERM}
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{address}/health")
