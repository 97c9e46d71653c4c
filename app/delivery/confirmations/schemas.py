"""Wire shapes of confirmations: for both sides of the contract, and for whoever holds a link."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints

from app.delivery.confirmations.rules import ConfirmationStatus, Outcome
from app.kit.schema import Day, In, Moment, Out, Plain, Quantity, Reason, Visible, Words
from app.organisations.schemas import Email

PersonName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=150), Plain, Visible]
ShortWords = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=4_000), Plain, Visible]


class ConfirmationAsk(In):
    """Ask somebody outside whether something came about."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "meant_for": "Amara Osei",
                    "organisation": "Beck Lane Primary School",
                    "email": "head@becklane.example",
                    "claim": "Two open days at the nursery, for a class of yours each.",
                    "quantity": "2",
                    "starts_on": "2026-04-01",
                    "ends_on": "2026-06-30",
                }
            ]
        }
    )

    meant_for: PersonName = Field(description="The person who can say whether it came about.")
    organisation: PersonName = Field(description="Their school, charity or group.")
    email: Email = Field(description="Where the link is sent. Of the other side only the authority sees it.")
    claim: ShortWords = Field(description="What they are to confirm, in a sentence that they understand.")
    quantity: Quantity | None = Field(default=None, description="How much of it; null where nothing is counted.")
    starts_on: Day = Field(description="First day of the time it is about.")
    ends_on: Day = Field(description="Last day of the time it is about.")
    update: UUID | None = Field(default=None, description="The update it is about, where there is one.")
    expires_on: Day | None = Field(default=None, description="The last day to answer; 30 days ahead if left out.")


class LinkIssue(In):
    """Issue a new link; the ones before it hold no longer."""

    expires_on: Day | None = Field(default=None, description="The last day to answer; 30 days ahead if left out.")
    reason: Reason


class ConfirmationRevoke(In):
    """Take the question back."""

    reason: Reason


class ConfirmationAnswerOut(Out):
    """What came back."""

    outcome: Outcome = Field(description="confirmed, corrected or disputed.")
    quantity: Quantity | None = Field(description="What they say would be right; null unless they corrected it.")
    words: str | None = Field(description="What they said; null if nothing.")
    name: str = Field(description="The name that the answerer gave. Nobody has checked it.")
    role: str = Field(description="What they say they are there.")
    answered_at: Moment = Field(description="When.")


class ConfirmationOut(Out):
    """A confirmation as both sides of the contract see it."""

    id: UUID = Field(description="Identifier.")
    contract_id: UUID = Field(description="The contract.")
    commitment_id: UUID = Field(description="The commitment.")
    update_id: UUID | None = Field(description="The update it is about; null if none was named.")
    asking_id: UUID = Field(description="The organisation that asks.")
    asking_name: str = Field(description="Its name.")
    meant_for: str = Field(description="Who is asked.")
    organisation: str = Field(description="Their school, charity or group.")
    email: str | None = Field(description="Where the link goes; null for a supplier that did not ask.")
    claim: str = Field(description="What they are asked to confirm.")
    quantity: Quantity | None = Field(description="How much of it; null where nothing is counted.")
    unit: str | None = Field(description="What it is counted in; null where nothing is.")
    starts_on: date = Field(description="First day of the time it is about.")
    ends_on: date = Field(description="Last day of the time it is about.")
    status: ConfirmationStatus = Field(description="Where it stands today.")
    answer_by: date = Field(description="The last day to answer.")
    by_email: bool = Field(
        description="Whether the last link went straight there by e-mail; otherwise whoever asks has held it."
    )
    links: int = Field(description="How many links were issued, the ones that no longer hold too.")
    asked_at: Moment = Field(description="When it was asked.")
    answer: ConfirmationAnswerOut | None = Field(description="What came back; null while nothing has.")
    version: int = Field(description="Version.")


class LinkOut(Out):
    """A confirmation with its link: sent by e-mail, or shown this once where the service has no mail server."""

    confirmation: ConfirmationOut = Field(description="What was asked.")
    link: str | None = Field(
        description="Path of the page to answer on, below the address of this service, to be passed on; null where it "
        "went by e-mail. Only its digest is kept: who loses it issues a new one."
    )


class AskedOut(Out):
    """What somebody is asked, and nothing else of the contract."""

    asked_by: str = Field(description="The organisation that asks.")
    claimed_by: str = Field(description="The organisation that says it did this.")
    meant_for: str = Field(description="Who was asked. Whoever else answers says who they are.")
    organisation: str = Field(description="Their school, charity or group.")
    claim: str = Field(description="What is to be confirmed.")
    quantity: Quantity | None = Field(description="How much of it; null where nothing is counted.")
    unit: str | None = Field(description="What it is counted in; null where nothing is.")
    starts_on: date = Field(description="First day of the time it is about.")
    ends_on: date = Field(description="Last day of the time it is about.")
    answer_by: date = Field(description="The last day to answer.")


class AnswerIn(In):
    """Confirm, correct or dispute."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "outcome": "corrected",
                    "quantity": "1",
                    "words": "Our class came once; the second visit fell through.",
                    "name": "Amara Osei",
                    "role": "Head teacher",
                }
            ]
        }
    )

    outcome: Outcome = Field(description="`confirmed`; `corrected`, with what would be right; or `disputed`, with why.")
    quantity: Quantity | None = Field(default=None, description="What would be right; for a correction only.")
    words: Words | None = Field(default=None, description="What there is to say; needed to dispute.")
    name: PersonName = Field(description="Your name.")
    role: PersonName = Field(description="What you are there, such as head teacher.")


class ThanksOut(Out):
    """What was recorded."""

    outcome: Outcome = Field(description="What you said.")
    asked_by: str = Field(description="Who reads it, beside the other side of the contract.")
    answered_at: Moment = Field(description="When it was recorded.")
