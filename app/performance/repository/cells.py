"""SQL of cells: what contracts, promises, targets and claims come to period by period, and what was kept of it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, delete, exists, func, or_, select
from sqlalchemy.orm import Session

from app.contracts.models import Commitment, CommitmentTarget, Contract
from app.contracts.rules import CommitmentStatus
from app.delivery.models import DeliveryUpdate, Verification
from app.delivery.rules import UpdateStatus
from app.kit.clock import london_date
from app.performance import sums
from app.performance.models import DeliveryCell
from app.performance.repository.upsert import upsert
from app.performance.rules import IN_FORCE
from app.performance.sums import Amounts, Cell, Claim, Measured

Key = tuple[UUID, date]
"""A promise and the first day of a period."""

_IN_FORCE = tuple(status.value for status in IN_FORCE)


@dataclass(frozen=True, slots=True)
class Scope:
    """Which cells are meant: those of contracts or of promises, and of these all or those that begin on some days."""

    contracts: Sequence[UUID] = ()
    commitments: Sequence[UUID] = ()
    starts: Sequence[date] = ()

    @property
    def shape(self) -> "Shape":
        """Return what of it makes another statement, and not only other values."""
        return Shape(bool(self.contracts), bool(self.starts))

    @property
    def values(self) -> dict[str, Any]:
        """Return what a statement of its shape is asked with."""
        above = {"contracts": list(self.contracts)} if self.contracts else {"commitments": list(self.commitments)}
        return above | ({"starts": list(self.starts)} if self.starts else {})


class Shape(NamedTuple):
    """Which statement a scope takes. Each is made once: making it anew costs more than asking it."""

    by_contract: bool
    narrowed: bool

    def of(self, statement: Select[Any], *, contract: Any, commitment: Any, starts_on: Any = None) -> Select[Any]:
        """Return the statement for such a scope alone; the columns say where each is found."""
        column, name = (contract, "contracts") if self.by_contract else (commitment, "commitments")
        statement = statement.where(column.in_(bindparam(name, expanding=True, type_=column.type)))
        if not self.narrowed or starts_on is None:
            return statement
        return statement.where(starts_on.in_(bindparam("starts", expanding=True, type_=starts_on.type)))


def lock(tx: Session, contracts: Iterable[UUID], commitments: Iterable[UUID]) -> None:
    """Hold contracts, and those of promises: whoever changes what lies below one at the same time waits.

    On SQLite there is one writer at a time, and nothing to hold.
    """
    if tx.get_bind().dialect.name == "sqlite":
        return
    above = select(Commitment.contract_id).where(Commitment.id.in_(list(commitments)))
    wanted = or_(Contract.id.in_(list(contracts)), Contract.id.in_(above))
    tx.execute(select(Contract.id).where(wanted).order_by(Contract.id).with_for_update()).all()


def every_contract(tx: Session) -> list[UUID]:
    """Return every contract, oldest first."""
    return list(tx.scalars(select(Contract.id).order_by(Contract.id)))


def computed(tx: Session, scope: Scope) -> dict[Key, Cell]:
    """Return what is so: every cell of the binding promises of contracts in force, from the rows themselves."""
    shape, values = scope.shape, scope.values
    above = {name: given for name, given in values.items() if name != "starts"}
    bound = {row.id: row for row in tx.execute(_bound(shape), above)}
    claims = {(row.commitment_id, row.starts_on): row for row in tx.execute(_claims(shape), values)} if bound else {}
    found: dict[Key, Cell] = {}
    for row in tx.execute(_targets(shape), values) if bound else ():
        if row.commitment_id in bound:
            key = (row.commitment_id, row.starts_on)
            found[key] = _cell(bound[row.commitment_id], row.ends_on, row.target, claims.pop(key, None))
    for key, claim in claims.items():
        if key[0] in bound:
            found[key] = _cell(bound[key[0]], claim.ends_on, None, claim)
    if not scope.starts:
        found |= {(each.id, sums.HEAD): _head(each) for each in bound.values()}
    return found


def kept(tx: Session, scope: Scope) -> dict[Key, Cell]:
    """Return what was last added to the sums."""
    found = tx.execute(_cells(scope.shape), scope.values)
    return {(row.commitment_id, row.starts_on): _kept(row) for row in found}


def keep(tx: Session, cells: dict[Key, Cell]) -> None:
    """Write cells over what was kept of them."""
    rows = [
        {
            "commitment_id": key[0],
            "starts_on": key[1],
            "ends_on": cell.ends_on,
            "contract_id": cell.contract_id,
            "authority_id": cell.authority_id,
            "supplier_id": cell.supplier_id,
            "measure": cell.measured.measure,
            "unit": cell.measured.unit,
            "adds_up": cell.measured.adds_up,
            "better": cell.measured.better,
            "title": cell.title,
        }
        | cell.amounts.to_mapping()
        for key, cell in cells.items()
    ]
    upsert(tx, DeliveryCell, rows, added=())


def drop(tx: Session, keys: Iterable[Key]) -> None:
    """Forget cells that are no more."""
    for commitment_id, starts_on in keys:
        tx.execute(
            delete(DeliveryCell).where(DeliveryCell.commitment_id == commitment_id, DeliveryCell.starts_on == starts_on)
        )


def count(tx: Session) -> int:
    """Return how many cells are kept."""
    return tx.execute(select(func.count()).select_from(DeliveryCell)).scalar_one()


def any_in_force(tx: Session) -> bool:
    """Return whether any contract went live."""
    return tx.scalars(select(Contract.id).where(Contract.status.in_(_IN_FORCE)).limit(1)).first() is not None


def stray(tx: Session, known: Iterable[UUID]) -> Iterator[UUID]:
    """Yield contracts that cells are kept of and that are not among the known."""
    wanted = set(known)
    yield from (each for each in tx.scalars(select(DeliveryCell.contract_id).distinct()) if each not in wanted)


@lru_cache
def _cells(shape: Shape) -> Select[Any]:
    cell = DeliveryCell.__table__.c
    return shape.of(
        select(DeliveryCell.__table__),
        contract=cell.contract_id,
        commitment=cell.commitment_id,
        starts_on=cell.starts_on,
    )


@lru_cache
def _bound(shape: Shape) -> Select[Any]:
    columns = (
        Commitment.id,
        Commitment.measure,
        Commitment.promised,
        Commitment.linked,
        Commitment.status,
        Contract.id.label("contract_id"),
        Contract.authority_id,
        Contract.supplier_id,
        Contract.ends_on,
        Contract.ended_at,
    )
    statement = select(*columns).join(Contract, Contract.id == Commitment.contract_id)
    statement = shape.of(statement, contract=Contract.id, commitment=Commitment.id)
    has_targets = exists().where(CommitmentTarget.commitment_id == Commitment.id)
    binds = or_(
        Commitment.status == CommitmentStatus.CARRIED.value,
        and_(Commitment.status == CommitmentStatus.SUBSTITUTED.value, has_targets),
    )
    return statement.where(Contract.status.in_(_IN_FORCE), binds)


@lru_cache
def _targets(shape: Shape) -> Select[Any]:
    row = CommitmentTarget
    columns: list[Any] = [row.commitment_id, row.starts_on, row.ends_on, row.target]
    statement = select(*columns)
    if shape.by_contract:
        statement = statement.join(Commitment, Commitment.id == row.commitment_id)
    return shape.of(statement, contract=Commitment.contract_id, commitment=row.commitment_id, starts_on=row.starts_on)


@lru_cache
def _claims(shape: Shape) -> Select[Any]:
    """Return the newest claims beside the decisions on them, the one in force last."""
    row, decision = DeliveryUpdate, Verification
    columns: list[Any] = [row.commitment_id, row.starts_on, row.ends_on, row.status, row.claimed, row.whole]
    statement = select(*columns, decision.proved, decision.proved_whole)
    statement = statement.outerjoin(decision, decision.update_id == row.id)
    statement = statement.where(row.status != UpdateStatus.SUPERSEDED.value)
    return shape.of(
        statement, contract=row.contract_id, commitment=row.commitment_id, starts_on=row.starts_on
    ).order_by(decision.number)


def _cell(bound: Any, ends_on: date, target: Any, claim: Any) -> Cell:
    of = sums.measured(bound.measure)
    said = None
    if claim is not None:
        status = UpdateStatus(claim.status)
        said = Claim(status, claim.claimed, claim.whole, claim.proved, claim.proved_whole)
    lapsed = bound.ended_at is not None and ends_on > london_date(bound.ended_at)
    amounts = sums.period(of, target, said, lapsed=lapsed, linked=bound.linked is not None)
    if bound.status == CommitmentStatus.SUBSTITUTED:
        amounts = amounts.plus(Amounts(promised=amounts.due))
    return _of(bound, ends_on, of, amounts)


def _head(bound: Any) -> Cell:
    """Return what the promise itself adds; one that another took the place of adds no more than fell due before."""
    of = sums.measured(bound.measure)
    if bound.status == CommitmentStatus.SUBSTITUTED:
        return _of(bound, bound.ends_on, of, sums.NOTHING)
    return _of(bound, bound.ends_on, of, sums.commitment(of, bound.promised))


def _of(bound: Any, ends_on: date, of: Measured, amounts: Amounts) -> Cell:
    title = str(bound.measure.get("title") or of.measure)[: sums.LONGEST]
    return Cell(bound.authority_id, bound.supplier_id, bound.contract_id, ends_on, of, amounts, title)


def _kept(row: Any) -> Cell:
    of = Measured(row.measure, row.unit, row.adds_up, row.better)
    amounts = Amounts(*(getattr(row, name) for name in sums.NAMES))
    return Cell(row.authority_id, row.supplier_id, row.contract_id, row.ends_on, of, amounts, row.title)
