"""Wire shapes of due things, preferences, calendars and webhooks."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StringConstraints

from app.kit.schema import Day, In, Label, Moment, Out, Plain, Reason
from app.reminders.rules import DueKind, How


class DueOut(Out):
    """One thing that is due."""

    key: str = Field(description="What it is known by, the same on every day.")
    kind: DueKind = Field(description="What kind of thing is due.")
    due_on: date = Field(description="The last day for it, in London.")
    overdue: bool = Field(description="Whether that day has passed and somebody still owes it.")
    awaiting_id: UUID = Field(description="The organisation that it waits for.")
    awaiting_name: str = Field(description="Its name.")
    awaiting_roles: list[str] = Field(description="Who there does it.")
    awaits_you: bool = Field(description="Whether it waits for you: your organisation, and a role that you hold.")
    subject_id: UUID = Field(description="What it is about.")
    contract_id: UUID | None = Field(description="The contract; null where it is about none.")
    words: str = Field(description="What is due, in words.")
    path: str = Field(description="Where to read more, or to do it.")
    settled_by_hand: bool = Field(description="Whether somebody has to say that it is done, as nobody here sees it.")


class DueSettle(In):
    """That a due thing was done elsewhere."""

    key: Annotated[str, StringConstraints(min_length=1, max_length=200), Plain] = Field(description="Its key.")
    due_on: Day = Field(description="Its day, as the list has it.")
    words: Reason = Field(description="What was done, and where it can be seen: the number of the notice.")


class SettlementOut(Out):
    """That somebody said a due thing was done."""

    id: UUID = Field(description="Identifier.")
    due_key: str = Field(description="The key of the due thing.")
    due_on: date = Field(description="Its day.")
    words: str = Field(description="What was done.")
    settled_by: UUID = Field(description="Who said so.")
    settled_at: Moment = Field(description="When.")


class PreferenceUpdate(In):
    """How to be reminded from now on."""

    how: How = Field(description="`off`, one `digest` a day, or a letter of its own for each thing `at_once`.")


class PreferenceOut(Out):
    """How a person is reminded."""

    how: How = Field(description="`off`, `digest` or `at_once`; `digest` until you say otherwise.")
    email: str = Field(description="Where to: your address here.")
    version: int = Field(description="Version of this choice; 0 before the first.")


class CalendarCreate(In):
    """A feed of what waits for you."""

    label: Annotated[Label, StringConstraints(max_length=200)] = Field(
        description="What you call it: where it is used."
    )


class CalendarOut(Out):
    """A feed, without its secret address."""

    id: UUID = Field(description="Identifier.")
    label: str = Field(description="What it is called.")
    created_at: Moment = Field(description="When it was made.")
    revoked_at: Moment | None = Field(description="When it was revoked; null while it is read.")


class CalendarIssuedOut(CalendarOut):
    """A feed with its address, which is shown once."""

    address: str = Field(description="The secret address to give to your calendar program. Whoever has it reads it.")


class WebhookEvent(StrEnum):
    """What a webhook can be subscribed to. A closed list; a `ping` is sent to every one that asks for it."""

    DUE_SOON = "due.soon"
    DUE_OVERDUE = "due.overdue"
    CONTRACT_WENT_LIVE = "contract.went_live"
    CONTRACT_ENDED = "contract.ended"
    CHANGE_ENTERED = "change.entered_into_force"
    EVIDENCE_UPLOADED = "evidence.uploaded"
    UPDATE_SUBMITTED = "update.submitted"
    UPDATE_SUPERSEDED = "update.superseded"
    UPDATE_QUERIED = "update.queried"
    QUERY_ANSWERED = "update.query_answered"
    UPDATE_VERIFIED = "update.verified"
    UPDATE_PART_VERIFIED = "update.part_verified"
    UPDATE_REJECTED = "update.rejected"
    DECISION_REPLIED = "update.decision_replied"
    DECISION_UPHELD = "update.decision_upheld"
    CONFIRMATION_ANSWERED = "confirmation.answered"
    PING = "ping"


class WebhookCreate(In):
    """A subscription."""

    address: Annotated[str, StringConstraints(min_length=1, max_length=2_000), Plain] = Field(
        description="Where to post to: https, on the internet."
    )
    events: Annotated[list[WebhookEvent], Field(min_length=1, max_length=20)] = Field(description="What to post.")


class WebhookOut(Out):
    """A subscription, without its secret."""

    id: UUID = Field(description="Identifier.")
    address: str = Field(description="Where is posted to.")
    events: list[str] = Field(description="What is posted.")
    created_by: UUID = Field(description="Who subscribed.")
    created_at: Moment = Field(description="When.")
    revoked_at: Moment | None = Field(description="When it was revoked; null while it is posted to.")


class WebhookIssuedOut(WebhookOut):
    """A subscription with its secret, which is shown once."""

    secret: str = Field(description="What messages are signed with, as Standard Webhooks has it.")


class TryOut(Out):
    """What came of one try."""

    number: int = Field(description="Which try it was.")
    state: str = Field(description="Where the message stood afterwards.")
    said: str = Field(description="What came of it, in words.")
    at: Moment = Field(description="When.")


class DeliveryOut(Out):
    """One message of a subscription."""

    id: UUID = Field(description="Identifier; the `webhook-id` of every try.")
    event: str = Field(description="What it tells.")
    state: str = Field(description="waiting, claimed, sending, sent, unknown or failed.")
    tries: int = Field(description="How often it was taken up since it was last asked for.")
    next_try_at: Moment | None = Field(description="When it is tried next; null where it is not.")
    said: str | None = Field(description="The last that is known of it, in words.")
    created_at: Moment = Field(description="When its cause happened.")
    content: dict[str, Any] = Field(description="What is posted.")


class DeliveryWithTriesOut(DeliveryOut):
    """One message with what came of every try."""

    history: list[TryOut] = Field(description="Every try, the first one first.")
