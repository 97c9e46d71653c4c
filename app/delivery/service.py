"""Take evidence and claims from the supplier, and the buyer's decisions on them; nothing is edited, only superseded."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.contracts import service as contracts
from app.contracts.errors import ContractNotLive
from app.contracts.models import Commitment, Contract
from app.contracts.rules import AddsUp, Better, CommitmentStatus, ContractStatus, is_quantified
from app.delivery import repository, rules
from app.delivery.errors import (
    CommitmentNotCarried,
    EvidenceFull,
    EvidenceNotOfThisContract,
    NotTheBuyer,
    NotTheSupplier,
    UpdateDecided,
    UpdateOvertaken,
)
from app.delivery.evidence import SentFile, examined
from app.delivery.models import DeliveryUpdate, EvidenceFile, UpdateEvidence, Verification
from app.delivery.periods import ReportedPeriod, chosen
from app.delivery.presented import file_out, updates_out
from app.delivery.rules import UpdateStatus
from app.delivery.schemas import (
    EvidenceOut,
    UpdateCreate,
    UpdateOut,
    UpdateWithHistoryOut,
)
from app.identity import service as identity
from app.identity.rules import AUTHORITY_READERS
from app.kit import constraints
from app.kit.actor import Actor
from app.kit.call import Call
from app.kit.clock import london_date
from app.kit.errors import NotFound
from app.kit.ids import new_id
from app.kit.pagination import PageRequest
from app.kit.schema import Page, plain

constraints.means(
    "uq_delivery_update_commitment_id_starts_on_revision",
    UpdateOvertaken,
    columns="delivery_update.commitment_id, delivery_update.starts_on, delivery_update.revision",
)
constraints.means(
    "uq_verification_update_id_number", UpdateDecided, columns="verification.update_id, verification.number"
)

_RECORDED = {
    UpdateStatus.VERIFIED: Action.UPDATE_VERIFIED,
    UpdateStatus.PART_VERIFIED: Action.UPDATE_PART_VERIFIED,
    UpdateStatus.REJECTED: Action.UPDATE_REJECTED,
}


def upload(call: Call, contract_id: UUID, sent: SentFile) -> EvidenceOut:
    """Keep a file as evidence of a live contract; its supplier sends it. The content is stored once by its digest."""
    tx, actor, now = call.tx, call.actor, call.now
    # Held, so that files sent at the same instant are counted one after the other.
    contract = contracts.visible(tx, actor, contract_id, lock=True)
    _check_supplier(actor, contract)
    _check_live(contract)
    settings = call.service.settings
    name, kind = examined(sent, most_bytes=settings.max_file_bytes)
    _check_room(tx, contract, sent, most=settings.max_contract_bytes)
    digest, size = call.service.files.keep(sent.content, most_bytes=settings.max_file_bytes)
    row = EvidenceFile(
        id=new_id(now),
        authority_id=contract.authority_id,
        supplier_id=contract.supplier_id,
        contract_id=contract.id,
        filename=name,
        media_type=kind.media_type,
        size=size,
        digest=digest,
        uploaded_by=actor.person_id,
        uploaded_at=now,
    )
    repository.add(tx, row)
    after = {"filename": name, "media_type": kind.media_type, "size": size, "digest": digest}
    audit.record(tx, actor, Action.EVIDENCE_UPLOADED, row, log_id=contract.authority_id, now=now, after=after)
    return file_out(row, {actor.person_id: actor.name})


def _check_room(tx: Session, contract: Contract, sent: SentFile, *, most: int) -> None:
    """Raise EvidenceFull before anything is stored: what is refused must not stay on the disk."""
    size = sent.content.seek(0, 2)
    sent.content.seek(0)
    files, held = repository.room_of_evidence(tx, contract.id)
    if files >= rules.MOST_FILES or held + size > most:
        raise EvidenceFull(files=files, held=held, most_files=rules.MOST_FILES, most_bytes=most)


def list_evidence(tx: Session, actor: Actor, contract_id: UUID, asked: PageRequest) -> Page[EvidenceOut]:
    """Return a page of the files of a contract, for its authority and its supplier."""
    contract = contracts.visible(tx, actor, contract_id)
    rows, following = repository.page_of_evidence(tx, contract.id, asked)
    names = identity.names(tx, (row.uploaded_by for row in rows))
    return Page[EvidenceOut](items=[file_out(row, names) for row in rows], next=following)


def read_evidence(tx: Session, actor: Actor, evidence_id: UUID) -> EvidenceFile:
    """Return the record of one file; raise NotFound for a file of somebody else's contract."""
    row = repository.evidence(tx, evidence_id)
    if row is None:
        raise NotFound("evidence", evidence_id)
    _contract(tx, actor, row.contract_id, ("evidence", evidence_id))
    return row


