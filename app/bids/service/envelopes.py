"""Opening by two: a tender is closed, one person begins to open an envelope of it, and another one opens it."""

import secrets
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.bids import blinding, repository, rules
from app.bids.errors import (
    DeadlineNotPassed,
    NoPrices,
    NotClosedYet,
    NotOpenForClosing,
    OpeningAlone,
    OpeningBegun,
    OpeningDone,
    OpeningLapsed,
)
from app.bids.models import Opening
from app.bids.opened import OpenedBid
from app.bids.presenting import opened_summary_out, opened_value
from app.bids.rules import Envelope
from app.bids.schemas import ClosingOut, OpenedBidSummaryOut, OpeningOut, OpeningRecordOut
from app.bids.service import keeping, preferring, withholding
from app.conflicts import service as conflicts
from app.identity import service as identity
from app.identity.rules import Role
from app.kit import constraints
from app.kit.actor import Actor
from app.kit.call import Call
from app.kit.errors import Busy, NotFound, Refusal
from app.kit.ids import new_id
from app.kit.pagination import PageRequest
from app.kit.schema import Page, plain
from app.tenders import service as tenders
from app.tenders.models import Lot, Tender
from app.tenders.rules import TenderStatus

_MAY_OPEN = (Role.BUYER, Role.COMMISSIONER)
_TAKES_PRICES = {TenderStatus.CLOSED, TenderStatus.EVALUATING}

constraints.means("uq_opening_tender_id_quality", Busy, columns="opening.tender_id")
constraints.means("uq_opening_lot_id_price", Busy, columns="opening.lot_id")


def close(call: Call, tender_id: UUID) -> ClosingOut:
    """Close a tender after its deadline; its bids stay sealed. Raises NotOpenForClosing or DeadlineNotPassed."""
    tender = tenders.owned(call.tx, call.actor, tender_id, lock=True)
    if tender.status != TenderStatus.PUBLISHED or tender.closes_at is None:
        raise NotOpenForClosing(tender.reference, tender.status)
    if not rules.is_late(closes_at=tender.closes_at, now=call.now):
        raise DeadlineNotPassed(tender.reference, closes_at=tender.closes_at)
    before = {"status": tender.status}
    tenders.set_status(call.tx, tender, TenderStatus.CLOSED, call.now)
    after = {"status": tender.status}
    audit.record(
        call.tx,
        call.actor,
        Action.TENDER_CLOSED,
        tender,
        log_id=tender.authority_id,
        now=call.now,
        before=before,
        after=after,
    )
    return ClosingOut(tender_id=tender.id, status=tender.status, closed_at=call.now)


def begin_quality(call: Call, tender_id: UUID) -> OpeningOut:
    """Begin to open the bids of a closed tender, prices apart. Raises NotClosedYet, OpeningBegun or OpeningDone."""
    tender = tenders.owned(call.tx, call.actor, tender_id, lock=True)
    if tender.opened_at is not None:
        raise OpeningDone(f"The bids of the tender {tender.reference} were")
    if tender.status != TenderStatus.CLOSED:
        raise NotClosedYet(tender.reference, tender.status)
    return _begun(call, tender, Envelope.QUALITY, None)


def begin_prices(call: Call, tender: Tender, lot: Lot) -> OpeningOut:
    """Begin to open the prices of a lot; the caller holds the tender and has seen that quality is settled.

    Raises NotClosedYet, NoPrices, OpeningBegun or OpeningDone.
    """
    if tender.opened_at is None or tender.status not in _TAKES_PRICES:
        raise NotClosedYet(tender.reference, tender.status)
    _check_has_sealed_prices(call.tx, tender, lot)
    return _begun(call, tender, Envelope.PRICE, lot)


def to_confirm(tx: Session, actor: Actor, opening_id: UUID) -> tuple[Tender, Opening]:
    """Return an opening of one's own authority with its tender, both locked, the tender first; raise NotFound."""
    found = repository.opening(tx, opening_id)
    if found is None or found.authority_id != actor.organisation_id:
        raise NotFound("opening", opening_id)
    tender = tenders.owned(tx, actor, found.tender_id, lock=True)
    return tender, repository.opening_for_update(tx, opening_id)


