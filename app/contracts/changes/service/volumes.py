"""Record what was bought under a contract, period by period; a mistake is mended by recording the same days again."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.contracts import service as contracts
from app.contracts.changes import repository
from app.contracts.changes.errors import VolumeOvertaken, VolumeUnfit
from app.contracts.changes.models import ContractVolume
from app.contracts.changes.presenting import volume_out
from app.contracts.changes.rules import Basis
from app.contracts.changes.schemas import VolumeCreate, VolumeOut
from app.contracts.changes.service import following
from app.contracts.errors import ContractNotLive
from app.contracts.models import Contract
from app.contracts.plan import Finding
from app.contracts.rules import CommitmentStatus, ContractStatus
from app.kit import constraints
from app.kit.actor import Actor
from app.kit.call import Call
from app.kit.clock import london_date
from app.kit.ids import new_id
from app.kit.pagination import PageRequest
from app.kit.schema import Page, plain
from scoring.delivery import Period

constraints.means(
    "uq_contract_volume_contract_id_basis_unit_starts_on_revision",
    VolumeOvertaken,
    columns="contract_volume.contract_id, contract_volume.basis, contract_volume.unit, contract_volume.starts_on, "
    "contract_volume.revision",
)

_PENCE = -2


def record(call: Call, contract_id: UUID, body: VolumeCreate) -> VolumeOut:
    """Record what was bought from one day to another, and move the targets that follow it.

    The last bill may come after the end, so an ended contract takes it too. Raises ContractNotLive before it goes live,
    and VolumeUnfit with every finding.
    """
    contract = contracts.owned(call.tx, call.actor, contract_id, lock=True)
    if contract.status not in {ContractStatus.LIVE, ContractStatus.ENDED}:
        raise ContractNotLive(contract.reference, contracts.status_of(call.tx, contract))
    counted = (body.basis.value, following.unit_of(body.basis, body.unit, contract))
    same = _recorded_before(call, contract, body, counted)
    row = ContractVolume(
        id=new_id(call.now),
        authority_id=contract.authority_id,
        supplier_id=contract.supplier_id,
        contract_id=contract.id,
        basis=counted[0],
        unit=counted[1],
        starts_on=body.starts_on,
        ends_on=body.ends_on,
        revision=same[0].revision + 1 if same else 1,
        amount=body.amount,
        taken_from=body.taken_from,
        reason=body.reason,
        recorded_by=call.actor.person_id,
        recorded_at=call.now,
    )
    repository.add(call.tx, row)
    out = volume_out(row)
    audit.record(
        call.tx,
        call.actor,
        Action.VOLUME_RECORDED,
        row,
        log_id=contract.authority_id,
        now=call.now,
        reason=body.reason,
        before=volume_out(same[0]).model_dump(mode="json") if same else None,
        after=out.model_dump(mode="json"),
    )
    following.follow_all(call, contract, cause_id=row.id, counted=counted)
    return out


def _recorded_before(
    call: Call, contract: Contract, body: VolumeCreate, counted: tuple[str, str]
) -> list[ContractVolume]:
    """Return what was recorded of the same days, the newest first; raise VolumeUnfit with every finding."""
    crossing = repository.overlapping(call.tx, contract.id, counted, (body.starts_on, body.ends_on))
    same = [row for row in crossing if (row.starts_on, row.ends_on) == (body.starts_on, body.ends_on)]
    found = _findings(body, contract, london_date(call.now))
    found += _crossings(body, [row for row in crossing if row not in same])
    if same and body.reason is None:
        message = f"is needed: these days are recorded already, as {plain(same[0].amount)}"
        found.append(Finding("reason", message))
    if found:
        first = found[0]
        raise VolumeUnfit(
            f"{first.place}: {first.message}. Nothing was recorded.", [each.to_mapping("body.") for each in found]
        )
    return same


def list_volumes(tx: Session, actor: Actor, contract_id: UUID, asked: PageRequest) -> Page[VolumeOut]:
    """Return a page of what was recorded under a contract, every revision, for either party."""
    contract = contracts.visible(tx, actor, contract_id)
    rows, after = repository.page_of_volumes(tx, asked, contract.id)
    return Page[VolumeOut](items=[volume_out(row) for row in rows], next=after)


def newest_volumes(tx: Session, contract_id: UUID) -> list[ContractVolume]:
    """Return what was bought under a contract as it was last recorded, by first day; checks no access."""
    newest: dict[tuple[str, str, date], ContractVolume] = {}
    for row in repository.volumes(tx, contract_id):
        key = (row.basis, row.unit, row.starts_on)
        if key not in newest or newest[key].revision < row.revision:
            newest[key] = row
    return [newest[key] for key in sorted(newest)]


def volumes_missing(tx: Session, contract: Contract, on: date) -> dict[UUID, list[Period]]:
    """Return, by commitment, the periods that have ended before a day and whose volume nobody recorded in full."""
    linked = [row for row in contract.commitments if row.linked and row.status == CommitmentStatus.CARRIED]
    volumes = repository.volumes(tx, contract.id) if linked else ()
    found = {
        row.id: [
            one.period for one in following.entitlements_of(row, volumes) if one.volume is None and one.period.last < on
        ]
        for row in linked
    }
    return {commitment_id: periods for commitment_id, periods in found.items() if periods}


def _findings(body: VolumeCreate, contract: Contract, today: date) -> list[Finding]:
    found = []
    if body.ends_on < body.starts_on:
        found.append(Finding("ends_on", f"is before the first day, {body.starts_on}", str(body.ends_on)))
    if body.starts_on < contract.starts_on:
        message = f"is before the contract starts, on {contract.starts_on}"
        found.append(Finding("starts_on", message, str(body.starts_on)))
    if body.ends_on > contract.ends_on:
        found.append(Finding("ends_on", f"is after the contract ends, on {contract.ends_on}", str(body.ends_on)))
    if body.ends_on >= today:
        message = f"has not passed: today is {today}, and a volume is recorded once its last day is over"
        found.append(Finding("ends_on", message, str(body.ends_on)))
    return found + _of_amount(body)


def _of_amount(body: VolumeCreate) -> list[Finding]:
    found = []
    if (body.basis is Basis.UNITS) is (body.unit is None):
        found.append(Finding("unit", "say which for units, and leave it out for money and call-offs", body.unit))
    if body.basis is Basis.SPEND and body.amount != body.amount.quantize(Decimal(1).scaleb(_PENCE)):
        found.append(Finding("amount", "money has pounds and pence", plain(body.amount)))
    if body.basis is Basis.CALL_OFFS and body.amount != body.amount.to_integral_value():
        found.append(Finding("amount", "call-offs are whole", plain(body.amount)))
    return found


def _crossings(body: VolumeCreate, others: list[ContractVolume]) -> list[Finding]:
    """Return where some of the days are recorded already under others: each day is counted once."""
    days = f"{body.starts_on} to {body.ends_on}"
    known = dict.fromkeys((row.starts_on, row.ends_on) for row in others)
    return [
        Finding("starts_on", f"some of these days are recorded already, from {first} to {last}; record those", days)
        for first, last in known
    ]
