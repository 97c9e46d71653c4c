"""Ask for a change of a live contract: what it would do is worked out and kept with it, so that approvers see it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from app.audit import service as audit
from app.audit.rules import Action
from app.contracts import service as contracts
from app.contracts.changes import repository
from app.contracts.changes.errors import ChangeDoesNotHold, SubstitutionPending
from app.contracts.changes.models import ChangeAct, ContractChange
from app.contracts.changes.presenting import change_facts, change_out
from app.contracts.changes.rules import Act, ChangeStatus
from app.contracts.changes.schemas import AnyTerms, ChangeCreate, ChangeOut, SubstitutionTerms, TargetTerms
from app.contracts.changes.service import working_out
from app.contracts.errors import CommitmentSubstituted, CommitmentWaived, WaiverPending
from app.contracts.models import Commitment, Contract
from app.contracts.plan import Finding
from app.contracts.rules import CommitmentStatus, WaiverStatus
from app.kit.call import Call
from app.kit.clock import london_date
from app.kit.ids import new_id


def ask(call: Call, contract_id: UUID, body: ChangeCreate) -> ChangeOut:
    """Ask for a change. Raises ContractNotLive, or ChangeDoesNotHold with every finding.

    For the commitment that it is about CommitmentSubstituted, CommitmentWaived, WaiverPending or SubstitutionPending.
    """
    contracts.owned(call.tx, call.actor, contract_id)
    contract = contracts.live(call.tx, call.actor, contract_id, lock=True)
    row = _about(call, contract, body.terms)
    found = _days(call, contract, body)
    effect = working_out.effect_of(contract, body.terms, body.effective_on)
    found += effect if isinstance(effect, list) else []
    if found or isinstance(effect, list):
        raise does_not_hold(found)
    change = ContractChange(
        id=new_id(call.now),
        authority_id=contract.authority_id,
        supplier_id=contract.supplier_id,
        contract_id=contract.id,
        commitment_id=None if row is None else row.id,
        number=repository.last_number(call.tx, contract.id) + 1,
        kind=body.terms.kind,
        rationale=body.rationale.value,
        reason=body.reason,
        effective_on=body.effective_on,
        terms=body.terms.model_dump(mode="json"),
        effect=effect.to_mapping(),
        notice=working_out.notice_of(call.tx, contract, effect, call.now),
        stakes=working_out.stakes_of(call.tx, contract, row)
        if row is not None and isinstance(body.terms, SubstitutionTerms)
        else None,
        supplier_must_agree=effect.asks_more,
        status=ChangeStatus.ASKED.value,
        asked_by=call.actor.person_id,
        asked_at=call.now,
        version=1,
        acts=[],
    )
    repository.add(call.tx, change)
    act(call, change, Act.ASKED, body.reason, Action.CHANGE_ASKED, before=None)
    return change_out(change, knows_stakes=contracts.knows_stakes(call.tx, call.actor, contract))


def act(
    call: Call,
    change: ContractChange,
    what: Act,
    reason: str,
    action: Action,
    *,
    before: dict[str, Any] | None,
    facts: dict[str, Any] | None = None,
) -> None:
    """Add an act to a change and to the log of the authority."""
    row = ChangeAct(
        id=new_id(call.now),
        authority_id=change.authority_id,
        change_id=change.id,
        act=what.value,
        done_by=call.actor.person_id,
        done_at=call.now,
        reason=reason,
        facts=facts,
    )
    change.acts.append(row)
    repository.flush(call.tx)
    audit.record(
        call.tx,
        call.actor,
        action,
        change,
        log_id=change.authority_id,
        now=call.now,
        reason=reason,
        before=before,
        after=change_facts(change) | (facts or {}),
    )


def does_not_hold(found: Sequence[Finding]) -> ChangeDoesNotHold:
    """Return the refusal with every finding."""
    first = found[0]
    more = f" ({len(found) - 1} more below)" if len(found) > 1 else ""
    return ChangeDoesNotHold(
        f"{first.place}: {first.message}{more}. Nothing was changed.", [each.to_mapping("body.") for each in found]
    )


def _days(call: Call, contract: Contract, body: ChangeCreate) -> list[Finding]:
    today, place = london_date(call.now), "effective_on"
    if body.effective_on <= today:
        message = f"must be after today, {today}: what has begun is never changed"
        return [Finding(place, message, str(body.effective_on))]
    if body.effective_on > contract.ends_on:
        return [Finding(place, f"is after the contract ends, on {contract.ends_on}", str(body.effective_on))]
    if body.effective_on < contract.starts_on:
        return [Finding(place, f"is before the contract starts, on {contract.starts_on}", str(body.effective_on))]
    return []


def _about(call: Call, contract: Contract, terms: AnyTerms) -> Commitment | None:
    """Return the commitment that a change is about, free to be changed; None for a change of the contract itself."""
    if not isinstance(terms, TargetTerms | SubstitutionTerms):
        return None
    row = working_out.commitment_of(contract, terms.commitment_id)
    if row is None:
        return None
    if row.status == CommitmentStatus.SUBSTITUTED:
        raise CommitmentSubstituted(row.title)
    if row.status == CommitmentStatus.WAIVED:
        raise CommitmentWaived(row.title)
    if any(waiver.status == WaiverStatus.ASKED for waiver in row.waivers):
        raise WaiverPending(row.title)
    if isinstance(terms, SubstitutionTerms) and repository.open_substitution(call.tx, row.id):
        raise SubstitutionPending(row.title)
    return row
