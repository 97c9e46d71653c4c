"""Wire shapes of signed ratings and of the notices that are due."""

from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import Field

from app.kit.schema import Day, In, Moment, Out, Reason
from app.performance.notices.deadlines import Occasion
from app.performance.rules import Rating


class Statutory(StrEnum):
    """The five ratings of the law."""

    GOOD = "good"
    APPROACHING_TARGET = "approaching_target"
    REQUIRES_IMPROVEMENT = "requires_improvement"
    INADEQUATE = "inadequate"
    OTHER = "other"


class RatingSign(In):
    """A rating that a person puts their name to."""

    as_at: Day | None = Field(default=None, description="The day that is rated. Today if left out.")
    rating: Statutory = Field(description="One of the five ratings of the law.")
    reason: Reason | None = Field(
        default=None, description="Needed where it is not what the bands propose, and for every later revision."
    )


class SignedRatingOut(Out):
    """A rating that was signed, beside what the bands fixed at the start proposed."""

    id: UUID = Field(description="Identifier.")
    contract_id: UUID = Field(description="The contract.")
    commitment_id: UUID = Field(description="The commitment.")
    as_at: date = Field(description="The day that was rated.")
    revision: int = Field(description="1 for the first rating for that day; the newest holds.")
    proposed: Rating = Field(description="What the bands said that day; unknown where due periods have no data.")
    rating: Statutory = Field(description="What was signed.")
    reason: str | None = Field(description="Why it differs, or was signed anew; null where neither is so.")
    basis: dict[str, Any] = Field(description="The figures that the proposal came of, as they stood.")
    signed_by: UUID = Field(description="Who signed.")
    signed_by_name: str = Field(description="Their name.")
    signed_at: Moment = Field(description="When.")


class ProposedOut(Out):
    """A commitment that can be rated, and what the bands propose today."""

    commitment_id: UUID = Field(description="The commitment.")
    title: str = Field(description="The promise in short.")
    proposed: Rating = Field(
        description="By the bands; unknown, not_due and not_measured are no ratings of the law and are never published."
    )
    said: str = Field(description="The figures in one line.")
    signed: SignedRatingOut | None = Field(description="The newest rating signed, for whatever day; null for none.")


class NoticeOut(Out):
    """One notice and its day."""

    occasion: Occasion = Field(description="year, termination, breach or failing.")
    title: str = Field(description="What it is of.")
    covers_from: date | None = Field(description="First day of what it covers; null where it is of an event.")
    covers_until: date | None = Field(description="Last day of what it covers; null where it is of an event.")
    counts_from: date = Field(description="The day it is counted from.")
    due_on: date = Field(description="Last day for it.")
    days_left: int = Field(description="From today; below 0 once the day has passed, whether or not it was published.")
    applies: bool | None = Field(
        description="Whether it is for this contract; null where what is stated of its value cannot say."
    )
    only_if: str | None = Field(description="For which contracts it is, where that cannot be told; null otherwise.")
    remedy_id: UUID | None = Field(description="The remedy it follows from; null for none.")
    ratings_signed: int = Field(description="For how many commitments a rating was signed for a day that it covers.")
    rule: str = Field(description="Id of the rule in the regime.")
    source: str = Field(description="Where the rule was read.")
    status: str = Field(description="read: the source was read; background: general knowledge, to be confirmed.")
    note: str | None = Field(description="What else there is to know; null for nothing.")


class NoticesOut(Out):
    """What a contract's regime wants published of its performance."""

    contract_id: UUID = Field(description="The contract.")
    reference: str = Field(description="Short reference for people.")
    as_at: date = Field(description="Today, or the day asked about.")
    regime: str | None = Field(description="The regime of the tender; null where none was stated, and nothing follows.")
    said: str = Field(description="In a sentence.")
    notices: list[NoticeOut] = Field(description="Every notice, the first due first.")
    ratings: list[ProposedOut] = Field(description="Every binding commitment, with what the bands propose.")
