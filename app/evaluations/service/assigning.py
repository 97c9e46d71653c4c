"""Who marks what: assign evaluators to questions, and take assignments back with a reason."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.bids import service as bids
from app.conflicts import service as conflicts
from app.evaluations import repository, rules
from app.evaluations.errors import AlreadyAssigned, AssignmentRefused, AssignmentRemoved, NoAssignmentsNow
from app.evaluations.models import Assignment
from app.evaluations.presenting import active, assignment_out
from app.evaluations.schemas import AssignmentCreate, AssignmentOut
from app.evaluations.service import panel
from app.identity import service as identity
from app.identity.rules import AUTHORITY_READERS, Role
from app.kit import constraints
from app.kit.actor import Actor
from app.kit.call import Call
from app.kit.errors import NotFound, Refusal
from app.kit.ids import new_id
from app.kit.pagination import PageRequest
from app.kit.schema import Page
from app.rubrics.leaves import Leaf
from app.tenders import service as tenders
from app.tenders.models import Lot, Tender

constraints.means(
    "uq_assignment_lot_id_criterion_evaluator_id",
    AlreadyAssigned,
    columns="assignment.lot_id, assignment.criterion, assignment.evaluator_id",
)


def assign(call: Call, tender_id: UUID, body: AssignmentCreate) -> list[AssignmentOut] | Refusal:
    """Ask a colleague to mark questions of one lot; all of them are assigned, or none. Raises AssignmentRefused.

    A question whose marks are frozen takes nobody new, unless nobody is left of those who marked it. Whoever was barred
    is refused, and the record of the attempt kept.
    """
    tx, actor = call.tx, call.actor
    tender = tenders.owned(tx, actor, tender_id, lock=True)
    if why_not := conflicts.barred(call, tender):
        return why_not
    lot = tenders.lot(tender, body.lot)
    _check_takes_assignments(tender, lot.id)
    evaluator = identity.colleague(tx, actor, body.evaluator_id, Role.EVALUATOR)
    existing = repository.assignments_of_lot(tx, lot.id)
    if found := _findings(tx, tender, lot, body, existing):
        raise AssignmentRefused(found)
    if AUTHORITY_READERS.intersection(evaluator.roles.split()) and (found := _may_have_read(tx, lot, body, existing)):
        raise AssignmentRefused(found)
    before = {row.criterion: row for row in existing if row.evaluator_id == evaluator.id}
    conflicts.asked_to_mark(tx, tender, evaluator.id, now=call.now)
    bids.keep_from(tx, tender, lot.id, evaluator.id, call.now)
    rows = [_made(call, tender, lot, criterion, evaluator.id, before) for criterion in body.criteria]
    names = {evaluator.id: evaluator.name}
    return [assignment_out(row, lot.code, names) for row in rows]


def evaluators(tx: Session, lot_id: UUID) -> list[UUID]:
    """Return everybody who is assigned to a question of a lot now, each once."""
    rows = repository.assignments_of_lot(tx, lot_id)
    return list(dict.fromkeys(row.evaluator_id for row in rows if row.removed_at is None))


def remove(call: Call, assignment_id: UUID, reason: str) -> AssignmentOut | Refusal:
    """Take an assignment back: the marks made under it stay readable and no longer count. Raises AssignmentRemoved.

    Whoever was barred is refused, and the record of the attempt kept.
    """
    tx, actor = call.tx, call.actor
    found = repository.assignment(tx, assignment_id)
    if found is None or found.authority_id != actor.organisation_id:
        raise NotFound("assignment", assignment_id)
    tender = tenders.owned(tx, actor, found.tender_id, lock=True)
    if why_not := conflicts.barred(call, tender):
        return why_not
    row = repository.refreshed(tx, found)
    _check_takes_assignments(tender, row.lot_id)
    if row.removed_at is not None:
        raise AssignmentRemoved
    row.removed_at, row.removed_reason = call.now, reason
    audit.record(
        tx,
        actor,
        Action.ASSIGNMENT_REMOVED,
        row,
        log_id=row.authority_id,
        now=call.now,
        reason=reason,
        before=_facts(row),
    )
    names = identity.names(tx, [row.evaluator_id])
    return assignment_out(row, tenders.lot_by_id(tender, row.lot_id).code, names)


def list_assignments(
    tx: Session, actor: Actor, tender_id: UUID, asked: PageRequest, *, lot: str | None, evaluator_id: UUID | None
) -> Page[AssignmentOut]:
    """Return a page of the assignments of a tender of one's own, removed ones too."""
    tender = tenders.owned(tx, actor, tender_id)
    lot_id = None if lot is None else tenders.lot(tender, lot).id
    rows, following = repository.page_of_assignments(tx, tender.id, asked, lot_id=lot_id, evaluator_id=evaluator_id)
    names = identity.names(tx, [row.evaluator_id for row in rows])
    items = [assignment_out(row, tenders.lot_by_id(tender, row.lot_id).code, names) for row in rows]
    return Page[AssignmentOut](items=items, next=following)


