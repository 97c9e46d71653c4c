"""Keeps bidders from those who mark a blind tender until moderation ends: other names, other ids, another order."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.bids import blinding, repository
from app.bids.models import Alias
from app.bids.opened import OpenedBid
from app.kit import constraints
from app.kit.actor import Actor
from app.kit.call import Call
from app.kit.errors import Busy
from app.kit.ids import new_id
from app.tenders import service as tenders
from app.tenders.models import Tender

constraints.means("uq_alias_lot_id_person_id", Busy, columns="alias.lot_id, alias.person_id")


def keep_from(tx: Session, tender: Tender, lot_id: UUID, person_id: UUID, now: datetime) -> None:
    """Keep the bidders of a lot of a blind tender from somebody who is to mark there; on any other tender nothing.

    Whoever stops marking stays in the dark: otherwise they could read the names in between.
    """
    if not tenders.terms(tender).blind or repository.alias_of(tx, lot_id, person_id) is not None:
        return
    row = Alias(
        id=new_id(now),
        authority_id=tender.authority_id,
        tender_id=tender.id,
        lot_id=lot_id,
        person_id=person_id,
        seed=secrets.token_hex(32),
        made_at=now,
    )
    repository.add(tx, row)


def is_kept(tx: Session, actor: Actor, tender: Tender) -> bool:
    """Return whether the bidders of any lot of a tender are still kept from the actor."""
    if not tenders.terms(tender).blind:
        return False
    rows = repository.aliases_of_person(tx, actor.person_id, tender_id=tender.id)
    return any(row.revealed_at is None for row in rows)


def as_seen_by(
    tx: Session, actor: Actor, tender: Tender, lot_id: UUID, opened: Sequence[OpenedBid]
) -> Sequence[OpenedBid]:
    """Return opened bids of a lot as the actor may see them: under other names, in another order, or as they are."""
    if not tenders.terms(tender).blind:
        return opened
    row = repository.alias_of(tx, lot_id, actor.person_id)
    if row is None or row.revealed_at is not None:
        return opened
    numbers = blinding.numbers(row.seed, repository.opened_ids(tx, lot_id))
    shown = [_kept(bid, row.seed, numbers[bid.bid_id]) for bid in opened]
    return sorted(shown, key=lambda bid: numbers[bid.bid_id])


def behind(tx: Session, actor: Actor, alias_id: UUID) -> tuple[UUID, Alias] | None:
    """Return the bid that the actor knows by an id of their own, and from what it follows; None for any other id."""
    for row in repository.aliases_of_person(tx, actor.person_id):
        if row.authority_id != actor.organisation_id:
            continue
        for bid_id in repository.opened_ids(tx, row.lot_id):
            if blinding.alias(row.seed, bid_id) == alias_id:
                return bid_id, row
    return None


def under(tx: Session, row: Alias, bid: OpenedBid) -> OpenedBid:
    """Return a bid under the name that somebody knows it by while bidders are kept from them; afterwards as it is."""
    if row.revealed_at is not None:
        return bid
    return _kept(bid, row.seed, blinding.numbers(row.seed, repository.opened_ids(tx, row.lot_id))[bid.bid_id])


def reveal(call: Call, tender: Tender, lot_id: UUID) -> None:
    """Show the bidders of a lot to everybody who marked there, and keep in the log by what they knew them."""
    if not tenders.terms(tender).blind:
        return
    rows = repository.kept_in_lot(call.tx, lot_id)
    if not rows:
        return
    for row in rows:
        row.revealed_at = call.now
    call.tx.flush()
    seeds = {str(row.person_id): row.seed for row in rows}
    after = {"lot": tenders.lot_by_id(tender, lot_id).code, "seeds": seeds}
    audit.record(
        call.tx, call.actor, Action.BIDDERS_REVEALED, tender, log_id=tender.authority_id, now=call.now, after=after
    )


def _kept(bid: OpenedBid, seed: str, number: int) -> OpenedBid:
    return replace(bid, shown_id=blinding.alias(seed, bid.bid_id), supplier_name=blinding.name(number))
