"""Refusals about changes of contracts, the volume bought, and promises that follow it."""

from datetime import date
from typing import Self

from app.kit.errors import Invalid, Refusal


class ChangeDoesNotHold(Invalid):
    """What was asked for cannot be: every finding is listed at once."""

    code, status, title = "change.does_not_hold", 422, "The change has findings"


class ChangeClosed(Refusal):
    """The change is in force, refused or withdrawn."""

    code, status, title = "change.closed", 409, "The change is decided"

    def __init__(self, number: int, now_is: str) -> None:
        """Name the change and where it stands."""
        super().__init__(
            f"Change {number} is {now_is.replace('_', ' ')} already. Ask for another if the facts have changed."
        )


class ChangeNeedsAnother(Refusal):
    """A change takes three people: one asks, two others approve."""

    code, status, title = "change.needs_another", 409, "Somebody else must approve"

    def __init__(self, why: str = "You asked for this change or approved it already") -> None:
        """Say why not this person."""
        super().__init__(
            f"{why}, so you cannot approve it now. A change takes two commissioners who are different people, and "
            "neither of them the one who asked."
        )

    @classmethod
    def than_who_asked(cls) -> Self:
        """Return the refusal for the one who asked."""
        return cls("You asked for this change")

    @classmethod
    def than_who_approved(cls) -> Self:
        """Return the refusal for the one who approved already."""
        return cls("You approved this change already")


class NotTheAsker(Refusal):
    """A request is withdrawn by whoever made it; everybody else refuses it."""

    code, status, title = "change.not_yours", 409, "Somebody else asked for it"

    def __init__(self, number: int) -> None:
        """Name the change."""
        super().__init__(f"Somebody else asked for change {number}. Have a commissioner refuse it instead.")


class SupplierHasNotAgreed(Refusal):
    """The change asks more of the supplier, who has not said yes."""

    code, status, title = "change.supplier_has_not_agreed", 409, "The supplier has not agreed"

    def __init__(self, number: int) -> None:
        """Name the change."""
        super().__init__(
            f"Change {number} asks more of the supplier, or gives it less, and the supplier has not agreed to it. "
            "Let the supplier read and agree; then approve it a second time."
        )


class SupplierNotAsked(Refusal):
    """Nothing in the change needs the supplier's agreement, or it is given."""

    code, status, title = "change.supplier_not_asked", 409, "There is nothing to agree to"

    def __init__(self, number: int) -> None:
        """Name the change."""
        super().__init__(f"Change {number} does not wait for the agreement of the supplier.")


class NoticeNotAcknowledged(Refusal):
    """The change is beyond a limit of the regime, and nobody has said what became of the notice."""

    code, status, title = "change.notice_not_acknowledged", 409, "The notice is not acknowledged"

    def __init__(self, number: int) -> None:
        """Name the change."""
        super().__init__(
            f"By the limits of the regime change {number} needs a notice or a new procedure, or nobody can say that it "
            "does not; read `notice` of the change. Publish the notice, or say why none is needed, at "
            "POST /v1/changes/{change_id}/notice; then approve it a second time."
        )


class NoticeAcknowledged(Refusal):
    """What became of the notice was said already."""

    code, status, title = "change.notice_acknowledged", 409, "The notice is acknowledged"

    def __init__(self, number: int) -> None:
        """Name the change."""
        super().__init__(f"What became of the notice of change {number} was said already; its acts name who said it.")


class ChangeOvertaken(Refusal):
    """Since it was asked for, the contract became another."""

    code, status, title = "change.overtaken", 409, "The contract has changed since"

    def __init__(self, number: int) -> None:
        """Name the change."""
        super().__init__(
            f"Change {number} was asked for on other facts: since then the contract, its targets or its other changes "
            "moved. Withdraw or refuse it, and ask for it anew; whoever approves it must see what it does now."
        )


class ChangeTooLate(Refusal):
    """The day from which the change should hold has passed."""

    code, status, title = "change.too_late", 409, "The day of the change has passed"

    def __init__(self, number: int, effective_on: date, today: date) -> None:
        """Name the change and both days."""
        super().__init__(
            f"Change {number} was to hold from {effective_on}, and today is {today}. What is past is never changed: "
            "withdraw or refuse it, and ask for it from a later day."
        )


class SubstitutionPending(Refusal):
    """One substitution of a commitment at a time."""

    code, status, title = "change.substitution_pending", 409, "Its substitution is undecided"

    def __init__(self, title: str) -> None:
        """Name the commitment."""
        super().__init__(f"A substitution of {title!r} is undecided already. Decide on that first, or withdraw it.")


class VolumeUnfit(Invalid):
    """What was bought cannot be recorded so."""

    code, status, title = "volume.unfit", 422, "The volume cannot be recorded so"


class VolumeOvertaken(Refusal):
    """Somebody recorded the same days at the same instant."""

    code, status, title = "volume.overtaken", 409, "Somebody recorded it at the same time"

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__("The volume of these days was recorded by somebody else just now. Read it, and try again.")


class NotLinked(Refusal):
    """The commitment does not follow a volume."""

    code, status, title = "commitment.not_linked", 409, "It does not follow a volume"

    def __init__(self, title: str) -> None:
        """Name the commitment."""
        super().__init__(
            f"{title!r} has fixed targets and follows no volume. A buyer can tie it to one while the contract is a "
            "draft, at PUT /v1/commitments/{commitment_id}/volume-link."
        )


class LinkDoesNotHold(Invalid):
    """The promise cannot follow a volume in this way."""

    code, status, title = "commitment.link_does_not_hold", 422, "The promise cannot follow a volume so"
