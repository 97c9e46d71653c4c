"""An evaluator's desk: what is to be marked, and marks with reasons; others' marks and prices are not shown here."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.bids import service as bids
from app.bids.opened import OpenedBid
from app.bids.rules import STANDING, BidStatus
from app.bids.schemas import Answer
from app.conflicts import service as conflicts
from app.conflicts.rules import Stage
from app.evaluations import repository
from app.evaluations.errors import (
    BidNotLive,
    MarkFirst,
    MarkFrozen,
    NeedsReason,
    NotAssigned,
    NothingToSupersede,
)
from app.evaluations.ground import Ground
from app.evaluations.models import Assignment, Mark
from app.evaluations.presenting import known_by, mark_outs, scale_out
from app.evaluations.schemas import MarkCreate, MarkOut, WorkBidOut, WorkOut, WorkSummaryOut
from app.evaluations.service import panel, questions, quotes
from app.identity import service as identity
from app.identity.rules import AUTHORITY_READERS
from app.kit import constraints
from app.kit.actor import Actor
from app.kit.adding import fresh, insertions
from app.kit.call import Call
from app.kit.errors import Busy, NotFound, Refusal
from app.kit.ids import new_id
from app.kit.pagination import PageRequest
from app.kit.schema import Page, plain
from app.rubrics.leaves import Leaf
from app.tenders import service as tenders
from app.tenders.models import Tender
from app.tenders.rules import standing_in_lot
from scoring.digest import digest

constraints.means(
    "uq_mark_bid_id_criterion_evaluator_id_revision",
    Busy,
    columns="mark.bid_id, mark.criterion, mark.evaluator_id, mark.revision",
)


def mark(call: Call, bid_id: UUID, body: MarkCreate) -> MarkOut | Refusal:
    """Mark one question of one bid, with the reason; an earlier mark of one's own is superseded with a reason.

    Whoever has not declared, waits for a decision, or is kept from the bidder is refused, the record of it kept.
    Raises NotFound for a bid of a lot in which one marks nothing, NotAssigned, NotEvaluating, BidNotLive, OffScale,
    MarkFrozen, NeedsReason, NothingToSupersede or QuotesRefused.
    """
    tx, actor = call.tx, call.actor
    real_id, ground = _ground(tx, actor, bid_id, body.criterion)
    if ground is None or not ground.marks_in_lot:
        raise NotFound("bid", bid_id)
    if why_not := conflicts.attempted(call, ground.tender, Stage.BIDDERS_KNOWN, about={ground.supplier_id}):
        return why_not
    standing = standing_in_lot(ground.status, ground.lot_code, ground.decided_at)
    questions.check_stands_evaluating(ground.reference, standing)
    leaf = questions.marked_among(tenders.asked_in(tx, ground, ground.lot_code), body.criterion)
    if not ground.marks_this:
        raise NotAssigned(leaf.id)
    if ground.bid_status != BidStatus.SUBMITTED:
        raise BidNotLive(ground.supplier_name, STANDING[BidStatus(ground.bid_status)])
    questions.check_on_scale(leaf, body)
    if ground.is_frozen and _stands(tx, ground, leaf, real_id):
        raise MarkFrozen(ground.supplier_name, leaf.id)
    _check_superseding(ground, leaf, body)
    known_as = bid_id if ground.is_blind else real_id
    quoted = quotes.kept(tx, bids.opened_bid(tx, actor, bid_id), leaf.id, body.quotes) if body.quotes else []
    row = _added(call, ground, real_id, body, known_as, quoted)
    (out,) = mark_outs([row], {leaf.id: [actor.person_id]}, {actor.person_id: actor.name})
    return out.model_copy(update={"bid_id": known_as})


def work(tx: Session, actor: Actor, asked: PageRequest, *, tender_id: UUID | None) -> Page[WorkSummaryOut]:
    """Return a page of the questions that the actor is asked to mark, with how many bids are still to do."""
    rows, following = repository.page_of_evaluator(tx, actor.person_id, asked, tender_id=tender_id)
    own = {row.tender_id: tenders.owned(tx, actor, row.tender_id) for row in rows}
    free = {tender.id for tender in own.values() if conflicts.is_free(tx, actor, tender, _needed(tender))}
    lots = {row.lot_id: _lot_work(tx, actor, own[row.tender_id], row.lot_id) for row in rows}
    items = [_summary(own[row.tender_id], row, lots[row.lot_id], free=row.tender_id in free) for row in rows]
    return Page[WorkSummaryOut](items=items, next=following)


def read_work(tx: Session, actor: Actor, assignment_id: UUID) -> WorkOut:
    """Return one question with guidance, scale and the answers to mark, and the actor's own marks; nothing else."""
    row = own_assignment(tx, actor, assignment_id)
    tender = tenders.owned(tx, actor, row.tender_id)
    leaf = questions.marked(tx, tender, row.lot_id, row.criterion)
    if tender.opened_at is not None:
        conflicts.check(tx, actor, tender, Stage.BIDDERS_KNOWN)
    kept = conflicts.kept_from(tx, tender.id, actor.person_id)
    opened = [] if tender.opened_at is None else bids.opened_for(tx, actor, tender, row.lot_id)
    withheld = bids.of_question(tx, row.lot_id, leaf.id)
    own = repository.marks(tx, row.lot_id, criterion=leaf.id, evaluator_id=actor.person_id)
    marking = panel.of_lot(tx, tender.id, row.lot_id, opened, criterion=leaf.id)
    outs = mark_outs(own, {leaf.id: [actor.person_id]}, {actor.person_id: actor.name})
    evaluating = questions.is_evaluating(tender, row.lot_id)
    return WorkOut(
        assignment_id=row.id,
        tender_id=tender.id,
        tender_status=tender.status,
        lot=tenders.lot_by_id(tender, row.lot_id).code,
        criterion=leaf.id,
        title=leaf.title,
        path=list(leaf.path),
        question=leaf.question,
        guidance=leaf.guidance,
        word_limit=leaf.word_limit,
        weight=leaf.weight_text,
        scale=scale_out(leaf),
        bids=[
            _to_mark(
                bid,
                bids.for_evaluator(bid, leaf.id, withheld.get(bid.bid_id, ())),
                known_by([one for one in outs if one.bid_id == bid.bid_id], bid),
                may_mark=evaluating and not marking.is_frozen(bid.bid_id, leaf.id),
            )
            for bid in opened
            if bid.is_live and bid.supplier_id not in kept
        ],
    )


