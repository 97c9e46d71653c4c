"""Set what proves a commitment, give the files of a claim to its engine, and keep what came out of it."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.contracts import service as contracts
from app.contracts.models import Commitment, Contract
from app.contracts.rules import CommitmentStatus, ContractStatus
from app.delivery import repository as claims
from app.delivery.errors import UpdateNotOpen
from app.delivery.models import Assessment, AssessmentOutcome, DeliveryUpdate, EvidenceFile, EvidencePlan
from app.delivery.proving import repository, rules, running
from app.delivery.proving.errors import (
    AssessmentPending,
    NoRecord,
    NothingToAssess,
    PlanNotOpen,
    PlanOvertaken,
    PlanUnfit,
)
from app.delivery.proving.keys import CONTRACT, AssessedKey, keys_of
from app.delivery.proving.presented import ANSWERS, assessment_out, plan_out, status_of
from app.delivery.proving.rules import AssessmentStatus, Engine, Found
from app.delivery.proving.schemas import AssessmentOut, PlanCreate, PlanOut
from app.delivery.rules import UpdateStatus
from app.identity import service as identity
from app.kit import constraints, jobs
from app.kit.actor import Actor
from app.kit.call import Call, Service
from app.kit.errors import NotFound
from app.kit.files import FileStore
from app.kit.ids import new_id
from scoring.digest import canonical_bytes, digest
from scoring.evidence.assessment import Assessment as Assessed
from scoring.exact import exact_text, from_exact_text
from scoring.findings import Finding, Findings

ASSESS = "evidence.assess"
_MOST_BYTES = 200 * 1024 * 1024
log = logging.getLogger("makegood.evidence")

constraints.means(
    "uq_evidence_plan_commitment_id_revision",
    PlanOvertaken,
    columns="evidence_plan.commitment_id, evidence_plan.revision",
)


# ----------------------------------------------------------------------------------------------------------- plans
def prepare(service: Service, *, now: datetime, commitment_id: UUID, body: PlanCreate) -> None:
    """Read what the engine of a plan needs before the unit of work begins: the first time it takes seconds."""
    del now, commitment_id
    if body.engine is not Engine.NONE:
        running.prepare(body.engine.value, service.settings.data_dir)


def set_plan(call: Call, commitment_id: UUID, body: PlanCreate) -> PlanOut:
    """Set what proves a commitment; a plan in force is superseded, and claims already assessed stay as they are."""
    tx, actor, now = call.tx, call.actor, call.now
    known = contracts.commitment(tx, actor, commitment_id)
    contract = contracts.owned(tx, actor, known.contract_id, lock=True)
    commitment = next(each for each in contract.commitments if each.id == commitment_id)
    _check_open(tx, contract, commitment)
    earlier = [rules.Plan(row.revision, row.engine, row.settings) for row in repository.plans(tx, commitment_id)]
    revision = rules.check_revision(earlier, revises=body.revises, reason=body.reason)
    _check_settings(call, contract, body)
    is_live = contract.status == ContractStatus.LIVE
    engine, settings = body.engine.value, running.sealed(body.engine.value, body.settings)
    rules.check_baseline(earlier, engine=engine, settings=settings, is_live=is_live, reference=contract.reference)
    row = EvidencePlan(
        id=new_id(now),
        authority_id=contract.authority_id,
        supplier_id=contract.supplier_id,
        contract_id=contract.id,
        commitment_id=commitment_id,
        revision=revision,
        engine=engine,
        quantity=body.quantity,
        settings=settings,
        digest=digest({"engine": engine, "quantity": body.quantity, "settings": settings}),
        reason=body.reason,
        set_by=actor.person_id,
        set_at=now,
    )
    repository.add(tx, row)
    after = {"revision": revision, "engine": engine, "quantity": body.quantity, "plan": row.digest}
    log_id, action = contract.authority_id, Action.EVIDENCE_PLAN_SET
    audit.record(tx, actor, action, row, log_id=log_id, now=now, reason=body.reason, after=after)
    return plan_out(row, {actor.person_id: actor.name})


def plans(tx: Session, actor: Actor, commitment_id: UUID) -> list[PlanOut]:
    """Return every revision of the plan of a commitment, newest first, for either party."""
    contracts.commitment(tx, actor, commitment_id)
    rows = repository.plans(tx, commitment_id)
    names = identity.names(tx, (row.set_by for row in rows))
    return [plan_out(row, names) for row in reversed(rows)]


def plans_in_force(tx: Session, contract_id: UUID) -> dict[UUID, EvidencePlan]:
    """Return the newest plan of each commitment of a contract that has one; checks no access."""
    return {row.commitment_id: row for row in repository.plans_of_contract(tx, contract_id)}


def _check_open(tx: Session, contract: Contract, commitment: Commitment) -> None:
    status = contracts.status_of(tx, contract)
    if status not in {ContractStatus.DRAFT, ContractStatus.LIVE}:
        raise PlanNotOpen(contract.reference, status)
    if commitment.status == CommitmentStatus.WAIVED:
        raise PlanNotOpen(repr(commitment.title), commitment.status)


def _check_settings(call: Call, contract: Contract, body: PlanCreate) -> None:
    """Raise PlanUnfit with everything that the engine finds wrong."""
    if body.engine is Engine.NONE:
        if body.settings or body.quantity:
            raise PlanUnfit(body.engine, [{"place": "body.settings", "message": "leave it out: no engine reads it"}])
        return
    data_dir = call.service.settings.data_dir
    found = running.check_settings(body.engine.value, body.settings, contract.starts_on, data_dir)
    if found:
        raise PlanUnfit(body.engine, [each.to_mapping() | {"place": f"body.{each.place}"} for each in found])


# ----------------------------------------------------------------------------------------------------- assessments
def begin(call: Call, update: DeliveryUpdate, files: Sequence[EvidenceFile]) -> Assessment | None:
    """Have the files of a claim assessed by the plan in force; None where there is no engine or no table to read.

    What is small is assessed before this returns, and the rest by a job after the unit of work.
    """
    plan = repository.plan_in_force(call.tx, update.commitment_id)
    tables = [file for file in files if rules.is_table(file.media_type)]
    if plan is None or plan.engine == Engine.NONE or not tables:
        return None
    return _start(call, update, plan, tables)


def again(call: Call, update_id: UUID) -> AssessmentOut:
    """Assess the files of a claim again, by the plan as it now is; what was assessed before stays."""
    tx = call.tx
    contract, known = _update(tx, call.actor, update_id, lock=True)
    update = claims.update_for_update(tx, known.id)
    if update.status == UpdateStatus.SUPERSEDED:
        raise UpdateNotOpen(update.revision, update.status)
    earlier = repository.assessments(tx, update_id)
    if earlier and earlier[-1].outcome is None:
        raise AssessmentPending(earlier[-1].number)
    if len(earlier) >= rules.MOST_ASSESSMENTS:
        raise NothingToAssess(f"This claim was assessed {len(earlier)} times, and no more assessments of it are kept.")
    row = begin(call, update, [link.file for link in update.evidence])
    if row is None:
        raise NothingToAssess(
            f"The claim on {contract.reference} has no CSV table or workbook among its files, or no engine is planned "
            "for its commitment. Set the plan of evidence, or send the lines as a table with a new claim."
        )
    return _outs(tx, [row])[0]


def read(tx: Session, actor: Actor, assessment_id: UUID) -> AssessmentOut:
    """Return one assessment, for either party."""
    return _outs(tx, [_assessment(tx, actor, assessment_id)])[0]


def listed(tx: Session, actor: Actor, update_id: UUID) -> list[AssessmentOut]:
    """Return every assessment of a claim, newest first, for either party."""
    _update(tx, actor, update_id)
    return of_update(tx, update_id)


def of_update(tx: Session, update_id: UUID) -> list[AssessmentOut]:
    """Return every assessment of a claim, newest first; checks no access."""
    return _outs(tx, list(reversed(repository.assessments(tx, update_id))))


def of_contract(tx: Session, contract_id: UUID) -> Sequence[Assessment]:
    """Return every assessment of every claim on a contract, oldest first; checks no access."""
    return repository.assessments_of_contract(tx, contract_id)


def record(tx: Session, actor: Actor, assessment_id: UUID) -> str:
    """Return the digest of the record from which anybody can compute an assessment again; raise NoRecord."""
    row = _assessment(tx, actor, assessment_id)
    if row.outcome is None or row.outcome.record is None:
        raise NoRecord(row.number, status_of(row))
    return row.outcome.record


def newest(tx: Session, update: DeliveryUpdate) -> tuple[Assessment | None, Found | None]:
    """Return the newest assessment of a claim with what it proves for it; None and None where nothing is planned.

    Where an engine is planned and nothing was given to it, there is nothing assessed: that is not nothing proved.
    """
    rows = repository.assessments(tx, update.id)
    if not rows:
        plan = repository.plan_in_force(tx, update.commitment_id)
        planned = plan is not None and plan.engine != Engine.NONE
        return None, Found(AssessmentStatus.QUEUED) if planned else None
    row, share = rows[-1], claims.share(tx, update.id)
    outcome = row.outcome
    proved = None if outcome is None or outcome.proved is None else from_exact_text(outcome.proved)
    mine = rules.share_of(proved, share.percent if share else None)
    return row, Found(status_of(row), mine, outcome.findings_count if outcome else 0)


def assessed_keys(tx: Session, files: FileStore, assessment_id: UUID) -> list[AssessedKey]:
    """Return what the files of an assessment and their lines are recognised by; checks no access.

    Empty before it is assessed, and where it was refused. The keys name people and firms and are never to be shown.
    """
    row = repository.assessment(tx, assessment_id)
    if row is None or row.outcome is None or row.outcome.status != AssessmentStatus.ASSESSED:
        return []
    known = repository.files(tx, [UUID(each) for each in row.files])
    engine, contract = row.outcome.engine, str(row.plan.settings.get(CONTRACT, ""))
    return [
        key
        for file in known.values()
        for key in keys_of(engine, file.filename, file.digest, files.path(file.digest).read_bytes(), contract=contract)
    ]


def assess(service: Service, payload: Mapping[str, Any]) -> None:
    """Do an assessment that was asked for; doing it twice keeps the first."""
    assessment_id = UUID(payload["assessment_id"])
    with service.database.unit_of_work(write=False) as tx:
        row = repository.assessment(tx, assessment_id)
        if row is None or row.outcome is not None:
            return
        given, plan = _inputs(tx, service, row), _Planned.of(tx, row)
    found = running.assess(plan.engine, given, plan.settings, service.settings.data_dir)
    with service.database.unit_of_work(write=True) as tx:
        row = repository.assessment(tx, assessment_id)
        if row is not None and row.outcome is None:
            _keep(tx, service, row, plan, found, now=service.clock.now(), actor=None)


class _Planned:
    """What an assessment goes by: engine, settings with the period of the claim, and what answers the measure."""

    def __init__(self, plan: EvidencePlan, update: DeliveryUpdate, measure: Mapping[str, Any]) -> None:
        self.engine, self.quantity = plan.engine, plan.quantity
        self.settings = running.with_period(plan.settings, update.starts_on, update.ends_on)
        self.measure = measure.get("id")

    @classmethod
    def of(cls, tx: Session, row: Assessment) -> "_Planned":
        update = claims.update(tx, row.update_id)
        if update is None:
            raise NotFound("update", row.update_id)
        contract = contracts.get(tx, row.contract_id)
        commitment = next(each for each in contract.commitments if each.id == update.commitment_id)
        return cls(row.plan, update, commitment.measure)

    def answers(self, found: Assessed) -> str | None:
        """Return the name of the quantity that answers the commitment, or None where the engine states none."""
        name = self.quantity or found.proves.get(str(self.measure))
        return name if name in found.quantities else None


def _start(call: Call, update: DeliveryUpdate, plan: EvidencePlan, files: Sequence[EvidenceFile]) -> Assessment:
    tx, actor, now = call.tx, call.actor, call.now
    row = Assessment(
        id=new_id(now),
        authority_id=update.authority_id,
        supplier_id=update.supplier_id,
        contract_id=update.contract_id,
        update_id=update.id,
        plan_id=plan.id,
        plan=plan,
        number=len(repository.assessments(tx, update.id)) + 1,
        files=[str(file.id) for file in files],
        asked_by=actor.person_id,
        asked_at=now,
        outcome=None,
    )
    repository.add(tx, row)
    after = {"update": str(update.id), "plan": plan.digest, "files": [file.digest for file in files]}
    audit.record(tx, actor, Action.ASSESSMENT_ASKED, row, log_id=update.authority_id, now=now, after=after)
    if refused := rules.too_much(plan.engine, (file.size for file in files)):
        _keep(tx, call.service, row, _Planned.of(tx, row), refused, now=now, actor=actor)
        return row
    is_big = sum(file.size for file in files) > rules.READ_AT_ONCE
    is_long = is_big or running.unpacked(_inputs(tx, call.service, row)) > rules.UNPACKED_AT_ONCE * rules.READ_AT_ONCE
    if is_long or plan.engine in rules.NEVER_AT_ONCE or not _at_once(call, row):
        jobs.enqueue(tx, ASSESS, {"assessment_id": str(row.id)}, now=now)
    return row


def _at_once(call: Call, row: Assessment) -> bool:
    """Assess small files now; False where the engine fails, which a job then tries again and reports."""
    plan, given = _Planned.of(call.tx, row), _inputs(call.tx, call.service, row)
    try:
        found = running.assess(plan.engine, given, plan.settings, call.service.settings.data_dir)
    except Exception:
        log.exception("the engine %s failed on assessment %s", plan.engine, row.id)
        return False
    _keep(call.tx, call.service, row, plan, found, now=call.now, actor=call.actor)
    return True


def _inputs(tx: Session, service: Service, row: Assessment) -> list[running.Input]:
    known = repository.files(tx, [UUID(each) for each in row.files])
    return [
        running.Input(known[UUID(each)].filename, service.files.path(known[UUID(each)].digest)) for each in row.files
    ]


def _keep(
    tx: Session,
    service: Service,
    row: Assessment,
    plan: _Planned,
    found: Assessed | Findings,
    *,
    now: datetime,
    actor: Actor | None,
) -> None:
    outcome = _refused(row, plan, found) if isinstance(found, Findings) else _assessed(service, row, plan, found)
    outcome.findings, outcome.quantities = rules.storable(outcome.findings), rules.storable(outcome.quantities)
    outcome.made_at = now
    row.outcome = outcome
    repository.add(tx, outcome)
    after = {"status": outcome.status, "assessment": outcome.digest, "proved": outcome.proved}
    action = Action.EVIDENCE_REFUSED if isinstance(found, Findings) else Action.EVIDENCE_ASSESSED
    audit.record(tx, actor, action, row, log_id=row.authority_id, now=now, after=after)


def _refused(row: Assessment, plan: _Planned, found: Findings) -> AssessmentOutcome:
    return AssessmentOutcome(
        assessment_id=row.id,
        status=AssessmentStatus.REFUSED.value,
        engine=plan.engine,
        quantities={},
        findings=[each.to_mapping() for each in found[: rules.MOST_FINDINGS]],
        findings_count=len(found),
    )


def _assessed(service: Service, row: Assessment, plan: _Planned, found: Assessed) -> AssessmentOutcome:
    mapping = found.to_mapping()
    kept, _ = service.files.keep(BytesIO(canonical_bytes(mapping)), most_bytes=_MOST_BYTES)
    answers, findings = plan.answers(found), list(found.findings)
    if answers is None:
        message = f"the engine states no {plan.quantity or 'quantity for ' + str(plan.measure)}: name one in the plan"
        findings.insert(0, Finding("plan.quantity", "quantity", message))
    value = found.quantities[answers].value if answers else None
    return AssessmentOutcome(
        assessment_id=row.id,
        status=AssessmentStatus.ASSESSED.value,
        engine=found.engine,
        version=found.version,
        digest=mapping["digests"]["assessment"],
        record=kept,
        proved=None if value is None else exact_text(value),
        quantities={ANSWERS: answers, "found": mapping["quantities"]},
        findings=[each.to_mapping() for each in findings[: rules.MOST_FINDINGS]],
        findings_count=mapping["finding_count"] + (answers is None),
    )


def _outs(tx: Session, rows: Sequence[Assessment]) -> list[AssessmentOut]:
    files = repository.files(tx, [UUID(each) for row in rows for each in row.files])
    names = identity.names(tx, (row.asked_by for row in rows))
    return [assessment_out(row, files, names) for row in rows]


def _assessment(tx: Session, actor: Actor, assessment_id: UUID) -> Assessment:
    row = repository.assessment(tx, assessment_id)
    if row is None:
        raise NotFound("assessment", assessment_id)
    _visible(tx, actor, row.contract_id, ("assessment", assessment_id))
    return row


def _update(tx: Session, actor: Actor, update_id: UUID, *, lock: bool = False) -> tuple[Contract, DeliveryUpdate]:
    row = claims.update(tx, update_id)
    if row is None:
        raise NotFound("update", update_id)
    return _visible(tx, actor, row.contract_id, ("update", update_id), lock=lock), row


def _visible(
    tx: Session, actor: Actor, contract_id: UUID, asked_for: tuple[str, UUID], *, lock: bool = False
) -> Contract:
    """Return the contract behind what was asked for; raise NotFound in the words of what was asked for."""
    try:
        return contracts.visible(tx, actor, contract_id, lock=lock)
    except NotFound as hidden:
        raise NotFound(*asked_for) from hidden
