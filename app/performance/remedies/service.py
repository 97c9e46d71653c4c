"""Record what an authority asks for when a promise is not kept, what the supplier replies, and how it ended."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.contracts import service as contracts
from app.contracts.models import Contract
from app.delivery.clocks import OpenClock
from app.identity import service as identity
from app.kit import constraints
from app.kit.actor import Actor
from app.kit.call import Call
from app.kit.clock import london_date
from app.kit.errors import NotFound
from app.kit.ids import new_id
from app.kit.pagination import PageRequest
from app.kit.schema import Page
from app.performance.errors import NotInForce
from app.performance.remedies import repository, rules
from app.performance.remedies.errors import NotTheOtherSide, RemedyOvertaken
from app.performance.remedies.models import Remedy, RemedyAct
from app.performance.remedies.rules import Asked, Kind, Outcome, Status, Step
from app.performance.remedies.schemas import (
    RemedyAccept,
    RemedyActOut,
    RemedyClose,
    RemedyCreate,
    RemedyOut,
    RemedyReturn,
)
from app.performance.rules import IN_FORCE
from app.performance.service.reading import read_commitment

constraints.means("uq_remedy_act_remedy_id_number", RemedyOvertaken, columns="remedy_act.remedy_id, remedy_act.number")

_KEPT = ("due_on", "due", "claimed", "proved", "unknown", "percent_of_due", "rating", "said", "bands")
"""What of a commitment's standing a remedy keeps as its basis."""

_WORDS = {
    Status.OPEN: "reply to the {kind}",
    Status.RETURNED: "send the recovery plan again",
    Status.ACCEPTED: "carry out the recovery plan",
}


def raise_one(call: Call, contract_id: UUID, body: RemedyCreate) -> RemedyOut:
    """Record what is asked for under a contract of one's own that went live. Raises RemedyUnfit with all findings."""
    tx, now = call.tx, call.now
    contract = contracts.visible(tx, call.actor, contract_id, lock=True)
    _check_side(call.actor, contract, contract.authority_id, "authority")
    if contract.status not in IN_FORCE:
        raise NotInForce(contract.reference, contracts.status_of(tx, contract))
    today = london_date(now)
    rules.check_asked(Asked(body.kind, body.amount, body.formula, body.happened_on, body.reply_by, body.due_on), today)
    row = Remedy(
        id=new_id(now),
        authority_id=contract.authority_id,
        supplier_id=contract.supplier_id,
        contract_id=contract.id,
        status=Status.OPEN.value,
        currency=None if body.amount is None else contract.currency,
        basis=_basis(call, contract, body.commitment_id, today),
        raised_by=call.actor.person_id,
        raised_at=now,
        version=1,
        **body.model_dump(exclude={"kind"}),
        kind=body.kind.value,
        acts=[_act(call, 1, Step.RAISED, body.words, due_on=body.due_on)],
    )
    repository.add(tx, row)
    audit.record(tx, call.actor, Action.REMEDY_RAISED, row, log_id=row.authority_id, now=now, after=_facts(row))
    return _out(tx, [row])[0]


def reply(call: Call, remedy_id: UUID, words: str) -> RemedyOut:
    """Record the supplier's reply, or the recovery plan; after the last day it is taken too, and marked late."""
    contract, row = _held(call, remedy_id)
    _check_side(call.actor, contract, contract.supplier_id, "supplier")
    rules.check_may_become(Kind(row.kind), Status(row.status), Status.ANSWERED, act=Step.REPLIED.value)
    until = rules.waits_until(Status(row.status), reply_by=row.reply_by, due_on=row.due_on)
    is_late = until is not None and london_date(call.now) > until
    return _step(call, row, Status.ANSWERED, _act(call, _next(row), Step.REPLIED, words, is_late=is_late))


