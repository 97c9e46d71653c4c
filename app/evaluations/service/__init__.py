"""Assign, mark, moderate and compute; what other concepts may use is named here."""

from app.evaluations.service.agreeing import agree, agreed, agreed_on_bid, decide_gate
from app.evaluations.service.assigning import assign, evaluators, list_assignments, remove
from app.evaluations.service.freezing import open_moderation
from app.evaluations.service.marking import mark, marks_on_bid, read_work, work
from app.evaluations.service.moderating import moderation
from app.evaluations.service.opening_prices import begin_opening, confirm_opening, quality_settled
from app.evaluations.service.results import (
    compute,
    document_of,
    is_current,
    latest_result,
    left_by_all,
    list_results,
    read_result,
    result,
    trace_of,
)
from app.evaluations.service.withheld import decide_flag, list_flags

__all__ = [
    "agree",
    "agreed",
    "agreed_on_bid",
    "assign",
    "begin_opening",
    "compute",
    "confirm_opening",
    "decide_flag",
    "decide_gate",
    "document_of",
    "evaluators",
    "is_current",
    "latest_result",
    "left_by_all",
    "list_assignments",
    "list_flags",
    "list_results",
    "mark",
    "marks_on_bid",
    "moderation",
    "open_moderation",
    "quality_settled",
    "read_result",
    "read_work",
    "remove",
    "result",
    "trace_of",
    "work",
]
