"""Says what is wrong with a file of open data: a release, a package of releases or of records, or a notice draft."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.opendata.checking.official import Official, coded
from app.opendata.checking.structure import faults

MOST = 200
"""Nobody reads more findings of one file."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that does not hold. `is_remark` marks a code of an open list that the list does not name."""

    place: str
    message: str
    is_remark: bool = False


def check(document: Any, schemas: Official | None) -> list[Fault]:
    """Return every fault of a document, as many as anybody would read; with schemas by them too."""
    found: list[Fault] = []
    for fault in _found(document, schemas):
        if fault not in found:
            found.append(fault)
        if len(found) >= MOST:
            break
    return found


def holds(document: Any) -> str:
    """Return what a document is: `releases`, `records`, or `release`."""
    if isinstance(document, Mapping):
        return next((name for name in ("releases", "records") if isinstance(document.get(name), list)), "release")
    return "release"


def _found(document: Any, schemas: Official | None) -> Iterator[Fault]:
    kind = holds(document)
    if kind != "release" and schemas is not None and kind in schemas.packages:
        yield from _by_schema(document, schemas, kind, "")
    if kind == "records":
        for index, record in enumerate(document["records"]):
            yield from _of_record(record, schemas, f"records[{index}]")
    elif kind == "releases":
        for index, release in enumerate(document["releases"]):
            yield from _of_release(release, schemas, f"releases[{index}]")
    else:
        yield from _of_release(document, schemas, "")


def _of_record(record: Any, schemas: Official | None, place: str) -> Iterator[Fault]:
    if not isinstance(record, Mapping):
        yield Fault(place, "is not an object")
        return
    inside = record.get("releases") or []
    if not isinstance(inside, list):
        yield Fault(f"{place}.releases", "is not a list")
        inside = []
    for index, release in enumerate(inside):
        yield from _of_release(release, schemas, f"{place}.releases[{index}]")
    if record.get("compiledRelease") is not None:
        yield from _of_release(record["compiledRelease"], schemas, f"{place}.compiledRelease")
    if record.get("versionedRelease") is not None and schemas is not None and schemas.versioned is not None:
        yield from _by_schema(record["versionedRelease"], schemas, "versioned", f"{place}.versionedRelease")


def _of_release(release: Any, schemas: Official | None, place: str) -> Iterator[Fault]:
    for where, message in faults(release):
        yield Fault(_joined(place, where), message)
    if schemas is None:
        return
    yield from _by_schema(release, schemas, "release", place)
    for where, name, is_closed, code in coded(schemas.release, release, schemas.release):
        known = schemas.codes.get(name)
        if known is not None and code not in known:
            message = f"{code!r} is not in {name}"
            yield Fault(_joined(place, where), message if is_closed else f"{message}, which is open", not is_closed)


def _by_schema(value: Any, schemas: Official, kind: str, place: str) -> Iterator[Fault]:
    for error in schemas.checks[kind].iter_errors(value):
        where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error.absolute_path)
        yield Fault(_joined(place, where.removeprefix(".")), error.message[:400])


def _joined(place: str, where: str) -> str:
    return f"{place}.{where}" if place and where else place or where
