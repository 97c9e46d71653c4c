"""The life of a subcontractor and of a part, and what a claim made of parts comes to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from app.contracts.rules import TOTALLED

FIRST_TIER, LAST_TIER = 2, 9
"""The supplier of the contract is tier 1."""

MOST_FILES = 500
"""How many files one subcontractor may send on one contract."""

INVITATION_HOLDS = timedelta(days=30)
TOKEN_BYTES = 32


class SubcontractorStatus(StrEnum):
    """Where a subcontractor stands. One that was removed reads what it reported, and reports no more."""

    INVITED = "invited"
    ACTIVE = "active"
    REMOVED = "removed"


class PartStatus(StrEnum):
    """Where a part stands. A new revision supersedes the one before it, which stays."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    SUPERSEDED = "superseded"


MAY_BECOME: dict[PartStatus, frozenset[PartStatus]] = {
    PartStatus.SUBMITTED: frozenset({PartStatus.ACCEPTED, PartStatus.RETURNED, PartStatus.SUPERSEDED}),
    PartStatus.ACCEPTED: frozenset({PartStatus.RETURNED}),
    PartStatus.RETURNED: frozenset({PartStatus.SUPERSEDED}),
    PartStatus.SUPERSEDED: frozenset(),
}


def adds_up(measure_adds_up: object, promised: object | None) -> bool:
    """Return whether the parts of a commitment can be added up: sums and years of work can, shares and levels not."""
    return promised is not None and measure_adds_up in set(TOTALLED)


@dataclass(frozen=True, slots=True)
class Part:
    """A part that may be included: whose, for which commitment and period, and how much."""

    id: UUID
    tier: int
    quantity: Decimal | None


def own_quantity(claimed: Decimal | None, parts: Iterable[Part], *, adds: bool) -> Decimal | None:
    """Return what of a claim is the supplier's own work; None where nothing can be added up."""
    if claimed is None or not adds:
        return None
    return claimed - sum((part.quantity for part in parts if part.quantity is not None), Decimal(0))


def of_tier(parts: Sequence[Part], tier: int, *, adds: bool) -> Decimal | None:
    """Return what one tier did; None where nothing can be added up or nothing is counted."""
    counted = [part.quantity for part in parts if part.tier == tier and part.quantity is not None]
    return sum(counted, Decimal(0)) if adds and counted else None