def not_by_two(call: Call, row: Opening) -> Refusal | None:
    """Return, with its record kept, why the caller may not confirm an opening; None where nothing is in the way.

    Raises OpeningDone, or OpeningLapsed for what lapsed before.
    """
    if row.confirmed_at is not None:
        raise OpeningDone("This was")
    who = identity.names(call.tx, [row.begun_by])[row.begun_by]
    if row.lapsed_at is not None:
        raise OpeningLapsed(who)
    if row.begun_by == call.actor.person_id:
        refused: Refusal = OpeningAlone()
    elif not _may_open(call.tx, call.actor, row.begun_by):
        refused = OpeningLapsed(who)
        _lapse(call, row, refused.sentence)
    else:
        return None
    _record(call, Action.OPENING_REFUSED, row, reason=refused.sentence)
    return refused


def confirm(call: Call, tender: Tender, row: Opening) -> OpeningOut:
    """Open what somebody else has begun to open: both rows are held, and `not_by_two` found nothing in the way.

    Raises NotClosedYet where the tender has gone elsewhere meanwhile, or NoPrices.
    """
    row.confirmed_by, row.confirmed_at = call.actor.person_id, call.now
    if row.lot_id is None:
        if tender.status != TenderStatus.CLOSED:
            raise NotClosedYet(tender.reference, tender.status)
        found = _open_quality(call, tender, row)
    else:
        if tender.status not in _TAKES_PRICES:
            raise NotClosedYet(tender.reference, tender.status)
        lot = tenders.lot_by_id(tender, row.lot_id)
        _check_has_sealed_prices(call.tx, tender, lot)
        found = _open_prices(call, tender, row, lot)
    if keeping.is_kept(call.tx, call.actor, tender):
        found = []
    return _out(call.tx, tender, row, [opened_summary_out(bid, _code(tender, bid.lot_id)) for bid in found])


def openings(tx: Session, actor: Actor, tender_id: UUID, asked: PageRequest) -> Page[OpeningRecordOut]:
    """Return a page of who opened what of a tender of one's own, and when."""
    tender = tenders.owned(tx, actor, tender_id)
    rows, following = repository.page_of_openings(tx, tender.id, asked)
    return Page[OpeningRecordOut](items=[_record_out(tx, tender, row) for row in rows], next=following)


def opened_envelopes(tx: Session, tender_id: UUID) -> Sequence[Opening]:
    """Return every opening of a tender that two people carried out, whoever asks, in the order of time."""
    return repository.confirmed_openings(tx, tender_id)


def _begun(call: Call, tender: Tender, envelope: Envelope, lot: Lot | None) -> OpeningOut:
    lot_id = None if lot is None else lot.id
    standing = repository.standing_opening(call.tx, tender.id, envelope, lot_id)
    if standing is not None:
        who = identity.names(call.tx, [standing.begun_by])[standing.begun_by]
        if standing.confirmed_at is not None:
            raise OpeningDone("This was")
        if _may_open(call.tx, call.actor, standing.begun_by):
            raise OpeningBegun(standing.id, who)
        _lapse(call, standing, OpeningLapsed(who).sentence)
    row = Opening(
        id=new_id(call.now),
        authority_id=tender.authority_id,
        tender_id=tender.id,
        lot_id=lot_id,
        envelope=envelope.value,
        seal_key=secrets.token_hex(32),
        begun_by=call.actor.person_id,
        begun_at=call.now,
    )
    repository.add(call.tx, row)
    _record(call, Action.OPENING_BEGUN, row)
    return _out(call.tx, tender, row, [])


def _open_quality(call: Call, tender: Tender, row: Opening) -> list[OpenedBid]:
    tx, now = call.tx, call.now
    for bid in repository.in_for_update(tx, tender.id):
        bid.opened_at = now
        bid.version += 1
    tenders.set_opened(tx, tender, now)
    tx.flush()  # the bids just opened are read back below
    pairs = repository.opened(tx, tender_id=tender.id)
    found = [opened_value(bid, submission) for bid, submission in pairs]
    said = [
        _said(tender, bid)
        | {"sealed": blinding.commitment(blinding.bid_key(row.seal_key, bid.bid_id), submission.digest)}
        for bid, (_, submission) in zip(found, pairs, strict=True)
    ]
    by = [str(row.begun_by), str(row.confirmed_by)]
    audit.record(
        tx,
        call.actor,
        Action.BIDS_OPENED,
        tender,
        log_id=tender.authority_id,
        now=now,
        after={"opening": str(row.id), "opened_by": by, "bids": said} | _preferred(tx, tender, found),
    )
    conflicts.bidders_became_known(tx, tender, {bid.supplier_id: bid.supplier_name for bid in found}, now=now)
    withholding.flag(call, tender, pairs)
    return found


