"""Wire shapes of questions about a claim and of replies to a decision."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.delivery.replies.rules import ANSWER_WITHIN, LONGEST, SHORTEST_REPLY
from app.kit.schema import In, Moment, Out, Words

MOST_FILES = 50

ReplyWithin = Annotated[
    int,
    Field(
        ge=SHORTEST_REPLY,
        le=LONGEST,
        description="Working days in which the supplier may reply to the decision, counted from the day after it.",
    ),
]


class QueryCreate(In):
    """A question about a claim."""

    question: Words = Field(description="What you need to know before you can decide.")
    answer_within: Annotated[int, Field(ge=1, le=LONGEST)] = Field(
        default=ANSWER_WITHIN, description="Working days for the answer, by the calendar of the tender's regime."
    )


class AnswerCreate(In):
    """An answer to a question, or a reply to a decision."""

    words: Words = Field(description="What you answer.")
    evidence: list[UUID] = Field(default=[], description="Files of this contract.", max_length=MOST_FILES)


class AnswerOut(Out):
    """What the supplier answered."""

    words: str = Field(description="The answer.")
    evidence: list[UUID] = Field(description="Files that it names.")
    answered_by: UUID = Field(description="Who answered.")
    answered_by_name: str = Field(description="Their name.")
    answered_at: Moment = Field(description="When.")


class QueryOut(Out):
    """A question of the buyer about a claim."""

    id: UUID = Field(description="Identifier.")
    update_id: UUID = Field(description="The claim.")
    question: str = Field(description="What was asked.")
    answer_by: date = Field(description="The last day for the answer; until then the claim is not refused.")
    asked_by: UUID = Field(description="Who asked.")
    asked_by_name: str = Field(description="Their name.")
    asked_at: Moment = Field(description="When.")
    answer: AnswerOut | None = Field(description="The answer; null until there is one.")


class ReplyOut(Out):
    """What the supplier says against a decision."""

    id: UUID = Field(description="Identifier.")
    update_id: UUID = Field(description="The claim.")
    decision: int = Field(description="Number of the decision that it answers.")
    words: str = Field(description="The reply.")
    evidence: list[UUID] = Field(description="Files that it names.")
    decide_by: date = Field(description="The day by which the buyer upholds the decision or decides anew.")
    answered: bool = Field(description="Whether the buyer has done so.")
    replied_by: UUID = Field(description="Who replied.")
    replied_by_name: str = Field(description="Their name.")
    replied_at: Moment = Field(description="When.")
