"""The shape of a refusal: a named fact with a stable code, a status and a sentence that shows the way out."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar


class Refusal(Exception):
    """A request that cannot be done, and why.

    Subclasses name the fact and set `code`, `status` and `title`; the sentence is built from the values at hand.
    `extra` holds machine-readable members that go into the answer beside the sentence.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "The request was refused"

    def __init__(self, sentence: str, **extra: Any) -> None:
        """Keep the sentence, and any members to put beside it."""
        super().__init__(sentence)
        self.sentence = sentence
        self.extra: Mapping[str, Any] = extra
        self.headers: Mapping[str, str] = {}


class NotFound(Refusal):
    """The thing does not exist, or is not for the caller to see: the answer is the same."""

    code, status, title = "not_found", 404, "Not found"

    def __init__(self, kind: str, key: object) -> None:
        """Name what was looked for."""
        super().__init__(f"There is no {kind} {key} that you may see. Check the address, or ask its owner.")


class NotSignedIn(Refusal):
    """No credential, or one that does not hold."""

    code, status, title = "not_signed_in", 401, "Sign in first"

    def __init__(self, why: str) -> None:
        """Say what was wrong with the credential, without saying whose it might be."""
        super().__init__(f"{why} Send an API key as `Authorization: Bearer ...`.")
        self.headers = {"WWW-Authenticate": "Bearer"}


class NotAllowed(Refusal):
    """The caller is known, and may not do this."""

    code, status, title = "not_allowed", 403, "Not allowed"


class StaleVersion(Refusal):
    """Somebody changed the thing after the caller read it."""

    code, status, title = "stale_version", 412, "Changed since you read it"

    def __init__(self, held: str, current: str) -> None:
        """Name both versions."""
        super().__init__(
            f"You hold version {held}, and it is now {current}. Read it again, and send your change with the new ETag.",
        )


class VersionRequired(Refusal):
    """An edit came without saying which version it was made from."""

    code, status, title = "version_required", 428, "Say which version you are changing"

    def __init__(self) -> None:
        """Say which header is missing."""
        super().__init__("Send the ETag that you read as `If-Match`, so that nobody's change is lost.")


class Invalid(Refusal):
    """The content does not hold together; every finding is listed with its place."""

    code, status, title = "invalid", 422, "The content has findings"

    def __init__(self, sentence: str, findings: Sequence[Mapping[str, Any]]) -> None:
        """Carry all findings at once."""
        super().__init__(sentence, findings=list(findings))


class TooLarge(Refusal):
    """The body or a file is larger than the service takes."""

    code, status, title = "too_large", 413, "Too large"


class Busy(Refusal):
    """The database could not give the lock in time; nothing was changed."""

    code, status, title = "busy", 503, "Busy, try again"

    def __init__(self) -> None:
        """Say that a repeat is safe."""
        super().__init__("Too many changes are waiting. Nothing was changed; send the request again.")
        self.headers = {"Retry-After": "1"}


class IdempotencyMismatch(Refusal):
    """An idempotency key came again with another request."""

    code, status, title = "idempotency.mismatch", 422, "This Idempotency-Key was used for another request"

    def __init__(self, key: str) -> None:
        """Name the key."""
        super().__init__(f"The key {key!r} belongs to a different request. Use a new key for a new request.")
