"""What earlier versions issued holds still, so that nobody who checks an old award is told that it is false."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from app.documents.content import document_bytes, read_document
from app.documents.verifying import verify

ISSUED = Path(__file__).parent / "issued"
WRITE = "MAKEGOOD_WRITE_ISSUED"
WAY_OUT = (
    "What verification recomputes reads differently now. From the first release on that takes a new number in FORMAT "
    f"(docs/adr/0012); before it, write the files anew with {WRITE}=1."
)


def kept(document: dict[str, Any]) -> Path:
    """Return the file that keeps a document of a format, a network's apart from an authority's."""
    of_network = "-network" if document.get("network") else ""
    return ISSUED / f"{document['format'].replace('/', '-').removeprefix('makegood.')}{of_network}.json"


def test_every_format_has_a_document_that_was_issued_in_it(
    award: dict[str, Any], report: dict[str, Any], summary: dict[str, Any], record_of_all: dict[str, Any]
) -> None:
    _are_kept(award, report, summary, record_of_all)


def test_every_further_format_has_a_document_that_was_issued_in_it(
    letter: dict[str, Any], statement: dict[str, Any], of_authority: dict[str, Any], of_network: dict[str, Any]
) -> None:
    _are_kept(letter, statement, of_authority, of_network)


def _are_kept(*documents: dict[str, Any]) -> None:
    for document in documents:
        if WRITE in os.environ and not kept(document).exists():
            kept(document).write_bytes(document_bytes(read_document(document)))
        assert kept(document).exists()


@pytest.mark.parametrize("path", sorted(ISSUED.glob("*.json")), ids=lambda path: path.stem)
def test_what_was_issued_before_holds_still_and_keeps_its_bytes(path: Path) -> None:
    document = json.loads(path.read_bytes())
    failed = [check.sentence for check in verify(document) if check.holds is False]
    assert failed == [], WAY_OUT
    assert document_bytes(read_document(document)) == path.read_bytes()
