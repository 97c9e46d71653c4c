"""An organisation has events posted: of its own contracts alone, signed, once each, and every try can be looked at."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from app.identity.rules import Role
from app.integrations.webhooks import signature
from app.kit.errors import Busy
from app.reminders import service as reminders
from app.worker import senders
from tests.delivery.deal import Deal, deal, spend
from tests.receivers import Hooks, webhook_receiver
from tests.world import Client, World

ALL = ["update.submitted", "update.verified", "due.soon", "due.overdue"]


@pytest.fixture
def hooks() -> Iterator[Hooks]:
    with webhook_receiver() as received:
        yield received


@pytest.fixture
def allowing(world: World) -> Iterator[World]:
    """Return the application of an operator who allows webhooks into this machine."""
    before = world.app.state.service
    world.app.state.service = replace(before, settings=replace(before.settings, webhook_networks="127.0.0.0/8"))
    yield world
    world.app.state.service = before


def admin_of(client: Client) -> Client:
    assert client.organisation_id
    return client.world.person(client.organisation_id, Role.ADMIN)


def send(world: World) -> int:
    return sum(sender.send_pending() for sender in senders(world.service))


def test_what_happens_is_posted_to_both_parties_and_to_nobody_else(allowing: World, hooks: Hooks) -> None:
    agreed = deal(allowing, spend("10", "20", "30", "40"))
    agreed.on(date(2026, 4, 1))
    admins = [admin_of(agreed.buyer), admin_of(agreed.supplier), admin_of(deal(allowing).buyer)]
    made = [one.make("/v1/webhooks", {"address": hooks.address, "events": ALL}) for one in admins]
    claim = agreed.claimed("10")
    assert hooks.requests == [], "nothing leaves the building before its cause is kept"
    assert send(allowing) == 2
    told = [json.loads(body) for _, body in hooks.requests]
    assert [(one["type"], one["data"]["id"], one["data"]["contract"]) for one in told] == [
        ("update.submitted", claim["id"], str(agreed.contract))
    ] * 2
    assert "10" not in json.dumps([one["data"] | {"id": "", "contract": ""} for one in told]), "no content, only ids"
    secrets = {}
    for one in made:
        secrets[one["id"]] = one["secret"]
    for headers, body in hooks.requests:
        at = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
        signed = {signature(secret, headers["webhook-id"], at, body) for secret in secrets.values()}
        assert headers["webhook-signature"] in signed
    found = [one.read(f"/v1/webhooks/{hook['id']}/deliveries")["items"] for one, hook in zip(admins, made, strict=True)]
    assert [[each["state"] for each in page] for page in found] == [["sent"], ["sent"], []]


def test_an_act_that_fails_posts_nothing(allowing: World, hooks: Hooks, monkeypatch: pytest.MonkeyPatch) -> None:
    agreed = deal(allowing)
    admin_of(agreed.supplier).make("/v1/webhooks", {"address": hooks.address, "events": ALL})

    def broken(*_given: object, **_named: object) -> None:
        raise Busy

    with monkeypatch.context() as patch:
        patch.setattr("sqlalchemy.orm.Session.commit", broken)
        period = {"target": str(agreed.targets[0][0])}
        body = {"period": period, "claimed": "10", "words": "Invoices paid to firms in the area."}
        path = f"/v1/commitments/{agreed.commitments[0]}/updates"
        answer = allowing.http.request("POST", path, headers=agreed.supplier.headers, json=body)
    assert answer.status_code == 503
    assert send(allowing) == 0


def test_what_becomes_due_is_posted_once_at_each_stage(allowing: World, hooks: Hooks) -> None:
    agreed = deal(allowing, spend("10", "20", "30", "40"))
    agreed.on(date(2026, 3, 30))
    admin_of(agreed.supplier).make("/v1/webhooks", {"address": hooks.address, "events": ALL})
    assert [reminders.sweep(allowing.service).posted for _ in range(2)] == [1, 0]
    agreed.on(date(2026, 4, 1))
    assert [reminders.sweep(allowing.service).posted for _ in range(2)] == [1, 0]
    send(allowing)
    told = [json.loads(body) for headers, body in hooks.requests]
    assert [(one["type"], one["data"]["stage"]) for one in told] == [
        ("due.soon", "1_day_before"),
        ("due.overdue", "1_day_after"),
    ]


def test_a_test_message_its_tries_and_sending_it_again_are_all_on_record(allowing: World, hooks: Hooks) -> None:
    admin = admin_of(deal(allowing).buyer)
    hook = admin.make("/v1/webhooks", {"address": hooks.address, "events": ["due.soon"]})
    assert "secret" not in admin.read(f"/v1/webhooks/{hook['id']}")
    hooks.status = 500
    ping = admin.make(f"/v1/webhooks/{hook['id']}/ping")
    one = f"/v1/webhooks/{hook['id']}/deliveries/{ping['id']}"
    send(allowing)
    waiting = admin.read(one)
    assert (waiting["state"], waiting["said"]) == ("waiting", "answered with 500")
    assert waiting["next_try_at"] == "2026-01-05T09:01:00Z"
    under_way = admin.post(f"{one}/send-again")
    assert (under_way.status_code, under_way.json()["code"]) == (409, "webhook.under_way")
    hooks.status = 204
    allowing.clock.advance(minutes=1)
    send(allowing)
    admin.make(f"{one}/send-again")
    send(allowing)
    assert [each["said"] for each in admin.read(one)["history"]] == [
        "answered with 500", "answered with 204", "asked for by Person 5", "answered with 204",
    ]  # fmt: skip
    assert len(set(hooks.ids())) == 1, "each try has the same webhook-id"
    assert admin.read(f"/v1/webhooks/{hook['id']}/deliveries?state=failed")["items"] == []


def test_nothing_is_sent_once_a_subscription_is_revoked(allowing: World, hooks: Hooks) -> None:
    admin = admin_of(deal(allowing).buyer)
    hook = admin.make("/v1/webhooks", {"address": hooks.address, "events": ["due.soon"]})
    ping = admin.make(f"/v1/webhooks/{hook['id']}/ping")
    admin.make(f"/v1/webhooks/{hook['id']}/revoke")
    send(allowing)
    assert hooks.requests == []
    said = admin.read(f"/v1/webhooks/{hook['id']}/deliveries/{ping['id']}")
    assert (said["state"], said["said"]) == ("failed", "the subscription was revoked")
    for act in ("ping", f"deliveries/{ping['id']}/send-again"):
        refused = admin.post(f"/v1/webhooks/{hook['id']}/{act}")
        assert (refused.status_code, refused.json()["code"]) == (409, "webhook.revoked")


def test_an_address_inside_a_network_is_refused_where_the_operator_has_not_allowed_it(world: World) -> None:
    agreed: Deal = deal(world)
    admin = admin_of(agreed.buyer)
    for address in ("http://example.org/", "https://127.0.0.1/", "https://[::1]/", "https://user@example.org/"):
        refused = admin.post("/v1/webhooks", {"address": address, "events": ["due.soon"]})
        assert (refused.status_code, refused.json()["code"]) == (422, "webhook.address_unfit")
    for _ in range(20):
        admin.make("/v1/webhooks", {"address": "https://example.org/", "events": ["due.soon"]})
    refused = admin.post("/v1/webhooks", {"address": "https://example.org/", "events": ["due.soon"]})
    assert (refused.status_code, refused.json()["code"]) == (409, "feeds.too_many")
    unknown = admin.post("/v1/webhooks", {"address": "https://example.org/", "events": ["bid.submitted"]})
    assert unknown.status_code == 422, "bids are never told of"
