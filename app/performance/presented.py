"""Rows of contracts and claims beside where they stand: what `rules` decides, put together for the wire."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from app.contracts.models import Commitment, Contract
from app.contracts.periods import named
from app.contracts.rules import AddsUp, Better, CommitmentStatus, binds
from app.contracts.schemas import BandsOut
from app.delivery.models import DeliveryUpdate
from app.delivery.rules import UpdateStatus
from app.kit.clock import london_date
from app.performance.rules import Claim, PeriodView, Promise, Span, View, counted, view
from app.performance.schemas import (
    CommitmentPerformanceOut,
    ContractSummaryPerformanceOut,
    CountsOut,
    ExactOut,
    NextDueOut,
    OverdueOut,
    PeriodOut,
)
from scoring.exact import exact_text
from scoring.rounding import shown

Standing = tuple[Commitment, View]


def standings(contract: Contract, updates: Iterable[DeliveryUpdate], as_at: date) -> list[Standing]:
    """Return every binding commitment of a contract with where it stands on a day."""
    ended_on = london_date(contract.ended_at) if contract.ended_at else None
    held = promises(contract, updates)
    return [(row, view(promise, claims, as_at, ended_on=ended_on)) for row, promise, claims in held]


def promises(
    contract: Contract, updates: Iterable[DeliveryUpdate]
) -> Iterator[tuple[Commitment, Promise, Sequence[Claim]]]:
    """Yield every binding commitment of a contract with what it is held to and its newest claims."""
    claims: dict[UUID, list[Claim]] = {}
    for update in updates:
        if update.status != UpdateStatus.SUPERSEDED:
            claims.setdefault(update.commitment_id, []).append(_claim(update))
    for row in contract.commitments:
        if binds(row.status, has_targets=bool(row.targets)):
            own = claims.get(row.id, [])
            yield row, _promise(row, own), own


def commitment_out(row: Commitment, seen: View) -> CommitmentPerformanceOut:
    """Return where one commitment stands."""
    percent = seen.percent_of_due
    return CommitmentPerformanceOut(
        commitment_id=row.id,
        position=row.position,
        title=row.title,
        criterion=row.criterion,
        criterion_title=row.criterion_title,
        measure=row.measure.get("id"),
        measure_title=row.measure.get("title") or row.title,
        unit=row.measure.get("unit"),
        adds_up=row.measure.get("adds_up"),
        better=row.measure.get("better"),
        promised=row.promised,
        due_on=seen.due_on,
        due=seen.due,
        claimed=seen.claimed,
        proved=seen.proved,
        unknown=seen.unknown,
        rejected=seen.rejected,
        percent_of_due=None if percent is None else ExactOut(exact=exact_text(percent), shown=shown(percent)),
        rating=seen.rating,
        said=seen.said,
        bands=None if row.bands is None else BandsOut(**row.bands),
        next_due=_next_due(row, seen),
        periods=[_period(each) for each in seen.periods],
    )


def summary_fields(
    contract: Contract, found: Sequence[Standing], names: Mapping[UUID, str], as_at: date
) -> dict[str, Any]:
    """Return the members that a contract has in a portfolio and on its own alike."""
    return {
        "contract_id": contract.id,
        "reference": contract.reference,
        "title": contract.title,
        "status": contract.status,
        "authority_id": contract.authority_id,
        "authority_name": names[contract.authority_id],
        "supplier_id": contract.supplier_id,
        "supplier_name": names[contract.supplier_id],
        "starts_on": contract.starts_on,
        "ends_on": contract.ends_on,
        "as_at": as_at,
        "counts": counts_out(seen for _, seen in found),
        "waived": sum(row.status == CommitmentStatus.WAIVED for row in contract.commitments),
        "awaiting_verification": sum(seen.waiting for _, seen in found),
        "overdue": [_overdue(row, seen) for row, seen in found if seen.overdue],
        "next_due": min(
            filter(None, (_next_due(row, seen) for row, seen in found)), key=lambda due: due.on, default=None
        ),
    }


def summary_out(
    contract: Contract, found: Sequence[Standing], names: Mapping[UUID, str], as_at: date
) -> ContractSummaryPerformanceOut:
    """Return a contract as one row of a portfolio."""
    return ContractSummaryPerformanceOut(**summary_fields(contract, found, names, as_at))


def counts_out(seen: Iterable[View]) -> CountsOut:
    """Return how many of these commitments have each rating."""
    return CountsOut(**counted(each.rating for each in seen))


def _claim(row: DeliveryUpdate) -> Claim:
    return Claim(
        update_id=row.id,
        revision=row.revision,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        status=UpdateStatus(row.status),
        claimed=row.claimed,
        proved=row.verification.proved if row.verification else None,
        whole=row.whole,
        proved_whole=row.verification.proved_whole if row.verification else None,
        against=row.verification.against if row.verification else None,
    )


def _promise(row: Commitment, claims: Iterable[Claim]) -> Promise:
    spans = [Span(each.label, each.starts_on, each.ends_on, each.target, each.id) for each in row.targets]
    if not spans:
        spans = [
            Span(named(claim.starts_on, claim.ends_on), claim.starts_on, claim.ends_on, None, None) for claim in claims
        ]
    adds_up = row.measure.get("adds_up")
    return Promise(
        promised=row.promised,
        adds_up=AddsUp(adds_up) if adds_up else None,
        better=Better(row.measure.get("better") or Better.HIGHER),
        bands=row.bands,
        spans=tuple(sorted(spans, key=lambda span: span.starts_on)),
    )


def _period(each: PeriodView) -> PeriodOut:
    claim, span = each.claim, each.span
    return PeriodOut(
        target_id=span.target_id,
        label=span.label,
        starts_on=span.starts_on,
        ends_on=span.ends_on,
        is_due=each.is_due,
        status=each.status,
        target=span.target,
        claimed=claim.claimed_amount if claim else None,
        proved=claim.proved_amount if claim else None,
        target_to_date=each.target_to_date,
        proved_to_date=each.proved_to_date,
        update_id=claim.update_id if claim else None,
        revision=claim.revision if claim else None,
        against=claim.against if claim else None,
    )


def _next_due(row: Commitment, seen: View) -> NextDueOut | None:
    span = seen.next_due
    if span is None:
        return None
    return NextDueOut(
        commitment_id=row.id, label=span.label, starts_on=span.starts_on, on=span.ends_on, quantity=span.target
    )


def _overdue(row: Commitment, seen: View) -> OverdueOut:
    owed = seen.overdue
    return OverdueOut(commitment_id=row.id, title=row.title, periods=len(owed), since=owed[0].ends_on)