def own_assignment(tx: Session, actor: Actor, assignment_id: UUID) -> Assignment:
    """Return an assignment of the actor that is in force; raise NotFound."""
    row = repository.assignment(tx, assignment_id)
    if row is None or row.evaluator_id != actor.person_id or row.removed_at is not None:
        raise NotFound("assignment", assignment_id)
    return row


def is_frozen(tx: Session, row: Assignment, bid: OpenedBid) -> bool:
    """Return whether marks on a bid stand in a question that somebody is asked to mark."""
    found = panel.of_lot(tx, row.tender_id, row.lot_id, [bid], criterion=row.criterion)
    return found.is_frozen(bid.bid_id, row.criterion)


def marks_on_bid(tx: Session, actor: Actor, bid_id: UUID) -> list[MarkOut]:
    """Return every mark on a bid, superseded ones too; to an evaluator who is nothing else, only their own.

    Raises MarkFirst for somebody who may read all of them while their own marks in this lot can still change.
    """
    bid = bids.opened_bid(tx, actor, bid_id)
    marking = panel.of_lot(tx, bid.tender_id, bid.lot_id, [bid])
    assigned = marking.assigned
    if actor.has(*AUTHORITY_READERS):
        rows = repository.marks(tx, bid.lot_id, bid_id=bid.bid_id)
        mine = {row.criterion for row in rows if row.evaluator_id == actor.person_id}
        to_do = [one for one, people in assigned.items() if actor.person_id in people and one not in mine]
        own = panel.can_change(tx, bid.tender_id, actor.person_id)
        to_do = list(dict.fromkeys([*to_do, *(one for lot_id, one in own if lot_id == bid.lot_id)]))
        if to_do and bid.is_live:
            raise MarkFirst(to_do)
    elif repository.is_assigned_to_lot(tx, bid.lot_id, actor.person_id):
        rows = repository.marks(tx, bid.lot_id, bid_id=bid.bid_id, evaluator_id=actor.person_id)
    else:
        raise NotFound("bid", bid_id)
    questions.check_free(tx, actor, tenders.get(tx, bid.tender_id), bid)
    names = identity.names(tx, [row.evaluator_id for row in rows])
    return known_by(mark_outs(rows, assigned, names, marking.kept), bid)


def _ground(tx: Session, actor: Actor, given_id: UUID, criterion: str) -> tuple[UUID, Ground | None]:
    """Return the bid that an evaluator means and what decides about a mark there.

    Whoever bidders are kept from finds a bid by the id that they know it by, and by no other.
    """
    read = partial(
        repository.ground,
        tx,
        authority_id=actor.organisation_id,
        criterion=criterion,
        evaluator_id=actor.person_id,
    )
    ground = read(bid_id=given_id)
    if ground is not None:
        return given_id, None if ground.is_blind else ground
    behind = bids.behind(tx, actor, given_id)
    if behind is None:
        return given_id, None
    real_id = behind[0]
    ground = read(bid_id=real_id)
    if ground is not None and ground.is_blind:
        ground = replace(ground, supplier_name=bids.opened_bid(tx, actor, given_id).supplier_name)
    return real_id, ground