def submit(call: Call, commitment_id: UUID, body: UpdateCreate) -> UpdateOut:
    """Record the supplier's claim for one period; an earlier claim that was not verified in full is superseded."""
    tx, actor, now = call.tx, call.actor, call.now
    commitment, contract = _commitment(tx, actor, commitment_id)
    _check_supplier(actor, contract)
    _check_live(contract)
    if commitment.status != CommitmentStatus.CARRIED:
        raise CommitmentNotCarried(commitment.title, commitment.status)
    reported = [] if commitment.targets else repository.reported_days(tx, commitment.id)
    period = chosen(commitment, contract, body.period, reported=reported)
    rules.check_begun(label=period.label, starts_on=period.starts_on, today=london_date(now))
    _check_claim(commitment, body.claimed)
    files = _files(tx, contract, body.evidence)
    revision = _supersede(call, commitment, period)
    row = _claim(call, commitment, period, body)
    row.revision = revision
    row.evidence = [UpdateEvidence(evidence_id=file.id, file=file) for file in files]
    repository.add(tx, row)
    after = _facts(row) | {"claimed": _text(row.claimed), "evidence": [file.digest for file in files]}
    audit.record(tx, actor, Action.UPDATE_SUBMITTED, row, log_id=contract.authority_id, now=now, after=after)
    return updates_out(tx, [row])[0]


def verify(call: Call, update_id: UUID, *, reason: str | None) -> UpdateOut:
    """Accept a claim in full."""
    return _decide(call, update_id, UpdateStatus.VERIFIED, proved=None, reason=reason)


def part_verify(call: Call, update_id: UUID, *, proved: Decimal, reason: str) -> UpdateOut:
    """Accept the part of a claim that is proved."""
    return _decide(call, update_id, UpdateStatus.PART_VERIFIED, proved=proved, reason=reason)


def reject(call: Call, update_id: UUID, *, reason: str) -> UpdateOut:
    """Refuse a claim; the supplier may make it again with better evidence."""
    return _decide(call, update_id, UpdateStatus.REJECTED, proved=None, reason=reason)


def listed(
    tx: Session,
    actor: Actor,
    asked: PageRequest,
    *,
    contract_id: UUID | None,
    commitment_id: UUID | None,
    statuses: Sequence[str],
) -> Page[UpdateOut]:
    """Return a page of the updates that the actor's organisation has to do with, as authority or as supplier."""
    rows, following = repository.page_of_updates(
        tx,
        actor.organisation_id,
        asked,
        buys=actor.has(*AUTHORITY_READERS),
        contract_id=contract_id,
        commitment_id=commitment_id,
        statuses=statuses,
    )
    return Page[UpdateOut](items=updates_out(tx, rows), next=following)


def read(tx: Session, actor: Actor, update_id: UUID) -> UpdateWithHistoryOut:
    """Return one update with every other revision for its period."""
    row = repository.update(tx, update_id)
    if row is None:
        raise NotFound("update", update_id)
    _contract(tx, actor, row.contract_id, ("update", update_id))
    revisions = updates_out(tx, repository.revisions(tx, row.commitment_id, row.starts_on))
    own = next(out for out in revisions if out.id == update_id)
    return UpdateWithHistoryOut(**dict(own), history=[out for out in revisions if out.id != update_id])


def updates(tx: Session, contract_id: UUID) -> list[DeliveryUpdate]:
    """Return every claim on a contract, superseded ones too, by commitment, period and revision; checks no access."""
    return list(repository.updates(tx, [contract_id]))


