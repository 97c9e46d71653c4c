"""Checks many documents at once: those of a folder, or of an export with its manifest of what has to be in it."""

import re
import zipfile
import zlib
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any, Final, Protocol

from app.audit.inclusion import FORMAT as INCLUSION
from app.documents.renderer import ATTACHED_AS
from app.documents.verifying import Check, failed, held, unknown
from app.documents.verifying_file import MOST_BYTES, Asked, Verified, read_json, verify_bytes
from app.documents.verifying_limits import limited
from app.documents.verifying_pdf import MAGIC, NotChecked
from app.documents.wording import plural
from scoring.digest import digest_of_bytes
from scoring.result import FORMAT as RESULT

FORMAT: Final = "makegood.export/1"
MANIFEST: Final = "manifest.json"
PROOF: Final = ".proof.json"

MOST_FILES: Final = 20_000
MOST_TOGETHER: Final = 4 * 1024 * 1024 * 1024
ZIP_MAGIC: Final = b"PK\x03\x04"

_ENCRYPTED: Final = 0x1
_ABOUT: Final = "export"
_MOST_NAMED: Final = 5
_FAMILIES: Final = tuple(sorted({f"{each.partition('/')[0]}/" for each in (*ATTACHED_AS, RESULT)}))
"""What the format of a document begins with, whatever its number: one from a later version is not passed over."""
_CALLED: Final = re.compile(rb'"format"\s*:\s*"(?:' + b"|".join(re.escape(each).encode() for each in _FAMILIES) + rb")")


class Source(Protocol):
    """Where many files lie: a folder or a ZIP."""

    def paths(self) -> list[str]:
        """Return the path of every file, with strokes forward."""

    def read(self, path: str) -> bytes:
        """Return one file; raise NotChecked for one that cannot be read or is larger than any document."""


