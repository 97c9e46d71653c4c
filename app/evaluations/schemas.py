"""Wire shapes of assignments, marks, moderation and results."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict, Field, model_validator

from app.bids.schemas import Answer, Name
from app.kit.model import LONG
from app.kit.schema import In, Label, Moment, Out, Quantity, Reason, Words

MOST_CRITERIA, MOST_ATTENDEES, MOST_QUOTES = 200, 50, 20


def _example(**fields: Any) -> ConfigDict:
    return ConfigDict(json_schema_extra={"examples": [fields]})


class AssignmentCreate(In):
    """Questions of one lot for one evaluator to mark, in every bid of that lot."""

    model_config = _example(
        lot="1", evaluator_id="01980000-0000-7000-8000-000000000001", criteria=["carbon-plan", "local-jobs"]
    )

    lot: Name = Field(description="The code of the lot; `1` where the tender is not divided.")
    evaluator_id: UUID = Field(description="A colleague in the role of evaluator.")
    criteria: list[Name] = Field(
        min_length=1, max_length=MOST_CRITERIA, description="The questions, by their ids in the rubric."
    )


class RemoveAssignment(In):
    """Why an evaluator no longer marks a question."""

    model_config = _example(reason="A close friend works for one of the bidders.")

    reason: Reason


class AssignmentOut(Out):
    """An evaluator is asked to mark one question of one lot."""

    id: UUID = Field(description="Identifier.")
    tender_id: UUID = Field(description="The tender.")
    lot: str = Field(description="The code of the lot.")
    criterion: str = Field(description="The question, by its id in the rubric.")
    evaluator_id: UUID = Field(description="Who marks.")
    evaluator_name: str = Field(description="Their name.")
    created_at: Moment = Field(description="Since when.")
    removed_at: Moment | None = Field(description="Until when; null while it holds.")
    removed_reason: str | None = Field(description="Why it was removed; null while it holds.")


class ScaleLevelOut(Out):
    """A mark that may be given."""

    mark: str = Field(description="The mark.")
    label: str = Field(description="What it is called.")
    descriptor: str = Field(description="What an answer at this mark is like.")


class Quote(In):
    """A passage of the answer that a mark rests on: its words as they stand there, or where it starts and ends."""

    place: Name = Field(default="response", description="Which text: `response`, or as in `pledges[0].words`.")
    text: Words | None = Field(default=None, description="The words; they must stand there once.")
    start: int | None = Field(default=None, ge=0, le=LONG, description="Where it starts, in characters of the text.")
    end: int | None = Field(default=None, ge=1, le=LONG, description="Where it ends: the first character after it.")

    @model_validator(mode="after")
    def _one_way(self) -> "Quote":
        by_place = self.start is not None and self.end is not None
        if by_place == (self.text is not None) or (self.start is None) != (self.end is None):
            message = "quote by `text`, or by `start` and `end`, and not by both"
            raise ValueError(message)
        return self


class QuoteOut(Out):
    """A quoted passage as it was kept."""

    place: str = Field(description="Which text of the answer.")
    start: int = Field(description="Where it starts, in characters of the text as submitted.")
    end: int = Field(description="Where it ends: the first character after it.")
    text: str = Field(description="The passage.")
    digest: str = Field(description="SHA-256 of the passage.")


Quotes = Annotated[list[Quote], Field(max_length=MOST_QUOTES)]


class MarkCreate(In):
    """One evaluator's mark on one question of one bid."""

    model_config = _example(
        criterion="carbon-plan",
        mark="3",
        rationale="Names the vans and the dates; says nothing of heating.",
        quotes=[{"text": "all vans on this contract are electric"}],
    )

    criterion: Name = Field(description="The question, by its id in the rubric.")
    mark: Quantity = Field(description="A mark of the published scale. 0 is a mark.")
    rationale: Words = Field(description="Why this mark: what in the answer decided it.")
    quotes: Quotes = Field(default=[], description="Passages of the answer that the mark rests on.")
    superseding_reason: Reason | None = Field(
        default=None, description="Why your earlier mark is superseded; null for a first mark."
    )


