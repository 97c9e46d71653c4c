"""Wire shapes of rubrics, packs, frameworks, regimes and reference tables."""

from datetime import date
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from app.kit.schema import In, Label, Moment, Out, Plain

Document = dict[str, Any]
ShortId = Annotated[str, StringConstraints(min_length=1, max_length=100), Plain]


class RubricCreate(In):
    """A new draft: from a pack, from another rubric of yours, or from a document of your own. Give one of the three."""

    pack: ShortId | None = Field(default=None, description="The pack to start from, such as `local-wage-carbon`.")
    pack_version: ShortId | None = Field(default=None, description="Which version; leave out for the newest.")
    copy_of: UUID | None = Field(default=None, description="A rubric of your authority to start from.")
    body: Document | None = Field(default=None, description="A document of your own in the form makegood.rubric/1.")
    title: Label | None = Field(default=None, description="Its title; leave out to keep the one that is copied.")

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        given = [name for name in ("pack", "copy_of", "body") if getattr(self, name) is not None]
        if len(given) != 1:
            found = " and ".join(given) or "none of them"
            message = f"give exactly one of pack, copy_of and body to start from; this holds {found}"
            raise ValueError(message)
        if self.pack_version is not None and self.pack is None:
            message = "pack_version says which version of a pack: give the pack too"
            raise ValueError(message)
        return self


class RubricUpdate(In):
    """The whole document anew. A draft may be saved while it still has findings."""

    body: Document = Field(description="The document in the form makegood.rubric/1.")


class RubricSummaryOut(Out):
    """A rubric in a list."""

    id: UUID = Field(description="Identifier.")
    authority_id: UUID = Field(description="The authority it belongs to.")
    title: str = Field(description="Its title.")
    status: str = Field(description="`draft` or `published`.")
    pack: str | None = Field(description="The pack it was copied from; null if it was not.")
    pack_version: str | None = Field(description="The version of that pack.")
    pack_digest: str | None = Field(description="SHA-256 of that version as it was published.")
    copied_from_id: UUID | None = Field(description="The rubric it was copied from; null if it was not.")
    digest: str | None = Field(description="SHA-256 of the document in canonical form; null while it is a draft.")
    created_at: Moment = Field(description="When it was drafted.")
    published_at: Moment | None = Field(description="When it was published; null while it is a draft.")
    version: int = Field(description="Version, for `If-Match`.")


class RubricOut(RubricSummaryOut):
    """A rubric with its document."""

    body: Document = Field(description="The document: scales, criteria, weights, aggregation, rounding, tie-break.")


class FindingOut(Out):
    """One thing that is wrong, where, and the way out."""

    code: str = Field(description="A stable code, such as `weight.not_100`.")
    place: str = Field(description="Where it stands, such as `criteria[2].weight`; empty for the whole document.")
    message: str = Field(description="What is wrong, and the way out.")
    value: str | None = Field(description="The value found there, shortened; null where there is none to show.")


class CheckOut(Out):
    """Whether a rubric could be published as it stands."""

    sound: bool = Field(description="True where there is no finding.")
    findings: list[FindingOut] = Field(description="Every finding at once, in the order of the document.")


class PackOut(Out):
    """A pack in the list."""

    id: str = Field(description="Its id.")
    version: str = Field(description="Its version.")
    title: str = Field(description="Its title.")
    summary: str = Field(description="What it is for.")
    source: str = Field(description="Where it comes from.")
    digest: str = Field(description="SHA-256 of the pack in canonical form, as in rubrics/published.lock.")


class PackDetailOut(PackOut):
    """A pack, as published and ready to use."""

    body: Document = Field(description="The pack as published: measures by id, unit values by table.")
    rubric: Document = Field(description="The rubric that it makes: measures and dated values in place.")


class FrameworkOut(Out):
    """A framework whose headings a rubric or a report can be read by."""

    id: str = Field(description="Its id.")
    title: str = Field(description="Its title.")
    source: str = Field(description="Where its headings come from.")
    headings: list[Document] = Field(description="Its headings, each with id and title.")


class LensCriterionOut(Out):
    """A question under a heading."""

    id: str = Field(description="The question's id.")
    title: str = Field(description="Its title.")
    path: list[str] = Field(description="The titles of the sections above it.")
    measure: str | None = Field(description="The measure it counts; null where it has none.")
    measure_title: str | None = Field(description="What that measure is called.")
    effective_weight: str = Field(description="Its share of the 100 points that a bid can earn, exact; 0 for a gate.")


class LensHeadingOut(Out):
    """What a rubric asks under one heading."""

    id: str = Field(description="The heading's id.")
    title: str = Field(description="The heading.")
    effective_weight: str = Field(description="The sum of the weights below, of the 100 points, exact.")
    criteria: list[LensCriterionOut] = Field(description="The questions; empty where the rubric asks nothing here.")


class LensLotOut(Out):
    """One lot through the framework."""

    lot: str | None = Field(description="The lot's code; null for a rubric that names no lots.")
    headings: list[LensHeadingOut] = Field(description="Every heading, in the framework's order.")
    unmapped: list[LensCriterionOut] = Field(description="What the framework says nothing about, such as the price.")
    unmapped_weight: str = Field(description="The sum of the weights of those, exact.")


