"""Finds at the opening what gives a bidder or its price away, withholds it, and keeps what people decide about it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.bids import passages, repository
from app.bids.identities import Identity
from app.bids.models import Bid, BidSubmission, Flag, FlagDecision
from app.bids.opened import OpenedBid
from app.bids.passages import Passage, PassageKind
from app.bids.presenting import flag_out, opened_value
from app.bids.rules import FlagOutcome, whole_years
from app.bids.schemas import FlagDecide, FlagOut
from app.kit import constraints
from app.kit.actor import Actor
from app.kit.call import Call
from app.kit.errors import Busy, NotFound
from app.kit.ids import new_id
from app.kit.pagination import PageRequest
from app.kit.schema import Page
from app.organisations import service as organisations
from app.tenders import service as tenders
from app.tenders.models import Tender

constraints.means("uq_flag_decision_flag_id_revision", Busy, columns="flag_decision.flag_id, flag_decision.revision")


def flag(call: Call, tender: Tender, pairs: Sequence[tuple[Bid, BidSubmission]]) -> None:
    """Flag what the bids just opened say of their own price; on a blind tender, of their bidder too."""
    blind = tenders.terms(tender).blind
    years = whole_years(tender.starts_on, tender.ends_on)
    for bid, submission in pairs:
        found = passages.of_price(submission.content, submission.price, years=years)
        if blind:
            found += passages.of_identity(submission.content, _identity(call.tx, bid, submission))
        _keep(call, bid, list(dict.fromkeys(found)))


def of_question(tx: Session, lot_id: UUID, criterion: str) -> Mapping[UUID, Sequence[Passage]]:
    """Return by bid what evaluators do not see of the answers to a question: all that nobody has released.

    Who a bidder is counts too; whoever knows it already leaves that out (`for_evaluator`).
    """
    flags = repository.flags(tx, lot_id=lot_id, criterion=criterion)
    outcomes = _outcomes(tx, flags)
    found: dict[UUID, list[Passage]] = {}
    for row in flags:
        if outcomes.get(row.id) != FlagOutcome.RELEASED:
            found.setdefault(row.bid_id, []).append(_passage(row))
    return found


def for_evaluator(bid: OpenedBid, criterion: str, withheld: Sequence[Passage]) -> dict[str, Any] | None:
    """Return an answer as an evaluator sees it: names are covered only while bidders are kept from them."""
    answer = bid.answer(criterion)
    kept = bid.shown_id is not None
    return None if answer is None else passages.masked(answer, [one for one in withheld if kept or one.kind != _NAME])


def masked_answer(tx: Session, bid: OpenedBid, criterion: str) -> dict[str, Any] | None:
    """Return the answer of one bid to one question as an evaluator sees it; None where it has none."""
    return for_evaluator(bid, criterion, of_question(tx, bid.lot_id, criterion).get(bid.bid_id, ()))


def unquotable(tx: Session, bid: OpenedBid, criterion: str) -> list[Passage]:
    """Return the passages of an answer that nobody quotes: what evaluators do not see, and prices while sealed.

    That somebody has released a price to evaluators does not matter while it is sealed: a quote goes to more people.
    """
    rows = [row for row in repository.flags(tx, bid_id=bid.bid_id) if row.criterion == criterion]
    outcomes = _outcomes(tx, rows)
    return [_passage(row) for row in rows if _is_kept_back(row, bid, outcomes.get(row.id))]


def for_readers(tx: Session, bid: OpenedBid) -> dict[str, Any]:
    """Return the content of a bid as its authority reads it: while its price is sealed, what would tell it is covered.

    That somebody has released a passage to evaluators does not matter here: readers of flags know what it says. Names
    are covered for a reader from whom the bidder is kept.
    """
    return _covered(bid, repository.flags(tx, bid_id=bid.bid_id) if _to_cover(bid) else ())


def all_for_readers(tx: Session, lot_id: UUID, bids: Sequence[OpenedBid]) -> Mapping[UUID, dict[str, Any]]:
    """Return by bid what `for_readers` does, for bids of one lot, in one query."""
    rows = repository.flags(tx, lot_id=lot_id) if any(map(_to_cover, bids)) else ()
    return {bid.bid_id: _covered(bid, [row for row in rows if row.bid_id == bid.bid_id]) for bid in bids}


def _to_cover(bid: OpenedBid) -> frozenset[PassageKind]:
    kinds = {PassageKind.PRICE: bid.price_sealed, PassageKind.IDENTITY: bid.shown_id is not None}
    return frozenset(kind for kind, covered in kinds.items() if covered)


def _covered(bid: OpenedBid, rows: Sequence[Flag]) -> dict[str, Any]:
    kinds = _to_cover(bid)
    found = [one for row in rows if (one := _passage(row)).kind in kinds]
    if not found:
        return bid.content
    answers = [
        passages.masked(answer, [one for one in found if one.criterion == answer["criterion"]])
        for answer in bid.content["answers"]
    ]
    return bid.content | {"answers": answers}


def flags(
    tx: Session,
    tender: Tender,
    asked: PageRequest,
    *,
    lot_id: UUID | None,
    besides: Sequence[tuple[UUID, str]],
) -> Page[FlagOut]:
    """Return a page of the flagged passages of a tender, but for those of `besides`: (lot, question)."""
    rows, following = repository.page_of_flags(tx, tender.id, asked, lot_id=lot_id, besides=besides)
    return Page[FlagOut](items=_outs(tx, tender, rows), next=following)


def flagged(tx: Session, actor: Actor, flag_id: UUID) -> Flag:
    """Return one flagged passage of the actor's own authority; raise NotFound."""
    row = repository.flag(tx, flag_id)
    if row is None or row.authority_id != actor.organisation_id:
        raise NotFound("flagged passage", flag_id)
    return row


