"""Let an authority's claims be compared with those of others that do, or no longer; a commissioner decides."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.delivery.doubles import repository
from app.delivery.doubles.errors import SharingUnchanged
from app.delivery.doubles.models import SharingConsent
from app.delivery.doubles.schemas import SharingDecide, SharingDecisionOut, SharingOut
from app.delivery.doubles.service.matching import SHARE
from app.identity import service as identity
from app.kit import constraints, jobs
from app.kit.actor import Actor
from app.kit.call import Call
from app.kit.errors import Busy
from app.kit.ids import new_id

constraints.means(
    "uq_sharing_consent_authority_id_revision", Busy, columns="sharing_consent.authority_id, sharing_consent.revision"
)


def decide_sharing(call: Call, body: SharingDecide) -> SharingOut:
    """Record whether claims may be compared from now on. Raises SharingUnchanged."""
    tx, actor, now = call.tx, call.actor, call.now
    before = repository.consents(tx, actor.organisation_id)
    if _shares(before) == body.shares:
        raise SharingUnchanged(shares=body.shares)
    row = SharingConsent(
        id=new_id(now),
        authority_id=actor.organisation_id,
        revision=len(before) + 1,
        shares=body.shares,
        reason=body.reason,
        decided_by=actor.person_id,
        decided_at=now,
    )
    repository.add(tx, row)
    action = Action.SHARING_GRANTED if body.shares else Action.SHARING_WITHDRAWN
    after = {"shares": body.shares}
    audit.record(tx, actor, action, row, log_id=row.authority_id, now=now, reason=body.reason, after=after)
    jobs.enqueue(tx, SHARE, {"authority": str(row.authority_id)}, now=now)
    return _out(tx, [*before, row])


def read_sharing(tx: Session, actor: Actor) -> SharingOut:
    """Return whether the actor's authority lets its claims be compared, and how it came to that."""
    return _out(tx, repository.consents(tx, actor.organisation_id))


def _shares(rows: Sequence[SharingConsent]) -> bool:
    return bool(rows) and rows[-1].shares


def _out(tx: Session, rows: Sequence[SharingConsent]) -> SharingOut:
    names = identity.names(tx, (row.decided_by for row in rows))
    decisions = [
        SharingDecisionOut(
            shares=row.shares, reason=row.reason, decided_by_name=names[row.decided_by], decided_at=row.decided_at
        )
        for row in rows
    ]
    return SharingOut(shares=_shares(rows), decisions=decisions)
