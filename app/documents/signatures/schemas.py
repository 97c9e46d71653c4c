"""Wire shapes of signatures and of the proof that a document was issued."""

from typing import Any
from uuid import UUID

from pydantic import Field

from app.kit.schema import Moment, Out


class SignatureOut(Out):
    """How the PDF of a document is signed, or why it is not."""

    document_id: UUID = Field(description="The document.")
    state: str = Field(
        description="`signed`; `waiting` while it is about to be; `failed` after a try that failed, which is tried "
        "again; `unsigned` where the authority has no key."
    )
    failure: str | None = Field(description="Why the last try failed; null unless `failed`.")
    profile: str | None = Field(description="PAdES B-B, or B-T with a timestamp; null unless `signed`.")
    certificate: str | None = Field(description="SHA-256 of the certificate; null unless `signed`.")
    signer: str | None = Field(description="Whom the certificate names; null unless `signed`.")
    issuer: str | None = Field(description="Who issued the certificate; null unless `signed`.")
    valid_from: Moment | None = Field(description="From when the certificate is valid; null unless `signed`.")
    valid_to: Moment | None = Field(description="Until when it is valid; null unless `signed`.")
    signed_at: Moment | None = Field(description="When it was signed; null unless `signed`.")
    stamped_at: Moment | None = Field(description="What a time-stamping service attests; null without one.")
    stamped_by: str | None = Field(description="Whose timestamp it is; null without one.")
    unsigned_digest: str | None = Field(description="SHA-256 of the PDF before it was signed; null while it is made.")
    signed_digest: str | None = Field(description="SHA-256 of the PDF as it is downloaded; null unless `signed`.")


class SinceOut(Out):
    """How the log grew since the tree head that the document names."""

    size: int = Field(description="How many events that head binds.")
    path: list[str] = Field(description="Hashes that lead from its root to that of the newer head, in hexadecimal.")


class IssueProofOut(Out):
    """Shows that the issue of a document stands in a sealed log: keep it as `proof.json` beside the document."""

    format: str = Field(description="makegood.inclusion/1")
    event: dict[str, Any] = Field(description="The event, exactly as its digest is taken over it.")
    position: int = Field(description="Its place in the log, from 0.")
    path: list[str] = Field(description="Hashes from the leaf to the root, nearest first, in hexadecimal.")
    head: dict[str, Any] = Field(description="The head whose root the path leads to.")
    since: SinceOut | None = Field(description="Null where the document names no head.")
