"""Computes the result of a lot from what the panel agreed, keeps every one, and says whether the last still holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.bids import service as bids
from app.bids.opened import OpenedBid
from app.conflicts import service as conflicts
from app.conflicts.rules import Stage
from app.evaluations import inputs, repository, rules, wording
from app.evaluations.errors import PricesSealed, ResultIncomplete, ResultNeedsReason, ResultRefused, ResultUnchanged
from app.evaluations.ground import ReadResult
from app.evaluations.low_prices import repository as low_prices
from app.evaluations.low_prices.errors import LowPriceOpen
from app.evaluations.models import Result
from app.evaluations.presenting import (
    counted,
    marked_by,
    result_json,
    result_out,
    result_summary_out,
    standing_agreed,
)
from app.evaluations.rules import Missing
from app.evaluations.schemas import ResultCreate, ResultOut, ResultSummaryOut
from app.evaluations.service import panel, questions
from app.identity import service as identity
from app.kit import constraints
from app.kit.actor import Actor
from app.kit.call import Call
from app.kit.errors import Busy, NotFound, Refusal
from app.kit.ids import new_id
from app.kit.memory import Memory
from app.kit.pagination import PageRequest
from app.kit.schema import Page
from app.rubrics.leaves import Leaf
from app.tenders import service as tenders
from app.tenders.models import Lot, Tender
from scoring import ENGINE, Findings, evaluate
from scoring.digest import canonical_bytes, digest

constraints.means("uq_result_lot_id_number", Busy, columns="result.lot_id, result.number")

# To read every bid and agreed mark of a lot, only to find that nothing has changed, took 1.5 of the 2.7 ms of a read.
_known_to_hold: Memory[tuple[UUID, tuple[int, ...]], bool] = Memory(1_000)


@dataclass(frozen=True, slots=True)
class _Lot:
    """What a result of one lot rests on."""

    bids: Sequence[OpenedBid]
    leaves: Sequence[Leaf]
    agreed: inputs.Agreed

    def document(self, tender: Tender, lot: Lot) -> dict[str, Any]:
        return inputs.document(tender, lot, self.bids, self.leaves, self.agreed)


def compute(call: Call, tender_id: UUID, body: ResultCreate) -> ResultOut | Refusal:
    """Compute the result of one lot and keep it with rubric, inputs, trace and digests.

    The lock of the tender makes two computations at the same instant one result and one refusal. Whoever may not take
    part is refused, and the record of the attempt kept.

    Raises NotEvaluating, ResultIncomplete, PricesSealed, LowPriceOpen, ResultUnchanged, ResultNeedsReason, or
    ResultRefused with the findings of the engine.
    """
    tx = call.tx
    tender = tenders.owned(tx, call.actor, tender_id, lock=True)
    lot = tenders.lot(tender, body.lot)
    if tender.opened_at is not None and (
        why_not := bids.attempted_whole(call, tender, lot.id, stage=Stage.BIDDERS_KNOWN)
    ):
        return why_not
    questions.check_evaluating(tender, lot.id)
    basis = _read(tx, tender, lot)
    if missing := _missing(tx, lot, basis):
        seen = bids.as_seen_by(tx, call.actor, tender, lot.id, basis.bids)
        raise ResultIncomplete(lot.code, _named(tx, missing, basis, seen))
    if any(bid.price_sealed and bid.is_live for bid in basis.bids):
        raise PricesSealed(lot.code)
    _check_no_price_is_asked_about(tx, lot, basis)
    document = basis.document(tender, lot)
    last = repository.latest_result(tx, lot.id)
    if last is not None:
        if _rests_on(last, tender, document):
            raise ResultUnchanged(last.number, last.id)
        if body.reason is None:
            raise ResultNeedsReason(last.number)
    computed = evaluate(tenders.rubric_body(tx, tender), document)
    if isinstance(computed, Findings):
        raise ResultRefused(lot.code, _in_names(computed, basis.bids))
    row = _added(call, tender, lot, computed.to_mapping(), body.reason if last else None)
    bids.reveal(call, tender, lot.id)
    conflicts.result_became_known(tx, tender, now=call.now)
    return result_out(row, lot.code, newest=row.number, current=True)


def unsettled(tx: Session, actor: Actor, tender: Tender, lot: Lot) -> list[dict[str, Any]]:
    """Return in words what the panel has yet to do before the quality of a lot is settled; empty where it is."""
    basis = _read(tx, tender, lot)
    missing = _missing(tx, lot, basis)
    return _named(tx, missing, basis, bids.as_seen_by(tx, actor, tender, lot.id, basis.bids)) if missing else []


def left_by_all(tx: Session, tender: Tender, lot: Lot) -> list[str]:
    """Return in words every agreement of a lot on whose panel nobody is left, with the names of bidders."""
    basis = _read(tx, tender, lot)
    gone = [one for one in _missing(tx, lot, basis) if one.code == "panel.empty"]
    return [one["message"] for one in _named(tx, gone, basis, basis.bids)]


def latest_result(tx: Session, lot_id: UUID) -> Result | None:
    """Return the newest result of a lot, or None."""
    return repository.latest_result(tx, lot_id)


def result(tx: Session, result_id: UUID) -> Result:
    """Return the row of one result, whoever asks; raise NotFound."""
    found = repository.result(tx, result_id)
    if found is None:
        raise NotFound("result", result_id)
    return found


def is_current(tx: Session, tender: Tender, lot: Lot, row: Result) -> bool:
    """Return whether a result is the newest of its lot, all it rests on is as it was, and no price is asked about."""
    if row.number != repository.latest_number(tx, lot.id):
        return False
    basis = _read(tx, tender, lot)
    return _rests_on(row, tender, basis.document(tender, lot)) and not _asked_about(tx, lot, basis)


def list_results(
    tx: Session, actor: Actor, tender_id: UUID, asked: PageRequest, *, lot: str | None
) -> Page[ResultSummaryOut]:
    """Return a page of the results of a tender of one's own, superseded ones too, but of lots to keep away from."""
    tender = tenders.owned(tx, actor, tender_id)
    lot_id = None if lot is None else tenders.lot(tender, lot).id
    if lot_id is not None:
        bids.check_whole(tx, actor, tender, lot_id)
    elif tender.opened_at is not None:
        conflicts.check(tx, actor, tender, Stage.BIDDERS_KNOWN)
    found, following = repository.page_of_results(tx, tender.id, asked, lot_id=lot_id)
    mine = conflicts.across(tx, actor, [tender.id])
    free = {
        one
        for one in {row.lot_id for row in found}
        if mine.is_free(tender.id, Stage.BIDDERS_KNOWN, about=bids.bidders_of(tx, tender.id, one))
    }
    rows = [row for row in found if row.lot_id in free]
    newest = {lot_id: repository.latest_number(tx, lot_id) for lot_id in {row.lot_id for row in rows}}
    items = [
        result_summary_out(row, tenders.lot_by_id(tender, row.lot_id).code, newest=newest[row.lot_id]) for row in rows
    ]
    return Page[ResultSummaryOut](items=items, next=following)


