"""Subscribe, test, look at what was sent, send it again, revoke; and post what happens in the act's own transaction."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.integrations import addresses, webhooks
from app.integrations.addresses import AddressUnfit
from app.integrations.webhooks import Destination
from app.kit import outbox
from app.kit.actor import Actor
from app.kit.call import Call, Service
from app.kit.errors import NotFound
from app.kit.ids import new_id
from app.kit.outbox import Kind, OutboxMessage, State
from app.kit.pagination import PageRequest
from app.kit.schema import Page
from app.reminders.errors import DeliveryUnderWay, TooManyFeeds, WebhookAddressUnfit, WebhookRevoked
from app.reminders.models import Webhook
from app.reminders.schemas import (
    DeliveryOut,
    DeliveryWithTriesOut,
    TryOut,
    WebhookCreate,
    WebhookEvent,
    WebhookIssuedOut,
    WebhookOut,
)
from app.reminders.webhooks import repository

MOST = 20
_TOLD = {event.value: event for event in WebhookEvent}


def subscribe(call: Call, body: WebhookCreate) -> WebhookIssuedOut:
    """Subscribe the actor's organisation; the secret is shown once. Raises WebhookAddressUnfit and TooManyFeeds."""
    actor, allowed = call.actor, addresses.networks(call.service.settings.webhook_networks)
    try:
        addresses.read(body.address, allowed)
    except AddressUnfit as unfit:
        raise WebhookAddressUnfit(body.address, str(unfit)) from unfit
    if repository.in_use(call.tx, actor.organisation_id) >= MOST:
        raise TooManyFeeds("webhooks", MOST)
    row = Webhook(
        id=new_id(call.now),
        organisation_id=actor.organisation_id,
        address=body.address,
        events=sorted({event.value for event in body.events}),
        secret=webhooks.new_secret(),
        created_by=actor.person_id,
        created_at=call.now,
    )
    repository.add(call.tx, row)
    _record(call, Action.WEBHOOK_SUBSCRIBED, row, {"address": row.address, "events": row.events})
    return WebhookIssuedOut(**_out(row).model_dump(), secret=row.secret)


def listed(tx: Session, actor: Actor, asked: PageRequest) -> Page[WebhookOut]:
    """Return a page of the subscriptions of the actor's organisation."""
    rows, following = repository.page(tx, actor.organisation_id, asked)
    return Page[WebhookOut](items=[_out(row) for row in rows], next=following)


def read(tx: Session, actor: Actor, webhook_id: UUID) -> WebhookOut:
    """Return one subscription of the actor's organisation."""
    return _out(_owned(tx, actor, webhook_id))


def revoke(call: Call, webhook_id: UUID) -> WebhookOut:
    """Send nothing to a subscription from now on, what waits for its next try included; twice changes nothing."""
    row = _owned(call.tx, call.actor, webhook_id, lock=True)
    row.revoked_at = row.revoked_at or call.now
    _record(call, Action.WEBHOOK_REVOKED, row, {"address": row.address})
    return _out(row)


def ping(call: Call, webhook_id: UUID) -> DeliveryOut:
    """Post a message that says nothing but that it arrives; raise WebhookRevoked."""
    row = _standing(call, webhook_id)
    said = content(WebhookEvent.PING, {"webhook": str(row.id)}, at=call.now)
    made = outbox.post(call.tx, Kind.WEBHOOK, said, key=f"ping:{new_id(call.now)}", owner_id=row.id, now=call.now)
    found = None if made is None else repository.delivery(call.tx, row.id, made)
    if found is None:
        raise NotFound("delivery", webhook_id)
    _record(call, Action.WEBHOOK_PINGED, row, {"delivery": str(made)})
    return _delivery_out(found)


def deliveries(
    tx: Session, actor: Actor, webhook_id: UUID, asked: PageRequest, *, states: Sequence[State]
) -> Page[DeliveryOut]:
    """Return a page of what was posted to a subscription, or is to be."""
    row = _owned(tx, actor, webhook_id)
    found, following = repository.deliveries(tx, row.id, asked, states=[state.value for state in states])
    return Page[DeliveryOut](items=[_delivery_out(each) for each in found], next=following)


