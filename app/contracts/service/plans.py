"""Keep every plan that a commitment had: none is edited, another takes the place of the one before."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.contracts import plan, repository
from app.contracts.models import Commitment, CommitmentPlan, CommitmentTarget, Contract
from app.contracts.rules import PlanCause
from app.kit.call import Call
from app.kit.clock import london_date
from app.kit.ids import new_id
from app.kit.schema import plain


def targets_on(tx: Session, commitment: Commitment, day: date) -> list[plan.Target]:
    """Return what was due when of a commitment, by the plan that held on a day; the first plan on any day before."""
    kept = plans_of(tx, [commitment.id])[commitment.id]
    if not kept:
        return current(commitment)
    held = [each for each in kept if london_date(each.made_at) <= day]
    return read_targets((held[-1] if held else kept[0]).targets)


def plans_of(tx: Session, commitment_ids: Sequence[UUID]) -> Mapping[UUID, list[CommitmentPlan]]:
    """Return every plan kept of commitments, oldest first; empty for one whose plan is the one it went live with."""
    found: dict[UUID, list[CommitmentPlan]] = {each: [] for each in commitment_ids}
    for row in repository.plans(tx, commitment_ids) if commitment_ids else ():
        found[row.commitment_id].append(row)
    return found


def bands_fixed_on(tx: Session, contract: Contract) -> dict[UUID, date]:
    """Return the day on which the bands of each commitment were fixed: with the contract, or with what it replaced."""
    if contract.went_live_at is None:
        return {}
    later = plans_of(tx, [row.id for row in contract.commitments if row.substitutes_id is not None])
    made = {commitment_id: kept[0].made_at for commitment_id, kept in later.items() if kept}
    live = contract.went_live_at
    return {row.id: london_date(made.get(row.id, live)) for row in contract.commitments}


def set_targets(
    call: Call,
    contract: Contract,
    row: Commitment,
    targets: Sequence[plan.Target],
    *,
    cause: PlanCause,
    cause_id: UUID | None,
    holds_from: date,
) -> None:
    """Put other targets in the place of those in force, and keep both plans.

    A period that goes on under the same first day stays the same row, because claims are made on it.
    """
    # What took the place of another begins with this plan; nothing was agreed of it before.
    if row.substitutes_id is None and not plans_of(call.tx, [row.id])[row.id]:
        _keep(call, contract, row, PlanCause.AGREED, None, contract.starts_on)
    in_force = {each.starts_on: each for each in row.targets}
    wanted = {each.starts_on: each for each in targets}
    for starts_on, old in in_force.items():
        if starts_on not in wanted:
            row.targets.remove(old)
    for each in sorted(targets, key=lambda each: each.starts_on):
        old_row = in_force.get(each.starts_on)
        if old_row is None:
            row.targets.append(
                CommitmentTarget(
                    id=new_id(call.now),
                    label=each.label,
                    starts_on=each.starts_on,
                    ends_on=each.ends_on,
                    target=each.target,
                )
            )
        else:
            old_row.label, old_row.ends_on, old_row.target = each.label, each.ends_on, each.target
    row.version += 1
    repository.flush(call.tx)
    _keep(call, contract, row, cause, cause_id, holds_from)


def wait_for_volume(call: Call, contract: Contract, row: Commitment) -> None:
    """Take the targets away that were planned for the volume expected: what is due follows what is bought."""
    waiting = [plan.Target(each.label, each.starts_on, each.ends_on, None) for each in row.targets]
    set_targets(call, contract, row, waiting, cause=PlanCause.VOLUME, cause_id=None, holds_from=contract.starts_on)


def current(row: Commitment) -> list[plan.Target]:
    """Return the targets in force, in the order of their periods."""
    in_order = sorted(row.targets, key=lambda each: each.starts_on)
    return [plan.Target(each.label, each.starts_on, each.ends_on, each.target) for each in in_order]


def read_targets(kept: Sequence[Mapping[str, Any]]) -> list[plan.Target]:
    """Return targets as they were kept."""
    return [
        plan.Target(
            each["label"],
            date.fromisoformat(each["starts_on"]),
            date.fromisoformat(each["ends_on"]),
            None if each["target"] is None else Decimal(each["target"]),
        )
        for each in kept
    ]


def _keep(
    call: Call, contract: Contract, row: Commitment, cause: PlanCause, cause_id: UUID | None, holds_from: date
) -> None:
    made_at = call.now
    if cause is PlanCause.AGREED and contract.went_live_at is not None:
        made_at = contract.went_live_at
    repository.add_plan(
        call.tx,
        CommitmentPlan(
            id=new_id(call.now),
            authority_id=contract.authority_id,
            contract_id=contract.id,
            commitment_id=row.id,
            revision=len(plans_of(call.tx, [row.id])[row.id]) + 1,
            cause=cause.value,
            cause_id=cause_id,
            holds_from=holds_from,
            targets=[
                {
                    "label": each.label,
                    "starts_on": each.starts_on.isoformat(),
                    "ends_on": each.ends_on.isoformat(),
                    "target": None if each.target is None else plain(each.target),
                }
                for each in current(row)
            ],
            made_at=made_at,
        ),
    )
