"""Decide on a claim: accept it, or a part of it, or refuse it; and answer the reply to a decision."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from app.audit import service as audit
from app.audit.rules import Action
from app.contracts import service as contracts
from app.contracts.models import Contract
from app.contracts.rules import Better
from app.delivery import repository, rules
from app.delivery.doubles import service as double_claims
from app.delivery.doubles.errors import DoubleClaimUpheld
from app.delivery.errors import NotTheBuyer, ReasonNeeded, UpdateDecided
from app.delivery.models import DeliveryUpdate, Verification
from app.delivery.presented import updates_out
from app.delivery.proving import rules as proof
from app.delivery.proving import service as proving
from app.delivery.proving.rules import Against, Found
from app.delivery.replies import service as replies
from app.delivery.replies.errors import NothingToUphold
from app.delivery.rules import UpdateStatus
from app.delivery.schemas import UpdateOut
from app.delivery.service import reading
from app.kit import constraints
from app.kit.call import Call
from app.kit.clock import london_date
from app.kit.errors import NotFound
from app.kit.ids import new_id
from app.kit.schema import plain
from scoring.exact import exact_text

constraints.means(
    "uq_verification_update_id_number", UpdateDecided, columns="verification.update_id, verification.number"
)

_RECORDED = {
    UpdateStatus.VERIFIED: Action.UPDATE_VERIFIED,
    UpdateStatus.PART_VERIFIED: Action.UPDATE_PART_VERIFIED,
    UpdateStatus.REJECTED: Action.UPDATE_REJECTED,
}


@dataclass(frozen=True, slots=True)
class _Decision:
    """What is decided: which way, how much of which whole is proved, why, and until when it may be replied to."""

    status: UpdateStatus
    reason: str | None
    proved: Decimal | None = None
    whole: Decimal | None = None
    reply_within: int | None = None


def verify(call: Call, update_id: UUID, *, reason: str | None) -> UpdateOut:
    """Accept a claim in full."""
    return _decide(call, update_id, _Decision(UpdateStatus.VERIFIED, reason))


def part_verify(
    call: Call, update_id: UUID, *, proved: Decimal, reason: str, reply_within: int, whole: Decimal | None = None
) -> UpdateOut:
    """Accept the part of a claim that is proved; of a percentage that was claimed of a whole, a part of `whole`."""
    return _decide(call, update_id, _Decision(UpdateStatus.PART_VERIFIED, reason, proved, whole, reply_within))


def reject(call: Call, update_id: UUID, *, reason: str, reply_within: int) -> UpdateOut:
    """Refuse a claim; the supplier may make it again with better evidence."""
    return _decide(call, update_id, _Decision(UpdateStatus.REJECTED, reason, reply_within=reply_within))


def uphold(call: Call, update_id: UUID, *, reason: str) -> UpdateOut:
    """Answer a reply by letting the decision stand, in a decision of its own that says why."""
    contract, row = _held(call, update_id)
    _check_buyer(call, contract, row)
    held = row.verification
    if held is None or row.status == UpdateStatus.SUPERSEDED or not replies.waits_for_an_answer(call.tx, row):
        raise NothingToUphold(row.revision)
    again = Verification(
        id=new_id(call.now),
        authority_id=row.authority_id,
        update_id=row.id,
        number=held.number + 1,
        decision=held.decision,
        proved=held.proved,
        proved_whole=held.proved_whole,
        reason=reason,
        assessment_id=held.assessment_id,
        against=held.against,
        verified_by=call.actor.person_id,
        verified_at=call.now,
    )
    _add(call, row, again, Action.DECISION_UPHELD, before=row.status)
    return updates_out(call.tx, [row])[0]


def _decide(call: Call, update_id: UUID, decision: _Decision) -> UpdateOut:
    contract, row = _open_for_decision(call, update_id, decision.status)
    commitment = contracts.commitment(call.tx, call.actor, row.commitment_id)
    more_is_better = commitment.measure.get("better") != Better.LOWER
    proved_whole = _whole(row, decision)
    counts = rules.proved_quantity(
        decision.status,
        claimed=row.claimed,
        proved=decision.proved,
        more_is_better=more_is_better,
        whole=row.whole,
        proved_whole=proved_whole,
    )
    assessment, found = proving.newest(call.tx, row)
    accepted = proof.amount(counts, proved_whole)
    against = proof.against(found, accepted, more_is_better=more_is_better)
    if decision.reason is None and against not in {None, Against.WITHIN}:
        raise ReasonNeeded(_accepted(counts, proved_whole), _shows(found))
    _check_claimed_once(call, row, decision.status)
    before = row.status
    row.status = decision.status.value
    verification = Verification(
        id=new_id(call.now),
        authority_id=row.authority_id,
        update_id=row.id,
        number=len(row.verifications) + 1,
        decision=decision.status.value,
        proved=counts,
        proved_whole=proved_whole if counts is not None else None,
        reason=decision.reason,
        reply_by=_reply_by(call, contract, row, decision),
        assessment_id=assessment.id if assessment else None,
        against=against.value if against else None,
        verified_by=call.actor.person_id,
        verified_at=call.now,
    )
    _add(call, row, verification, _RECORDED[decision.status], before=before)
    return updates_out(call.tx, [row])[0]


def _check_claimed_once(call: Call, row: DeliveryUpdate, decision: UpdateStatus) -> None:
    """Raise DoubleClaimUpheld where all would be accepted of what was found to be claimed on another contract too."""
    files = [link.evidence_id for link in row.evidence]
    if decision is UpdateStatus.VERIFIED and double_claims.is_upheld(call.tx, row.id, files):
        raise DoubleClaimUpheld


def _whole(row: DeliveryUpdate, decision: _Decision) -> Decimal | None:
    """Return the whole that goes with what is proved: the buyer's where one is given, or the one that was claimed."""
    if row.whole is None:
        return None
    return row.whole if decision.whole is None else decision.whole


