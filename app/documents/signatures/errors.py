"""Refusals about signatures and proofs."""

from app.kit.errors import Refusal


class NoSigningKey(Refusal):
    """The operator has put no key there for the authority."""

    code, status, title = "document.no_signing_key", 409, "No key to sign with"

    def __init__(self) -> None:
        """Say whose work it is."""
        super().__init__(
            "There is no key to sign your documents with. Ask the operator to put one there (MAKEGOOD_SIGNING_KEYS), "
            "then ask again."
        )


class DocumentSigned(Refusal):
    """The file is signed already."""

    code, status, title = "document.signed", 409, "Signed already"

    def __init__(self, reference: str) -> None:
        """Say that there is nothing left to do."""
        super().__init__(f"The PDF of {reference} is signed; a file is signed once.")
