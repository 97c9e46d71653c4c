"""Record that one body follows another, and pass its contracts on: both sides act, and nothing is rewritten.

The closing body or the operator proposes, with the legal basis; the body that follows accepts, because contracts are
obligations. Then what is still worked on belongs to it, under the ids and references that everybody knows. What was
only ever added stays as it was made, the log of the closed body above all: it still verifies, and the people of the
body that follows read it in that body's name (`Reading-For`).
"""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.identity.rules import Role
from app.kit import changes
from app.kit.actor import Actor
from app.kit.call import Call
from app.kit.clock import london_date
from app.kit.errors import NotAllowed, NotFound
from app.kit.ids import new_id
from app.kit.pagination import PageRequest
from app.kit.schema import Page
from app.networks import service as networks
from app.networks.succession import repository
from app.networks.succession.errors import (
    BodyClosed,
    ProcurementUnderWay,
    ProposerWithdraws,
    SuccessionDecided,
    SuccessionNotYet,
    SuccessionOpen,
    SuccessionUnfit,
    SuccessorAccepts,
)
from app.networks.succession.models import Succession, SuccessionOutcome
from app.networks.succession.rules import SuccessionStatus
from app.networks.succession.schemas import SuccessionCreate, SuccessionOut
from app.organisations import service as organisations
from app.organisations.models import Organisation
from app.organisations.rules import AUTHORITY_KINDS, OrganisationKind


def propose(call: Call, body: SuccessionCreate) -> SuccessionOut:
    """Record that one body is to follow another; the closing body's admin does, or the operator's."""
    tx, actor, now = call.tx, call.actor, call.now
    if actor.organisation_id != body.predecessor_id and actor.organisation_kind != OrganisationKind.OPERATOR:
        raise NotAllowed("A body says itself, by its admin, that another follows it; or the operator does. Ask them.")
    if body.predecessor_id == body.successor_id:
        raise SuccessionUnfit("body.successor_id", "cannot follow itself", str(body.successor_id))
    old, new = _both(tx, body.predecessor_id, body.successor_id)
    for place, one in (("body.predecessor_id", old), ("body.successor_id", new)):
        if one.kind not in AUTHORITY_KINDS:
            raise SuccessionUnfit(place, "is no authority, so no contract passes from or to it", one.name)
        _check_open(tx, one)
    if repository.open_of(tx, old.id) is not None:
        raise SuccessionOpen(old.name)
    row = Succession(
        id=new_id(now),
        **body.model_dump(),
        proposed_for=actor.organisation_id,
        proposed_by=actor.person_id,
        proposed_at=now,
        outcome=None,
    )
    repository.add(tx, row)
    _record(call, Action.SUCCESSION_PROPOSED, row, reason=body.reason)
    return _out(tx, row)


def accept(call: Call, succession_id: UUID) -> SuccessionOut:
    """Take on everything that passes: from here on the closed body's people read, and this body's people act."""
    tx, actor, now = call.tx, call.actor, call.now
    row = _waiting(call, succession_id)
    old, new = _both(tx, row.predecessor_id, row.successor_id)
    if actor.organisation_id != new.id:
        raise SuccessorAccepts(new.name)
    for one in (old, new):
        _check_open(tx, one)
    today = london_date(now)
    if today < row.takes_effect_on:
        raise SuccessionNotYet(row.takes_effect_on, today)
    if references := repository.under_way(tx, old.id):
        raise ProcurementUnderWay(old.name, references)
    passed = repository.contracts_of(tx, old.id)
    ids = [contract.id for contract in passed]
    for contract in passed:
        facts = {"reference": contract.reference, "succession": str(row.id)}
        before, after = ({"authority": str(one.id)} | facts for one in (old, new))
        audit.record(tx, actor, Action.CONTRACT_PASSED_ON, contract, log_id=new.id, now=now, before=before, after=after)
    organisations.close(old, successor_id=new.id, on=row.takes_effect_on)
    repository.pass_on(tx, ids, old=old.id, new=new.id)
    changes.note(tx, "contract", *ids)
    networks.leave_all(call, old.id, f"{old.name} closed, and {new.name} followed it.")
    _decide(call, row, SuccessionStatus.ACCEPTED, [str(each) for each in ids], None)
    _record(call, Action.SUCCESSION_ACCEPTED, row, contracts=[str(each) for each in ids])
    return _out(tx, row)


def withdraw(call: Call, succession_id: UUID, reason: str) -> SuccessionOut:
    """Take a proposal back while it waits; who proposed it does."""
    row = _waiting(call, succession_id)
    if call.actor.organisation_id != row.proposed_for:
        raise ProposerWithdraws(organisations.get(call.tx, row.proposed_for).name)
    _decide(call, row, SuccessionStatus.WITHDRAWN, [], reason)
    _record(call, Action.SUCCESSION_WITHDRAWN, row, reason=reason)
    return _out(call.tx, row)


