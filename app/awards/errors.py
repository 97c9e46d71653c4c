"""Refusals about awards."""

from collections.abc import Mapping, Sequence
from datetime import date

from app.kit.errors import Invalid, Refusal


class TenderNotBeingEvaluated(Refusal):
    """A lot is awarded while its tender is being evaluated, neither before nor after."""

    code, status, title = "award.tender_not_evaluating", 409, "The tender is not being evaluated"

    def __init__(self, reference: str, now_is: str) -> None:
        """Name the tender and where it stands."""
        super().__init__(
            f"Tender {reference} is {now_is}. A lot can be awarded only while its tender is being evaluated."
        )


class NoResultYet(Refusal):
    """Nothing was computed for the lot, so nobody has won it."""

    code, status, title = "award.no_result", 409, "There is no result for the lot"

    def __init__(self, lot: str) -> None:
        """Name the lot."""
        super().__init__(f"No result has been computed for lot {lot}. Agree every mark and compute the result first.")


class ResultNotCurrent(Refusal):
    """What the result was computed from has changed since."""

    code, status, title = "award.result_not_current", 409, "The result is out of date"

    def __init__(self, number: int, changed: Sequence[str]) -> None:
        """Say what changed since."""
        what = "; ".join(changed) or "the bids or the agreed marks"
        super().__init__(
            f"Result {number} no longer stands on the present inputs. Changed since: {what}. "
            "Compute the result again, read it, and decide on that one.",
            changed=list(changed),
        )


class BidMayNotWin(Refusal):
    """The bid is not first in the result, or is out of it."""

    code, status, title = "award.bid_may_not_win", 409, "This bid did not win"


class TieNeedsReason(Refusal):
    """Two or more bids are first together, and the rubric leaves the choice to a recorded decision."""

    code, status, title = "award.tie_needs_reason", 409, "The first place is shared"

    def __init__(self, names: Sequence[str]) -> None:
        """Name who shares the first place."""
        super().__init__(
            f"{', '.join(names)} share the first place after every tie-break of the rubric. "
            "Say in tie_reason how the choice between them was made."
        )


class NoTie(Refusal):
    """A reason for a choice was given where there was none to make."""

    code, status, title = "award.no_tie", 409, "The first place is not shared"

    def __init__(self) -> None:
        """Say what to leave out."""
        super().__init__("One bid alone is first, so there was no choice to make. Leave tie_reason out.")


class CriterionNotInResult(Invalid):
    """Reasons were given for something that the result does not score."""

    code, status, title = "award.criterion_unknown", 422, "No such criterion"

    def __init__(self, unknown: Sequence[str], known: Sequence[str]) -> None:
        """Name every one that is not there, and those that are."""
        super().__init__(
            f"The result scores no criterion {unknown[0]!r}. Give reasons under: {', '.join(known)}.",
            [
                {"place": f"body.criterion_reasons.{one}", "message": "no such criterion", "value": one}
                for one in unknown
            ],
        )


class AllocationIncomplete(Refusal):
    """Who wins which lot cannot be said: another lot has no current result, or a first place that is shared."""

    code, status, title = "award.allocation_incomplete", 409, "Another lot comes first"

    def __init__(self, lots: Sequence[str]) -> None:
        """Name the lots that hold the others up."""
        super().__init__(
            f"Who wins which lot cannot be said yet. Lot {', '.join(lots)} has no current result, or a place in it is "
            "shared and not decided. Compute that result, or decide that lot, first.",
            lots=list(lots),
        )


class LotAlreadyAwarded(Refusal):
    """One decision stands for the lot."""

    code, status, title = "award.lot_already_awarded", 409, "The lot is awarded already"

    def __init__(self, reference: str | None = None) -> None:
        """Name the award that stands, where it is known."""
        standing = f"Award {reference}" if reference else "Another award"
        super().__init__(
            f"{standing} stands for this lot. To change it, make it void with the reason, then decide anew."
        )


class AwardVoid(Refusal):
    """The award was made void; nothing follows from it."""

    code, status, title = "award.void", 409, "The award is void"

    def __init__(self, reference: str) -> None:
        """Name the award."""
        super().__init__(f"Award {reference} was made void. Look for the award of the lot that replaced it.")


class AwardOutdated(Refusal):
    """Something that the award rests on has changed since it was decided."""

    code, status, title = "award.outdated", 409, "The award no longer rests on what is there"

    def __init__(self, reference: str, changed: Sequence[str]) -> None:
        """Name the award and what changed."""
        super().__init__(
            f"Since award {reference} was decided this has changed: {'; '.join(changed)}. Make the award void with "
            "that as the reason, compute the result again, and decide on that one.",
            changed=list(changed),
        )


class ApprovalNeedsAnother(Refusal):
    """Whoever decided an award cannot approve it too."""

    code, status, title = "award.approval_needs_another", 409, "Another person approves"

    def __init__(self, reference: str) -> None:
        """Name the award."""
        super().__init__(
            f"You decided award {reference} yourself. A commissioner, or another buyer, of your authority approves it."
        )


class AwardApproved(Refusal):
    """One approval is enough; a second would only hide who gave the first."""

    code, status, title = "award.approved_already", 409, "The award is approved already"

    def __init__(self, reference: str, at: str) -> None:
        """Name the award and when it was approved."""
        super().__init__(f"Award {reference} was approved on {at}. Nothing more is needed before its notice.")


class AwardNotApproved(Refusal):
    """Nothing goes out to bidders before a second person has approved the decision."""

    code, status, title = "award.not_approved", 409, "The award is not approved"

    def __init__(self, reference: str) -> None:
        """Name the award and who may approve it."""
        super().__init__(
            f"Award {reference} is decided and not approved. A commissioner, or a buyer other than the one who "
            "decided it, approves it first."
        )


