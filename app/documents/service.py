"""Issue documents, read them, and render their PDFs once, outside any request."""

from collections.abc import Callable, Mapping
from datetime import date
from io import BytesIO
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.awards import service as awards
from app.awards.rules import AwardStatus
from app.contracts import service as contracts
from app.documents import repository
from app.documents.assemble_award import award_summary
from app.documents.assemble_performance import contract_performance
from app.documents.content import Document, document_bytes, document_digest, read_document
from app.documents.errors import AwardNotStanding, ContractNotBegun, DayAhead, DocumentNotRendered, DocumentUnchanged
from app.documents.facts import AuditPosition
from app.documents.html import title_of, to_html
from app.documents.models import DocumentFile, IssuedDocument
from app.documents.schemas import DocumentOut
from app.identity.rules import AUTHORITY_READERS
from app.kit import jobs
from app.kit.actor import Actor
from app.kit.call import Call, Service
from app.kit.clock import london_date
from app.kit.errors import NotFound
from app.kit.ids import new_id
from app.kit.pagination import PageRequest
from app.kit.schema import Page

AWARD_SUMMARY = "award_summary"
CONTRACT_PERFORMANCE = "contract_performance"
RENDER = "document.render"
_MOST_BYTES = 200 * 1024 * 1024

Assemble = Callable[[str, str | None, AuditPosition | None], Document]


def issue_award_summary(call: Call, award_id: UUID) -> DocumentOut:
    """Freeze what is to be said of an award, and ask for its PDF. Raises AwardNotStanding and DocumentUnchanged."""
    award = awards.get_for_update(call.tx, awards.owned(call.tx, call.actor, award_id).id)
    if award.status != AwardStatus.DECIDED:
        raise AwardNotStanding(award.reference)

    def assemble(reference: str, replaces: str | None, position: AuditPosition | None) -> Document:
        return award_summary(call.tx, award, reference=reference, replaces=replaces, issued_at=call.now, audit=position)

    return _issue(call, AWARD_SUMMARY, award.id, award.reference, assemble, supplier_id=None)


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
            call.tx,
            contract,
            as_at=day,
            reference=reference,
            replaces=replaces,
            issued_at=call.now,
            audit=position,
            award_digest=summary.content_digest if summary else None,
        )

    return _issue(
        call, CONTRACT_PERFORMANCE, contract.id, contract.reference, assemble, supplier_id=contract.supplier_id
    )


def read(tx: Session, actor: Actor, document_id: UUID) -> DocumentOut:
    """Return what a document is."""
    return _present(_visible(tx, actor, document_id))


def listed(
    tx: Session, actor: Actor, asked: PageRequest, *, kinds: list[str], subject_id: UUID | None
) -> Page[DocumentOut]:
    """Return a page of the documents that the actor may read, newest first."""
    buys = actor.has(*AUTHORITY_READERS)
    rows, following = repository.page(
        tx, asked, reader_id=actor.organisation_id, buys=buys, kinds=kinds, subject_id=subject_id
    )
    return Page[DocumentOut](items=[_present(row) for row in rows], next=following)


def content(tx: Session, actor: Actor, document_id: UUID) -> bytes:
    """Return the JSON file of a document, in canonical form."""
    return document_bytes(read_document(_visible(tx, actor, document_id).content))


def page_of(tx: Session, actor: Actor, document_id: UUID) -> str:
    """Return a document as one HTML page that needs nothing else."""
    return to_html(read_document(_visible(tx, actor, document_id).content))


def file_of(tx: Session, actor: Actor, document_id: UUID) -> tuple[DocumentOut, DocumentFile]:
    """Return a document and its PDF; raise DocumentNotRendered while that is being made."""
    row = _visible(tx, actor, document_id)
    out = _present(row)
    if row.file is None:
        raise DocumentNotRendered(out.reference)
    return out, row.file


def render(service: Service, payload: Mapping[str, Any], *, make: Callable[[Document], bytes]) -> None:
    """Make the PDF of an issued document and store it under its digest; doing it twice keeps the first."""
    document_id = UUID(payload["document_id"])
    with service.database.unit_of_work(write=False) as tx:
        row = repository.get(tx, document_id)
        if row is None or row.file is not None:
            return
        frozen = read_document(row.content)
    pdf = make(frozen)
    digest, size = service.files.keep(BytesIO(pdf), most_bytes=_MOST_BYTES)
    with service.database.unit_of_work(write=True) as tx:
        now = service.clock.now()
        found = repository.get(tx, document_id)
        if found is None or found.file is not None:
            return
        repository.add(tx, DocumentFile(document_id=document_id, digest=digest, size=size, rendered_at=now))
        audit.record(
            tx,
            None,
            Action.DOCUMENT_RENDERED,
            found,
            log_id=found.authority_id,
            now=now,
            after={"pdf": digest, "content": found.content_digest},
        )


def _issue(
    call: Call, kind: str, subject_id: UUID, subject: str, assemble: Assemble, *, supplier_id: UUID | None
) -> DocumentOut:
    tx, now, authority_id = call.tx, call.now, call.actor.organisation_id
    previous = repository.last(tx, kind, subject_id)
    number = previous.number + 1 if previous else 1
    replaces = _reference(previous) if previous else None
    position = _audit_position(call, authority_id)
    document = assemble(f"{subject}/{number}", replaces, position)
    if previous is not None and _says_the_same(document, previous.content):
        raise DocumentUnchanged(_reference(previous), previous.id)
    row = IssuedDocument(
        id=new_id(now),
        authority_id=authority_id,
        supplier_id=supplier_id,
        kind=kind,
        subject_id=subject_id,
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
        after={"kind": kind, "number": number, "subject": subject, "content": row.content_digest},
    )
    return _present(row)


def _audit_position(call: Call, log_id: UUID) -> AuditPosition | None:
    """Seal the log up to now, so that the document can say which head bound what it rests on."""
    audit.seal(call.tx, log_id, now=call.now)
    head = audit.last_head(call.tx, log_id)
    if head is None:
        return None
    return AuditPosition(entry=head.size, size=head.size, head=head.digest, sealed_at=head.sealed_at)


def _says_the_same(fresh: Document, issued: Mapping[str, Any]) -> bool:
    """Compare two documents but for what every issue has of its own."""
    own = {"reference", "issued_at", "replaces", "audit"}
    mapping = fresh.to_mapping()
    return {key: mapping[key] for key in mapping.keys() - own} == {key: issued[key] for key in issued.keys() - own}


def _visible(tx: Session, actor: Actor, document_id: UUID) -> IssuedDocument:
    row = repository.get(tx, document_id)
    if row is not None:
        if row.authority_id == actor.organisation_id and actor.has(*AUTHORITY_READERS):
            return row
        if row.supplier_id is not None and row.supplier_id == actor.organisation_id:
            return row
    raise NotFound("document", document_id)


def _reference(row: IssuedDocument) -> str:
    return str(row.content["reference"])


def _present(row: IssuedDocument) -> DocumentOut:
    file = row.file
    return DocumentOut(
        id=row.id,
        kind=row.kind,
        reference=_reference(row),
        subject_id=row.subject_id,
        number=row.number,
        title=row.title,
        content_digest=row.content_digest,
        issued_by=row.issued_by,
        issued_at=row.issued_at,
        pdf_digest=file.digest if file else None,
        pdf_size=file.size if file else None,
        pdf_rendered_at=file.rendered_at if file else None,
    )
