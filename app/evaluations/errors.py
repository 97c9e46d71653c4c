"""Refusals about assignments, marks, agreed marks and results."""

from collections.abc import Sequence
from typing import Any

from app.kit.errors import Refusal


def _first(findings: Sequence[dict[str, Any]]) -> str:
    more = f" ({len(findings) - 1} more below)" if len(findings) > 1 else ""
    return f"{findings[0]['message']}{more}."


class NotEvaluating(Refusal):
    """Marks are made, agreed and computed while the tender is being evaluated, and not before or after."""

    code, status, title = "tender.not_evaluating", 409, "Not being evaluated"

    def __init__(self, reference: str, tender_status: str) -> None:
        """Name where the tender stands and the way on."""
        super().__init__(
            f"The tender {reference} is {tender_status}. Marking begins once its bids are opened and its buyer has "
            "started the evaluation, and ends with the award."
        )


class NoAssignmentsNow(Refusal):
    """Evaluators are assigned between publication and award."""

    code, status, title = "tender.takes_no_assignments", 409, "Not at this point"

    def __init__(self, reference: str, tender_status: str) -> None:
        """Name where the tender stands."""
        super().__init__(
            f"The tender {reference} is {tender_status}. Evaluators are assigned once it is published and until it is "
            "decided."
        )


class AssignmentRefused(Refusal):
    """Some of the questions cannot be given to this evaluator; none was."""

    code, status, title = "assignment.refused", 409, "Not assigned"

    def __init__(self, findings: Sequence[dict[str, Any]]) -> None:
        """Carry every finding at once."""
        super().__init__(f"Nothing was assigned: {_first(findings)}", findings=list(findings))


class AlreadyAssigned(Refusal):
    """The evaluator has this question already."""

    code, status, title = "assignment.exists", 409, "Assigned already"

    def __init__(self) -> None:
        """Say that nothing need be done."""
        super().__init__("This evaluator is assigned to this question of this lot already.")


class AssignmentRemoved(Refusal):
    """The assignment was removed before."""

    code, status, title = "assignment.removed", 409, "Removed already"

    def __init__(self) -> None:
        """Say that it was done."""
        super().__init__("This assignment was removed already. Assign the evaluator anew if they should mark again.")


class WrongQuestion(Refusal):
    """The question does not exist in this lot, or is not decided in this way."""

    code, status, title = "criterion.wrong_kind", 409, "Not that kind of question"

    def __init__(self, criterion: str, wanted: str, possible: Sequence[str]) -> None:
        """Name the questions that would do."""
        known = ", ".join(possible) or "none"
        super().__init__(f"{criterion!r} is not a question of this lot that {wanted}. Those are: {known}.")


class BidNotLive(Refusal):
    """A bid that was withdrawn or excluded is not marked any further."""

    code, status, title = "bid.not_live", 409, "No longer taking part"

    def __init__(self, supplier_name: str, bid_status: str) -> None:
        """Name the bid and its state."""
        super().__init__(f"The bid of {supplier_name} is {bid_status}; nothing about it is marked or decided any more.")


class NotAssigned(Refusal):
    """Only those assigned to a question mark it."""

    code, status, title = "mark.not_assigned", 403, "Not yours to mark"

    def __init__(self, criterion: str) -> None:
        """Name the question and whom to ask."""
        super().__init__(f"You are not assigned to {criterion!r} in this lot. Ask the buyer to assign you.")


class OffScale(Refusal):
    """A mark is a level of the published scale and nothing between."""

    code, status, title = "mark.off_scale", 409, "Not a mark of the scale"

    def __init__(self, mark: str, criterion: str, marks: Sequence[str]) -> None:
        """List the marks that there are."""
        super().__init__(
            f"{mark} is not a mark of the published scale of {criterion!r}. Choose one of: {', '.join(marks)}.",
            marks=list(marks),
        )


class NeedsReason(Refusal):
    """What stands is superseded with a reason, or not at all."""

    code, status, title = "mark.needs_reason", 409, "Say why it changes"

    def __init__(self, what: str) -> None:
        """Name what stands."""
        super().__init__(f"{what} stands already. To supersede it send superseding_reason; the old one stays readable.")


class NothingToSupersede(Refusal):
    """A reason to supersede came where nothing stands."""

    code, status, title = "mark.nothing_to_supersede", 409, "Nothing to supersede"

    def __init__(self) -> None:
        """Say the way out."""
        super().__init__("There is nothing here yet that could be superseded. Leave superseding_reason out.")


class MarkFrozen(Refusal):
    """Once the moderation of a question is open, individual marks stand."""

    code, status, title = "mark.frozen", 409, "Marks are frozen"

    def __init__(self, supplier_name: str, criterion: str) -> None:
        """Say who could still change the outcome."""
        super().__init__(
            f"The moderation of {criterion!r} is open, so individual marks on {supplier_name} stand as they were. "
            "Say in the panel what you see differently now; its agreed mark can be another, and your dissent is kept."
        )


class NothingToModerate(Refusal):
    """The moderation of a question is opened once, when there is something to moderate."""

    code, status, title = "moderation.nothing_to_open", 409, "Nothing to open"

    def __init__(self, criterion: str) -> None:
        """Say what may be done instead."""
        super().__init__(
            f"There is no mark on {criterion!r} in this lot that is not frozen already: its moderation is open, or no "
            "bid takes part. Read it at GET /v1/tenders/.../moderation and agree marks."
        )


