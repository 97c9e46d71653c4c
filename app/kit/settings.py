"""What an operator may set, read once from the environment; every default is safe in production."""

import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.kit import fingerprints


@dataclass(frozen=True)
class Settings:
    """The whole configuration of one process.

    `database_url` chooses SQLite or PostgreSQL; `data_dir` holds the SQLite file and the stored files; `clock_file`,
    when given, replaces the machine's clock by the instant written in that file and is meant for demonstrations only;
    `threads` is how many requests one process works on at the same time; `max_body_bytes` bounds any request and
    `max_file_bytes` one uploaded file; `max_contract_bytes` bounds all the files of one contract together.

    Without `mail_host` e-mail is left in a folder of `data_dir`. `mail_in_doubt` is what becomes of a letter of which
    nobody can say whether the mail server took it: `hold` or `repeat`. `public_address` begins every link that is sent
    out. `webhook_networks` lists networks that webhooks may be sent into although they are not the internet.
    `signing_keys` is a folder with the keys that authorities sign with, `<id of the authority>.p12` or `.pem`; with a
    `timestamp_url` a time-stamping service (RFC 3161) attests when.
    `fingerprint_keys` are the secrets that claimed lines are recognised by; without them a file of `data_dir` has one.
    `ocid_prefix` begins the identifiers of contracting processes; the standard's registry gives a publisher its own.
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
    remind_every_seconds: int = 900
    public_address: str = "http://127.0.0.1:8000"
    mail_host: str | None = None
    mail_port: int = 587
    mail_security: str = "starttls"
    mail_user: str | None = None
    mail_password: str | None = field(default=None, repr=False)
    mail_from: str = "makegood@localhost"
    mail_in_doubt: str = "hold"
    webhook_networks: str = ""
    fingerprint_keys: str | None = field(default=None, repr=False)
    signing_keys: Path | None = None
    timestamp_url: str | None = None
    ocid_prefix: str = "ocds-000000"

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
            remind_every_seconds=_whole(found, "MAKEGOOD_REMIND_EVERY_SECONDS", cls.remind_every_seconds),
            public_address=found.get("MAKEGOOD_PUBLIC_ADDRESS", cls.public_address).rstrip("/"),
            mail_host=found.get("MAKEGOOD_MAIL_HOST") or None,
            mail_port=_whole(found, "MAKEGOOD_MAIL_PORT", cls.mail_port),
            mail_security=_one_of(found, "MAKEGOOD_MAIL_SECURITY", cls.mail_security, ("starttls", "tls", "none")),
            mail_user=found.get("MAKEGOOD_MAIL_USER") or None,
            mail_password=found.get("MAKEGOOD_MAIL_PASSWORD") or None,
            mail_from=_mailbox(found, "MAKEGOOD_MAIL_FROM", cls.mail_from),
            mail_in_doubt=_one_of(found, "MAKEGOOD_MAIL_IN_DOUBT", cls.mail_in_doubt, ("hold", "repeat")),
            webhook_networks=_networks(found, "MAKEGOOD_WEBHOOK_NETWORKS", cls.webhook_networks),
            fingerprint_keys=_keys(found, "MAKEGOOD_FINGERPRINT_KEYS"),
            signing_keys=_folder(found, "MAKEGOOD_SIGNING_KEYS"),
            timestamp_url=_web_address(found, "MAKEGOOD_TIMESTAMP_URL"),
            ocid_prefix=_prefix(found, "MAKEGOOD_OCID_PREFIX", cls.ocid_prefix),
        )


def _whole(found: Mapping[str, str], name: str, default: int) -> int:
    text = found.get(name)
    if text is None:
        return default
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        message = f"{name} is {text!r}; it takes a whole number of 1 or more."
        raise ValueError(message)
    return int(text)


def _one_of(found: Mapping[str, str], name: str, default: str, known: tuple[str, ...]) -> str:
    text = found.get(name, default)
    if text not in known:
        message = f"{name} is {text!r}; it takes {', '.join(known[:-1])} or {known[-1]}."
        raise ValueError(message)
    return text


def _folder(found: Mapping[str, str], name: str) -> Path | None:
    text = found.get(name)
    if not text:
        return None
    path = Path(text).resolve()
    if not path.is_dir():
        message = f"{name} is {text!r}, and there is no such folder."
        raise ValueError(message)
    return path


def _web_address(found: Mapping[str, str], name: str) -> str | None:
    text = found.get(name) or None
    if text is not None and not re.fullmatch(r"https?://[!-~]+", text):
        message = f"{name} is {text!r}; it takes an address that begins with https:// or http://."
        raise ValueError(message)
    return text


def _mailbox(found: Mapping[str, str], name: str, default: str) -> str:
    text = found.get(name, default)
    if not re.fullmatch(r"[!-?A-~]+@[A-Za-z0-9.-]+", text):
        message = f"{name} is {text!r}; it takes an e-mail address alone, such as makegood@example.org."
        raise ValueError(message)
    return text


def _prefix(found: Mapping[str, str], name: str, default: str) -> str:
    text = found.get(name, default)
    if not re.fullmatch(r"ocds-[a-z0-9]{6}", text):
        message = f"{name} is {text!r}; it takes a prefix of the standard's registry, such as ocds-h6vhtk."
        raise ValueError(message)
    return text


def _keys(found: Mapping[str, str], name: str) -> str | None:
    text = found.get(name) or None
    if text is not None:
        fingerprints.read(text)  # a wrong one is found when the service starts, and not when the first line comes
    return text


def _networks(found: Mapping[str, str], name: str, default: str) -> str:
    text = found.get(name, default)
    try:
        for each in filter(None, text.split(",")):
            ipaddress.ip_network(each.strip())
    except ValueError as error:
        message = f"{name} is {text!r}; it takes networks separated by commas, such as 10.20.0.0/16: {error}."
        raise ValueError(message) from error
    return text
