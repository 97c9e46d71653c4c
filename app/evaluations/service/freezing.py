"""Opens the moderation of a question: from then on individual marks stand, and the panel talks about them."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.bids import service as bids
from app.bids.opened import OpenedBid
from app.conflicts import service as conflicts
from app.conflicts.rules import Stage
from app.evaluations import repository, rules
from app.evaluations.errors import MarksMissing, NobodyAssigned, NothingToModerate
from app.evaluations.models import FrozenMark, Mark, Moderation
from app.evaluations.presenting import counted, standing_agreed
from app.evaluations.schemas import ModerationCreate, ModerationOpenedOut
from app.evaluations.service import panel, questions
from app.identity import service as identity
from app.kit import constraints
from app.kit.call import Call
from app.kit.errors import Busy, Refusal
from app.kit.ids import new_id
from app.rubrics.leaves import Leaf
from app.tenders import service as tenders
from app.tenders.models import Lot, Tender

constraints.means("pk_frozen_mark", Busy, columns="frozen_mark.mark_id")
constraints.means(
    "uq_frozen_mark_bid_id_criterion_evaluator_id",
    Busy,
    columns="frozen_mark.bid_id, frozen_mark.criterion, frozen_mark.evaluator_id",
)


def open_moderation(call: Call, tender_id: UUID, body: ModerationCreate) -> ModerationOpenedOut | Refusal:
    """Freeze the marks on a question of a lot, once everybody assigned has marked every bid.

    Whoever may not take part is refused, and the record of the attempt kept.
    Raises NotEvaluating, WrongQuestion, NobodyAssigned, MarksMissing or NothingToModerate.
    """
    tender = tenders.owned(call.tx, call.actor, tender_id, lock=True)
    lot = tenders.lot(tender, body.lot)
    # What a lot has come to is said to whoever may take part; before the opening nothing has.
    if tender.opened_at is not None and (why_not := conflicts.attempted(call, tender, Stage.BIDDERS_KNOWN)):
        return why_not
    questions.check_evaluating(tender, lot.id)
    leaf = questions.marked(call.tx, tender, lot.id, body.criterion)
    row, count = freeze(call, tender, lot, leaf)
    if row is None:
        raise NothingToModerate(leaf.id)
    return ModerationOpenedOut(
        id=row.id,
        tender_id=row.tender_id,
        lot=lot.code,
        criterion=row.criterion,
        marks=count,
        by_agreement=row.by_agreement,
        opened_by=row.opened_by,
        opened_by_name=call.actor.name,
        opened_at=row.opened_at,
    )


def freeze(
    call: Call, tender: Tender, lot: Lot, leaf: Leaf, *, agreeing: UUID | None = None
) -> tuple[Moderation | None, int]:
    """Freeze every mark on a question that is not frozen yet, and return the moderation with how many those are.

    `agreeing` is the bid whose mark the panel is agreeing, if that is what opens the moderation. The caller holds the
    tender, so that no mark comes in between. Raises NobodyAssigned or MarksMissing.
    """
    tx = call.tx
    opened = bids.opened_for(tx, call.actor, tender, lot.id)
    marking = panel.of_lot(tx, tender.id, lot.id, opened, criterion=leaf.id)
    if not marking.assigned.get(leaf.id):
        raise NobodyAssigned(leaf.id)
    out = _failed_at_a_gate(tx, tender, lot)
    taking_part = [bid for bid in opened if bid.is_live and (bid.bid_id == agreeing or bid.bid_id not in out)]
    marks = counted(repository.marks(tx, lot.id, criterion=leaf.id), marking.assigned, marking.kept)
    found = {(row.bid_id, row.evaluator_id): row for row in marks}
    if agreeing is not None and not marking.of(agreeing, leaf.id):
        raise NobodyAssigned(leaf.id)
    wanted = [(bid, person) for bid in taking_part for person in marking.of(bid.bid_id, leaf.id)]
    _check_all_in(tx, leaf, wanted, found)
    done = {row.mark_id for row in repository.frozen(tx, lot.id, criterion=leaf.id)}
    rows = [row for bid, person in wanted if (row := found[bid.bid_id, person]).id not in done]
    return (_frozen(call, tender, lot, leaf, rows, by_agreement=agreeing is not None) if rows else None), len(rows)


def _failed_at_a_gate(tx: Session, tender: Tender, lot: Lot) -> set[UUID]:
    """Return the bids that an excluding gate has failed: nobody need mark them."""
    decided = {
        (row.bid_id, row.criterion): row.passed
        for row in standing_agreed(repository.agreed(tx, lot.id))
        if row.passed is not None
    }
    gates = [leaf for leaf in questions.of_lot(tx, tender, lot.id) if rules.is_gate(leaf)]
    return {bid_id for bid_id, _ in decided if rules.failed(bid_id, gates, decided)}


def _check_all_in(
    tx: Session, leaf: Leaf, wanted: Sequence[tuple[OpenedBid, UUID]], found: Mapping[tuple[UUID, UUID], Mark]
) -> None:
    waiting = [(bid, person) for bid, person in wanted if (bid.bid_id, person) not in found]
    if waiting:
        names = identity.names(tx, [person for _, person in waiting])
        raise MarksMissing(leaf.id, [(names[person], bid.supplier_name) for bid, person in waiting])


def _frozen(
    call: Call, tender: Tender, lot: Lot, leaf: Leaf, marks: Sequence[Mark], *, by_agreement: bool
) -> Moderation:
    row = Moderation(
        id=new_id(call.now),
        authority_id=tender.authority_id,
        tender_id=tender.id,
        lot_id=lot.id,
        criterion=leaf.id,
        by_agreement=by_agreement,
        opened_by=call.actor.person_id,
        opened_at=call.now,
    )
    repository.add(call.tx, row)
    kept = [
        FrozenMark(
            mark_id=mark.id,
            moderation_id=row.id,
            lot_id=lot.id,
            bid_id=mark.bid_id,
            criterion=leaf.id,
            evaluator_id=mark.evaluator_id,
        )
        for mark in marks
    ]
    repository.add(call.tx, *kept)
    after: dict[str, Any] = {"lot": lot.code, "criterion": leaf.id, "by_agreement": by_agreement}
    after["marks"] = sorted(str(mark.id) for mark in marks)
    audit.record(call.tx, call.actor, Action.MODERATION_OPENED, row, log_id=row.authority_id, now=call.now, after=after)
    return row
