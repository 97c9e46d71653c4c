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
