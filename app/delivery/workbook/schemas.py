"""Wire shapes of workbooks."""

from datetime import date
from uuid import UUID

from pydantic import Field

from app.delivery.workbook.due import Outcome
from app.kit.schema import Moment, Out, Quantity


class WorkbookRowOut(Out):
    """What became of one row of a workbook."""

    number: int = Field(description="Number of the row in the sheet of updates.")
    commitment_id: UUID = Field(description="The commitment.")
    title: str = Field(description="The commitment in short.")
    starts_on: date = Field(description="First day of the period.")
    ends_on: date = Field(description="Last day of the period.")
    outcome: Outcome = Field(
        description="`submitted`: a first claim; `superseded`: a new one in the place of an earlier; `unchanged`: the "
        "same claim stands already; `left_blank`: nothing is reported, and what stood stays."
    )
    claimed: Quantity | None = Field(description="The quantity entered; null for words only and for a blank row.")
    whole: Quantity | None = Field(description="What it is a part of, where a percentage was promised; else null.")
    update_id: UUID | None = Field(description="The update that the row made; null if it made none, and for a check.")
    files: list[str] = Field(description="Files that its lines of evidence make.")


class WorkbookOut(Out):
    """What a workbook came to, or would come to."""

    id: UUID | None = Field(description="Identifier; null for a check, which takes nothing.")
    contract_id: UUID = Field(description="The contract.")
    starts_on: date = Field(description="First of the days reported on.")
    ends_on: date = Field(description="Last of the days reported on.")
    content_digest: str = Field(description="Digest of what was entered: the same for the same entries.")
    evidence_id: UUID | None = Field(description="The file as it was sent, among the evidence; null for a check.")
    said: str = Field(description="What became of it, in a sentence.")
    rows: list[WorkbookRowOut] = Field(description="Every row, in the order of the contract.")
    sent_by: UUID = Field(description="Who sent it.")
    sent_by_name: str = Field(description="Their name.")
    sent_at: Moment = Field(description="When.")
