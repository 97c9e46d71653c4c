"""Refusals about due things, calendars and webhooks."""

from app.kit.errors import Invalid, Refusal


class NotSettledByHand(Refusal):
    """The service sees by itself when such a thing is done."""

    code, status, title = "due.not_settled_by_hand", 409, "Not settled by saying so"

    def __init__(self, kind: str) -> None:
        """Name the kind and the way out."""
        super().__init__(
            f"A {kind.replace('_', ' ')} is over when it is done here, and not when somebody says so. Follow its "
            "`path`; nothing was changed."
        )


class DueSettled(Refusal):
    """Somebody said already that it is done."""

    code, status, title = "due.settled", 409, "Settled already"

    def __init__(self) -> None:
        """Say how to go on."""
        super().__init__("Somebody has said already that this is done. Read /v1/due again.")


class WebhookAddressUnfit(Invalid):
    """Nothing is sent to such an address."""

    code, status, title = "webhook.address_unfit", 422, "Not an address for a webhook"

    def __init__(self, address: str, why: str) -> None:
        """Name the address, what is wrong, and the way out."""
        super().__init__(
            f"Nothing can be sent to {address[:200]!r}: {why}.",
            [{"place": "body.address", "message": why, "value": address[:200]}],
        )


class TooManyFeeds(Refusal):
    """There are as many calendars or webhooks as one may have."""

    code, status, title = "feeds.too_many", 409, "Too many"

    def __init__(self, what: str, most: int) -> None:
        """Say how many there may be, and the way out."""
        super().__init__(f"There are {most} {what} in use, and more there may not be. Revoke one that nobody needs.")


class WebhookRevoked(Refusal):
    """The subscription was revoked, and nothing is sent to it any more."""

    code, status, title = "webhook.revoked", 409, "Revoked"

    def __init__(self) -> None:
        """Say the way out."""
        super().__init__("This subscription was revoked. Subscribe anew to have something sent.")


class DeliveryUnderWay(Refusal):
    """The message waits for its next try by itself."""

    code, status, title = "webhook.under_way", 409, "Under way"

    def __init__(self) -> None:
        """Say the way out."""
        super().__init__("This message is under way and will be tried by itself. Wait until it is sent or given up.")