class MarkOut(Out):
    """A mark as it was made; it is never changed."""

    id: UUID = Field(description="Identifier.")
    bid_id: UUID = Field(description="The bid.")
    criterion: str = Field(description="The question.")
    evaluator_id: UUID = Field(description="Who marked.")
    evaluator_name: str = Field(description="Their name.")
    revision: int = Field(description="1 for the first; a later one supersedes it.")
    mark: Quantity = Field(description="The mark.")
    rationale: str = Field(description="Why this mark.")
    quotes: list[QuoteOut] = Field(description="Passages of the answer that it rests on.")
    superseding_reason: str | None = Field(description="Why it superseded the one before; null for a first mark.")
    made_at: Moment = Field(description="When it was made.")
    superseded: bool = Field(description="Whether a later one of the same evaluator stands instead.")
    counted: bool = Field(description="Whether it counts: not superseded, and its evaluator is still assigned.")


class WorkSummaryOut(Out):
    """One question given to you to mark."""

    assignment_id: UUID = Field(description="Identifier of the assignment.")
    tender_id: UUID = Field(description="The tender.")
    tender_reference: str = Field(description="Its reference.")
    tender_title: str = Field(description="What is bought.")
    tender_status: str = Field(description="Where the tender stands; marks are made while it is `evaluating`.")
    lot: str = Field(description="The code of the lot.")
    criterion: str = Field(description="The question, by its id.")
    title: str = Field(description="Its title.")
    to_mark: int | None = Field(
        description="How many bids you have still to mark; null while bids are sealed, or while you may not mark."
    )
    marked: int | None = Field(description="How many you have marked; null where `to_mark` is.")
    to_declare: bool = Field(
        description="True while you may not mark: you have still to declare your interests, or wait for a decision."
    )


class WorkBidOut(Out):
    """One answer to mark. Of the rest of the bid, its price above all, nothing is shown here."""

    bid_id: UUID = Field(description="The bid.")
    supplier_name: str = Field(description="Who made it.")
    answer: Answer | None = Field(description="The answer to this question; null where the bid has none.")
    marks: list[MarkOut] = Field(description="Your own marks, the newest last; empty if you have not marked it.")
    may_mark: bool = Field(description="Whether you may mark it, or supersede your mark, now.")


class WorkOut(Out):
    """A question with everything needed to mark it: guidance, scale, and the answers."""

    assignment_id: UUID = Field(description="Identifier of the assignment.")
    tender_id: UUID = Field(description="The tender.")
    tender_status: str = Field(description="Where the tender stands; marks are made while it is `evaluating`.")
    lot: str = Field(description="The code of the lot.")
    criterion: str = Field(description="The question, by its id.")
    title: str = Field(description="Its title.")
    path: list[str] = Field(description="The titles of the sections above it.")
    question: str | None = Field(description="The question; null where the title says it all.")
    guidance: str | None = Field(description="What bidders and evaluators were told.")
    word_limit: int | None = Field(description="The most words; null for no limit.")
    weight: str | None = Field(description="Its weight as the rubric states it.")
    scale: list[ScaleLevelOut] = Field(description="The marks, each with what it stands for.")
    bids: list[WorkBidOut] = Field(description="The answers to mark; empty while bids are sealed.")


class Dissent(In):
    """The view of somebody who was there and did not agree."""

    person_id: UUID | None = Field(default=None, description="Who, by id of a colleague; null if named.")
    name: Label | None = Field(default=None, description="Who, by name; null if given by id.")
    mark: Quantity | None = Field(default=None, description="The mark they held right; null if they named none.")
    reason: Words = Field(description="Why.")

    @model_validator(mode="after")
    def _somebody(self) -> "Dissent":
        if (self.person_id is None) == (self.name is None):
            message = "say who dissents by `person_id` or by `name`, and not by both"
            raise ValueError(message)
        return self


class DissentOut(Out):
    """The view of somebody who was there and did not agree, as it was recorded."""

    person_id: UUID | None = Field(description="Who; null for somebody who was only named.")
    name: str = Field(description="Their name.")
    mark: Quantity | None = Field(description="The mark they held right; null if they named none.")
    reason: str = Field(description="Why.")


