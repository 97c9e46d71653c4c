"""One authority, one tender, one award, as everybody may read them."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.awards.models import Award
from app.identity import service as identity
from app.kit.clock import london_date
from app.kit.memory import Memory
from app.kit.pagination import PageRequest
from app.opendata.releases.wording import Censor
from app.public.repository import subjects
from app.public.rules import What
from app.public.schemas import (
    AuthorityPageOut,
    AwardPageOut,
    CriterionOut,
    DocumentOfRecordOut,
    MeasureLineOut,
    PublicLotOut,
    TenderPageOut,
)
from app.public.service import finding, opendata
from app.public.service.lines import award_lines, contract_lines, tender_lines
from app.public.service.lists import authority_line
from app.public.words import told
from app.tenders import service as tenders
from app.tenders.models import Tender
from app.tenders.present import present_rubric

NEWEST = PageRequest(None, None, 10)
_WHOLE = PageRequest(None, None, 200)
_ONE = PageRequest(None, None, 1)
SUMS_NOTE = (
    "Each sum is over the public contracts of the authority, and of like things only. Promised is in all; due, claimed "
    "and proved are for periods that have ended. Unknown is due and without an accepted claim: it is neither kept nor "
    "missed. A figure that is not there is not nought."
)


def authority(tx: Session, key: str, *, now: datetime) -> AuthorityPageOut:
    """Return an authority with the newest of what it publishes; raise NotPublic or Withdrawn."""
    row, held = finding.authority(tx, key)
    today = london_date(now)
    bought, _ = subjects.tenders(tx, NEWEST, authority_id=row.id)
    given, _ = subjects.awards(tx, NEWEST, authority_id=row.id)
    signed, _ = subjects.contracts(tx, NEWEST, authority_id=row.id)
    return AuthorityPageOut(
        **dict(authority_line(row, held)),
        as_at=today,
        note=SUMS_NOTE,
        delivery=[_measure(line) for line in subjects.delivered(tx, row.id, as_at=today)],
        tenders=tender_lines(tx, bought, now),
        awards=award_lines(tx, given),
        contracts=contract_lines(tx, signed),
    )


def tender(tx: Session, key: str, *, now: datetime) -> TenderPageOut:
    """Return a public tender with what it asks and its public awards; raise NotPublic or Withdrawn."""
    row = finding.tender(tx, key)
    (line,) = tender_lines(tx, [row], now)
    censor = Censor((person.name for person in identity.accounts_of(tx, [row.authority_id])), ())
    given, _ = subjects.awards(tx, _WHOLE, tender_id=row.id)
    return TenderPageOut(
        **{**dict(line), "title": censor.clean(row.title)},
        description=censor.clean(row.description),
        regime=row.regime,
        category=row.category,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        cpv=row.cpv,
        places=row.places,
        ocid=row.ocid,
        lots=[PublicLotOut(code=lot.code, title=censor.clean(lot.title), value=lot.value) for lot in row.lots],
        record_address=opendata.address_of(tx, row),
        rubric_digest=row.rubric_digest or "",
        criteria=_criteria(tx, row),
        awards=award_lines(tx, given),
    )


def award(tx: Session, key: str) -> AwardPageOut:
    """Return a public award, without a word of the bids that did not win; raise NotPublic or Withdrawn."""
    row = finding.award(tx, key)
    (line,) = award_lines(tx, [row])
    bought = tenders.get(tx, row.tender_id)
    signed, _ = subjects.contracts(tx, _ONE, award_id=row.id)
    return AwardPageOut(
        **dict(line),
        tender_address=_address(tx, bought),
        regime=bought.regime,
        decided_on=london_date(row.decided_at),
        standstill_ends_at=row.standstill_ends_at,
        tenders_assessed=subjects.assessed(tx, row.id),
        criteria=[one for one in _criteria(tx, bought) if line.lot in one.share_of_total or one.weight is None],
        document=_document(tx, row),
        contract=contract_lines(tx, signed)[0] if signed else None,
    )


def _address(tx: Session, row: Tender) -> str | None:
    is_public = finding.is_public(tx, row.authority_id, What.TENDERS, row.published_at)
    return f"/public/tenders/{row.reference}" if is_public else None


_criteria_of = Memory[tuple[str | None, tuple[str, ...]], list[CriterionOut]](most=200)
"""The questions of a pinned rubric by its digest and the lots: a rubric with a digest never changes."""


def _criteria(tx: Session, row: Tender) -> list[CriterionOut]:
    key = (row.rubric_digest, tuple(lot.code for lot in row.lots))
    known = _criteria_of.get(key)
    if known is None:
        shown = present_rubric(row, tenders.rubric_body(tx, row))
        known = [
            CriterionOut(
                id=one.id,
                title=told(one.title),
                path=[told(title) for title in one.path],
                asks=one.asks,
                weight=one.weight,
                share_of_total=one.effective_weight,
            )
            for one in shown.criteria
        ]
        _criteria_of.keep(key, known)
    return known


def _document(tx: Session, row: Award) -> DocumentOfRecordOut | None:
    found = subjects.last_issue(tx, "award_summary", row.id)
    if found is None:
        return None
    return DocumentOfRecordOut(
        reference=str(found.content["reference"]), digest=found.content_digest, issued_at=found.issued_at
    )


def _measure(row: Any) -> MeasureLineOut:
    """Return a sum with null for every figure that nothing stands behind."""
    return MeasureLineOut(
        measure=row.measure,
        title=row.title or row.measure,
        unit=row.unit or None,
        better=row.better or None,
        commitments=row.commitments,
        promised=row.promised if row.commitments else None,
        due=row.due if row.periods else None,
        claimed=row.claimed if row.reports else None,
        proved=row.proved if row.decisions else None,
        unknown=row.unknown if row.periods else None,
    )
