"""Puts together what the contracts of an authority, or the sums of a network, come to on a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from app.documents.facts import Money
from app.documents.figures import Number
from app.documents.parties import party_of
from app.documents.performance_content import Count, Rating
from app.documents.portfolio_content import (
    Calibrated,
    ContractLine,
    Group,
    NetworkFacts,
    Owed,
    PartOfSum,
    Periods,
    PortfolioReport,
    RemedyLine,
    Row,
    SharedSum,
    SumLine,
)
from app.documents.portfolio_sums import QUANTITIES, counts_of, quantities, summary, summary_of_network
from app.kit.actor import Actor
from app.kit.call import Call
from app.kit.clock import london_date
from app.kit.pagination import PageRequest
from app.networks import service as networks
from app.networks.rules import MemberStatus
from app.networks.schemas import NetworkLineOut, NetworkSumsOut
from app.performance import service as performance
from app.performance.portfolio import calibration
from app.performance.portfolio import service as portfolio
from app.performance.portfolio.calibrating import LEAST_SUPPLIERS
from app.performance.portfolio.calibration_schemas import GroupOut
from app.performance.portfolio.rules import Side
from app.performance.portfolio.schemas import PortfolioLineOut
from app.performance.portfolio.service import Wanted
from app.performance.remedies import rules as remedy_rules
from app.performance.remedies import service as remedies
from app.performance.remedies.models import Remedy
from app.performance.remedies.rules import Status
from app.performance.schemas import ContractSummaryPerformanceOut, ExactOut
from scoring.result import ENGINE

AT_ONCE: Final = 200
NO_UNIT: Final = ""
_COUNTED: Final[Mapping[str, str]] = {
    "commitments": "commitments",
    "periods": "periods",
    "reported": "reports",
    "accepted": "decisions",
    "waiting": "undecided",
    "rejected": "refusals",
    "met": "met",
    "missed": "missed",
}
"""What the report counts, by the name that the sums have for it."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What each issue of a report has of its own."""

    reference: str
    issued_at: datetime
    replaces: str | None


def of_authority(call: Call, heading: Heading, *, as_at: date) -> PortfolioReport:
    """Return the report of the caller's authority on its own contracts, as at a day."""
    tx, actor = call.tx, call.actor
    kept = portfolio.read(tx, actor, Side.BUYER, Wanted(as_at))
    lines = tuple(_line(one) for one in kept.lines if one.measure is not None)
    found = performance.delivered(tx, actor.organisation_id, as_at)
    held = _contracts(call, actor, as_at)
    contracts = tuple(_contract(one, _value(found, one.contract_id)) for one in held)
    references = {one.contract_id: one.reference for one in held}
    asked_for = tuple(_remedy(row, references) for row in remedies.of_authority(tx, actor.organisation_id))
    return PortfolioReport(
        reference=heading.reference,
        issued_at=heading.issued_at,
        replaces=heading.replaces,
        authority=party_of(tx, actor.organisation_id),
        as_at=as_at,
        summary=summary(contracts, asked_for, lines, as_at),
        lines=lines,
        counts=counts_of(contracts),
        contracts=contracts,
        rows=tuple(_row(one) for one in found),
        least_suppliers=LEAST_SUPPLIERS,
        calibration=tuple(
            Calibrated(
                measure=one.measure,
                title=one.title,
                unit=one.unit or NO_UNIT,
                better=str(one.better),
                whole=_group(one.whole),
                by_size=tuple(_group(each) for each in one.by_size),
            )
            for one in calibration.read(tx, actor, as_at=as_at).lines
        ),
        remedies=asked_for,
        network=None,
        shared=(),
        engine=ENGINE,
    )


def of_network(call: Call, heading: Heading, network_id: UUID, *, as_at: date) -> PortfolioReport:
    """Return the report on the sums that a network shows to the caller's authority; raise NotFound."""
    tx, actor = call.tx, call.actor
    sums = networks.sums(tx, actor, network_id, as_at=as_at)
    network = networks.read(tx, actor, network_id)
    members = sorted(one.name for one in network.members if one.status is MemberStatus.JOINED)
    shared = _shared(sums)
    return PortfolioReport(
        reference=heading.reference,
        issued_at=heading.issued_at,
        replaces=heading.replaces,
        authority=party_of(tx, actor.organisation_id),
        as_at=sums.as_at,
        summary=summary_of_network(shared, len(members), sums.as_at),
        lines=(),
        counts=counts_of(()),
        contracts=(),
        rows=(),
        least_suppliers=network.fewest_suppliers,
        calibration=(),
        remedies=(),
        network=NetworkFacts(
            name=network.name,
            purpose=network.purpose,
            lead=network.lead_name,
            members=tuple(members),
            fewest_members=network.fewest_members,
            fewest_suppliers=network.fewest_suppliers,
        ),
        shared=shared,
        engine=ENGINE,
    )


