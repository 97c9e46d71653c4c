"""Issue documents: what is to be said is frozen, and its PDF is asked for."""

from collections.abc import Callable, Mapping
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
from app.documents.content import Document, document_digest
from app.documents.errors import AwardNotStanding, ContractNotBegun, DayAhead, DocumentUnchanged
from app.documents.facts import AuditPosition
from app.documents.html import title_of
from app.documents.models import IssuedDocument
from app.documents.schemas import DocumentOut
from app.documents.service.reading import present, reference_of
from app.documents.service.rendering import RENDER
from app.kit import jobs
from app.kit.call import Call
from app.kit.clock import london_date
from app.kit.ids import new_id
from app.tenders import service as tenders

AWARD_SUMMARY = "award_summary"
CONTRACT_PERFORMANCE = "contract_performance"

Assemble = Callable[[str, str | None, AuditPosition | None], Document]
"""Makes the content, given its reference, that of the one it replaces, and the place in the log."""


@dataclass(frozen=True, slots=True)
class About:
    """What a document is about, under which reference of it, and for which supplier it is meant, if for one."""

    kind: str
    subject_id: UUID
    subject: str
    supplier_id: UUID | None = None
    award_id: UUID | None = None


def issue_award_summary(call: Call, award_id: UUID) -> DocumentOut:
    """Freeze what is to be said of an award, and ask for its PDF. Raises AwardNotStanding and DocumentUnchanged."""
    award = awards.get_for_update(call.tx, awards.owned(call.tx, call.actor, award_id).id)
    if award.status != AwardStatus.DECIDED:
        raise AwardNotStanding(award.reference)

    def assemble(reference: str, replaces: str | None, position: AuditPosition | None) -> Document:
        return award_summary_in_full(
            call.tx, award, reference=reference, replaces=replaces, issued_at=call.now, audit=position
        )

    about = About(AWARD_SUMMARY, award.id, award.reference)
    return present(issue(call, about, assemble, position=audit_position(call, award.authority_id)))


def issue_record(call: Call, award_id: UUID) -> DocumentOut:
    """Freeze the record of how an award came about, and ask for its PDF. Raises AwardNotStanding, DocumentUnchanged."""
    award = awards.get_for_update(call.tx, awards.owned(call.tx, call.actor, award_id).id)
    if award.status != AwardStatus.DECIDED:
        raise AwardNotStanding(award.reference)

    def assemble(reference: str, replaces: str | None, position: AuditPosition | None) -> Document:
        return evaluation_record(
            call.tx, award, reference=reference, replaces=replaces, issued_at=call.now, audit=position
        )

    about = About(kind_of(tenders.get(call.tx, award.tender_id)), award.id, f"{award.reference}/R")
    return present(issue(call, about, assemble, position=audit_position(call, award.authority_id)))


def issue_contract_performance(call: Call, contract_id: UUID, *, as_at: date | None) -> DocumentOut:
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

    def assemble(reference: str, replaces: str | None, position: AuditPosition | None) -> Document:
        return contract_performance(
            call,
            contract,
            as_at=day,
            reference=reference,
            replaces=replaces,
            audit=position,
            award_digest=summary.content_digest if summary else None,
        )

    about = About(CONTRACT_PERFORMANCE, contract.id, contract.reference, supplier_id=contract.supplier_id)
    return present(issue(call, about, assemble, position=audit_position(call, contract.authority_id)))


def issue(call: Call, about: About, assemble: Assemble, *, position: AuditPosition | None) -> IssuedDocument:
    """Freeze a document about something, ask for its PDF, and return its row; raise DocumentUnchanged."""
    tx, now, authority_id = call.tx, call.now, call.actor.organisation_id
    previous = repository.last(tx, about.kind, about.subject_id)
    number = previous.number + 1 if previous else 1
    replaces = reference_of(previous) if previous else None
    document = assemble(f"{about.subject}/{number}", replaces, position)
    if previous is not None and says_the_same(document, previous.content):
        raise DocumentUnchanged(reference_of(previous), previous.id)
    row = IssuedDocument(
        id=new_id(now),
        authority_id=authority_id,
        supplier_id=about.supplier_id,
        award_id=about.award_id,
        kind=about.kind,
        subject_id=about.subject_id,
        number=number,
        title=title_of(document),
        content=document.to_mapping(),
        content_digest=document_digest(document),
        issued_by=call.actor.person_id,
        issued_at=now,
    )
    row.file = None
    repository.add(tx, row)
    jobs.enqueue(tx, RENDER, {"document_id": str(row.id)}, now=now)
    audit.record(
        tx,
        call.actor,
        Action.DOCUMENT_ISSUED,
        row,
        log_id=authority_id,
        now=now,
        after={"kind": about.kind, "number": number, "subject": about.subject, "content": row.content_digest},
    )
    return row


def audit_position(call: Call, log_id: UUID) -> AuditPosition | None:
    """Seal the log up to now, so that the document can say which head bound what it rests on."""
    audit.seal(call.tx, log_id, now=call.now)
    head = audit.last_head(call.tx, log_id)
    if head is None:
        return None
    return AuditPosition(entry=head.size, size=head.size, head=head.digest, sealed_at=head.sealed_at)


def says_the_same(fresh: Document, issued: Mapping[str, Any]) -> bool:
    """Compare two documents but for what every issue has of its own."""
    own = {"reference", "issued_at", "replaces", "replaced_because", "audit"}
    mapping = fresh.to_mapping()
    return {key: mapping[key] for key in mapping.keys() - own} == {key: issued[key] for key in issued.keys() - own}
