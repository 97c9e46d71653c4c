"""What there is to tell of one tender, its awards and its contracts, as it was gathered: only what is published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from app.audit.models import AuditEvent
from app.awards.models import Award
from app.bids.opened import OpenedBid
from app.contracts.changes.models import ContractChange
from app.contracts.models import Commitment, CommitmentPlan, Contract
from app.opendata.releases.wording import Censor
from app.organisations.models import Organisation
from app.performance.notices.models import SignedRating
from app.performance.remedies.models import Remedy
from app.performance.schemas import CommitmentPerformanceOut
from app.tenders.models import Lot, Tender
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
    `is_for_staff` of what the authority alone reads: there promises in the supplier's own words have those words.
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
    is_for_staff: bool = False

    @cached_property
    def lots(self) -> Mapping[UUID, Lot]:
        """Return the lots by id."""
        return {lot.id: lot for lot in self.tender.lots}

    def clean(self, text: str) -> str:
        """Return a free text without what may not leave."""
        return self.censor.clean(text)

    def tells_in_full(self, row: Commitment) -> bool:
        """Return whether it is told what a commitment counts: the supplier's own words may name people, or a rival."""
        return self.is_for_staff or not row.is_in_own_words

    def price_of(self, award: Award) -> Decimal | None:
        """Return what the winner of a published award bid; None where no price was asked."""
        return next((bid.price for bid in self.assessed[award.lot_id] if bid.bid_id == award.bid_id), None)
