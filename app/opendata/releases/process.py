"""Gathers what there is to tell of one tender, its awards and its contracts: only what was published already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit.models import AuditEvent
from app.awards.models import Award
from app.bids import service as bids
from app.bids.opened import OpenedBid
from app.contracts import service as contracts
from app.contracts.changes import service as changes
from app.contracts.changes.models import ContractChange
from app.contracts.models import CommitmentPlan, Contract
from app.identity import service as identity
from app.kit.clock import london_date
from app.opendata.releases import repository
from app.opendata.releases.wording import Censor
from app.organisations import service as organisations
from app.organisations.models import Organisation
from app.performance import service as performance
from app.performance.notices.models import SignedRating
from app.performance.remedies import service as remedies
from app.performance.remedies.models import Remedy
from app.performance.schemas import CommitmentPerformanceOut
from app.tenders import service as tenders
from app.tenders.models import Lot, Tender
from scoring.parse import parse_rubric
from scoring.rubric import Rubric


@dataclass(frozen=True)
class Undertaking:
    """A contract that was entered into, with what is known of its life."""

    contract: Contract
    award: Award
    standing: Sequence[CommitmentPerformanceOut]
    changes: Sequence[ContractChange]
    plans: Mapping[UUID, Sequence[CommitmentPlan]]
    ratings: Sequence[SignedRating]
    remedies: Sequence[Remedy]


@dataclass(frozen=True)
class Process:
    """One contracting process at an instant, as far as it is published.

    `assessed` holds the bids of the lots with a published award, and of no others; who they are of is not told.
    """

    tender: Tender
    authority: Organisation
    awards: Sequence[Award]
    assessed: Mapping[UUID, Sequence[OpenedBid]]
    summaries_sent: Mapping[UUID, datetime]
    undertakings: Sequence[Undertaking]
    organisations: Mapping[UUID, Organisation]
    rubric: Rubric | None
    amendments: Sequence[AuditEvent]
    censor: Censor
    at: datetime

    @cached_property
    def lots(self) -> Mapping[UUID, Lot]:
        """Return the lots by id."""
        return {lot.id: lot for lot in self.tender.lots}

    def clean(self, text: str) -> str:
        """Return a free text without what may not leave."""
        return self.censor.clean(text)

    def price_of(self, award: Award) -> Decimal | None:
        """Return what the winner of a published award bid; None where no price was asked."""
        return next((bid.price for bid in self.assessed[award.lot_id] if bid.bid_id == award.bid_id), None)


def process_of(tx: Session, tender: Tender, *, at: datetime) -> Process:
    """Return what of a published tender may be told at an instant; checks no access, and changes nothing."""
    awards = repository.published_awards(tx, tender.id)
    entered = repository.contracts_entered(tx, tender.id)
    suppliers = {award.supplier_id for award in awards} | {one.supplier_id for one in entered}
    assessed = {
        lot_id: [bid for bid in bids.opened(tx, tender, lot_id) if not bid.price_sealed]
        for lot_id in dict.fromkeys(award.lot_id for award in awards)
    }
    bidders = {bid.supplier_id for each in assessed.values() for bid in each}
    known = {each: organisations.get(tx, each) for each in (tender.authority_id, *suppliers, *bidders)}
    people = identity.accounts_of(tx, [*known])
    return Process(
        tender=tender,
        authority=known[tender.authority_id],
        awards=awards,
        assessed=assessed,
        summaries_sent={row.award_id: row.issued_at for row in repository.summaries(tx, [each.id for each in awards])},
        undertakings=[_undertaking(tx, each, at) for each in entered],
        organisations=known,
        rubric=_rubric(tx, tender),
        amendments=repository.amendments(tx, tender.id),
        censor=Censor([row.name for row in people], repository.withheld(tx, tender.id)),
        at=at,
    )


def _undertaking(tx: Session, contract: Contract, at: datetime) -> Undertaking:
    return Undertaking(
        contract=contract,
        award=repository.award(tx, contract.award_id),
        standing=performance.of_contract(tx, contract, as_at=london_date(at)).commitments,
        changes=changes.in_force(tx, contract.id),
        plans=contracts.plans_of(tx, [row.id for row in contract.commitments]),
        ratings=repository.ratings(tx, [contract.id]),
        remedies=remedies.of_contract(tx, contract.id),
    )


def _rubric(tx: Session, tender: Tender) -> Rubric | None:
    if tender.rubric_digest is None:
        return None
    found = parse_rubric(tenders.rubric_body(tx, tender))
    return found if isinstance(found, Rubric) else None
