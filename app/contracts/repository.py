"""SQL of contracts, commitments and waivers."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, or_, select
from sqlalchemy.orm import Session, lazyload

from app.awards.models import Award
from app.awards.rules import AwardStatus
from app.contracts.models import Commitment, CommitmentPlan, Contract, Waiver
from app.contracts.rules import ContractStatus
from app.kit.pagination import PageRequest, fetch


def add(tx: Session, contract: Contract) -> None:
    """Add a contract with its commitments; the flush brings a second one for the award to light."""
    tx.add(contract)
    tx.flush()


def add_waiver(tx: Session, waiver: Waiver) -> None:
    """Add a request to waive; the flush brings a second undecided one to light."""
    tx.add(waiver)
    tx.flush()


def flush(tx: Session) -> None:
    """Send what was changed, so that what the database refuses comes to light here."""
    tx.flush()


def get(tx: Session, contract_id: UUID) -> Contract | None:
    """Return one contract with its commitments."""
    return tx.get(Contract, contract_id)


def get_for_update(tx: Session, contract_id: UUID) -> Contract | None:
    """Return one contract, locked, with its commitments as they now are. It is the lock of everything below it."""
    return tx.get(Contract, contract_id, with_for_update=True, populate_existing=True)


def commitment(tx: Session, commitment_id: UUID) -> Commitment | None:
    """Return one commitment."""
    return tx.get(Commitment, commitment_id)


def waiver(tx: Session, waiver_id: UUID) -> Waiver | None:
    """Return one request to waive."""
    return tx.get(Waiver, waiver_id)


def add_plan(tx: Session, plan: CommitmentPlan) -> None:
    """Add what was due when, as an act left it."""
    tx.add(plan)
    tx.flush()


def plans(tx: Session, commitment_ids: Sequence[UUID]) -> Sequence[CommitmentPlan]:
    """Return every plan of these commitments that was kept, by commitment and revision."""
    statement = select(CommitmentPlan).where(CommitmentPlan.commitment_id.in_(commitment_ids))
    return tx.scalars(statement.order_by(CommitmentPlan.commitment_id, CommitmentPlan.revision)).all()


def void_awards(tx: Session, award_ids: Sequence[UUID]) -> set[UUID]:
    """Return which of these awards were made void, in one query."""
    statement = select(Award.id).where(Award.id.in_(award_ids), Award.status == AwardStatus.VOID)
    return set(tx.scalars(statement))


def page(
    tx: Session, asked: PageRequest, *, party_id: UUID, buys: bool, statuses: Sequence[str], award_id: UUID | None
) -> tuple[Sequence[Contract], str | None]:
    """Return one page of an organisation's contracts, without their commitments.

    `buys` says whether the reader sees what the organisation buys, beside what it sells.
    """
    party = Contract.supplier_id == party_id
    if buys:
        party = or_(party, Contract.authority_id == party_id)
    statement = select(Contract).join(Award, Award.id == Contract.award_id).where(party)
    statement = statement.options(lazyload(Contract.commitments))
    if statuses:
        statement = statement.where(_status_in_force().in_(statuses))
    if award_id is not None:
        statement = statement.where(Contract.award_id == award_id)
    keys = {"created_at": Contract.created_at, "starts_on": Contract.starts_on, "reference": Contract.reference}
    return fetch(tx, statement, asked, keys=keys, key=Contract.id, default="-created_at")


def waivers(
    tx: Session, asked: PageRequest, *, authority_id: UUID, statuses: Sequence[str]
) -> tuple[Sequence[Waiver], str | None]:
    """Return one page of the requests to waive of an authority."""
    statement = select(Waiver).where(Waiver.authority_id == authority_id)
    if statuses:
        statement = statement.where(Waiver.status.in_(statuses))
    return fetch(tx, statement, asked, keys={"asked_at": Waiver.asked_at}, key=Waiver.id, default="-asked_at")


def _status_in_force() -> ColumnElement[str]:
    """Say in SQL what `rules.status_in_force` says of one contract; a test holds the two together."""
    cancelled = and_(Contract.status == ContractStatus.DRAFT, Award.status == AwardStatus.VOID)
    return case((cancelled, ContractStatus.CANCELLED.value), else_=Contract.status)