def accept(call: Call, remedy_id: UUID, body: RemedyAccept) -> RemedyOut:
    """Accept a recovery plan; from here on it is carried out."""
    row = _of_buyer(call, remedy_id)
    rules.check_may_become(Kind(row.kind), Status(row.status), Status.ACCEPTED, act=Step.ACCEPTED.value)
    row.due_on = body.due_on
    act = _act(call, _next(row), Step.ACCEPTED, body.reason, due_on=body.due_on)
    return _step(call, row, Status.ACCEPTED, act, reason=body.reason)


def give_back(call: Call, remedy_id: UUID, body: RemedyReturn) -> RemedyOut:
    """Return a recovery plan that does not do, with the reason and a new day."""
    row = _of_buyer(call, remedy_id)
    rules.check_may_become(Kind(row.kind), Status(row.status), Status.RETURNED, act=Step.RETURNED.value)
    row.due_on = body.due_on
    act = _act(call, _next(row), Step.RETURNED, body.reason, due_on=body.due_on)
    return _step(call, row, Status.RETURNED, act, reason=body.reason)


def close(call: Call, remedy_id: UUID, body: RemedyClose) -> RemedyOut:
    """Record how a remedy ended. Raises ReplyStillOpen while there is time to reply, but for a withdrawal."""
    row = _of_buyer(call, remedy_id)
    today = london_date(call.now)
    rules.check_may_close(Kind(row.kind), Status(row.status), body.outcome, reply_by=row.reply_by, today=today)
    row.outcome, row.closed_on = body.outcome.value, today
    return _step(call, row, Status.CLOSED, _act(call, _next(row), Step.CLOSED, body.reason), reason=body.reason)


def read(tx: Session, actor: Actor, remedy_id: UUID) -> RemedyOut:
    """Return one remedy, for either party."""
    row = repository.get(tx, remedy_id)
    if row is None:
        raise NotFound("remedy", remedy_id)
    _contract(tx, actor, row)
    return _out(tx, [row])[0]


def listed(
    tx: Session, actor: Actor, contract_id: UUID, asked: PageRequest, statuses: Sequence[str]
) -> Page[RemedyOut]:
    """Return a page of the remedies of a contract, for either party."""
    contract = contracts.visible(tx, actor, contract_id)
    rows, following = repository.page(tx, contract.id, asked, statuses)
    return Page[RemedyOut](items=_out(tx, rows), next=following)


def of_contract(tx: Session, contract_id: UUID) -> Sequence[Remedy]:
    """Return every remedy of a contract, oldest first; checks no access."""
    return repository.of_contract(tx, contract_id)


def of_authority(tx: Session, authority_id: UUID) -> Sequence[Remedy]:
    """Return every remedy of an authority's contracts, oldest first; checks no access."""
    return repository.of_authority(tx, authority_id)


def open_clocks(tx: Session, *, authority_id: UUID | None = None, supplier_id: UUID | None = None) -> list[OpenClock]:
    """Return what is awaited about remedies of an authority, of a supplier, or of both; checks no access.

    What is past its day stays until it is done. Where no day was set nothing is awaited by one.
    """
    return [*_clocks(repository.waiting(tx, authority_id=authority_id, supplier_id=supplier_id))]


def _clocks(rows: Sequence[Remedy]) -> Iterator[OpenClock]:
    for row in rows:
        status = Status(row.status)
        until = rules.waits_until(status, reply_by=row.reply_by, due_on=row.due_on)
        if until is None:
            continue
        yield OpenClock(
            kind="remedy",
            id=row.id,
            authority_id=row.authority_id,
            supplier_id=row.supplier_id,
            contract_id=row.contract_id,
            awaiting_id=row.supplier_id,
            answer_by=until,
            words=_WORDS[status].format(kind=row.kind.replace("_", " ")),
        )


def _basis(call: Call, contract: Contract, commitment_id: UUID | None, today: date) -> dict[str, Any] | None:
    if commitment_id is None:
        return None
    if all(each.id != commitment_id for each in contract.commitments):
        raise NotFound("commitment", commitment_id)
    seen = read_commitment(call.tx, call.actor, commitment_id, as_at=today).model_dump(mode="json")
    return {"as_at": today.isoformat(), **{name: seen[name] for name in _KEPT}}


