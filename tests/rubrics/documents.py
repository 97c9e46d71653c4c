"""Reads the data files once, strictly, so that every test of the rubrics looks at the same documents."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from scoring.digest import digest, read_strictly
from scoring.findings import Findings

RUBRICS = Path(__file__).resolve().parents[2] / "rubrics"
BROKEN = Path(__file__).resolve().parent / "broken"
PUBLISHED = ("frameworks", "geography", "measures", "packs", "regimes", "tables")
"""The folders whose files a tender may rest on: none of them changes once it is published."""

Document = dict[str, Any]


@cache
def read(path: Path) -> Document:
    """Return one file as a plain mapping; a file that could be read in two ways fails the test that asked for it."""
    found = read_strictly(path.read_bytes())
    if isinstance(found, Findings) or not isinstance(found, dict):
        pytest.fail(f"{path.name}: {found}")
    return found


def paths(folder: str) -> list[Path]:
    """Return every data file below one folder of rubrics/, in order."""
    return sorted((RUBRICS / folder).rglob("*.json"))


def names(folder: str) -> list[str]:
    """Return the place of every data file below one folder, as a test shows it."""
    return [path.relative_to(RUBRICS).as_posix() for path in paths(folder)]


def documents(folder: str) -> list[Document]:
    """Return every document below one folder."""
    return [read(path) for path in paths(folder)]


def by_id(folder: str) -> dict[str, Document]:
    """Return the documents below one folder by their id."""
    return {document["id"]: document for document in documents(folder)}


def library() -> Document:
    """Return the measure library."""
    return read(RUBRICS / "measures" / "library.json")


def measures() -> dict[str, Document]:
    """Return every measure by its id."""
    return {measure["id"]: measure for measure in library()["measures"]}


def packs() -> dict[str, Document]:
    """Return every pack by "id@version", as a case names it."""
    return {f"{pack['id']}@{pack['version']}": pack for pack in documents("packs")}


def nodes(criteria: list[Document]) -> Iterator[Document]:
    """Yield every section and criterion of a rubric or pack, a section before what it holds."""
    for node in criteria:
        yield node
        yield from nodes(node.get("criteria", []))


def leaves(document: Document) -> list[Document]:
    """Return every criterion that is answered."""
    return [node for node in nodes(document["criteria"]) if "criteria" not in node]


def lock_lines() -> list[str]:
    """Return the lines that published.lock should hold: digest of the canonical form, place.

    A regime has a line for each of its rules, because it changes by a new dated entry; any other file has one.
    """
    lines: list[str] = []
    for path in (path for folder in PUBLISHED for path in paths(folder)):
        place = path.relative_to(RUBRICS).as_posix()
        document = read(path)
        rules = document["rules"] if place.startswith("regimes/") else None
        lines += (
            [f"{digest(document)}  {place}"]
            if rules is None
            else [f"{digest(rule)}  {place}#{rule['id']}@{rule['from']}" for rule in rules]
        )
    return lines
