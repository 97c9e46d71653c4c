"""Writes an archive whose bytes depend on nothing but its files: fixed dates, one order, read and written in pieces."""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any, Final

MANIFEST: Final = "manifest.json"
_THEN: Final = (1980, 1, 1, 0, 0, 0)
"""The first day that an archive can hold: when a file was put in says nothing about the record."""

_PIECE: Final = 1 << 20
_PACKED: Final = (".pdf", ".zip", ".xlsx", ".docx", ".jpg", ".jpeg", ".png", ".gz")


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive: where it lies, what it is, and how to read it, in pieces, when its turn comes."""

    path: str
    kind: str
    read: Callable[[], Iterator[bytes]]


def whole(content: bytes) -> Callable[[], Iterator[bytes]]:
    """Return how to read what is at hand."""
    return lambda: iter((content,))


def write(
    target: IO[bytes], members: Iterable[Member], facts: Mapping[str, Any], *, progress: Callable[[int], None]
) -> None:
    """Write the members in their order, and the manifest that lists them at the end; `progress` hears how many are in.

    One piece of one file is in memory at a time. Raises ValueError for two members at one path.
    """
    listed: list[dict[str, Any]] = []
    with zipfile.ZipFile(target, "w", allowZip64=True) as archive:
        seen = {MANIFEST}
        for number, member in enumerate(members, start=1):
            if member.path in seen:
                message = f"two files of an export lie at {member.path}"
                raise ValueError(message)
            seen.add(member.path)
            listed.append(_add(archive, member))
            progress(number)
        manifest = {**facts, "files": sorted(listed, key=lambda one: str(one["path"]))}
        text = json.dumps(manifest, ensure_ascii=False, sort_keys=True, indent=1).encode()
        _add(archive, Member(MANIFEST, "manifest", whole(text)))


def _add(archive: zipfile.ZipFile, member: Member) -> dict[str, Any]:
    info = zipfile.ZipInfo(member.path, _THEN)
    packed = member.path.lower().endswith(_PACKED)
    info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    info.create_system, info.external_attr = 3, 0o600 << 16
    digest, size = hashlib.sha256(), 0
    with archive.open(info, "w") as entry:
        for piece in member.read():
            digest.update(piece)
            size += len(piece)
            entry.write(piece)
    return {"path": member.path, "size": size, "digest": f"sha256:{digest.hexdigest()}", "kind": member.kind}


def pieces(source: IO[bytes]) -> Iterator[bytes]:
    """Yield a file in pieces and close it."""
    with source:
        while piece := source.read(_PIECE):
            yield piece
