"""Refusals about one body following another."""

from collections.abc import Sequence
from datetime import date

from app.kit.errors import Invalid, NotAllowed, Refusal


class SuccessionUnfit(Invalid):
    """These two bodies cannot follow one another."""

    code, status, title = "succession.unfit", 422, "One cannot follow the other"

    def __init__(self, place: str, why: str, value: str) -> None:
        """Say what does not fit."""
        super().__init__(f"{value!r} {why}. Name two authorities.", [{"place": place, "message": why, "value": value}])


class BodyClosed(Refusal):
    """The body was closed already: it closes once, and nothing passes to it."""

    code, status, title = "succession.body_closed", 409, "The body is closed"

    def __init__(self, name: str, on: date | None, successor: str) -> None:
        """Say when it closed and who followed it."""
        super().__init__(
            f"{name} closed on {on}, and {successor} followed it. A body closes once, and nothing passes to a closed "
            f"one. Name {successor} instead, or whoever followed it."
        )


class SuccessionOpen(Refusal):
    """Another succession of the same body waits to be accepted."""

    code, status, title = "succession.open", 409, "Another one is open"

    def __init__(self, name: str) -> None:
        """Name the body."""
        super().__init__(f"A succession of {name} waits to be accepted. Withdraw that one first, or have it accepted.")


class SuccessionDecided(Refusal):
    """The succession was accepted or withdrawn already."""

    code, status, title = "succession.decided", 409, "Already decided"

    def __init__(self, how: str) -> None:
        """Say how."""
        super().__init__(f"This succession was {how} already, and that stands. Read it to see what passed.")


class SuccessionNotYet(Refusal):
    """The day on which it takes effect has not come."""

    code, status, title = "succession.not_yet", 409, "Not yet in effect"

    def __init__(self, on: date, today: date) -> None:
        """Name both days."""
        super().__init__(f"This takes effect on {on} and today is {today}. Accept it from that day on.")


class ProcurementUnderWay(Refusal):
    """The closing body has tenders or awards that nobody could carry on."""

    code, status, title = "succession.procurement_under_way", 409, "Procurement is under way"

    def __init__(self, name: str, references: Sequence[str]) -> None:
        """List what is under way."""
        super().__init__(
            f"{name} has procurement under way that nobody could carry on once it is closed: {', '.join(references)}. "
            "Bring each to a contract, abandon it, or make its award void; then accept."
        )


class SuccessorAccepts(NotAllowed):
    """Contracts are obligations: only an admin of the body that takes them on accepts them."""

    code, status, title = "succession.successor_accepts", 403, "For the body that follows"

    def __init__(self, name: str) -> None:
        """Name it."""
        super().__init__(f"What passes is accepted by an admin of {name}. Ask theirs.")


class ProposerWithdraws(NotAllowed):
    """Only the side that proposed a succession takes it back."""

    code, status, title = "succession.proposer_withdraws", 403, "For who proposed it"

    def __init__(self, name: str) -> None:
        """Name who proposed it."""
        super().__init__(f"{name} proposed this succession, and withdraws it. Ask them, or let it lie.")
