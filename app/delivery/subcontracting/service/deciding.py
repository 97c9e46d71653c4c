"""Let the supplier accept a part or send it back, include parts in its claims, and show a claim by tiers."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.contracts.models import Contract
from app.delivery import repository as delivered
from app.delivery.errors import UpdateNotOpen
from app.delivery.models import DeliveryUpdate, EvidenceFile
from app.delivery.rules import UpdateStatus
from app.delivery.service import reading as delivery
from app.delivery.subcontracting import repository, rules
from app.delivery.subcontracting.errors import PartIncluded, PartNotOpen, PartsUnfit, SubcontractorGone
from app.delivery.subcontracting.models import IncludedPart, SubcontractedPart
from app.delivery.subcontracting.rules import MAY_BECOME, Part, PartStatus, SubcontractorStatus
from app.delivery.subcontracting.schemas import PartOut, PartsInclude, TierOut, UpdatePartsOut
from app.delivery.subcontracting.service.reporting import part_facts
from app.delivery.subcontracting.service.seeing import part_outs, seen
from app.kit.actor import Actor
from app.kit.call import Call
from app.kit.errors import NotFound
from app.kit.ids import new_id
from app.kit.schema import plain


def accept(call: Call, part_id: UUID) -> PartOut:
    """Accept a part as the supplier; its files become evidence of the contract, under who sent them.

    Raises NotTheSupplier, ContractNotLive, SubcontractorGone and PartNotOpen.
    """
    part, contract = _to_decide(call, part_id, PartStatus.ACCEPTED)
    whose = repository.get(call.tx, part.subcontractor_id)
    if whose is None or whose.status != SubcontractorStatus.ACTIVE:
        raise SubcontractorGone(whose.name if whose else "It", whose.status if whose else "unknown")
    for held in part.files:
        held.evidence_id = held.evidence_id or _evidence(call, contract, part, held.file_id)
    _decided(call, part, PartStatus.ACCEPTED, None)
    after = part_facts(part)
    audit.record(call.tx, call.actor, Action.PART_ACCEPTED, part, log_id=part.authority_id, now=call.now, after=after)
    return part_outs(call.tx, [part])[0]


def send_back(call: Call, part_id: UUID, reason: str) -> PartOut:
    """Return a part to its subcontractor with the reason; one that a standing claim holds stays.

    Raises NotTheSupplier, ContractNotLive, PartNotOpen and PartIncluded.
    """
    part, _ = _to_decide(call, part_id, PartStatus.RETURNED)
    if repository.included_now(call.tx, [part.id]):
        raise PartIncluded
    was_accepted = part.status == PartStatus.ACCEPTED
    _decided(call, part, PartStatus.RETURNED, reason)
    # The authority knows of what was accepted, and of nothing else.
    log_id = part.authority_id if was_accepted else part.supplier_id
    after = part_facts(part)
    audit.record(
        call.tx, call.actor, Action.PART_RETURNED, part, log_id=log_id, now=call.now, reason=reason, after=after
    )
    return part_outs(call.tx, [part])[0]


def include(call: Call, update_id: UUID, body: PartsInclude) -> UpdatePartsOut:
    """Let an update of the supplier hold accepted parts for its commitment and period, beside those that it holds.

    Raises NotTheSupplier, ContractNotLive, UpdateNotOpen and PartsUnfit.
    """
    found, contract = _update(call.tx, call.actor, update_id, lock=True)
    delivery.check_supplier(call.actor, contract)
    delivery.check_live(contract)
    update = delivered.update_for_update(call.tx, found.id)
    if update.status != UpdateStatus.SUBMITTED:
        raise UpdateNotOpen(update.revision, update.status)
    held = repository.parts_in(call.tx, update.id)
    wanted = list(dict.fromkeys(body.parts))
    rows = repository.parts_by_id(call.tx, wanted)
    if wrong := _findings(call.tx, contract, update, held, rows, wanted):
        raise PartsUnfit(wrong)
    for part_id in wanted:
        included = IncludedPart(
            update_id=update.id, part_id=part_id, included_by=call.actor.person_id, included_at=call.now
        )
        repository.add(call.tx, included)
    after = {"commitment": str(update.commitment_id), "parts": [str(one) for one in wanted]}
    audit.record(
        call.tx, call.actor, Action.PARTS_INCLUDED, update, log_id=update.authority_id, now=call.now, after=after
    )
    return _by_tiers(call.tx, contract, update)


def of_update(tx: Session, actor: Actor, update_id: UUID) -> UpdatePartsOut:
    """Return an update by tiers, for either side of its contract."""
    update, contract = _update(tx, actor, update_id)
    return _by_tiers(tx, contract, update)


def _update(tx: Session, actor: Actor, update_id: UUID, *, lock: bool = False) -> tuple[DeliveryUpdate, Contract]:
    row = delivered.update(tx, update_id)
    if row is None:
        raise NotFound("update", update_id)
    return row, delivery.contract_behind(tx, actor, row.contract_id, ("update", update_id), lock=lock)


def _to_decide(call: Call, part_id: UUID, decision: PartStatus) -> tuple[SubcontractedPart, Contract]:
    """Return a part that the caller may decide on, as it now is, locked after its contract."""
    part = repository.part(call.tx, part_id)
    if part is None:
        raise NotFound("part", part_id)
    _, contract, _ = seen(call.tx, call.actor, part.subcontractor_id, ("part", part_id), lock=True)
    if contract.authority_id == call.actor.organisation_id and part.status != PartStatus.ACCEPTED:
        raise NotFound("part", part_id)
    delivery.check_supplier(call.actor, contract)
    delivery.check_live(contract)
    repository.refreshed(call.tx, part)
    if decision not in MAY_BECOME[PartStatus(part.status)]:
        raise PartNotOpen(part.revision, part.status)
    return part, contract


def _decided(call: Call, part: SubcontractedPart, status: PartStatus, reason: str | None) -> None:
    part.status, part.reason = status.value, reason
    part.decided_by, part.decided_at = call.actor.person_id, call.now
    repository.flush(call.tx)


def _evidence(call: Call, contract: Contract, part: SubcontractedPart, file_id: UUID) -> UUID:
    file = repository.file(call.tx, file_id)
    assert file is not None  # noqa: S101 - a part refers to its files
    row = EvidenceFile(
        id=new_id(call.now),
        authority_id=contract.authority_id,
        supplier_id=contract.supplier_id,
        contract_id=contract.id,
        filename=file.filename,
        media_type=file.media_type,
        size=file.size,
        digest=file.digest,
        uploaded_by=file.uploaded_by,
        uploaded_at=call.now,
    )
    delivered.add(call.tx, row)
    after = {"filename": row.filename, "size": row.size, "digest": row.digest, "part": str(part.id)}
    audit.record(
        call.tx, call.actor, Action.EVIDENCE_UPLOADED, row, log_id=contract.authority_id, now=call.now, after=after
    )
    return row.id


def _findings(
    tx: Session,
    contract: Contract,
    update: DeliveryUpdate,
    held: Sequence[SubcontractedPart],
    rows: Mapping[UUID, SubcontractedPart],
    wanted: Sequence[UUID],
) -> list[Mapping[str, Any]]:
    already = {part.id for part in held}
    fits = (update.commitment_id, update.starts_on, update.ends_on)
    found: list[Mapping[str, Any]] = []
    for place, part_id in enumerate(wanted):
        part = rows.get(part_id)
        message = None
        if part is None or (part.commitment_id, part.starts_on, part.ends_on) != fits:
            message = "not a part of this commitment and period"
        elif part_id in already:
            message = "the update holds it already"
        elif part.status != PartStatus.ACCEPTED:
            message = f"it is {part.status}; accept it first"
        if message:
            found.append({"place": f"body.parts[{place}]", "message": message, "value": str(part_id)})
    if found:
        return found
    every = _parts(tx, [*held, *(rows[one] for one in wanted)])
    own = rules.own_quantity(update.claimed, every, adds=_adds(contract, update))
    if own is not None and own < 0:
        claimed = plain(update.claimed) if update.claimed is not None else ""
        message = f"the parts make {plain(-own)} more than the {claimed} that the update claims"
        found.append({"place": "body.parts", "message": message, "value": None})
    return found


def _adds(contract: Contract, update: DeliveryUpdate) -> bool:
    commitment = next(one for one in contract.commitments if one.id == update.commitment_id)
    return rules.adds_up(commitment.measure.get("adds_up"), commitment.promised)


def _parts(tx: Session, rows: Sequence[SubcontractedPart]) -> list[Part]:
    tiers = {row.subcontractor_id: repository.get(tx, row.subcontractor_id) for row in rows}
    found = []
    for row in rows:
        whose = tiers[row.subcontractor_id]
        found.append(Part(row.id, whose.tier if whose else rules.FIRST_TIER, row.quantity))
    return found


def _by_tiers(tx: Session, contract: Contract, update: DeliveryUpdate) -> UpdatePartsOut:
    outs = part_outs(tx, repository.parts_in(tx, update.id))
    parts = [Part(one.id, one.tier, one.quantity) for one in outs]
    adds = _adds(contract, update)
    first = TierOut(tier=1, quantity=rules.own_quantity(update.claimed, parts, adds=adds), parts=[])
    below = [
        TierOut(
            tier=tier,
            quantity=rules.of_tier(parts, tier, adds=adds),
            parts=[one for one in outs if one.tier == tier],
        )
        for tier in sorted({one.tier for one in outs})
    ]
    return UpdatePartsOut(update_id=update.id, claimed=update.claimed, adds_up=adds, tiers=[first, *below])
