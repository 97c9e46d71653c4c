"""Contracts and where their promises stand, as everybody may read them: figures, and none of the supplier's words."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.awards import service as awards
from app.contracts.changes.models import ContractChange
from app.contracts.models import Commitment, Contract
from app.kit.clock import london_date
from app.kit.pagination import PageRequest
from app.kit.schema import Page
from app.performance import service as performance
from app.performance.schemas import CommitmentPerformanceOut, PeriodOut
from app.public.repository import subjects
from app.public.rules import What
from app.public.schemas import (
    ContractLineOut,
    ContractPageOut,
    PublicChangeOut,
    PublicCommitmentOut,
    PublicPeriodOut,
)
from app.public.service import finding
from app.public.service.lines import contract_lines
from app.public.words import told

NOTE = (
    "Promised is what the contract holds the supplier to. Claimed is what the supplier reported, proved is what the "
    "authority verified, and unknown is what was claimed and waits for a decision. A figure that is not there is not "
    "nought: nothing is due yet, nothing was reported, or nothing was decided."
)


def contracts(tx: Session, asked: PageRequest, *, authority: str | None) -> Page[ContractLineOut]:
    """Return the public contracts, newest first, of one authority or of all."""
    of = {} if authority is None else {"authority_id": finding.authority(tx, authority)[0].id}
    rows, following = subjects.contracts(tx, asked, **of)
    return Page[ContractLineOut](items=contract_lines(tx, rows), next=following)


def contract(tx: Session, key: str, *, now: datetime) -> ContractPageOut:
    """Return a public contract with where each promise stands today; raise NotPublic or Withdrawn."""
    row = finding.contract(tx, key)
    (line,) = contract_lines(tx, [row])
    as_at = london_date(now)
    seen = performance.of_contract(tx, row, as_at=as_at)
    rows = {one.id: one for one in row.commitments}
    won = _award(tx, row)
    return ContractPageOut(
        **dict(line),
        award=won,
        award_address=None if won is None else f"/public/awards/{won}",
        as_at=as_at,
        waived=seen.waived,
        note=NOTE,
        commitments=[_commitment(rows[one.commitment_id], one) for one in seen.commitments],
        changes=[_change(one) for one in subjects.changes(tx, row.id)],
        last_reported_at=subjects.last_reported_at(tx, row.id),
    )


def _award(tx: Session, row: Contract) -> str | None:
    found = awards.get(tx, row.award_id)
    is_public = finding.is_public(tx, found.authority_id, What.AWARDS, found.published_at)
    return found.reference if is_public else None


def _commitment(row: Commitment, seen: CommitmentPerformanceOut) -> PublicCommitmentOut:
    """Return a commitment in the authority's words: a promise of the supplier's own is counted in what it says alone.

    What the supplier wrote may name people, or hold what was withheld from others; so where neither the rubric nor the
    library of measures says what is counted, no quantity is shown either.
    """
    own = row.is_in_own_words
    counted = {name: None if own else getattr(seen, name) for name in _QUANTITIES}
    return PublicCommitmentOut(
        position=seen.position,
        title=told(row.criterion_title if own else seen.measure_title),
        criterion=told(row.criterion_title),
        measure=seen.measure,
        unit=None if own else seen.unit,
        better=None if own else seen.better,
        in_own_words=own,
        status=row.status,
        **counted,
        due_on=seen.due_on,
        percent_of_due=None if own or seen.percent_of_due is None else seen.percent_of_due.shown,
        rating=seen.rating.value,
        periods=[_period(one, own=own) for one in seen.periods],
    )


_QUANTITIES = ("promised", "due", "claimed", "proved", "unknown", "rejected")


def _period(one: PeriodOut, *, own: bool) -> PublicPeriodOut:
    return PublicPeriodOut(
        label=told(one.label),
        starts_on=one.starts_on,
        ends_on=one.ends_on,
        is_due=one.is_due,
        status=one.status.value,
        target=None if own else one.target,
        claimed=None if own else one.claimed,
        proved=None if own else one.proved,
    )


def _change(row: ContractChange) -> PublicChangeOut:
    assert row.in_force_at is not None  # noqa: S101 - only those in force are read
    return PublicChangeOut(number=row.number, kind=row.kind, effective_on=row.effective_on, in_force_at=row.in_force_at)
