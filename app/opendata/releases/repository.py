"""SQL of releases, and of what a release tells that no service hands out for nobody in particular."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.models import AuditEvent
from app.audit.rules import Action
from app.awards.models import Award, AwardSummary
from app.contracts.models import Contract
from app.documents.models import Redaction
from app.kit.pagination import PageRequest, fetch
from app.opendata.releases.models import OpenRelease
from app.performance.notices.models import SignedRating


def add(tx: Session, row: OpenRelease) -> None:
    """Add a release; the flush brings a lost race to light."""
    tx.add(row)
    tx.flush()


def get(tx: Session, release_id: UUID) -> OpenRelease | None:
    """Return one release."""
    return tx.get(OpenRelease, release_id)


def of_tender(tx: Session, tender_id: UUID) -> Sequence[OpenRelease]:
    """Return every release of a tender, in order."""
    return tx.scalars(select(OpenRelease).where(OpenRelease.tender_id == tender_id).order_by(OpenRelease.number)).all()


def page(
    tx: Session, asked: PageRequest, *, authority_id: UUID, tender_id: UUID | None
) -> tuple[Sequence[OpenRelease], str | None]:
    """Return one page of the releases of an authority, or of one of its tenders."""
    statement = select(OpenRelease).where(OpenRelease.authority_id == authority_id)
    if tender_id is not None:
        statement = statement.where(OpenRelease.tender_id == tender_id)
    keys = {"released_at": OpenRelease.released_at}
    return fetch(tx, statement, asked, keys=keys, key=OpenRelease.id, default="-released_at")


def published_awards(tx: Session, tender_id: UUID) -> Sequence[Award]:
    """Return the awards of a tender whose notice was published, void ones too, oldest first."""
    statement = select(Award).where(Award.tender_id == tender_id, Award.published_at.is_not(None))
    return tx.scalars(statement.order_by(Award.id)).all()


def summaries(tx: Session, award_ids: Sequence[UUID]) -> Sequence[AwardSummary]:
    """Return that the summaries of awards were sent, in order."""
    statement = select(AwardSummary).where(AwardSummary.award_id.in_(award_ids))
    return tx.scalars(statement.order_by(AwardSummary.id)).all()


def contracts_entered(tx: Session, tender_id: UUID) -> Sequence[Contract]:
    """Return the contracts of a tender that went live, oldest first."""
    statement = select(Contract).where(Contract.tender_id == tender_id, Contract.went_live_at.is_not(None))
    return tx.scalars(statement.order_by(Contract.id)).all()


def ratings(tx: Session, contract_ids: Sequence[UUID]) -> Sequence[SignedRating]:
    """Return the ratings signed under contracts, by day and revision."""
    statement = select(SignedRating).where(SignedRating.contract_id.in_(contract_ids))
    return tx.scalars(statement.order_by(SignedRating.as_at, SignedRating.revision, SignedRating.id)).all()


def withheld(tx: Session, tender_id: UUID) -> Sequence[str]:
    """Return the passages withheld from the documents of a tender's awards that nobody released again."""
    statement = select(Redaction.passage).join(Award, Award.id == Redaction.award_id)
    return tx.scalars(statement.where(Award.tender_id == tender_id, Redaction.lifted_at.is_(None))).all()


def amendments(tx: Session, tender_id: UUID) -> Sequence[AuditEvent]:
    """Return what the log says of each time that a tender's deadline was moved, and of its end, oldest first."""
    acts = (Action.TENDER_EXTENDED.value, Action.TENDER_ABANDONED.value)
    statement = select(AuditEvent).where(AuditEvent.subject_id == tender_id, AuditEvent.action.in_(acts))
    return tx.scalars(statement.order_by(AuditEvent.at, AuditEvent.id)).all()


def award(tx: Session, award_id: UUID) -> Award:
    """Return an award that is known to be there."""
    return tx.get_one(Award, award_id)
