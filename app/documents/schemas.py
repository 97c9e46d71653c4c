"""Wire shapes of issued documents."""

from uuid import UUID

from pydantic import Field

from app.kit.schema import Day, In, Moment, Out


class PerformanceIssue(In):
    """Which performance report to issue."""

    as_at: Day | None = Field(
        default=None, description="The day it looks back from, today or earlier; leave out for today."
    )


class DocumentOut(Out):
    """An issued document: what it is, and whether its PDF is ready."""

    id: UUID = Field(description="Identifier.")
    kind: str = Field(description="award_summary or contract_performance.")
    reference: str = Field(description="Short reference for people.")
    subject_id: UUID = Field(description="The award or contract that it is about.")
    number: int = Field(description="1 for the first issue about that subject.")
    title: str = Field(description="Its title.")
    content_digest: str = Field(description="SHA-256 of its JSON: the name it is printed and checked under.")
    issued_by: UUID = Field(description="Who issued it.")
    issued_at: Moment = Field(description="When.")
    pdf_digest: str | None = Field(description="SHA-256 of the PDF; null while it is being made.")
    pdf_size: int | None = Field(description="Bytes of the PDF; null while it is being made.")
    pdf_rendered_at: Moment | None = Field(description="When the PDF was made; null while it is being made.")
