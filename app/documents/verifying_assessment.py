"""Recomputes an assessment of evidence from the files that it was made from, found by their digests."""

from collections.abc import Iterator, Mapping
from hashlib import file_digest
from pathlib import Path
from typing import Any

from app.delivery.proving import facts
from scoring.evidence.assessment import FORMAT
from scoring.evidence.engines import File
from scoring.evidence.reassess import reassess

_EDITION = frozenset({"reference.differs", "reference.missing", "engine.version_differs"})
"""What makes the numbers of another edition of the engine or its tables: nothing can be said of them here."""


def is_assessment(mapping: Mapping[str, Any]) -> bool:
    """Return whether a document is a record of evidence."""
    return mapping.get("format") == FORMAT


def beside(mapping: Mapping[str, Any], folder: Path) -> dict[str, Path]:
    """Return the files of a folder that have the names that a record gives, by the digest of their bytes."""
    paths = (folder / Path(name).name for name, _ in _sources(mapping))
    return {digest_of(path): path for path in paths if path.is_file()}


def checked(mapping: Mapping[str, Any], files: Mapping[str, Path], data_dir: Path) -> Iterator[tuple[str, bool | None]]:
    """Yield what was looked at in words, and whether it holds; None where that cannot be known here.

    `files` holds paths by the digest of what lies there, `data_dir` is where facts that take long to read are kept.
    """
    try:
        yield from _checked(mapping, files, data_dir)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        yield f"It is no record of evidence that this service writes: {type(error).__name__}, {error}.", False


def _checked(
    mapping: Mapping[str, Any], files: Mapping[str, Path], data_dir: Path
) -> Iterator[tuple[str, bool | None]]:
    sources = _sources(mapping)
    missing = [name for name, digest in sources if digest not in files]
    if missing:
        yield f"The files that were assessed are not all here: {', '.join(missing)}. Put them beside the record.", False
        return
    given = [File(name, str(files[digest])) for name, digest in sources]
    found = reassess(mapping, given, facts.references(str(mapping.get("engine")), data_dir))
    if found.holds:
        yield found.sentence, True
        yield from _said(mapping)
        return
    first = found.findings[0]
    if first.code in _EDITION:
        yield f"Not compared: the engine or its tables here are of another edition ({first}).", None
        return
    yield from ((f"{each.place}: {each.message}", False) for each in found.findings)


def digest_of(path: Path) -> str:
    """Return the digest of a file, which may be larger than memory."""
    with path.open("rb") as opened:
        return f"sha256:{file_digest(opened, 'sha256').hexdigest()}"


def _sources(mapping: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return name and digest of each file that was read; what is no source is no file that could be here."""
    given = mapping.get("sources")
    each = given if isinstance(given, list) else []
    return [(str(one.get("name")), str(one.get("digest"))) if isinstance(one, dict) else ("?", "?") for one in each]


def _said(mapping: Mapping[str, Any]) -> Iterator[tuple[str, bool | None]]:
    for name, quantity in mapping["quantities"].items():
        yield f"{name}: {quantity.get('said')}", None
    yield f"The digest of this record is {mapping['digests']['assessment']}; compare it with the one shown.", None
