"""Refusals of the audit log."""

from app.kit.errors import Refusal


class NotSealedYet(Refusal):
    """The event is recorded, and no tree head binds it yet."""

    code, status, title = "audit.not_sealed_yet", 409, "Not sealed yet"

    def __init__(self, event_id: object) -> None:
        """Say how to get it sealed."""
        super().__init__(
            f"Event {event_id} awaits the next tree head. Ask for one with POST /v1/audit/heads, then ask again."
        )
