"""Wire shapes of evidence files, delivery updates and verifications."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Discriminator, Field, Tag

from app.delivery.proving.rules import Against
from app.delivery.proving.schemas import AssessmentOut
from app.delivery.replies.rules import ANSWER_WITHIN
from app.delivery.replies.schemas import QueryOut, ReplyOut, ReplyWithin
from app.kit.schema import Day, In, Moment, Out, Quantity, Reason, Words

MOST_FILES = 50


class EvidenceOut(Out):
    """A file that shows what was done."""

    id: UUID = Field(description="Identifier.")
    contract_id: UUID = Field(description="The contract it is evidence of.")
    filename: str = Field(description="The name it was sent under, without its folder.", examples=["payments-q1.csv"])
    media_type: str = Field(description="What it is, decided by its content.", examples=["text/csv; charset=utf-8"])
    size: int = Field(description="Bytes.")
    digest: str = Field(description="SHA-256 of its content; the same file has the same digest.")
    uploaded_by: UUID = Field(description="Who sent it.")
    uploaded_by_name: str = Field(description="Their name.")
    uploaded_at: Moment = Field(description="When it came.")


class EvidenceBrief(Out):
    """A file that an update rests on."""

    id: UUID = Field(description="Identifier.")
    filename: str = Field(description="The name it was sent under.")
    media_type: str = Field(description="What it is, decided by its content.")
    size: int = Field(description="Bytes.")
    digest: str = Field(description="SHA-256 of its content.")


class PeriodByTarget(In):
    """A period by the id of its target."""

    target: UUID = Field(description="Id of one of the commitment's targets.")


class PeriodByDays(In):
    """A period by its days."""

    starts_on: Day = Field(description="First day of the period.")
    ends_on: Day = Field(description="Last day of the period.")


def _said_how(value: Any) -> str:
    by_days = isinstance(value, PeriodByDays) or (isinstance(value, dict) and "target" not in value and value)
    return "days" if by_days else "target"


PeriodChoice = Annotated[
    Annotated[PeriodByTarget, Tag("target")] | Annotated[PeriodByDays, Tag("days")], Discriminator(_said_how)
]


class UpdateCreate(In):
    """What was delivered on one commitment in one period."""

    period: PeriodChoice = Field(description="The period the claim is for: by its target, or by its days.")
    claimed: Quantity | None = Field(
        default=None,
        description="How much was delivered, in the unit of the measure: 0 is a claim. Null for words only.",
    )
    whole: Quantity | None = Field(
        default=None,
        description="Where a percentage was promised: what `claimed` is a part of, so that a year is worked out from "
        "parts and wholes. Null when the percentage itself is claimed, and for everything else.",
    )
    words: Words = Field(description="What was done, so that somebody else could check it.")
    evidence: list[UUID] = Field(default=[], description="Files of this contract.", max_length=MOST_FILES)


class VerifyIn(In):
    """Accept a claim in full."""

    reason: Reason | None = Field(
        default=None,
        description="A note to the supplier; needed where an engine is planned and the evidence proves less.",
    )


class PartVerifyIn(In):
    """Accept a part of a claim."""

    proved: Quantity = Field(description="How much is proved, in the unit of the measure; of a whole, the part.")
    whole: Quantity | None = Field(
        default=None, description="What `proved` is a part of, where the claim has a whole; null for the claim's own."
    )
    reason: Reason
    reply_within: ReplyWithin = ANSWER_WITHIN


class RejectIn(In):
    """Refuse a claim."""

    reason: Reason
    reply_within: ReplyWithin = ANSWER_WITHIN


class UpholdIn(In):
    """Let a decision stand against the supplier's reply."""

    reason: Reason


class VerificationOut(Out):
    """What the buyer decided on a claim."""

    number: int = Field(description="1 for the first decision, 2 for the one that answers the reply to it.")
    decision: str = Field(description="verified, part_verified or rejected.")
    proved: Quantity | None = Field(description="What counts; null for words only and for a rejected claim.")
    proved_whole: Quantity | None = Field(description="What `proved` is a part of; null where nothing has a whole.")
    reason: str | None = Field(description="Why; null when a claim was accepted without a note.")
    reply_by: date | None = Field(
        description="The last day for the supplier's reply; null where there is none to come."
    )
    assessment_id: UUID | None = Field(description="The assessment that was known then; null where there was none.")
    against: Against | None = Field(
        description="How it stands to the evidence: within, more_than_proved, no_data, refused or not_assessed; null "
        "where no engine is planned, and for what was not accepted."
    )
    verified_by: UUID = Field(description="Who decided.")
    verified_by_name: str = Field(description="Their name.")
    verified_at: Moment = Field(description="When.")


class UpdateOut(Out):
    """A claim of the supplier and what came of it."""

    id: UUID = Field(description="Identifier.")
    contract_id: UUID = Field(description="The contract.")
    commitment_id: UUID = Field(description="The commitment.")
    target_id: UUID | None = Field(description="The period's target; null where the commitment has no periods.")
    starts_on: date = Field(description="First day of the period.")
    ends_on: date = Field(description="Last day of the period.")
    revision: int = Field(
        description="1 for the first claim for the period, 2 for the one that superseded it, and so on."
    )
    claimed: Quantity | None = Field(description="How much was claimed; null for words only.")
    whole: Quantity | None = Field(description="What `claimed` is a part of; null unless it was claimed so.")
    words: str = Field(description="What was done.")
    status: str = Field(description="submitted, verified, part_verified, rejected or superseded.")
    evidence: list[EvidenceBrief] = Field(description="The files it rests on.")
    verification: VerificationOut | None = Field(description="The buyer's decision; null while there is none.")
    submitted_by: UUID = Field(description="Who claimed it.")
    submitted_by_name: str = Field(description="Their name.")
    submitted_at: Moment = Field(description="When.")


class ShareOut(Out):
    """Which share of one report a claim is, and how much of the report went elsewhere; never to whom."""

    percent: Quantity = Field(description="The share that this claim is, in per cent of the report.")
    elsewhere_percent: Quantity = Field(description="What was allotted to other claims.")
    unallotted_percent: Quantity = Field(description="What was allotted to nobody yet.")
    quantity: Quantity = Field(description="How much the whole report comes to.")
    unit: str = Field(description="What it is counted in.")


class UpdateWithHistoryOut(UpdateOut):
    """A claim beside what its evidence came to, what was asked, answered and decided, and its other revisions."""

    assessment: AssessmentOut | None = Field(
        description="What the engine made of the files; null where none was asked."
    )
    share: ShareOut | None = Field(description="The share of a report that it claims; null for a report of its own.")
    queries: list[QueryOut] = Field(description="Questions about it, oldest first.")
    replies: list[ReplyOut] = Field(description="Replies to decisions on it, oldest first.")
    decisions: list[VerificationOut] = Field(description="Every decision on it, oldest first; the last is in force.")
    history: list[UpdateOut] = Field(description="The other revisions for the period, oldest first.")
