"""The packs that ship with this version: rubrics to start from, with their measures and dated values put in place."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from app.rubrics import data
from scoring.digest import digest
from scoring.findings import Findings
from scoring.resolve import resolve


@dataclass(frozen=True, slots=True)
class Pack:
    """One version of a pack: `body` as it is published, `digest` of that, and `rubric` resolved to stand alone."""

    id: str
    version: str
    title: str
    summary: str
    source: str
    digest: str
    body: Mapping[str, Any]
    rubric: Mapping[str, Any]


@cache
def every() -> tuple[Pack, ...]:
    """Return every version of every pack, by id and then newest first."""
    return tuple(
        _load(pack, version)
        for pack in data.folders("packs")
        for version in sorted(data.names("packs", pack), key=_order, reverse=True)
    )


def find(pack: str, version: str | None = None) -> Pack | None:
    """Return one version of a pack, or its newest where none is named; None where there is none."""
    for found in every():
        if found.id == pack and version in {None, found.version}:
            return found
    return None


def measures() -> Mapping[str, Any]:
    """Return the library of measures that packs draw on."""
    return data.document("measures", "library")


def tables() -> Mapping[str, Mapping[str, Any]]:
    """Return every reference table by its id."""
    return {name: data.document("tables", name) for name in data.names("tables")}


def _load(pack: str, version: str) -> Pack:
    body = data.document("packs", pack, version)
    rubric = resolve(body, measures(), tables())
    if isinstance(rubric, Findings):
        raise data.DataBroken(f"packs/{pack}/{version}: {rubric}")
    return Pack(
        id=body["id"],
        version=body["version"],
        title=body["title"],
        summary=body["summary"],
        source=body["source"],
        digest=digest(body),
        body=body,
        rubric=rubric,
    )


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
