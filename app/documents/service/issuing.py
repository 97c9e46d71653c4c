"""Issue documents: what is to be said is frozen, and its PDF is asked for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from app.audit import service as audit
from app.audit.rules import Action
from app.awards import service as awards
from app.awards.rules import AwardStatus
from app.contracts import service as contracts
from app.documents import repository
from app.documents.assemble_award import award_summary_in_full
from app.documents.assemble_performance import contract_performance
from app.documents.assemble_record import evaluation_record, kind_of
from app.documents.award_more_content import AwardSummaryInFull
from app.documents.content import Document, document_digest
from app.documents.errors import AwardNotStanding, ContractNotBegun, DayAhead, DocumentOvertaken, DocumentUnchanged
from app.documents.face_content import Face, Language
from app.documents.facts import AuditReference
from app.documents.html import title_of
from app.documents.issued_content import BornWithFace, Issued, as_issued
from app.documents.models import IssuedDocument
from app.documents.performance_more_content import ContractPerformanceInFull
from app.documents.record_content import EvaluationRecord
from app.documents.schemas import DocumentOut
from app.documents.service.brands import of_authority
from app.documents.service.reading import present, reference_of
from app.documents.service.rendering import RENDER
from app.documents.service.signing import signer_of
from app.documents.summary_content import AssessmentSummary
from app.kit import constraints, jobs
from app.kit.call import Call
from app.kit.clock import london_date
from app.kit.errors import Refusal
from app.kit.ids import new_id
from app.tenders import service as tenders

constraints.means(
    "uq_issued_document_kind_subject_id_number",
    DocumentOvertaken,
    columns="issued_document.kind, issued_document.subject_id, issued_document.number",
)

AWARD_SUMMARY = "award_summary"
CONTRACT_PERFORMANCE = "contract_performance"

Assembled = AwardSummaryInFull | AssessmentSummary | EvaluationRecord | ContractPerformanceInFull | BornWithFace
Assemble = Callable[[str, str | None], Assembled]
"""Puts the content together, given its reference and that of the one it replaces."""

IN_ENGLISH: tuple[Language, ...] = ("en",)


@dataclass(frozen=True, slots=True)
class About:
    """What a document is about, under which reference of it, and for which supplier it is meant, if for one.

    `is_own` says that others issue documents about the same subject, of which this one replaces none.
    """

    kind: str
    subject_id: UUID
    subject: str
    supplier_id: UUID | None = None
    award_id: UUID | None = None
    is_own: bool = False


def issue_award_summary(
    call: Call, award_id: UUID, languages: Sequence[Language] = IN_ENGLISH
) -> DocumentOut | Refusal:
    """Freeze what is to be said of an award, and ask for its PDF.

    Whoever has not declared before the award, or is kept from a bidder of the lot, is refused, the record of it kept.
    Raises AwardNotStanding and DocumentUnchanged.
    """
    award = awards.get_for_update(call.tx, awards.owned(call.tx, call.actor, award_id).id)
    if why_not := awards.attempted(call, award):
        return why_not
    if award.status != AwardStatus.DECIDED:
        raise AwardNotStanding(award.reference)

    def assemble(reference: str, replaces: str | None) -> Assembled:
        return award_summary_in_full(
            call.tx, award, reference=reference, replaces=replaces, issued_at=call.now, audit=None
        )

    about = About(AWARD_SUMMARY, award.id, award.reference)
    return _issued(call, issue(call, about, assemble, languages))


def issue_record(call: Call, award_id: UUID, languages: Sequence[Language] = IN_ENGLISH) -> DocumentOut | Refusal:
    """Freeze the record of how an award came about, and ask for its PDF.

    Whoever has not declared before the award, or is kept from a bidder of the lot, is refused, the record of it kept.
    Raises AwardNotStanding, DocumentUnchanged.
    """
    award = awards.get_for_update(call.tx, awards.owned(call.tx, call.actor, award_id).id)
    if why_not := awards.attempted(call, award):
        return why_not
    if award.status != AwardStatus.DECIDED:
        raise AwardNotStanding(award.reference)

    def assemble(reference: str, replaces: str | None) -> Assembled:
        return evaluation_record(call.tx, award, reference=reference, replaces=replaces, issued_at=call.now, audit=None)

    about = About(kind_of(tenders.get(call.tx, award.tender_id)), award.id, f"{award.reference}/R")
    return _issued(call, issue(call, about, assemble, languages))


def issue_contract_performance(
    call: Call, contract_id: UUID, *, as_at: date | None, languages: Sequence[Language] = IN_ENGLISH
) -> DocumentOut:
    """Freeze how a contract stands on a day, and ask for its PDF.

    Raises ContractNotBegun, DayAhead and DocumentUnchanged.
    """
    contract = contracts.owned(call.tx, call.actor, contract_id, lock=True)
    if contract.went_live_at is None:
        raise ContractNotBegun(contract.reference)
    today = london_date(call.now)
    day = as_at or today
    if day > today:
        raise DayAhead(day, today)
    summary = repository.last(call.tx, AWARD_SUMMARY, contract.award_id)

    def assemble(reference: str, replaces: str | None) -> Assembled:
        return contract_performance(
            call,
            contract,
            as_at=day,
            reference=reference,
            replaces=replaces,
            audit=None,
            award_digest=summary.content_digest if summary else None,
        )

    about = About(CONTRACT_PERFORMANCE, contract.id, contract.reference, supplier_id=contract.supplier_id)
    return _issued(call, issue(call, about, assemble, languages))


def issue(
    call: Call, about: About, assemble: Assemble, languages: Sequence[Language] = IN_ENGLISH
) -> list[IssuedDocument]:
    """Freeze a document about something in each language, ask for the PDFs, and return the rows, the first first.

    Raises DocumentUnchanged where all of them would say again what was issued last.
    """
    tx = call.tx
    number = repository.last_number(tx, about.kind, about.subject_id)
    rows: list[IssuedDocument] = []
    unchanged: IssuedDocument | None = None
    for language in dict.fromkeys(languages):
        issuer = call.actor.organisation_id if about.is_own else None
        previous = repository.last(tx, about.kind, about.subject_id, language, issuer)
        document_id = new_id(call.now)
        document = as_issued(
            assemble(f"{about.subject}/{number + 1}", reference_of(previous) if previous else None),
            face=Face(language=language, written_in="en", brand=of_authority(tx, call.actor.organisation_id)),
            audit=audit_reference(call, call.actor.organisation_id, document_id),
            signer=signer_of(call.service.settings, call.actor.organisation_id, call.now),
        )
        if previous is not None and says_the_same(document, previous.content):
            unchanged = previous
            continue
        number += 1
        rows.append(_add(call, about, document, document_id, number, twin_of=rows[0].id if rows else None))
    if unchanged is not None and not rows:
        raise DocumentUnchanged(reference_of(unchanged), unchanged.id)
    return rows


def _add(
    call: Call, about: About, document: Issued, document_id: UUID, number: int, *, twin_of: UUID | None
) -> IssuedDocument:
    """Add the row of one document, ask for its PDF, and record that it was issued."""
    authority_id = call.actor.organisation_id
    row = IssuedDocument(
        id=document_id,
        authority_id=authority_id,
        supplier_id=about.supplier_id,
        award_id=about.award_id,
        kind=about.kind,
        subject_id=about.subject_id,
        number=number,
        title=title_of(document),
        reference=document.reference,
        content=document.to_mapping(),
        content_digest=document_digest(document),
        issued_by=call.actor.person_id,
        issued_at=call.now,
        language=document.face.language,
        twin_of=twin_of,
    )
    row.file = row.signature = None
    repository.add(call.tx, row)
    jobs.enqueue(call.tx, RENDER, {"document_id": str(row.id)}, now=call.now)
    said = {"kind": about.kind, "number": number, "subject": about.subject, "content": row.content_digest}
    if document.face.language != "en":
        said |= {"language": document.face.language}
    audit.record(call.tx, call.actor, Action.DOCUMENT_ISSUED, row, log_id=authority_id, now=call.now, after=said)
    return row


def _issued(call: Call, rows: Sequence[IssuedDocument]) -> DocumentOut:
    return present(rows[0], repository.twin(call.tx, rows[0]))


def audit_reference(call: Call, log_id: UUID, document_id: UUID) -> AuditReference | None:
    """Seal the log up to now, so that the document can say which head bound what it rests on."""
    audit.seal(call.tx, log_id, now=call.now)
    head = audit.last_head(call.tx, log_id)
    if head is None:
        return None
    return AuditReference(
        log=str(log_id),
        document=str(document_id),
        size=head.size,
        root=head.root,
        previous=head.previous_digest,
        head=head.digest,
        sealed_at=head.sealed_at,
        proof=f"{call.service.settings.public_address}/v1/documents/{document_id}/proof",
    )


def says_the_same(fresh: Document, issued: Mapping[str, Any]) -> bool:
    """Compare two documents but for what every issue has of its own."""
    own = {"reference", "issued_at", "replaces", "replaced_because", "audit", "signer"}
    mapping = fresh.to_mapping()
    return {key: mapping[key] for key in mapping.keys() - own} == {key: issued[key] for key in issued.keys() - own}
