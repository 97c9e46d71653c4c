"""Wire shapes of low prices and the questions about them."""

from uuid import UUID

from pydantic import ConfigDict, Field

from app.evaluations.low_prices.rules import Outcome
from app.kit.schema import In, Moment, Out, Quantity, Reason, Words


class InquiryCreate(In):
    """Ask a bidder about its price."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "question": "Your price is 34% below the mean of the others. How do you pay the living wage at it?",
                    "answer_by": "2026-02-12T17:00:00Z",
                }
            ]
        }
    )

    question: Words = Field(description="What the bidder is to explain.")
    answer_by: Moment = Field(description="Until when it may answer.")


class InquiryAnswer(In):
    """The bidder's explanation."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"words": "Our depot is next door: no crew is driven."}]})

    words: Words = Field(description="The explanation.")


class InquiryDecide(In):
    """What comes of it."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"outcome": "accepted", "reasons": "The wage sheet was checked and holds."}]}
    )

    outcome: Outcome = Field(description="`accepted`; or `excluded`: not shown to be able to perform at this price.")
    reasons: Reason = Field(description="Why; where the bid is excluded its supplier reads it.")


class InquiryOut(Out):
    """A question to a bidder about its price, as that bidder sees it."""

    id: UUID = Field(description="Identifier.")
    tender_id: UUID = Field(description="The tender.")
    lot: str = Field(description="The code of the lot.")
    bid_id: UUID = Field(description="The bid.")
    number: int = Field(description="1 for the first question about this bid.")
    question: str = Field(description="What was asked.")
    answer_by: Moment = Field(description="Until when it may be answered.")
    asked_at: Moment = Field(description="When it was asked.")
    answer: str | None = Field(description="The explanation; null while there is none.")
    answered_at: Moment | None = Field(description="When it came; null while there is none.")
    outcome: Outcome | None = Field(description="What was decided; null while nothing is.")
    reasons: str | None = Field(description="Why; null while nothing is decided.")
    decided_at: Moment | None = Field(description="When; null while nothing is decided.")


class FigureOut(Out):
    """An exact figure and how it is read."""

    exact: str = Field(description="The figure, exactly.")
    shown: str = Field(description="The same, rounded to be read.")


class LowPriceOut(Out):
    """One live price of a lot beside the others."""

    bid_id: UUID = Field(description="The bid.")
    supplier_name: str = Field(description="Who made it.")
    price: Quantity = Field(description="The price.")
    others: FigureOut | None = Field(description="The mean of the other live prices; null where there is none.")
    below_percent: FigureOut | None = Field(description="How far below that mean it lies; null where there is none.")
    flagged: bool | None = Field(
        description="Whether that is more than the terms of the tender let pass; null where they name no share."
    )
    inquiries: list[InquiryOut] = Field(description="What was asked about it, the oldest first.")
