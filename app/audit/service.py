"""Record changes; seal them under tree heads; prove and check what was recorded."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import inclusion, merkle, repository
from app.audit.errors import NotSealedYet
from app.audit.models import AuditEvent, AuditHead, AuditLeaf
from app.audit.rules import Action
from app.audit.schemas import AuditEventOut, AuditHeadOut, ChainCheckOut, InclusionProofOut
from app.kit import constraints
from app.kit.actor import Actor
from app.kit.errors import Busy, NotFound
from app.kit.ids import new_id
from app.kit.pagination import PageRequest
from app.kit.schema import Page
from app.kit.straight import Insertion
from scoring.digest import digest

constraints.means("uq_audit_head_log_id_size", Busy, columns="audit_head.log_id, audit_head.size")
constraints.means("pk_audit_leaf", Busy, columns="audit_leaf.event_id")

CONSOLE = "the operator at the console"
_AT_ONCE = 200
"""How many events are read together."""


class Subject(Protocol):
    """Anything kept in a table of its own with an id."""

    __tablename__: str
    id: Any


Hear = Callable[[Session, Action, Subject, datetime], None]
_hearing: list[Hear] = []


def heard_by(hear: Hear) -> None:
    """Have `hear` told of every record, in the transaction of the change itself: what it writes is kept with it."""
    if hear not in _hearing:
        _hearing.append(hear)


KeepBack = Callable[[Session, Actor, Sequence[AuditEvent]], Collection[UUID]]
_keeping_back: list[KeepBack] = []


def kept_back_by(keep_back: KeepBack) -> None:
    """Have `keep_back` say of which events a reader learns that they happened and not what they say, by their ids."""
    if keep_back not in _keeping_back:
        _keeping_back.append(keep_back)


def record(  # noqa: PLR0913 - the parts of one record
    tx: Session,
    actor: Actor | None,
    action: Action,
    subject: Subject,
    *,
    log_id: UUID,
    now: datetime,
    reason: str | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    outsider: str | None = None,
    adding: Sequence[Insertion] = (),
) -> UUID:
    """Add one event to the log of the organisation `log_id`, in the transaction of the change itself.

    Without an `actor` it was the console, or an `outsider` without an account, by the name that they gave.
    `before` and `after` hold JSON values only, decimals as strings. A sealed bid must never be recorded in the log
    of the authority before it is opened: it goes into the supplier's own. `adding` are the rows whose addition is
    recorded, to go to the database together with the event: on PostgreSQL one round trip and not one for each.
    """
    values: dict[str, Any] = {
        "id": new_id(now),
        "log_id": log_id,
        "at": now,
        "action": action.value,
        "actor_id": actor.person_id if actor else None,
        "actor_name": actor.name if actor else outsider or CONSOLE,
        "actor_organisation_id": actor.organisation_id if actor else None,
        "subject_kind": subject.__tablename__,
        "subject_id": subject.id,
        "reason": reason,
        "before": None if before is None else dict(before),
        "after": None if after is None else dict(after),
    }
    values["digest"] = digest(_canonical(values))
    repository.add(tx, values, adding)
    for hear in _hearing:
        hear(tx, action, subject, now)
    return values["id"]  # type: ignore[no-any-return]  # the id made above


def listed(
    tx: Session,
    actor: Actor,
    asked: PageRequest,
    *,
    actions: list[str],
    subject_id: UUID | None,
    since: datetime | None,
) -> Page[AuditEventOut]:
    """Return a page of the log of the actor's own organisation."""
    rows, following = repository.page(
        tx, actor.organisation_id, asked, actions=actions, subject_id=subject_id, since=since
    )
    return Page[AuditEventOut](items=_shown(tx, actor, rows), next=following)