def updates_of(tx: Session, contract_ids: Sequence[UUID]) -> Mapping[UUID, list[DeliveryUpdate]]:
    """Return what `updates` does for several contracts, in one query; a contract without claims has an empty list."""
    found: dict[UUID, list[DeliveryUpdate]] = {contract_id: [] for contract_id in contract_ids}
    for row in repository.updates(tx, contract_ids) if contract_ids else ():
        found[row.contract_id].append(row)
    return found


def _decide(
    call: Call, update_id: UUID, decision: UpdateStatus, *, proved: Decimal | None, reason: str | None
) -> UpdateOut:
    row = _open_for_decision(call, update_id, decision)
    commitment = contracts.commitment(call.tx, call.actor, row.commitment_id)
    more_is_better = commitment.measure.get("better") != Better.LOWER
    counts = rules.proved_quantity(decision, claimed=row.claimed, proved=proved, more_is_better=more_is_better)
    before = row.status
    row.status = decision.value
    row.verifications.append(
        Verification(
            id=new_id(call.now),
            authority_id=row.authority_id,
            update_id=row.id,
            number=len(row.verifications) + 1,
            decision=decision.value,
            proved=counts,
            reason=reason,
            verified_by=call.actor.person_id,
            verified_at=call.now,
        )
    )
    repository.flush(call.tx)
    audit.record(
        call.tx,
        call.actor,
        _RECORDED[decision],
        row,
        log_id=row.authority_id,
        now=call.now,
        reason=reason,
        before={"status": before},
        after=_facts(row) | {"claimed": _text(row.claimed), "proved": _text(counts)},
    )
    return updates_out(call.tx, [row])[0]


def _open_for_decision(call: Call, update_id: UUID, decision: UpdateStatus) -> DeliveryUpdate:
    """Return an update that the caller may decide on, locked after its contract.

    A claim that supersedes it takes the same locks, so whichever comes second sees what the first did.
    """
    found = repository.update(call.tx, update_id)
    if found is None:
        raise NotFound("update", update_id)
    contract = _contract(call.tx, call.actor, found.contract_id, ("update", update_id), lock=True)
    row = repository.update_for_update(call.tx, update_id)
    if contract.authority_id != call.actor.organisation_id or row.submitted_by == call.actor.person_id:
        raise NotTheBuyer(contract.reference)
    rules.check_may_decide(row.status, decision, revision=row.revision)
    return row


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
        after=_facts(earlier),
    )
    return earlier.revision + 1


def _contract(
    tx: Session, actor: Actor, contract_id: UUID, asked_for: tuple[str, UUID], *, lock: bool = False
) -> Contract:
    """Return the contract behind what was asked for; raise NotFound in the words of what was asked for."""
    try:
        return contracts.visible(tx, actor, contract_id, lock=lock)
    except NotFound as hidden:
        raise NotFound(*asked_for) from hidden


def _commitment(tx: Session, actor: Actor, commitment_id: UUID) -> tuple[Commitment, Contract]:
    """Return a commitment as it now is, with its contract, locked."""
    found = contracts.commitment(tx, actor, commitment_id)
    contract = contracts.visible(tx, actor, found.contract_id, lock=True)
    return found, contract


def _check_supplier(actor: Actor, contract: Contract) -> None:
    if actor.organisation_id != contract.supplier_id:
        raise NotTheSupplier(contract.reference)


def _check_live(contract: Contract) -> None:
    if contract.status != ContractStatus.LIVE:
        raise ContractNotLive(contract.reference, contract.status)


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


def _check_claim(commitment: Commitment, claimed: Decimal | None) -> None:
    adds_up = commitment.measure.get("adds_up")
    rules.check_claim(
        claimed,
        needed=is_quantified(promised=commitment.promised, adds_up=adds_up),
        taken=commitment.promised is not None or adds_up == AddsUp.RECORD_ONLY,
        is_share=adds_up == AddsUp.PERCENTAGE,
        unit=str(commitment.measure.get("unit") or "units"),
    )


def _text(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)


def _facts(row: DeliveryUpdate) -> dict[str, Any]:
    return {
        "commitment": str(row.commitment_id),
        "period": [row.starts_on.isoformat(), row.ends_on.isoformat()],
        "revision": row.revision,
        "status": row.status,
    }