def _held(call: Call, remedy_id: UUID) -> tuple[Contract, Remedy]:
    """Return a remedy and its contract, both locked, for either party."""
    known = repository.get(call.tx, remedy_id)
    if known is None:
        raise NotFound("remedy", remedy_id)
    contract = _contract(call.tx, call.actor, known, lock=True)
    return contract, repository.get_for_update(call.tx, remedy_id)


def _of_buyer(call: Call, remedy_id: UUID) -> Remedy:
    contract, row = _held(call, remedy_id)
    _check_side(call.actor, contract, contract.authority_id, "authority")
    return row


def _contract(tx: Session, actor: Actor, row: Remedy, *, lock: bool = False) -> Contract:
    try:
        return contracts.visible(tx, actor, row.contract_id, lock=lock)
    except NotFound as hidden:
        raise NotFound("remedy", row.id) from hidden


def _check_side(actor: Actor, contract: Contract, side: UUID, whose: str) -> None:
    if actor.organisation_id != side:
        raise NotTheOtherSide(contract.reference, whose)


def _next(row: Remedy) -> int:
    return len(row.acts) + 1


def _act(
    call: Call, number: int, step: Step, words: str, *, due_on: date | None = None, is_late: bool = False
) -> RemedyAct:
    return RemedyAct(
        id=new_id(call.now),
        number=number,
        act=step.value,
        words=words,
        due_on=due_on,
        is_late=is_late,
        organisation_id=call.actor.organisation_id,
        made_by=call.actor.person_id,
        made_at=call.now,
    )


_RECORDED = {
    Step.REPLIED: Action.REMEDY_REPLIED,
    Step.ACCEPTED: Action.REMEDY_ACCEPTED,
    Step.RETURNED: Action.REMEDY_RETURNED,
    Step.CLOSED: Action.REMEDY_CLOSED,
}


def _step(call: Call, row: Remedy, status: Status, act: RemedyAct, *, reason: str | None = None) -> RemedyOut:
    before = {"status": row.status}
    row.status = status.value
    row.version += 1
    row.acts.append(act)
    repository.flush(call.tx)
    audit.record(
        call.tx,
        call.actor,
        _RECORDED[Step(act.act)],
        row,
        log_id=row.authority_id,
        now=call.now,
        reason=reason,
        before=before,
        after=_facts(row) | {"words": act.words, "is_late": act.is_late},
    )
    return _out(call.tx, [row])[0]


def _facts(row: Remedy) -> dict[str, Any]:
    return {
        "contract": str(row.contract_id),
        "commitment": None if row.commitment_id is None else str(row.commitment_id),
        "kind": row.kind,
        "status": row.status,
        "words": row.words,
        "reply_by": row.reply_by.isoformat(),
        "due_on": None if row.due_on is None else row.due_on.isoformat(),
        "outcome": row.outcome,
    }


def _out(tx: Session, rows: Sequence[Remedy]) -> list[RemedyOut]:
    names = identity.names(tx, [act.made_by for row in rows for act in row.acts])
    return [_one_out(row, names) for row in rows]


def _one_out(row: Remedy, names: Mapping[UUID, str]) -> RemedyOut:
    other = {"acts", "awaiting", "starts_a_notice"}
    fields = {name: getattr(row, name) for name in RemedyOut.model_fields if name not in other}
    told = {"made_by_name"}
    return RemedyOut(
        **fields,
        awaiting=_awaiting(row),
        starts_a_notice=rules.starts_a_notice(Kind(row.kind), Outcome(row.outcome) if row.outcome else None),
        acts=[
            RemedyActOut(
                **{name: getattr(act, name) for name in RemedyActOut.model_fields if name not in told},
                made_by_name=names[act.made_by],
            )
            for act in row.acts
        ],
    )


def _awaiting(row: Remedy) -> UUID | None:
    if row.status == Status.CLOSED:
        return None
    return row.authority_id if row.status == Status.ANSWERED else row.supplier_id