def _stands(tx: Session, ground: Ground, leaf: Leaf, bid_id: UUID) -> bool:
    """Return whether marks on a question of a bid stand: not if all whose marks were frozen have no say any more."""
    found = [bid for bid in bids.opened(tx, tenders.get(tx, ground.tender_id), ground.lot_id) if bid.bid_id == bid_id]
    return panel.of_lot(tx, ground.tender_id, ground.lot_id, found, criterion=leaf.id).is_frozen(bid_id, leaf.id)


def _check_superseding(ground: Ground, leaf: Leaf, body: MarkCreate) -> None:
    if ground.last_mark is None:
        if body.superseding_reason is not None:
            raise NothingToSupersede
        return
    if body.superseding_reason is None:
        raise NeedsReason(f"Your mark {plain(ground.last_mark)} on {leaf.id!r} for {ground.supplier_name}")


def _added(
    call: Call, ground: Ground, bid_id: UUID, body: MarkCreate, known_as: UUID, quoted: list[dict[str, Any]]
) -> Mark:
    row = fresh(
        Mark,
        id=new_id(call.now),
        authority_id=ground.authority_id,
        tender_id=ground.tender_id,
        lot_id=ground.lot_id,
        bid_id=bid_id,
        criterion=body.criterion,
        evaluator_id=call.actor.person_id,
        revision=(ground.last_revision or 0) + 1,
        mark=body.mark,
        rationale=body.rationale,
        quotes=quoted,
        superseding_reason=body.superseding_reason,
        made_at=call.now,
    )
    audit.record(
        call.tx,
        call.actor,
        Action.MARK_MADE if row.revision == 1 else Action.MARK_SUPERSEDED,
        row,
        log_id=row.authority_id,
        now=call.now,
        reason=body.superseding_reason,
        after=_facts(row, known_as),
        adding=insertions([row]),
    )
    return row


def _facts(row: Mark, known_as: UUID) -> dict[str, Any]:
    """Return what the log keeps of a mark: a digest and not the mark, so that no log shows evaluators one another's.

    On a blind tender it names the bid as its evaluator does: beside the log of the opening it would name the bidder.
    """
    said: dict[str, Any] = {"mark": plain(row.mark), "rationale": row.rationale, "id": str(row.id)}
    if row.quotes:
        said["quotes"] = row.quotes
    return {"bid": str(known_as), "criterion": row.criterion, "revision": row.revision, "digest": digest(said)}


@dataclass(frozen=True, slots=True)
class _LotWork:
    """What an evaluator's list needs of one lot; `live` is None while its bids are sealed."""

    titles: Mapping[str, str]
    live: frozenset[UUID] | None
    done: frozenset[tuple[UUID, str]]


def _lot_work(tx: Session, actor: Actor, tender: Tender, lot_id: UUID) -> _LotWork:
    live = None if tender.opened_at is None else _live(tx, actor, tender, lot_id)
    own = repository.marks(tx, lot_id, evaluator_id=actor.person_id)
    return _LotWork(
        titles={leaf.id: leaf.title for leaf in questions.of_lot(tx, tender, lot_id)},
        live=live,
        done=frozenset((row.bid_id, row.criterion) for row in own),
    )


def _live(tx: Session, actor: Actor, tender: Tender, lot_id: UUID) -> frozenset[UUID]:
    kept = conflicts.kept_from(tx, tender.id, actor.person_id)
    if not kept:
        return frozenset(bids.live_ids(tx, tender, lot_id))
    opened = bids.opened(tx, tender, lot_id)
    return frozenset(bid.bid_id for bid in opened if bid.is_live and bid.supplier_id not in kept)


def _needed(tender: Tender) -> Stage:
    """Return the stage at which an evaluator has declared before they are told how much there is to mark."""
    return Stage.START if tender.opened_at is None else Stage.BIDDERS_KNOWN


def _summary(tender: Tender, row: Assignment, lot: _LotWork, *, free: bool) -> WorkSummaryOut:
    shown = free and lot.live is not None
    marked = sum((bid, row.criterion) in lot.done for bid in lot.live or ())
    return WorkSummaryOut(
        assignment_id=row.id,
        tender_id=tender.id,
        tender_reference=tender.reference,
        tender_title=tender.title,
        tender_status=tender.status,
        lot=tenders.lot_by_id(tender, row.lot_id).code,
        criterion=row.criterion,
        title=lot.titles[row.criterion],
        to_mark=len(lot.live or ()) - marked if shown else None,
        marked=marked if shown else None,
        to_declare=not free,
    )


def _to_mark(bid: OpenedBid, answer: Mapping[str, Any] | None, own: list[MarkOut], *, may_mark: bool) -> WorkBidOut:
    return WorkBidOut(
        bid_id=bid.known_as,
        supplier_name=bid.supplier_name,
        answer=None if answer is None else Answer.model_validate(answer),
        marks=own,
        may_mark=may_mark,
    )