def read_result(tx: Session, actor: Actor, result_id: UUID) -> str:
    """Return one result of one's own authority with its document, and whether it still holds, as JSON."""
    found = repository.read_result(tx, result_id, actor.organisation_id)
    if found is None:
        raise NotFound("result", result_id)
    bids.check_whole(tx, actor, found.tender, found.lot_id)
    return result_json(found, current=_still_holds(tx, found))


def document_of(tx: Session, actor: Actor, result_id: UUID) -> bytes:
    """Return the result document in canonical form, for anybody to verify without this service."""
    return canonical_bytes(owned(tx, actor, result_id).body)


def trace_of(tx: Session, actor: Actor, result_id: UUID, *, bid_id: UUID | None, depth: int | None) -> str:
    """Return a result in words, for one bid or all, down to a depth. Raises NotFound for a bid that is not in it."""
    body = owned(tx, actor, result_id).body
    bid = None if bid_id is None else str(bid_id)
    if bid is not None and not wording.names_a_bid(body, bid):
        raise NotFound("bid in this result", bid)
    return "\n".join(wording.lines(body, bid=bid, depth=depth)) + "\n"


def _still_holds(tx: Session, found: ReadResult) -> bool:
    """Return what `is_current` does, worked out once for every state of what the result rests on.

    No clock is asked what came after the result: a change is stamped before it waits for the tender, and so may be
    stamped earlier than a result that it came after. Only readers ask here, who never see what was not committed.
    """
    if found.number != found.newest:
        return False
    key = (found.id, found.basis)
    known = _known_to_hold.get(key)
    if known is None:
        tender = tenders.get(tx, found.tender_id)
        known = is_current(tx, tender, tenders.lot_by_id(tender, found.lot_id), result(tx, found.id))
        _known_to_hold.keep(key, known)
    return known


def owned(tx: Session, actor: Actor, result_id: UUID) -> Result:
    """Return the row of one result of the actor's own authority, to whoever may know the whole of its lot.

    Raises NotFound, DeclarationNeeded, ConflictUndecided, ConflictBarred or KeptFromBid.
    """
    found = repository.result(tx, result_id)
    if found is None or found.authority_id != actor.organisation_id:
        raise NotFound("result", result_id)
    bids.check_whole(tx, actor, tenders.get(tx, found.tender_id), found.lot_id)
    return found