def read(tx: Session, actor: Actor, succession_id: UUID) -> SuccessionOut:
    """Return a succession that the actor's body takes part in, or any for the operator; raise NotFound."""
    return _out(tx, _visible(tx, actor, succession_id))


def listed(tx: Session, actor: Actor, asked: PageRequest) -> Page[SuccessionOut]:
    """Return a page of the successions that the actor's body takes part in; of all, for the operator."""
    is_operator = actor.organisation_kind == OrganisationKind.OPERATOR
    rows, following = repository.page(tx, None if is_operator else actor.organisation_id, asked)
    return Page[SuccessionOut](items=[_out(tx, row) for row in rows], next=following)


def of_contract(tx: Session, authority_id: UUID, contract_id: UUID) -> list[Succession]:
    """Return the successions by which a contract came to the authority that holds it, the last first."""
    found: list[Succession] = []
    while row := next(
        (
            each
            for each in repository.accepted_by(tx, authority_id)
            if each.outcome and str(contract_id) in each.outcome.contracts
        ),
        None,
    ):
        found.append(row)
        authority_id = row.predecessor_id
    return found


def _both(tx: Session, old_id: UUID, new_id_: UUID) -> tuple[Organisation, Organisation]:
    """Return both bodies, locked in one order whoever follows whom."""
    rows = {each: organisations.get_for_update(tx, each) for each in sorted((old_id, new_id_))}
    return rows[old_id], rows[new_id_]


def _check_open(tx: Session, body: Organisation) -> None:
    """Raise BodyClosed for a body that another followed; so nobody can come to follow themselves."""
    if body.successor_id is not None:
        raise BodyClosed(body.name, body.closed_on, organisations.get(tx, body.successor_id).name)


def _visible(tx: Session, actor: Actor, succession_id: UUID) -> Succession:
    row = repository.get(tx, succession_id)
    takes_part = row is not None and actor.organisation_id in {row.predecessor_id, row.successor_id}
    if row is None or not (takes_part or actor.organisation_kind == OrganisationKind.OPERATOR):
        raise NotFound("succession", succession_id)
    return row


def _waiting(call: Call, succession_id: UUID) -> Succession:
    """Return a succession that waits; both bodies are held, so that of two decisions one finds the other."""
    row = _visible(call.tx, call.actor, succession_id)
    if not call.actor.has(Role.ADMIN):
        raise NotAllowed("A succession is decided by an admin.")
    _both(call.tx, row.predecessor_id, row.successor_id)
    row = _visible(call.tx, call.actor, succession_id)
    if row.outcome is not None:
        raise SuccessionDecided(row.outcome.status)
    return row


def _decide(call: Call, row: Succession, status: SuccessionStatus, contracts: list[str], reason: str | None) -> None:
    outcome = SuccessionOutcome(
        succession_id=row.id,
        status=status.value,
        contracts=contracts,
        reason=reason,
        decided_by=call.actor.person_id,
        decided_at=call.now,
    )
    repository.add(call.tx, outcome)
    row.outcome = outcome


def _record(call: Call, action: Action, row: Succession, *, reason: str | None = None, **more: Any) -> None:
    """Record one act in the logs of both bodies."""
    after = {
        "predecessor": str(row.predecessor_id),
        "successor": str(row.successor_id),
        "legal_basis": row.legal_basis,
        "takes_effect_on": row.takes_effect_on.isoformat(),
        **more,
    }
    for log_id in (row.predecessor_id, row.successor_id):
        audit.record(call.tx, call.actor, action, row, log_id=log_id, now=call.now, reason=reason, after=after)


def _out(tx: Session, row: Succession) -> SuccessionOut:
    names = organisations.names(tx, [row.predecessor_id, row.successor_id])
    outcome = row.outcome
    return SuccessionOut(
        id=row.id,
        predecessor_id=row.predecessor_id,
        predecessor_name=names[row.predecessor_id],
        successor_id=row.successor_id,
        successor_name=names[row.successor_id],
        legal_basis=row.legal_basis,
        takes_effect_on=row.takes_effect_on,
        reason=row.reason,
        status=SuccessionStatus(outcome.status) if outcome else SuccessionStatus.PROPOSED,
        contracts=[UUID(each) for each in outcome.contracts] if outcome else [],
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        decided_by=outcome.decided_by if outcome else None,
        decided_at=outcome.decided_at if outcome else None,
        decision_reason=outcome.reason if outcome else None,
    )
