"""Wire shapes of the design check: what a buyer should know of a rubric before it is published."""

from typing import Literal

from pydantic import Field

from app.kit.schema import Out


class DesignFindingOut(Out):
    """One thing to look at before publication. Nothing here stops a rubric from being published."""

    code: str = Field(description="A stable code, such as `size.paid`.")
    place: str = Field(description="Where it stands in the rubric, such as `criteria[2].method`.")
    severity: Literal["advice", "warning"] = Field(description="`warning` where a challenge could rest on it.")
    criterion: str | None = Field(description="The section or question; null where it is about the rubric as a whole.")
    sentence: str = Field(description="What was found.")
    way_out: str = Field(description="What to do about it.")
    source: str = Field(description="Where the rule or the figure was read; empty where it needs none.")


class DesignAssumptionOut(Out):
    """One figure that is taken for granted."""

    name: str = Field(description="Its name.")
    value: str = Field(description="The figure.")
    unit: str = Field(description="What it counts.")
    says: str = Field(description="What it stands for.")
    source: str = Field(description="Where it was read, or that it is the service's own.")


class DesignAssumptionsOut(Out):
    """Every figure that is taken for granted."""

    as_of: str = Field(description="The day on which the figures were last looked at.")
    stated: list[str] = Field(description="Those that were stated for this check in place of the service's own.")
    values: list[DesignAssumptionOut] = Field(description="The figures.")


class DesignContractOut(Out):
    """What was known of the contract. Null is not known, and nothing is said that would need it."""

    value: str | None = Field(description="The value in pounds without VAT.")
    values: dict[str, str] = Field(description="The value of each lot that has its own.")
    years: str | None = Field(description="How many years it runs.")
    above_threshold: bool | None = Field(description="Whether it is not below the threshold of its regime.")
    expected: dict[str, list[str]] = Field(description="By question, between which figures offers are expected.")


class DesignSizeRowOut(Out):
    """How the small and the large simulated bidder fare on one question."""

    criterion: str = Field(description="The question.")
    title: str = Field(description="Its title.")
    points_available: str = Field(description="What it weighs of 100.")
    small_offer: str = Field(description="What the small bidder offers, as the question counts it.")
    large_offer: str = Field(description="What the large bidder offers.")
    small_points: str = Field(description="What the small bidder earns, exact.")
    large_points: str = Field(description="What the large bidder earns, exact.")
    gap: str = Field(description="Points for size alone; below 0 where it costs points to be large.")


class DesignBidderOut(Out):
    """One of the two simulated bidders."""

    bidder: Literal["small", "large"] = Field(description="Which of the two.")
    turnover: str = Field(description="Turnover in pounds a year.")
    staff: str = Field(description="People.")


class DesignSizeOut(Out):
    """Two simulated bidders that are alike in all but size."""

    label: str = Field(description="That it is a simulation, and of what.")
    bidders: list[DesignBidderOut] = Field(description="The two bidders.")
    criteria: list[DesignSizeRowOut] = Field(description="Every question that counts a quantity.")


class DesignInfluenceRowOut(Out):
    """What one question decides, beside what it weighs."""

    criterion: str = Field(description="The question.")
    title: str = Field(description="Its title.")
    weight: str | None = Field(description="What it weighs of 100; null for a price that points are set against.")
    weight_percent: str | None = Field(description="What it would make of the spread if all spread bids alike.")
    spread_percent: str = Field(description="What it makes of the spread of bids over the field.")
    explained_percent: str = Field(description="What it explains of the variance of totals.")


class DesignInfluenceOut(Out):
    """A simulated field of bids."""

    label: str = Field(description="That it is a simulation, and of what.")
    criteria: list[DesignInfluenceRowOut] = Field(description="Every question that earns points, and the price.")


class DesignEffortRowOut(Out):
    """What one question asks of a bidder."""

    criterion: str = Field(description="The question.")
    title: str = Field(description="Its title.")
    asks: str = Field(description="`words`, `quantity`, `declaration` or `price`.")
    words: str = Field(description="Words to write: the limit, or what is assumed without one.")
    word_limit_stated: bool = Field(description="Whether the rubric states a limit.")
    figures: int = Field(description="Figures to work out.")
    evidence: int = Field(description="Kinds of evidence to collect if the contract is won.")
    hours: str = Field(description="Estimated hours.")


class DesignEffortOut(Out):
    """What a whole bid asks of a bidder."""

    label: str = Field(description="That it is an estimate, and of what.")
    words: str = Field(description="Words to write.")
    quantities: int = Field(description="Quantities to pledge.")
    declarations: int = Field(description="Declarations to make.")
    evidence_kinds: int = Field(description="Kinds of evidence to collect if the contract is won.")
    hours: str = Field(description="Estimated hours for the whole bid.")
    cost: str = Field(description="What they cost, in pounds.")
    percent_of_value: str | None = Field(description="That as a share of the value; null where no value is known.")
    small_team_weeks: str = Field(description="Weeks that a small bid team takes.")
    large_team_weeks: str = Field(description="Weeks that a large bid team takes.")
    reporting_hours_a_year: str = Field(description="Hours a year to collect the evidence after award.")
    questions: list[DesignEffortRowOut] = Field(description="Question by question.")


class DesignLotOut(Out):
    """One lot."""

    lot: str | None = Field(description="Its code; null where the rubric names no lots.")
    size: DesignSizeOut = Field(description="Where points are paid for size.")
    influence: DesignInfluenceOut = Field(description="What the weights decide.")
    effort: DesignEffortOut = Field(description="What is asked of a bidder.")


class DesignRubricOut(Out):
    """Which rubric was looked at."""

    id: str = Field(description="Its id in the document.")
    version: str = Field(description="Its version.")
    title: str = Field(description="Its title.")


class DesignOut(Out):
    """What a buyer should know of a rubric before publication, in the form makegood.design/1. It is not kept."""

    format: str = Field(description="`makegood.design/1`.")
    rubric: DesignRubricOut = Field(description="Which rubric it is about.")
    contract: DesignContractOut = Field(description="What was known of the contract.")
    assumptions: DesignAssumptionsOut = Field(description="What was taken for granted.")
    lots: list[DesignLotOut] = Field(description="The figures, lot by lot.")
    findings: list[DesignFindingOut] = Field(description="What to look at, warnings first.")
    said: list[str] = Field(description="The same in words, line by line.")
    digest: str = Field(description="SHA-256 of everything above in canonical form.")