class AgreedMarkCreate(In):
    """What the panel agreed on one question of one bid. It is given by people, never worked out from their marks."""

    model_config = _example(
        criterion="carbon-plan",
        mark="3",
        rationale="The plan is dated and costed for transport, which is most of the carbon here; heating is left out.",
        attendees=["Bea Buyer", "Eva Evans", "Eve Okafor"],
        discussion="Eva had read the annex on vans, Eve had not; both then found level 3 met.",
        quotes=[{"text": "all vans on this contract are electric"}],
        dissent=[{"name": "Eve Okafor", "mark": "2", "reason": "Heating is a third of the carbon here."}],
    )

    criterion: Name = Field(description="The question, by its id in the rubric.")
    mark: Quantity = Field(description="A mark of the published scale.")
    rationale: Words = Field(description="The panel's own reasons, which the bidder will read.")
    attendees: list[Label] = Field(
        min_length=1, max_length=MOST_ATTENDEES, description="Who was there, by name or by id of a colleague."
    )
    quotes: Quotes = Field(default=[], description="Passages of the answer that the mark rests on.")
    dissent: list[Dissent] = Field(
        default=[], max_length=MOST_ATTENDEES, description="Who of them held another view, and why."
    )
    discussion: Words | None = Field(
        default=None, description="What the panel discussed and why it settled on this mark; required."
    )
    superseding_reason: Reason | None = Field(
        default=None, description="Why an earlier agreed mark is superseded; null for a first one."
    )


class GateDecisionCreate(In):
    """Whether a bid passes a gate, decided by the panel."""

    model_config = _example(
        criterion="charter", passed=True, rationale="Signed by a director and dated.", attendees=["Bea Buyer"]
    )

    criterion: Name = Field(description="The gate, by its id in the rubric.")
    passed: bool = Field(description="Whether it passes.")
    rationale: Words = Field(description="Why, which the bidder will read.")
    attendees: list[Label] = Field(default=[], max_length=MOST_ATTENDEES, description="Who decided, by name.")
    discussion: Words | None = Field(default=None, description="What was discussed, if anything was.")
    superseding_reason: Reason | None = Field(
        default=None, description="Why an earlier decision is superseded; null for a first one."
    )


class AgreedOut(Out):
    """An agreed mark or a decision at a gate, as it was made; it is never changed."""

    id: UUID = Field(description="Identifier.")
    bid_id: UUID = Field(description="The bid.")
    criterion: str = Field(description="The question or gate.")
    revision: int = Field(description="1 for the first; a later one supersedes it.")
    mark: Quantity | None = Field(description="The agreed mark; null at a gate.")
    passed: bool | None = Field(description="Whether the gate was passed; null for a mark.")
    rationale: str = Field(description="The panel's reasons.")
    discussion: str | None = Field(description="What was discussed; null if nothing was recorded.")
    attendees: list[str] = Field(description="Who was there.")
    quotes: list[QuoteOut] = Field(description="Passages of the answer that it rests on.")
    dissent: list[DissentOut] = Field(description="Who of them held another view, and why.")
    flagged: bool = Field(description="Whether the marks lay further apart than the tender's terms let pass unflagged.")
    superseding_reason: str | None = Field(description="Why it superseded the one before; null for a first one.")
    after_prices: bool = Field(description="Whether the prices of the lot were open by then.")
    agreed_by: UUID = Field(description="The moderator who recorded it.")
    agreed_by_name: str = Field(description="Their name.")
    made_at: Moment = Field(description="When it was recorded.")
    superseded: bool = Field(description="Whether a later one stands instead.")


class EvaluatorOut(Out):
    """An evaluator."""

    id: UUID = Field(description="Identifier of the person.")
    name: str = Field(description="Their name.")


class ModeratedBidOut(Out):
    """The marks of a panel on one question of one bid, as the moderator needs them."""

    bid_id: UUID = Field(description="The bid.")
    supplier_name: str = Field(description="Who made it.")
    marks: list[MarkOut] = Field(description="The marks that count.")
    waiting_for: list[EvaluatorOut] = Field(description="Who is assigned and has not marked.")
    lowest: Quantity | None = Field(description="The lowest mark; null while there is none.")
    highest: Quantity | None = Field(description="The highest mark; null while there is none.")
    spread: Quantity | None = Field(description="Highest less lowest; null while there is no mark, which is not 0.")
    flagged: bool = Field(description="Whether the spread is over the share of the scale that the tender's terms name.")
    frozen: bool = Field(description="Whether the marks stand, because the moderation of the question is open.")
    ready: bool = Field(description="Whether everybody assigned has marked, so that the panel may agree.")
    agreed: AgreedOut | None = Field(description="The agreed mark that stands; null while there is none.")


