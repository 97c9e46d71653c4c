"""Wire shapes of plans of evidence and of assessments."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from app.delivery.proving.rules import AssessmentStatus, Engine
from app.kit.schema import In, Label, Moment, Out, Reason


class PlanCreate(In):
    """Which engine proves a commitment, and by which settings."""

    engine: Engine = Field(description="What proves it; `none` where a person looks at what was sent.")
    quantity: Annotated[Label, Field(max_length=200)] | None = Field(
        default=None,
        description="Which proved quantity answers the commitment; null for the one that the engine gives its measure.",
    )
    settings: dict[str, Any] = Field(
        default={},
        description="The engine's own: area, rate region, factor set, baseline, caps, groups; every number quoted.",
    )
    revises: Annotated[int, Field(ge=0, le=10_000)] = Field(
        default=0, description="The revision in force that you read; 0 before the first."
    )
    reason: Reason | None = Field(default=None, description="Why it changes; needed from the second revision on.")


class PlanOut(Out):
    """A revision of the plan of evidence of a commitment."""

    id: UUID = Field(description="Identifier.")
    commitment_id: UUID = Field(description="The commitment.")
    revision: int = Field(description="1 for the first; the highest is in force.")
    engine: str = Field(description="What proves the commitment.")
    quantity: str | None = Field(description="Which proved quantity answers it; null for the engine's own choice.")
    settings: dict[str, Any] = Field(description="The engine's settings.")
    digest: str = Field(description="SHA-256 of engine, quantity and settings.")
    reason: str | None = Field(description="Why it took the place of the one before; null for the first.")
    set_by: UUID = Field(description="Who set it.")
    set_by_name: str = Field(description="Their name.")
    set_at: Moment = Field(description="When.")


class QuantityOut(Out):
    """One number that the evidence comes to."""

    exact: str | None = Field(description="Exact value; null where there is no data, which is not nought.")
    shown: str | None = Field(description="The same, rounded once.")
    unit: str = Field(description="What it counts.")
    rows: int = Field(description="How many lines stand behind it.")
    said: str = Field(description="The number in one sentence.")


class AssessedFileOut(Out):
    """A file that was given to the engine."""

    id: UUID = Field(description="Identifier.")
    filename: str = Field(description="The name it was sent under.")
    digest: str = Field(description="SHA-256 of its content.")


class AssessmentOut(Out):
    """What the engine of a plan made of the files of a claim."""

    id: UUID = Field(description="Identifier.")
    update_id: UUID = Field(description="The claim.")
    number: int = Field(description="1 for the first; the highest is the one that counts.")
    status: AssessmentStatus = Field(description="queued, assessed, or refused with findings.")
    engine: str = Field(description="What assessed it.")
    version: str | None = Field(description="Version of the engine; null until it is assessed.")
    plan_id: UUID = Field(description="The revision of the plan that it went by.")
    plan_revision: int = Field(description="Its number.")
    files: list[AssessedFileOut] = Field(description="What was read.")
    answers: str | None = Field(description="Which quantity answers the commitment; null where none does.")
    proved: str | None = Field(description="Its exact value; null where the evidence says nothing of it.")
    quantities: dict[str, QuantityOut] = Field(description="Everything that the evidence comes to.")
    findings: list[dict[str, Any]] = Field(description="What was wrong, with its place; at most 200 are listed.")
    findings_count: int = Field(description="How many findings there are.")
    digest: str | None = Field(description="Digest of the assessment; null until it is assessed.")
    asked_by: UUID = Field(description="Who asked for it.")
    asked_by_name: str = Field(description="Their name.")
    asked_at: Moment = Field(description="When.")
    made_at: Moment | None = Field(description="When it was assessed or refused; null until then.")
