"""Puts together what a performance report says, from the contract, its claims and where each promise stands."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from sqlalchemy.orm import Session

from app.contracts.models import Commitment as CommitmentRow
from app.contracts.models import Contract
from app.contracts.rules import CommitmentStatus, WaiverStatus
from app.delivery import service as delivery
from app.delivery.models import DeliveryUpdate
from app.delivery.rules import UpdateStatus
from app.documents.content import (
    NO_DATA,
    NOT_APPLICABLE,
    NOT_DUE,
    AddsUp,
    AuditPosition,
    Bands,
    Claim,
    Commitment,
    ContractFacts,
    ContractPerformance,
    Evidence,
    Figure,
    Money,
    NextDue,
    PeriodRecord,
    Person,
    Rating,
    Span,
    Verdict,
    Verification,
    Waiver,
    count_ratings,
    known,
)
from app.documents.parties import party_of
from app.documents.wording import RATINGS, day, plural
from app.identity import service as identity
from app.kit.clock import london_date
from app.performance import service as performance
from app.performance.schemas import CommitmentPerformanceOut, ContractPerformanceOut, PeriodOut
from app.tenders import service as tenders
from scoring.result import ENGINE

_NO_NOTE = "Accepted in full; no note was made."
_VERDICTS = {verdict.value: verdict for verdict in Verdict}
_WORDS = "words only"


def contract_performance(
    tx: Session,
    contract: Contract,
    *,
    as_at: date,
    reference: str,
    replaces: str | None,
    issued_at: datetime,
    audit: AuditPosition | None,
    award_digest: str | None,
) -> ContractPerformance:
    """Return the whole content of the performance report of one contract, as it stands on `as_at`."""
    standing = performance.of_contract(tx, contract, as_at=as_at)
    tender = tenders.get(tx, contract.tender_id)
    lot = tenders.lot_by_id(tender, contract.lot_id)
    rows = {row.id: row for row in contract.commitments}
    claims = _claims(tx, contract)
    commitments = tuple(_commitment(contract, rows[one.commitment_id], one, claims) for one in standing.commitments)
    return ContractPerformance(
        reference=reference,
        issued_at=issued_at,
        replaces=replaces,
        authority=party_of(tx, contract.authority_id),
        supplier=party_of(tx, contract.supplier_id),
        contract=ContractFacts(
            reference=contract.reference,
            title=contract.title,
            tender=tender.reference,
            lot=None if len(tender.lots) == 1 else lot.title,
            value=Money(amount=contract.value, currency=contract.currency) if contract.value is not None else None,
            starts_on=contract.starts_on,
            ends_on=contract.ends_on,
        ),
        period=_reported(contract, as_at),
        as_at=as_at,
        summary=_summary(standing, commitments),
        counts=count_ratings(commitments),
        commitments=commitments,
        waivers=_waivers(tx, contract.commitments),
        award_digest=award_digest,
        engine=ENGINE,
        audit=audit,
    )


def _reported(contract: Contract, as_at: date) -> Span:
    last = max(contract.starts_on, min(as_at, contract.ends_on))
    return Span(label="Contract to date", starts_on=contract.starts_on, ends_on=last)


def _commitment(
    contract: Contract,
    row: CommitmentRow,
    one: CommitmentPerformanceOut,
    claims: Mapping[tuple[UUID, date], list[Claim]],
) -> Commitment:
    counted = one.promised is not None
    absent = NO_DATA if counted else NOT_APPLICABLE
    due = _figure(one.due, absent=NOT_DUE if counted else NOT_APPLICABLE)
    return Commitment(
        reference=f"{contract.reference}/{one.position}",
        measure=one.title,
        unit=one.unit or _WORDS,
        adds_up=AddsUp(one.adds_up or AddsUp.RECORD_ONLY),
        more_is_better=one.better != "lower",
        criterion=one.criterion_title,
        promised=_figure(one.promised, absent=NOT_APPLICABLE),
        due_on=one.due_on,
        due=due,
        claimed=_figure(one.claimed, absent=absent),
        proved=_figure(one.proved, absent=absent),
        unknown=_figure(one.unknown, absent=known(0) if one.claimed is not None else absent),
        rejected=_figure(one.rejected, absent=known(0) if one.claimed is not None else absent),
        percent_of_due=_percent(one, counted=counted),
        rating=Rating(one.rating.value),
        said=one.said,
        bands=_bands(contract, row),
        next_due=_next_due(one),
        periods=tuple(_period(one, period, claims) for period in one.periods if period.starts_on <= _last(one)),
    )


def _last(one: CommitmentPerformanceOut) -> date:
    """Return up to when periods are worth a line: those that began, and the one that is due next."""
    return one.next_due.on if one.next_due else max((period.ends_on for period in one.periods), default=date.max)


def _percent(one: CommitmentPerformanceOut, *, counted: bool) -> Figure:
    if not counted:
        return NOT_APPLICABLE
    if one.percent_of_due is None:
        return NOT_DUE if one.due is None else NO_DATA
    exact = Fraction(one.percent_of_due.exact)
    top, bottom = exact.as_integer_ratio()
    # A rating is read from the exact fraction; what is kept beside it is cut to ten places and never rounded up.
    return known(Decimal(top * 10**10 // bottom).scaleb(-10))


def _bands(contract: Contract, row: CommitmentRow) -> Bands | None:
    if row.bands is None or contract.went_live_at is None:
        return None
    return Bands(
        good=Decimal(row.bands["good"]),
        approaching_target=Decimal(row.bands["approaching_target"]),
        requires_improvement=Decimal(row.bands["requires_improvement"]),
        fixed_on=london_date(contract.went_live_at),
    )


def _next_due(one: CommitmentPerformanceOut) -> NextDue | None:
    if one.next_due is None:
        return None
    return NextDue(on=one.next_due.on, quantity=_figure(one.next_due.quantity, absent=NOT_APPLICABLE))


def _period(
    one: CommitmentPerformanceOut, period: PeriodOut, claims: Mapping[tuple[UUID, date], list[Claim]]
) -> PeriodRecord:
    counted = one.promised is not None
    absent = NOT_APPLICABLE if not counted else NO_DATA if period.is_due else NOT_DUE
    return PeriodRecord(
        span=Span(label=period.label, starts_on=period.starts_on, ends_on=period.ends_on),
        target=_figure(period.target, absent=NOT_APPLICABLE),
        claimed=_figure(period.claimed, absent=absent),
        proved=_figure(period.proved, absent=absent),
        target_to_date=_figure(period.target_to_date, absent=NOT_APPLICABLE),
        proved_to_date=_figure(period.proved_to_date, absent=absent),
        claims=tuple(claims.get((one.commitment_id, period.starts_on), ())),
    )


def _claims(tx: Session, contract: Contract) -> dict[tuple[UUID, date], list[Claim]]:
    updates = delivery.updates(tx, contract.id)
    names = identity.names(tx, [row.verification.verified_by for row in updates if row.verification])
    found: dict[tuple[UUID, date], list[Claim]] = {}
    for row in updates:
        found.setdefault((row.commitment_id, row.starts_on), []).append(_claim(row, names))
    return found


def _claim(row: DeliveryUpdate, names: Mapping[UUID, str]) -> Claim:
    return Claim(
        reported_at=row.submitted_at,
        claimed=_figure(row.claimed, absent=NOT_APPLICABLE),
        words=row.words,
        evidence=tuple(Evidence(name=each.file.filename, digest=each.file.digest) for each in row.evidence),
        verification=_verification(row, names),
        superseded=row.status == UpdateStatus.SUPERSEDED,
    )


def _verification(row: DeliveryUpdate, names: Mapping[UUID, str]) -> Verification | None:
    decided = row.verification
    if decided is None:
        return None
    nothing = known(0) if decided.decision == Verdict.REJECTED and row.claimed is not None else NOT_APPLICABLE
    return Verification(
        verdict=_VERDICTS[decided.decision],
        quantity=_figure(decided.proved, absent=nothing),
        by=Person(name=names[decided.verified_by], role="Buyer"),
        at=decided.verified_at,
        reason=decided.reason or _NO_NOTE,
    )


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
            quantity=_figure(row.promised, absent=NOT_APPLICABLE),
            unit=row.measure.get("unit") or _WORDS,
            reason=one.reason,
            asked_by=Person(name=names[one.asked_by], role="Buyer"),
            approved_by=Person(name=names[one.decided_by], role="Commissioner"),
            approved_at=one.decided_at,
        )
        for row, one in granted
        if one.decided_by is not None and one.decided_at is not None
    )


def _summary(standing: ContractPerformanceOut, commitments: Sequence[Commitment]) -> tuple[str, ...]:
    counts = [
        f"{count.commitments} {RATINGS[count.rating].lower()}"
        for count in count_ratings(tuple(commitments))
        if count.commitments
    ]
    sentences = [f"Of {plural(len(commitments), 'commitment')}: {', '.join(counts)}."]
    if standing.waived:
        verb = "was" if standing.waived == 1 else "were"
        sentences.append(f"{plural(standing.waived, 'pledge')} {verb} waived, with the reason and the approver below.")
    if standing.awaiting_verification:
        sentences.append(
            f"{plural(standing.awaiting_verification, 'claim')} not yet looked at: counted as unknown, neither as "
            "delivered nor as missing."
        )
    sentences += [
        f"Overdue: {late.title}, {plural(late.periods, 'report')} since {day(late.since)}." for late in standing.overdue
    ]
    return tuple(sentences)


def _figure(value: Decimal | None, *, absent: Figure) -> Figure:
    return absent if value is None else known(value)
