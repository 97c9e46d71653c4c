"""An opened bid as the concepts after it see it: the submission that counts, frozen, with how the bid stands."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class OpenedBid:
    """One bid after opening. `status` is live, withdrawn or excluded, with the reason for the last two."""

    bid_id: UUID
    tender_id: UUID
    lot_id: UUID
    supplier_id: UUID
    supplier_name: str
    status: str
    reason: str | None
    number: int
    content: dict[str, Any]
    price: Decimal | None
    digest: str
    submitted_at: datetime

    @property
    def is_live(self) -> bool:
        """Return whether the bid still takes part."""
        return self.status == "live"

    def answer(self, criterion: str) -> dict[str, Any] | None:
        """Return the answer to one question, or None where the bid has none."""
        answers: list[dict[str, Any]] = self.content["answers"]
        return next((answer for answer in answers if answer["criterion"] == criterion), None)