def seal(tx: Session, log_id: UUID, *, now: datetime) -> AuditHeadOut | None:
    """Bind every unsealed event of a log under a new tree head; None when there is nothing to bind."""
    repository.hold_log(tx, log_id)
    last = repository.last_head(tx, log_id)
    events = repository.unsealed(tx, log_id)
    if not events:
        return None
    size = last.size if last else 0
    fresh = [
        AuditLeaf(
            event_id=event.id,
            log_id=log_id,
            position=size + place,
            leaf_hash=merkle.leaf_hash(event.digest.encode()).hex(),
        )
        for place, event in enumerate(events)
    ]
    known = [bytes.fromhex(peak) for peak in last.peaks] if last else []
    peaks = merkle.extend(known, size, [bytes.fromhex(leaf.leaf_hash) for leaf in fresh])
    head = AuditHead(
        id=new_id(now),
        log_id=log_id,
        size=size + len(fresh),
        root=merkle.root_of_peaks(peaks).hex(),
        peaks=[peak.hex() for peak in peaks],
        previous_digest=last.digest if last else None,
        sealed_at=now,
        digest="",
    )
    head.digest = _head_digest(head)
    repository.add_all(tx, [*fresh, head])
    return AuditHeadOut.model_validate(head)


def seal_all(tx: Session, *, now: datetime) -> int:
    """Seal every log that has unsealed events; return how many were sealed."""
    return sum(seal(tx, log_id, now=now) is not None for log_id in repository.logs_with_unsealed(tx))


def last_head(tx: Session, log_id: UUID) -> AuditHeadOut | None:
    """Return the newest head of a log, or None."""
    found = repository.last_head(tx, log_id)
    return AuditHeadOut.model_validate(found) if found else None


def prove(tx: Session, actor: Actor, event_id: UUID) -> InclusionProofOut:
    """Return the inclusion proof of one event against the newest head."""
    event = repository.get(tx, event_id)
    if event is None or event.log_id != actor.organisation_id:
        raise NotFound("audit event", event_id)
    leaf, head = repository.leaf_of(tx, event_id), last_head(tx, event.log_id)
    if leaf is None or head is None:
        raise NotSealedYet(event_id)
    hashes = [bytes.fromhex(row.leaf_hash) for row in repository.leaves(tx, event.log_id, size=head.size)]
    path = merkle.inclusion_path(hashes, leaf.position)
    return InclusionProofOut(
        event=_shown(tx, actor, [event])[0],
        position=leaf.position,
        path=[step.hex() for step in path],
        head=head,
    )


def proof_of(
    tx: Session, log_id: UUID, action: Action, subject_id: UUID, *, since: int | None
) -> inclusion.Proof | None:
    """Return the proof of the first event of a kind about a subject, as a file that is checked without the service.

    With `since`, the size of an earlier head, it also shows that the log only grew from there. None where there is no
    such event; raises NotSealedYet.
    """
    event = repository.first(tx, log_id, action.value, subject_id)
    if event is None:
        return None
    leaf, head = repository.leaf_of(tx, event.id), repository.last_head(tx, log_id)
    if leaf is None or head is None:
        raise NotSealedYet(event.id)
    hashes = [bytes.fromhex(row.leaf_hash) for row in repository.leaves(tx, log_id, size=head.size)]
    path = merkle.inclusion_path(hashes, leaf.position)
    grown = merkle.consistency_path(hashes, since) if since is not None and 0 < since <= len(hashes) else None
    return inclusion.Proof(
        event={**_canonical(_values(event)), "digest": event.digest},
        position=leaf.position,
        path=tuple(step.hex() for step in path),
        head={**_head_parts(head), "digest": head.digest},
        since=None if since is None or grown is None else (since, tuple(step.hex() for step in grown)),
    )


def proofs(tx: Session, log_id: UUID, event_ids: Sequence[UUID]) -> Iterator[inclusion.Proof]:
    """Yield the proof of each of these events of a log against its newest head; those not sealed yet are left out.

    The tree is made once, and the events are read a few at a time, so that any number of them may be asked for.
    """
    head = repository.last_head(tx, log_id)
    if head is None:
        return
    leaves = {row.event_id: row for row in repository.leaves(tx, log_id, size=head.size)}
    tree = merkle.levels([bytes.fromhex(row.leaf_hash) for row in leaves.values()])
    parts = {**_head_parts(head), "digest": head.digest}
    sealed = [event_id for event_id in event_ids if event_id in leaves]
    for start in range(0, len(sealed), _AT_ONCE):
        for event in repository.several(tx, sealed[start : start + _AT_ONCE]):
            position = leaves[event.id].position
            yield inclusion.Proof(
                event={**_canonical(_values(event)), "digest": event.digest},
                position=position,
                path=tuple(step.hex() for step in merkle.path_in(tree, position)),
                head=parts,
                since=None,
            )


