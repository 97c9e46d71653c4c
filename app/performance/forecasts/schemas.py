"""Wire shapes of forecasts and early warnings."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from app.kit.schema import Out
from app.performance.schemas import ExactOut


class Outlook(StrEnum):
    """How a promise looks; none of these is a rating."""

    KEPT = "kept"
    ON_COURSE = "on_course"
    STRETCHED = "stretched"
    UNLIKELY = "unlikely"
    CANNOT_BE_MET = "cannot_be_met"
    UNKNOWN = "unknown"
    NOT_MEASURED = "not_measured"


class BestOut(Out):
    """The best that one period brought so far: an amount, or for a level the step towards the promise."""

    amount: ExactOut = Field(description="How much; of what should stay low, the least.")
    starts_on: date = Field(description="First day of that period.")
    ends_on: date = Field(description="Last day of it.")


class WarningOut(Out):
    """One thing to look at while it can be mended."""

    code: str = Field(description="Which rule says it: pace.…, silent, falling or waiting.")
    said: str = Field(description="In words and numbers.")


class ForecastOut(Out):
    """What one promise still needs. Null is never nought."""

    commitment_id: UUID = Field(description="The commitment.")
    title: str = Field(description="The promise in short.")
    measure: str | None = Field(description="Id of the measure; null for a promise of the bidder's own.")
    unit: str | None = Field(description="Unit of every quantity here; null for words.")
    outlook: Outlook = Field(
        description="kept; on_course, stretched, unlikely or cannot_be_met by the share of the best so far that is "
        "needed; unknown where nothing was accepted; not_measured for words and records."
    )
    said: str = Field(description="In words and numbers.")
    remaining: ExactOut | None = Field(description="What is missing to the promise; null where it is not known.")
    periods_left: int = Field(description="Periods that have not ended and have no accepted claim.")
    periods_unknown: int = Field(description="Periods that ended without an accepted claim: not nought, not known.")
    needed_a_period: ExactOut | None = Field(
        description="What each period left must bring, or may come to at most where less is better."
    )
    needed_if_reported: ExactOut | None = Field(
        description="The same if every period that is not known comes to its target; null where that is not known."
    )
    best: BestOut | None = Field(description="The best period so far; null without any.")
    percent_of_best: ExactOut | None = Field(description="What is needed as a percentage of it; null without either.")
    no_later_than: date | None = Field(
        description="The last day that may pass with nothing more; after it the promise cannot be met at any pace near "
        "the best so far. Null where there is no such day."
    )
    warnings: list[WarningOut] = Field(description="What looks like trouble, the gravest first.")


class ContractForecastOut(Out):
    """What every promise of a contract still needs."""

    contract_id: UUID = Field(description="The contract.")
    reference: str = Field(description="Short reference for people.")
    as_at: date = Field(description="The day asked about.")
    note: str = Field(description="What a forecast is, and is not.")
    pace: dict[str, str] = Field(description="Above which percentage of the best so far a need is called what.")
    rules: dict[str, str] = Field(description="At which numbers each warning begins.")
    commitments: list[ForecastOut] = Field(description="Every binding commitment, in the contract's order.")
