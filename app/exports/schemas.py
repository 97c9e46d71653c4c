"""Wire shapes of exports."""

from datetime import date
from uuid import UUID

from pydantic import Field

from app.exports.rules import ExportKind, ExportState
from app.kit.schema import Moment, Out


class ExportOut(Out):
    """An export of a record, and how far it is."""

    id: UUID = Field(description="Identifier.")
    kind: ExportKind = Field(description="evaluation or contract.")
    subject_id: UUID = Field(description="The award, or the contract.")
    reference: str = Field(description="Its reference.")
    state: ExportState = Field(description="waiting, making or ready.")
    done: int = Field(description="How many files are in it.")
    total: int = Field(description="How many there will be; nought until it was begun.")
    failure: str | None = Field(description="Why the last try failed; null where none did. It is tried again.")
    keep_until: date | None = Field(description="Last day on which the record has to be kept; null without a rule.")
    keep_because: str = Field(description="The rule, with its source.")
    asked_by: UUID = Field(description="Who asked for it.")
    as_of: Moment = Field(
        description="As of when it shows the record: when its making began; until then when it was asked for."
    )
    digest: str | None = Field(description="SHA-256 of the archive; null until it is there.")
    size: int | None = Field(description="Its size in bytes; null until it is there.")
    made_at: Moment | None = Field(description="When it was made; null until then.")
