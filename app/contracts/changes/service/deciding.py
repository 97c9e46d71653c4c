"""Decide on a change: two commissioners approve, the supplier agrees, somebody looks at the notice; never one alone."""

from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from app.audit.rules import Action
from app.contracts import service as contracts
from app.contracts.changes import repository, rules
from app.contracts.changes.effects import Effect
from app.contracts.changes.errors import (
    ChangeNeedsAnother,
    ChangeOvertaken,
    ChangeTooLate,
    NoticeAcknowledged,
    NotTheAsker,
    SupplierNotAsked,
)
from app.contracts.changes.models import ContractChange
from app.contracts.changes.presenting import change_facts, change_out, did
from app.contracts.changes.rules import Act, ChangeStatus
from app.contracts.changes.schemas import AnyTerms, ChangeOut, NoticeIn
from app.contracts.changes.service import applying, reading, working_out
from app.contracts.changes.service.asking import act, does_not_hold
from app.contracts.models import Contract
from app.contracts.plan import Finding
from app.kit import constraints
from app.kit.call import Call
from app.kit.clock import london_date
from app.kit.errors import NotFound

_TERMS: TypeAdapter[AnyTerms] = TypeAdapter(AnyTerms)

for _constraint, _columns in (
    (
        "uq_contract_change_act_change_id_act_done_by",
        "contract_change_act.change_id, contract_change_act.act, contract_change_act.done_by",
    ),
    ("ck_contract_change_first_approved_by_another", "ck_contract_change_first_approved_by_another"),
    ("ck_contract_change_approved_by_a_third", "ck_contract_change_approved_by_a_third"),
):
    constraints.means(_constraint, ChangeNeedsAnother, columns=_columns)


def approve(call: Call, change_id: UUID, reason: str) -> ChangeOut:
    """Approve a change; the second approval puts it in force.

    Raises ContractNotLive, ChangeClosed, ChangeTooLate, ChangeNeedsAnother, ChangeOvertaken where it would not do any
    more what it said, and for the second approval SupplierHasNotAgreed or NoticeNotAcknowledged.
    """
    contract, change = _open_of_buyer(call, change_id)
    person = call.actor.person_id
    rules.check_approver(person, asked_by=change.asked_by, first_approved_by=change.first_approved_by)
    effect = _as_it_was_asked(call, contract, change)
    before = change_facts(change)
    if change.first_approved_by is None:
        change.first_approved_by, change.status = person, ChangeStatus.APPROVED_BY_ONE.value
        return _done(call, change, Act.APPROVED, reason, Action.CHANGE_APPROVED, before)
    rules.check_may_enter(
        change.number,
        must_agree=change.supplier_must_agree,
        agreed=did(change, Act.AGREED),
        notice_due=change.notice["due"] is not False,
        acknowledged=did(change, Act.NOTICE_ACKNOWLEDGED),
    )
    change.approved_by, change.in_force_at = person, call.now
    change.status = ChangeStatus.IN_FORCE.value
    out = _done(call, change, Act.APPROVED, reason, Action.CHANGE_APPROVED, before)
    applying.put_in_force(call, contract, change, effect)
    return out


def agree(call: Call, change_id: UUID, reason: str) -> ChangeOut:
    """Agree as the supplier. Raises ChangeClosed, SupplierNotAsked, ContractNotLive."""
    change = _open_of_supplier(call, change_id)
    if not change.supplier_must_agree or did(change, Act.AGREED):
        raise SupplierNotAsked(change.number)
    return _done(call, change, Act.AGREED, reason, Action.CHANGE_AGREED, change_facts(change))


def decline(call: Call, change_id: UUID, reason: str) -> ChangeOut:
    """Decline as the supplier, which refuses the change. Raises ChangeClosed, SupplierNotAsked, ContractNotLive."""
    change = _open_of_supplier(call, change_id)
    if not change.supplier_must_agree:
        raise SupplierNotAsked(change.number)
    before = change_facts(change)
    change.status = ChangeStatus.REFUSED.value
    return _done(call, change, Act.DECLINED, reason, Action.CHANGE_DECLINED, before)


