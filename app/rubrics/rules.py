"""The life of a rubric."""

from enum import StrEnum


class RubricStatus(StrEnum):
    """Where a rubric stands. A published one is never changed; a new one is copied from it."""

    DRAFT = "draft"
    PUBLISHED = "published"


MAY_BECOME: dict[RubricStatus, frozenset[RubricStatus]] = {
    RubricStatus.DRAFT: frozenset({RubricStatus.PUBLISHED}),
    RubricStatus.PUBLISHED: frozenset(),
}
