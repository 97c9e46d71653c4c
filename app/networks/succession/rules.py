"""The life of a succession: proposed, and then accepted or withdrawn, once."""

from enum import StrEnum


class SuccessionStatus(StrEnum):
    """Where a succession stands."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"
