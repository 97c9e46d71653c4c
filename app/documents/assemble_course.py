"""Puts together how an award came about, from the openings to what was said against it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.awards import service as awards
from app.awards.models import Award
from app.bids import service as bids
from app.documents.award_more_content import Approved, Computed, Course, Opened, Represented
from app.documents.facts import Person
from app.evaluations.service.recording import LotRecord
from app.identity import service as identity
from app.tenders import service as tenders
from app.tenders.models import Tender
from scoring.changes import changes
from scoring.findings import Findings


def course_of(tx: Session, award: Award, tender: Tender, record: LotRecord) -> Course:
    """Return how an award came about, as far as it has come."""
    lot = tenders.lot_by_id(tender, award.lot_id)
    opened = [row for row in bids.opened_envelopes(tx, tender.id) if row.lot_id in {None, lot.id}]
    people = [one for row in opened for one in (row.begun_by, row.confirmed_by)]
    names = identity.names(tx, [one for one in (*people, award.approved_by) if one is not None])
    assessed, missing = awards.assessed(tx, award), awards.summaries_missing(tx, award)
    limit = tenders.terms(tender).lot_limit
    return Course(
        openings=tuple(
            Opened(
                envelope=row.envelope,
                begun_by=Person(name=names[row.begun_by]),
                begun_at=row.begun_at,
                opened_by=Person(name=names[row.confirmed_by]),
                opened_at=row.confirmed_at,
            )
            for row in opened
            if row.confirmed_by is not None and row.confirmed_at is not None
        ),
        results=_results(record, lot.code, award.result_id),
        approval=_approval(award, names),
        summaries_issued=len(assessed) - len(missing),
        summaries_owed=len(assessed),
        published_at=award.published_at,
        representations=tuple(
            Represented(
                made_by=row.made_by,
                received_at=row.received_at,
                in_time=row.in_time,
                words=row.words,
                outcome=row.status,
                decided_at=row.decided_at,
                reasons=row.reasons,
            )
            for row in awards.representations_of(tx, award.id)
        ),
        lot_limit=None if limit is None else limit.words,
    )


def _results(record: LotRecord, lot: str, result_id: UUID) -> tuple[Computed, ...]:
    """Return the results up to the one that was decided on, each compared with the one before it."""
    found: list[Computed] = []
    before: Mapping[str, Any] | None = None
    for row in record.results:
        compared = None if before is None else changes(before, row.body, lot)
        said = () if compared is None or isinstance(compared, Findings) else tuple(compared["said"])
        found.append(
            Computed(number=row.number, computed_at=row.computed_at, digest=row.digest, reason=row.reason, changes=said)
        )
        if row.id == result_id:
            break
        before = row.body
    return tuple(found)


def _approval(award: Award, names: Mapping[UUID, str]) -> Approved | None:
    if award.approved_by is None or award.approved_at is None:
        return None
    return Approved(by=Person(name=names[award.approved_by]), at=award.approved_at, reason=award.approval_reason)