@dataclass(slots=True)
class Many:
    """What was found of many files: of each by its path, or why it could not be checked, and of all together."""

    checks: list[Check] = field(default_factory=list)
    files: dict[str, Verified | str] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Return whether nothing was found that does not hold."""
        each = (found.holds for found in self.files.values() if isinstance(found, Verified))
        return all(check.holds is not False for check in self.checks) and all(each)

    @property
    def is_checked(self) -> bool:
        """Return whether there was anything that could be checked, and nothing that could not."""
        return bool(self.files or self.checks) and not any(isinstance(found, str) for found in self.files.values())


class Folder:
    """The files below a folder; what links elsewhere is left out."""

    def __init__(self, root: Path) -> None:
        """Look below `root`."""
        self._root = root

    def paths(self) -> list[str]:
        """Return the path of every file, with strokes forward."""
        found = (path for path in self._root.rglob("*") if path.is_file() and not path.is_symlink())
        return sorted(path.relative_to(self._root).as_posix() for path in found)

    def read(self, path: str) -> bytes:
        """Return one file; raise NotChecked for one that cannot be read or is larger than any document."""
        try:
            with (self._root / path).open("rb") as file:
                return _bounded(file.read(MOST_BYTES + 1))
        except OSError as error:
            raise NotChecked(f"it cannot be read: {error.strerror}.") from error


class Zipped:
    """The members of a ZIP, read one by one and never unpacked to a disk."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        """Take an open archive; raise NotChecked for one that holds what no export holds."""
        self._archive = archive
        members = [each for each in archive.infolist() if not each.is_dir()]
        if len(members) > MOST_FILES:
            raise NotChecked(f"it holds {len(members)} files; at most {MOST_FILES} are read.")
        if sum(each.file_size for each in members) > MOST_TOGETHER:
            raise NotChecked("it unpacks to more than any export needs, so it was not read.")
        names = [each.filename for each in members]
        for name in names:
            if not _is_inside(name):
                raise NotChecked(f"it holds {name!r}, which points out of it.")
        if len(set(names)) < len(names):
            raise NotChecked("it holds two files of one name: readers would not agree on which of them it is.")
        if any(each.flag_bits & _ENCRYPTED for each in members):
            raise NotChecked("it is encrypted; unpack it first, and check the folder.")
        self._members = dict(zip(names, members, strict=True))

    def paths(self) -> list[str]:
        """Return the path of every file, with strokes forward."""
        return sorted(self._members)

    def read(self, path: str) -> bytes:
        """Return one file; raise NotChecked for one that cannot be read or is larger than any document."""
        member = self._members[path]
        if member.file_size > MOST_BYTES:
            raise NotChecked(f"it unpacks to more than {MOST_BYTES:,} bytes, so it was not read.")
        try:
            with self._archive.open(member) as file:
                return _bounded(file.read(MOST_BYTES + 1))
        # The library tells of damage in all of these ways, and of a packing that it does not know in one of them.
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError) as error:
            raise NotChecked("it is damaged inside the ZIP.") from error


@contextmanager
def opened(path: Path) -> Iterator[Source]:
    """Open a folder or a ZIP; raise NotChecked for what is neither, and OSError for what cannot be read."""
    if path.is_dir():
        yield Folder(path)
        return
    try:
        archive = zipfile.ZipFile(path)
    # What the disk does not give at all goes on as OSError, for whoever asked for the file.
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
        raise NotChecked("it begins like a ZIP and is damaged or cut off.") from error
    with archive:
        yield Zipped(archive)


def verify_many(source: Source, asked: Asked) -> Many:
    """Check every document of a source, each with the proof that lies beside it, and all against the manifest."""
    found, paths = Many(), source.paths()
    digests = dict.fromkeys(paths, "")
    for path in paths:
        try:
            data = source.read(path)
            digests[path] = digest_of_bytes(data)
            with limited():
                if path != MANIFEST and _is_document(path, data):
                    proof = _proof(source, path, digests)
                    found.files[path] = verify_bytes(
                        data, replace(asked, proof=asked.proof if proof is None else proof)
                    )
        except NotChecked as error:
            found.files[path] = str(error)
    found.checks += _against_manifest(source, digests)
    if MANIFEST not in digests:
        found.checks += _left(sorted({path for path in paths if not path.endswith(PROOF)} - found.files.keys()))
    found.checks += _twins(found.files)
    return found


def _is_document(path: str, data: bytes) -> bool:
    """Return whether a file is looked into: others, such as tables and open data, are held by their digest alone.

    What calls itself a document and cannot be read as one is looked into as well, so that it is not passed over.
    """
    if data.startswith(MAGIC) or path.lower().endswith(".pdf"):
        return True
    if not data.removeprefix(BOM_UTF8).lstrip().startswith(b"{"):
        return False
    try:
        return str(read_json(data).get("format")).startswith(_FAMILIES)
    except NotChecked:
        return _CALLED.search(data) is not None


def _left(paths: Sequence[str]) -> Iterator[Check]:
    """Yield which files were not looked into, so that nobody takes them for checked."""
    if paths:
        more = "" if len(paths) <= _MOST_NAMED else ", …"
        yield unknown(
            f"{plural(len(paths), 'file')} not looked into, as no document: {', '.join(paths[:_MOST_NAMED])}{more}.",
            _ABOUT,
        )


def _proof(source: Source, path: str, paths: Mapping[str, str]) -> dict[str, Any] | None:
    beside = f"{path.rpartition('.')[0]}{PROOF}"
    if beside not in paths:
        return None
    try:
        found = read_json(source.read(beside))
    except NotChecked:
        return {}
    return found if found.get("format") == INCLUSION else {}


def _against_manifest(source: Source, digests: Mapping[str, str]) -> Iterator[Check]:
    """Check that there is what the manifest lists and nothing else; `digests` has "" for what cannot be read."""
    if MANIFEST not in digests:
        yield unknown("There is no manifest, so whether a document is missing cannot be known.", _ABOUT)
        return
    try:
        listed = _listed(read_json(source.read(MANIFEST)))
    except NotChecked as error:
        yield failed(f"The manifest cannot be read: {error}", _ABOUT)
        return
    wrong = [
        *(f"{path} is listed in the manifest and is not there." for path in listed if path not in digests),
        *(f"{path} is there and not listed in the manifest." for path in digests if path not in {*listed, MANIFEST}),
        *(
            f"{path} was changed: its digest is {digests[path] or 'unknown'}; the manifest says {digest}."
            for path, digest in listed.items()
            if path in digests and digests[path] != digest
        ),
    ]
    yield from (failed(said, _ABOUT) for said in wrong)
    if not wrong:
        yield held(f"Every file is as the manifest lists it: {plural(len(listed), 'file')}.", _ABOUT)
    yield unknown(
        f"Whether the manifest is the one that was written cannot be known from it: its digest is {digests[MANIFEST]}; "
        f"compare it with the one that was given with the export.",
        _ABOUT,
    )


def _listed(manifest: Mapping[str, Any]) -> dict[str, str]:
    """Return the digest of every file that a manifest lists, by path; raise NotChecked for what is no manifest."""
    files = manifest.get("files")
    if manifest.get("format") != FORMAT or not isinstance(files, list):
        raise NotChecked(f"it is not in the format {FORMAT}.")
    listed: dict[str, str] = {}
    for each in files:
        path, digest = (each.get("path"), each.get("digest")) if isinstance(each, dict) else (None, None)
        if not isinstance(path, str) or not isinstance(digest, str) or not _is_inside(path):
            raise NotChecked("it lists a file without a path or a digest.")
        if path in listed:
            raise NotChecked(f"it lists {path} twice.")
        listed[path] = digest
    return listed


def _twins(files: Mapping[str, Verified | str]) -> Iterator[Check]:
    """Check that a PDF and the JSON of the same name beside it hold the same data."""
    for path, found in files.items():
        twin = files.get(f"{path[:-4]}.json") if path.lower().endswith(".pdf") else None
        if isinstance(found, Verified) and isinstance(twin, Verified) and found.digest != twin.digest:
            yield failed(f"{path} holds other data than the JSON beside it.", _ABOUT)


def _is_inside(name: str) -> bool:
    """Return whether a path stays below where it begins."""
    path = PurePosixPath(name)
    return bool(name) and not path.is_absolute() and ".." not in path.parts and "\\" not in name and ":" not in name


def _bounded(data: bytes) -> bytes:
    if len(data) > MOST_BYTES:
        raise NotChecked(f"it has more than {MOST_BYTES:,} bytes, as no document has.")
    return data
