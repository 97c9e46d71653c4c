"""What an operator may set, read once from the environment; every default is safe in production."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """The whole configuration of one process.

    `database_url` chooses SQLite or PostgreSQL; `data_dir` holds the SQLite file and the stored files; `clock_file`,
    when given, replaces the machine's clock by the instant written in that file and is meant for demonstrations only;
    `threads` is how many requests one process works on at the same time; `max_body_bytes` bounds any request and
    `max_file_bytes` one uploaded file; `max_contract_bytes` bounds all the files of one contract together.
    """

    data_dir: Path
    database_url: str
    clock_file: Path | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    pool_size: int = 10
    threads: int = 8
    lock_timeout_seconds: int = 20
    max_body_bytes: int = 26 * 1024 * 1024
    max_file_bytes: int = 25 * 1024 * 1024
    max_contract_bytes: int = 2 * 1024 * 1024 * 1024
    render_workers: int = 1
    background: bool = True
    seal_every_seconds: int = 60

    @classmethod
    def from_environ(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Read `MAKEGOOD_*` variables; what is not set keeps its default."""
        found = os.environ if environ is None else environ
        data_dir = Path(found.get("MAKEGOOD_DATA_DIR", "data")).resolve()
        clock_file = found.get("MAKEGOOD_CLOCK_FILE")
        return cls(
            data_dir=data_dir,
            database_url=found.get("MAKEGOOD_DATABASE_URL", f"sqlite:///{data_dir / 'makegood.db'}"),
            clock_file=Path(clock_file) if clock_file else None,
            host=found.get("MAKEGOOD_HOST", cls.host),
            port=_whole(found, "MAKEGOOD_PORT", cls.port),
            pool_size=_whole(found, "MAKEGOOD_POOL_SIZE", cls.pool_size),
            threads=_whole(found, "MAKEGOOD_THREADS", cls.threads),
            lock_timeout_seconds=_whole(found, "MAKEGOOD_LOCK_TIMEOUT_SECONDS", cls.lock_timeout_seconds),
            max_body_bytes=_whole(found, "MAKEGOOD_MAX_BODY_BYTES", cls.max_body_bytes),
            max_file_bytes=_whole(found, "MAKEGOOD_MAX_FILE_BYTES", cls.max_file_bytes),
            max_contract_bytes=_whole(found, "MAKEGOOD_MAX_CONTRACT_BYTES", cls.max_contract_bytes),
            render_workers=_whole(found, "MAKEGOOD_RENDER_WORKERS", cls.render_workers),
            background=found.get("MAKEGOOD_BACKGROUND", "on") != "off",
            seal_every_seconds=_whole(found, "MAKEGOOD_SEAL_EVERY_SECONDS", cls.seal_every_seconds),
        )


def _whole(found: Mapping[str, str], name: str, default: int) -> int:
    text = found.get(name)
    if text is None:
        return default
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        message = f"{name} is {text!r}; it takes a whole number of 1 or more."
        raise ValueError(message)
    return int(text)
