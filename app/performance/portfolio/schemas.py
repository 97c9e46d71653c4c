"""Wire shapes of a portfolio: quantities of like things alone are added; everything else is counted."""

from datetime import date
from uuid import UUID

from pydantic import Field

from app.contracts.rules import Better
from app.kit.schema import Out, Quantity
from app.performance.portfolio.rules import Side, Split
from app.performance.schemas import ExactOut


class PeriodsOut(Out):
    """The calendar quarter in which periods end."""

    label: str = Field(description="What people call the quarter.", examples=["April to June 2026"])
    starts_on: date = Field(description="Its first day.")
    ends_on: date = Field(description="Its last day.")


class PartyOut(Out):
    """The other side of the contracts summed up."""

    id: UUID = Field(description="Identifier.")
    name: str = Field(description="Its name.")


class PortfolioCountsOut(Out):
    """How many of what; nothing here is a rating. Of periods that have ended, but for `commitments`."""

    commitments: int = Field(description="Binding commitments, whenever they are due.")
    periods: int = Field(description="Periods of commitments that have ended.")
    reported: int = Field(description="Of these, the ones for which there is a claim.")
    verified: int = Field(description="Of these, the ones whose claim was accepted, wholly or in part.")
    waiting: int = Field(description="Of these, the ones whose claim waits for the buyer.")
    rejected: int = Field(description="Of these, the ones whose claim was rejected and not made again.")
    without_report: int = Field(description="Of these, the ones for which nothing was claimed: no data, not nought.")
    met: int = Field(description="Accepted claims of a level or a percentage that reach the target of their period.")
    missed: int = Field(description="Accepted claims of a level or a percentage that do not.")
    target_not_known: int = Field(description="Periods whose target follows a volume that nobody has recorded.")
    too_large: int = Field(
        description="Periods left out of every sum because a quantity is above ten thousand million."
    )


class ShareOut(Out):
    """A percentage over many periods and contracts: all parts over all wholes, never a mean of percentages."""

    part: Quantity = Field(description="The parts together.")
    whole: Quantity = Field(description="The wholes together.")
    percent: ExactOut = Field(description="The one over the other.")


class PortfolioLineOut(Out):
    """One measure, and one period or party where that was asked for. Null is never nought."""

    measure: str | None = Field(description="Id of the measure; null for promises of the bidders' own.")
    title: str = Field(description="What is counted.")
    unit: str | None = Field(description="Unit of the quantities; null where there is none.")
    adds_up: str | None = Field(description="How its periods make one figure; null for promises of the bidders' own.")
    better: Better | None = Field(description="Which way is better; null for promises of the bidders' own.")
    period: PeriodsOut | None = Field(description="The quarter; null unless split by period.")
    party: PartyOut | None = Field(description="The other party; null unless split by party.")
    promised: Quantity | None = Field(
        description="The whole promises, whenever due; null for what does not add up, and for one period."
    )
    due: Quantity | None = Field(description="What is due of it by the day asked about.")
    due_later: Quantity | None = Field(description="What falls due on that day or after it.")
    claimed: Quantity | None = Field(description="What was claimed for periods that are due.")
    proved: Quantity | None = Field(description="What was accepted of it.")
    waiting: Quantity | None = Field(description="What was claimed for periods that are due, and not decided yet.")
    rejected: Quantity | None = Field(description="What was rejected and not claimed again.")
    unknown: Quantity | None = Field(
        description="The due of periods without an accepted claim: what is not known, which is not what was missed."
    )
    claimed_ahead: Quantity | None = Field(description="What was claimed for periods that are not due yet.")
    proved_ahead: Quantity | None = Field(description="What was accepted of that.")
    percent_of_due: ExactOut | None = Field(
        description="Proved of due, or due of proved where less is better; null where either is not there."
    )
    share: ShareOut | None = Field(
        description="For a percentage: what was accepted as part and whole; null where nothing was."
    )
    counts: PortfolioCountsOut = Field(description="How many commitments and periods lie behind it.")


class PortfolioOut(Out):
    """What the contracts of an organisation come to, measure by measure."""

    side: Side = Field(description="Whether it is what the organisation buys, or what it supplies.")
    as_at: date = Field(description="The day asked about: a period is due from the day after its last.")
    split_by: Split = Field(description="What there is a line for: each measure alone, or with each period or party.")
    note: str = Field(description="How to read the sums.")
    lines: list[PortfolioLineOut] = Field(description="One line a measure, and a period or party; in their order.")