class ModeratedQuestionOut(Out):
    """One marked question with the marks on every bid."""

    criterion: str = Field(description="The question, by its id.")
    title: str = Field(description="Its title.")
    path: list[str] = Field(description="The titles of the sections above it.")
    scale: list[ScaleLevelOut] = Field(description="The marks that may be agreed.")
    evaluators: list[EvaluatorOut] = Field(description="Who is assigned.")
    opened_at: Moment | None = Field(description="When its moderation was first opened; null while marks may change.")
    bids: list[ModeratedBidOut] = Field(description="Every live bid.")


class DecidedBidOut(Out):
    """What one bid declared at a gate, and what was decided."""

    bid_id: UUID = Field(description="The bid.")
    supplier_name: str = Field(description="Who made it.")
    answer: Answer | None = Field(description="What the bid declared; null where it says nothing.")
    decision: AgreedOut | None = Field(description="The decision that stands; null while there is none.")


class GateOut(Out):
    """One gate with the decisions on every bid."""

    criterion: str = Field(description="The gate, by its id.")
    title: str = Field(description="Its title.")
    question: str | None = Field(description="What was asked.")
    consequence: str = Field(description="`excluded` or `recorded`: what failing it means.")
    bids: list[DecidedBidOut] = Field(description="Every live bid.")


class ModerationCreate(In):
    """Open the moderation of one question of one lot: the marks on it are frozen."""

    model_config = _example(lot="1", criterion="carbon-plan")

    lot: Name = Field(description="The code of the lot; `1` where the tender is not divided.")
    criterion: Name = Field(description="The question, by its id in the rubric.")


class ModerationOpenedOut(Out):
    """The moderation of a question, as it was opened."""

    id: UUID = Field(description="Identifier.")
    tender_id: UUID = Field(description="The tender.")
    lot: str = Field(description="The code of the lot.")
    criterion: str = Field(description="The question.")
    marks: int = Field(description="How many marks it froze.")
    by_agreement: bool = Field(description="Whether the first agreed mark opened it.")
    opened_by: UUID = Field(description="The moderator.")
    opened_by_name: str = Field(description="Their name.")
    opened_at: Moment = Field(description="When.")


class ModerationOut(Out):
    """Where the evaluation of one lot stands."""

    tender_id: UUID = Field(description="The tender.")
    lot: str = Field(description="The code of the lot.")
    questions: list[ModeratedQuestionOut] = Field(description="Every marked question.")
    gates: list[GateOut] = Field(description="Every gate.")


class ResultCreate(In):
    """Compute the result of one lot."""

    model_config = _example(lot="1")

    lot: Name = Field(description="The code of the lot; `1` where the tender is not divided.")
    reason: Reason | None = Field(default=None, description="Why it is computed anew; null for a first result.")


class ResultSummaryOut(Out):
    """A computed result in a list."""

    id: UUID = Field(description="Identifier.")
    tender_id: UUID = Field(description="The tender.")
    lot: str = Field(description="The code of the lot.")
    number: int = Field(description="1 for the first result of the lot; a later one supersedes it.")
    reason: str | None = Field(description="Why it was computed anew; null for a first result.")
    inputs_digest: str = Field(description="SHA-256 of everything that was scored.")
    digest: str = Field(description="SHA-256 of the result.")
    computed_by: UUID = Field(description="Who had it computed.")
    computed_at: Moment = Field(description="When.")
    superseded: bool = Field(description="Whether a later result of the lot stands instead.")


class ResultOut(ResultSummaryOut):
    """A computed result with its whole document, from which anybody can compute it again."""

    current: bool = Field(description="Whether nothing it rests on has changed since.")
    document: dict[str, Any] = Field(
        description="The result document, makegood.result/1: rubric, inputs, ranks, trace."
    )
