"""Finds the question, the bid and the tender that a mark or an agreement is about, and locks what decides."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from uuid import UUID

from sqlalchemy.orm import Session

from app.bids import service as bids
from app.bids.opened import OpenedBid
from app.conflicts import service as conflicts
from app.conflicts.rules import Stage
from app.evaluations.errors import BidNotLive, NotEvaluating, OffScale, WrongQuestion
from app.evaluations.rules import is_gate, is_marked, on_scale
from app.evaluations.schemas import AgreedMarkCreate, MarkCreate
from app.kit.actor import Actor
from app.kit.call import Call
from app.kit.errors import Refusal
from app.kit.schema import plain
from app.rubrics.leaves import Leaf
from app.tenders import service as tenders
from app.tenders.models import Tender
from app.tenders.rules import TenderStatus


def marked(tx: Session, tender: Tender, lot_id: UUID, criterion: str) -> Leaf:
    """Return a question that evaluators mark; raise WrongQuestion."""
    return marked_among(of_lot(tx, tender, lot_id), criterion)


def marked_among(leaves: Sequence[Leaf], criterion: str) -> Leaf:
    """Return the one of these questions that is named, if evaluators mark it; raise WrongQuestion."""
    return _find(leaves, criterion, is_marked, "evaluators mark")


def gate(tx: Session, tender: Tender, lot_id: UUID, criterion: str) -> Leaf:
    """Return a gate; raise WrongQuestion."""
    return _find(of_lot(tx, tender, lot_id), criterion, is_gate, "the panel decides as a gate")


def of_lot(tx: Session, tender: Tender, lot_id: UUID) -> Sequence[Leaf]:
    """Return every question of a lot."""
    return tenders.leaves(tx, tender, tenders.lot_by_id(tender, lot_id).code)


def _find(leaves: Sequence[Leaf], criterion: str, fits: Callable[[Leaf], bool], wanted: str) -> Leaf:
    possible = {leaf.id: leaf for leaf in leaves if fits(leaf)}
    if criterion not in possible:
        raise WrongQuestion(criterion, wanted, list(possible))
    return possible[criterion]


def check_on_scale(leaf: Leaf, body: MarkCreate | AgreedMarkCreate) -> None:
    """Raise OffScale for a mark that the published scale does not hold."""
    check_on_scale_of(leaf, body.mark)


def check_on_scale_of(leaf: Leaf, mark: Decimal) -> None:
    """Raise OffScale for a value that the published scale does not hold."""
    if not on_scale(leaf, mark):
        raise OffScale(plain(mark), leaf.id, [plain(one) for one in leaf.scale_marks or ()])


def is_evaluating(tender: Tender, lot_id: UUID) -> bool:
    """Return whether a lot is being evaluated: what the award of a lot rests on stands, although others wait."""
    return tenders.standing_in(tender, lot_id) == TenderStatus.EVALUATING


def check_evaluating(tender: Tender, lot_id: UUID) -> None:
    """Raise NotEvaluating unless the lot is being evaluated."""
    check_stands_evaluating(tender.reference, tenders.standing_in(tender, lot_id))


def check_stands_evaluating(reference: str, standing: str) -> None:
    """Raise NotEvaluating unless a lot that stands so is being evaluated."""
    if standing != TenderStatus.EVALUATING:
        raise NotEvaluating(reference, standing)


def locked(tx: Session, actor: Actor, bid_id: UUID) -> tuple[Tender, OpenedBid]:
    """Return an opened bid of one's own authority with its tender, both locked, the tender first; raise NotFound.

    Every change to an evaluation locks its tender first, marks too: one that locked its bid alone would wait, by its
    foreign key, for whoever holds the tender, while they wait for the bid.
    """
    tender = tenders.owned(tx, actor, bids.opened_bid(tx, actor, bid_id).tender_id, lock=True)
    return tender, bids.opened_bid(tx, actor, bid_id, lock=True)


def for_agreement(call: Call, bid_id: UUID) -> tuple[Tender, OpenedBid] | Refusal:
    """Return what `locked` does, of a live bid in an evaluation; raise NotFound, NotEvaluating or BidNotLive.

    Whoever may not take part is refused, and the record of the attempt kept.
    """
    tender, bid = locked(call.tx, call.actor, bid_id)
    if why_not := conflicts.attempted(call, tender, Stage.BIDDERS_KNOWN, about={bid.supplier_id}):
        return why_not
    check_evaluating(tender, bid.lot_id)
    check_live(bid)
    return tender, bid


def check_free(tx: Session, actor: Actor, tender: Tender, bid: OpenedBid) -> None:
    """Raise unless a reader has declared against the bidders and is not kept from this one."""
    conflicts.check(tx, actor, tender, Stage.BIDDERS_KNOWN, about={bid.supplier_id})


def check_live(bid: OpenedBid) -> None:
    """Raise BidNotLive for a bid that was withdrawn or excluded."""
    if not bid.is_live:
        raise BidNotLive(bid.supplier_name, bid.status)
