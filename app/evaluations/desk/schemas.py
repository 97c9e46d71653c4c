"""Wire shapes of marks in draft."""

from uuid import UUID

from pydantic import ConfigDict, Field

from app.evaluations.schemas import MOST_CRITERIA, QuoteOut, Quotes
from app.kit.schema import In, Moment, Out, Quantity, Reason, Words


class DraftWrite(In):
    """What you are writing about one bid. Anything may be left out; with nothing in it the draft is gone."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"mark": "3", "rationale": "Names the vans; look at heating again."}]}
    )

    mark: Quantity | None = Field(default=None, description="A mark of the published scale; null while you weigh it.")
    rationale: Words | None = Field(default=None, description="Why this mark; null while you have not written it.")
    quotes: Quotes = Field(default=[], description="Passages of the answer that the mark rests on.")
    superseding_reason: Reason | None = Field(
        default=None, description="Why your earlier mark is superseded; null for a first mark."
    )


class DraftOut(Out):
    """A mark in draft, which nobody but its evaluator sees."""

    assignment_id: UUID = Field(description="The question, as it was given to you.")
    bid_id: UUID = Field(description="The bid.")
    mark: Quantity | None = Field(description="The mark; null while there is none.")
    rationale: str | None = Field(description="Why; null while nothing is written.")
    quotes: list[QuoteOut] = Field(description="Passages of the answer that it rests on.")
    superseding_reason: str | None = Field(description="Why an earlier mark is superseded; null for a first one.")
    written_at: Moment = Field(description="When it was last written.")


class DraftsSubmit(In):
    """Which drafts become marks."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"bids": None}]})

    bids: list[UUID] | None = Field(
        default=None, max_length=MOST_CRITERIA, description="The bids; null for every draft on this question."
    )
