"""Refusals about contracts, commitments and waivers."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from app.kit.errors import Invalid, Refusal


class AwardNotPublished(Refusal):
    """Nobody outside knows of the award, so nobody can have objected to it."""

    code, status, title = "contract.award_not_published", 409, "The notice of the award is not published"

    def __init__(self, award: str, stage: str) -> None:
        """Name the award and how far it has come."""
        super().__init__(
            f"Award {award} is {stage}, and its notice is not published. Have it approved, publish the notice, and let "
            "standstill pass; then draft the contract."
        )


class RepresentationUndecided(Refusal):
    """Somebody has said in time what is wrong with the award, and has no answer yet."""

    code, status, title = "contract.representation_undecided", 409, "A representation is undecided"

    def __init__(self, award: str, how_many: int) -> None:
        """Name the award and how many wait."""
        which = "1 representation" if how_many == 1 else f"{how_many} representations"
        super().__init__(
            f"About award {award} there is no decision yet on {which} that came within standstill. Decide first; where "
            "the regime extends standstill, let that pass too."
        )


class RepresentationUpheld(Refusal):
    """What was said against the award was right: it cannot be acted upon."""

    code, status, title = "contract.representation_upheld", 409, "A representation was upheld"

    def __init__(self, award: str) -> None:
        """Name the award."""
        super().__init__(
            f"A representation about award {award} was upheld, so no contract can be made under it. Make the award "
            "void with that as the reason, and decide anew."
        )


class StandstillRunning(Refusal):
    """A contract may not be entered into before the standstill of its award is over."""

    code, status, title = "contract.standstill_running", 409, "Standstill is not over"

    def __init__(self, award: str, until: str) -> None:
        """Name the award and the instant, in London time."""
        super().__init__(
            f"The standstill of award {award} runs until {until}. Draft the contract then; until then bidders may "
            "still be heard."
        )


class StartsBeforeStandstillEnds(Refusal):
    """The contract would begin on a day that belongs to the standstill."""

    code, status, title = "contract.starts_in_standstill", 409, "The contract would start too early"

    def __init__(self, starts_on: date, last_day: date) -> None:
        """Name both days."""
        super().__init__(
            f"The contract would start on {starts_on}, and the last day of standstill was {last_day}. "
            "Give a day after it."
        )


class AwardOvertaken(Refusal):
    """The award stands, and what it rests on does not: its bid has gone, or the tender was abandoned."""

    code, status, title = "contract.award_overtaken", 409, "The award cannot be acted upon"

    def __init__(self, award: str, why: str) -> None:
        """Name the award and what overtook it."""
        super().__init__(f"Award {award} cannot be acted upon: {why}. Make the award void, with that as the reason.")


class ContractExists(Refusal):
    """One contract stands for each award."""

    code, status, title = "contract.exists", 409, "The award has its contract"

    def __init__(self) -> None:
        """Say what to do instead."""
        super().__init__(
            "A contract for this award exists already. Use it, or cancel it while it is a draft and draft another."
        )


class ContractNotDraft(Refusal):
    """What was agreed is frozen, or the contract was cancelled."""

    code, status, title = "contract.not_draft", 409, "The contract is not a draft"

    def __init__(self, reference: str, now_is: str) -> None:
        """Name the contract and where it stands."""
        super().__init__(f"Contract {reference} is {now_is}. This can be done only while it is a draft.")


class ContractNotLive(Refusal):
    """The contract has not begun to bind, or no longer does."""

    code, status, title = "contract.not_live", 409, "The contract is not live"

    def __init__(self, reference: str, now_is: str) -> None:
        """Name the contract and where it stands."""
        super().__init__(f"Contract {reference} is {now_is}. This can be done only while it is live.")


class ContractNotReady(Refusal):
    """A promise that earned marks is neither carried over nor waived, or cannot be measured yet."""

    code, status, title = "contract.not_ready", 409, "The contract cannot go live yet"

    def __init__(self, reference: str, findings: Sequence[Mapping[str, Any]]) -> None:
        """Carry every finding at once."""
        first = findings[0]
        more = f" ({len(findings) - 1} more below)" if len(findings) > 1 else ""
        super().__init__(
            f"Contract {reference} cannot go live: {first['place']}: {first['message']}{more}. "
            "Mend what is listed and try again; nothing was changed.",
            findings=[dict(finding) for finding in findings],
        )


class CommitmentNotProposed(Refusal):
    """The commitment was carried over or waived already."""

    code, status, title = "commitment.not_proposed", 409, "The commitment is decided"

    def __init__(self, title: str, now_is: str) -> None:
        """Name the commitment and where it stands."""
        super().__init__(f"{title!r} is {now_is} already.")


class CommitmentWaived(Refusal):
    """Nobody is held to the commitment any more."""

    code, status, title = "commitment.waived", 409, "The commitment is waived"

    def __init__(self, title: str) -> None:
        """Name the commitment."""
        super().__init__(f"{title!r} was waived; nothing more can be done with it.")


class CommitmentSubstituted(Refusal):
    """Another commitment took its place already."""

    code, status, title = "commitment.substituted", 409, "The commitment is substituted"

    def __init__(self, title: str) -> None:
        """Name the commitment."""
        super().__init__(
            f"Another commitment took the place of {title!r} already. Ask to change the one that took its place."
        )


class CountingUnknown(Refusal):
    """Nobody has said how the periods of a pledge of the bidder's own add up."""

    code, status, title = "commitment.counting_unknown", 409, "How it counts is not said"

    def __init__(self, title: str) -> None:
        """Say what to send first."""
        super().__init__(
            f"The rubric has no measure for {title!r}, so it is not known how its periods add up. "
            "Say so in `counts` first."
        )


class TargetsDoNotHold(Invalid):
    """The periods, targets or bands do not fit the promise or the term."""

    code, status, title = "commitment.does_not_hold", 422, "The plan of the commitment has findings"


class WaiverPending(Refusal):
    """A request to waive the commitment waits for its decision."""

    code, status, title = "waiver.pending", 409, "A request to waive it is undecided"

    def __init__(self, title: str | None = None) -> None:
        """Name the commitment where it is known."""
        what = repr(title) if title else "this commitment"
        super().__init__(f"A request to waive {what} is undecided. Have a commissioner approve or refuse it first.")


class WaiverDecided(Refusal):
    """A request is decided once."""

    code, status, title = "waiver.decided", 409, "The request is decided"

    def __init__(self, now_is: str) -> None:
        """Say what was decided."""
        super().__init__(f"This request was {now_is} already. Ask anew if the facts have changed.")


class WaiverNeedsAnother(Refusal):
    """Nobody decides on a request of their own."""

    code, status, title = "waiver.needs_another", 409, "Somebody else must decide"

    def __init__(self) -> None:
        """Say who may."""
        super().__init__(
            "You asked for this waiver, so you cannot decide on it. Another commissioner of your authority must."
        )
