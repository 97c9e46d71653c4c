"""What the panel agrees: one mark of the scale with its own reasons, or whether a gate is passed; never a mean."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.bids import service as bids
from app.bids.opened import OpenedBid
from app.evaluations import repository, rules
from app.evaluations.errors import DiscussionRequired, NeedsReason, NothingToSupersede
from app.evaluations.models import AgreedMark
from app.evaluations.presenting import agreed_outs, counted, known_by, standing_agreed
from app.evaluations.schemas import AgreedMarkCreate, AgreedOut, GateDecisionCreate
from app.evaluations.service import attendance, panel, questions, quotes
from app.evaluations.service.freezing import freeze
from app.evaluations.service.opening_prices import quality_settled
from app.identity import service as identity
from app.kit import constraints
from app.kit.actor import Actor
from app.kit.call import Call
from app.kit.errors import Busy, Refusal
from app.kit.ids import new_id
from app.kit.schema import plain
from app.rubrics.leaves import Leaf
from app.tenders import service as tenders
from app.tenders.models import Tender

constraints.means(
    "uq_agreed_mark_bid_id_criterion_revision",
    Busy,
    columns="agreed_mark.bid_id, agreed_mark.criterion, agreed_mark.revision",
)


@dataclass(frozen=True, slots=True)
class _Said:
    """What the panel said, beside its reasons: a mark, or whether a gate is passed."""

    attendees: list[str]
    mark: Decimal | None = None
    passed: bool | None = None
    quotes: list[dict[str, Any]] = field(default_factory=list)
    dissent: list[dict[str, Any]] = field(default_factory=list)
    flagged: bool = False


def agree(call: Call, bid_id: UUID, body: AgreedMarkCreate) -> AgreedOut | Refusal:
    """Record the mark that the panel agreed, once everybody assigned has marked this question in every bid.

    The first agreed mark opens the moderation of its question, if the moderator has not: individual marks stand then.
    Nobody waits for whoever is kept from the bidder. A caller who may not take part is refused, the record of it kept.

    Raises NotEvaluating, BidNotLive, WrongQuestion, OffScale, NobodyAssigned, MarksMissing, DiscussionRequired,
    QuotesRefused, DissentRefused, NeedsReason or NothingToSupersede.
    """
    tx, actor = call.tx, call.actor
    held = questions.for_agreement(call, bid_id)
    if isinstance(held, Refusal):
        return held
    tender, bid = held
    leaf = questions.marked(call.tx, tender, bid.lot_id, body.criterion)
    questions.check_on_scale(leaf, body)
    freeze(call, tender, tenders.lot_by_id(tender, bid.lot_id), leaf, agreeing=bid.bid_id)
    marks = _panel_marks(call.tx, bid, leaf)
    if body.discussion is None:
        raise DiscussionRequired([plain(mark) for mark in sorted(marks)])
    there = attendance.attendees(tx, actor, body.attendees)
    said = _Said(
        attendees=[one.name for one in there],
        mark=body.mark,
        quotes=quotes.kept(tx, bid, leaf.id, body.quotes),
        dissent=attendance.dissents(tx, actor, leaf, there, body.dissent),
        flagged=rules.far_apart(marks, leaf.scale_marks or (), tenders.terms(tender).disagreement_percent),
    )
    return _added(call, tender, bid, body, said)


def decide_gate(call: Call, bid_id: UUID, body: GateDecisionCreate) -> AgreedOut | Refusal:
    """Record whether a bid passes a gate.

    A caller who may not take part is refused, and the record of the attempt kept.
    Raises NotEvaluating, BidNotLive, WrongQuestion, NeedsReason or NothingToSupersede.
    """
    held = questions.for_agreement(call, bid_id)
    if isinstance(held, Refusal):
        return held
    tender, bid = held
    questions.gate(call.tx, tender, bid.lot_id, body.criterion)
    there = attendance.attendees(call.tx, call.actor, body.attendees)
    return _added(call, tender, bid, body, _Said(attendees=[one.name for one in there], passed=body.passed))


def agreed(tx: Session, lot_id: UUID) -> list[AgreedMark]:
    """Return the agreed marks and gate decisions of a lot that stand."""
    return standing_agreed(repository.agreed(tx, lot_id))


def agreed_on_bid(tx: Session, actor: Actor, bid_id: UUID) -> list[AgreedOut]:
    """Return every agreed mark and gate decision on a bid, superseded ones too, the oldest first."""
    bid = bids.opened_bid(tx, actor, bid_id)
    questions.check_free(tx, actor, tenders.get(tx, bid.tender_id), bid)
    rows = repository.agreed(tx, bid.lot_id, bid_id=bid.bid_id)
    return known_by(agreed_outs(rows, identity.names(tx, [row.agreed_by for row in rows])), bid)


def _panel_marks(tx: Session, bid: OpenedBid, leaf: Leaf) -> list[Decimal]:
    """Return the marks of exactly those on the panel of this bid, all of which are in."""
    marking = panel.of_lot(tx, bid.tender_id, bid.lot_id, [bid], criterion=leaf.id)
    people = marking.of(bid.bid_id, leaf.id)
    return [
        row.mark
        for row in counted(repository.marks(tx, bid.lot_id, criterion=leaf.id, bid_id=bid.bid_id), {leaf.id: people})
    ]


def _added(
    call: Call,
    tender: Tender,
    bid: OpenedBid,
    body: AgreedMarkCreate | GateDecisionCreate,
    said: _Said,
) -> AgreedOut:
    earlier = repository.agreed(call.tx, bid.lot_id, criterion=body.criterion, bid_id=bid.bid_id)
    if earlier and body.superseding_reason is None:
        raise NeedsReason(f"An agreement on {body.criterion!r} for {bid.supplier_name}")
    if not earlier and body.superseding_reason is not None:
        raise NothingToSupersede
    row = _row(call, bid, body, said, len(earlier) + 1)
    repository.add(call.tx, row)
    audit.record(
        call.tx,
        call.actor,
        _action(row),
        row,
        log_id=row.authority_id,
        now=call.now,
        reason=body.superseding_reason,
        before=_facts(earlier[-1]) if earlier else None,
        after=_facts(row),
    )
    lot = tenders.lot_by_id(tender, bid.lot_id)
    if tenders.terms(tender).blind and not quality_settled(call.tx, call.actor, tender, lot):
        bids.reveal(call, tender, lot.id)
    outs = agreed_outs([*earlier, row], {one.agreed_by: call.actor.name for one in (*earlier, row)})
    return known_by(outs, bid)[-1]


def _row(
    call: Call, bid: OpenedBid, body: AgreedMarkCreate | GateDecisionCreate, said: _Said, revision: int
) -> AgreedMark:
    return AgreedMark(
        id=new_id(call.now),
        authority_id=call.actor.organisation_id,
        tender_id=bid.tender_id,
        lot_id=bid.lot_id,
        bid_id=bid.bid_id,
        criterion=body.criterion,
        revision=revision,
        mark=said.mark,
        passed=said.passed,
        rationale=body.rationale,
        discussion=body.discussion,
        attendees=said.attendees,
        quotes=said.quotes,
        dissent=said.dissent,
        flagged=said.flagged,
        superseding_reason=body.superseding_reason,
        after_prices=bid.price_opened_at is not None,
        agreed_by=call.actor.person_id,
        made_at=call.now,
    )


def _action(row: AgreedMark) -> Action:
    if row.revision > 1:
        return Action.AGREEMENT_SUPERSEDED
    return Action.GATE_DECIDED if row.mark is None else Action.MARK_AGREED


def _facts(row: AgreedMark) -> dict[str, Any]:
    return {
        "bid": str(row.bid_id),
        "criterion": row.criterion,
        "revision": row.revision,
        "mark": None if row.mark is None else plain(row.mark),
        "passed": row.passed,
        "after_prices": row.after_prices,
        "rationale": row.rationale,
        "attendees": list(row.attendees),
        "dissent": list(row.dissent),
        "flagged": row.flagged,
    }
