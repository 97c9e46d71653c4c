"""The command that checks documents by their files alone: `makegood verify`, or `python -m app.documents.verify`."""

import argparse
import json
import sys
from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, TextIO

from app.documents import verifying_assessment
from app.documents.verifying import Check
from app.documents.verifying_archive import ZIP_MAGIC, Many, opened, verify_many
from app.documents.verifying_evidence import Given
from app.documents.verifying_file import MOST_BYTES, Asked, Verified, read_json, verify_bytes
from app.documents.verifying_limits import limited
from app.documents.verifying_pdf import NotChecked
from app.documents.verifying_signature import NotTrusted, trusted_in
from app.documents.verifying_words import plainly
from app.documents.wording import plural
from app.kit.settings import Settings

FORMAT: Final = "makegood.verification/1"

HOLDS, FAILS, NOT_CHECKED = 0, 1, 2
_MARKS: Final = {True: "holds ", False: "FAILS ", None: "note  "}
_DIGEST_LENGTH: Final = len("sha256:") + 64


class Unfit(Exception):
    """What the command was given beside the file cannot be used."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "file",
        type=Path,
        metavar="FILE",
        help="a document as PDF or JSON, result.json, a record of evidence, an export as ZIP, or a folder of these",
    )
    parser.add_argument(
        "--evidence", type=Path, metavar="FOLDER", help="evidence files of a report or a record, to be assessed again"
    )
    parser.add_argument("--trust", type=Path, metavar="FOLDER", help="certificates that signatures have to lead to")
    parser.add_argument("--proof", type=Path, metavar="FILE", help="proof that the issue stands in the audit log")
    parser.add_argument("--head", metavar="HEAD", help="a tree head you know: its digest, or its JSON file")
    parser.add_argument("--json", action="store_true", help="print what was found as JSON")


def run(given: argparse.Namespace) -> int:
    """Check what is named and print what was found; return 0 where all holds, 1 where not, 2 where nobody can tell.

    Raises Unfit for evidence, certificates, a proof or a head that cannot be used.
    """
    path: Path = given.file
    try:
        found = _checked(path, given)
    except OSError as error:
        _complain(f"{path} cannot be read: {error.strerror}.")
    except NotChecked as error:
        _complain(f"{path} cannot be checked: {error}")
    else:
        said = _as_json(path, found) if given.json else "".join(f"{plainly(line)}\n" for line in _lines(found))
        _write(sys.stdout, said)
        if not found.holds:
            return FAILS
        return HOLDS if not isinstance(found, Many) or found.is_checked else NOT_CHECKED
    return NOT_CHECKED


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command by itself, without the service beside it."""
    parser = argparse.ArgumentParser(prog="python -m app.documents.verify", description="Check a document by its file.")
    add_arguments(parser)
    try:
        return run(parser.parse_args(argv))
    except Unfit as unfit:
        _complain(str(unfit))
    return NOT_CHECKED


def _checked(path: Path, given: argparse.Namespace) -> Verified | Many:
    if path.is_dir():
        return _many(path, given)
    with path.open("rb") as file:
        data = file.read(MOST_BYTES + 1)
    if data.startswith(ZIP_MAGIC):
        return _many(path, given)
    with limited():
        asked = _asked(given, data)
    with limited():
        return verify_bytes(data, asked)


def _many(path: Path, given: argparse.Namespace) -> Many:
    with opened(path) as source:
        found = verify_many(source, _asked(given, None))
    if not found.files and all(check.holds is None for check in found.checks):
        raise NotChecked("there is no document in it.")
    return found


def _asked(given: argparse.Namespace, data: bytes | None) -> Asked:
    """Return what was brought beside the file; raise Unfit for what cannot be used."""
    try:
        trust = trusted_in(given.trust) if given.trust else None
    except NotTrusted as error:
        raise Unfit(str(error)) from error
    proof = _read(given.proof) if given.proof else None
    return Asked(evidence=_evidence(given, data), trust=trust, proof=proof, head=_head(given.head))


