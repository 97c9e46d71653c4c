"""Refusals about releases."""

from app.kit.errors import Refusal


class NothingPublished(Refusal):
    """Of a tender that nobody may read yet nothing is released."""

    code, status, title = "release.nothing_published", 409, "Nothing is published"

    def __init__(self, reference: str, status: str) -> None:
        """Name the tender and where it stands."""
        super().__init__(
            f"{reference} is {status} and was never published, so there is nothing to release. Publish it first."
        )


class NothingNew(Refusal):
    """Nothing of what may be read has changed since the newest release."""

    code, status, title = "release.nothing_new", 409, "Nothing has changed"

    def __init__(self, reference: str, newest: str) -> None:
        """Name the tender and its newest release."""
        super().__init__(
            f"Nothing of what may be read of {reference} has changed since its release {newest}, which still says it "
            "all. A release is never made twice and never edited."
        )


class ReleasedMeanwhile(Refusal):
    """Somebody else released the same state at the same moment."""

    code, status, title = "release.overtaken", 409, "Somebody else released first"

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__(
            "Another release of this tender was made at the same moment. Read it; release again if needed."
        )
