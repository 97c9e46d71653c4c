"""The life of a delivery update."""

from enum import StrEnum


class UpdateStatus(StrEnum):
    """Where an update stands. A new revision supersedes the one before it, which stays."""

    SUBMITTED = "submitted"
    VERIFIED = "verified"
    PART_VERIFIED = "part_verified"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"


MAY_BECOME: dict[UpdateStatus, frozenset[UpdateStatus]] = {
    UpdateStatus.SUBMITTED: frozenset(
        {UpdateStatus.VERIFIED, UpdateStatus.PART_VERIFIED, UpdateStatus.REJECTED, UpdateStatus.SUPERSEDED}
    ),
    UpdateStatus.VERIFIED: frozenset(),
    UpdateStatus.PART_VERIFIED: frozenset({UpdateStatus.SUPERSEDED}),
    UpdateStatus.REJECTED: frozenset({UpdateStatus.SUPERSEDED}),
    UpdateStatus.SUPERSEDED: frozenset(),
}
