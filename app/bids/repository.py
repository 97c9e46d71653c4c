"""SQL of bids, submissions, late bids, preferences, openings, flagged passages, and of whom bidders are kept from."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, exists, func, select
from sqlalchemy.orm import Session

from app.bids.models import Alias, Bid, BidSubmission, Flag, FlagDecision, LateBid, LotPreference, Opening
from app.bids.rules import BidStatus
from app.kit.pagination import PageRequest, fetch

_COUNTS = and_(BidSubmission.bid_id == Bid.id, BidSubmission.number == Bid.current_number)


def add(
    tx: Session, *rows: Bid | BidSubmission | LateBid | LotPreference | Opening | Flag | FlagDecision | Alias
) -> None:
    """Add rows; the flush brings a second one of the same to light."""
    tx.add_all(rows)
    tx.flush()


def get(tx: Session, bid_id: UUID) -> Bid | None:
    """Return one bid."""
    return tx.get(Bid, bid_id)


def get_for_update(tx: Session, bid_id: UUID) -> Bid:
    """Return one bid that is known to exist, locked and as it is now."""
    return tx.get_one(Bid, bid_id, with_for_update=True, populate_existing=True)


def holders(tx: Session, bid_id: UUID) -> Row[Any] | None:
    """Return whose bid it is, for which tender, and whether it was opened; nothing is locked, nothing is kept."""
    statement = select(Bid.tender_id, Bid.supplier_id, Bid.authority_id, Bid.opened_at).where(Bid.id == bid_id)
    return tx.execute(statement).one_or_none()  # type: ignore[return-value]  # the row is read by name


def holders_for(tx: Session, bid_id: UUID, person_id: UUID) -> Row[Any] | None:
    """Return what `holders` does, and whether the bidders of the lot are kept from a person."""
    kept = exists().where(Alias.lot_id == Bid.lot_id, Alias.person_id == person_id, Alias.revealed_at.is_(None))
    columns = (Bid.tender_id, Bid.supplier_id, Bid.authority_id, Bid.opened_at, kept.label("kept"))
    return tx.execute(select(*columns).where(Bid.id == bid_id)).one_or_none()  # type: ignore[return-value]


def has_bid(tx: Session, lot_id: UUID, supplier_id: UUID) -> bool:
    """Return whether a supplier has a bid for a lot."""
    statement = select(Bid.id).where(Bid.lot_id == lot_id, Bid.supplier_id == supplier_id)
    return tx.execute(statement).first() is not None


def page_of_supplier(
    tx: Session, supplier_id: UUID, asked: PageRequest, *, statuses: Sequence[str], tender_id: UUID | None
) -> tuple[Sequence[Bid], str | None]:
    """Return one page of a supplier's own bids."""
    statement = select(Bid).where(Bid.supplier_id == supplier_id)
    if statuses:
        statement = statement.where(Bid.status.in_(statuses))
    if tender_id is not None:
        statement = statement.where(Bid.tender_id == tender_id)
    return fetch(tx, statement, asked, keys={"created_at": Bid.created_at}, key=Bid.id, default="-created_at")


def submission(tx: Session, bid_id: UUID, number: int) -> BidSubmission | None:
    """Return one submission of a bid."""
    statement = select(BidSubmission).where(BidSubmission.bid_id == bid_id, BidSubmission.number == number)
    return tx.scalars(statement).one_or_none()


def submissions(tx: Session, bid_id: UUID) -> Sequence[BidSubmission]:
    """Return every submission of a bid, the first one first."""
    statement = select(BidSubmission).where(BidSubmission.bid_id == bid_id).order_by(BidSubmission.number)
    return tx.scalars(statement).all()


def in_for_update(tx: Session, tender_id: UUID) -> Sequence[Bid]:
    """Return the bids of a tender that are submitted, locked, in no order that says who was first."""
    statement = select(Bid).where(Bid.tender_id == tender_id, Bid.status == BidStatus.SUBMITTED.value)
    return tx.scalars(statement.order_by(Bid.id).with_for_update(), execution_options={"populate_existing": True}).all()


def opened(tx: Session, *, tender_id: UUID, lot_id: UUID | None = None) -> Sequence[tuple[Bid, BidSubmission]]:
    """Return the opened bids of a tender, or of one lot, each with the submission that counts, in order of receipt."""
    statement = select(Bid, BidSubmission).join(BidSubmission, _COUNTS)
    statement = statement.where(Bid.tender_id == tender_id, Bid.opened_at.is_not(None))
    if lot_id is not None:
        statement = statement.where(Bid.lot_id == lot_id)
    rows = tx.execute(statement.order_by(BidSubmission.submitted_at, Bid.id)).all()
    return [(bid, submission) for bid, submission in rows]