def check(tx: Session, log_id: UUID) -> ChainCheckOut:
    """Recompute every digest, tree and link of a log and say what does not hold."""
    rows = repository.leaves_with_events(tx, log_id)
    heads = repository.heads(tx, log_id)
    waiting = repository.unsealed(tx, log_id)
    findings: list[str] = []
    for place, (leaf, event) in enumerate(rows):
        findings += _check_leaf(place, leaf, event)
    findings += [
        f"Event {event.id} has been changed: its content no longer gives its digest."
        for event in waiting
        if digest(_canonical(_values(event))) != event.digest
    ]
    findings += _check_heads(heads, [bytes.fromhex(leaf.leaf_hash) for leaf, _ in rows])
    return ChainCheckOut(
        holds=not findings, sealed=len(rows), unsealed=len(waiting), heads=len(heads), findings=findings
    )


def _shown(tx: Session, actor: Actor, rows: Sequence[AuditEvent]) -> list[AuditEventOut]:
    """Return events as their reader may know them; the digest stays, so that what is kept back can be proved too.

    No field says so: whoever checks a digest takes it over all of them.
    """
    kept = {event_id for keep_back in _keeping_back for event_id in keep_back(tx, actor, rows)}
    nothing = {"reason": None, "before": None, "after": {"withheld": True}}
    outs = [AuditEventOut.model_validate(row) for row in rows]
    return [out.model_copy(update=nothing) if out.id in kept else out for out in outs]


def _check_leaf(place: int, leaf: AuditLeaf, event: AuditEvent | None) -> list[str]:
    if event is None:
        return [f"Event {leaf.event_id} at position {place} is missing."]
    findings = []
    if leaf.position != place:
        findings.append(f"Position {place} is missing: the next leaf stands at {leaf.position}.")
    if digest(_canonical(_values(event))) != event.digest:
        findings.append(f"Event {event.id} has been changed: its content no longer gives its digest.")
    if merkle.leaf_hash(event.digest.encode()).hex() != leaf.leaf_hash:
        findings.append(f"Event {event.id} is not the one that was sealed at position {place}.")
    return findings


def _check_heads(heads: Any, hashes: list[bytes]) -> list[str]:
    findings, previous = [], None
    for head in heads:
        if head.size > len(hashes) or merkle.root(hashes[: head.size]).hex() != head.root:
            findings.append(f"The head over {head.size} events does not match the events now in the log.")
        if head.previous_digest != previous or _head_digest(head) != head.digest:
            findings.append(f"The head over {head.size} events is not linked to the one before it.")
        previous = head.digest
    if heads and heads[-1].size < len(hashes):
        findings.append("There are leaves that no head binds.")
    return findings


def _head_digest(head: AuditHead) -> str:
    return inclusion.head_digest(_head_parts(head))


def _head_parts(head: AuditHead) -> dict[str, Any]:
    return {
        "log_id": str(head.log_id),
        "size": head.size,
        "root": head.root,
        "previous_digest": head.previous_digest,
        "sealed_at": head.sealed_at.isoformat(),
    }


def _values(event: AuditEvent) -> dict[str, Any]:
    return {column.key: getattr(event, column.key) for column in AuditEvent.__table__.columns}


def _canonical(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the JSON form of an event that its digest is taken over: everything but the digest itself."""
    plain = {key: value for key, value in values.items() if key != "digest"}
    for key in ("id", "log_id", "actor_id", "actor_organisation_id", "subject_id"):
        plain[key] = None if plain[key] is None else str(plain[key])
    plain["at"] = plain["at"].isoformat()
    return plain
