"""Hands an engine what a supplier would send, as text, with the published tables beside it."""

from collections.abc import Mapping
from typing import Any

from scoring import Findings
from scoring.evidence.assessment import Assessment
from scoring.evidence.engines import engine
from scoring.evidence.sheets import Sheet, read
from tests.rubrics.documents import by_id, library


def references() -> dict[str, Any]:
    """Return every published table and the measures, by id."""
    return {**by_id("tables"), "measures": library()}


def sheet(name: str, text: str) -> Sheet:
    """Return the table that a CSV text holds."""
    found = engine(name)
    assert not isinstance(found, Findings), found
    read_sheet = read("lines.csv", text.encode(), found.COLUMNS)
    assert isinstance(read_sheet, Sheet), read_sheet
    return read_sheet


def attempted(name: str, text: str, settings: Mapping[str, Any], **replaced: Any) -> Assessment | Findings:
    """Return what an engine makes of a CSV text."""
    found = engine(name)
    assert not isinstance(found, Findings), found
    return found.assess([sheet(name, text)], settings, references() | replaced)


def assessed(name: str, text: str, settings: Mapping[str, Any]) -> Assessment:
    """Return the assessment of a CSV text that is not refused."""
    found = attempted(name, text, settings)
    assert isinstance(found, Assessment), found
    return found


def codes(found: Assessment) -> list[str]:
    """Return the codes of the findings on an assessment."""
    return [finding.code for finding in found.findings]
