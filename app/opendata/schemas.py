"""Wire shapes of imported notices."""

from typing import Any
from uuid import UUID

from pydantic import Field

from app.kit.schema import Out
from app.opendata.amending import Effect


class ImportFindingOut(Out):
    """Something of a notice that could not be mapped as it stands."""

    code: str = Field(description="A stable code, such as `weight.words`.")
    place: str = Field(description="Where it stands in the release; empty for the whole of it.")
    message: str = Field(description="What is wrong, and the way out.")
    value: str | None = Field(description="The value found there, shortened; null where there is none to show.")


class DifferenceOut(Out):
    """One thing that an amended notice says otherwise than the notice that a tender was imported from."""

    field: str = Field(
        description="The field of the tender; `lots[code]` for a lot, `criteria` for criteria and weights."
    )
    was: str | None = Field(description="What the notice before said; null for nothing.")
    now: str | None = Field(description="What the amended notice says; null for nothing.")
    effect: Effect = Field(
        description="applied: put into the draft; kept: the draft stays as it is, because somebody changed it or the "
        "notice no longer says it; too_late: the tender is published."
    )


class ReleaseOut(Out):
    """What became of one release."""

    place: str = Field(description="Where the release stands in the document; empty for a document that is one.")
    ocid: str | None = Field(description="Open contracting identifier; null where the release has none.")
    tender_id: UUID | None = Field(description="The draft made of it; null where none was.")
    reference: str | None = Field(description="That draft's reference.")
    title: str | None = Field(description="That draft's title.")
    rubric_id: UUID | None = Field(description="The draft rubric made of its criteria; null where none was sound.")
    amends: str | None = Field(
        description="Reference of the tender that the notice amends; null for a notice of its own."
    )
    differences: list[DifferenceOut] = Field(
        description="What an amended notice says otherwise, and what became of it."
    )
    buyer: str | None = Field(description="The buyer that the notice names.")
    buyer_identifiers: list[dict[str, str]] = Field(description="That buyer's identifiers, each with scheme and id.")
    documents: list[dict[str, Any]] = Field(description="The documents it links to; they stay in the kept notice.")
    findings: list[ImportFindingOut] = Field(description="What was not mapped, with place, value and way out.")


class ImportOut(Out):
    """What became of a document of notices."""

    releases: int = Field(description="How many releases it held.")
    drafts: int = Field(description="How many became draft tenders.")
    amended: int = Field(description="How many amended a draft that came of an earlier notice.")
    rubrics: int = Field(description="How many of those came with a draft rubric.")
    with_findings: int = Field(description="How many releases have findings.")
    items: list[ReleaseOut] = Field(description="Every release, in the order of the document.")
