"""Wire shapes of bids: one content, loose while it is a draft and strict when it is submitted."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, StringConstraints

from app.bids.rules import Envelope, FlagOutcome
from app.kit.schema import In, Label, Moment, Out, Quantity, Reason, Words
from app.tenders.schemas import MOST_LOTS

MOST_ANSWERS, MOST_PLEDGES, MOST_PARTS = 500, 50, 50


def _blank_is_nothing(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


def _no_control(value: str) -> str:
    if any(ord(character) < ord(" ") for character in value):
        message = "it holds a control character; use plain text"
        raise ValueError(message)
    return value


# An id is compared as it is written, so nothing is stripped from it.
Name = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_no_control)]
LooseWords = Annotated[Words | None, BeforeValidator(_blank_is_nothing)]
LooseLabel = Annotated[Label | None, BeforeValidator(_blank_is_nothing)]


EXAMPLE_CONTENT: dict[str, Any] = {
    "price": "100000.00",
    "answers": [
        {"criterion": "charter", "declared": True},
        {"criterion": "carbon-plan", "response": "From the first month all vans on this contract are electric."},
        {
            "criterion": "local-jobs",
            "response": "We recruit through the college and pay for its level 2 course.",
            "pledges": [
                {
                    "measure": "apprenticeship-weeks",
                    "title": "Apprentices on this contract",
                    "quantity": "104",
                    "words": "Two apprentices for a year each, recruited through the college.",
                }
            ],
        },
        {"criterion": "local-spend", "quantity": "80000"},
    ],
}


class Pledge(In):
    """Something promised within an answer, which becomes a commitment if the bid wins and the answer earned marks."""

    measure: Name | None = Field(default=None, description="A measure of the rubric, by id; null if it is none.")
    title: Label = Field(description="The promise in a few words.")
    quantity: Quantity | None = Field(default=None, description="How much is promised; null for words only.")
    unit: LooseLabel = Field(default=None, description="What the quantity is counted in; null if the measure says so.")
    words: LooseWords = Field(default=None, description="What exactly will be done, for whom and where.")


class Answer(In):
    """The answer to one question of the rubric. What the question does not ask for stays null."""

    criterion: Name = Field(description="The question, by its id in the rubric.")
    response: LooseWords = Field(default=None, description="The answer in words.")
    declared: bool | None = Field(default=None, description="Yes or no, where a declaration is asked for.")
    quantity: Quantity | None = Field(default=None, description="How much, where a quantity is asked for.")
    parts: Annotated[dict[Name, Quantity | None], Field(max_length=MOST_PARTS)] | None = Field(
        default=None, description="The parts that make the quantity, where the rubric asks for parts."
    )
    pledges: list[Pledge] = Field(default=[], max_length=MOST_PLEDGES, description="What is promised in the answer.")


class BidContent(In):
    """Everything a bid says. A draft may leave anything out; a submission may not."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE_CONTENT]})

    price: Quantity | None = Field(default=None, description="Total price as the tender asks for it; null if not yet.")
    answers: list[Answer] = Field(default=[], max_length=MOST_ANSWERS, description="At most one answer a question.")


class BidCreate(In):
    """A new bid for one lot of a tender."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"lot": "1", "content": EXAMPLE_CONTENT}]})

    lot: Name = Field(description="The code of the lot; `1` where the tender is not divided.")
    content: BidContent = Field(default_factory=BidContent, description="A first draft; it may be empty.")


class WithReason(In):
    """An act that needs a reason."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "Our main subcontractor has stopped."}]})

    reason: Reason


class FindingOut(Out):
    """One thing that keeps a bid from being submitted."""

    code: str = Field(description="A stable code.")
    place: str = Field(description="Where in the content it stands, such as `answers.carbon-plan.response`.")
    message: str = Field(description="What is wrong, and the way out.")
    value: str | None = Field(description="What was found there, shortened; null when there is none to show.")


