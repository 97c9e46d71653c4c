"""Refusals about marks in draft."""

from collections.abc import Sequence
from typing import Any

from app.kit.errors import Refusal


class NoDrafts(Refusal):
    """There is nothing to submit."""

    code, status, title = "mark.no_drafts", 409, "Nothing in draft"

    def __init__(self) -> None:
        """Say the way on."""
        super().__init__("You have no mark in draft on this question. Write one: PUT /v1/my-work/.../drafts/...")


class DraftsRefused(Refusal):
    """Drafts become marks all together, or none does."""

    code, status, title = "mark.drafts_refused", 409, "Nothing was submitted"

    def __init__(self, findings: Sequence[dict[str, Any]]) -> None:
        """Carry every finding at once."""
        more = f" ({len(findings) - 1} more below)" if len(findings) > 1 else ""
        super().__init__(f"Nothing was submitted: {findings[0]['message']}{more}.", findings=list(findings))
