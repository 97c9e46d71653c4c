"""Record what the supplier claims, one claim or many at once; nothing is edited, only superseded."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.contracts import service as contracts
from app.contracts.models import Commitment, Contract
from app.contracts.rules import AddsUp, binds, is_quantified
from app.delivery import repository, rules
from app.delivery.errors import CommitmentNotCarried, EvidenceNotOfThisContract, UpdateOvertaken
from app.delivery.models import DeliveryUpdate, EvidenceFile, UpdateEvidence
from app.delivery.periods import ReportedPeriod, chosen
from app.delivery.presented import updates_out
from app.delivery.proving import service as proving
from app.delivery.rules import UpdateStatus
from app.delivery.schemas import UpdateCreate, UpdateOut
from app.delivery.service import reading
from app.kit import constraints
from app.kit.actor import Actor
from app.kit.call import Call
from app.kit.clock import london_date
from app.kit.errors import Refusal
from app.kit.ids import new_id

constraints.means(
    "uq_delivery_update_commitment_id_starts_on_revision",
    UpdateOvertaken,
    columns="delivery_update.commitment_id, delivery_update.starts_on, delivery_update.revision",
)

Entry = tuple[UUID, UpdateCreate]
"""The commitment that is reported on, and what is reported."""


@dataclass(frozen=True, slots=True)
class _Checked:
    """A claim that may be recorded: what it is on, for which days, and the files it rests on."""

    contract: Contract
    commitment: Commitment
    period: ReportedPeriod
    files: Sequence[EvidenceFile]


def submit(call: Call, commitment_id: UUID, body: UpdateCreate) -> UpdateOut:
    """Record the supplier's claim for one period; an earlier claim that was not verified in full is superseded."""
    return updates_out(call.tx, [record(call, commitment_id, body)])[0]


def submit_many(call: Call, entries: Sequence[Entry]) -> list[UpdateOut]:
    """Record several claims, all of them or none: the first one that cannot be made raises what refuses it."""
    return updates_out(call.tx, [record(call, commitment_id, body) for commitment_id, body in entries])


def refusals(call: Call, entries: Sequence[Entry]) -> list[Refusal | None]:
    """Return for each claim what would refuse it, or None where nothing does; nothing is changed.

    Each is looked at by itself: two claims for one period are not refused here, and the later supersedes the other.
    """
    found: list[Refusal | None] = []
    for commitment_id, body in entries:
        try:
            checked = _checked(call, commitment_id, body)
            newest = repository.newest_for_update(call.tx, commitment_id, checked.period.starts_on)
            if newest is not None:
                rules.check_may_supersede(newest.status, label=checked.period.label, revision=newest.revision)
        except Refusal as refusal:
            found.append(refusal)
        else:
            found.append(None)
    return found


def record(call: Call, commitment_id: UUID, body: UpdateCreate) -> DeliveryUpdate:
    """Record one claim and have its files assessed; return its row."""
    tx, actor, now = call.tx, call.actor, call.now
    checked = _checked(call, commitment_id, body)
    revision = _supersede(call, checked.commitment, checked.period)
    row = _claim(call, checked.commitment, checked.period, body)
    row.revision = revision
    row.evidence = [UpdateEvidence(evidence_id=file.id, file=file) for file in checked.files]
    repository.add(tx, row)
    after = reading.facts(row) | {"evidence": [file.digest for file in checked.files]}
    audit.record(tx, actor, Action.UPDATE_SUBMITTED, row, log_id=row.authority_id, now=now, after=after)
    proving.begin(call, row, checked.files)
    return row


def _checked(call: Call, commitment_id: UUID, body: UpdateCreate) -> _Checked:
    tx, actor, now = call.tx, call.actor, call.now
    commitment, contract = _commitment(tx, actor, commitment_id)
    reading.check_supplier(actor, contract)
    reading.check_live(contract)
    if not binds(commitment.status, has_targets=bool(commitment.targets)):
        raise CommitmentNotCarried(commitment.title, commitment.status)
    reported = [] if commitment.targets else repository.reported_days(tx, commitment.id)
    period = chosen(commitment, contract, body.period, reported=reported)
    rules.check_begun(label=period.label, starts_on=period.starts_on, today=london_date(now))
    _check_claim(commitment, body)
    return _Checked(contract, commitment, period, _files(tx, contract, body.evidence))


def _claim(call: Call, commitment: Commitment, period: ReportedPeriod, body: UpdateCreate) -> DeliveryUpdate:
    return DeliveryUpdate(
        id=new_id(call.now),
        authority_id=commitment.authority_id,
        supplier_id=commitment.supplier_id,
        contract_id=commitment.contract_id,
        commitment_id=commitment.id,
        target_id=period.target_id,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        claimed=body.claimed,
        whole=body.whole,
        words=body.words,
        status=UpdateStatus.SUBMITTED.value,
        submitted_by=call.actor.person_id,
        submitted_at=call.now,
        verifications=[],
    )


def _supersede(call: Call, commitment: Commitment, period: ReportedPeriod) -> int:
    """Supersede the newest claim for a period, if there is one, and return the number of the revision to come."""
    earlier = repository.newest_for_update(call.tx, commitment.id, period.starts_on)
    if earlier is None:
        return 1
    rules.check_may_supersede(earlier.status, label=period.label, revision=earlier.revision)
    before = earlier.status
    earlier.status = UpdateStatus.SUPERSEDED.value
    audit.record(
        call.tx,
        call.actor,
        Action.UPDATE_SUPERSEDED,
        earlier,
        log_id=commitment.authority_id,
        now=call.now,
        before={"status": before},
        after=reading.facts(earlier),
    )
    return earlier.revision + 1


def _commitment(tx: Session, actor: Actor, commitment_id: UUID) -> tuple[Commitment, Contract]:
    """Return a commitment as it now is, with its contract, locked."""
    found = contracts.commitment(tx, actor, commitment_id)
    contract = contracts.visible(tx, actor, found.contract_id, lock=True)
    return found, contract


def _files(tx: Session, contract: Contract, ids: Sequence[UUID]) -> list[EvidenceFile]:
    wanted = list(dict.fromkeys(ids))
    found = {row.id: row for row in repository.evidence_of_contract(tx, contract.id, wanted)} if wanted else {}
    findings = [
        {"place": f"body.evidence[{place}]", "message": "not a file of this contract", "value": str(given)}
        for place, given in enumerate(ids)
        if given not in found
    ]
    if findings:
        raise EvidenceNotOfThisContract(
            f"{len(findings)} of the {len(ids)} files named are not evidence of {contract.reference}. Send a file to "
            "this contract first, and name the id that it gets.",
            findings,
        )
    return [found[given] for given in wanted]


def _check_claim(commitment: Commitment, body: UpdateCreate) -> None:
    adds_up = commitment.measure.get("adds_up")
    rules.check_claim(
        body.claimed,
        needed=is_quantified(promised=commitment.promised, adds_up=adds_up),
        taken=commitment.promised is not None or adds_up == AddsUp.RECORD_ONLY,
        is_share=adds_up == AddsUp.PERCENTAGE,
        unit=str(commitment.measure.get("unit") or "units"),
        whole=body.whole,
    )
