"""The life of a contract, of a commitment and of a waiver."""

from enum import StrEnum


class ContractStatus(StrEnum):
    """Where a contract stands."""

    DRAFT = "draft"
    LIVE = "live"
    ENDED = "ended"
    CANCELLED = "cancelled"


class CommitmentStatus(StrEnum):
    """Whether a pledge became binding. Until the contract goes live each must be carried over or waived."""

    PROPOSED = "proposed"
    CARRIED = "carried"
    WAIVED = "waived"


class WaiverStatus(StrEnum):
    """What came of a request to waive a commitment."""

    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"


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
    CommitmentStatus.CARRIED: frozenset({CommitmentStatus.WAIVED}),
    CommitmentStatus.WAIVED: frozenset(),
}
WAIVER_MAY_BECOME: dict[WaiverStatus, frozenset[WaiverStatus]] = {
    WaiverStatus.ASKED: frozenset({WaiverStatus.APPROVED, WaiverStatus.REFUSED}),
    WaiverStatus.APPROVED: frozenset(),
    WaiverStatus.REFUSED: frozenset(),
}

TOTALLED = frozenset({AddsUp.SUM, AddsUp.FTE_YEARS})
"""What the periods of these make in sum is the promise; of the others each period has a level of its own."""


def status_in_force(status: str, *, award_stands: bool) -> ContractStatus:
    """Return where a contract really stands: a draft of an award that was made void is cancelled by that."""
    kept = ContractStatus(status)
    return ContractStatus.CANCELLED if kept is ContractStatus.DRAFT and not award_stands else kept


def is_quantified(*, promised: object | None, adds_up: str | None) -> bool:
    """Return whether a commitment is measured against targets: words and records are reported, and not rated."""
    return promised is not None and adds_up != AddsUp.RECORD_ONLY