class SummariesMissing(Refusal):
    """A bidder would learn of the award before it was told how its own bid was assessed."""

    code, status, title = "award.summaries_missing", 409, "Assessment summaries are missing"

    def __init__(self, reference: str, missing: Sequence[Mapping[str, str]]) -> None:
        """Name the award and everybody who has no summary yet."""
        names = ", ".join(one["supplier"] for one in missing)
        super().__init__(
            f"The notice of award {reference} cannot be published: no assessment summary was issued to {names}. "
            "Issue them first.",
            missing=[dict(one) for one in missing],
        )


class NotAssessed(Refusal):
    """A summary tells a bidder how its bid was assessed, and this one was not."""

    code, status, title = "award.bid_not_assessed", 409, "The bid was not assessed"

    def __init__(self, reference: str, bid_id: object) -> None:
        """Name the award and the bid."""
        super().__init__(
            f"Award {reference} rests on a result in which bid {bid_id} was not assessed; it gets no summary."
        )


class NoticePublished(Refusal):
    """A notice is published once, because it starts a clock."""

    code, status, title = "award.notice_published_already", 409, "The notice is published already"

    def __init__(self, reference: str, notice_on: date) -> None:
        """Name the award and the day of its notice."""
        super().__init__(
            f"The notice of award {reference} was published on {notice_on}. If it was wrong, make the award void with "
            "the reason, and decide anew."
        )


class NoticeNotPublished(Refusal):
    """Nobody outside knows of the award, so nobody can have anything to say about it."""

    code, status, title = "award.notice_not_published", 409, "The notice is not published"

    def __init__(self, reference: str) -> None:
        """Name the award."""
        super().__init__(f"The notice of award {reference} is not published, so nobody can have been heard on it yet.")


class NoticeNotToday(Refusal):
    """The day that was meant is not the day it is, and the standstill would be counted from the wrong one."""

    code, status, title = "award.notice_not_today", 409, "It is another day"

    def __init__(self, notice_on: date, today: date) -> None:
        """Name both days."""
        super().__init__(
            f"The notice was to be published on {notice_on}, and today is {today} in London. Standstill is counted "
            "from the day of publication: send that day, or leave notice_on out."
        )


class RepresentationLate(Refusal):
    """It came after the last moment at which it could be made; it is on record, and given back."""

    code, status, title = "representation.late", 409, "Too late"

    def __init__(self, reference: str, ended: str) -> None:
        """Name the award and the moment."""
        super().__init__(
            f"Representations about award {reference} could be made until {ended}. This one came later: that it came "
            "is on record, and it is returned without a review."
        )


class RepresentedTooOften(Refusal):
    """One bidder has said so much against an award that one thing more is not taken down."""

    code, status, title = "representation.too_many", 429, "Said often enough"

    def __init__(self, reference: str, times: int) -> None:
        """Say how much is on record, and the way out."""
        super().__init__(
            f"You have made {times} representations about award {reference}, and they are on record. No more are taken "
            "down here; write to the authority, which can log what you add."
        )


class NotReceivedThen(Refusal):
    """A representation was received after the notice and before now."""

    code, status, title = "representation.not_received_then", 409, "It cannot have been received then"

    def __init__(self, received: str, published: str) -> None:
        """Name the moment given and the one from which it could be."""
        super().__init__(
            f"A representation cannot have been received on {received}: the notice was published on {published}, and "
            "what has not come yet cannot be logged."
        )


class RepresentationDecided(Refusal):
    """What became of it is on record, and stays."""

    code, status, title = "representation.decided_already", 409, "The representation is decided"

    def __init__(self, outcome: str) -> None:
        """Say what became of it."""
        super().__init__(f"This representation is {outcome.replace('_', ' ')} already. What was decided stays.")


class ReviewNeedsAnother(Refusal):
    """Nobody reviews what was said against their own decision."""

    code, status, title = "representation.review_needs_another", 409, "Another person reviews"

    def __init__(self, reference: str) -> None:
        """Name the award."""
        super().__init__(
            f"You decided award {reference} yourself. A commissioner, or another buyer, of your authority decides "
            "what becomes of what was said against it."
        )


class TenderContracted(Refusal):
    """Part of the tender has become a contract: it can no longer be given up."""

    code, status, title = "tender.contracted", 409, "A contract is live"

    def __init__(self, reference: str, awards: Sequence[str]) -> None:
        """Name the tender and the awards under which contracts went live."""
        super().__init__(
            f"Tender {reference} cannot be abandoned: a contract went live under award {', '.join(awards)}. End the "
            "contract instead; a lot that is still open can be left without an award.",
            awards=list(awards),
        )


class AwardContracted(Refusal):
    """A contract under the award went live: the decision is past undoing here."""

    code, status, title = "award.contracted", 409, "A contract went live under this award"

    def __init__(self, reference: str, since: str) -> None:
        """Name the award and since when it binds."""
        super().__init__(
            f"A contract under award {reference} went live on {since}, so the award can no longer be made void. "
            "End the contract instead."
        )


class NoticeInThePast(Refusal):
    """The notice would be dated before the decision it announces, and shorten the standstill."""

    code, status, title = "award.notice_in_the_past", 409, "The notice cannot come before the decision"

    def __init__(self, notice_on: date, today: date) -> None:
        """Name both days."""
        super().__init__(
            f"The notice is dated {notice_on} and the decision is made on {today}. Give the day on which the notice "
            "will be published: today or later."
        )
