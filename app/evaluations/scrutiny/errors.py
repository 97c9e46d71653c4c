"""Refusals about what is shown of a result and of a panel."""

from collections.abc import Sequence

from app.kit.errors import Refusal


class FirstResult(Refusal):
    """Nothing has changed since a result that was not there."""

    code, status, title = "result.first", 409, "The first result"

    def __init__(self, lot: str) -> None:
        """Name the lot."""
        super().__init__(
            f"This is the first result of lot {lot}, so nothing changed before it. Ask for the changes of a later one."
        )


class MarksNotFrozen(Refusal):
    """Whoever marks does not see how the panel marks before their own marks stand."""

    code, status, title = "diagnostics.marks_not_frozen", 409, "Your marks can still change"

    def __init__(self, criteria: Sequence[str]) -> None:
        """Name the questions."""
        super().__init__(
            f"You mark {', '.join(repr(one) for one in criteria)} in this tender, and the marks there are not frozen. "
            "These statistics are shown to you once the moderation of every question of yours is open.",
            criteria=list(criteria),
        )