def _head(said: str | None) -> str | dict[str, Any] | None:
    if said is None or (said.startswith("sha256:") and len(said) == _DIGEST_LENGTH):
        return said
    found = _read(Path(said))
    inner = found.get("head")
    return inner if isinstance(inner, dict) else found


def _read(path: Path) -> dict[str, Any]:
    try:
        return read_json(path.read_bytes())
    except OSError as error:
        raise Unfit(f"{path} cannot be read: {error.strerror}.") from error
    except NotChecked as error:
        raise Unfit(f"{path} cannot be used: {error}") from error


def _evidence(given: argparse.Namespace, data: bytes | None) -> Given | None:
    """Return the files to assess again: of the folder named, or those that lie beside a record of evidence."""
    if given.evidence:
        if not given.evidence.is_dir():
            raise Unfit(f"{given.evidence} is not a folder: name the one that holds the evidence files.")
        files = (path for path in given.evidence.rglob("*") if path.is_file())
        try:
            return Given({verifying_assessment.digest_of(path): path for path in files}, _data_dir())
        except OSError as error:
            raise Unfit(f"{error.filename} cannot be read: {error.strerror}.") from error
    if data is None or len(data) > MOST_BYTES or not data.removeprefix(BOM_UTF8).lstrip().startswith(b"{"):
        return None
    try:
        found = read_json(data)
    except NotChecked:
        return None
    if not verifying_assessment.is_assessment(found):
        return None
    return Given(verifying_assessment.beside(found, given.file.parent), _data_dir())


def _data_dir() -> Path:
    try:
        return Settings.from_environ().data_dir
    except ValueError as error:
        raise Unfit(str(error)) from error


def _lines(found: Verified | Many) -> Iterator[str]:
    if isinstance(found, Verified):
        yield from (f"{_MARKS[check.holds]} {check.sentence}" for check in found.checks)
        return
    yield from (f"{_MARKS[check.holds]} {check.sentence}" for check in found.checks)
    for path, one in found.files.items():
        if isinstance(one, str):
            yield f"FAILS  {path} cannot be checked: {one}"
            continue
        failed = [check for check in one.checks if check.holds is False]
        held = sum(check.holds is True for check in one.checks)
        said = plural(len(failed), "check fails", "checks fail") if failed else f"{plural(held, 'check')} held"
        yield f"{_MARKS[not failed]} {path} ({one.reference or one.format}): {said}"
        yield from (f"         {check.sentence}" for check in failed)


def _as_json(path: Path, found: Verified | Many) -> str:
    """Return what was found in the format makegood.verification/1."""
    many = found if isinstance(found, Many) else Many(files={path.name: found})
    mapping = {
        "format": FORMAT,
        "holds": found.holds,
        "checks": [_check(each) for each in many.checks],
        "files": [_file(name, one) for name, one in many.files.items()],
    }
    return json.dumps(mapping, indent=2) + "\n"  # escaped, so that a screen obeys nothing in it


def _file(path: str, found: Verified | str) -> dict[str, Any]:
    if isinstance(found, str):
        return {"path": path, "holds": None, "refused": found, "checks": []}
    return {
        "path": path,
        "holds": found.holds,
        "kind": found.kind,
        "format": found.format,
        "reference": found.reference,
        "digest": found.digest,
        "checks": [_check(each) for each in found.checks],
    }


def _check(found: Check) -> dict[str, Any]:
    return {"about": found.about, "holds": found.holds, "sentence": found.sentence}


def _complain(said: str) -> None:
    _write(sys.stderr, f"{plainly(said)}\n")


def _write(stream: TextIO, said: str) -> None:
    """Write what a screen or a file can take; the rest, such as half of a name that is no text, as its number."""
    encoding = stream.encoding or "utf-8"
    stream.write(said.encode(encoding, "backslashreplace").decode(encoding))


if __name__ == "__main__":
    sys.exit(main())
