"""The door to document content: what can be printed, the bytes of its JSON file, the digest that names it."""

from typing import get_args

from app.documents.award_content import (
    AwardSummary,
    Bidder,
    BidStatus,
    Criterion,
    Decision,
    Ground,
    Lot,
    Margin,
    Method,
    Promise,
    Scale,
    ScaleLevel,
    Score,
    SkippedDay,
    Standstill,
    TenderFacts,
)
from app.documents.award_more_content import (
    Approved,
    AwardSummaryInFull,
    Computed,
    Course,
    Firmness,
    Opened,
    Represented,
)
from app.documents.codec import JsonObject, UnreadableContent
from app.documents.face_content import Brand, Face, Logo
from app.documents.facts import (
    AuditPosition,
    AuditReference,
    Category,
    Digests,
    Identifier,
    Money,
    Party,
    Person,
    Signer,
    Span,
)
from app.documents.figures import NO_DATA, NOT_APPLICABLE, NOT_DUE, NOT_VERIFIED, REJECTED, Figure, Number, State, known
from app.documents.issued_content import (
    IssuedAssessmentSummary,
    IssuedAwardSummary,
    IssuedContractPerformance,
    IssuedEvaluationRecord,
    Room,
    as_issued,
    face_of,
)
from app.documents.letter_content import StandstillLetter
from app.documents.performance_content import (
    AddsUp,
    Bands,
    Claim,
    Commitment,
    ContractFacts,
    ContractPerformance,
    Count,
    Evidence,
    NextDue,
    PeriodRecord,
    Rating,
    Verdict,
    Verification,
    Waiver,
    count_ratings,
)
from app.documents.performance_more_content import (
    Body,
    Bought,
    Change,
    ContractPerformanceInFull,
    Linked,
    Plan,
    Proof,
    Remedy,
    Step,
    Swap,
)
from app.documents.portfolio_content import PortfolioReport
from app.documents.record_content import EvaluationRecord
from app.documents.statement_content import StatementOfDelivery
from app.documents.summary_content import (
    Assessed,
    AssessmentSummary,
    Explained,
    FullText,
    Law,
    Outcome,
    Quote,
    Withheld,
)
from scoring.digest import canonical_bytes, digest

__all__ = [
    "NOT_APPLICABLE",
    "NOT_DUE",
    "NOT_VERIFIED",
    "NO_DATA",
    "REJECTED",
    "AddsUp",
    "Approved",
    "Assessed",
    "AssessmentSummary",
    "AuditPosition",
    "AuditReference",
    "AwardSummary",
    "AwardSummaryInFull",
    "Bands",
    "BidStatus",
    "Bidder",
    "Body",
    "Bought",
    "Brand",
    "Category",
    "Change",
    "Claim",
    "Commitment",
    "Computed",
    "ContractFacts",
    "ContractPerformance",
    "ContractPerformanceInFull",
    "Count",
    "Course",
    "Criterion",
    "Decision",
    "Digests",
    "Document",
    "EvaluationRecord",
    "Evidence",
    "Explained",
    "Face",
    "Figure",
    "Firmness",
    "FullText",
    "Ground",
    "Identifier",
    "IssuedAssessmentSummary",
    "IssuedAwardSummary",
    "IssuedContractPerformance",
    "IssuedEvaluationRecord",
    "Law",
    "Linked",
    "Logo",
    "Lot",
    "Margin",
    "Method",
    "Money",
    "NextDue",
    "Number",
    "Opened",
    "Outcome",
    "Party",
    "PeriodRecord",
    "Person",
    "Plan",
    "PortfolioReport",
    "Promise",
    "Proof",
    "Quote",
    "Rating",
    "Remedy",
    "Represented",
    "Room",
    "Scale",
    "ScaleLevel",
    "Score",
    "Signer",
    "SkippedDay",
    "Span",
    "Standstill",
    "StandstillLetter",
    "State",
    "StatementOfDelivery",
    "Step",
    "Swap",
    "TenderFacts",
    "UnreadableContent",
    "Verdict",
    "Verification",
    "Waiver",
    "Withheld",
    "as_issued",
    "count_ratings",
    "document_bytes",
    "document_digest",
    "face_of",
    "known",
    "read_document",
]

Document = (
    AwardSummary
    | AwardSummaryInFull
    | AssessmentSummary
    | EvaluationRecord
    | ContractPerformance
    | ContractPerformanceInFull
    | IssuedAwardSummary
    | IssuedAssessmentSummary
    | IssuedEvaluationRecord
    | IssuedContractPerformance
    | StandstillLetter
    | StatementOfDelivery
    | PortfolioReport
)
"""Any document this service prints."""


def document_bytes(document: Document) -> bytes:
    """Return a document's JSON file, in canonical form: the SHA-256 of the file is the document's digest."""
    return canonical_bytes(document.to_mapping())


def document_digest(document: Document) -> str:
    """Return "sha256:…" of the document's JSON file: the name it is printed, stored and checked under."""
    return digest(document.to_mapping())


def read_document(mapping: JsonObject) -> Document:
    """Return the document that a JSON mapping holds; raises UnreadableContent for any other format."""
    for kind in get_args(Document):
        if mapping.get("format") == kind.FORMAT:
            document: Document = kind.from_mapping(mapping)
            return document
    raise UnreadableContent("format", f"{mapping.get('format')!r} is not a document of this service")
