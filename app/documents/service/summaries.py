"""Check the assessment summaries of an award, issue one for every bid that was assessed, and say how far that is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.awards import service as awards
from app.awards.errors import AwardNotApproved
from app.awards.models import Award
from app.awards.rules import AwardStatus
from app.documents import repository
from app.documents.assemble_summary import Assembly, Contact, Issue
from app.documents.errors import (
    AwardNotStanding,
    DocumentUnchanged,
    ReissueNeedsReason,
    SummariesIncomplete,
    SummariesUnchanged,
    WarningsChanged,
    WarningsNotAcknowledged,
)
from app.documents.face_content import Language
from app.documents.linter import lint
from app.documents.linter_findings import LintFinding, Severity, fingerprint, only
from app.documents.models import IssuedDocument, SummaryBatch
from app.documents.redacting import HiddenFrom, Passage, RedactionKind, redacted
from app.documents.schemas import (
    Acknowledgement,
    IssuedSummaryOut,
    LintFindingOut,
    SummariesCheckOut,
    SummariesIssue,
    SummariesOut,
    SummaryBatchOut,
)
from app.documents.service.issuing import About, issue
from app.documents.service.reading import reference_of, why_not_made
from app.documents.summary_content import AssessmentSummary
from app.kit.actor import Actor
from app.kit.call import Call
from app.kit.errors import Refusal
from app.kit.ids import new_id
from app.tenders import service as tenders

ASSESSMENT_SUMMARY = "assessment_summary"


def check(call: Call, award_id: UUID) -> SummariesCheckOut:
    """Return what the summaries of an award lack and what in them should be looked at, without issuing any.

    Raises AwardNotStanding, DeclarationNeeded, ConflictUndecided, ConflictBarred or KeptFromBid.
    """
    known = awards.owned(call.tx, call.actor, award_id)
    awards.check_whole(call.tx, call.actor, known)
    award = _standing(known)
    found = _lint(
        Assembly(call.tx, award, _contacts(call.tx, award.id, [])),
        Issue("check", call.now),
        passages(call.tx, award.id),
    )
    errors = only(found, Severity.ERROR)
    return SummariesCheckOut(
        award_id=award.id,
        reference=award.reference,
        may_issue=not errors,
        errors=[_out(one) for one in errors],
        warnings=[_out(one) for one in only(found, Severity.WARNING)],
        warnings_digest=fingerprint(found),
    )


def issue_all(call: Call, award_id: UUID, body: SummariesIssue) -> SummariesOut | Refusal:
    """Freeze the summary of every bid that was assessed and ask for the PDFs, all of them or none.

    One that says again what its bidder has already is not issued again. Whoever has not declared before the award, or
    is kept from a bidder of the lot, is refused, and the record of the attempt kept. Raises AwardNotStanding,
    AwardNotApproved, AwardOutdated, SummariesIncomplete, WarningsNotAcknowledged, WarningsChanged, ReissueNeedsReason
    or SummariesUnchanged.
    """
    tx = call.tx
    tender = tenders.owned(tx, call.actor, awards.owned(tx, call.actor, award_id).tender_id, lock=True)
    if why_not := awards.attempted(call, awards.get(tx, award_id)):
        return why_not
    award = _standing(awards.get_for_update(tx, award_id))
    if award.approved_at is None:
        raise AwardNotApproved(award.reference)
    awards.check_still_rests(tx, award, tender)
    batches = repository.batches(tx, award.id)
    if batches and body.reason is None:
        raise ReissueNeedsReason(award.reference)
    given = [one.model_dump(mode="json") for one in body.contacts]
    assembly = Assembly(tx, award, _contacts(tx, award.id, given))
    warnings = _passed(award, _lint(assembly, Issue("check", call.now), passages(tx, award.id)), body.acknowledge)
    rows = _issued_now(call, award, assembly, body.reason if batches else None, body.languages)
    if not rows:
        raise SummariesUnchanged(award.reference)
    batch = _batch(call, award, len(batches) + 1, warnings, body, given)
    repository.add(tx, batch)
    audit.record(
        tx,
        call.actor,
        Action.SUMMARY_ISSUED,
        batch,
        log_id=award.authority_id,
        now=call.now,
        reason=body.reason,
        after={
            "award": award.reference,
            "number": batch.number,
            "documents": [row.content_digest for row in rows],
            "warnings": batch.warnings_digest,
            "acknowledgement": batch.acknowledgement,
        },
    )
    return progress(tx, call.actor, award.id)


def progress(tx: Session, actor: Actor, award_id: UUID) -> SummariesOut:
    """Return which summaries of an award are issued and made, and which warnings were acknowledged with what reason.

    Raises DeclarationNeeded, ConflictUndecided, ConflictBarred or KeptFromBid.
    """
    award = awards.owned(tx, actor, award_id)
    awards.check_whole(tx, actor, award)
    latest = {row.subject_id: row for row in repository.of_award(tx, ASSESSMENT_SUMMARY, award.id)}
    failed = why_not_made(tx, list(latest.values()))
    items = [
        _summary_out(one.bid_id, one.supplier_name, latest.get(one.bid_id), award, failed)
        for one in awards.assessed(tx, award)
    ]
    return SummariesOut(
        award_id=award.id,
        assessed=len(items),
        issued=sum(one.document_id is not None for one in items),
        pdfs_ready=sum(one.pdf_ready for one in items),
        items=items,
        batches=[_batch_out(row) for row in repository.batches(tx, award.id)],
    )


def passages(tx: Session, award_id: UUID) -> list[Passage]:
    """Return what is withheld from the summaries of an award now."""
    return [
        Passage(
            bid=str(row.bid_id),
            criterion=row.criterion,
            text=row.passage,
            kind=RedactionKind(row.kind),
            reason=row.reason,
            hidden_from=HiddenFrom(row.hidden_from),
            seal=row.seal,
        )
        for row in repository.redactions(tx, award_id)
        if row.lifted_at is None
    ]


def _standing(award: Award) -> Award:
    if award.status != AwardStatus.DECIDED:
        raise AwardNotStanding(award.reference)
    return award


def _lint(assembly: Assembly, asked: Issue, withheld: Sequence[Passage]) -> tuple[LintFinding, ...]:
    return lint([assembly.summary(one.bid_id, asked) for one in assembly.assessed], withheld)


def _passed(award: Award, found: Sequence[LintFinding], said: Acknowledgement | None) -> list[LintFinding]:
    """Return the warnings, acknowledged; raise where something is missing or a warning is not acknowledged."""
    if errors := only(found, Severity.ERROR):
        raise SummariesIncomplete(award.reference, [one.to_mapping() for one in errors])
    warnings, digest = only(found, Severity.WARNING), fingerprint(found)
    if warnings and said is None:
        raise WarningsNotAcknowledged(award.reference, [one.to_mapping() for one in warnings], digest)
    if said is not None and said.warnings != digest:
        raise WarningsChanged(digest)
    return warnings


def _issued_now(
    call: Call, award: Award, assembly: Assembly, reason: str | None, languages: Sequence[Language]
) -> list[IssuedDocument]:
    hidden = passages(call.tx, award.id)
    rows = []
    for place, one in enumerate(assembly.assessed, start=1):
        bid_id = one.bid_id

        def assemble(reference: str, replaces: str | None, bid_id: UUID = bid_id) -> AssessmentSummary:
            because = reason if replaces else None
            asked = Issue(reference, call.now, replaces=replaces, replaced_because=because)
            return redacted(assembly.summary(bid_id, asked), hidden)

        about = About(
            ASSESSMENT_SUMMARY,
            bid_id,
            f"{award.reference}/S{place}",
            supplier_id=assembly.supplier_of(bid_id),
            award_id=award.id,
        )
        try:
            issued = issue(call, about, assemble, languages)
        except DocumentUnchanged:
            continue
        awards.summary_issued(call.tx, call.actor, award, bid_id, issued[0].content_digest, now=call.now)
        rows.extend(issued)
    return rows


def _contacts(tx: Session, award_id: UUID, given: Iterable[Mapping[str, Any]]) -> dict[UUID, Contact]:
    """Return what was said of how to reach bidders, now and with earlier issues; what is said last counts."""
    said: dict[UUID, Contact] = {}
    for one in [*(each for row in repository.batches(tx, award_id) for each in row.contacts), *given]:
        bid_id = UUID(str(one["bid_id"]))
        before = said.get(bid_id, Contact(None, None))
        said[bid_id] = replace(
            before,
            postal_address=one["postal_address"] or before.postal_address,
            email=one["email"] or before.email,
        )
    return said


def _batch(
    call: Call,
    award: Award,
    number: int,
    warnings: Sequence[LintFinding],
    body: SummariesIssue,
    contacts: list[dict[str, Any]],
) -> SummaryBatch:
    return SummaryBatch(
        id=new_id(call.now),
        authority_id=award.authority_id,
        award_id=award.id,
        number=number,
        warnings=[one.to_mapping() for one in warnings],
        warnings_digest=fingerprint(warnings),
        acknowledgement=body.acknowledge.reason if body.acknowledge and warnings else None,
        contacts=contacts,
        reason=body.reason if number > 1 else None,
        issued_by=call.actor.person_id,
        issued_at=call.now,
    )


def _summary_out(
    bid_id: UUID, name: str, row: IssuedDocument | None, award: Award, failed: Mapping[UUID, str]
) -> IssuedSummaryOut:
    return IssuedSummaryOut(
        bid_id=bid_id,
        supplier_name=name,
        document_id=None if row is None else row.id,
        reference=None if row is None else reference_of(row),
        digest=None if row is None else row.content_digest,
        issued_at=None if row is None else row.issued_at,
        superseded=row is not None and award.status == AwardStatus.VOID,
        pdf_ready=row is not None and row.file is not None,
        pdf_failure=None if row is None else failed.get(row.id),
        withheld=0 if row is None else len(row.content["withheld"]),
    )


def _batch_out(row: SummaryBatch) -> SummaryBatchOut:
    fields = {name: getattr(row, name) for name in SummaryBatchOut.model_fields if name != "warnings"}
    return SummaryBatchOut(**fields, warnings=[LintFindingOut.model_validate(one) for one in row.warnings])


def _out(found: LintFinding) -> LintFindingOut:
    return LintFindingOut.model_validate(found.to_mapping())
