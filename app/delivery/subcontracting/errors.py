"""Refusals about subcontractors and the parts that they report."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from app.kit.errors import Invalid, NotAllowed, Refusal


class NotTheSubcontractor(NotAllowed):
    """A part is reported by the firm that did it."""

    code, status, title = "subcontractor.not_the_subcontractor", 403, "For the subcontractor"

    def __init__(self, name: str) -> None:
        """Name the firm."""
        super().__init__(f"What {name} did is reported by {name} itself. Ask them to, or claim it as your own work.")


class SubcontractorUnfit(Invalid):
    """Who is named, or on what, does not fit the contract."""

    code, status, title = "subcontractor.unfit", 422, "Not a subcontractor of this contract"

    def __init__(self, findings: Sequence[Mapping[str, Any]]) -> None:
        """Carry every finding."""
        super().__init__(f"{findings[0]['message']}. Mend what is listed; nobody was named.", findings)


class SubcontractorThere(Refusal):
    """The firm is a subcontractor of the contract already."""

    code, status, title = "subcontractor.exists", 409, "Named already"

    def __init__(self) -> None:
        """Say how to go on."""
        super().__init__(
            "This organisation reports on the contract already. Remove it with a reason first if it is to report on "
            "other commitments, and name it anew; what it reported stays."
        )


class SubcontractorGone(Refusal):
    """The firm was removed, or has not joined yet."""

    code, status, title = "subcontractor.not_active", 409, "Not reporting"

    def __init__(self, name: str, status: str) -> None:
        """Say where it stands."""
        super().__init__(
            f"{name} is {status} on this contract, so nothing of it is taken or decided. What it reported before stays."
        )


class InvitationUnknown(Refusal):
    """There is no such invitation."""

    code, status, title = "subcontractor.invitation_unknown", 404, "No such invitation"

    def __init__(self) -> None:
        """Say whom to ask."""
        super().__init__("There is no such invitation. Copy the whole of it, or ask the supplier for a new one.")


class InvitationOver(Refusal):
    """An invitation is for one organisation, and holds for a while."""

    code, status, title = "subcontractor.invitation_over", 410, "The invitation no longer holds"

    def __init__(self, why: str) -> None:
        """Say why, and whom to ask."""
        super().__init__(f"The invitation {why}. Ask the supplier to name you anew.")


class NotToReportOn(Refusal):
    """The commitment is not one that the subcontractor may report on, or it binds no more."""

    code, status, title = "part.not_to_report_on", 409, "Not to report on"

    def __init__(self, title: str, status: str) -> None:
        """Name the commitment and where it stands."""
        super().__init__(f"{title!r} is {status}, so there is nothing to report on it. Ask the supplier.")


class PartUnfit(Invalid):
    """The part does not fit the commitment."""

    code, status, title = "part.unfit", 422, "The part does not fit"

    def __init__(self, findings: Sequence[Mapping[str, Any]]) -> None:
        """Carry every finding."""
        super().__init__(f"{findings[0]['message']}. Mend what is listed; nothing was kept.", findings)


class PartSettled(Refusal):
    """The supplier has accepted the part."""

    code, status, title = "part.settled", 409, "Accepted already"

    def __init__(self, starts_on: date, revision: int) -> None:
        """Name the period and the revision."""
        super().__init__(
            f"Revision {revision} of your part from {starts_on} was accepted, and a new one does not take its place. "
            "Ask the supplier to return it if it was wrong."
        )


class PartNotOpen(Refusal):
    """The part is not in a state for this."""

    code, status, title = "part.not_open", 409, "Not open for this"

    def __init__(self, revision: int, status: str) -> None:
        """Say where it stands."""
        super().__init__(
            f"Revision {revision} of this part is {status}. Read it again to see what may be done with it."
        )


class PartIncluded(Refusal):
    """A claim that stands holds the part."""

    code, status, title = "part.included", 409, "Part of a claim"

    def __init__(self) -> None:
        """Say what comes first."""
        super().__init__(
            "An update that stands holds this part. Make a new claim for the period without it, and return it then."
        )


class PartsUnfit(Invalid):
    """The parts do not fit the update."""

    code, status, title = "update.parts_unfit", 422, "The parts do not fit the claim"

    def __init__(self, findings: Sequence[Mapping[str, Any]]) -> None:
        """Carry every finding."""
        super().__init__(f"{findings[0]['message']}. Mend what is listed; nothing was included.", findings)
