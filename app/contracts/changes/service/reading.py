"""Find changes for the two parties of a contract, list them, and say which still wait for whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from app.contracts import service as contracts
from app.contracts.changes import repository
from app.contracts.changes.models import ContractChange
from app.contracts.changes.presenting import change_out, change_summary_out, did
from app.contracts.changes.rules import Act, ChangeKind, ChangeStatus
from app.contracts.changes.schemas import ChangeOut, ChangeSummaryOut, PlanHistoryOut, PlannedOut, PlanOut
from app.contracts.models import Commitment, Contract
from app.contracts.plan import Target
from app.contracts.rules import PlanCause
from app.contracts.service.plans import current, read_targets
from app.identity.rules import AUTHORITY_READERS
from app.kit.actor import Actor
from app.kit.errors import NotFound
from app.kit.pagination import PageRequest
from app.kit.schema import Page


@dataclass(frozen=True, slots=True)
class OpenChange:
    """A change that waits for a decision; it can no longer be approved once `act_before` has come.

    The supplier is awaited where its agreement is missing, the authority's commissioners otherwise.
    """

    change_id: UUID
    contract_id: UUID
    reference: str
    number: int
    kind: ChangeKind
    status: ChangeStatus
    awaits_supplier: bool
    act_before: date


def change(tx: Session, actor: Actor, change_id: UUID) -> ContractChange:
    """Return the row of a change of a contract to which the actor is a party; raise NotFound for anybody else."""
    found = repository.change(tx, change_id)
    if found is None:
        raise NotFound("change", change_id)
    try:
        contracts.visible(tx, actor, found.contract_id)
    except NotFound as hidden:
        raise NotFound("change", change_id) from hidden
    return found


def read(tx: Session, actor: Actor, change_id: UUID) -> ChangeOut:
    """Return a change, for either party."""
    row = change(tx, actor, change_id)
    return change_out(row, knows_stakes=contracts.knows_stakes(tx, actor, contracts.get(tx, row.contract_id)))


def listed(
    tx: Session, actor: Actor, asked: PageRequest, *, contract_id: UUID | None, statuses: Sequence[str]
) -> Page[ChangeSummaryOut]:
    """Return a page of the changes of the contracts to which the actor's organisation is a party."""
    rows, following = repository.page(
        tx,
        asked,
        party_id=actor.organisation_id,
        buys=actor.has(*AUTHORITY_READERS),
        contract_id=contract_id,
        statuses=statuses,
    )
    return Page[ChangeSummaryOut](items=[change_summary_out(row) for row in rows], next=following)


def in_force(tx: Session, contract_id: UUID) -> Sequence[ContractChange]:
    """Return the changes of a contract that took effect, in the order in which they did; checks no access."""
    return repository.in_force(tx, contract_id)


def open_changes(tx: Session, party_id: UUID) -> list[OpenChange]:
    """Return the undecided changes of an organisation's contracts, on either side; checks no access."""
    return [
        OpenChange(
            change_id=row.id,
            contract_id=row.contract_id,
            reference=contract.reference,
            number=row.number,
            kind=ChangeKind(row.kind),
            status=ChangeStatus(row.status),
            awaits_supplier=row.supplier_must_agree and not did(row, Act.AGREED),
            act_before=row.effective_on,
        )
        for row, contract in repository.waiting(tx, party_id)
    ]


def plan_history(tx: Session, actor: Actor, commitment_id: UUID, *, as_at: date) -> PlanHistoryOut:
    """Return what is due of a commitment by the plan that held on a day, and every plan it had, for either party."""
    row = contracts.commitment(tx, actor, commitment_id)
    kept = contracts.plans_of(tx, [row.id])[row.id]
    history = [
        PlanOut(
            revision=each.revision,
            cause=each.cause,
            cause_id=each.cause_id,
            holds_from=each.holds_from,
            made_at=each.made_at,
            targets=_planned(read_targets(each.targets)),
        )
        for each in kept
    ]
    return PlanHistoryOut(
        commitment_id=row.id,
        as_at=as_at,
        in_force=_planned(contracts.targets_on(tx, row, as_at)),
        history=history or [_only(row, contracts.get(tx, row.contract_id))],
    )


def _only(row: Commitment, contract: Contract) -> PlanOut:
    """Return the plan of a commitment that never had another."""
    return PlanOut(
        revision=1,
        cause=PlanCause.AGREED.value,
        cause_id=None,
        holds_from=contract.starts_on,
        made_at=contract.went_live_at or contract.created_at,
        targets=_planned(current(row)),
    )


def _planned(targets: Sequence[Target]) -> list[PlannedOut]:
    return [PlannedOut.model_validate(each) for each in targets]
