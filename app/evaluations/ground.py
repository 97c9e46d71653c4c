"""What is read in one statement before a mark is taken and before a result is shown."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Ground:
    """What decides whether an evaluator may mark a question of an opened bid, and what they gave it last."""

    tender_id: UUID
    authority_id: UUID
    reference: str
    status: str
    rubric_id: UUID | None
    rubric_digest: str | None
    lot_id: UUID
    lot_code: str
    decided_at: datetime | None
    supplier_id: UUID
    bid_status: str
    supplier_name: str
    marks_in_lot: bool
    marks_this: bool
    is_frozen: bool
    is_blind: bool
    last_revision: int | None
    last_mark: Decimal | None

    @property
    def tender(self) -> "Tendered":
        """Return the tender as far as anything is asked of it."""
        return Tendered(self.tender_id, self.authority_id, self.reference)


@dataclass(frozen=True, slots=True)
class Tendered:
    """What a refusal says of a tender."""

    id: UUID
    authority_id: UUID
    reference: str


@dataclass(frozen=True, slots=True)
class ReadResult:
    """A result as it is read, its document as text; `newest` is the number of the newest one of its lot.

    The last six say how far everything has come that a result of the lot rests on, and none of them ever goes back:
    agreed marks and questions about prices are only added, what was decided stays, no bid or tender changes without its
    version, and a bid once opened stays.
    """

    id: UUID
    tender_id: UUID
    lot_id: UUID
    lot: str
    number: int
    reason: str | None
    inputs_digest: str
    digest: str
    computed_by: UUID
    computed_at: datetime
    document: str
    newest: int
    authority_id: UUID
    reference: str
    tender_version: int
    agreements: int
    bids: int
    bid_versions: int
    asked: int
    asked_and_decided: int

    @property
    def tender(self) -> Tendered:
        """Return the tender as far as anything is asked of it."""
        return Tendered(self.tender_id, self.authority_id, self.reference)

    @property
    def basis(self) -> tuple[int, ...]:
        """Return what is another as soon as anything has changed that the result rests on."""
        return (
            self.tender_version,
            self.agreements,
            self.bids,
            self.bid_versions,
            self.asked,
            self.asked_and_decided,
        )
