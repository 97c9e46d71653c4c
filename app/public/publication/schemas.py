"""Wire shapes of what an authority publishes."""

from datetime import date
from uuid import UUID

from pydantic import Field

from app.kit.schema import Day, In, Moment, Out, Reason


class PublicationState(In):
    """What everybody may read from now on. All four false takes everything back at once."""

    tenders: bool = Field(default=False, description="Published tenders with criteria and weights.")
    awards: bool = Field(default=False, description="Awards whose notice is published: who won what, and when.")
    delivery: bool = Field(default=False, description="Signed contracts: what was promised, claimed, proved, unknown.")
    networks: bool = Field(
        default=False,
        description="Your part in the public sums of networks that you are in, never shown on its own.",
    )
    from_on: Day | None = Field(
        default=None,
        description="What your authority published on this day or later is public, and nothing before; today if left "
        "out. A day to come holds everything back until then.",
    )
    closed_body_id: UUID | None = Field(
        default=None, description="A closed body that yours followed, to state it for that one; your own if left out."
    )
    reason: Reason


class PublicationOut(Out):
    """One statement of what an authority publishes."""

    id: UUID = Field(description="Identifier.")
    number: int = Field(description="Which statement of the authority it is, from 1.")
    tenders: bool = Field(description="Whether tenders are public.")
    awards: bool = Field(description="Whether awards are public.")
    delivery: bool = Field(description="Whether contracts and their delivery are public.")
    networks: bool = Field(description="Whether the authority's part may be in public sums of networks.")
    from_on: date = Field(description="From which day on what it published is public.")
    reason: str = Field(description="Why, as was said.")
    stated_by: UUID = Field(description="Who said it.")
    stated_at: Moment = Field(description="When.")
    superseded_at: Moment | None = Field(description="When the next statement took its place; null for what holds.")


class PublicationsOut(Out):
    """What an authority publishes, and everything that it ever said of it."""

    is_on: bool = Field(description="Whether anything is public.")
    address: str | None = Field(description="Where everybody reads it; null while nothing is public.")
    statements: list[PublicationOut] = Field(description="Every statement, the one that holds first; empty before one.")