def decide(call: Call, tender: Tender, row: Flag, body: FlagDecide) -> FlagOut:
    """Keep whether evaluators see a flagged passage, with the reason; the caller holds the tender."""
    earlier = repository.flag_decisions(call.tx, [row.id])
    made = FlagDecision(
        id=new_id(call.now),
        flag_id=row.id,
        revision=len(earlier) + 1,
        outcome=body.outcome.value,
        reason=body.reason,
        decided_by=call.actor.person_id,
        decided_at=call.now,
    )
    repository.add(call.tx, made)
    audit.record(
        call.tx,
        call.actor,
        Action.PASSAGE_DECIDED,
        row,
        log_id=row.authority_id,
        now=call.now,
        reason=body.reason,
        before={"outcome": earlier[-1].outcome} if earlier else None,
        after=_facts(row) | {"outcome": made.outcome},
    )
    return _outs(call.tx, tender, [row])[0]


def undecided(tx: Session, lot_id: UUID) -> list[Flag]:
    """Return the passages of a lot that seem to state a price and that nobody has decided about."""
    rows = [row for row in repository.flags(tx, lot_id=lot_id) if row.kind == PassageKind.PRICE]
    outcomes = _outcomes(tx, rows)
    return [row for row in rows if row.id not in outcomes]


_NAME = PassageKind.IDENTITY


def _keep(call: Call, bid: Bid, found: Sequence[Passage]) -> None:
    """Keep the flagged passages of a bid; the log says where they stand and never what they say."""
    if not found:
        return
    rows = [
        Flag(
            id=new_id(call.now),
            authority_id=bid.authority_id,
            tender_id=bid.tender_id,
            lot_id=bid.lot_id,
            bid_id=bid.id,
            criterion=one.criterion,
            place=one.place,
            start=one.start,
            end=one.end,
            kind=one.kind.value,
            found_at=call.now,
        )
        for one in found
    ]
    repository.add(call.tx, *rows)
    after = {"passages": [_facts(row) for row in rows]}
    audit.record(call.tx, call.actor, Action.PASSAGE_FLAGGED, bid, log_id=bid.authority_id, now=call.now, after=after)


def _is_kept_back(row: Flag, bid: OpenedBid, outcome: str | None) -> bool:
    return outcome != FlagOutcome.RELEASED or (row.kind == PassageKind.PRICE and bid.price_sealed)


def _facts(row: Flag) -> dict[str, Any]:
    """Return what the log keeps of a passage; of a name not where it stands.

    Whoever marks blind sees where something is withheld, and the log says whose bid it is.
    """
    known = ("criterion", "place", "kind") if row.kind == _NAME else ("criterion", "place", "start", "end", "kind")
    place = {name: getattr(row, name) for name in known}
    return {"bid": str(row.bid_id), **place}


def _identity(tx: Session, bid: Bid, submission: BidSubmission) -> Identity:
    row = organisations.get(tx, bid.supplier_id)
    return Identity([row.name, submission.supplier_name], [one.value for one in row.identifiers])


def _passage(row: Flag) -> Passage:
    return Passage(row.criterion, row.place, row.start, row.end, PassageKind(row.kind))


def _outcomes(tx: Session, rows: Sequence[Flag]) -> Mapping[UUID, str]:
    return {one.flag_id: one.outcome for one in repository.flag_decisions(tx, [row.id for row in rows])}


def _outs(tx: Session, tender: Tender, rows: Sequence[Flag]) -> list[FlagOut]:
    decisions = repository.flag_decisions(tx, [row.id for row in rows])
    pairs = {bid_id: repository.opened_one(tx, bid_id) for bid_id in {row.bid_id for row in rows}}
    sums = {bid_id: _sums(tx, bid_id) for bid_id in pairs}
    outs = []
    for row in rows:
        pair = pairs[row.bid_id]
        if pair is None:
            raise NotFound("bid", row.bid_id)
        bid = opened_value(*pair)
        outs.append(
            flag_out(
                row,
                [one for one in decisions if one.flag_id == row.id],
                lot=tenders.lot_by_id(tender, row.lot_id).code,
                supplier_name=bid.supplier_name,
                around=passages.around(
                    bid.answer(row.criterion) or {},
                    _passage(row),
                    [one for one in sums[row.bid_id] if one.criterion == row.criterion],
                ),
            )
        )
    return outs


def _sums(tx: Session, bid_id: UUID) -> list[Passage]:
    return [_passage(row) for row in repository.flags(tx, bid_id=bid_id) if row.kind == PassageKind.PRICE]
