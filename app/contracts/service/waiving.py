"""Ask not to hold the supplier to a promise, and decide on it: never the same person."""

from uuid import UUID

from app.audit import service as audit
from app.audit.rules import Action
from app.contracts import repository
from app.contracts.errors import (
    CommitmentSubstituted,
    CommitmentWaived,
    ContractNotLive,
    WaiverDecided,
    WaiverNeedsAnother,
    WaiverPending,
)
from app.contracts.models import Commitment, Contract, Waiver
from app.contracts.presenting import commitment_facts, waiver_out
from app.contracts.rules import CommitmentStatus, ContractStatus, WaiverStatus
from app.contracts.schemas import WaiverOut
from app.contracts.service import reading
from app.kit import constraints
from app.kit.call import Call
from app.kit.errors import NotFound, Refusal
from app.kit.ids import new_id

constraints.means("uq_waiver_commitment_id_asked", WaiverPending, columns="waiver.commitment_id")
constraints.means("ck_waiver_decided_by_another", WaiverNeedsAnother, columns="ck_waiver_decided_by_another")


def ask(call: Call, commitment_id: UUID, reason: str) -> WaiverOut | Refusal:
    """Ask for a commitment to be waived.

    Whoever is kept from the supplier, or was barred, is refused, and the record of the attempt kept; so it is below.
    Raises CommitmentWaived, CommitmentSubstituted, WaiverPending, or ContractNotLive once the contract is over.
    """
    known = reading.commitment(call.tx, call.actor, commitment_id)
    if known.authority_id != call.actor.organisation_id:
        raise NotFound("commitment", commitment_id)
    if why_not := reading.conflicted(call, reading.get(call.tx, known.contract_id)):
        return why_not
    row = _held(call, known.contract_id, commitment_id)
    if any(waiver.status == WaiverStatus.ASKED for waiver in row.waivers):
        raise WaiverPending(row.title)
    waiver = Waiver(
        id=new_id(call.now),
        authority_id=row.authority_id,
        commitment_id=row.id,
        status=WaiverStatus.ASKED.value,
        reason=reason,
        asked_by=call.actor.person_id,
        asked_at=call.now,
    )
    repository.add_waiver(call.tx, waiver)
    out = waiver_out(waiver)
    after = out.model_dump(mode="json") | {"title": row.title}
    audit.record(
        call.tx,
        call.actor,
        Action.WAIVER_ASKED,
        waiver,
        log_id=row.authority_id,
        now=call.now,
        reason=reason,
        after=after,
    )
    return out


def approve(call: Call, waiver_id: UUID, reason: str) -> WaiverOut | Refusal:
    """Approve a request: nobody is held to the commitment from here on. Raises WaiverNeedsAnother or WaiverDecided."""
    return _decide(call, waiver_id, WaiverStatus.APPROVED, reason)


def refuse(call: Call, waiver_id: UUID, reason: str) -> WaiverOut | Refusal:
    """Refuse a request: the commitment stays as it was. Raises WaiverNeedsAnother or WaiverDecided."""
    return _decide(call, waiver_id, WaiverStatus.REFUSED, reason)


def _decide(call: Call, waiver_id: UUID, decision: WaiverStatus, reason: str) -> WaiverOut | Refusal:
    known = reading.waiver(call.tx, call.actor, waiver_id)
    contract_id = reading.commitment(call.tx, call.actor, known.commitment_id).contract_id
    if why_not := reading.conflicted(call, reading.get(call.tx, contract_id)):
        return why_not
    row = _held(call, contract_id, known.commitment_id, decided=True)
    waiver = next(each for each in row.waivers if each.id == waiver_id)
    if waiver.status != WaiverStatus.ASKED:
        raise WaiverDecided(waiver.status)
    if waiver.asked_by == call.actor.person_id:
        raise WaiverNeedsAnother
    before = waiver_out(waiver).model_dump(mode="json")
    waiver.status, waiver.decision_reason = decision.value, reason
    waiver.decided_by, waiver.decided_at = call.actor.person_id, call.now
    if decision is WaiverStatus.APPROVED:
        row.status = CommitmentStatus.WAIVED.value
        row.version += 1
    repository.flush(call.tx)
    out = waiver_out(waiver)
    approved = decision is WaiverStatus.APPROVED
    audit.record(
        call.tx,
        call.actor,
        Action.WAIVER_APPROVED if approved else Action.WAIVER_REFUSED,
        waiver,
        log_id=row.authority_id,
        now=call.now,
        reason=reason,
        before=before,
        after=out.model_dump(mode="json") | {"commitment": commitment_facts(row)},
    )
    return out


def _held(call: Call, contract_id: UUID, commitment_id: UUID, *, decided: bool = False) -> Commitment:
    """Return a commitment of a draft or live contract, locked with it; `decided` lets a waived one through."""
    contract = reading.owned(call.tx, call.actor, contract_id, lock=True)
    _check_runs(call, contract)
    row = next(each for each in contract.commitments if each.id == commitment_id)
    if row.status == CommitmentStatus.WAIVED and not decided:
        raise CommitmentWaived(row.title)
    if row.status == CommitmentStatus.SUBSTITUTED:
        raise CommitmentSubstituted(row.title)
    return row


def _check_runs(call: Call, contract: Contract) -> None:
    in_force = reading.status_of(call.tx, contract)
    if in_force not in {ContractStatus.DRAFT, ContractStatus.LIVE}:
        raise ContractNotLive(contract.reference, in_force)
