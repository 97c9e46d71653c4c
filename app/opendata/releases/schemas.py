"""Wire shapes of releases as this service keeps them; what is in them is the standard's form, and served as it is."""

from uuid import UUID

from pydantic import Field

from app.kit.schema import Moment, Out


class ReleaseOut(Out):
    """A release that was made. It is never changed; what changes is released anew."""

    id: UUID = Field(description="Identifier within this service.")
    tender_id: UUID = Field(description="The tender.")
    number: int = Field(description="1 for the first release of the tender.")
    ocid: str = Field(description="Open contracting identifier of the process.")
    release_id: str = Field(description="What the release is called for everybody.")
    tags: list[str] = Field(description="What it tells of, by the codes of the standard.")
    released_at: Moment = Field(description="Its date.")
    digest: str = Field(description="SHA-256 of its JSON text.")