def _open_prices(call: Call, tender: Tender, row: Opening, lot: Lot) -> list[OpenedBid]:
    tx, now = call.tx, call.now
    for bid in repository.live_for_update(tx, lot.id):
        bid.price_opened_at = now
        bid.version += 1
    tx.flush()  # read back below
    found = [opened_value(*pair) for pair in repository.opened(tx, tender_id=tender.id, lot_id=lot.id)]
    opened = [bid for bid in found if bid.price_opened_at == now]
    quality = repository.standing_opening(tx, tender.id, Envelope.QUALITY, None)
    said = [
        _said(tender, bid)
        | {"price": None if bid.price is None else plain(bid.price)}
        | {"key": None if quality is None else blinding.bid_key(quality.seal_key, bid.bid_id)}
        for bid in opened
    ]
    by = [str(row.begun_by), str(row.confirmed_by)]
    after = {"lot": lot.code, "opened_by": by, "bids": said}
    audit.record(tx, call.actor, Action.PRICES_OPENED, row, log_id=row.authority_id, now=now, after=after)
    return opened


def _check_has_sealed_prices(tx: Session, tender: Tender, lot: Lot) -> None:
    live = [pair for pair in repository.opened(tx, tender_id=tender.id, lot_id=lot.id) if opened_value(*pair).is_live]
    priced = [bid for bid, submission in live if submission.price is not None]
    if not priced:
        raise NoPrices(lot.code)
    if all(bid.price_opened_at is not None for bid in priced):
        raise OpeningDone(f"The prices of lot {lot.code} were")


def _may_open(tx: Session, actor: Actor, person_id: UUID) -> bool:
    """Return whether somebody still is an active buyer or commissioner of the actor's authority."""
    for role in _MAY_OPEN:
        try:
            identity.colleague(tx, actor, person_id, role)
        except NotFound:
            continue
        return True
    return False


def _lapse(call: Call, row: Opening, reason: str) -> None:
    row.lapsed_at, row.lapsed_reason = call.now, reason
    call.tx.flush()  # the partial index on standing openings is freed before another one can come


def _record(call: Call, action: Action, row: Opening, *, reason: str | None = None) -> None:
    after = {
        "tender": str(row.tender_id),
        "envelope": row.envelope,
        "lot": None if row.lot_id is None else str(row.lot_id),
        "begun_by": str(row.begun_by),
        "lapsed": row.lapsed_at is not None,
    }
    audit.record(call.tx, call.actor, action, row, log_id=row.authority_id, now=call.now, reason=reason, after=after)


def _said(tender: Tender, bid: OpenedBid) -> dict[str, Any]:
    """Return what the log keeps of a bid at an opening; while its price is sealed the digest is of the rest."""
    return {
        "bid": str(bid.bid_id),
        "lot": _code(tender, bid.lot_id),
        "supplier": bid.supplier_name,
        "number": bid.number,
        "digest": bid.digest,
        "submitted_at": bid.submitted_at.isoformat(),
    }


def _preferred(tx: Session, tender: Tender, found: Sequence[OpenedBid]) -> dict[str, Any]:
    """Return what the log keeps of the lots that bidders prefer: who stated which order; nothing where nobody did."""
    stated = preferring.lot_preferences(tx, tender)
    names = {str(bid.supplier_id): bid.supplier_name for bid in found}
    kept = [{"supplier": names[supplier], "lots": list(lots)} for supplier, lots in stated.items()]
    return {"lot_preferences": kept} if kept else {}


def _record_out(tx: Session, tender: Tender, row: Opening) -> OpeningRecordOut:
    people = [person for person in (row.begun_by, row.confirmed_by) if person is not None]
    names = identity.names(tx, people)
    made_here = {"lot", "begun_by_name", "confirmed_by_name"}
    fields = {name: getattr(row, name) for name in OpeningRecordOut.model_fields if name not in made_here}
    return OpeningRecordOut(
        **fields,
        lot=None if row.lot_id is None else _code(tender, row.lot_id),
        begun_by_name=names[row.begun_by],
        confirmed_by_name=None if row.confirmed_by is None else names[row.confirmed_by],
    )


def _out(tx: Session, tender: Tender, row: Opening, found: Sequence[OpenedBidSummaryOut]) -> OpeningOut:
    return OpeningOut(**dict(_record_out(tx, tender, row)), bids=list(found))


def _code(tender: Tender, lot_id: UUID) -> str:
    return tenders.lot_by_id(tender, lot_id).code
