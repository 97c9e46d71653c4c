"""Who may see a subcontractor and its parts, and how each looks to them."""

from collections.abc import Sequence
from enum import StrEnum
from uuid import UUID

from sqlalchemy.orm import Session

from app.contracts import service as contracts
from app.contracts.models import Commitment, Contract
from app.delivery.subcontracting import repository
from app.delivery.subcontracting.models import SubcontractedPart, Subcontractor
from app.delivery.subcontracting.rules import PartStatus, SubcontractorStatus
from app.delivery.subcontracting.schemas import (
    PartFileOut,
    PartOut,
    SubcontractedCommitmentOut,
    SubcontractedPeriodOut,
    SubcontractorFileOut,
    SubcontractorOut,
)
from app.identity import service as identity
from app.identity.rules import AUDITOR, SUPPLIER
from app.kit.actor import Actor
from app.kit.errors import NotFound
from app.organisations import service as organisations


class Side(StrEnum):
    """From where somebody looks at a subcontractor."""

    SUBCONTRACTOR = "subcontractor"
    SUPPLIER = "supplier"
    AUTHORITY = "authority"


def seen(
    tx: Session, actor: Actor, subcontractor_id: UUID, asked_for: tuple[str, UUID] | None = None, *, lock: bool = False
) -> tuple[Subcontractor, Contract, Side]:
    """Return a subcontractor, its contract, and from where the actor looks; raise NotFound for anybody else.

    `lock` holds the subcontractor until the end of the transaction, and before it the contract for a party to it.
    """
    wanted = asked_for or ("subcontractor", subcontractor_id)
    row = repository.get(tx, subcontractor_id)
    if row is None:
        raise NotFound(*wanted)
    if row.organisation_id == actor.organisation_id and actor.has(*SUPPLIER, *AUDITOR):
        contract = contracts.get(tx, row.contract_id)
        side = Side.SUBCONTRACTOR
    else:
        try:
            contract = contracts.visible(tx, actor, row.contract_id, lock=lock)
        except NotFound as hidden:
            raise NotFound(*wanted) from hidden
        side = Side.SUPPLIER if contract.supplier_id == actor.organisation_id else Side.AUTHORITY
    if lock:
        repository.refreshed(tx, row)
    return row, contract, side


def subcontractor_outs(tx: Session, actor: Actor, rows: Sequence[Subcontractor]) -> list[SubcontractorOut]:
    """Return subcontractors as this reader sees them; only their supplier sees where they were invited."""
    names = organisations.names(tx, (row.supplier_id for row in rows))
    return [_out(tx, actor, row, names[row.supplier_id]) for row in rows]


def _out(tx: Session, actor: Actor, row: Subcontractor, supplier_name: str) -> SubcontractorOut:
    other = {"supplier_name", "email", "status", "commitments"}
    fields = {name: getattr(row, name) for name in SubcontractorOut.model_fields if name not in other}
    named = {one.commitment_id for one in row.commitments}
    contract = contracts.get(tx, row.contract_id)
    return SubcontractorOut(
        **fields,
        supplier_name=supplier_name,
        email=row.email if row.supplier_id == actor.organisation_id else None,
        status=SubcontractorStatus(row.status),
        commitments=[_commitment(one) for one in contract.commitments if one.id in named],
    )


def _commitment(row: Commitment) -> SubcontractedCommitmentOut:
    periods = [
        SubcontractedPeriodOut(target=one.id, label=one.label, starts_on=one.starts_on, ends_on=one.ends_on)
        for one in row.targets
    ]
    unit = row.measure.get("unit")
    return SubcontractedCommitmentOut(
        id=row.id, title=row.title, unit=None if unit is None else str(unit), status=row.status, periods=periods
    )


def part_outs(tx: Session, rows: Sequence[SubcontractedPart]) -> list[PartOut]:
    """Return parts with whose they are."""
    included = repository.included_now(tx, [row.id for row in rows])
    people = identity.names(tx, (row.submitted_by for row in rows))
    whose = {row.subcontractor_id: repository.get(tx, row.subcontractor_id) for row in rows}
    return [_part(row, whose[row.subcontractor_id], people[row.submitted_by], row.id in included) for row in rows]


def _part(row: SubcontractedPart, whose: Subcontractor | None, submitted_by_name: str, included: bool) -> PartOut:  # noqa: FBT001
    assert whose is not None  # noqa: S101 - a part refers to its subcontractor
    other = {"name", "tier", "status", "files", "included", "submitted_by_name"}
    fields = {name: getattr(row, name) for name in PartOut.model_fields if name not in other}
    return PartOut(
        **fields,
        name=whose.name,
        tier=whose.tier,
        status=PartStatus(row.status),
        files=[
            PartFileOut(**SubcontractorFileOut.model_validate(one.file).model_dump(), evidence_id=one.evidence_id)
            for one in row.files
        ],
        included=included,
        submitted_by_name=submitted_by_name,
    )