def _check_takes_assignments(tender: Tender, lot_id: UUID) -> None:
    standing = tenders.standing_in(tender, lot_id)
    if standing not in rules.TAKES_ASSIGNMENTS:
        raise NoAssignmentsNow(tender.reference, standing)


def _made(
    call: Call, tender: Tender, lot: Lot, criterion: str, evaluator_id: UUID, before: Mapping[str, Assignment]
) -> Assignment:
    """Return a new assignment, or the one that was removed before, in force again with the marks made under it."""
    row = before.get(criterion)
    if row is None:
        row = Assignment(
            id=new_id(call.now),
            authority_id=tender.authority_id,
            tender_id=tender.id,
            lot_id=lot.id,
            criterion=criterion,
            evaluator_id=evaluator_id,
            created_at=call.now,
        )
    row.removed_at, row.removed_reason = None, None
    repository.add(call.tx, row)
    audit.record(
        call.tx,
        call.actor,
        Action.ASSIGNMENT_MADE,
        row,
        log_id=row.authority_id,
        now=call.now,
        after=_facts(row),
    )
    return row


def _findings(
    tx: Session, tender: Tender, lot: Lot, body: AssignmentCreate, existing: Sequence[Assignment]
) -> list[dict[str, Any]]:
    """Return, for every question asked for, why it cannot be given to this evaluator."""
    marked = {leaf.id: leaf for leaf in tenders.leaves(tx, tender, lot.code) if rules.is_marked(leaf)}
    frozen = {row.criterion for row in repository.frozen(tx, lot.id)}
    assigned = active(existing)
    free = panel.of_lot(tx, tender.id, lot.id, ()).assigned
    found, seen = [], set[str]()
    for index, criterion in enumerate(body.criteria):
        why = _why_not(criterion, body.evaluator_id, marked, frozen, assigned, free)
        if why is None and criterion in seen:
            why = ("criterion.duplicate", f"{criterion!r} is named twice: name it once")
        seen.add(criterion)
        if why is not None:
            code, message = why
            found.append({"code": code, "place": f"body.criteria[{index}]", "message": message, "value": criterion})
    return found


def _may_have_read(
    tx: Session, lot: Lot, body: AssignmentCreate, existing: Sequence[Assignment]
) -> list[dict[str, Any]]:
    """Return the questions on which somebody who reads marks beside others' may have read them before they join.

    Whoever was assigned before joins again: they read nothing there until the marks are frozen.
    """
    before = {row.criterion for row in existing if row.evaluator_id == body.evaluator_id}
    given = {row.criterion for row in repository.marks(tx, lot.id) if row.evaluator_id != body.evaluator_id}
    return [
        {
            "code": "assignment.marks_readable",
            "place": f"body.criteria[{index}]",
            "message": f"{criterion!r} has marks that this evaluator, who reads marks too, may have read: ask another",
            "value": criterion,
        }
        for index, criterion in enumerate(body.criteria)
        if criterion in given - before
    ]


def _why_not(
    criterion: str,
    evaluator_id: UUID,
    marked: Mapping[str, Leaf],
    frozen: set[str],
    assigned: Mapping[str, Sequence[UUID]],
    free: Mapping[str, Sequence[UUID]],
) -> tuple[str, str] | None:
    if criterion not in marked:
        known = ", ".join(marked) or "none"
        return "criterion.not_marked", f"{criterion!r} is not a question of this lot that evaluators mark: use {known}"
    if evaluator_id in assigned.get(criterion, ()):
        return "assignment.exists", f"this evaluator is assigned to {criterion!r} already: leave it out"
    if criterion in frozen and free.get(criterion):
        return "assignment.frozen", f"the moderation of {criterion!r} is open and its marks stand: nobody joins it now"
    return None


def _facts(row: Assignment) -> dict[str, Any]:
    return {"lot": str(row.lot_id), "criterion": row.criterion, "evaluator": str(row.evaluator_id)}
