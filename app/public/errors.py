"""Refusals to whoever reads without an account."""

from app.kit.errors import Invalid, Refusal

_TO_EVERYBODY = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-cache"}


class NotPublic(Refusal):
    """There is no such thing, or it was never public: the answer is the same."""

    code, status, title = "public.not_found", 404, "Nothing public here"

    def __init__(self, kind: str) -> None:
        """Name the kind, and repeat nothing of what was asked for: anybody may put words into an address."""
        super().__init__(f"No public {kind} has this reference or id. Check the address, or begin at /public.")
        self.headers = _TO_EVERYBODY


class Withdrawn(Refusal):
    """It was public, and its authority took it back."""

    code, status, title = "public.withdrawn", 410, "No longer public"

    def __init__(self, kind: str) -> None:
        """Name the kind of what was taken back."""
        super().__init__(f"This {kind} was public, and its authority publishes it no longer. Ask the authority.")
        self.headers = _TO_EVERYBODY


class NotInTheFeed(Invalid):
    """A cursor that is no entry's."""

    code, status, title = "public.cursor", 422, "Not a place in the feed"

    def __init__(self, name: str, value: str) -> None:
        """Name what was given."""
        super().__init__(
            f"{name} names no entry of this feed. Take it from the `id` of an entry, or from the address of a page.",
            [{"place": f"query.{name}", "message": "not the id of an entry", "value": value[:60]}],
        )
