"""Wire shapes of reports that are shared among contracts."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.delivery.schemas import MOST_FILES, PeriodChoice
from app.kit.schema import Day, In, Label, Moment, Out, Quantity, Words

MOST_SHARES = 200

Percent = Annotated[Quantity, Field(le=100)]


class ReportCreate(In):
    """What was delivered once for several contracts."""

    title: Label = Field(description="What you call it. No buyer sees it.")
    quantity: Quantity = Field(description="How much was delivered in all.")
    unit: Annotated[Label, Field(max_length=200)] = Field(description="What it is counted in, as the commitments are.")
    starts_on: Day = Field(description="First day of delivery.")
    ends_on: Day = Field(description="Last day.")
    words: Words = Field(description="What was done. Every buyer who gets a share reads it.")


class ShareCreate(In):
    """The share of one commitment."""

    commitment: UUID = Field(description="A carried commitment of one of your live contracts.")
    percent: Percent = Field(description="Its share in per cent of the report; 0 takes an earlier share back.")
    period: PeriodChoice | None = Field(
        default=None, description="The period it is claimed for; null for the days of the report."
    )
    evidence: list[UUID] = Field(default=[], description="Files of that contract.", max_length=MOST_FILES)


class SharesCreate(In):
    """Shares to allot together, all of them or none."""

    shares: Annotated[list[ShareCreate], Field(min_length=1, max_length=MOST_SHARES)] = Field(
        description="At most 100% together with what other claims on the report hold."
    )


class AllottedOut(Out):
    """A share that was allotted."""

    update_id: UUID = Field(description="The claim that it became.")
    contract_id: UUID = Field(description="The contract.")
    commitment_id: UUID = Field(description="The commitment.")
    authority_name: str = Field(description="Whose contract it is.")
    percent: Quantity = Field(description="The share in per cent of the report.")
    claimed: Quantity = Field(description="What it comes to, rounded to ten-thousandths against the claimant.")
    status: str = Field(description="Where the claim stands; what is superseded holds no share any more.")
    made_at: Moment = Field(description="When it was allotted.")


class ReportOut(Out):
    """A report and what became of it. Only its supplier sees it."""

    id: UUID = Field(description="Identifier.")
    title: str = Field(description="What you call it.")
    quantity: Quantity = Field(description="How much was delivered in all.")
    unit: str = Field(description="What it is counted in.")
    starts_on: date = Field(description="First day of delivery.")
    ends_on: date = Field(description="Last day.")
    words: str = Field(description="What was done.")
    allotted_percent: Quantity = Field(description="What the shares that count come to.")
    unallotted_percent: Quantity = Field(description="What is left.")
    shares: list[AllottedOut] = Field(description="Every share, oldest first.")
    made_by: UUID = Field(description="Who made it.")
    made_by_name: str = Field(description="Their name.")
    made_at: Moment = Field(description="When.")
