"""The life of an award."""

from enum import StrEnum


class AwardStatus(StrEnum):
    """Where an award stands. A wrong one is made void, with the reason, and a new one is decided."""

    DECIDED = "decided"
    VOID = "void"


MAY_BECOME: dict[AwardStatus, frozenset[AwardStatus]] = {
    AwardStatus.DECIDED: frozenset({AwardStatus.VOID}),
    AwardStatus.VOID: frozenset(),
}
