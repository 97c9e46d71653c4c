"""The life of a contract, of a commitment and of a waiver."""

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum


class ContractStatus(StrEnum):
    """Where a contract stands."""

    DRAFT = "draft"
    LIVE = "live"
    ENDED = "ended"
    CANCELLED = "cancelled"


class CommitmentStatus(StrEnum):
    """Whether a pledge became binding. Until the contract goes live each must be carried over or waived.

    One that another commitment took the place of stays, with what was due of it until then and what was delivered.
    """

    PROPOSED = "proposed"
    CARRIED = "carried"
    WAIVED = "waived"
    SUBSTITUTED = "substituted"


class WaiverStatus(StrEnum):
    """What came of a request to waive a commitment."""

    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"


class PlanCause(StrEnum):
    """What made a plan of a commitment what it is."""

    AGREED = "agreed"
    CHANGE = "change"
    VOLUME = "volume"


class AddsUp(StrEnum):
    """How the periods of a commitment make its whole; the words of the measure library."""

    SUM = "sum"
    LEVEL = "level"
    PERCENTAGE = "percentage"
    FTE_YEARS = "fte_years"
    RECORD_ONLY = "record_only"


class Better(StrEnum):
    """Which way a quantity should go."""

    HIGHER = "higher"
    LOWER = "lower"


CONTRACT_MAY_BECOME: dict[ContractStatus, frozenset[ContractStatus]] = {
    ContractStatus.DRAFT: frozenset({ContractStatus.LIVE, ContractStatus.CANCELLED}),
    ContractStatus.LIVE: frozenset({ContractStatus.ENDED}),
    ContractStatus.ENDED: frozenset(),
    ContractStatus.CANCELLED: frozenset(),
}
COMMITMENT_MAY_BECOME: dict[CommitmentStatus, frozenset[CommitmentStatus]] = {
    CommitmentStatus.PROPOSED: frozenset({CommitmentStatus.CARRIED, CommitmentStatus.WAIVED}),
    CommitmentStatus.CARRIED: frozenset({CommitmentStatus.WAIVED, CommitmentStatus.SUBSTITUTED}),
    CommitmentStatus.WAIVED: frozenset(),
    CommitmentStatus.SUBSTITUTED: frozenset(),
}
WAIVER_MAY_BECOME: dict[WaiverStatus, frozenset[WaiverStatus]] = {
    WaiverStatus.ASKED: frozenset({WaiverStatus.APPROVED, WaiverStatus.REFUSED}),
    WaiverStatus.APPROVED: frozenset(),
    WaiverStatus.REFUSED: frozenset(),
}

BINDING = frozenset({CommitmentStatus.CARRIED, CommitmentStatus.SUBSTITUTED})
"""The commitments under which something was or is due: what was substituted counts with what fell due before that."""

TOTALLED = frozenset({AddsUp.SUM, AddsUp.FTE_YEARS})
"""What the periods of these make in sum is the promise; of the others each period has a level of its own."""


def status_in_force(status: str, *, award_stands: bool) -> ContractStatus:
    """Return where a contract really stands: a draft of an award that was made void is cancelled by that."""
    kept = ContractStatus(status)
    return ContractStatus.CANCELLED if kept is ContractStatus.DRAFT and not award_stands else kept


def binds(status: str, *, has_targets: bool) -> bool:
    """Return whether something is or was due under a commitment: of a substituted one, what had begun by then."""
    return status == CommitmentStatus.CARRIED or (status == CommitmentStatus.SUBSTITUTED and has_targets)


def whole_of(*, adds_up: str | None, due: Sequence[Decimal | None]) -> Decimal | None:
    """Return what the targets of a counted commitment make, in the order of their periods; None where one is unknown.

    That is their sum where its periods add up, and the level of the last where they do not.
    """
    known = [each for each in due if each is not None]
    if not due or adds_up is None:
        return None
    if adds_up in {each.value for each in TOTALLED}:
        return sum(known, Decimal(0)) if len(known) == len(due) else None
    return due[-1]


def is_quantified(*, promised: object | None, adds_up: str | None) -> bool:
    """Return whether a commitment is measured against targets: words and records are reported, and not rated."""
    return promised is not None and adds_up != AddsUp.RECORD_ONLY
