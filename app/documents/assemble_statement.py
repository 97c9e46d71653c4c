"""Puts together a supplier's own record of delivery over its contracts; what an authority wrote is left out of it."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from app.contracts import service as contracts
from app.contracts.models import Commitment as CommitmentRow
from app.contracts.models import Contract
from app.contracts.rules import CommitmentStatus
from app.delivery import service as delivery
from app.delivery.models import DeliveryUpdate
from app.delivery.rules import UpdateStatus
from app.documents.assemble_performance import bands_of
from app.documents.facts import Money, Span
from app.documents.figures import NO_DATA, NOT_APPLICABLE, NOT_DUE, NOT_VERIFIED, REJECTED, Figure
from app.documents.letter_content import Cited
from app.documents.parties import party_of
from app.documents.performance_content import AddsUp, Rating
from app.documents.standing import Numbers, figure, figures
from app.documents.statement_content import Held, Kept, Reported, StatementOfDelivery
from app.documents.statement_sums import summary, together
from app.kit.call import Call
from app.kit.clock import london_date
from app.performance import service as performance
from app.performance.schemas import CommitmentPerformanceOut, PeriodOut
from scoring.result import ENGINE

WORDS: Final = "words only"
WITHOUT: Final[Mapping[str, Figure]] = {
    "no_data": NO_DATA,
    "not_due": NOT_DUE,
    "submitted": NOT_VERIFIED,
    "rejected": REJECTED,
    "verified": NOT_APPLICABLE,
    "part_verified": NOT_APPLICABLE,
}
"""What stands for a quantity that was not accepted, by how the period stands."""


def statement_of_delivery(
    call: Call,
    held: Sequence[Contract],
    reports: Mapping[UUID, Cited],
    *,
    as_at: date,
    is_everything: bool,
    reference: str,
    replaces: str | None,
) -> StatementOfDelivery:
    """Return the statement of the caller's own organisation over these contracts, as they stand on `as_at`.

    `reports` are the performance reports that the authorities issued last, by contract.
    """
    tx = call.tx
    found = tuple(_held(tx, contract, reports.get(contract.id), as_at) for contract in held)
    return StatementOfDelivery(
        reference=reference,
        issued_at=call.now,
        replaces=replaces,
        supplier=party_of(tx, call.actor.organisation_id),
        as_at=as_at,
        is_everything=is_everything,
        summary=summary(found, as_at),
        together=together(found),
        contracts=found,
        engine=ENGINE,
    )


def _held(tx: Session, contract: Contract, report: Cited | None, as_at: date) -> Held:
    standing = performance.of_contract(tx, contract, as_at=as_at)
    rows = {row.id: row for row in contract.commitments}
    fixed, newest = contracts.bands_fixed_on(tx, contract), _newest(delivery.updates(tx, contract.id))
    return Held(
        reference=contract.reference,
        title=contract.title,
        authority=party_of(tx, contract.authority_id),
        value=None if contract.value is None else Money(amount=contract.value, currency=contract.currency),
        starts_on=contract.starts_on,
        ends_on=contract.ends_on,
        ended_on=_cut_short(contract),
        waived=sum(row.status == CommitmentStatus.WAIVED for row in contract.commitments),
        commitments=tuple(
            _kept(contract, rows[one.commitment_id], one, newest, fixed.get(one.commitment_id))
            for one in standing.commitments
        ),
        report=report,
    )


def _cut_short(contract: Contract) -> date | None:
    if contract.ended_at is None or london_date(contract.ended_at) >= contract.ends_on:
        return None
    return london_date(contract.ended_at)


def _kept(
    contract: Contract,
    row: CommitmentRow,
    one: CommitmentPerformanceOut,
    newest: Mapping[tuple[UUID, date], DeliveryUpdate],
    fixed_on: date | None,
) -> Kept:
    percent = one.percent_of_due
    numbers = Numbers(
        is_counted=one.promised is not None,
        rating=Rating(one.rating.value),
        due=one.due,
        claimed=one.claimed,
        proved=one.proved,
        unknown=one.unknown,
        rejected=one.rejected,
        percent_of_due=None if percent is None else Fraction(percent.exact),
    )
    last = one.next_due.on if one.next_due else date.max
    return Kept(
        reference=f"{contract.reference}/{one.position}",
        title=one.title,
        measure=one.measure,
        unit=one.unit or WORDS,
        adds_up=AddsUp(one.adds_up or AddsUp.RECORD_ONLY),
        more_is_better=one.better != "lower",
        criterion=one.criterion_title,
        promised=figure(one.promised, absent=NOT_APPLICABLE),
        **figures(numbers),
        rating=Rating(one.rating.value),
        said=one.said,
        bands=bands_of(row, fixed_on),
        periods=tuple(
            _reported(period, newest.get((one.commitment_id, period.starts_on)) if period.update_id else None)
            for period in one.periods
            if period.starts_on <= last
        ),
    )


def _reported(period: PeriodOut, row: DeliveryUpdate | None) -> Reported:
    absent = WITHOUT[period.status.value]
    nothing = NOT_APPLICABLE if row is not None else absent
    decided = None if row is None else row.verification
    return Reported(
        span=Span(label=period.label, starts_on=period.starts_on, ends_on=period.ends_on),
        target=figure(period.target, absent=NOT_APPLICABLE),
        status=period.status.value,
        claimed=figure(row.claimed if row else None, absent=nothing),
        whole=figure(row.whole if row else None, absent=NOT_APPLICABLE),
        proved=figure(decided.proved if decided else None, absent=absent),
        proved_whole=figure(decided.proved_whole if decided else None, absent=NOT_APPLICABLE),
        files=0 if row is None else len(row.evidence),
        decided_on=None if decided is None else london_date(decided.verified_at),
    )


def _newest(updates: Sequence[DeliveryUpdate]) -> dict[tuple[UUID, date], DeliveryUpdate]:
    return {(row.commitment_id, row.starts_on): row for row in updates if row.status != UpdateStatus.SUPERSEDED}
