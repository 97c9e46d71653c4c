"""Wire shapes of the comparison of promises with delivery."""

from datetime import date

from pydantic import Field

from app.contracts.rules import Better
from app.kit.schema import Out
from app.performance.schemas import ExactOut


class GroupOut(Out):
    """What several contracts came to in one measure. Every figure is null where it is withheld."""

    label: str = Field(description="Which contracts.", examples=["GBP 1 million to under 5 million"])
    withheld: bool = Field(
        description="Whether the figures are withheld, because few suppliers stand behind them or behind a group that "
        "could be worked out from them."
    )
    contracts: int | None = Field(description="How many contracts; null where withheld.")
    suppliers: int | None = Field(description="How many suppliers; null where withheld.")
    promised: ExactOut | None = Field(description="What was promised in all.")
    due: ExactOut | None = Field(description="What of it is due by the day asked about.")
    proved: ExactOut | None = Field(description="What was accepted of that.")
    unknown: ExactOut | None = Field(
        description="The due of periods without an accepted claim; neither kept nor missed."
    )
    proved_percent: ExactOut | None = Field(
        description="Proved of the due of periods with an accepted claim; null without any, or where withheld."
    )
    promised_per_million: ExactOut | None = Field(
        description="Promised for each million pounds of contract value, of contracts with one; null without any."
    )
    proved_per_million: ExactOut | None = Field(description="Proved by the same measure.")


class CalibrationLineOut(Out):
    """One measure."""

    measure: str = Field(description="Id of the measure.")
    title: str = Field(description="What is counted.")
    unit: str | None = Field(description="Unit of every quantity here; null for none.")
    better: Better = Field(description="Which way is better.")
    whole: GroupOut = Field(description="All contracts with a promise in this measure.")
    by_size: list[GroupOut] = Field(
        description="The same by the value of the contract; sizes without any are left out."
    )


class CalibrationOut(Out):
    """Promises against delivery, for an authority's own contracts."""

    as_at: date = Field(description="The day asked about.")
    least_suppliers: int = Field(description="Fewer suppliers than this, and a figure is withheld.")
    note: str = Field(description="What it is for, and what it must not be used for.")
    lines: list[CalibrationLineOut] = Field(description="One line a measure that adds up.")
