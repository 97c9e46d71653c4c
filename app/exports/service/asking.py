"""Ask for an export, see how far it is, and read it: for whoever may know the whole of the lot, and nobody else."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.awards import service as awards
from app.awards.models import Award
from app.bids import service as bids
from app.contracts import service as contracts
from app.exports import repository
from app.exports.errors import ExportNotReady, ExportUnderWay, RecordNotThere
from app.exports.models import RecordExport
from app.exports.rules import ExportKind, keep_until, state_of
from app.exports.schemas import ExportOut
from app.exports.service.building import BUILD
from app.kit import jobs
from app.kit.actor import Actor
from app.kit.call import Call
from app.kit.clock import london_date
from app.kit.errors import NotFound, Refusal
from app.kit.ids import new_id
from app.kit.pagination import PageRequest
from app.kit.schema import Page
from app.rubrics import regimes
from app.tenders import service as tenders

_GIVEN_UP = timedelta(hours=1)
"""An export that is not ready after this keeps nobody from asking for another."""


def ask_evaluation(call: Call, award_id: UUID) -> ExportOut | Refusal:
    """Ask for the record of how an award came about. Whoever keeps away is refused, and the attempt is kept.

    Raises NotFound or ExportUnderWay.
    """
    award = awards.owned(call.tx, call.actor, award_id)
    contract = repository.contract_of(call.tx, award.id)
    begins_on = contract.went_live_at if contract else None
    return _ask(
        call, ExportKind.EVALUATION, award, award.id, award.reference, london_date(begins_on or award.decided_at)
    )


def ask_contract(call: Call, contract_id: UUID) -> ExportOut | Refusal:
    """Ask for the record of a contract; what rested on its promises names rivals, so the same people may have it.

    Raises NotFound, RecordNotThere or ExportUnderWay.
    """
    contract = contracts.owned(call.tx, call.actor, contract_id)
    if contract.went_live_at is None:
        raise RecordNotThere(contract.reference)
    award = awards.get(call.tx, contract.award_id)
    begins_on = london_date(contract.went_live_at)
    return _ask(call, ExportKind.CONTRACT, award, contract.id, contract.reference, begins_on)


def read(tx: Session, actor: Actor, export_id: UUID) -> ExportOut:
    """Return how far an export is."""
    return _out(_visible(tx, actor, export_id))


def listed(tx: Session, actor: Actor, asked: PageRequest) -> Page[ExportOut]:
    """Return a page of the exports of the actor's authority: that they were asked for stands in its log too."""
    rows, following = repository.page(tx, actor.organisation_id, asked)
    return Page[ExportOut](items=[_out(row) for row in rows], next=following)


def file_of(tx: Session, actor: Actor, export_id: UUID) -> ExportOut:
    """Return an export whose archive is there, to whoever may know the whole of its lot now; raise ExportNotReady."""
    row = _visible(tx, actor, export_id)
    award_id = row.subject_id
    if row.kind == ExportKind.CONTRACT:
        award_id = contracts.get(tx, row.subject_id).award_id
    awards.check_whole(tx, actor, awards.get(tx, award_id))
    if row.digest is None:
        raise ExportNotReady(row.reference, row.done, row.total, row.failure)
    return _out(row)


def _ask(
    call: Call, kind: ExportKind, award: Award, subject_id: UUID, reference: str, begins_on: date
) -> ExportOut | Refusal:
    tx, tender = call.tx, tenders.get(call.tx, award.tender_id)
    if why_not := bids.attempted_whole(call, tender, award.lot_id):
        return why_not
    if (earlier := repository.under_way(tx, subject_id, since=call.now - _GIVEN_UP)) is not None:
        raise ExportUnderWay(reference, earlier.id)
    rule = regimes.one(tender.regime, "records", begins_on) if tender.regime else None
    until, because = keep_until(rule, begins_on=begins_on)
    row = RecordExport(
        id=new_id(call.now),
        authority_id=call.actor.organisation_id,
        kind=kind.value,
        subject_id=subject_id,
        reference=reference,
        keep_until=until,
        keep_because=because,
        asked_by=call.actor.person_id,
        as_of=call.now,
        done=0,
        total=0,
    )
    repository.add(tx, row)
    jobs.enqueue(tx, BUILD, {"export_id": str(row.id)}, now=call.now)
    after = {"kind": row.kind, "of": reference, "keep_until": None if until is None else until.isoformat()}
    audit.record(tx, call.actor, Action.EXPORT_ASKED, row, log_id=row.authority_id, now=call.now, after=after)
    audit.seal(tx, row.authority_id, now=call.now)  # so that a head binds everything that goes into it
    return _out(row)


def _visible(tx: Session, actor: Actor, export_id: UUID) -> RecordExport:
    row = repository.get(tx, export_id)
    if row is None or row.authority_id != actor.organisation_id:
        raise NotFound("export", export_id)
    return row


def _out(row: RecordExport) -> ExportOut:
    fields = {name: getattr(row, name) for name in ExportOut.model_fields if name != "state"}
    return ExportOut(**fields, state=state_of(digest=row.digest, total=row.total))