class BidCheckOut(Out):
    """What a submission would be refused for."""

    complete: bool = Field(description="Whether the draft could be submitted as it is.")
    findings: list[FindingOut] = Field(description="Everything that is missing or wrong, all at once.")


class ReceiptOut(Out):
    """Proof of a submission: keep it with the content, whose canonical form gives the digest."""

    bid_id: UUID = Field(description="The bid.")
    tender_id: UUID = Field(description="The tender.")
    lot: str = Field(description="The code of the lot.")
    supplier_name: str = Field(description="The supplier's name when it was submitted.")
    number: int = Field(description="1 for the first submission of this bid; the last one counts.")
    digest: str = Field(description="SHA-256 of the canonical JSON form of the content.")
    submitted_at: Moment = Field(description="When it was received.")
    submitted_at_in_london: str = Field(description="The same instant as people in London read it.")


class SubmissionOut(ReceiptOut):
    """One submission as it was made."""

    content: BidContent = Field(description="What was submitted; it is never changed.")


class BidOut(Out):
    """A bid as its own supplier sees it."""

    id: UUID = Field(description="Identifier.")
    tender_id: UUID = Field(description="The tender.")
    lot: str = Field(description="The code of the lot.")
    status: str = Field(description="draft, submitted, withdrawn or excluded.")
    draft: BidContent = Field(description="The draft, which may be ahead of what was submitted.")
    submission: ReceiptOut | None = Field(description="The submission that counts; null if there is none.")
    withdrawn_reason: str | None = Field(description="Why it was withdrawn; null if it was not.")
    excluded_reason: str | None = Field(description="Why the authority excluded it; null if it did not.")
    created_at: Moment = Field(description="When it was begun.")
    version: int = Field(description="Version, for `If-Match`.")


class BidSummaryOut(Out):
    """A bid in its supplier's own list."""

    id: UUID = Field(description="Identifier.")
    tender_id: UUID = Field(description="The tender.")
    lot_id: UUID = Field(description="The lot.")
    status: str = Field(description="draft, submitted, withdrawn or excluded.")
    current_number: int | None = Field(description="Number of the submission that counts; null if there is none.")
    created_at: Moment = Field(description="When it was begun.")


class OpenedBidSummaryOut(Out):
    """A bid in the authority's list, after it was opened."""

    id: UUID = Field(description="Identifier.")
    lot: str = Field(description="The code of the lot.")
    supplier_id: UUID = Field(description="Who made it.")
    supplier_name: str = Field(description="Their name when they submitted it.")
    status: str = Field(description="live, withdrawn or excluded.")
    reason: str | None = Field(description="Why it was withdrawn or excluded; null while it is live.")
    number: int = Field(description="Number of the submission that counts.")
    digest: str = Field(
        description="SHA-256 of the canonical JSON form of the content; while the price is sealed, of the content with "
        "a price of null."
    )
    submitted_at: Moment = Field(description="When it was received.")
    price: Quantity | None = Field(description="Its price; null while that is sealed, and where it states none.")
    price_sealed: bool = Field(description="Whether it states a price that two people have yet to open.")


class OpenedBidOut(OpenedBidSummaryOut):
    """A bid as the authority reads it after opening: the submission that counts, and nothing else of it."""

    tender_id: UUID = Field(description="The tender.")
    content: BidContent = Field(
        description="What was submitted; while its price is sealed, without it, and with sums covered that tell it."
    )


class ClosingOut(Out):
    """A tender that was closed; its bids, if there are any, stay sealed until two people open them."""

    tender_id: UUID = Field(description="The tender.")
    status: str = Field(description="closed.")
    closed_at: Moment = Field(description="When it was closed.")


