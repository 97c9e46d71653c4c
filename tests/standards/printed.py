"""The documents that are held to standards: the newest form of every kind, some in Welsh, and one with long tables."""

import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from app.documents.content import Document, read_document
from app.documents.press import run
from app.documents.renderer import print_job
from tests.documents import samples

ISSUED = Path(__file__).parents[1] / "documents_service" / "issued"
WELSH, LONG = "award-summary-welsh", "award-of-sixteen-bidders"
IN_WELSH = {WELSH: "award-summary", "standstill-letter-welsh": "standstill-letter"}
"""What is looked at in Welsh too, and which kind it is of."""


def _newest() -> dict[str, Path]:
    """Return the newest sample of every kind, and of every variant of a kind, by name."""
    found: dict[str, tuple[int, Path]] = {}
    for path in ISSUED.glob("*.json"):
        kind, version, variant = re.fullmatch(r"(.*?)-(\d+)(-.*)?", path.stem).groups("")  # type: ignore[union-attr]
        found[kind + variant] = max(found.get(kind + variant, (0, path)), (int(version), path))
    return {name: path for name, (_, path) in found.items()}


NAMES = sorted([*_newest(), *IN_WELSH, LONG])


@cache
def document(name: str) -> Document:
    """Return the document of a name."""
    if name == LONG:
        return samples.tender_of(16, 2)
    if name in IN_WELSH:
        english: Any = document(IN_WELSH[name])
        return replace(english, face=replace(english.face, language="cy"))  # type: ignore[no-any-return]
    return read_document(json.loads(_newest()[name].read_bytes()))


@cache
def pdf(name: str) -> bytes:
    """Return the PDF of a document, made once for all tests that look at it."""
    return run(print_job(document(name)))
