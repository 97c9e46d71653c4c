"""What the files of an export are called: names that every system takes, and that lead nowhere else."""

import re
from typing import Final

from app.kit.filenames import safe_name

_UNSAFE: Final = re.compile(r"[^0-9A-Za-z._-]+")


def in_path(name: str) -> str:
    """Return a name as a part of a path that every system takes.

    >>> in_path("A-2026-0001/S2/1"), in_path("../../etc/passwd"), in_path("Café")
    ('A-2026-0001-S2-1', 'etc-passwd', 'Caf')
    """
    return _UNSAFE.sub("-", name).strip("-.")[:80].strip("-.") or "file"


def evidence_path(digest: str, filename: str) -> str:
    """Return where a file of evidence lies: its digest first, so that two of a name do not meet."""
    name = safe_name(filename, otherwise="file")
    stem, dot, ending = name.rpartition(".")
    told = f"{in_path(stem)}.{in_path(ending)}" if dot and stem else in_path(name)
    return f"evidence/{digest.removeprefix('sha256:')[:16]}-{told}"
