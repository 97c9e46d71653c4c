"""Wire shapes of the audit log."""

from typing import Any
from uuid import UUID

from pydantic import Field

from app.kit.schema import Moment, Out


class AuditEventOut(Out):
    """One recorded change."""

    id: UUID = Field(description="Identifier; later events have greater ones.")
    at: Moment = Field(description="When it happened.")
    action: str = Field(description="What happened, in the past tense.")
    actor_id: UUID | None = Field(description="Who did it; null for the operator at the console.")
    actor_name: str = Field(description="Their name at the time.")
    actor_organisation_id: UUID | None = Field(description="The organisation they acted for.")
    subject_kind: str = Field(description="What kind of thing it happened to.")
    subject_id: UUID = Field(description="Which one.")
    reason: str | None = Field(description="The reason given, where one was asked for.")
    before: dict[str, Any] | None = Field(description="What it was before.")
    after: dict[str, Any] | None = Field(
        description='What it is after. `{"withheld": true}`, without reason and before, where you decide or mark and '
        "may not know it; its digest is that of the whole event."
    )
    digest: str = Field(description="SHA-256 over the canonical form of all the above.")


class AuditHeadOut(Out):
    """A tree head over the first events of a log."""

    log_id: UUID = Field(description="The organisation whose log it is.")
    size: int = Field(description="How many events it binds.")
    root: str = Field(description="Root of the hash tree over them, in hexadecimal (RFC 6962).")
    previous_digest: str | None = Field(description="Digest of the head before it; null for the first.")
    digest: str = Field(description="Digest of this head.")
    sealed_at: Moment = Field(description="When it was made.")


class ChainCheckOut(Out):
    """What a check of the whole log found."""

    holds: bool = Field(description="Whether every event, tree and link is as it was sealed.")
    sealed: int = Field(description="Events bound by a tree head.")
    unsealed: int = Field(description="Events that await the next head.")
    heads: int = Field(description="Tree heads.")
    findings: list[str] = Field(description="What does not hold, in words; empty when all holds.")


class InclusionProofOut(Out):
    """Shows that one event stands in a sealed log; verifiable with no access to the service."""

    event: AuditEventOut = Field(description="The event itself.")
    position: int = Field(description="Its place in the log, from 0.")
    path: list[str] = Field(description="Hashes from the leaf to the root, nearest first, in hexadecimal.")
    head: AuditHeadOut = Field(description="The head whose root the path leads to.")
