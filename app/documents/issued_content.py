"""What every document tells since it is issued with a face: its look and language, its log, and who signs it."""

from dataclasses import dataclass, fields, replace
from typing import Any, ClassVar, Literal

from app.documents.award_more_content import AwardSummaryInFull
from app.documents.codec import JsonObject, decode
from app.documents.face_content import PLAIN, Face
from app.documents.facts import AuditReference, Signer
from app.documents.figures import Number
from app.documents.letter_content import StandstillLetter
from app.documents.performance_more_content import ContractPerformanceInFull
from app.documents.portfolio_content import PortfolioReport
from app.documents.record_content import EvaluationRecord
from app.documents.statement_content import StatementOfDelivery
from app.documents.summary_content import AssessmentSummary
from scoring.findings import Findings
from scoring.weight_room import weight_rooms_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Room:
    """How far the weight of one criterion can move, the others rescaled in proportion, before the winner changes.

    At `least` or at `most` a rival is level with the winner and beyond it first; None where no weight below, or above,
    the published one changes the winner.
    """

    criterion: str
    weight: Number
    least: Number | None
    most: Number | None


def rooms_of(result: JsonObject, lot: str) -> tuple[Room, ...]:
    """Return the room of every weight of a lot, alike when an award summary is issued and when it is checked."""
    found = weight_rooms_of(result, lot)
    return () if isinstance(found, Findings) else decode(tuple[Room, ...], found)


@dataclass(frozen=True, kw_only=True, slots=True)
class IssuedAwardSummary(AwardSummaryInFull):
    """The award summary of one lot as it is issued; `room` is empty where no second bid could win."""

    FORMAT: ClassVar[str] = "makegood.award-summary/3"

    format: Literal["makegood.award-summary/3"] = "makegood.award-summary/3"  # type: ignore[assignment]
    face: Face
    audit: AuditReference | None  # type: ignore[assignment]
    signer: Signer | None
    room: tuple[Room, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class IssuedAssessmentSummary(AssessmentSummary):
    """The assessment summary of one bid as it is issued."""

    FORMAT: ClassVar[str] = "makegood.assessment-summary/2"

    format: Literal["makegood.assessment-summary/2"] = "makegood.assessment-summary/2"  # type: ignore[assignment]
    face: Face
    audit: AuditReference | None  # type: ignore[assignment]
    signer: Signer | None


@dataclass(frozen=True, kw_only=True, slots=True)
class IssuedEvaluationRecord(EvaluationRecord):
    """The record of the evaluation and award of one lot as it is issued."""

    FORMAT: ClassVar[str] = "makegood.evaluation-record/2"

    format: Literal["makegood.evaluation-record/2"] = "makegood.evaluation-record/2"  # type: ignore[assignment]
    face: Face
    audit: AuditReference | None  # type: ignore[assignment]
    signer: Signer | None


@dataclass(frozen=True, kw_only=True, slots=True)
class IssuedContractPerformance(ContractPerformanceInFull):
    """The performance report of one contract as it is issued."""

    FORMAT: ClassVar[str] = "makegood.contract-performance/3"

    format: Literal["makegood.contract-performance/3"] = "makegood.contract-performance/3"  # type: ignore[assignment]
    face: Face
    audit: AuditReference | None  # type: ignore[assignment]
    signer: Signer | None


BornWithFace = StandstillLetter | StatementOfDelivery | PortfolioReport
"""Documents that had a face, a log and a signer from their first format on."""

Issued = (
    IssuedAwardSummary | IssuedAssessmentSummary | IssuedEvaluationRecord | IssuedContractPerformance | BornWithFace
)
"""Any document as it is issued now."""

ISSUED_AS: dict[type, type[Any]] = {
    AwardSummaryInFull: IssuedAwardSummary,
    AssessmentSummary: IssuedAssessmentSummary,
    EvaluationRecord: IssuedEvaluationRecord,
    ContractPerformanceInFull: IssuedContractPerformance,
}
"""The format that each document is issued in, by the one that it was put together in."""


def as_issued(
    assembled: AwardSummaryInFull | AssessmentSummary | EvaluationRecord | ContractPerformanceInFull | BornWithFace,
    *,
    face: Face,
    audit: AuditReference | None,
    signer: Signer | None,
) -> Issued:
    """Return a document as it is issued: all that was put together, with its face, its log and its signer."""
    if isinstance(assembled, BornWithFace):
        return replace(assembled, face=face, audit=audit, signer=signer)
    own = {
        each.name: getattr(assembled, each.name) for each in fields(assembled) if each.name not in {"format", "audit"}
    }
    more = {"room": rooms_of(assembled.result, assembled.lot.code)} if isinstance(assembled, AwardSummaryInFull) else {}
    issued: Issued = ISSUED_AS[type(assembled)](**own, **more, face=face, audit=audit, signer=signer)
    return issued


def face_of(document: object) -> Face:
    """Return the face of a document: the plain one for those issued before documents had any."""
    found = getattr(document, "face", PLAIN)
    return found if isinstance(found, Face) else PLAIN