def _read(tx: Session, tender: Tender, lot: Lot) -> _Lot:
    return _Lot(
        bids=bids.opened(tx, tender, lot.id),
        leaves=tenders.leaves(tx, tender, lot.code),
        agreed=inputs.by_pair(standing_agreed(repository.agreed(tx, lot.id))),
    )


def _asked_about(tx: Session, lot: Lot, basis: _Lot) -> list[str]:
    """Return the live bidders who were asked about their price and about whom nothing is decided."""
    live = {bid.bid_id: bid.supplier_name for bid in basis.bids if bid.is_live}
    return [live[row.bid_id] for row in low_prices.of_lot(tx, lot.id) if row.outcome is None and row.bid_id in live]


def _check_no_price_is_asked_about(tx: Session, lot: Lot, basis: _Lot) -> None:
    if names := _asked_about(tx, lot, basis):
        raise LowPriceOpen(lot.code, names)


def _rests_on(row: Result, tender: Tender, document: Mapping[str, Any]) -> bool:
    made_by: Mapping[str, Any] = row.body
    same_rubric = made_by["digests"]["rubric"] == tender.rubric_digest
    return same_rubric and made_by["engine"] == ENGINE and row.inputs_digest == digest(document)


def _missing(tx: Session, lot: Lot, basis: _Lot) -> list[Missing]:
    marking = panel.of_lot(tx, lot.tender_id, lot.id, basis.bids)
    return rules.missing_for_result(
        [bid.bid_id for bid in basis.bids if bid.is_live],
        basis.leaves,
        panels=marking,
        marked_by=marked_by(counted(repository.marks(tx, lot.id), marking.assigned, marking.kept)),
        agreed={pair for pair, row in basis.agreed.items() if row.mark is not None},
        decided={pair: row.passed for pair, row in basis.agreed.items() if row.passed is not None},
    )


_SAID = {
    "gate.undecided": "it is not decided whether {bid} passes “{criterion}”: decide it",
    "mark.missing": "{evaluator} has not marked {bid} on “{criterion}”: wait for the mark, or remove the assignment",
    "panel.empty": (
        "nobody is left of the panel that agreed a mark for {bid} on “{criterion}”: they were removed, barred or keep "
        "away from the bidder; assign somebody else, and agree anew"
    ),
    "agreement.missing": "the panel has not agreed a mark for {bid} on “{criterion}”: agree it",
}


def _named(tx: Session, missing: Sequence[Missing], basis: _Lot, seen: Sequence[OpenedBid]) -> list[dict[str, Any]]:
    """Return what is missing in words, with its place; bids as their reader sees them."""
    known = {bid.bid_id: bid for bid in seen}
    titles = {leaf.id: leaf.title for leaf in basis.leaves}
    people = identity.names(tx, [one.evaluator_id for one in missing if one.evaluator_id is not None])
    findings = []
    for one in missing:
        evaluator = people[one.evaluator_id] if one.evaluator_id else ""
        said = _SAID[one.code].format(
            bid=known[one.bid_id].supplier_name, criterion=titles[one.criterion], evaluator=evaluator
        )
        place = f"bids.{known[one.bid_id].known_as}.{one.criterion}"
        findings.append({"code": one.code, "place": place, "message": said, "value": None})
    return findings


def _in_names(found: Findings, opened: Sequence[OpenedBid]) -> list[dict[str, Any]]:
    """Return the findings of the engine, with the names of bidders where it writes the ids of bids."""
    findings = []
    for one in found:
        message = one.message
        for bid in opened:
            message = message.replace(str(bid.bid_id), bid.supplier_name)
        findings.append(one.to_mapping() | {"message": message})
    return findings


def _added(call: Call, tender: Tender, lot: Lot, document: dict[str, Any], reason: str | None) -> Result:
    row = Result(
        id=new_id(call.now),
        authority_id=tender.authority_id,
        tender_id=tender.id,
        lot_id=lot.id,
        number=repository.latest_number(call.tx, lot.id) + 1,
        body=document,
        inputs_digest=document["digests"]["inputs"],
        digest=document["digests"]["result"],
        reason=reason,
        computed_by=call.actor.person_id,
        computed_at=call.now,
    )
    repository.add(call.tx, row)
    audit.record(
        call.tx,
        call.actor,
        Action.RESULT_COMPUTED,
        row,
        log_id=row.authority_id,
        now=call.now,
        reason=reason,
        after={
            "lot": lot.code,
            "number": row.number,
            "engine": document["engine"],
            "digests": document["digests"],
        },
    )
    return row
