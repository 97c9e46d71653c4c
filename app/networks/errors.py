"""Refusals about networks."""

from collections.abc import Sequence

from app.kit.errors import Invalid, NotAllowed, Refusal


class LeadInvites(NotAllowed):
    """Only the body that leads a network invites."""

    code, status, title = "network.lead_invites", 403, "For the lead of the network"

    def __init__(self, lead: str) -> None:
        """Name the lead."""
        super().__init__(f"{lead} leads this network and invites its members. Ask them to.")


class NotAnAuthority(Invalid):
    """A network is of authorities that are there."""

    code, status, title = "network.not_an_authority", 422, "Not an authority"

    def __init__(self, name: str) -> None:
        """Name who cannot be invited."""
        super().__init__(
            f"{name} is no authority, or is closed, so it has no sums to share. Invite an authority.",
            [{"place": "body.organisation_id", "message": "not an authority that is there", "value": name}],
        )


class MembershipStands(Refusal):
    """A step that the membership does not allow now."""

    code, status, title = "network.membership_stands", 409, "The membership stands otherwise"

    def __init__(self, name: str, stands: str, wanted: str) -> None:
        """Say where the membership stands and what was asked for."""
        super().__init__(
            f"{name} {stands}, so it cannot be {wanted} now. A body is invited, joins with what it chooses to share, "
            "states that anew as often as it likes, and leaves; then it may be invited again."
        )


class MeasuresUnknown(Invalid):
    """The library has no such measures."""

    code, status, title = "network.measures_unknown", 422, "No such measures"

    def __init__(self, unknown: Sequence[tuple[int, str]]) -> None:
        """List every measure that is not known."""
        named = ", ".join(repr(name) for _, name in unknown)
        super().__init__(
            f"The library of measures has no {named}. Write a measure as commitments do, such as local-spend.",
            [
                {"place": f"body.measures[{place}]", "message": "no such measure", "value": name}
                for place, name in unknown
            ],
        )


class MembershipOvertaken(Refusal):
    """A colleague took a step in the same membership at the same moment."""

    code, status, title = "network.overtaken", 409, "A colleague was first"

    def __init__(self) -> None:
        """Say how to go on."""
        super().__init__("Somebody took a step in this membership at the same moment. Read the network again.")
