"""Wire shapes of awards."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from app.awards.rules import AwardStage, AwardStatus, Outcome, RepresentationStatus
from app.kit.schema import Day, In, Label, Moment, Out, Plain, Reason, Words
from app.rubrics.regimes import SentBy

MOST_CRITERIA = 500
CriterionId = Annotated[str, StringConstraints(min_length=1, max_length=100), Plain]

LotCode = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60), Plain]


class AwardCreate(In):
    """The decision on one lot."""

    lot: LotCode = Field(description="Code of the lot; `1` for a tender without lots.")
    bid: UUID = Field(description="The bid that wins. It must be first in the current result.")
    reasons: Words = Field(description="Why this bid wins, in words that every bidder will read.")
    criterion_reasons: dict[CriterionId, Reason] = Field(
        default_factory=dict, max_length=MOST_CRITERIA, description="Why, criterion by criterion, where that helps."
    )
    notice_on: Day = Field(
        description="The day on which the award notice is planned to be published: today or later. The standstill is "
        "counted again from the day on which it really is."
    )
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


class ApproveAward(In):
    """A second person's word on a decision."""

    reason: Reason | None = Field(default=None, description="What was looked at, if there is something to say.")


class PublishNotice(In):
    """The publication of the award notice."""

    notice_on: Day | None = Field(
        default=None,
        description="The day you take it to be in London: refused if it is another one. Leave it out for today.",
    )


class RepresentationCreate(In):
    """What somebody has to say against an award."""

    words: Words = Field(description="What was said, as it was said.")
    made_by: Label | None = Field(
        default=None,
        description="Who made it, where a buyer logs it for somebody else; left out, it is your own.",
    )
    supplier_id: UUID | None = Field(
        default=None, description="The bidder who made it, where a buyer logs it for a bidder of this tender."
    )
    received_at: Moment | None = Field(
        default=None, description="When it was received, where a buyer logs what came another way; left out, now."
    )


class RepresentationDecision(In):
    """What becomes of a representation. The decision is communicated on the day it is sent."""

    outcome: Outcome = Field(
        description="`upheld` means that the award cannot stand and is to be made void; where a point is right and the "
        "award stands all the same, say `not_upheld` with the reasons. `withdrawn` by whoever made it."
    )
    reasons: Words = Field(description="Why, in words that whoever made it will read.")


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
    criterion_reasons: dict[str, str] = Field(description="Why, criterion by criterion, where that was said.")
    tie_reason: str | None = Field(description="How a choice between joint first bids was made; null where none was.")
    stage: AwardStage = Field(description="How far it has come.")
    notice_on: date = Field(description="The day of the award notice: planned, until the notice is published.")
    standstill_ends_at: Moment | None = Field(
        description="First instant after standstill, planned until the notice is published; null where there is none."
    )
    decided_by: UUID = Field(description="Who decided.")
    decided_at: Moment = Field(description="When.")
    approved_by: UUID | None = Field(description="The second person, who approved it; null before that.")
    approved_at: Moment | None = Field(description="When it was approved; null before that.")
    approval_reason: str | None = Field(description="What was said on approval; null if nothing.")
    published_by: UUID | None = Field(description="Who published the notice; null before that.")
    published_at: Moment | None = Field(description="When the notice was published; null before that.")
    void_reason: str | None = Field(description="Why it was made void; null while it stands.")
    voided_by: UUID | None = Field(description="Who made it void; null while it stands.")
    voided_at: Moment | None = Field(description="When it was made void; null while it stands.")
    contracted_at: Moment | None = Field(description="When a contract under it went live; null before that.")
    replaces_id: UUID | None = Field(description="The void award of the lot that this one replaces; null if none.")
    withheld: bool = Field(
        default=False,
        description="Whether you keep away from the lot: reasons by criterion, in a tie and on approval are left out.",
    )
    version: int = Field(description="Version.")


class SkippedDayOut(Out):
    """A day inside the standstill that does not count."""

    on: date = Field(description="The day.")
    why: str = Field(description="Why it does not count: the weekend, or the name of the holiday and where it is one.")


class ExtensionOut(Out):
    """The days that follow the decision on a representation, before which standstill does not end."""

    rule: str = Field(description="The rule, in words.")
    decision_on: date = Field(description="The day on which the further decision was communicated.")
    counted: list[date] = Field(description="Every day that counts, in order.")
    skipped: list[SkippedDayOut] = Field(description="Every day in between that does not count, and why.")
    last_day: date = Field(description="The last day.")
    ends_at: Moment = Field(description="The first instant after it.")
    source: str = Field(description="Where the rule was read.")


