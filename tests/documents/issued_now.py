"""Reads documents as they are issued now, from those that are kept of every format."""

import json
from pathlib import Path

from app.documents.content import read_document
from app.documents.issued_content import IssuedAwardSummary

KEPT = Path(__file__).parents[1] / "documents_service" / "issued"


def issued_award() -> IssuedAwardSummary:
    """Return the kept award summary of the newest format."""
    found = read_document(json.loads((KEPT / "award-summary-3.json").read_bytes()))
    assert isinstance(found, IssuedAwardSummary)
    return found