class LensOut(Out):
    """A rubric read by the headings of a framework."""

    rubric_id: UUID = Field(description="The rubric.")
    framework: str = Field(description="The framework's id.")
    title: str = Field(description="The framework's title.")
    note: str = Field(description="How to read the sums.")
    lots: list[LensLotOut] = Field(description="One entry a lot, or a single one where the rubric names no lots.")


class TableOut(Out):
    """A reference table in the list."""

    id: str = Field(description="Its id.")
    title: str = Field(description="Its title.")
    unit: str = Field(description="The unit of its values.")
    source: str = Field(description="Where the values come from.")
    series: list[str] = Field(description="The series it holds.")


class TableDetailOut(TableOut):
    """A reference table with every row."""

    notes: list[str] = Field(description="How to read it.")
    rows: list[Document] = Field(description="The rows: series, from, to, value, source.")


class TableValueOut(Out):
    """What a series was on a day."""

    table: str = Field(description="The table.")
    series: str = Field(description="The series.")
    on: date = Field(description="The day asked for.")
    value: str = Field(description="The value: an exact decimal, or words in a table of words.")
    unit: str = Field(description="The unit.")
    valid_from: date = Field(description="The first day on which it holds.")
    valid_to: date | None = Field(description="The last day; null while no end is known.")
    announced_on: date | None = Field(description="When it was announced; null where not known.")
    pay_by_on: date | None = Field(
        description="By when it must be paid; null where that does not apply or is not known."
    )
    source: str = Field(description="Where the value comes from.")
    note: str | None = Field(description="What must be known about it.")


class RegimeOut(Out):
    """A procurement regime in the list."""

    id: str = Field(description="Its id, as a tender names it.")
    title: str = Field(description="Its title.")
    applies_to: str = Field(description="Which contracts it applies to.")


class RegimeDetailOut(RegimeOut):
    """A procurement regime with its dated rules."""

    notes: list[str] = Field(description="What must be known about it.")
    rules: list[Document] = Field(
        description="Its rules, each with the day it starts, its source, and how it was read."
    )


class ClockDayOut(Out):
    """A day of the standstill, from the first that could count to the last."""

    on: date = Field(description="The day.")
    weekday: str = Field(description="Which day of the week it is.")
    number: int | None = Field(description="Which day of standstill it is; null for a day that does not count.")
    why_not: str | None = Field(description="Why it does not count; null for a day that counts.")


class ClockStandstillOut(Out):
    """A standstill counted day by day."""

    applies: bool = Field(description="False where none is required and none is offered.")
    rule: str = Field(description="The rule, in words.")
    begins_on: date | None = Field(description="The day on which it begins; null where there is none.")
    days: list[ClockDayOut] = Field(description="Every day, counted or left out, in order.")
    last_day: date | None = Field(description="The last day of it; null where there is none.")
    ends_at: Moment | None = Field(description="The first instant after it, in UTC; null where there is none.")
    ends_in_london: str | None = Field(description="The same instant as people in London read it.")
    source: str = Field(description="Where the rule was read.")
    status: str = Field(description="`read` at the source, `background` knowledge, or `own` rule of the buyer.")
    background: list[str] = Field(description="Parts of the rule that are background knowledge, to be checked.")
    note: str | None = Field(description="What to know about the rule; null if nothing.")


class ClockRuleOut(Out):
    """The rule behind a clock or a test."""

    id: str = Field(description="Its id within the regime.")
    valid_from: date = Field(description="The day from which this entry holds.")
    source: str = Field(description="Where it was read.")
    status: str = Field(description="`read` at the source, or `background` knowledge.")
    background: list[str] = Field(description="Parts of the rule that are background knowledge, to be checked.")
    exceptions: list[str] = Field(description="When it does not hold, where the service cannot know that.")
    note: str | None = Field(description="What to know about it; null if nothing.")


class ClockEntryOut(Out):
    """Something that becomes due."""

    what: str = Field(description="What is due.")
    counts_from: str = Field(
        description="The event: award_notice, review_decision, contract_entered, breach or contract_ended."
    )
    due_on: date | None = Field(description="The last day for it; null where the event has not happened.")
    said: str = Field(description="When it is due, in words.")
    applies: bool | None = Field(description="False where the value keeps it away; null where that cannot be said.")
    rule: ClockRuleOut = Field(description="The rule.")


class ClockTestOut(Out):
    """A duty that depends on the value of the contract."""

    what: str = Field(description="The duty.")
    said: str = Field(description="The test, in words.")
    met: bool | None = Field(description="Whether the contract is caught; null where what was given cannot say.")
    rule: ClockRuleOut = Field(description="The rule.")


class ClockOut(Out):
    """Every clock that the notice of an award starts under a regime."""

    regime: str = Field(description="The regime.")
    title: str = Field(description="Its title.")
    notice_on: date = Field(description="The day on which the notice is published.")
    standstill: ClockStandstillOut = Field(description="The standstill, day by day.")
    standstill_after_review: ClockStandstillOut | None = Field(
        description="What follows the decision after a representation; null where none was asked for."
    )
    contract_from: date = Field(description="The first day on which the contract may be entered.")
    contract_on: date = Field(
        description="The day that contract clocks are counted from: that first day, if not given."
    )
    clocks: list[ClockEntryOut] = Field(description="What else becomes due.")
    value_tests: list[ClockTestOut] = Field(description="Duties that depend on the value.")
