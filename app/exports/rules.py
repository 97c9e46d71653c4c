"""How long a record is kept, how far an export is, and what its files are."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, Final

FORMAT: Final = "makegood.export/1"


class ExportKind(StrEnum):
    """Which record is exported."""

    EVALUATION = "evaluation"
    CONTRACT = "contract"


class ExportState(StrEnum):
    """How far an export is."""

    WAITING = "waiting"
    MAKING = "making"
    READY = "ready"


class FileKind(StrEnum):
    """What a file of an export is."""

    TENDER = "tender"
    CONTRACT = "contract"
    RUBRIC = "rubric"
    RESULT = "result"
    BID = "bid"
    RECORD = "record"
    DOCUMENT_JSON = "document.json"
    DOCUMENT_HTML = "document.html"
    DOCUMENT_PDF = "document.pdf"
    PROOF = "proof"
    EVIDENCE_INDEX = "evidence.index"
    EVIDENCE_FILE = "evidence.file"
    AUDIT_EVENTS = "audit.events"
    AUDIT_PROOFS = "audit.proofs"


def state_of(*, digest: str | None, total: int) -> ExportState:
    """Return how far an export is."""
    if digest is not None:
        return ExportState.READY
    return ExportState.MAKING if total else ExportState.WAITING


def keep_until(rule: Mapping[str, Any] | None, *, begins_on: date) -> tuple[date | None, str]:
    """Return the last day on which a record has to be kept, and why; None where the regime has no rule for it.

    The years begin with `begins_on`, so that three years of 1 May 2026 end on 30 April 2029.
    """
    if rule is None:
        return None, "The regime has no rule for how long records are kept. Decide it by your own schedule."
    years = int(rule["years"])
    try:
        after = begins_on.replace(year=begins_on.year + years)
    except ValueError:  # 29 February
        after = date(begins_on.year + years, 3, 1)
    last = date.fromordinal(after.toordinal() - 1)
    return last, f"{years} years beginning with {begins_on}. {rule.get('note') or ''} {rule['source']}".replace(
        "  ", " "
    )
