"""Merges releases into a record with the standard's own library, by the rules of our shape; nothing is fetched."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from ocdsmerge import Merger
from ocdsmerge.rules import get_merge_rules

from app.opendata.releases.shape import RELEASE


@cache
def merger() -> Merger:
    """Return what merges, its rules read once."""
    return Merger(merge_rules=get_merge_rules(RELEASE))


def compiled(releases: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return what the releases of one process say together, in their order."""
    found: dict[str, Any] = merger().create_compiled_release([*releases])
    return found


def versioned(releases: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return every value that each field ever had, with the release that said so."""
    found: dict[str, Any] = merger().create_versioned_release([*releases])
    return found
