"""Fingerprints that only this service can make: what they were made of can be recognised again and not read.

A fingerprint is HMAC-SHA-256 (RFC 2104) under a secret of the service, so that whoever holds the database alone cannot
try out names and numbers. Several keys may be held at once, the newest first: what comes in is fingerprinted under
each, so that it is recognised beside what came before a new key was added. An old key that is taken away is forgotten.
"""

import hashlib
import hmac
import os
import re
import secrets
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

FILE = "fingerprint.keys"
_KEY = re.compile(r"([a-z0-9-]{1,20}):([0-9a-f]{64,128})")
_PURPOSE = b"makegood.fingerprint/1"
_ID_BYTES, _SECRET_BYTES = 4, 32
_MOST_KEYS = 4


class KeysUnfit(ValueError):
    """The keys of the service cannot be read; the message holds none of them."""


@dataclass(frozen=True, slots=True)
class Key:
    """One secret and the id that it is known by."""

    id: str
    secret: bytes = field(repr=False)

    def fingerprint(self, parts: Sequence[str]) -> str:
        """Return the fingerprint of some values in this order, as 64 hexadecimal digits."""
        mac = hmac.new(self.secret, _PURPOSE, hashlib.sha256)
        for part in parts:
            text = part.encode("utf-8", "surrogatepass")
            mac.update(len(text).to_bytes(8, "big") + text)
        return mac.hexdigest()


@lru_cache(maxsize=8)
def keys(given: str | None, folder: Path) -> tuple[Key, ...]:
    """Return the keys that are held, the newest first: those given, or from a file in `folder`, made on first use."""
    return read(given if given is not None else made_once(folder / FILE))


def read(text: str) -> tuple[Key, ...]:
    """Return the keys of a text `id:secret`, separated by commas or lines; raise KeysUnfit and repeat nothing of it."""
    found = [_KEY.fullmatch(part.strip()) for part in re.split(r"[,\n]", text) if part.strip()]
    held = tuple(Key(one[1], bytes.fromhex(one[2])) for one in found if one and len(one[2]) % 2 == 0)
    if not held or len(held) != len(found) or len({one.id for one in held}) != len(held) or len(held) > _MOST_KEYS:
        message = (
            f"The keys for fingerprints are not 1 to {_MOST_KEYS} of `id:secret`, each with an id of its own in small "
            "letters and digits and a secret of 32 to 64 bytes in hexadecimal, the newest first."
        )
        raise KeysUnfit(message)
    return held


def made_once(path: Path) -> str:
    """Return what the file of keys holds. It is made whole or not at all: who loses the race reads the winner's."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=path.parent, encoding="ascii", delete=False) as draft:
            draft.write(f"{secrets.token_hex(_ID_BYTES)}:{secrets.token_hex(_SECRET_BYTES)}\n")
            draft.flush()
            os.fsync(draft.fileno())
        try:
            Path(draft.name).chmod(0o600)
            os.link(draft.name, path)
        except FileExistsError:
            pass
        finally:
            Path(draft.name).unlink()
    return path.read_text(encoding="ascii")
