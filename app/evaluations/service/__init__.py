"""Assign, mark, moderate and compute; what other concepts may use is named here."""

from app.evaluations.service.agreeing import agree, agreed, agreed_on_bid, decide_gate
from app.evaluations.service.assigning import assign, evaluators, list_assignments, remove
from app.evaluations.service.marking import mark, marks_on_bid, read_work, work
from app.evaluations.service.moderating import moderation
from app.evaluations.service.results import (
    compute,
    document_of,
    is_current,
    latest_result,
    list_results,
    read_result,
    result,
    trace_of,
)

__all__ = [
    "agree",
    "agreed",
    "agreed_on_bid",
    "assign",
    "compute",
    "decide_gate",
    "document_of",
    "evaluators",
    "is_current",
    "latest_result",
    "list_assignments",
    "list_results",
    "mark",
    "marks_on_bid",
    "moderation",
    "read_result",
    "read_work",
    "remove",
    "result",
    "trace_of",
    "work",
]
