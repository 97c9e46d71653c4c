"""Wire shapes of awards."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from app.awards.rules import AwardStatus, SentBy
from app.kit.schema import Day, In, Moment, Out, Plain, Reason, Words

LotCode = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60), Plain]


class AwardCreate(In):
    """The decision on one lot."""

    lot: LotCode = Field(description="Code of the lot; `1` for a tender without lots.")
    bid: UUID = Field(description="The bid that wins. It must be first in the current result.")
    reasons: Words = Field(description="Why this bid wins, in words that every bidder will read.")
    notice_on: Day = Field(description="The day on which the award notice is published: today or later.")
    tie_reason: Reason | None = Field(
        default=None, description="Where the first place is shared: how the choice was made. Otherwise leave it out."
    )
    sent_by: SentBy | None = Field(
        default=None, description="How the notice reaches the bidders; only where the regime makes a difference of it."
    )
    voluntary_working_days: int | None = Field(
        default=None,
        ge=1,
        le=60,
        description="A standstill of the buyer's own, in working days beginning with the notice day; only where the "
        "regime requires none.",
    )


class VoidAward(In):
    """The end of a decision that was wrong."""

    reason: Reason


class AwardOut(Out):
    """An award as the authority sees it."""

    id: UUID = Field(description="Identifier.")
    reference: str = Field(description="Short reference for people.")
    tender_id: UUID = Field(description="The tender.")
    lot_id: UUID = Field(description="The lot.")
    lot: str = Field(description="Code of the lot.")
    result_id: UUID = Field(description="The computed result that the decision rests on.")
    bid_id: UUID = Field(description="The winning bid.")
    supplier_id: UUID = Field(description="Who won.")
    supplier_name: str = Field(description="Name of who won.")
    status: AwardStatus = Field(description="Where it stands.")
    reasons: str = Field(description="Why this bid won.")
    tie_reason: str | None = Field(description="How a choice between joint first bids was made; null where none was.")
    notice_on: date = Field(description="The day of the award notice.")
    standstill_ends_at: Moment | None = Field(description="First instant after standstill; null where there is none.")
    decided_by: UUID = Field(description="Who decided.")
    decided_at: Moment = Field(description="When.")
    void_reason: str | None = Field(description="Why it was made void; null while it stands.")
    voided_by: UUID | None = Field(description="Who made it void; null while it stands.")
    voided_at: Moment | None = Field(description="When it was made void; null while it stands.")
    contracted_at: Moment | None = Field(description="When a contract under it went live; null before that.")
    replaces_id: UUID | None = Field(description="The void award of the lot that this one replaces; null if none.")
    version: int = Field(description="Version.")


class SkippedDayOut(Out):
    """A day inside the standstill that does not count."""

    on: date = Field(description="The day.")
    why: str = Field(description="Why it does not count: the weekend, or the name of the holiday and where it is one.")


class StandstillOut(Out):
    """How the standstill of an award was counted."""

    applies: bool = Field(description="False where the regime requires none and the buyer offered none.")
    regime: str = Field(description="The regime of the tender.")
    rule: str = Field(description="The rule, in words.")
    notice_on: date = Field(description="The day of the award notice.")
    begins_on: date | None = Field(description="The first day of standstill; null where there is none.")
    counts: str = Field(description="`working_days`, `calendar_days` or `none`.")
    counted: list[date] = Field(description="Every day that counts, in order.")
    skipped: list[SkippedDayOut] = Field(description="Every day in between that does not count, and why.")
    last_day: date | None = Field(description="The last day of standstill; null where there is none.")
    ends_at: Moment | None = Field(description="The first instant after it, in UTC; null where there is none.")
    ends_in_london: str | None = Field(description="The same instant as people in London read it.")
    over: bool = Field(description="Whether it is over now.")
    source: str = Field(description="Where the rule was read.")
    status: str = Field(description="`read` at the source, `background` knowledge, or `own` rule of the buyer.")
    background: list[str] = Field(description="Parts of the rule that are background knowledge, to be checked.")
    note: str | None = Field(description="What to know about the rule; null if nothing.")


class ShownNumber(Out):
    """A number, exact and as shown."""

    exact: str = Field(description="The exact value: a decimal, or a fraction where no decimal ends.")
    shown: str = Field(description="Rounded once, by the rule of the rubric.")


class AwardNoticeOut(Out):
    """An award as a bidder sees it: who won, and the bidder's own place."""

    id: UUID = Field(description="Identifier of the award.")
    reference: str = Field(description="Short reference for people.")
    tender_id: UUID = Field(description="The tender.")
    lot: str = Field(description="Code of the lot.")
    status: AwardStatus = Field(description="Where it stands.")
    winner: str = Field(description="Name of who won.")
    reasons: str = Field(description="Why that bid won.")
    notice_on: date = Field(description="The day of the award notice.")
    standstill_ends_at: Moment | None = Field(description="First instant after standstill; null where there is none.")
    decided_at: Moment = Field(description="When it was decided.")
    your_standing: str | None = Field(
        description="`ranked`, `excluded` or `withdrawn`; null if you did not bid for this lot."
    )
    your_rank: int | None = Field(description="Your rank; null unless you were ranked.")
    your_rank_is_joint: bool | None = Field(description="Whether others share it; null unless you were ranked.")
    your_total: ShownNumber | None = Field(description="Your total; null unless you were ranked.")