def live_ids(tx: Session, lot_id: UUID) -> Sequence[UUID]:
    """Return the ids of the opened bids of a lot that were neither withdrawn nor excluded."""
    statement = select(Bid.id).where(Bid.lot_id == lot_id, Bid.opened_at.is_not(None))
    return tx.scalars(statement.where(Bid.status == BidStatus.SUBMITTED.value).order_by(Bid.id)).all()


def bidders(tx: Session, tender_id: UUID, lot_id: UUID | None) -> Sequence[UUID]:
    """Return whose bids of a tender, or of one lot, were opened, whatever became of them."""
    statement = select(Bid.supplier_id).where(Bid.tender_id == tender_id, Bid.opened_at.is_not(None))
    return tx.scalars(statement if lot_id is None else statement.where(Bid.lot_id == lot_id)).all()


def opened_one(tx: Session, bid_id: UUID) -> tuple[Bid, BidSubmission] | None:
    """Return one opened bid with the submission that counts, or None while it is sealed."""
    statement = select(Bid, BidSubmission).join(BidSubmission, _COUNTS)
    row = tx.execute(statement.where(Bid.id == bid_id, Bid.opened_at.is_not(None))).one_or_none()
    return None if row is None else (row[0], row[1])


def page_of_opened(
    tx: Session,
    tender_id: UUID,
    asked: PageRequest,
    *,
    lot_id: UUID | None,
    statuses: Sequence[str],
    but: Collection[UUID] = (),
) -> tuple[Sequence[BidSubmission], str | None]:
    """Return one page of the submissions that count, of opened bids but those of some suppliers."""
    statement = select(BidSubmission).join(Bid, _COUNTS)
    statement = statement.where(Bid.tender_id == tender_id, Bid.opened_at.is_not(None))
    if lot_id is not None:
        statement = statement.where(Bid.lot_id == lot_id)
    if statuses:
        statement = statement.where(Bid.status.in_(statuses))
    if but:
        statement = statement.where(Bid.supplier_id.not_in(but))
    keys = {"submitted_at": BidSubmission.submitted_at, "supplier_name": BidSubmission.supplier_name}
    return fetch(tx, statement, asked, keys=keys, key=BidSubmission.id, default="submitted_at")


def by_ids(tx: Session, ids: Sequence[UUID]) -> Sequence[Bid]:
    """Return the bids with these ids, in no order."""
    return tx.scalars(select(Bid).where(Bid.id.in_(ids))).all()


def page_of_late(tx: Session, tender_id: UUID, asked: PageRequest) -> tuple[Sequence[LateBid], str | None]:
    """Return one page of what came too late for a tender."""
    statement = select(LateBid).where(LateBid.tender_id == tender_id)
    return fetch(tx, statement, asked, keys={"received_at": LateBid.received_at}, key=LateBid.id, default="received_at")


def times_late(tx: Session, lot_id: UUID, supplier_id: UUID) -> int:
    """Return how often a supplier came too late for a lot."""
    statement = select(func.count()).select_from(LateBid)
    return tx.execute(statement.where(LateBid.lot_id == lot_id, LateBid.supplier_id == supplier_id)).scalar_one()


def opened_ids(tx: Session, lot_id: UUID) -> Sequence[UUID]:
    """Return the ids of every opened bid of a lot, whatever became of it."""
    return tx.scalars(select(Bid.id).where(Bid.lot_id == lot_id, Bid.opened_at.is_not(None))).all()


def live_for_update(tx: Session, lot_id: UUID) -> Sequence[Bid]:
    """Return the opened bids of a lot that take part, locked."""
    statement = select(Bid).where(Bid.lot_id == lot_id, Bid.opened_at.is_not(None))
    statement = statement.where(Bid.status == BidStatus.SUBMITTED.value).order_by(Bid.id).with_for_update()
    return tx.scalars(statement, execution_options={"populate_existing": True}).all()


def opening(tx: Session, opening_id: UUID) -> Opening | None:
    """Return one opening."""
    return tx.get(Opening, opening_id)


def opening_for_update(tx: Session, opening_id: UUID) -> Opening:
    """Return one opening that is known to exist, locked and as it is now."""
    return tx.get_one(Opening, opening_id, with_for_update=True, populate_existing=True)


def standing_opening(tx: Session, tender_id: UUID, envelope: str, lot_id: UUID | None) -> Opening | None:
    """Return the opening of an envelope that was begun and has not lapsed."""
    statement = select(Opening).where(Opening.tender_id == tender_id, Opening.envelope == envelope)
    same_lot = Opening.lot_id.is_(None) if lot_id is None else Opening.lot_id == lot_id
    return tx.scalars(statement.where(same_lot, Opening.lapsed_at.is_(None))).one_or_none()