def acknowledge(call: Call, change_id: UUID, body: NoticeIn) -> ChangeOut:
    """Say what became of the notice, or why none is needed.

    Raises ContractNotLive, ChangeClosed, NoticeAcknowledged, or ChangeDoesNotHold with every finding.
    """
    _, change = _open_of_buyer(call, change_id)
    if did(change, Act.NOTICE_ACKNOWLEDGED):
        raise NoticeAcknowledged(change.number)
    if found := _notice_findings(call, body):
        raise does_not_hold(found)
    facts: dict[str, Any] = body.model_dump(mode="json", exclude={"reason"})
    before = change_facts(change)
    return _done(
        call, change, Act.NOTICE_ACKNOWLEDGED, body.reason, Action.CHANGE_NOTICE_ACKNOWLEDGED, before, facts=facts
    )


def refuse(call: Call, change_id: UUID, reason: str) -> ChangeOut:
    """Refuse a change: the contract stays as it is. Raises ChangeClosed or ContractNotLive."""
    return _close(call, change_id, ChangeStatus.REFUSED, Act.REFUSED, reason)


def withdraw(call: Call, change_id: UUID, reason: str) -> ChangeOut:
    """Withdraw a change that one asked for oneself. Raises NotTheAsker, ChangeClosed or ContractNotLive."""
    return _close(call, change_id, ChangeStatus.WITHDRAWN, Act.WITHDRAWN, reason)


def _close(call: Call, change_id: UUID, status: ChangeStatus, what: Act, reason: str) -> ChangeOut:
    _, change = _open_of_buyer(call, change_id)
    if what is Act.WITHDRAWN and change.asked_by != call.actor.person_id:
        raise NotTheAsker(change.number)
    before = change_facts(change)
    change.status = status.value
    action = Action.CHANGE_WITHDRAWN if what is Act.WITHDRAWN else Action.CHANGE_REFUSED
    return _done(call, change, what, reason, action, before)


def _open_of_buyer(call: Call, change_id: UUID) -> tuple[Contract, ContractChange]:
    """Return an undecided change of the actor's own authority, locked with its live contract."""
    known = reading.change(call.tx, call.actor, change_id)
    if known.authority_id != call.actor.organisation_id:
        raise NotFound("change", change_id)
    contract = contracts.visible(call.tx, call.actor, known.contract_id, lock=True)
    row = repository.change_again(call.tx, change_id)
    rules.check_open(row.status, row.number)
    contracts.live(call.tx, call.actor, known.contract_id)
    return contract, row


def _open_of_supplier(call: Call, change_id: UUID) -> ContractChange:
    """Return an undecided change of a contract that the actor's organisation supplies, locked with it."""
    known = reading.change(call.tx, call.actor, change_id)
    if known.supplier_id != call.actor.organisation_id:
        raise NotFound("change", change_id)
    contracts.visible(call.tx, call.actor, known.contract_id, lock=True)
    row = repository.change_again(call.tx, change_id)
    rules.check_open(row.status, row.number)
    contracts.live(call.tx, call.actor, known.contract_id)
    return row


def _as_it_was_asked(call: Call, contract: Contract, change: ContractChange) -> Effect:
    """Return what a change does today; raise unless that is exactly what it said when it was asked for."""
    today = london_date(call.now)
    if change.effective_on <= today:
        raise ChangeTooLate(change.number, change.effective_on, today)
    effect = working_out.effect_of(contract, _TERMS.validate_python(change.terms), change.effective_on)
    if isinstance(effect, list) or effect.to_mapping() != change.effect:
        raise ChangeOvertaken(change.number)
    if change.commitment_id is not None and not working_out.is_free(contract, change.commitment_id):
        raise ChangeOvertaken(change.number)
    if working_out.notice_of(call.tx, contract, effect, change.asked_at) != change.notice:
        raise ChangeOvertaken(change.number)
    return effect


def _notice_findings(call: Call, body: NoticeIn) -> list[Finding]:
    found, today = [], london_date(call.now)
    if body.published and body.published_on is None:
        found.append(Finding("published_on", "say when the notice was published"))
    if not body.published and (body.published_on is not None or body.reference is not None):
        found.append(Finding("published_on", "leave day and reference out where no notice is published"))
    if body.published_on is not None and body.published_on > today:
        found.append(Finding("published_on", f"is after today, {today}", str(body.published_on)))
    return found


def _done(
    call: Call,
    change: ContractChange,
    what: Act,
    reason: str,
    action: Action,
    before: dict[str, Any],
    *,
    facts: dict[str, Any] | None = None,
) -> ChangeOut:
    change.version += 1
    act(call, change, what, reason, action, before=before, facts=facts)
    contract = contracts.get(call.tx, change.contract_id)
    return change_out(change, knows_stakes=contracts.knows_stakes(call.tx, call.actor, contract))
