"""HTTP of webhooks."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from app.identity.rules import ADMIN
from app.kit.call import Call
from app.kit.endpoint import Routes
from app.kit.outbox import State
from app.kit.pagination import PageRequest
from app.kit.query import Cursor, Limit, Sort
from app.kit.schema import Page
from app.reminders.errors import DeliveryUnderWay, TooManyFeeds, WebhookAddressUnfit, WebhookRevoked
from app.reminders.schemas import DeliveryOut, DeliveryWithTriesOut, WebhookCreate, WebhookIssuedOut, WebhookOut
from app.reminders.webhooks import service

routes = Routes("/v1/webhooks", "Webhooks")


# Not repeatable by Idempotency-Key: the answer holds a secret, and a kept answer would keep it.
@routes.post(
    "",
    may=ADMIN,
    out=WebhookIssuedOut,
    summary="Subscribe an address to events",
    refuses=(WebhookAddressUnfit, TooManyFeeds),
    repeatable=False,
    example={"address": "https://example.org/makegood", "events": ["update.submitted", "due.overdue"]},
)
def subscribe(call: Call, body: WebhookCreate) -> WebhookIssuedOut:
    """Have what happens to your organisation's contracts posted to an address, signed with a secret shown once."""
    return service.subscribe(call, body)


@routes.get("", may=ADMIN, out=Page[WebhookOut], summary="List webhooks")
def list_webhooks(call: Call, sort: Sort = None, cursor: Cursor = None, limit: Limit = 50) -> Page[WebhookOut]:
    """Return your organisation's subscriptions, revoked ones too, without their secrets."""
    return service.listed(call.tx, call.actor, PageRequest(sort, cursor, limit))


@routes.get("/{webhook_id}", may=ADMIN, out=WebhookOut, summary="Read a webhook")
def read_webhook(call: Call, webhook_id: UUID) -> WebhookOut:
    """Return one subscription of your organisation, without its secret."""
    return service.read(call.tx, call.actor, webhook_id)


@routes.post("/{webhook_id}/revoke", may=ADMIN, out=WebhookOut, status=200, summary="Revoke a webhook")
def revoke_webhook(call: Call, webhook_id: UUID) -> WebhookOut:
    """Send nothing to this address from now on, what waits to be tried again included."""
    return service.revoke(call, webhook_id)


@routes.post("/{webhook_id}/ping", may=ADMIN, out=DeliveryOut, summary="Send a test message", refuses=(WebhookRevoked,))
def ping_webhook(call: Call, webhook_id: UUID) -> DeliveryOut:
    """Post a message of the type `ping`, whatever the subscription is to; its delivery says what came of it."""
    return service.ping(call, webhook_id)


@routes.get("/{webhook_id}/deliveries", may=ADMIN, out=Page[DeliveryOut], summary="List what was posted")
def list_deliveries(
    call: Call,
    webhook_id: UUID,
    state: Annotated[list[State] | None, Query(description="Only in these states.")] = None,
    sort: Sort = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[DeliveryOut]:
    """Return the messages of a subscription with where they are: sent, waiting for the next try, given up and why."""
    asked = PageRequest(sort, cursor, limit)
    return service.deliveries(call.tx, call.actor, webhook_id, asked, states=state or [])


@routes.get(
    "/{webhook_id}/deliveries/{delivery_id}", may=ADMIN, out=DeliveryWithTriesOut, summary="Read what was posted"
)
def read_delivery(call: Call, webhook_id: UUID, delivery_id: UUID) -> DeliveryWithTriesOut:
    """Return one message with what came of every try to send it."""
    return service.delivery(call.tx, call.actor, webhook_id, delivery_id)


@routes.post(
    "/{webhook_id}/deliveries/{delivery_id}/send-again",
    may=ADMIN,
    out=DeliveryOut,
    status=200,
    summary="Send a message again",
    refuses=(WebhookRevoked, DeliveryUnderWay),
)
def send_again(call: Call, webhook_id: UUID, delivery_id: UUID) -> DeliveryOut:
    """Send a message once more under the same `webhook-id`, by which a receiver that had it knows that it had it."""
    return service.send_again(call, webhook_id, delivery_id)
