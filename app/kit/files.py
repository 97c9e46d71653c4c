"""Stored files: kept under the digest of their content, written whole or not at all, never overwritten."""

import hashlib
import os
import re
import tempfile
from pathlib import Path
from typing import IO, BinaryIO

from app.kit.errors import TooLarge

_CHUNK = 1 << 20
_DIGEST = re.compile(r"(?:sha256:)?([0-9a-f]{64})")


class FileStore:
    """A folder of files named by the SHA-256 of what they hold."""

    def __init__(self, root: Path) -> None:
        """Keep files below `root`; it is made on first use."""
        self.root = root

    def path(self, digest: str) -> Path:
        """Return where the content with this digest (`sha256:...`) lies."""
        found = _DIGEST.fullmatch(digest)
        if found is None:
            message = f"{digest!r} is not a SHA-256 digest"
            raise ValueError(message)
        return self.root / found[1][:2] / found[1]

    def keep(self, source: BinaryIO, *, most_bytes: int) -> tuple[str, int]:
        """Store what `source` holds and return its digest and size; raise TooLarge past `most_bytes`."""
        self.root.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self.root, delete=False) as draft:
            try:
                digest, size = _copy(source, draft, most_bytes=most_bytes)
                draft.flush()
                os.fsync(draft.fileno())
                target = self.path(digest)
                target.parent.mkdir(exist_ok=True)
                Path(draft.name).replace(target)
            except BaseException:
                Path(draft.name).unlink(missing_ok=True)
                raise
        return digest, size


def _copy(source: BinaryIO, target: IO[bytes], *, most_bytes: int) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while chunk := source.read(_CHUNK):
        size += len(chunk)
        if size > most_bytes:
            raise TooLarge(f"The file is larger than {most_bytes:,} bytes. Send a smaller one, or split it.")
        digest.update(chunk)
        target.write(chunk)
    return f"sha256:{digest.hexdigest()}", size