def _reply_by(call: Call, contract: Contract, row: DeliveryUpdate, decision: _Decision) -> date | None:
    """Return the last day for a reply: to the first decision on a claim, and not to the answer to a reply."""
    if decision.reply_within is None or row.verifications:
        return None
    return replies.due_after(call.tx, contract, london_date(call.now), decision.reply_within)


def _open_for_decision(call: Call, update_id: UUID, decision: UpdateStatus) -> tuple[Contract, DeliveryUpdate]:
    """Return an update that the caller may decide on, locked after its contract.

    A claim that supersedes it takes the same locks, so whichever comes second sees what the first did.
    """
    contract, row = _held(call, update_id)
    _check_buyer(call, contract, row)
    replied = replies.waits_for_an_answer(call.tx, row)
    rules.check_may_decide(row.status, decision, revision=row.revision, replied=replied)
    if decision is not UpdateStatus.VERIFIED:
        replies.check_may_refuse(call.tx, row, today=london_date(call.now))
    return contract, row


def _held(call: Call, update_id: UUID) -> tuple[Contract, DeliveryUpdate]:
    found = repository.update(call.tx, update_id)
    if found is None:
        raise NotFound("update", update_id)
    contract = reading.contract_behind(call.tx, call.actor, found.contract_id, ("update", update_id), lock=True)
    return contract, repository.update_for_update(call.tx, update_id)


def _check_buyer(call: Call, contract: Contract, row: DeliveryUpdate) -> None:
    if contract.authority_id != call.actor.organisation_id or row.submitted_by == call.actor.person_id:
        raise NotTheBuyer(contract.reference)


def _add(call: Call, row: DeliveryUpdate, decided: Verification, action: Action, *, before: str) -> None:
    row.verifications.append(decided)
    repository.flush(call.tx)
    after = reading.facts(row) | {"proved": reading.text(decided.proved), "decision": decided.number}
    if decided.proved_whole is not None:
        after["proved_whole"] = plain(decided.proved_whole)
    if decided.against is not None:
        after["against"] = decided.against
    audit.record(
        call.tx,
        call.actor,
        action,
        row,
        log_id=row.authority_id,
        now=call.now,
        reason=decided.reason,
        before={"status": before},
        after=after,
    )


def _accepted(counts: Decimal | None, whole: Decimal | None) -> str:
    of = "" if whole is None else f" of {plain(whole)}"
    return f"{plain(counts or Decimal(0))}{of}"


def _shows(found: Found | None) -> str:
    """Return what the evidence shows, in words that go on from what is accepted."""
    if found is None or found.status is proof.AssessmentStatus.QUEUED:
        return "no lines of evidence have been assessed for it"
    if found.status is proof.AssessmentStatus.REFUSED:
        how_many = "1 finding" if found.findings == 1 else f"{found.findings} findings"
        return f"the evidence could not be assessed ({how_many})"
    if found.proved is None:
        return "the evidence says nothing of it"
    return f"the evidence proves {exact_text(found.proved)}"
