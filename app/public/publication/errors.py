"""Refusals about what an authority publishes."""

from app.kit.errors import NotAllowed, Refusal


class PublisherNotAuthority(NotAllowed):
    """Only an authority has something to publish here."""

    code, status, title = "publication.not_an_authority", 403, "For authorities"

    def __init__(self, name: str) -> None:
        """Name who asked."""
        super().__init__(
            f"{name} is no authority, or is closed, so it has no tenders, awards or delivery to publish here. The "
            "authority that buys decides what everybody may read."
        )


class PublicationUnchanged(Refusal):
    """What holds says all of it already."""

    code, status, title = "publication.unchanged", 409, "Nothing changes"

    def __init__(self, said: str) -> None:
        """Say what holds."""
        super().__init__(f"This holds already: {said}. Send what should be otherwise.")


class PublicationOvertaken(Refusal):
    """A colleague stated something at the same moment."""

    code, status, title = "publication.overtaken", 409, "A colleague was first"

    def __init__(self) -> None:
        """Say how to go on."""
        super().__init__("Somebody of your authority stated this at the same moment. Read it again at /v1/publication.")