class StandstillOut(Out):
    """How the standstill of an award was counted."""

    planned: bool = Field(description="True until the notice is published: counted from the planned day.")
    held_open: bool = Field(description="Whether a representation that keeps it open waits for its decision.")
    extension: ExtensionOut | None = Field(
        description="The days after the latest decision on a representation; null where there was none."
    )
    ends_after_all: Moment | None = Field(
        description="The first instant after it with every extension; null where there is none or it is held open."
    )

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
    over: bool = Field(description="Whether it is over now, with every extension; never before the notice.")
    source: str = Field(description="Where the rule was read.")
    status: str = Field(description="`read` at the source, `background` knowledge, or `own` rule of the buyer.")
    background: list[str] = Field(description="Parts of the rule that are background knowledge, to be checked.")
    note: str | None = Field(description="What to know about the rule; null if nothing.")


class RepresentationOut(Out):
    """A representation about an award."""

    id: UUID = Field(description="Identifier.")
    award_id: UUID = Field(description="The award.")
    supplier_id: UUID | None = Field(description="The bidder who made it; null where it was somebody else.")
    made_by: str = Field(description="Who made it.")
    words: str = Field(description="What was said.")
    received_at: Moment = Field(description="When it was received.")
    logged_by: UUID = Field(description="Who put it on record.")
    logged_at: Moment = Field(description="When it was put on record.")
    window_ends_at: Moment | None = Field(description="Until when it could be made; null where no standstill runs.")
    in_time: bool | None = Field(description="Whether it came before that; null where no standstill runs.")
    holds_standstill: bool = Field(description="Whether the regime keeps standstill open until it is decided.")
    status: RepresentationStatus = Field(description="Where it stands.")
    reasons: str | None = Field(description="Why it was decided so; null while it is open.")
    decided_by: UUID | None = Field(description="Who decided; null while it is open, or where it came too late.")
    decided_at: Moment | None = Field(description="When; null while it is open.")
    decision_on: date | None = Field(description="The day the further decision was communicated; null before that.")
    extension: ExtensionOut | None = Field(description="The days that follow, where the regime gives some; else null.")
    version: int = Field(description="Version.")


class ShownNumber(Out):
    """A number, exact and as shown."""

    exact: str = Field(description="The exact value: a decimal, or a fraction where no decimal ends.")
    shown: str = Field(description="Rounded once, by the rule of the rubric.")


class PlacedOut(Out):
    """A ranked bid of one lot."""

    supplier: UUID = Field(description="Whose it is.")
    name: str = Field(description="The supplier's name.")
    bid: UUID = Field(description="The bid.")
    rank: int = Field(description="Its rank in the lot.")
    total: ShownNumber = Field(description="Its total.")


class PassedOverOut(PlacedOut):
    """A bid placed before the winner that does not win the lot."""

    said: str = Field(description="Why it is passed over.")


class AllocatedLotOut(Out):
    """Who wins one lot."""

    lot: str = Field(description="Code of the lot.")
    winner: PlacedOut | None = Field(description="Who wins; null where nobody does, or the place is shared.")
    tied: list[PlacedOut] = Field(description="Those who share the place, where it takes a recorded choice.")
    passed_over: list[PassedOverOut] = Field(description="Those who would be first but for the limit.")
    said: str = Field(description="The same in a sentence.")
    award: str | None = Field(description="Reference of the award that stands for the lot; null while there is none.")


class CombinationOut(Out):
    """One way to share out the lots."""

    lots: dict[str, UUID | None] = Field(description="The supplier of each lot, by its code; null for nobody.")
    total: ShownNumber = Field(description="The sum of the totals.")


class CombinationsOut(Out):
    """The combinations that were considered."""

    count: int = Field(description="How many there are.")
    within_limit: int | None = Field(description="How many keep to the limit; null where they are too many to count.")
    total: ShownNumber = Field(description="The sum of the totals of the one that is taken.")
    total_without_limit: ShownNumber = Field(description="The same if there were no limit.")
    listed: list[CombinationOut] = Field(description="Those within the limit, best first, where they are few.")
    said: str = Field(description="The same in a sentence.")


class AllocationOut(Out):
    """Who wins which lot of a tender, by the published limit."""

    limit: int | None = Field(description="The most lots that one supplier may win; null for no limit.")
    mechanism: str | None = Field(description="What decides which lots it gets; null where there is no limit.")
    words: str | None = Field(description="The mechanism as it was published; null where there is no limit.")
    lots: list[AllocatedLotOut] = Field(description="Every lot, in order.")
    combinations: CombinationsOut | None = Field(
        description="The combinations considered, for `best_total`; else null."
    )
    said: list[str] = Field(description="The whole allocation in sentences.")


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
    standstill_held_open: bool = Field(description="Whether a representation keeps standstill open beyond that.")
    your_standing: str | None = Field(
        description="`ranked`, `excluded` or `withdrawn`; null if you did not bid for this lot."
    )
    your_rank: int | None = Field(description="Your rank; null unless you were ranked.")
    your_rank_is_joint: bool | None = Field(description="Whether others share it; null unless you were ranked.")
    your_total: ShownNumber | None = Field(description="Your total; null unless you were ranked.")
