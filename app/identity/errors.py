"""Refusals about people and keys."""

from app.kit.errors import Refusal


class EmailTaken(Refusal):
    """Somebody already has this address."""

    code, status, title = "person.email_taken", 409, "Address in use"

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__("Somebody is registered with this e-mail address. Use another, or change their roles.")


class RoleNotHeldHere(Refusal):
    """The role does not exist in an organisation of this kind."""

    code, status, title = "person.role_not_held_here", 409, "No such role in this organisation"

    def __init__(self, role: str, kind: str) -> None:
        """Name role and kind."""
        super().__init__(f"An organisation of the kind {kind} has nobody in the role {role}. Leave the role out.")


class LastAdmin(Refusal):
    """The organisation would be left without an admin."""

    code, status, title = "person.last_admin", 409, "The last admin stays"

    def __init__(self) -> None:
        """Say the way out."""
        super().__init__("This is the organisation's last active admin. Give somebody else that role first.")


class OwnAdminDecides(Refusal):
    """The operator starts an organisation, and whoever is its admin then looks after its people."""

    code, status, title = "person.own_admin", 403, "The organisation has an admin of its own"

    def __init__(self) -> None:
        """Say whom to ask, and what to do where nobody is there to be asked."""
        super().__init__(
            "This organisation has an admin of its own who holds a key: ask them. If that key is lost, revoke it "
            "first; the log of the organisation will say so."
        )


class SignInRefused(Refusal):
    """Address and password do not belong together; which of them is wrong is not said."""

    code, status, title = "session.refused", 401, "Not signed in"

    def __init__(self) -> None:
        """Say nothing that helps guessing."""
        super().__init__("The address and the password do not belong together. Check both.")


class TooManySignIns(Refusal):
    """Too many failed sign-ins for one address."""

    code, status, title = "session.throttled", 429, "Too many attempts"

    def __init__(self, minutes: int) -> None:
        """Say how long to wait."""
        super().__init__(f"Too many failed attempts for this address. Wait {minutes} minutes, or use an API key.")
        self.headers = {"Retry-After": str(minutes * 60)}
