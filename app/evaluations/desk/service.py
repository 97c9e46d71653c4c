"""Keeps marks in draft for the eyes of their evaluator alone, and turns them into marks all together or not at all."""

from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.bids import service as bids
from app.bids.opened import OpenedBid
from app.conflicts import service as conflicts
from app.conflicts.rules import Stage
from app.evaluations.desk import repository
from app.evaluations.desk.errors import DraftsRefused, NoDrafts
from app.evaluations.desk.schemas import DraftOut, DraftsSubmit, DraftWrite
from app.evaluations.errors import MarkFrozen
from app.evaluations.models import Assignment, MarkDraft
from app.evaluations.schemas import MarkCreate, MarkOut
from app.evaluations.service import marking, questions, quotes
from app.kit import constraints
from app.kit.actor import Actor
from app.kit.call import Call
from app.kit.errors import Busy, NotFound, Refusal
from app.kit.ids import new_id
from app.kit.schema import plain
from app.tenders import service as tenders
from app.tenders.models import Tender
from scoring.digest import digest

constraints.means("uq_mark_draft_assignment_id_bid_id", Busy, columns="mark_draft.assignment_id, mark_draft.bid_id")


def drafts(tx: Session, actor: Actor, assignment_id: UUID) -> list[DraftOut]:
    """Return one's own drafts on a question that one is asked to mark."""
    assignment, tender = _own(tx, actor, assignment_id)
    if tender.opened_at is None:
        return []
    known = {bid.bid_id: bid for bid in bids.opened_for(tx, actor, tender, assignment.lot_id)}
    return [_out(row, known[row.bid_id]) for row in repository.of_assignment(tx, assignment.id)]


def write(call: Call, assignment_id: UUID, bid_id: UUID, body: DraftWrite) -> DraftOut | Refusal:
    """Write a draft over whatever stood there; with nothing in it the draft is gone.

    Whoever may not take part, or is kept from the bidder, is refused, and the record of the attempt kept.
    Raises NotFound, NotEvaluating, BidNotLive, OffScale, MarkFrozen or QuotesRefused.
    """
    tx, actor = call.tx, call.actor
    assignment, tender = _own(tx, actor, assignment_id)
    tender = tenders.owned(tx, actor, tender.id, lock=True)
    bid = bids.opened_bid(tx, actor, bid_id)
    if bid.lot_id != assignment.lot_id:
        raise NotFound("bid", bid_id)
    if why_not := conflicts.attempted(call, tender, Stage.BIDDERS_KNOWN, about={bid.supplier_id}):
        return why_not
    questions.check_evaluating(tender, bid.lot_id)
    questions.check_live(bid)
    leaf = questions.marked(tx, tender, bid.lot_id, assignment.criterion)
    if body.mark is not None:
        questions.check_on_scale_of(leaf, body.mark)
    if marking.is_frozen(tx, assignment, bid):
        raise MarkFrozen(bid.supplier_name, leaf.id)
    kept = quotes.kept(tx, bid, leaf.id, body.quotes)
    row = next(iter(repository.of_assignment(tx, assignment.id, bid_id=bid.bid_id)), None)
    if row is None:
        row = MarkDraft(
            id=new_id(call.now), authority_id=tender.authority_id, assignment_id=assignment.id, bid_id=bid.bid_id
        )
    row.mark, row.rationale, row.quotes = body.mark, body.rationale, kept
    row.superseding_reason, row.written_at = body.superseding_reason, call.now
    repository.add(tx, row)
    out = _out(row, bid)
    _record(call, assignment, row, bid)
    if body.mark is None and body.rationale is None and not kept and body.superseding_reason is None:
        repository.remove(tx, row)
    return out


def submit(call: Call, assignment_id: UUID, body: DraftsSubmit) -> list[MarkOut] | Refusal:
    """Turn drafts into marks, all of them or none. Raises NoDrafts, or DraftsRefused with every finding.

    Whoever may not take part, or is kept from one of the bidders, is refused, and the record of the attempt kept.
    """
    tx, actor = call.tx, call.actor
    assignment, tender = _own(tx, actor, assignment_id)
    tender = tenders.owned(tx, actor, tender.id, lock=True)
    rows = repository.of_assignment(tx, assignment.id)
    if not rows:
        raise NoDrafts
    known = {bid.bid_id: bid for bid in bids.opened_for(tx, actor, tender, assignment.lot_id)}
    by_name = {known[row.bid_id].known_as: row for row in rows}
    wanted = list(by_name) if body.bids is None else list(dict.fromkeys(body.bids))
    about = {known[row.bid_id].supplier_id for one in wanted if (row := by_name.get(one)) is not None}
    if why_not := conflicts.attempted(call, tender, Stage.BIDDERS_KNOWN, about=about):
        return why_not
    made: list[MarkOut] = []
    findings: list[dict[str, Any]] = []
    for known_as in wanted:
        row = by_name.get(known_as)
        try:
            if row is None:
                raise NotFound("draft on the bid", known_as)
            out = marking.mark(call, known_as, _whole(assignment, row))
            if isinstance(out, Refusal):
                raise out
            made.append(out)
        except ValidationError:
            findings.append(_finding("draft.incomplete", known_as, "a mark needs a value and a rationale: write both"))
        except Refusal as refusal:
            findings.append(_finding(refusal.code, known_as, refusal.sentence.rstrip(".")))
    if findings:
        raise DraftsRefused(findings)
    repository.remove(tx, *(by_name[one] for one in wanted))
    return made


def _own(tx: Session, actor: Actor, assignment_id: UUID) -> tuple[Assignment, Tender]:
    row = marking.own_assignment(tx, actor, assignment_id)
    return row, tenders.owned(tx, actor, row.tender_id)


def _whole(assignment: Assignment, row: MarkDraft) -> MarkCreate:
    """Return a draft as a mark is sent; raise ValidationError where it is not complete."""
    return MarkCreate.model_validate(
        {
            "criterion": assignment.criterion,
            "mark": None if row.mark is None else plain(row.mark),
            "rationale": row.rationale,
            "quotes": [{name: one[name] for name in ("place", "start", "end")} for one in row.quotes],
            "superseding_reason": row.superseding_reason,
        }
    )


def _finding(code: str, known_as: UUID, message: str) -> dict[str, Any]:
    return {"code": code, "place": f"bids.{known_as}", "message": message, "value": None}


def _record(call: Call, assignment: Assignment, row: MarkDraft, bid: OpenedBid) -> None:
    """Keep in the log that a draft was written, by a digest that tells nobody what it says."""
    said = {
        "id": str(row.id),
        "mark": None if row.mark is None else plain(row.mark),
        "rationale": row.rationale,
        "quotes": row.quotes,
        "superseding_reason": row.superseding_reason,
    }
    after = {"bid": str(bid.known_as), "criterion": assignment.criterion, "digest": digest(said)}
    audit.record(call.tx, call.actor, Action.MARK_DRAFTED, row, log_id=row.authority_id, now=call.now, after=after)


def _out(row: MarkDraft, bid: OpenedBid) -> DraftOut:
    fields = {name: getattr(row, name) for name in DraftOut.model_fields if name != "bid_id"}
    return DraftOut(**fields, bid_id=bid.known_as)
