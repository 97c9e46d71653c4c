"""Refusals about organisations."""

from app.kit.errors import Invalid, Refusal


class IdentifierTaken(Refusal):
    """Another organisation already has this identifier."""

    code, status, title = "organisation.identifier_taken", 409, "Already registered"

    def __init__(self) -> None:
        """Say what to do instead of registering twice."""
        super().__init__(
            "An organisation with one of these identifiers is registered already. Use that one; "
            "ask the operator if it is not yours."
        )


class IdentifierInvalid(Invalid):
    """An identifier does not have the form of its register."""

    code, status, title = "organisation.identifier_invalid", 422, "Not an identifier of that register"
