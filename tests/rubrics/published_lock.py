"""Adds newly published files to published.lock, and refuses to do so while a published one has changed.

Run `python -m tests.rubrics.published_lock` and commit the lock with the files: the change is reviewed like code.
"""

import sys

from tests.rubrics.documents import RUBRICS, lock_lines

LOCK = RUBRICS / "published.lock"


def locked() -> dict[str, str]:
    """Return the digest that the lock holds for each place; a lock that is not there yet holds none."""
    lines = LOCK.read_text(encoding="utf-8").splitlines() if LOCK.exists() else []
    return {place: digest for digest, place in (line.split("  ", 1) for line in lines)}


def changed() -> list[str]:
    """Return every place that is locked but whose file is gone or no longer has the locked digest."""
    now = {place: digest for digest, place in (line.split("  ", 1) for line in lock_lines())}
    return sorted(place for place, digest in locked().items() if now.get(place) != digest)


def main() -> int:
    """Write the lock, or name what must be published under a new version instead of being changed."""
    if places := changed():
        sys.stderr.write("published files have changed; publish a new version beside them instead:\n")
        sys.stderr.writelines(f"  {place}\n" for place in places)
        return 1
    LOCK.write_text("".join(f"{line}\n" for line in lock_lines()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
