"""An opened bid as the concepts after it see it: the submission that counts, frozen, with how the bid stands."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class OpenedBid:
    """One bid after opening. `status` is live, withdrawn or excluded, with the reason for the last two.

    While `price_sealed`, price and content come without the price and `digest` is of what is left. `shown_id` is set
    for a reader from whom the bidder is kept: the id that they know the bid by, with a name to go with it.
    """

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
    price_sealed: bool = False
    price_opened_at: datetime | None = None
    shown_id: UUID | None = None

    @property
    def is_live(self) -> bool:
        """Return whether the bid still takes part."""
        return self.status == "live"

    @property
    def known_as(self) -> UUID:
        """Return the id that its reader knows the bid by."""
        return self.shown_id or self.bid_id

    def answer(self, criterion: str) -> dict[str, Any] | None:
        """Return the answer to one question, or None where the bid has none."""
        answers: list[dict[str, Any]] = self.content["answers"]
        return next((answer for answer in answers if answer["criterion"] == criterion), None)
