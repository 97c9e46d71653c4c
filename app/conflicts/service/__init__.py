"""Declare interests, look for links, decide, and ask who may act; what other concepts may use is named here."""

from app.conflicts.rules import Stage
from app.conflicts.service.deciding import decide
from app.conflicts.service.declaring import declare
from app.conflicts.service.reading import of_tender, own, read, record_of
from app.conflicts.service.stages import asked_to_mark, bidders_became_known, result_became_known
from app.conflicts.service.standing import (
    Across,
    Bidders,
    Panel,
    Tendered,
    across,
    attempted,
    barred,
    check,
    is_free,
    kept_from,
    panel,
)

__all__ = [
    "Across",
    "Bidders",
    "Panel",
    "Stage",
    "Tendered",
    "across",
    "asked_to_mark",
    "attempted",
    "barred",
    "bidders_became_known",
    "check",
    "decide",
    "declare",
    "is_free",
    "kept_from",
    "of_tender",
    "own",
    "panel",
    "read",
    "record_of",
    "result_became_known",
]
