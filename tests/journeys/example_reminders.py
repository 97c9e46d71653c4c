"""What the examples show of due things, reminders, calendars and webhooks."""

from datetime import date

from sqlalchemy import select

from app.identity.rules import Role
from app.kit import outbox
from app.kit.outbox import Kind, State
from app.reminders import service as reminders
from app.reminders.models import ReminderPreference
from tests.delivery.deal import Deal, deal, spend
from tests.journeys.example_cast import refused
from tests.world import Client, World


def meet_them(world: World) -> None:
    """See what is due, be reminded of it in every way, and be refused what cannot be."""
    before = world.clock.at
    agreed = deal(world, spend("15000", "15000", "15000", "15000"))
    agreed.on(date(2026, 4, 1))
    _look_and_settle(world, agreed)
    _be_reminded(world, agreed)
    _take_a_calendar(world, agreed.supplier)
    assert agreed.buyer.organisation_id
    _subscribe(world, world.person(agreed.buyer.organisation_id, Role.ADMIN))
    world.clock.at = before


def _look_and_settle(world: World, agreed: Deal) -> None:
    (late,) = agreed.supplier.read("/v1/due?overdue=true")["items"]
    said = {"key": late["key"], "due_on": late["due_on"], "words": "Sent by post."}
    refused(agreed.supplier, "due.not_settled_by_hand", "/v1/due/settle", said)
    profile = {"living_wage_licence": "LW-2041", "living_wage_expires_on": date(2026, 4, 30)}
    licensed = world.supplier("Ridgeway Care Ltd", profile=profile)
    (ending,) = licensed.read("/v1/due")["items"]
    renewed = {"key": ending["key"], "due_on": ending["due_on"], "words": "Renewed until 30 April 2027: LW-2041."}
    licensed.make("/v1/due/settle", renewed)
    refused(licensed, "due.settled", "/v1/due/settle", renewed)


def _be_reminded(world: World, agreed: Deal) -> None:
    person = agreed.supplier
    person.read("/v1/me/reminders")
    person.did(person.put("/v1/me/reminders", {"how": "at_once"}, version=0))
    assert reminders.sweep(world.service).letters
    with world.service.database.unit_of_work(write=False) as tx:
        wanted = select(ReminderPreference.unsubscribe_key).where(ReminderPreference.person_id == person.person_id)
        key = tx.scalars(wanted).one()
    assert world.stranger.get(f"/v1/unsubscribe/{key}").is_success
    assert world.stranger.post(f"/v1/unsubscribe/{key}").is_success


def _take_a_calendar(world: World, person: Client) -> None:
    made = person.make("/v1/calendars", {"label": "Phone"})
    assert world.stranger.get("/v1" + made["address"].partition("/v1")[2]).is_success
    person.read("/v1/calendars")
    person.make(f"/v1/calendars/{made['id']}/revoke")
    for number in range(10):
        person.make("/v1/calendars", {"label": f"Room {number + 1}"})
    refused(person, "feeds.too_many", "/v1/calendars", {"label": "Room 11"})


def _subscribe(world: World, admin: Client) -> None:
    body = {"address": "https://events.northfield.example/makegood", "events": ["update.submitted", "due.overdue"]}
    refused(admin, "webhook.address_unfit", "/v1/webhooks", body | {"address": "https://10.0.0.7/makegood"})
    one = f"/v1/webhooks/{admin.make('/v1/webhooks', body)['id']}"
    admin.read("/v1/webhooks")
    admin.read(one)
    delivery = f"{one}/deliveries/{admin.make(f'{one}/ping')['id']}"
    refused(admin, "webhook.under_way", f"{delivery}/send-again")
    now = world.clock.now()
    with world.service.database.unit_of_work(write=True) as tx:
        message = outbox.claim(tx, Kind.WEBHOOK, now=now)
        assert message
        outbox.settle(tx, message, State.SENT, "answered with 204", now=now)
    admin.read(f"{one}/deliveries")
    admin.read(delivery)
    admin.make(f"{delivery}/send-again")
    admin.make(f"{one}/revoke")
    refused(admin, "webhook.revoked", f"{one}/ping")
