"""The check of open data for the command line: a file, the official schemas where they are given, and what is wrong."""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from app.opendata.checking.checking import Fault, check, holds
from app.opendata.checking.official import Official, SchemaMissing, official
from app.opendata.releases.numbers import load

__all__ = ["SchemaMissing", "add_arguments", "lines"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a release, a package or a record")
    parser.add_argument(
        "--schema",
        action="append",
        default=[],
        type=Path,
        metavar="FOLDER",
        help="the standard's schemas, then each extension's; or one folder that holds those folders",
    )


def lines(files: Sequence[Path], folders: Sequence[Path]) -> tuple[list[str], bool]:
    """Return what to print of files, and whether all of them hold; raise SchemaMissing, OSError or ValueError."""
    schemas = official(folders) if folders else None
    said, sound = [], True
    for file in files:
        document = load(file.read_bytes())
        found = check(document, schemas)
        wrong = [each for each in found if not each.is_remark]
        sound = sound and not wrong
        said += [*_of_file(file, holds(document), found, schemas)]
    return said, sound


def _of_file(file: Path, kind: str, found: Sequence[Fault], schemas: Official | None) -> Iterator[str]:
    wrong = sum(not each.is_remark for each in found)
    by = "our own rules alone" if schemas is None else "the schemas given and our own rules"
    verdict = "holds" if not wrong else f"does NOT hold: {wrong} faults"
    yield f"{file.name} ({kind}): {verdict}, by {by}."
    for each in found:
        yield f"  {'remark' if each.is_remark else 'fault'} at {each.place or 'the whole'}: {each.message}"
