"""SQL of exports: the exports themselves, and the rows that records are made of, each as plain values."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, or_, select, update
from sqlalchemy.orm import Session, lazyload

from app.audit.models import AuditEvent
from app.awards.models import Award, AwardSummary, Representation
from app.bids.models import Flag, FlagDecision, Opening
from app.conflicts.models import ConflictStage, Declaration, DeclarationDecision
from app.contracts.changes.models import ChangeAct, ContractChange, ContractVolume
from app.contracts.models import Commitment, CommitmentPlan, CommitmentTarget, Contract, Waiver
from app.delivery.models import DeliveryUpdate, EvidenceFile, EvidencePlan, UpdateEvidence, Verification
from app.documents.models import IssuedDocument, Redaction, SummaryBatch
from app.evaluations.models import AgreedMark, Assignment, FrozenMark, LowPriceInquiry, Mark, Moderation, Result
from app.exports.models import RecordExport
from app.identity.models import Person
from app.kit.pagination import PageRequest, fetch
from app.kit.schema import plain
from app.performance.notices.models import SignedRating
from app.performance.remedies.models import Remedy

_HIDDEN = frozenset({"seal_key", "draft", "body", "content"})
"""What no export holds in rows: keys, what was never submitted, and what stands in a file of its own."""

_AT_ONCE = 500


def add(tx: Session, row: RecordExport) -> None:
    """Add an export."""
    tx.add(row)
    tx.flush()


def get(tx: Session, export_id: UUID) -> RecordExport | None:
    """Return one export."""
    return tx.get(RecordExport, export_id)


def under_way(tx: Session, subject_id: UUID, *, since: datetime) -> RecordExport | None:
    """Return an export of a record that was asked for since an instant and is not ready yet, or None."""
    statement = select(RecordExport).where(RecordExport.subject_id == subject_id, RecordExport.digest.is_(None))
    return tx.scalars(statement.where(RecordExport.as_of > since).limit(1)).one_or_none()


def contract_of(tx: Session, award_id: UUID) -> Contract | None:
    """Return the contract under an award that went live, or None."""
    statement = select(Contract).where(Contract.award_id == award_id, Contract.went_live_at.is_not(None))
    return tx.scalars(statement.options(lazyload(Contract.commitments))).one_or_none()


def set_progress(tx: Session, export_id: UUID, **values: Any) -> None:
    """Keep how far an export is."""
    tx.execute(update(RecordExport).where(RecordExport.id == export_id).values(**values))


def page(tx: Session, authority_id: UUID, asked: PageRequest) -> tuple[Sequence[RecordExport], str | None]:
    """Return one page of the exports of an authority."""
    statement = select(RecordExport).where(RecordExport.authority_id == authority_id)
    return fetch(tx, statement, asked, keys={"as_of": RecordExport.as_of}, key=RecordExport.id, default="-as_of")


# ------------------------------------------------------------------------------------------------------------- records
Rows = Sequence[Mapping[str, Any]]


def evaluation_rows(tx: Session, award: Award) -> dict[str, Rows]:
    """Return by table what an evaluation left behind in the lot of an award."""
    lot, tender = award.lot_id, award.tender_id
    found = {
        "award": _rows(tx, Award, Award.lot_id == lot),
        "award_summary": _rows(tx, AwardSummary, AwardSummary.award_id == award.id),
        "representation": _rows(tx, Representation, Representation.award_id == award.id),
        "declaration": _rows(tx, Declaration, Declaration.tender_id == tender),
        "declaration_decision": _rows(
            tx, DeclarationDecision, DeclarationDecision.declaration_id.in_(_ids(Declaration, tender))
        ),
        "conflict_stage": _rows(tx, ConflictStage, ConflictStage.tender_id == tender),
        "opening": _rows(
            tx, Opening, Opening.tender_id == tender, or_(Opening.lot_id.is_(None), Opening.lot_id == lot)
        ),
        "flag": _rows(tx, Flag, Flag.lot_id == lot),
        "flag_decision": _rows(tx, FlagDecision, FlagDecision.flag_id.in_(select(Flag.id).where(Flag.lot_id == lot))),
        "result": _rows(tx, Result, Result.lot_id == lot),
        "summary_batch": _rows(tx, SummaryBatch, SummaryBatch.award_id == award.id),
        "redaction": _rows(tx, Redaction, Redaction.award_id == award.id),
    }
    for model in (Assignment, Mark, FrozenMark, Moderation, AgreedMark, LowPriceInquiry):
        found[model.__tablename__] = _rows(tx, model, model.lot_id == lot)
    return found


def contract_rows(tx: Session, contract: Contract) -> dict[str, Rows]:
    """Return by table what was agreed, changed, claimed and decided under a contract."""
    own = contract.id
    commitments = select(Commitment.id).where(Commitment.contract_id == own)
    changes = select(ContractChange.id).where(ContractChange.contract_id == own)
    claims = select(DeliveryUpdate.id).where(DeliveryUpdate.contract_id == own)
    found = {
        "contract": _rows(tx, Contract, Contract.id == own),
        "commitment_target": _rows(tx, CommitmentTarget, CommitmentTarget.commitment_id.in_(commitments)),
        "waiver": _rows(tx, Waiver, Waiver.commitment_id.in_(commitments)),
        "contract_change_act": _rows(tx, ChangeAct, ChangeAct.change_id.in_(changes)),
        "update_evidence": _rows(tx, UpdateEvidence, UpdateEvidence.update_id.in_(claims)),
        "verification": _rows(tx, Verification, Verification.update_id.in_(claims)),
    }
    for model in (
        Commitment, CommitmentPlan, ContractChange, ContractVolume, DeliveryUpdate, EvidencePlan, Remedy, SignedRating,
    ):  # fmt: skip
        found[model.__tablename__] = _rows(tx, model, model.contract_id == own)
    return found


def results(tx: Session, lot_id: UUID) -> Sequence[UUID]:
    """Return the ids of every result of a lot, oldest first: each is large, and is read when its turn comes."""
    return tx.scalars(select(Result.id).where(Result.lot_id == lot_id).order_by(Result.number)).all()


def result(tx: Session, result_id: UUID) -> Result:
    """Return one result."""
    return tx.get_one(Result, result_id)


def documents(tx: Session, *subjects: UUID, until: datetime) -> Sequence[UUID]:
    """Return the ids of every document issued about, or under, these by an instant, oldest first."""
    about = or_(IssuedDocument.subject_id.in_(subjects), IssuedDocument.award_id.in_(subjects))
    statement = select(IssuedDocument.id).where(about, IssuedDocument.issued_at <= until)
    return tx.scalars(statement.order_by(IssuedDocument.id)).all()


def document(tx: Session, document_id: UUID) -> IssuedDocument:
    """Return one issued document."""
    return tx.get_one(IssuedDocument, document_id)


def evidence(tx: Session, contract_id: UUID) -> Sequence[EvidenceFile]:
    """Return every file of evidence of a contract, oldest first."""
    return tx.scalars(
        select(EvidenceFile).where(EvidenceFile.contract_id == contract_id).order_by(EvidenceFile.id)
    ).all()


def events(tx: Session, log_id: UUID, subjects: Sequence[UUID], *, until: datetime) -> Sequence[UUID]:
    """Return the ids of the events of a log about any of these things by an instant, oldest first."""
    found: list[UUID] = []
    for start in range(0, len(subjects), _AT_ONCE):
        some = subjects[start : start + _AT_ONCE]
        statement = select(AuditEvent.id).where(AuditEvent.log_id == log_id, AuditEvent.subject_id.in_(some))
        found += tx.scalars(statement.where(AuditEvent.at <= until))
    return sorted(found)


def names(tx: Session, ids: Sequence[UUID]) -> Mapping[UUID, str]:
    """Return the names of people, by id."""
    found: dict[UUID, str] = {}
    for start in range(0, len(ids), _AT_ONCE):
        statement = select(Person.id, Person.name).where(Person.id.in_(ids[start : start + _AT_ONCE]))
        found |= {row.id: row.name for row in tx.execute(statement)}
    return found


def _ids(model: Any, tender_id: UUID) -> Any:
    return select(model.id).where(model.tender_id == tender_id)


def _rows(tx: Session, model: Any, *where: ColumnElement[bool]) -> Rows:
    table = model.__table__
    shown = [column for column in table.columns if column.key not in _HIDDEN]
    statement = select(*shown).where(*where).order_by(*table.primary_key.columns)
    return [dict(_plain(row)) for row in tx.execute(statement).mappings()]


def _plain(row: RowMapping) -> Iterator[tuple[str, Any]]:
    """Yield the values of a row as JSON holds them; decimals as text."""
    for name, value in row.items():
        if isinstance(value, UUID):
            yield name, str(value)
        elif isinstance(value, datetime):
            yield name, value.isoformat().replace("+00:00", "Z")
        elif isinstance(value, date):
            yield name, value.isoformat()
        else:
            yield name, plain(value) if isinstance(value, Decimal) else value
