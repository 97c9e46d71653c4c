"""SQL of changes of contracts, of acts on them, and of the volume bought."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.contracts.changes.models import ChangeAct, ContractChange, ContractVolume
from app.contracts.changes.rules import OPEN, ChangeKind, ChangeStatus
from app.contracts.models import Commitment, Contract
from app.kit.pagination import PageRequest, fetch


def add(tx: Session, row: ContractChange | ChangeAct | ContractVolume | Commitment) -> None:
    """Add a row; the flush brings a lost race to light."""
    tx.add(row)
    tx.flush()


def flush(tx: Session) -> None:
    """Send what was changed, so that what the database refuses comes to light here."""
    tx.flush()


def change(tx: Session, change_id: UUID) -> ContractChange | None:
    """Return one change."""
    return tx.get(ContractChange, change_id)


def change_again(tx: Session, change_id: UUID) -> ContractChange:
    """Return one change that is known to be there as it now is; the lock of its contract is held."""
    statement = select(ContractChange).where(ContractChange.id == change_id)
    return tx.scalars(statement, execution_options={"populate_existing": True}).one()


def last_number(tx: Session, contract_id: UUID) -> int:
    """Return the number of the newest change of a contract, 0 before the first; the contract is locked."""
    statement = select(func.coalesce(func.max(ContractChange.number), 0))
    return int(tx.scalars(statement.where(ContractChange.contract_id == contract_id)).one())


def in_force(tx: Session, contract_id: UUID) -> Sequence[ContractChange]:
    """Return the changes of a contract that took effect, in the order in which they did."""
    statement = select(ContractChange).where(
        ContractChange.contract_id == contract_id, ContractChange.status == ChangeStatus.IN_FORCE.value
    )
    return tx.scalars(statement.order_by(ContractChange.in_force_at, ContractChange.number)).all()


def open_substitution(tx: Session, commitment_id: UUID) -> bool:
    """Return whether a substitution of a commitment waits for a decision."""
    statement = select(ContractChange.id).where(
        ContractChange.commitment_id == commitment_id,
        ContractChange.kind == ChangeKind.SUBSTITUTION.value,
        ContractChange.status.in_([status.value for status in OPEN]),
    )
    return tx.scalars(statement.limit(1)).first() is not None


def page(
    tx: Session,
    asked: PageRequest,
    *,
    party_id: UUID,
    buys: bool,
    contract_id: UUID | None,
    statuses: Sequence[str],
) -> tuple[Sequence[ContractChange], str | None]:
    """Return one page of the changes of an organisation's contracts; `buys` includes those of what it buys."""
    party = ContractChange.supplier_id == party_id
    if buys:
        party = or_(party, ContractChange.authority_id == party_id)
    statement = select(ContractChange).where(party)
    if contract_id is not None:
        statement = statement.where(ContractChange.contract_id == contract_id)
    if statuses:
        statement = statement.where(ContractChange.status.in_(statuses))
    keys = {"asked_at": ContractChange.asked_at, "effective_on": ContractChange.effective_on}
    return fetch(tx, statement, asked, keys=keys, key=ContractChange.id, default="-asked_at")


def waiting(tx: Session, party_id: UUID) -> Sequence[tuple[ContractChange, Contract]]:
    """Return the undecided changes of an organisation's contracts, on either side, oldest first."""
    statement = (
        select(ContractChange, Contract)
        .join(Contract, Contract.id == ContractChange.contract_id)
        .where(
            or_(ContractChange.authority_id == party_id, ContractChange.supplier_id == party_id),
            ContractChange.status.in_([status.value for status in OPEN]),
        )
    )
    return [(row, contract) for row, contract in tx.execute(statement.order_by(ContractChange.asked_at))]


def volumes(tx: Session, contract_id: UUID) -> Sequence[ContractVolume]:
    """Return every volume of a contract, by what is counted, first day and revision."""
    order = (ContractVolume.basis, ContractVolume.unit, ContractVolume.starts_on, ContractVolume.revision)
    statement = select(ContractVolume).where(ContractVolume.contract_id == contract_id)
    return tx.scalars(statement.order_by(*order)).all()


def page_of_volumes(tx: Session, asked: PageRequest, contract_id: UUID) -> tuple[Sequence[ContractVolume], str | None]:
    """Return one page of the volumes of a contract, every revision."""
    statement = select(ContractVolume).where(ContractVolume.contract_id == contract_id)
    keys = {"recorded_at": ContractVolume.recorded_at, "starts_on": ContractVolume.starts_on}
    return fetch(tx, statement, asked, keys=keys, key=ContractVolume.id, default="-starts_on")


def overlapping(
    tx: Session, contract_id: UUID, counted: tuple[str, str], days: tuple[date, date]
) -> Sequence[ContractVolume]:
    """Return what is recorded of the same thing for any of these days, newest revision first."""
    statement = select(ContractVolume).where(
        ContractVolume.contract_id == contract_id,
        ContractVolume.basis == counted[0],
        ContractVolume.unit == counted[1],
        ContractVolume.starts_on <= days[1],
        ContractVolume.ends_on >= days[0],
    )
    return tx.scalars(statement.order_by(ContractVolume.revision.desc())).all()
