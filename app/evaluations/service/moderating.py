"""The moderator's view: every mark side by side, how far they lie apart, who has yet to mark, and what was agreed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.bids import service as bids
from app.bids.opened import OpenedBid
from app.bids.schemas import Answer
from app.conflicts import service as conflicts
from app.conflicts.rules import Stage
from app.evaluations import repository, rules
from app.evaluations.errors import MarkFirst
from app.evaluations.models import Moderation
from app.evaluations.presenting import (
    Names,
    agreed_outs,
    counted,
    evaluator_outs,
    known_by,
    mark_outs,
    scale_out,
    standing_agreed,
)
from app.evaluations.schemas import (
    AgreedOut,
    DecidedBidOut,
    GateOut,
    MarkOut,
    ModeratedBidOut,
    ModeratedQuestionOut,
    ModerationOut,
)
from app.evaluations.service import panel as panels
from app.evaluations.service import questions
from app.identity import service as identity
from app.kit.actor import Actor
from app.rubrics.leaves import Leaf
from app.tenders import service as tenders


@dataclass(frozen=True, slots=True)
class _Panel:
    """Everything that the view is made of, read once."""

    live: Sequence[OpenedBid]
    marking: rules.Panels
    percent: Decimal
    opened: Mapping[str, Moderation]
    marks: Mapping[rules.Pair, Sequence[MarkOut]]
    agreed: Mapping[rules.Pair, AgreedOut]
    names: Names
    contents: Mapping[UUID, Mapping[str, Any]]


def moderation(tx: Session, actor: Actor, tender_id: UUID, *, lot: str, criterion: str | None) -> ModerationOut:
    """Return the marks that count on every question of a lot, or on one; and the gates. No mean is shown anywhere.

    Raises TenderSealed before opening, and MarkFirst for a reader who is an evaluator too while their own marks on a
    question can still change.
    """
    tender = tenders.owned(tx, actor, tender_id)
    lot_row = tenders.lot(tender, lot)
    opened = bids.opened_for(tx, actor, tender, lot_row.id)
    conflicts.check(tx, actor, tender, Stage.BIDDERS_KNOWN)
    kept = conflicts.kept_from(tx, tender.id, actor.person_id)
    asked = [leaf for leaf in questions.of_lot(tx, tender, lot_row.id) if criterion in {None, leaf.id}]
    percent = tenders.terms(tender).disagreement_percent
    live = [bid for bid in opened if bid.is_live and bid.supplier_id not in kept]
    panel = _read(tx, tender.id, lot_row.id, live, percent)
    own = {leaf_id for lot_id, leaf_id in panels.can_change(tx, tender.id, actor.person_id) if lot_id == lot_row.id}
    _check_marked_first(actor, panel, asked, own)
    return ModerationOut(
        tender_id=tender.id,
        lot=lot_row.code,
        questions=[_question(leaf, panel) for leaf in asked if rules.is_marked(leaf)],
        gates=[_gate(leaf, panel) for leaf in asked if rules.is_gate(leaf)],
    )


def _read(tx: Session, tender_id: UUID, lot_id: UUID, live: Sequence[OpenedBid], percent: Decimal) -> _Panel:
    marking = panels.of_lot(tx, tender_id, lot_id, live)
    assigned = marking.assigned
    marks = counted(repository.marks(tx, lot_id), assigned, marking.kept)
    agreed = standing_agreed(repository.agreed(tx, lot_id))
    people = [person for several in assigned.values() for person in several] + [row.agreed_by for row in agreed]
    names = identity.names(tx, people)
    by_pair: dict[rules.Pair, list[MarkOut]] = {}
    for out in mark_outs(marks, assigned, names):
        by_pair.setdefault((out.bid_id, out.criterion), []).append(out)
    return _Panel(
        live=live,
        marking=marking,
        percent=percent,
        opened={row.criterion: row for row in reversed(repository.moderations(tx, lot_id))},
        marks=by_pair,
        agreed={(out.bid_id, out.criterion): out for out in agreed_outs(agreed, names)},
        names=names,
        contents=bids.all_for_readers(tx, lot_id, live),
    )


def _check_marked_first(actor: Actor, read: _Panel, asked: Sequence[Leaf], own: Collection[str]) -> None:
    to_do = [
        leaf.id
        for leaf in asked
        if leaf.id in own
        or any(
            actor.person_id in read.marking.free(bid.bid_id, leaf.id) and _unmarked(read, bid, leaf.id, actor.person_id)
            for bid in read.live
        )
    ]
    if to_do:
        raise MarkFirst(to_do)


def _unmarked(panel: _Panel, bid: OpenedBid, criterion: str, person: UUID) -> bool:
    return all(mark.evaluator_id != person for mark in panel.marks.get((bid.bid_id, criterion), ()))


def _question(leaf: Leaf, panel: _Panel) -> ModeratedQuestionOut:
    return ModeratedQuestionOut(
        criterion=leaf.id,
        title=leaf.title,
        path=list(leaf.path),
        scale=scale_out(leaf),
        evaluators=evaluator_outs(panel.marking.assigned.get(leaf.id, ()), panel.names),
        opened_at=opened.opened_at if (opened := panel.opened.get(leaf.id)) is not None else None,
        bids=[_moderated(bid, leaf, panel) for bid in panel.live],
    )


def _moderated(bid: OpenedBid, leaf: Leaf, panel: _Panel) -> ModeratedBidOut:
    criterion = leaf.id
    assigned = panel.marking.of(bid.bid_id, criterion)
    marks = panel.marks.get((bid.bid_id, criterion), ())
    waiting = rules.waiting_for(assigned, {mark.evaluator_id for mark in marks})
    lying = rules.spread([mark.mark for mark in marks])
    return ModeratedBidOut(
        bid_id=bid.known_as,
        supplier_name=bid.supplier_name,
        marks=known_by(marks, bid),
        waiting_for=evaluator_outs(waiting, panel.names),
        lowest=None if lying is None else lying.lowest,
        highest=None if lying is None else lying.highest,
        spread=None if lying is None else lying.width,
        flagged=rules.far_apart([mark.mark for mark in marks], leaf.scale_marks or (), panel.percent),
        frozen=panel.marking.is_frozen(bid.bid_id, criterion),
        ready=bool(assigned) and not waiting,
        agreed=_standing(bid, criterion, panel),
    )


def _gate(leaf: Leaf, panel: _Panel) -> GateOut:
    return GateOut(
        criterion=leaf.id,
        title=leaf.title,
        question=leaf.question,
        consequence=leaf.body["method"]["consequence"],
        bids=[_decided(bid, leaf.id, panel) for bid in panel.live],
    )


def _standing(bid: OpenedBid, criterion: str, panel: _Panel) -> AgreedOut | None:
    found = panel.agreed.get((bid.bid_id, criterion))
    return None if found is None else known_by([found], bid)[0]


def _decided(bid: OpenedBid, criterion: str, panel: _Panel) -> DecidedBidOut:
    answers = panel.contents[bid.bid_id]["answers"]
    answer = next((one for one in answers if one["criterion"] == criterion), None)
    return DecidedBidOut(
        bid_id=bid.known_as,
        supplier_name=bid.supplier_name,
        answer=None if answer is None else Answer.model_validate(answer),
        decision=_standing(bid, criterion, panel),
    )
