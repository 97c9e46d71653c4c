"""The deadline's business: submit, submit again, withdraw; and what comes too late is refused and kept as evidence."""

from uuid import UUID

from app.audit import service as audit
from app.audit.rules import Action
from app.bids import completeness, repository, rules
from app.bids.errors import BidBinding, BidIncomplete, BidLate, BidStateForbids, LateTooOften, TakesNoBids
from app.bids.models import Bid, BidSubmission, LateBid
from app.bids.passages import cover_price
from app.bids.presenting import bid_out, receipt_out
from app.bids.rules import BidStatus
from app.bids.schemas import BidContent, BidOut, ReceiptOut
from app.kit import constraints
from app.kit.call import Call
from app.kit.errors import Busy, NotFound, Refusal
from app.kit.ids import new_id
from app.tenders import service as tenders
from app.tenders.models import Tender
from app.tenders.rules import TenderStatus, takes_bids
from scoring.digest import digest

constraints.means("uq_bid_submission_bid_id_number", Busy, columns="bid_submission.bid_id, bid_submission.number")

_STILL_MOVING = {TenderStatus.PUBLISHED, TenderStatus.CLOSED, TenderStatus.EVALUATING}


def submit(call: Call, bid_id: UUID) -> ReceiptOut | Refusal:
    """Submit the draft as it is: its content is frozen with a digest, and this submission now counts.

    The clock decides, whoever has or has not closed the tender. What comes too late is returned as a refusal, not
    raised, so that the record of the attempt is kept. Raises TakesNoBids, BidStateForbids, BidIncomplete or, for what
    came too late ten times already, LateTooOften.
    """
    tx, now = call.tx, call.now
    tender, bid = _locked(call, bid_id)
    lot = tenders.lot_by_id(tender, bid.lot_id)
    if not takes_bids(tender.status, closes_at=tender.closes_at, now=now):
        return _refuse(call, tender, bid)
    if not rules.may_become(bid.status, BidStatus.SUBMITTED):
        raise BidStateForbids(bid.status, "submitted")
    content = BidContent.model_validate(bid.draft)
    found = completeness.findings(content, tenders.leaves(tx, tender, lot.code), tenders.rubric_body(tx, tender))
    if found:
        raise BidIncomplete([one.to_mapping() for one in found])
    submission = _freeze(call, bid, content)
    before = {"status": bid.status, "number": bid.current_number}
    bid.status, bid.current_number, bid.withdrawn_reason = BidStatus.SUBMITTED.value, submission.number, None
    bid.version += 1
    audit.record(
        tx,
        call.actor,
        Action.BID_SUBMITTED,
        bid,
        log_id=bid.supplier_id,
        now=now,
        before=before,
        after={"status": bid.status, "number": submission.number, "digest": submission.digest},
    )
    return receipt_out(bid, lot.code, submission)


def withdraw(call: Call, bid_id: UUID, reason: str) -> BidOut:
    """Withdraw what was submitted, with the reason; until the deadline it may be submitted again.

    Before the bids are opened only the supplier's own log says so; afterwards the authority's does too.
    Raises BidStateForbids, or BidBinding when the tender is decided or abandoned.
    """
    tx, now = call.tx, call.now
    tender, bid = _locked(call, bid_id)
    if not rules.may_become(bid.status, BidStatus.WITHDRAWN):
        raise BidStateForbids(bid.status, "withdrawn")
    if tender.status not in _STILL_MOVING:
        raise BidBinding(tender.reference, tender.status)
    before = {"status": bid.status}
    bid.status, bid.withdrawn_reason = BidStatus.WITHDRAWN.value, reason
    bid.version += 1
    current = None if bid.current_number is None else repository.submission(tx, bid.id, bid.current_number)
    said = {bid.supplier_id: reason}
    if bid.opened_at is not None:
        said[bid.authority_id] = reason if current is None else _for_the_authority(reason, bid, current)
    for log_id, words in said.items():
        audit.record(
            tx,
            call.actor,
            Action.BID_WITHDRAWN,
            bid,
            log_id=log_id,
            now=now,
            reason=words,
            before=before,
            after={"status": bid.status, "number": bid.current_number},
        )
    return bid_out(bid, tenders.lot_by_id(tender, bid.lot_id).code, current)


def _for_the_authority(reason: str, bid: Bid, current: BidSubmission) -> str:
    """Return a reason with a price in it covered while that is sealed: the log is read before prices are opened."""
    return reason if bid.price_opened_at is not None else cover_price(reason, current.price)


def _locked(call: Call, bid_id: UUID) -> tuple[Tender, Bid]:
    """Return the tender and one's own bid, locked in life-cycle order: no two submissions overlap, none is lost."""
    held = repository.holders(call.tx, bid_id)
    if held is None or held.supplier_id != call.actor.organisation_id:
        raise NotFound("bid", bid_id)
    tender = tenders.get_for_update(call.tx, held.tender_id)
    return tender, repository.get_for_update(call.tx, bid_id)


def _freeze(call: Call, bid: Bid, content: BidContent) -> BidSubmission:
    body = content.model_dump(mode="json")
    submission = BidSubmission(
        id=new_id(call.now),
        bid_id=bid.id,
        number=(bid.current_number or 0) + 1,
        content=body,
        price=content.price,
        digest=digest(body),
        quality_digest=digest(body | {"price": None}),
        supplier_name=call.actor.organisation_name,
        submitted_by=call.actor.person_id,
        submitted_at=call.now,
    )
    repository.add(call.tx, submission)
    return submission


def _refuse(call: Call, tender: Tender, bid: Bid) -> Refusal:
    """Record an attempt that came too late, in the logs of both sides: after the deadline it is no secret."""
    closes_at, late_now = tender.closes_at, rules.is_late(closes_at=tender.closes_at, now=call.now)
    if closes_at is None or not late_now or tender.status == TenderStatus.ABANDONED:
        raise TakesNoBids(tender.reference, tender.status, closes_at=closes_at, now=call.now)
    if (times := repository.times_late(call.tx, bid.lot_id, bid.supplier_id)) >= rules.MOST_LATE:
        raise LateTooOften(tender.reference, times)
    late = LateBid(
        id=new_id(call.now),
        authority_id=tender.authority_id,
        tender_id=tender.id,
        lot_id=bid.lot_id,
        supplier_id=bid.supplier_id,
        # Without its price: the rest may be known from what came in time, and then every price could be tried.
        digest=digest(bid.draft | {"price": None}),
        closed_at=closes_at,
        received_at=call.now,
    )
    repository.add(call.tx, late)
    after = {"bid": str(bid.id), "digest": late.digest, "deadline": closes_at.isoformat()}
    for log_id in (late.authority_id, late.supplier_id):
        audit.record(call.tx, call.actor, Action.BID_REFUSED_AS_LATE, late, log_id=log_id, now=call.now, after=after)
    return BidLate(tender.reference, closes_at=closes_at, received_at=call.now)