# ---------------------------------------------------------------------------------------------------- of an authority
def _contracts(call: Call, actor: Actor, as_at: date) -> list[ContractSummaryPerformanceOut]:
    """Return every contract that the authority buys under and that went live, by reference."""
    found: list[ContractSummaryPerformanceOut] = []
    cursor: str | None = None
    while True:
        page = performance.portfolio(call.tx, actor, PageRequest(None, cursor, AT_ONCE), statuses=(), as_at=as_at)
        found += [one for one in page.items if one.authority_id == actor.organisation_id]
        cursor = page.next
        if cursor is None:
            return found


def _contract(one: ContractSummaryPerformanceOut, value: Money | None) -> ContractLine:
    return ContractLine(
        reference=one.reference,
        title=one.title,
        supplier=one.supplier_name,
        supplier_id=str(one.supplier_id),
        value=value,
        starts_on=one.starts_on,
        ends_on=one.ends_on,
        counts=tuple(Count(rating=rating, commitments=getattr(one.counts, rating.value)) for rating in Rating),
        waived=one.waived,
        awaiting=one.awaiting_verification,
        overdue=tuple(Owed(title=late.title, reports=late.periods, since=late.since) for late in one.overdue),
    )


def _value(rows: Sequence[Any], contract_id: UUID) -> Money | None:
    row = next((row for row in rows if row.id == contract_id), None)
    return None if row is None or row.value is None else Money(amount=row.value, currency=row.currency)


def _line(one: PortfolioLineOut) -> SumLine:
    amounts = {name: getattr(one, name) or Decimal(0) for name in QUANTITIES}
    percent, held, adds_up = one.percent_of_due, one.counts, one.adds_up or ""
    counts = Periods(
        commitments=held.commitments,
        periods=held.periods,
        reported=held.reported,
        accepted=held.verified,
        waiting=held.waiting,
        rejected=held.rejected,
        met=held.met,
        missed=held.missed,
    )
    return SumLine(
        measure=str(one.measure),
        title=one.title,
        unit=one.unit or NO_UNIT,
        adds_up=adds_up,
        better="" if one.better is None else one.better.value,
        quantities=quantities(adds_up, amounts, counts),
        percent_of_due=_number(percent),
        counts=counts,
    )


def _row(row: Any) -> Row:
    counts = Periods(**{name: int(getattr(row, kept)) for name, kept in _COUNTED.items()})
    return Row(
        contract=row.reference,
        measure=row.measure,
        unit=row.unit,
        adds_up=row.adds_up,
        better=row.better,
        quantities=quantities(row.adds_up, {name: Decimal(getattr(row, name)) for name in QUANTITIES}, counts),
        counts=counts,
    )


def _group(one: GroupOut) -> Group:
    names = (
        "promised", "due", "proved", "unknown", "proved_percent", "promised_per_million", "proved_per_million",
    )  # fmt: skip
    return Group(
        label=one.label,
        withheld=one.withheld,
        contracts=one.contracts,
        suppliers=one.suppliers,
        **{name: _number(getattr(one, name)) for name in names},
    )


def _number(found: ExactOut | None) -> Number | None:
    return None if found is None else Number(exact=found.exact, shown=found.shown)


def _remedy(row: Remedy, references: Mapping[UUID, str]) -> RemedyLine:
    return RemedyLine(
        contract=references.get(row.contract_id, str(row.contract_id)),
        kind=row.kind,
        status=row.status,
        raised_on=london_date(row.raised_at),
        until=remedy_rules.waits_until(Status(row.status), reply_by=row.reply_by, due_on=row.due_on),
        outcome=row.outcome,
        closed_on=row.closed_on,
    )


# ------------------------------------------------------------------------------------------------------ of a network
def _shared(sums: NetworkSumsOut) -> tuple[SharedSum, ...]:
    return tuple(each for line in sums.lines for each in _sums_of(line))


def _sums_of(line: NetworkLineOut) -> tuple[SharedSum, ...]:
    return tuple(
        SharedSum(
            measure=line.measure,
            title=line.title,
            unit=line.unit,
            better=line.better,
            total=str(one.total),
            quantity=one.quantity,
            members=one.members,
            suppliers=one.suppliers,
            withheld=one.withheld,
            parts=tuple(PartOfSum(name=part.name, quantity=part.quantity) for part in one.parts),
        )
        for one in line.sums
    )
