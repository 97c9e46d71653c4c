"""Refusals about awards."""

from collections.abc import Sequence
from datetime import date

from app.kit.errors import Refusal


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
