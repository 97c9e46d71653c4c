"""Wire shapes of contracts, commitments and waivers."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from app.contracts.periods import Rhythm
from app.contracts.rules import Better, CommitmentStatus, ContractStatus, WaiverStatus
from app.kit.schema import Day, In, Label, Moment, Out, Quantity, Reason

MOST_TARGETS = 600


class ContractCreate(In):
    """The contract that follows from an award."""

    starts_on: Day = Field(description="First day; after the last day of standstill.")
    ends_on: Day = Field(description="Last day; at most 40 years later.")
    value: Quantity | None = Field(default=None, description="Value in the tender's currency; null if it has none.")


class WithReason(In):
    """An act that needs a reason."""

    reason: Reason


class Bands(In):
    """From which percentage of the target due each rating begins; below the last it is inadequate."""

    good: Quantity = Field(description="`good` from here on.")
    approaching_target: Quantity = Field(description="`approaching_target` from here on.")
    requires_improvement: Quantity = Field(description="`requires_improvement` from here on.")


class Target(In):
    """What is due in one period."""

    label: Annotated[Label, StringConstraints(max_length=200)] = Field(description="What people call the period.")
    starts_on: Day = Field(description="First day of the period.")
    ends_on: Day = Field(description="Last day of the period.")
    target: Quantity | None = Field(default=None, description="How much is due in it; null for words and records.")


class Counts(In):
    """How a pledge is counted for which the rubric has no measure."""

    adds_up: Literal["sum", "level", "percentage", "fte_years"] = Field(description="How its periods make the whole.")
    better: Better = Field(description="Which way is better.")


class CommitmentUpdate(In):
    """The plan of a commitment, all of it: what is left out is taken away."""

    targets: Annotated[list[Target], Field(max_length=MOST_TARGETS)] = Field(
        description="Periods within the contract that do not overlap. What adds up must make the promise exactly."
    )
    bands: Bands | None = Field(default=None, description="Where each rating begins; null until it is agreed.")
    counts: Counts | None = Field(
        default=None, description="Only for a pledge of the bidder's own with a quantity: how it counts."
    )


class ProfileRequest(In):
    """An even plan."""

    periods: Rhythm = Field(description="How often something is due, from the first day of the contract.")


class TargetOut(Out):
    """What is due in one period."""

    id: UUID = Field(description="Identifier; deliveries are reported against it.")
    label: str = Field(description="What people call the period.")
    starts_on: date = Field(description="First day of the period.")
    ends_on: date = Field(description="Last day of the period.")
    target: Quantity | None = Field(description="How much is due in it; null for words and records.")


class BandsOut(Out):
    """From which percentage of the target due each rating begins."""

    good: str = Field(description="`good` from here on.")
    approaching_target: str = Field(description="`approaching_target` from here on.")
    requires_improvement: str = Field(description="`requires_improvement` from here on.")


class WaiverOut(Out):
    """A request not to hold the supplier to a commitment."""

    id: UUID = Field(description="Identifier.")
    commitment_id: UUID = Field(description="The commitment.")
    status: WaiverStatus = Field(description="What came of it.")
    reason: str = Field(description="Why it was asked for.")
    asked_by: UUID = Field(description="Who asked.")
    asked_at: Moment = Field(description="When.")
    decided_by: UUID | None = Field(description="Who decided; null until then.")
    decided_at: Moment | None = Field(description="When; null until then.")
    decision_reason: str | None = Field(description="Why; null until it is decided.")


class CommitmentOut(Out):
    """A promise of the winning bid that earned points."""

    id: UUID = Field(description="Identifier.")
    contract_id: UUID = Field(description="The contract.")
    position: int = Field(description="Its number in the contract, from 1.")
    criterion: str = Field(description="The question it was made under.")
    criterion_title: str = Field(description="Title of that question.")
    points_earned: str = Field(description="What that question earned the bid, of 100, exact.")
    measure: dict[str, Any] = Field(description="What it is counted in and how; `adds_up` is null until it is said.")
    title: str = Field(description="The promise in short.")
    words: str | None = Field(description="The promise in the bidder's words; null if there are none.")
    promised: Quantity | None = Field(description="The quantity promised; null for words only.")
    held_to: Quantity | None = Field(
        description="What its targets make as they stand: the promise, until a change of the contract or a volume "
        "moves it; null for words, and where a volume is not recorded."
    )
    linked: dict[str, Any] | None = Field(
        description="To what volume its targets are tied, with floor and cap; null where they are fixed."
    )
    substitutes_id: UUID | None = Field(
        description="The commitment that it took the place of; null for a promise of the bid itself."
    )
    status: CommitmentStatus = Field(description="Whether it is carried over; `substituted` ones stay in the contract.")
    bands: BandsOut | None = Field(description="Where each rating begins; null until agreed, and for words.")
    targets: list[TargetOut] = Field(description="What is due when.")
    waivers: list[WaiverOut] = Field(description="Requests to waive it, oldest first.")
    version: int = Field(description="Version, for `If-Match`.")


class ContractSummaryOut(Out):
    """A contract without its commitments."""

    id: UUID = Field(description="Identifier.")
    reference: str = Field(description="Short reference for people.")
    title: str = Field(description="What it is for.")
    status: ContractStatus = Field(description="Where it stands; a draft of a void award is cancelled.")
    authority_id: UUID = Field(description="The authority.")
    authority_name: str = Field(description="Its name.")
    supplier_id: UUID = Field(description="The supplier.")
    supplier_name: str = Field(description="Its name.")
    tender_id: UUID = Field(description="The tender.")
    lot_id: UUID = Field(description="The lot.")
    award_id: UUID = Field(description="The award that it follows from.")
    value: Quantity | None = Field(description="Value; null if it has none.")
    currency: str = Field(description="Currency of the value.")
    starts_on: date = Field(description="First day.")
    ends_on: date = Field(description="Last day.")
    went_live_at: Moment | None = Field(description="Since when it binds; null before that.")
    ended_at: Moment | None = Field(description="When it was ended; null if it was not.")
    ended_reason: str | None = Field(description="Why it was ended; null if it was not.")
    created_at: Moment = Field(description="When it was drafted.")
    version: int = Field(description="Version.")


class ContractOut(ContractSummaryOut):
    """A contract with every promise that earned points."""

    commitments: list[CommitmentOut] = Field(description="Every promise that earned points, in the rubric's order.")


class StakeOut(Out):
    """What rested on one question of the rubric, and on the commitments made under it."""

    criterion: str = Field(description="The question.")
    criterion_title: str = Field(description="Its title.")
    commitments: list[UUID] = Field(description="The commitments made under it; all of them rest on the same points.")
    points: str = Field(description="The points it earned the winner, exact.")
    points_shown: str = Field(description="The same, rounded once by the rule of the rubric.")
    total_without: str | None = Field(description="The winner's total without them, exact; null if it has none then.")
    would_still_win: bool = Field(description="Whether the winner would still be first, alone or shared, without them.")
    first_without: list[str] = Field(description="Who would be first without them, by name.")


class LedgerOut(Out):
    """Marks at stake: which commitments decided the award."""

    contract_id: UUID = Field(description="The contract.")
    result_digest: str = Field(description="Digest of the result that the award rests on.")
    winner: str = Field(description="Who won.")
    total: str = Field(description="The winner's total, exact.")
    stakes: list[StakeOut] = Field(description="One entry a question, in the rubric's order.")
