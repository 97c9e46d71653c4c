"""Wire shapes of declarations and of decisions on them."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from app.conflicts.rules import Outcome, Stage, Status
from app.kit.schema import In, Moment, Out, Plain, Reason, Visible

MOST_INTERESTS = 50
MOST_SUPPLIERS = 200

Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=4_000), Plain, Visible]
InterestKind = Literal["personal", "professional", "financial"]
LinkKind = Literal["interest_names_bidder", "same_name", "same_email", "same_email_domain", "earlier_account"]


class Interest(In):
    """One interest that somebody has, or may be thought to have."""

    kind: InterestKind = Field(description="`personal`, `professional` or `financial`.")
    direct: bool = Field(strict=True, description="False where it is somebody else's, such as a sister's.")
    what: Said = Field(description="What it is, and in whom.")
    organisation_id: UUID | None = Field(default=None, description="The organisation it is about, if it is known here.")
    how_managed: Said | None = Field(default=None, description="How you propose that it is managed.")


class DeclarationCreate(In):
    """A declaration of one's own interests."""

    stage: Stage = Field(description="The stage that the tender has reached: `start`, `bidders_known` or `award`.")
    interests: list[Interest] = Field(
        max_length=MOST_INTERESTS, description="Every interest you have now. An empty list declares that you have none."
    )


class DecisionCreate(In):
    """A decision on somebody else's declaration."""

    outcome: Outcome = Field(
        description="`cleared`: takes part. `limited`: keeps away from the suppliers named. `barred`: takes no part."
    )
    suppliers: list[UUID] = Field(
        default_factory=list,
        max_length=MOST_SUPPLIERS,
        description="With `limited`: the suppliers to keep away from, at least one. Otherwise leave it out.",
    )
    reasons: Reason


class InterestOut(Out):
    """An interest as it was declared."""

    kind: InterestKind = Field(description="`personal`, `professional` or `financial`.")
    direct: bool = Field(description="False where it is somebody else's.")
    what: str = Field(description="What it is, and in whom.")
    organisation_id: UUID | None = Field(description="The organisation it is about; null where none was named.")
    how_managed: str | None = Field(description="How the person proposed that it is managed; null where they did not.")


class LinkOut(Out):
    """A link to a bidder that the service found by itself. It proves nothing; somebody has to look."""

    kind: LinkKind = Field(description="What was found.")
    supplier_id: UUID = Field(description="The bidder.")
    supplier_name: str = Field(description="Its name.")
    person_id: UUID | None = Field(description="The account at the bidder; null where the link is to no account.")
    said: str = Field(description="The link in words.")


class DecisionOut(Out):
    """A decision on a declaration; the last one on the standing declaration holds."""

    id: UUID = Field(description="Identifier.")
    number: int = Field(description="1 for the first decision on this declaration.")
    outcome: Outcome = Field(description="What was decided.")
    suppliers: list[UUID] = Field(description="The suppliers to keep away from; empty unless limited.")
    reasons: str = Field(description="Why.")
    decided_by: UUID = Field(description="Who decided.")
    decided_by_name: str = Field(description="Their name.")
    decided_at: Moment = Field(description="When.")


class DeclarationOut(Out):
    """A declaration as it was made, with what was found and decided."""

    id: UUID = Field(description="Identifier.")
    tender_id: UUID = Field(description="The tender.")
    person_id: UUID = Field(description="Who declared.")
    person_name: str = Field(description="Their name.")
    revision: int = Field(description="1 for the person's first declaration in this tender.")
    stage: Stage = Field(description="At which stage it was made.")
    interests: list[InterestOut] = Field(description="What was declared; empty: none.")
    links: list[LinkOut] = Field(description="What the service found; nothing is looked for before bids are opened.")
    status: Status = Field(
        description="`clear`, `undecided`, `cleared`, `limited` or `barred`: what it comes to, with any decision on it."
    )
    kept_from: list[UUID] = Field(description="The suppliers the person keeps away from.")
    superseded: bool = Field(description="Whether the person has declared anew since.")
    decisions: list[DecisionOut] = Field(description="Every decision on it, the oldest first.")
    made_at: Moment = Field(description="When it was made.")


class BidderOut(Out):
    """A bidder, as it is named to those who declare."""

    id: UUID = Field(description="The organisation.")
    name: str = Field(description="Its name at the opening.")


class OwnDeclarationsOut(Out):
    """Where the caller stands in one tender."""

    tender_id: UUID = Field(description="The tender.")
    reference: str = Field(description="Its reference.")
    stage: Stage | None = Field(description="The stage at which people declare now; null where nobody does.")
    declared: Stage | None = Field(description="The stage of your last declaration; null if there is none.")
    status: Status | None = Field(description="What your last declaration comes to; null if there is none.")
    to_declare: bool = Field(description="Whether you have still to declare at this stage.")
    bidders: list[BidderOut] | None = Field(
        description="Whom to declare against, by name; null until bids are opened, or while you have no part."
    )
    declarations: list[DeclarationOut] = Field(description="All of yours, the oldest first.")


class PersonStandingOut(Out):
    """How one person stands to a tender."""

    person_id: UUID = Field(description="The person.")
    person_name: str = Field(description="Their name.")
    declared: Stage | None = Field(description="The stage of their last declaration; null: asked, and not declared.")
    status: Status | None = Field(description="What it comes to; null if there is none.")
    to_declare: bool = Field(description="Whether they have still to declare at this stage.")
    declarations: list[DeclarationOut] = Field(description="All of theirs, the oldest first.")


class TenderDeclarationsOut(Out):
    """Everybody who has declared in a tender, or was asked to mark in it."""

    tender_id: UUID = Field(description="The tender.")
    reference: str = Field(description="Its reference.")
    stage: Stage | None = Field(description="The stage at which people declare now; null where nobody does.")
    people: list[PersonStandingOut] = Field(description="Everybody, by name.")
