"""Wire shapes of subcontractors and of the parts that they report."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints

from app.delivery.schemas import MOST_FILES, PeriodChoice
from app.delivery.subcontracting.rules import FIRST_TIER, LAST_TIER, PartStatus, SubcontractorStatus
from app.kit.schema import In, Label, Moment, Out, Plain, Quantity, Reason, Words
from app.organisations.schemas import Email

Token = Annotated[str, StringConstraints(strip_whitespace=True, min_length=20, max_length=100), Plain]

_SOME_ID = "019b8d62-7a80-7fff-8fff-cf25ff0e0001"


class Invitation(In):
    """A firm that is not known to this service yet."""

    name: Label = Field(description="The name of the firm.")
    email: Email = Field(description="Where the invitation is sent. Nobody but your organisation sees it.")


class SubcontractorName(In):
    """Name who may report a part: an organisation that is registered here, or one that is invited."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "invite": {"name": "Beck Ground Works", "email": "office@beckground.example"},
                    "commitments": [_SOME_ID],
                    "tier": 2,
                }
            ]
        }
    )

    organisation: UUID | None = Field(default=None, description="A registered organisation.")
    invite: Invitation | None = Field(default=None, description="A firm to invite, instead.")
    commitments: list[UUID] = Field(
        min_length=1, max_length=200, description="The commitments it may report on; it sees no other."
    )
    tier: int = Field(
        default=FIRST_TIER, ge=FIRST_TIER, le=LAST_TIER, description="How far down: 2 is your own subcontractor."
    )


class InvitationAccept(In):
    """Take an invitation for your organisation."""

    token: Token = Field(description="The invitation, as it was sent to you.")


class SubcontractorRemove(In):
    """Remove a subcontractor; what it reported stays."""

    reason: Reason


class SubcontractedPeriodOut(Out):
    """A period to report on."""

    target: UUID = Field(description="Its id, to name it by.")
    label: str = Field(description="What it is called.")
    starts_on: date = Field(description="First day.")
    ends_on: date = Field(description="Last day.")


class SubcontractedCommitmentOut(Out):
    """A commitment as its subcontractor sees it: what it is and how it is counted, not how much was promised."""

    id: UUID = Field(description="Identifier.")
    title: str = Field(description="What it is.")
    unit: str | None = Field(description="What it is counted in; null for words.")
    status: str = Field(description="carried, or why it does not bind.")
    periods: list[SubcontractedPeriodOut] = Field(description="Its periods; none where any days are taken.")


class SubcontractorOut(Out):
    """A subcontractor of a contract."""

    id: UUID = Field(description="Identifier.")
    contract_id: UUID = Field(description="The contract.")
    supplier_name: str = Field(description="The supplier of the contract, through which it reports.")
    organisation_id: UUID | None = Field(description="The firm; null while it has not joined.")
    name: str = Field(description="Its name.")
    email: str | None = Field(description="Where it was invited; null for everybody but the supplier.")
    tier: int = Field(description="How far down it is.")
    status: SubcontractorStatus = Field(description="invited, active or removed.")
    commitments: list[SubcontractedCommitmentOut] = Field(description="What it may report on.")
    invitation_expires_on: date | None = Field(description="The last day to join; null for one that was registered.")
    named_at: Moment = Field(description="When it was named.")
    joined_at: Moment | None = Field(description="When it joined; null while it has not.")
    removed_at: Moment | None = Field(description="When it was removed; null while it is there.")
    removed_reason: str | None = Field(description="Why.")
    version: int = Field(description="Version.")


class SubcontractorNamedOut(Out):
    """Who was named, with the invitation where there is one."""

    subcontractor: SubcontractorOut = Field(description="Who was named.")
    invitation: str | None = Field(
        description="What the firm joins by, shown this once; null for a registered organisation. Only its digest is "
        "kept."
    )


class SubcontractorFileOut(Out):
    """A file of a subcontractor."""

    id: UUID = Field(description="Identifier.")
    filename: str = Field(description="The name it was sent under.")
    media_type: str = Field(description="What it is, decided by its content.")
    size: int = Field(description="Bytes.")
    digest: str = Field(description="SHA-256 of its content.")
    uploaded_at: Moment = Field(description="When it came.")


class PartCreate(In):
    """What a subcontractor did of one commitment in one period."""

    commitment: UUID = Field(description="The commitment.")
    period: PeriodChoice = Field(description="The period: by its target, or by its days.")
    quantity: Quantity | None = Field(default=None, description="How much: 0 is a quantity. Null for words only.")
    words: Words = Field(description="What was done, so that somebody else could check it.")
    files: list[UUID] = Field(default=[], max_length=MOST_FILES, description="Your files that show it.")


class PartReturn(In):
    """Send a part back."""

    reason: Reason


class PartFileOut(SubcontractorFileOut):
    """A file that a part rests on."""

    evidence_id: UUID | None = Field(description="What it became as evidence of the contract; null before acceptance.")


class PartOut(Out):
    """A part that a subcontractor reports."""

    id: UUID = Field(description="Identifier.")
    subcontractor_id: UUID = Field(description="Whose it is.")
    name: str = Field(description="Its name.")
    tier: int = Field(description="How far down it is.")
    commitment_id: UUID = Field(description="The commitment.")
    target_id: UUID | None = Field(description="The period's target; null where the commitment has no periods.")
    starts_on: date = Field(description="First day of the period.")
    ends_on: date = Field(description="Last day of the period.")
    revision: int = Field(description="1 for the first for the period, and so on.")
    quantity: Quantity | None = Field(description="How much; null for words only.")
    words: str = Field(description="What was done.")
    status: PartStatus = Field(description="submitted, accepted, returned or superseded.")
    files: list[PartFileOut] = Field(description="The files that show it.")
    included: bool = Field(description="Whether an update of the supplier that stands holds it.")
    submitted_by_name: str = Field(description="Who reported it.")
    submitted_at: Moment = Field(description="When.")
    decided_at: Moment | None = Field(description="When it was accepted or returned; null while it was not.")
    reason: str | None = Field(description="Why it was returned; null otherwise.")


class PartsInclude(In):
    """Let an update hold parts."""

    parts: list[UUID] = Field(min_length=1, max_length=200, description="Accepted parts for its commitment and period.")


class TierOut(Out):
    """What one tier did of an update."""

    tier: int = Field(description="1 is the supplier of the contract.")
    quantity: Quantity | None = Field(description="How much; null where nothing can be added up.")
    parts: list[PartOut] = Field(description="The parts of that tier; none for the supplier itself.")


class UpdatePartsOut(Out):
    """An update by tiers."""

    update_id: UUID = Field(description="The update.")
    claimed: Quantity | None = Field(description="What it claims in all; null for words only.")
    adds_up: bool = Field(description="Whether parts can be added up: sums and years of work can, levels cannot.")
    tiers: list[TierOut] = Field(description="The supplier, then each tier below it that has a part.")