class NobodyAssigned(Refusal):
    """A panel of nobody agrees on nothing."""

    code, status, title = "agreement.nobody_assigned", 409, "Nobody is assigned"

    def __init__(self, criterion: str) -> None:
        """Say the way out."""
        super().__init__(f"No evaluator is assigned to {criterion!r} in this lot. Assign one, and let them mark first.")


class MarksMissing(Refusal):
    """Moderation is opened, and the panel agrees, once everybody assigned has marked every bid on the question."""

    code, status, title = "agreement.marks_missing", 409, "Marks are missing"

    def __init__(self, criterion: str, missing: Sequence[tuple[str, str]]) -> None:
        """Name who has not marked whom: `missing` holds evaluators with bidders."""
        names = list(dict.fromkeys(name for name, _ in missing))
        said = "; ".join(
            f"{name} has not marked {', '.join(bidder for who, bidder in missing if who == name)}" for name in names
        )
        super().__init__(
            f"On {criterion!r} {said}. Wait for the marks, or remove the assignment with a reason.",
            waiting_for=names,
        )


class DiscussionRequired(Refusal):
    """The panel says how it came to its mark."""

    code, status, title = "agreement.discussion_required", 409, "Say what was discussed"

    def __init__(self, marks: Sequence[str]) -> None:
        """Show the marks."""
        super().__init__(
            f"The individual marks were {', '.join(marks)}. Send in `discussion` what the panel discussed and why it "
            "settled on this mark; a mean of marks is not a reason."
        )


class DissentRefused(Refusal):
    """Only whoever was there dissents, once, on the scale; otherwise nothing is recorded."""

    code, status, title = "agreement.dissent_refused", 409, "Not a dissent of this panel"

    def __init__(self, findings: Sequence[dict[str, Any]]) -> None:
        """Carry every finding at once."""
        super().__init__(f"Nothing was recorded: {_first(findings)}", findings=list(findings))


class QuotesRefused(Refusal):
    """A quoted passage stands in the answer, once, for everybody to see; otherwise nothing is recorded."""

    code, status, title = "quote.refused", 409, "Not a passage of the answer"

    def __init__(self, findings: Sequence[dict[str, Any]]) -> None:
        """Carry every finding at once, with the places of a passage that stands there twice."""
        super().__init__(f"Nothing was recorded: {_first(findings)}", findings=list(findings))


class MarkFirst(Refusal):
    """Whoever marks does not see the marks of others before their own stand."""

    code, status, title = "moderation.mark_first", 409, "Mark first"

    def __init__(self, criteria: Sequence[str]) -> None:
        """Name the questions still to mark."""
        super().__init__(
            f"You mark, or were asked to mark, {', '.join(repr(one) for one in criteria)}, and marks there can still "
            "change. Once every bid is marked and the moderation is open, you see what others gave.",
            criteria=list(criteria),
        )


class ResultIncomplete(Refusal):
    """A result is computed when everything it rests on is in."""

    code, status, title = "result.incomplete", 409, "Not everything is in"

    def __init__(self, lot: str, findings: Sequence[dict[str, Any]]) -> None:
        """Carry everything that is missing at once."""
        super().__init__(f"Lot {lot} cannot be computed yet: {_first(findings)}", findings=list(findings))


class PricesSealed(Refusal):
    """Prices are scored after two people have opened them."""

    code, status, title = "result.prices_sealed", 409, "Prices are sealed"

    def __init__(self, lot: str) -> None:
        """Name the lot and the way on."""
        super().__init__(
            f"The prices of lot {lot} are sealed. Its quality is settled, so two people may open them now: "
            "POST /v1/tenders/.../openings with the envelope `price`, and then POST /v1/openings/.../confirm."
        )


class QualityUnsettled(Refusal):
    """Prices are opened when quality is settled, and not before."""

    code, status, title = "opening.quality_unsettled", 409, "Quality comes first"

    def __init__(self, lot: str, findings: Sequence[dict[str, Any]]) -> None:
        """Carry everything that is missing at once."""
        super().__init__(
            f"The prices of lot {lot} stay sealed until its quality is settled: {_first(findings)}",
            findings=list(findings),
        )


class OwnQuestion(Refusal):
    """Whoever marks a question does not decide what of its answers is withheld from them."""

    code, status, title = "passage.own_question", 409, "You mark this question"

    def __init__(self, criterion: str) -> None:
        """Say who decides."""
        super().__init__(
            f"You are or were an evaluator of {criterion!r} in this lot, so a passage withheld from its evaluators is "
            "withheld from you. Ask a buyer or commissioner who does not mark it to decide."
        )


class ResultRefused(Refusal):
    """The rubric refuses to score these bids."""

    code, status, title = "result.refused", 409, "The rubric refuses"

    def __init__(self, lot: str, findings: Sequence[dict[str, Any]]) -> None:
        """Carry every finding of the engine."""
        super().__init__(f"Lot {lot} has no result: {_first(findings)}", findings=list(findings))


class ResultUnchanged(Refusal):
    """Nothing has changed since the last result."""

    code, status, title = "result.unchanged", 409, "Computed already"

    def __init__(self, number: int, result_id: object) -> None:
        """Name the result that stands."""
        super().__init__(
            f"Result {number} was computed from exactly these inputs and stands: GET /v1/results/{result_id}.",
            result_id=str(result_id),
        )


class ResultNeedsReason(Refusal):
    """A result is superseded with a reason, or not at all."""

    code, status, title = "result.needs_reason", 409, "Say why it is computed anew"

    def __init__(self, number: int) -> None:
        """Name the result that stands."""
        super().__init__(
            f"Result {number} stands, and its inputs have changed since. Send a reason to compute anew; the old result "
            "stays readable."
        )
