"""Wire shapes of remedies."""

from datetime import date
from typing import Any
from uuid import UUID

from pydantic import Field

from app.kit.schema import Day, In, Moment, Out, Quantity, Reason, Words
from app.performance.remedies.rules import Kind, Outcome, Status, Step


class RemedyCreate(In):
    """What is asked for, of one commitment or of the contract."""

    kind: Kind = Field(description="credit, recovery_plan, notice_of_failing or breach.")
    commitment_id: UUID | None = Field(
        default=None, description="The commitment it is about; null for the contract as a whole."
    )
    words: Words = Field(description="What was not kept, and what is asked for.")
    amount: Quantity | None = Field(
        default=None, description="For a credit: its amount in the contract's currency. Nothing is charged by it."
    )
    formula: Words | None = Field(
        default=None, description="For a credit: how its amount is found, in words. People work it out and settle it."
    )
    happened_on: Day | None = Field(default=None, description="For a breach: the day on which it happened.")
    reply_by: Day = Field(description="Until the end of which day the supplier may reply; five days ahead at least.")
    due_on: Day | None = Field(
        default=None,
        description="For a recovery plan: until when it is due. For a notice of failing: until when there is "
        "opportunity to improve.",
    )


class RemedyWords(In):
    """A step that needs words alone."""

    words: Words = Field(description="What is said, or for a recovery plan the plan itself.")


class RemedyReturn(In):
    """A plan that does not do yet."""

    reason: Reason
    due_on: Day = Field(description="Until when it is due again.")


class RemedyAccept(In):
    """A plan that does."""

    reason: Reason
    due_on: Day | None = Field(default=None, description="Until when the plan is to be carried out; null for none.")


class RemedyClose(In):
    """How a remedy ended."""

    outcome: Outcome = Field(
        description="withdrawn; a credit: settled or not_settled; a plan or notice: improved or not_improved; a "
        "breach: settled, terminated, damages_awarded or settlement_agreed."
    )
    reason: Reason


class RemedyActOut(Out):
    """One step."""

    number: int = Field(description="1 for the first.")
    act: Step = Field(description="raised, replied, accepted, returned or closed.")
    words: str = Field(description="What was said.")
    due_on: date | None = Field(description="The day that was set with it; null for none.")
    is_late: bool = Field(description="Whether it came after the day until which it was awaited.")
    organisation_id: UUID = Field(description="Whose step it was.")
    made_by: UUID = Field(description="Who took it.")
    made_by_name: str = Field(description="Their name.")
    made_at: Moment = Field(description="When.")


class RemedyOut(Out):
    """A remedy and every step of it. It is a record: nothing is charged, marked or ended by it."""

    id: UUID = Field(description="Identifier.")
    contract_id: UUID = Field(description="The contract.")
    commitment_id: UUID | None = Field(description="The commitment; null for the contract as a whole.")
    kind: Kind = Field(description="What is asked for.")
    status: Status = Field(description="open, answered, returned, accepted or closed.")
    words: str = Field(description="What was not kept, and what is asked for.")
    amount: Quantity | None = Field(description="Stated amount of a credit; null for none.")
    currency: str | None = Field(description="Currency of the amount; null without one.")
    formula: str | None = Field(description="How the amount of a credit is found, in words; null for none.")
    happened_on: date | None = Field(description="Day of a breach; null for none.")
    reply_by: date = Field(description="Until the end of which day the supplier may reply.")
    due_on: date | None = Field(description="Day of the plan or of the opportunity, as last set; null for none.")
    awaiting: UUID | None = Field(description="The organisation whose step is next; null once it is closed.")
    basis: dict[str, Any] | None = Field(
        description="What the service said of the commitment when it was raised; null for a whole contract."
    )
    outcome: Outcome | None = Field(description="How it ended; null until then.")
    closed_on: date | None = Field(description="When it ended; null until then.")
    starts_a_notice: bool = Field(description="Whether what came of it wants a notice under the law.")
    raised_by: UUID = Field(description="Who raised it.")
    raised_at: Moment = Field(description="When.")
    version: int = Field(description="Grows with every step.")
    acts: list[RemedyActOut] = Field(description="Every step, in order.")
