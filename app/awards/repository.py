"""SQL of awards, of issued summaries and of representations."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.awards.models import Award, AwardSummary, Representation
from app.awards.rules import AwardStatus, RepresentationStatus
from app.bids.models import Bid, Flag, LateBid, Opening
from app.evaluations.models import AgreedMark, LowPriceInquiry, Mark, Moderation, Result
from app.kit.pagination import PageRequest, fetch
from app.tenders.models import Lot

_OF_A_LOT: Mapping[str, type[Any]] = {
    model.__tablename__: model
    for model in (
        Bid,
        LateBid,
        Opening,
        Flag,
        Mark,
        AgreedMark,
        Moderation,
        Result,
        LowPriceInquiry,
        Award,
        AwardSummary,
        Representation,
    )
}
"""What happens to these is of a lot: the log says of them what its readers may not all know."""


def add(tx: Session, award: Award) -> None:
    """Add an award; the flush brings a second decision on the lot to light."""
    tx.add(award)
    tx.flush()


def get(tx: Session, award_id: UUID) -> Award | None:
    """Return one award."""
    return tx.get(Award, award_id)


def several(tx: Session, ids: Collection[UUID]) -> Sequence[Award]:
    """Return those of these ids that are awards."""
    return tx.scalars(select(Award).where(Award.id.in_(ids))).all() if ids else ()


def get_for_update(tx: Session, award_id: UUID) -> Award | None:
    """Return one award, locked and as it now is."""
    return tx.get(Award, award_id, with_for_update=True, populate_existing=True)


def decided_for_lot(tx: Session, lot_id: UUID) -> Award | None:
    """Return the award that stands for a lot, or None."""
    return tx.scalars(select(Award).where(Award.lot_id == lot_id, Award.status == AwardStatus.DECIDED)).one_or_none()


def last_void_of_lot(tx: Session, lot_id: UUID) -> Award | None:
    """Return the newest void award of a lot, or None."""
    statement = select(Award).where(Award.lot_id == lot_id, Award.status == AwardStatus.VOID)
    return tx.scalars(statement.order_by(Award.id.desc()).limit(1)).one_or_none()


def of_tender(tx: Session, tender_id: UUID) -> Sequence[Award]:
    """Return every award of a tender, oldest first."""
    return tx.scalars(select(Award).where(Award.tender_id == tender_id).order_by(Award.id)).all()


def lot_codes(tx: Session, ids: Sequence[UUID]) -> Mapping[UUID, str]:
    """Return the codes of lots by id, in one query."""
    rows = tx.execute(select(Lot.id, Lot.code).where(Lot.id.in_(ids)))
    return {row.id: row.code for row in rows}


def add_summary(tx: Session, row: AwardSummary) -> None:
    """Add that a summary was issued."""
    tx.add(row)
    tx.flush()


def summaries(tx: Session, award_id: UUID) -> Sequence[AwardSummary]:
    """Return every summary issued under an award, oldest first."""
    return tx.scalars(select(AwardSummary).where(AwardSummary.award_id == award_id).order_by(AwardSummary.id)).all()


def add_representation(tx: Session, row: Representation) -> None:
    """Add a representation."""
    tx.add(row)
    tx.flush()


def representation(tx: Session, representation_id: UUID, *, fresh: bool = False) -> Representation | None:
    """Return one representation; `fresh` reads it again, as it is after a lock was waited for."""
    return tx.get(Representation, representation_id, populate_existing=fresh)


def representations(tx: Session, award_id: UUID) -> Sequence[Representation]:
    """Return every representation about an award, oldest first."""
    statement = select(Representation).where(Representation.award_id == award_id)
    return tx.scalars(statement.order_by(Representation.id)).all()


def holding_open(tx: Session, award_id: UUID) -> Sequence[UUID]:
    """Return the ids of the undecided representations that keep the standstill of an award open."""
    return tx.scalars(
        select(Representation.id).where(
            Representation.award_id == award_id,
            Representation.status == RepresentationStatus.OPEN,
            Representation.holds_standstill,
        )
    ).all()


def lots_of_subjects(
    tx: Session, authority_id: UUID, kind: str, ids: Collection[UUID]
) -> Mapping[UUID, tuple[UUID, UUID | None]]:
    """Return tender and lot of what the log of an authority names as its subjects; none for what is of no lot of it."""
    model = _OF_A_LOT.get(kind)
    if model is None:
        return {}
    if issubclass(model, AwardSummary | Representation):
        statement = select(model.id, Award.tender_id, Award.lot_id).join(Award, Award.id == model.award_id)
    else:
        statement = select(model.id, model.tender_id, model.lot_id)
    return {
        row[0]: (row[1], row[2])
        for row in tx.execute(statement.where(model.id.in_(ids), model.authority_id == authority_id))
    }


def page(
    tx: Session, authority_id: UUID, asked: PageRequest, *, statuses: Sequence[str], tender_id: UUID | None
) -> tuple[Sequence[Award], str | None]:
    """Return one page of the awards of an authority."""
    statement = select(Award).where(Award.authority_id == authority_id)
    if statuses:
        statement = statement.where(Award.status.in_(statuses))
    if tender_id is not None:
        statement = statement.where(Award.tender_id == tender_id)
    keys = {"decided_at": Award.decided_at, "notice_on": Award.notice_on, "reference": Award.reference}
    return fetch(tx, statement, asked, keys=keys, key=Award.id, default="-decided_at")
