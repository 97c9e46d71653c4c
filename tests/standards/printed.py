"""The documents that are held to standards: the newest form of every kind, one in Welsh, and one with long tables."""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from app.documents.content import Document, read_document
from app.documents.renderer import print_job, run
from tests.documents import samples

ISSUED = Path(__file__).parents[1] / "documents_service" / "issued"


@cache
def documents() -> dict[str, Document]:
    """Return one document of each kind, by name."""
    newest: dict[str, tuple[int, Path]] = {}
    for path in ISSUED.glob("*.json"):
        kind, _, version = path.stem.rpartition("-")
        newest[kind] = max(newest.get(kind, (0, path)), (int(version), path))
    found = {kind: read_document(json.loads(path.read_bytes())) for kind, (_, path) in sorted(newest.items())}
    award: Any = found["award-summary"]
    found["award-summary-welsh"] = replace(award, face=replace(award.face, language="cy"))
    found["award-of-twenty-bidders"] = samples.tender_of(20, 6)
    return found


@cache
def pdf(name: str) -> bytes:
    """Return the PDF of a document, made once for all tests that look at it."""
    return run(print_job(documents()[name]))


NAMES = sorted(documents())