def delivery(tx: Session, actor: Actor, webhook_id: UUID, delivery_id: UUID) -> DeliveryWithTriesOut:
    """Return one message with what came of every try."""
    found = _message(tx, _owned(tx, actor, webhook_id), delivery_id)
    history = [TryOut.model_validate(each) for each in outbox.tries_of(tx, found.id)]
    return DeliveryWithTriesOut(**_delivery_out(found).model_dump(), history=history)


def send_again(call: Call, webhook_id: UUID, delivery_id: UUID) -> DeliveryOut:
    """Send a settled message once more under the same id; raise WebhookRevoked or DeliveryUnderWay."""
    row = _standing(call, webhook_id)
    found = _message(call.tx, row, delivery_id)
    if not outbox.send_again(call.tx, found.id, f"asked for by {call.actor.name}", now=call.now):
        raise DeliveryUnderWay
    _record(call, Action.WEBHOOK_SENT_AGAIN, row, {"delivery": str(found.id)})
    return _delivery_out(found)


# ------------------------------------------------------------------------------------------------- for whoever posts
def content(event: WebhookEvent, data: Mapping[str, Any], *, at: datetime) -> dict[str, Any]:
    """Return what is posted, in the form of Standard Webhooks: a type, an instant and thin data, ids and no content."""
    return {"type": event.value, "timestamp": at.isoformat().replace("+00:00", "Z"), "data": dict(data)}


def subscribed(tx: Session, events: set[WebhookEvent]) -> dict[UUID, list[Webhook]]:
    """Return the subscriptions to any of these events, by organisation."""
    found: dict[UUID, list[Webhook]] = defaultdict(list)
    for row in repository.standing(tx):
        if not events.isdisjoint(row.events):
            found[row.organisation_id].append(row)
    return found


def heard(tx: Session, action: Action, subject: audit.Subject, now: datetime) -> None:
    """Post what was recorded to the subscriptions of both parties, in the transaction of the act itself."""
    event = _TOLD.get(action.value)
    if event is None:
        return
    parties = [getattr(subject, name, None) for name in ("authority_id", "supplier_id")]
    # The act goes on afterwards: what it has not written yet stays unwritten until it says so.
    with tx.no_autoflush:
        for row in repository.standing(tx, [party for party in parties if party is not None]):
            if event.value in row.events:
                said, key = content(event, _data(subject), at=now), f"event:{row.id}:{new_id(now)}"
                outbox.post(tx, Kind.WEBHOOK, said, key=key, owner_id=row.id, now=now)


def destination(service: Service, webhook_id: UUID) -> Destination | None:
    """Return where a subscription is posted to; None once it was revoked."""
    with service.database.unit_of_work(write=False) as tx:
        row = repository.get(tx, webhook_id)
        return None if row is None or row.revoked_at is not None else Destination(row.address, row.secret)


audit.heard_by(heard)


def _data(subject: audit.Subject) -> dict[str, Any]:
    contract_id = subject.id if subject.__tablename__ == "contract" else getattr(subject, "contract_id", None)
    return {
        "kind": subject.__tablename__,
        "id": str(subject.id),
        "contract": None if contract_id is None else str(contract_id),
    }


def _owned(tx: Session, actor: Actor, webhook_id: UUID, *, lock: bool = False) -> Webhook:
    row = repository.get(tx, webhook_id, lock=lock)
    if row is None or row.organisation_id != actor.organisation_id:
        raise NotFound("webhook", webhook_id)
    return row


def _standing(call: Call, webhook_id: UUID) -> Webhook:
    row = _owned(call.tx, call.actor, webhook_id, lock=True)
    if row.revoked_at is not None:
        raise WebhookRevoked
    return row


def _message(tx: Session, row: Webhook, delivery_id: UUID) -> OutboxMessage:
    found = repository.delivery(tx, row.id, delivery_id)
    if found is None:
        raise NotFound("delivery", delivery_id)
    return found


def _record(call: Call, action: Action, row: Webhook, after: Mapping[str, Any]) -> None:
    audit.record(call.tx, call.actor, action, row, log_id=row.organisation_id, now=call.now, after=after)


def _out(row: Webhook) -> WebhookOut:
    return WebhookOut.model_validate(row)


def _delivery_out(row: OutboxMessage) -> DeliveryOut:
    return DeliveryOut(
        id=row.id,
        event=str(row.content.get("type", "")),
        state=row.state,
        tries=row.tries,
        next_try_at=row.run_at if row.state == State.WAITING else None,
        said=row.said,
        created_at=row.created_at,
        content=row.content,
    )
