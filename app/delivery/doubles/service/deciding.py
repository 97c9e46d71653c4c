"""Hear the supplier on a double claim, and let the authority decide; every word of both stays."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.contracts import service as contracts
from app.delivery.doubles import repository
from app.delivery.doubles.errors import DoubleClaimDecided, DoubleClaimLapsed
from app.delivery.doubles.models import DoubleClaim, DoubleClaimRemark
from app.delivery.doubles.rules import DoubleClaimStatus
from app.delivery.doubles.schemas import DoubleClaimDecide, DoubleClaimOut
from app.delivery.doubles.service import reading
from app.delivery.errors import NotTheBuyer, NotTheSupplier
from app.kit.call import Call
from app.kit.ids import new_id

_RECORDED = {
    DoubleClaimStatus.EXPLAINED: Action.DOUBLE_CLAIM_EXPLAINED,
    DoubleClaimStatus.UPHELD: Action.DOUBLE_CLAIM_UPHELD,
}


def answer(call: Call, double_claim_id: UUID, words: str) -> DoubleClaimOut:
    """Let the supplier say why two contracts of its own count the same; it stays open until the authority decides.

    Raises NotTheSupplier, DoubleClaimDecided and DoubleClaimLapsed.
    """
    found = reading.visible(call.tx, call.actor, double_claim_id, now=call.now)
    if not reading.sees_as_supplier(call.actor, found):
        raise NotTheSupplier(contracts.get(call.tx, found.contract_id).reference)
    row = repository.double_claim_for_update(call.tx, double_claim_id)
    if row.status != DoubleClaimStatus.OPEN:
        raise DoubleClaimDecided(row.status)
    # In its own log: the authority may not know that there is another authority's claim beside this one.
    return _remark(call, row, "answered", words, Action.DOUBLE_CLAIM_ANSWERED, log_id=row.supplier_id)


def decide(call: Call, double_claim_id: UUID, body: DoubleClaimDecide) -> DoubleClaimOut:
    """Decide on the authority's own side of a double claim; a later decision takes the place of an earlier one.

    Raises NotTheBuyer and DoubleClaimLapsed.
    """
    found = reading.visible(call.tx, call.actor, double_claim_id, now=call.now)
    if not reading.sees_as_authority(call.tx, call.actor, found, now=call.now):
        raise NotTheBuyer(contracts.get(call.tx, found.contract_id).reference)
    row = repository.double_claim_for_update(call.tx, double_claim_id)
    row.status = body.outcome.value
    return _remark(call, row, body.outcome.value, body.words, _RECORDED[body.outcome], log_id=row.authority_id)


def is_upheld(tx: Session, update_id: UUID, evidence_ids: Sequence[UUID]) -> bool:
    """Return whether the authority found that an update counts what another contract counts; checks no access."""
    return repository.is_upheld(tx, update_id, evidence_ids)


def _remark(call: Call, row: DoubleClaim, outcome: str, words: str, action: Action, *, log_id: UUID) -> DoubleClaimOut:
    if not reading.stands(call.tx, row):
        raise DoubleClaimLapsed
    row.version += 1
    remark = DoubleClaimRemark(
        id=new_id(call.now),
        double_claim_id=row.id,
        outcome=outcome,
        words=words,
        made_by=call.actor.person_id,
        made_at=call.now,
    )
    repository.add(call.tx, remark)
    after = {"contract": str(row.contract_id), "source": str(row.source_id), "kind": row.kind, "status": row.status}
    audit.record(call.tx, call.actor, action, row, log_id=log_id, now=call.now, reason=words, after=after)
    (out,) = reading.outs(call.tx, call.actor, [row])
    return out
