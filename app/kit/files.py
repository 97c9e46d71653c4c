"""Stored files: kept under the digest of their content, written whole or not at all, never overwritten."""

import hashlib
import os
import tempfile
from pathlib import Path
from typing import BinaryIO

from app.kit.errors import TooLarge

_CHUNK = 1 << 20


class FileStore:
    """A folder of files named by the SHA-256 of what they hold."""

    def __init__(self, root: Path) -> None:
        """Keep files below `root`; it is made on first use."""
        self.root = root

    def path(self, digest: str) -> Path:
        """Return where the content with this digest (`sha256:...`) lies."""
        name = digest.removeprefix("sha256:")
        if len(name) != 64 or not set(name) <= set("0123456789abcdef"):
            message = f"{digest!r} is not a SHA-256 digest"
            raise ValueError(message)
        return self.root / name[:2] / name

    def keep(self, source: BinaryIO, *, most_bytes: int) -> tuple[str, int]:
        """Store what `source` holds and return its digest and size; raise TooLarge past `most_bytes`."""
        self.root.mkdir(parents=True, exist_ok=True)
        digest, size = hashlib.sha256(), 0
        with tempfile.NamedTemporaryFile(dir=self.root, delete=False) as draft:
            try:
                while chunk := source.read(_CHUNK):
                    size += len(chunk)
                    if size > most_bytes:
                        raise TooLarge(
                            f"The file is larger than {most_bytes:,} bytes. Send a smaller one, or split it."
                        )
                    digest.update(chunk)
                    draft.write(chunk)
                draft.flush()
                os.fsync(draft.fileno())
                name = f"sha256:{digest.hexdigest()}"
                target = self.path(name)
                target.parent.mkdir(exist_ok=True)
                Path(draft.name).replace(target)
            except BaseException:
                Path(draft.name).unlink(missing_ok=True)
                raise
        return name, size
