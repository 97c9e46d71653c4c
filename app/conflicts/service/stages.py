"""Which stage a tender has reached. Later concepts bring stages about; this one only keeps that they did."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.conflicts import repository
from app.conflicts.models import ConflictStage, Participant
from app.conflicts.rules import Stage, stage_now
from app.conflicts.schemas import BidderOut
from app.tenders.models import Tender


def bidders_became_known(tx: Session, tender: Tender, bidders: Mapping[UUID, str], *, now: datetime) -> None:
    """Keep who bid, by id and name, from the moment that bids are opened: from here on people declare against them.

    The tender must be locked. Saying it again changes nothing.
    """
    listed = [{"id": str(one), "name": name} for one, name in bidders.items()]
    _reached(tx, tender, Stage.BIDDERS_KNOWN, sorted(listed, key=_by_name), now)


def result_became_known(tx: Session, tender: Tender, *, now: datetime) -> None:
    """Keep that a result exists: from here on people declare before the award. The tender must be locked."""
    _reached(tx, tender, Stage.AWARD, [], now)


def asked_to_mark(tx: Session, tender: Tender, person_id: UUID, *, now: datetime) -> None:
    """Keep that somebody was asked to mark in a tender, so that a declaration is expected. It must be locked."""
    if person_id not in repository.participants(tx, tender.id):
        repository.add(tx, Participant(tender_id=tender.id, person_id=person_id, asked_at=now))


def current(tx: Session, tender: Tender) -> tuple[Stage | None, list[BidderOut] | None]:
    """Return the stage at which people declare now, and the bidders by name; None for either where there is none."""
    rows = repository.stages(tx, tender.id)
    now = stage_now(tender.status, [row.stage for row in rows])
    known = next((row.bidders for row in rows if row.stage == Stage.BIDDERS_KNOWN), None)
    return now, None if known is None else [BidderOut.model_validate(one) for one in known]


def _reached(tx: Session, tender: Tender, stage: Stage, bidders: list[dict[str, str]], now: datetime) -> None:
    if all(row.stage != stage for row in repository.stages(tx, tender.id)):
        repository.add(tx, ConflictStage(tender_id=tender.id, stage=stage.value, bidders=bidders, reached_at=now))


def _by_name(bidder: Mapping[str, str]) -> tuple[str, str]:
    return bidder["name"].casefold(), bidder["id"]
