"""Puts a change in force, exactly as it was asked for: what was due before stays kept, the old commitment visible."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from app.audit import service as audit
from app.audit.rules import Action
from app.contracts import service as contracts
from app.contracts.changes import repository
from app.contracts.changes.effects import Effect
from app.contracts.changes.models import ContractChange
from app.contracts.changes.service import following
from app.contracts.models import Commitment, Contract
from app.contracts.presenting import commitment_facts, contract_facts
from app.contracts.rules import CommitmentStatus, PlanCause
from app.contracts.service.plans import read_targets
from app.kit.call import Call
from app.kit.ids import new_id
from scoring.digest import digest


def put_in_force(call: Call, contract: Contract, change: ContractChange, effect: Effect) -> None:
    """Move value, term, targets and commitments of a locked contract to what a change says, and record it."""
    before = contract_facts(contract)
    rows = {row.id: row for row in contract.commitments}
    for each in effect.changed:
        contracts.set_targets(
            call,
            contract,
            rows[each.commitment_id],
            each.after,
            cause=PlanCause.CHANGE,
            cause_id=change.id,
            holds_from=change.effective_on,
        )
    contract.value, contract.ends_on = effect.value[1], effect.ends_on[1]
    contract.version += 1
    if change.commitment_id is not None and effect.added is not None:
        _substitute(call, contract, rows[change.commitment_id], change, effect)
    repository.flush(call.tx)
    if effect.ends_on[0] != effect.ends_on[1]:
        following.follow_all(call, contract, cause_id=change.id)
    audit.record(
        call.tx,
        call.actor,
        Action.CHANGE_ENTERED,
        change,
        log_id=contract.authority_id,
        now=call.now,
        reason=change.reason,
        before=before,
        after=contract_facts(contract) | {"said": change.effect["said"], "effect_digest": digest(change.effect)},
    )


def _substitute(call: Call, contract: Contract, old: Commitment, change: ContractChange, effect: Effect) -> None:
    """Put another commitment in the place of one that stays, with what fell due of it and what was delivered."""
    added = effect.added or {}
    before = commitment_facts(old)
    old.status = CommitmentStatus.SUBSTITUTED.value
    old.version += 1
    new = _in_its_place(call, contract, old, added)
    contract.commitments.append(new)
    repository.flush(call.tx)
    contracts.set_targets(
        call,
        contract,
        new,
        read_targets(added["targets"]),
        cause=PlanCause.CHANGE,
        cause_id=change.id,
        holds_from=change.effective_on,
    )
    audit.record(
        call.tx,
        call.actor,
        Action.COMMITMENT_SUBSTITUTED,
        old,
        log_id=contract.authority_id,
        now=call.now,
        reason=change.reason,
        before=before,
        after=commitment_facts(old) | {"substituted_by": str(new.id), "change": str(change.id)},
    )


def _in_its_place(call: Call, contract: Contract, old: Commitment, added: Mapping[str, Any]) -> Commitment:
    """Return the commitment that takes the place of another, under the same question and its points."""
    return Commitment(
        id=new_id(call.now),
        authority_id=contract.authority_id,
        supplier_id=contract.supplier_id,
        contract_id=contract.id,
        position=max(row.position for row in contract.commitments) + 1,
        criterion=old.criterion,
        criterion_title=old.criterion_title,
        points_earned=old.points_earned,
        measure=added["measure"],
        title=added["title"],
        words=added["words"],
        promised=None if added["quantity"] is None else Decimal(added["quantity"]),
        status=CommitmentStatus.CARRIED.value,
        bands=added["bands"],
        linked=None,
        substitutes_id=old.id,
        version=0,
        targets=[],
        waivers=[],
    )
