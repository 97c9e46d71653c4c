"""Puts together what a performance report says, from the contract, its claims and where each promise stands."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from app.contracts import service as contracts
from app.contracts.models import Commitment as CommitmentRow
from app.contracts.models import Contract
from app.contracts.rules import CommitmentStatus, WaiverStatus
from app.delivery import service as delivery
from app.delivery.models import DeliveryUpdate
from app.delivery.rules import UpdateStatus
from app.documents.assemble_performance_more import amounts, behind, decision
from app.documents.content import (
    NOT_APPLICABLE,
    AddsUp,
    AuditPosition,
    Bands,
    Claim,
    Commitment,
    ContractFacts,
    Evidence,
    Money,
    NextDue,
    PeriodRecord,
    Person,
    Rating,
    Span,
    Verification,
    Waiver,
    count_ratings,
)
from app.documents.parties import party_of
from app.documents.performance_more_content import ContractPerformanceInFull
from app.documents.standing import (
    CUT_SHORT,
    TO_DATE,
    Numbers,
    Overdue,
    PeriodNumbers,
    figure,
    figures,
    period_figures,
    summary,
)
from app.identity import service as identity
from app.kit.call import Call
from app.kit.clock import london_date
from app.performance import service as performance
from app.performance.rules import PeriodStatus
from app.performance.schemas import CommitmentPerformanceOut, PeriodOut
from app.tenders import service as tenders
from scoring.result import ENGINE

_WORDS: Final = "words only"


def contract_performance(
    call: Call,
    contract: Contract,
    *,
    as_at: date,
    reference: str,
    replaces: str | None,
    audit: AuditPosition | None,
    award_digest: str | None,
) -> ContractPerformanceInFull:
    """Return the whole content of the performance report of one contract, as it stands on `as_at`."""
    tx = call.tx
    standing = performance.of_contract(tx, contract, as_at=as_at)
    rows = {row.id: row for row in contract.commitments}
    updates = delivery.updates(tx, contract.id)
    claims, fixed = _claims(tx, updates), contracts.bands_fixed_on(tx, contract)
    commitments = tuple(
        _commitment(contract, rows[one.commitment_id], one, claims, fixed.get(one.commitment_id))
        for one in standing.commitments
    )
    waivers = _waivers(tx, contract.commitments)
    return ContractPerformanceInFull(
        reference=reference,
        issued_at=call.now,
        replaces=replaces,
        authority=party_of(tx, contract.authority_id),
        supplier=party_of(tx, contract.supplier_id),
        contract=_facts(tx, contract),
        period=_reported(contract, as_at),
        as_at=as_at,
        summary=summary(
            commitments,
            waivers,
            waiting=standing.awaiting_verification,
            overdue=[Overdue(measure=late.title, reports=late.periods, since=late.since) for late in standing.overdue],
        ),
        counts=count_ratings(commitments),
        commitments=commitments,
        waivers=waivers,
        award_digest=award_digest,
        engine=ENGINE,
        audit=audit,
        **behind(tx, call.service.files, contract, updates),
    )


def _facts(tx: Session, contract: Contract) -> ContractFacts:
    tender = tenders.get(tx, contract.tender_id)
    lot = tenders.lot_by_id(tender, contract.lot_id)
    return ContractFacts(
        reference=contract.reference,
        title=contract.title,
        tender=tender.reference,
        lot=None if len(tender.lots) == 1 else lot.title,
        value=Money(amount=contract.value, currency=contract.currency) if contract.value is not None else None,
        starts_on=contract.starts_on,
        ends_on=contract.ends_on,
    )


def _reported(contract: Contract, as_at: date) -> Span:
    last, label = min(as_at, contract.ends_on), TO_DATE
    if contract.ended_at is not None and london_date(contract.ended_at) < last:
        last, label = london_date(contract.ended_at), CUT_SHORT
    return Span(label=label, starts_on=contract.starts_on, ends_on=max(contract.starts_on, last))


def _commitment(
    contract: Contract,
    row: CommitmentRow,
    one: CommitmentPerformanceOut,
    claims: Mapping[tuple[UUID, date], list[Claim]],
    fixed_on: date | None,
) -> Commitment:
    return Commitment(
        reference=f"{contract.reference}/{one.position}",
        measure=one.title,
        unit=one.unit or _WORDS,
        adds_up=AddsUp(one.adds_up or AddsUp.RECORD_ONLY),
        more_is_better=one.better != "lower",
        criterion=one.criterion_title,
        promised=figure(one.promised, absent=NOT_APPLICABLE),
        due_on=max((period.ends_on for period in one.periods), default=None),
        **figures(_numbers(one)),
        rating=Rating(one.rating.value),
        said=one.said,
        bands=bands_of(row, fixed_on),
        next_due=_next_due(one),
        periods=tuple(_period(one, period, claims) for period in one.periods if period.starts_on <= _last(one)),
    )


def _numbers(one: CommitmentPerformanceOut) -> Numbers:
    return Numbers(
        is_counted=one.promised is not None,
        rating=Rating(one.rating.value),
        due=one.due,
        claimed=one.claimed,
        proved=one.proved,
        unknown=one.unknown,
        rejected=one.rejected,
        percent_of_due=None if one.percent_of_due is None else Fraction(one.percent_of_due.exact),
    )


def _last(one: CommitmentPerformanceOut) -> date:
    """Return up to when periods are worth a line: those that began, and the one that is due next."""
    return one.next_due.on if one.next_due else max((period.ends_on for period in one.periods), default=date.max)


def bands_of(row: CommitmentRow, fixed_on: date | None) -> Bands | None:
    """Return the bands that a commitment is rated by and the day they were fixed on; None where it has none."""
    if row.bands is None or fixed_on is None:
        return None
    return Bands(
        good=Decimal(row.bands["good"]),
        approaching_target=Decimal(row.bands["approaching_target"]),
        requires_improvement=Decimal(row.bands["requires_improvement"]),
        fixed_on=fixed_on,
    )


def _next_due(one: CommitmentPerformanceOut) -> NextDue | None:
    if one.next_due is None:
        return None
    return NextDue(on=one.next_due.on, quantity=figure(one.next_due.quantity, absent=NOT_APPLICABLE))


def _period(
    one: CommitmentPerformanceOut, period: PeriodOut, claims: Mapping[tuple[UUID, date], list[Claim]]
) -> PeriodRecord:
    found = PeriodNumbers(
        is_counted=one.promised is not None,
        is_measured=one.rating.value != Rating.NOT_MEASURED,
        is_due=period.is_due,
        is_waiting=period.status == PeriodStatus.SUBMITTED,
        is_rejected=period.status == PeriodStatus.REJECTED,
        target=period.target,
        claimed=period.claimed,
        proved=period.proved,
        target_to_date=period.target_to_date,
        proved_to_date=period.proved_to_date,
    )
    return PeriodRecord(
        span=Span(label=period.label, starts_on=period.starts_on, ends_on=period.ends_on),
        **period_figures(found),
        claims=tuple(claims.get((one.commitment_id, period.starts_on), ())),
    )


def _claims(tx: Session, updates: Sequence[DeliveryUpdate]) -> dict[tuple[UUID, date], list[Claim]]:
    names = identity.names(tx, [row.verification.verified_by for row in updates if row.verification])
    found: dict[tuple[UUID, date], list[Claim]] = {}
    for row in updates:
        found.setdefault((row.commitment_id, row.starts_on), []).append(_claim(row, names))
    return found


def _claim(row: DeliveryUpdate, names: Mapping[UUID, str]) -> Claim:
    return Claim(
        reported_at=row.submitted_at,
        claimed=figure(amounts(row, None).claimed_amount, absent=NOT_APPLICABLE),
        words=row.words,
        evidence=tuple(Evidence(name=each.file.filename, digest=each.file.digest) for each in row.evidence),
        verification=_verification(row, names),
        superseded=row.status == UpdateStatus.SUPERSEDED,
    )


def _verification(row: DeliveryUpdate, names: Mapping[UUID, str]) -> Verification | None:
    return None if row.verification is None else decision(row, row.verification, names)


def _waivers(tx: Session, rows: Iterable[CommitmentRow]) -> tuple[Waiver, ...]:
    granted = [
        (row, waiver)
        for row in rows
        if row.status == CommitmentStatus.WAIVED
        for waiver in row.waivers
        if waiver.status == WaiverStatus.APPROVED
    ]
    names = identity.names(tx, [who for _, one in granted for who in (one.asked_by, one.decided_by) if who])
    return tuple(
        Waiver(
            measure=row.title,
            quantity=figure(row.promised, absent=NOT_APPLICABLE),
            unit=row.measure.get("unit") or _WORDS,
            reason=one.reason,
            asked_by=Person(name=names[one.asked_by], role="Buyer"),
            approved_by=Person(name=names[one.decided_by], role="Commissioner"),
            approved_at=one.decided_at,
        )
        for row, one in granted
        if one.decided_by is not None and one.decided_at is not None
    )
