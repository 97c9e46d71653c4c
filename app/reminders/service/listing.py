"""What is due of one's own organisation, by page; and saying that something was done where the service sees nothing."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.kit import constraints
from app.kit.actor import Actor
from app.kit.call import Call
from app.kit.clock import london_date
from app.kit.errors import NotFound
from app.kit.ids import new_id
from app.kit.pagination import PageRequest, page_of_values
from app.kit.schema import Page
from app.organisations import service as organisations
from app.reminders import repository, rules
from app.reminders.errors import DueSettled, NotSettledByHand
from app.reminders.models import DueSettlement
from app.reminders.rules import Due, DueKind
from app.reminders.schemas import DueOut, DueSettle, SettlementOut
from app.reminders.service import finding

constraints.means(
    "uq_due_settlement_organisation_id_due_key_due_on",
    DueSettled,
    columns="due_settlement.organisation_id, due_settlement.due_key, due_settlement.due_on",
)


def listed(  # noqa: PLR0913 - each is a filter of the list
    tx: Session,
    actor: Actor,
    asked: PageRequest,
    *,
    today: date,
    ahead: int,
    kinds: Sequence[DueKind],
    contract_id: UUID | None,
    overdue: bool | None,
    mine: bool | None,
) -> Page[DueOut]:
    """Return a page of what is due of the actor's organisation, as far as the actor may see it."""
    until = today + timedelta(days=ahead)
    found = rules.seen_by(actor, finding.due(tx, actor.organisation_id, today=today, until=until))
    chosen = [
        due
        for due in found
        if (not kinds or due.kind in kinds)
        and (contract_id is None or due.contract_id == contract_id)
        and (overdue is None or due.is_overdue(today) is overdue)
        and (mine is None or rules.awaits(due, actor.organisation_id, actor.roles) is mine)
    ]
    keys = {"due_on": lambda due: due.due_on, "kind": lambda due: due.kind.value}
    page, following = page_of_values(chosen, asked, keys=keys, key=lambda due: due.key, default="due_on")
    names = organisations.names(tx, [due.awaiting_id for due in page])
    return Page[DueOut](items=[_out(due, actor, names[due.awaiting_id], today) for due in page], next=following)


def settle(call: Call, body: DueSettle) -> SettlementOut:
    """Record that a due thing was done elsewhere; raise NotFound, NotSettledByHand or DueSettled."""
    tx, actor, today = call.tx, call.actor, london_date(call.now)
    until = today + timedelta(days=rules.MOST_AHEAD)
    known = rules.seen_by(actor, finding.due(tx, actor.organisation_id, today=today, until=until))
    due = next((one for one in known if (one.key, one.due_on) == (body.key, body.due_on)), None)
    if due is None:
        if (body.key, body.due_on) in repository.settled(tx, actor.organisation_id):
            raise DueSettled
        raise NotFound("due thing", f"{body.key} on {body.due_on}")
    if due.kind not in rules.SETTLED_BY_HAND:
        raise NotSettledByHand(due.kind.value)
    row = DueSettlement(
        id=new_id(call.now),
        organisation_id=actor.organisation_id,
        due_key=due.key,
        due_on=due.due_on,
        words=body.words,
        settled_by=actor.person_id,
        settled_at=call.now,
    )
    repository.add(tx, row)
    after = {"due": due.key, "due_on": due.due_on.isoformat(), "words": body.words}
    audit.record(tx, actor, Action.DUE_SETTLED, row, log_id=actor.organisation_id, now=call.now, after=after)
    return SettlementOut.model_validate(row)


def _out(due: Due, actor: Actor, name: str, today: date) -> DueOut:
    return DueOut(
        key=due.key,
        kind=due.kind,
        due_on=due.due_on,
        overdue=due.is_overdue(today),
        awaiting_id=due.awaiting_id,
        awaiting_name=name,
        awaiting_roles=sorted(due.roles),
        awaits_you=rules.awaits(due, actor.organisation_id, actor.roles),
        subject_id=due.subject_id,
        contract_id=due.contract_id,
        words=due.words,
        path=due.path,
        settled_by_hand=due.kind in rules.SETTLED_BY_HAND,
    )
