"""How contracts perform: read by commitment, by contract, by portfolio and through a framework; nothing is stored."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.contracts import service as contracts
from app.contracts.models import Contract
from app.contracts.rules import ContractStatus, binds
from app.delivery import service as delivery
from app.identity.rules import AUTHORITY_READERS
from app.kit.actor import Actor
from app.kit.pagination import PageRequest
from app.kit.schema import Page
from app.organisations import service as organisations
from app.performance import repository
from app.performance.errors import NotBinding, NotInForce
from app.performance.presented import Standing, commitment_out, counts_out, standings, summary_fields, summary_out
from app.performance.rules import IN_FORCE
from app.performance.schemas import (
    CommitmentPerformanceOut,
    ContractPerformanceOut,
    ContractSummaryPerformanceOut,
    LensHeadingOut,
    PerformanceLensOut,
)
from app.rubrics import frameworks

_LENS_NOTE = (
    "Commitments are put under the headings that the framework gives their measure. One that falls under two headings "
    "is counted under both, so the counts need not make the number of commitments."
)


def of_contract(tx: Session, contract: Contract, *, as_at: date) -> ContractPerformanceOut:
    """Return where each binding commitment of a contract stands on a day; checks no access.

    The day says what is due; what was claimed and verified for the periods begun by then is as known now.
    """
    found = _standings(tx, contract, as_at)
    names = organisations.names(tx, [contract.authority_id, contract.supplier_id])
    return ContractPerformanceOut(
        **summary_fields(contract, found, names, as_at),
        commitments=[commitment_out(row, seen) for row, seen in found],
    )


def read(tx: Session, actor: Actor, contract_id: UUID, *, as_at: date) -> ContractPerformanceOut:
    """Return how a contract performs, for either party; raise NotInForce for one that never went live."""
    return of_contract(tx, _in_force(tx, actor, contract_id), as_at=as_at)


def read_commitment(tx: Session, actor: Actor, commitment_id: UUID, *, as_at: date) -> CommitmentPerformanceOut:
    """Return how one commitment performs, for either party; raise NotBinding for one that was waived."""
    commitment = contracts.commitment(tx, actor, commitment_id)
    contract = _in_force(tx, actor, commitment.contract_id)
    if not binds(commitment.status, has_targets=bool(commitment.targets)):
        raise NotBinding(commitment.title, commitment.status)
    found = next(each for each in _standings(tx, contract, as_at) if each[0].id == commitment_id)
    return commitment_out(*found)


def portfolio(
    tx: Session, actor: Actor, asked: PageRequest, *, statuses: Sequence[ContractStatus], as_at: date
) -> Page[ContractSummaryPerformanceOut]:
    """Return a page of the contracts that went live and to which the actor's organisation is a party."""
    buys = actor.has(*AUTHORITY_READERS)
    rows, following = repository.page(tx, actor.organisation_id, asked, buys=buys, statuses=statuses)
    claims = delivery.updates_of(tx, [row.id for row in rows])
    names = organisations.names(tx, [party for row in rows for party in (row.authority_id, row.supplier_id)])
    items = [summary_out(row, standings(row, claims[row.id], as_at), names, as_at) for row in rows]
    return Page[ContractSummaryPerformanceOut](items=items, next=following)


def lens(tx: Session, actor: Actor, contract_id: UUID, framework_id: str, *, as_at: date) -> PerformanceLensOut:
    """Return how a contract performs by the headings of a framework; raise NotFound for a framework there is not."""
    framework = frameworks.framework(framework_id)
    contract = _in_force(tx, actor, contract_id)
    found = _standings(tx, contract, as_at)
    under = {row.id: _headings(framework_id, row.measure) for row, _ in found}
    return PerformanceLensOut(
        contract_id=contract.id,
        reference=contract.reference,
        as_at=as_at,
        framework=framework_id,
        title=framework["title"],
        note=_LENS_NOTE,
        headings=[
            _heading(heading, [each for each in found if heading["id"] in under[each[0].id]])
            for heading in framework["headings"]
        ],
        unmapped=[commitment_out(row, seen) for row, seen in found if not under[row.id]],
    )


def _in_force(tx: Session, actor: Actor, contract_id: UUID) -> Contract:
    contract = contracts.visible(tx, actor, contract_id)
    if contract.status not in IN_FORCE:
        raise NotInForce(contract.reference, contracts.status_of(tx, contract))
    return contract


def _standings(tx: Session, contract: Contract, as_at: date) -> list[Standing]:
    return standings(contract, delivery.updates(tx, contract.id), as_at)


def _headings(framework_id: str, measure: dict[str, Any]) -> tuple[str, ...]:
    return frameworks.headings_of(framework_id, measure["id"]) if measure.get("id") else ()


def _heading(heading: dict[str, Any], inside: Sequence[Standing]) -> LensHeadingOut:
    return LensHeadingOut(
        id=heading["id"],
        title=heading["title"],
        counts=counts_out(seen for _, seen in inside),
        commitments=[commitment_out(row, seen) for row, seen in inside],
    )
