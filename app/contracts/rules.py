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
