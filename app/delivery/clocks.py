"""What of delivery waits for somebody until a day, in one form for whoever reminds people."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class OpenClock:
    """Something that is still awaited. `awaiting_id` is the organisation that should see to it.

    `answer_by` is the last day, in London. `words` are for people on both sides of the contract.
    """

    kind: str
    id: UUID
    authority_id: UUID
    supplier_id: UUID
    contract_id: UUID
    awaiting_id: UUID
    answer_by: date
    words: str
