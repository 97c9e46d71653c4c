"""Where the databases of one test run live: in memory when there is room, and gone after the run however it ends."""

import contextlib
import fcntl
import os
import shutil
import tempfile
from pathlib import Path
from typing import IO

_PREFIX = "makegood-tests-"
_MEMORY = Path("/dev/shm")  # noqa: S108 - only a parent for a private directory that mkdtemp makes
_ROOM = 2 * 1024**3


class Scratch:
    """A private directory, held by a lock for as long as the run lives."""

    def __init__(self) -> None:
        """Make the directory; first clear away those of runs that were killed before they could tidy up."""
        parent = _parent()
        _sweep(parent)
        self.path = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
        self.hold: IO[bytes] = (self.path / "held").open("wb")
        fcntl.flock(self.hold, fcntl.LOCK_EX)

    def close(self) -> None:
        """Remove the directory and all that is in it; harmless the second time."""
        shutil.rmtree(self.path, ignore_errors=True)
        self.hold.close()


def _parent() -> Path:
    """Memory when it has room, for the tests commit often and no test is about a power cut; else the usual place."""
    if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK | os.X_OK) and shutil.disk_usage(_MEMORY).free > _ROOM:
        return _MEMORY
    return Path(tempfile.gettempdir())


def _sweep(parent: Path) -> None:
    """Remove what a killed run left: nobody holds its lock any more.

    A PostgreSQL server that outlived such a run ends by itself once its directory is gone.
    """
    for left in parent.glob(f"{_PREFIX}*/held"):
        with contextlib.suppress(OSError), left.open("ab") as hold:
            fcntl.flock(hold, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(left.parent, ignore_errors=True)