class OpeningCreate(In):
    """Begin to open the bids of a tender, or the prices of a lot once quality is settled there."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"envelope": "quality"}]})

    envelope: Envelope = Field(description="`quality` for the answers of every bid, `price` for the prices of a lot.")
    lot: Name | None = Field(default=None, description="The code of the lot; for prices only, where it is required.")


class OpeningRecordOut(Out):
    """Who opened what, and when: one person begins, another one opens."""

    id: UUID = Field(description="Identifier.")
    tender_id: UUID = Field(description="The tender.")
    envelope: str = Field(description="quality or price.")
    lot: str | None = Field(description="The code of the lot whose prices they are; null for quality.")
    begun_by: UUID = Field(description="Who began.")
    begun_by_name: str = Field(description="Their name.")
    begun_at: Moment = Field(description="When.")
    confirmed_by: UUID | None = Field(description="Who opened; null while it is begun only.")
    confirmed_by_name: str | None = Field(description="Their name; null while it is begun only.")
    confirmed_at: Moment | None = Field(description="When it was opened; null while it is begun only.")
    lapsed_at: Moment | None = Field(description="When it lapsed unopened; null if it did not.")
    lapsed_reason: str | None = Field(description="Why it lapsed; null if it did not.")


class OpeningOut(OpeningRecordOut):
    """An opening, and what it opened."""

    bids: list[OpenedBidSummaryOut] = Field(
        description="The bids, or those whose prices were opened; empty until it is confirmed, and for whoever marks a "
        "blind tender."
    )


class FlagDecide(In):
    """What becomes of a flagged passage."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"outcome": "released", "reason": "It is the wage bill of the apprentices, not the price."}]
        }
    )

    outcome: FlagOutcome = Field(description="`masked` to withhold it from evaluators for good, `released` to show it.")
    reason: Reason


class FlagDecisionOut(Out):
    """What was decided about a flagged passage; a later one supersedes it."""

    revision: int = Field(description="1 for the first.")
    outcome: str = Field(description="masked or released.")
    reason: str = Field(description="Why.")
    decided_by: UUID = Field(description="Who decided.")
    decided_at: Moment = Field(description="When.")


class FlagOut(Out):
    """A passage of an answer that seems to tell the bid's own price, or on a blind tender its bidder."""

    id: UUID = Field(description="Identifier.")
    tender_id: UUID = Field(description="The tender.")
    lot: str = Field(description="The code of the lot.")
    bid_id: UUID = Field(description="The bid.")
    supplier_name: str = Field(description="Who made it.")
    criterion: str = Field(description="The question, by its id.")
    place: str = Field(description="Where in the answer it stands, such as `response` or `pledges[0].words`.")
    start: int = Field(description="Its first character, counted in code points of the text there; 0 for a figure.")
    end: int = Field(description="The character after its last; 0 for a figure.")
    kind: str = Field(description="price_in_answer or identity_in_answer.")
    around: str | None = Field(description="The words around it, with every sum covered; null for a figure.")
    found_at: Moment = Field(description="When it was found.")
    outcome: str | None = Field(description="masked or released; null while nobody has decided, and it is withheld.")
    decisions: list[FlagDecisionOut] = Field(description="Every decision, the first one first.")


class LateBidOut(Out):
    """A submission that came too late: refused, and kept as evidence."""

    id: UUID = Field(description="Identifier.")
    lot_id: UUID = Field(description="The lot.")
    supplier_id: UUID = Field(description="Who tried.")
    supplier_name: str = Field(description="Their name.")
    digest: str = Field(description="SHA-256 of what they tried to submit; the content itself is not kept here.")
    closed_at: Moment = Field(description="The deadline.")
    received_at: Moment = Field(description="When it was received.")


class LotPreferenceState(In):
    """Which lots you would rather have, where your bids come first in more than you may win."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"lots": ["2", "1"]}]})

    lots: list[Name] = Field(
        min_length=1,
        max_length=MOST_LOTS,
        description="Codes of lots, the one you want most first. Those you leave out come after, in published order.",
    )


class LotPreferenceOut(Out):
    """The statement of preference that counts so far; the last one before the deadline is frozen."""

    tender_id: UUID = Field(description="The tender.")
    lots: list[str] = Field(description="Codes of lots, the one you want most first.")
    revision: int = Field(description="1 for the first statement; each supersedes the one before.")
    stated_by: UUID = Field(description="Who stated it.")
    stated_at: Moment = Field(description="When.")
