"""Wire shapes of performance: a figure that is not there is null, and its description says why it may be."""

from datetime import date
from uuid import UUID

from pydantic import Field

from app.contracts.rules import Better, ContractStatus
from app.contracts.schemas import BandsOut
from app.kit.schema import Out, Quantity
from app.performance.rules import PeriodStatus, Rating


class ExactOut(Out):
    """A number as it is and as people read it."""

    exact: str = Field(description="A decimal that ends, or a fraction.", examples=["200/3"])
    shown: str = Field(description="Rounded half up to two places, for reading only.", examples=["66.67"])


class PeriodOut(Out):
    """One period of a commitment."""

    target_id: UUID | None = Field(description="The period's target; null where the commitment has no periods.")
    label: str = Field(description="What people call the period.")
    starts_on: date = Field(description="First day.")
    ends_on: date = Field(description="Last day; the period is due from the day after.")
    is_due: bool = Field(description="Whether it is due on the day asked about.")
    status: PeriodStatus = Field(
        description="What came of its newest claim; no_data where it is due and none came, not_due before that."
    )
    target: Quantity | None = Field(description="How much was due in it; null where nothing is counted.")
    claimed: Quantity | None = Field(description="How much was claimed; null where nothing was.")
    proved: Quantity | None = Field(description="How much is proved; null where no claim was accepted.")
    target_to_date: Quantity | None = Field(description="What was due by its end; null where nothing is counted.")
    proved_to_date: Quantity | None = Field(description="What is proved up to its end; null where nothing is.")
    update_id: UUID | None = Field(description="The newest claim; null where there is none.")
    revision: int | None = Field(description="The revision of that claim.")
    against: str | None = Field(
        description="How what was accepted stands to the evidence: within, more_than_proved, no_data, refused or "
        "not_assessed; null where no engine is planned or nothing was accepted."
    )


class NextDueOut(Out):
    """What the supplier owes next."""

    commitment_id: UUID = Field(description="The commitment.")
    label: str = Field(description="What people call the period.")
    starts_on: date = Field(description="First day of the period.")
    on: date = Field(description="Last day of the period.")
    quantity: Quantity | None = Field(description="How much is due in it; null where nothing is counted.")


class CommitmentPerformanceOut(Out):
    """Where one commitment stands. Null is never nought: it says that there is no such figure."""

    commitment_id: UUID = Field(description="The commitment.")
    position: int = Field(description="Its number in the contract.")
    title: str = Field(description="The promise in short.")
    criterion: str = Field(description="The question it was made under.")
    criterion_title: str = Field(description="Title of that question.")
    measure: str | None = Field(description="Id of the measure; null for a promise of the bidder's own.")
    measure_title: str = Field(description="What is counted.")
    unit: str | None = Field(description="Unit of every quantity here; null for words.")
    adds_up: str | None = Field(description="How periods make one figure; null for words.")
    better: Better | None = Field(description="Which way is better; null for words.")
    promised: Quantity | None = Field(description="The whole promise; null for words only.")
    due_on: date | None = Field(description="End of the last period that is due; null while none is.")
    due: Quantity | None = Field(description="What is due to date; null while nothing is, and for words.")
    claimed: Quantity | None = Field(description="What the newest claims come to; null where there is none.")
    proved: Quantity | None = Field(description="What is verified; null where nothing is.")
    unknown: Quantity | None = Field(description="What waits for a decision; null where nothing does.")
    rejected: Quantity | None = Field(description="What was refused and not claimed anew; null where nothing was.")
    percent_of_due: ExactOut | None = Field(description="What the rating was read from; null without both figures.")
    rating: Rating = Field(
        description="By the bands agreed at the start; unknown where a due period without an accepted claim could "
        "change it, not_due while nothing is due, not_measured for words and records."
    )
    said: str = Field(description="The rating in one line.")
    bands: BandsOut | None = Field(description="Where each rating begins; null where nothing is rated.")
    next_due: NextDueOut | None = Field(description="The next period to end; null after the last.")
    periods: list[PeriodOut] = Field(description="Every period, in order.")


class CountsOut(Out):
    """How many commitments have each rating; unlike things are counted and never averaged."""

    good: int = Field(description="Meeting or exceeding.")
    approaching_target: int = Field(description="Close to meeting.")
    requires_improvement: int = Field(description="Below.")
    inadequate: int = Field(description="Significantly below.")
    other: int = Field(description="Cannot be described by the four above.")
    unknown: int = Field(description="Due, and not enough is verified to say.")
    not_due: int = Field(description="Nothing is due yet.")
    not_measured: int = Field(description="In words, or recorded only.")


class OverdueOut(Out):
    """A commitment for which the supplier owes reports."""

    commitment_id: UUID = Field(description="The commitment.")
    title: str = Field(description="The promise in short.")
    periods: int = Field(description="For how many due periods no claim came, or only one that was rejected.")
    since: date = Field(description="End of the oldest of them.")


class ContractSummaryPerformanceOut(Out):
    """A contract in a portfolio."""

    contract_id: UUID = Field(description="The contract.")
    reference: str = Field(description="Short reference for people.")
    title: str = Field(description="What it is for.")
    status: ContractStatus = Field(description="live or ended.")
    authority_id: UUID = Field(description="The authority.")
    authority_name: str = Field(description="Its name.")
    supplier_id: UUID = Field(description="The supplier.")
    supplier_name: str = Field(description="Its name.")
    starts_on: date = Field(description="First day.")
    ends_on: date = Field(description="Last day.")
    as_at: date = Field(description="The day asked about; what is known now of the periods due by then.")
    counts: CountsOut = Field(description="Commitments by rating.")
    waived: int = Field(description="Commitments that were waived and are not among the others.")
    awaiting_verification: int = Field(description="Claims that wait for the buyer.")
    overdue: list[OverdueOut] = Field(description="Commitments with reports that the supplier owes.")
    next_due: NextDueOut | None = Field(description="The first period to end of all commitments; null after the last.")


class ContractPerformanceOut(ContractSummaryPerformanceOut):
    """A contract with where each of its commitments stands."""

    commitments: list[CommitmentPerformanceOut] = Field(
        description="Every binding commitment, in the contract's order."
    )


class LensHeadingOut(Out):
    """What was promised under one heading of a framework."""

    id: str = Field(description="The heading's id.")
    title: str = Field(description="The heading.")
    counts: CountsOut = Field(description="Its commitments by rating.")
    commitments: list[CommitmentPerformanceOut] = Field(
        description="Its commitments; empty where nothing was promised."
    )


class PerformanceLensOut(Out):
    """A contract's performance read by the headings of a framework."""

    contract_id: UUID = Field(description="The contract.")
    reference: str = Field(description="Short reference for people.")
    as_at: date = Field(description="The day asked about.")
    framework: str = Field(description="The framework's id.")
    title: str = Field(description="The framework's title.")
    note: str = Field(description="How to read the counts.")
    headings: list[LensHeadingOut] = Field(description="Every heading, in the framework's order.")
    unmapped: list[CommitmentPerformanceOut] = Field(description="Commitments that the framework says nothing about.")