def page_of_openings(tx: Session, tender_id: UUID, asked: PageRequest) -> tuple[Sequence[Opening], str | None]:
    """Return one page of the openings of a tender, lapsed ones too."""
    statement = select(Opening).where(Opening.tender_id == tender_id)
    return fetch(tx, statement, asked, keys={"begun_at": Opening.begun_at}, key=Opening.id, default="begun_at")


def confirmed_openings(tx: Session, tender_id: UUID) -> Sequence[Opening]:
    """Return every opening of a tender that somebody confirmed, in the order in which they were opened."""
    statement = select(Opening).where(Opening.tender_id == tender_id, Opening.confirmed_at.is_not(None))
    return tx.scalars(statement.order_by(Opening.confirmed_at, Opening.id)).all()


def flags(
    tx: Session, *, lot_id: UUID | None = None, bid_id: UUID | None = None, criterion: str | None = None
) -> Sequence[Flag]:
    """Return the flagged passages of a lot or a bid, or of one question there."""
    statement = select(Flag)
    for column, value in ((Flag.lot_id, lot_id), (Flag.bid_id, bid_id), (Flag.criterion, criterion)):
        if value is not None:
            statement = statement.where(column == value)
    return tx.scalars(statement.order_by(Flag.id)).all()


def flag(tx: Session, flag_id: UUID) -> Flag | None:
    """Return one flagged passage."""
    return tx.get(Flag, flag_id)


def page_of_flags(
    tx: Session, tender_id: UUID, asked: PageRequest, *, lot_id: UUID | None, besides: Sequence[tuple[UUID, str]]
) -> tuple[Sequence[Flag], str | None]:
    """Return one page of the flagged passages of a tender, but for those of some questions of lots."""
    statement = select(Flag).where(Flag.tender_id == tender_id)
    if lot_id is not None:
        statement = statement.where(Flag.lot_id == lot_id)
    for other_lot, criterion in besides:
        statement = statement.where(~and_(Flag.lot_id == other_lot, Flag.criterion == criterion))
    return fetch(tx, statement, asked, keys={"found_at": Flag.found_at}, key=Flag.id, default="found_at")


def flag_decisions(tx: Session, flag_ids: Sequence[UUID]) -> Sequence[FlagDecision]:
    """Return what was decided about flagged passages, every revision, the first one first."""
    if not flag_ids:
        return []
    statement = select(FlagDecision).where(FlagDecision.flag_id.in_(flag_ids))
    return tx.scalars(statement.order_by(FlagDecision.revision, FlagDecision.id)).all()


def alias_of(tx: Session, lot_id: UUID, person_id: UUID) -> Alias | None:
    """Return by what a person knows the bidders of a lot; None for somebody they are not kept from."""
    return tx.scalars(select(Alias).where(Alias.lot_id == lot_id, Alias.person_id == person_id)).one_or_none()


def aliases_of_person(tx: Session, person_id: UUID, *, tender_id: UUID | None = None) -> Sequence[Alias]:
    """Return every lot whose bidders are or were kept from a person."""
    statement = select(Alias).where(Alias.person_id == person_id)
    if tender_id is not None:
        statement = statement.where(Alias.tender_id == tender_id)
    return tx.scalars(statement.order_by(Alias.id)).all()


def kept_in_lot(tx: Session, lot_id: UUID) -> Sequence[Alias]:
    """Return from whom the bidders of a lot are still kept."""
    statement = select(Alias).where(Alias.lot_id == lot_id, Alias.revealed_at.is_(None)).order_by(Alias.id)
    return tx.scalars(statement).all()


def bids_for(tx: Session, tender_id: UUID, supplier_id: UUID) -> bool:
    """Return whether a supplier has a bid for any lot of a tender."""
    statement = select(Bid.id).where(Bid.tender_id == tender_id, Bid.supplier_id == supplier_id)
    return tx.execute(statement.limit(1)).first() is not None


def preference(tx: Session, tender_id: UUID, supplier_id: UUID) -> LotPreference | None:
    """Return the last statement of preference of one supplier."""
    statement = select(LotPreference).where(
        LotPreference.tender_id == tender_id, LotPreference.supplier_id == supplier_id
    )
    return tx.scalars(statement.order_by(LotPreference.revision.desc()).limit(1)).one_or_none()


def opened_preferences(tx: Session, tender_id: UUID) -> Sequence[LotPreference]:
    """Return every statement of preference of suppliers with an opened bid, the first one of each first."""
    opened_bid = exists().where(
        Bid.tender_id == LotPreference.tender_id,
        Bid.supplier_id == LotPreference.supplier_id,
        Bid.opened_at.is_not(None),
    )
    statement = select(LotPreference).where(LotPreference.tender_id == tender_id, opened_bid)
    return tx.scalars(statement.order_by(LotPreference.supplier_id, LotPreference.revision)).all()
