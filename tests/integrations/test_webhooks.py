"""Webhooks: signed as the convention has it, to addresses on the internet only, and for a limited time."""

import contextlib
import ipaddress
import json
import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from app.integrations import addresses, pinned, webhooks
from app.integrations.addresses import AddressUnfit, networks
from app.integrations.webhooks import Destination, Webhooks, signature
from app.kit.clock import FixedClock
from app.kit.ids import new_id
from app.kit.outbox import Kind, Message
from app.kit.sending import Arrived, InDoubt, NotTaken
from tests.receivers import Hooks, webhook_receiver

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
ID = UUID("019b8d62-7a80-7fff-8fff-cf25ff0e0001")
LOCAL = networks("127.0.0.0/8")
SECRET = webhooks.new_secret()


def message() -> Message:
    content = {"type": "update.verified", "data": {"id": "1"}}
    return Message(ID, Kind.WEBHOOK, new_id(NOW), content, 1, NOW, new_id(NOW), interrupted=False)


def post(address: str, *, allowed: Any = LOCAL) -> str:
    way = Webhooks(lambda _owner: Destination(address, SECRET), FixedClock(NOW), allowed)
    with way.ready(message()) as send:
        return send()


@pytest.fixture
def hooks() -> Iterator[Hooks]:
    with webhook_receiver() as received:
        yield received


def test_a_signature_is_the_one_that_the_reference_library_makes() -> None:
    """Made once with standardwebhooks 1.1.0 for Python, and checked by it."""
    at = datetime.fromtimestamp(1614265330, UTC)
    made = signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", at, b'{"test": 2432232314}'
    )
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_message_is_posted_once_signed_and_under_its_own_id(hooks: Hooks) -> None:
    assert post(hooks.address) == "answered with 204"
    ((headers, body),) = hooks.requests
    assert json.loads(body) == message().content
    assert headers["webhook-id"] == str(ID)
    assert headers["webhook-timestamp"] == str(int(NOW.timestamp()))
    assert headers["webhook-signature"] == signature(SECRET, str(ID), NOW, body)
    assert headers["host"] == f"127.0.0.1:{hooks.port}"


@pytest.mark.parametrize(("status", "for_good"), [(301, False), (404, False), (500, False), (410, True)])
def test_any_answer_but_well_done_is_a_failure_and_no_redirect_is_followed(
    hooks: Hooks,
    status: int,
    for_good: bool,  # noqa: FBT001 - it comes from the table above
) -> None:
    hooks.status, hooks.headers = status, {"Location": hooks.address}
    with pytest.raises(NotTaken, match=str(status)) as refused:
        post(hooks.address)
    assert (refused.value.for_good, len(hooks.requests)) == (for_good, 1)


def test_a_subscription_that_was_revoked_is_not_posted_to() -> None:
    way = Webhooks(lambda _owner: None, FixedClock(NOW), LOCAL)
    with pytest.raises(NotTaken, match="revoked") as refused, way.ready(message()):
        pass
    assert refused.value.for_good
    assert way.arrived(message()) is Arrived.REPEAT


def test_without_leave_nothing_is_sent_into_the_own_network(hooks: Hooks) -> None:
    for address in (f"https://localhost:{hooks.port}/", f"https://127.0.0.1:{hooks.port}/"):
        with pytest.raises(NotTaken, match=r"not an address that webhooks are sent to|inside a network"):
            post(address, allowed=())
    assert hooks.requests == []


def test_plain_http_is_for_networks_that_the_operator_allows() -> None:
    with pytest.raises(NotTaken, match="https://"):
        post("http://127.0.0.1:8000/", allowed=())
    with pytest.raises(NotTaken, match="not an address that webhooks are sent to"):
        post("http://localhost:8000/", allowed=networks("10.0.0.0/8"))


INSIDE = ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"]
INSIDE += ["192.0.0.8", "192.0.0.192", "::ffff:192.0.0.192"]
INSIDE += ["224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1"]
INSIDE += [
    str(ipaddress.IPv4Address(0)),
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "::7f00:1",
    "ff02::1",
    "192.0.2.1",
    "198.18.0.1",
    "240.0.0.1",
]


@pytest.mark.parametrize("ip", INSIDE)
def test_an_address_inside_a_network_may_not_be_called(ip: str) -> None:
    assert not addresses.may_be_called(ipaddress.ip_address(ip), ())


def test_an_address_on_the_internet_may_be_called_and_so_may_a_network_that_is_allowed() -> None:
    for ip in ("8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"):
        assert addresses.may_be_called(ipaddress.ip_address(ip), ())
    for ip in ("10.1.2.3", "::ffff:10.1.2.3"):
        assert addresses.may_be_called(ipaddress.ip_address(ip), networks("10.1.0.0/16"))


UNFIT = ["ftp://example.org/", "https://", "https://user@example.org/", "https://u:p@example.org/", "//example.org/"]
UNFIT += ["https://example.org:99999/", "https://example.org:25/", "https://example.org/#x", "https://exa mple.org/"]
UNFIT += ["https://example.org/\r\nX: y", "https://[::1]/", "https://127.0.0.1/", "https://é.example/", "javascript:1"]
UNFIT += ["https://10.0.0.1/", "https://[::ffff:10.0.0.1]/", "http://example.org/", "https://" + "x" * 2000]


@pytest.mark.parametrize("address", UNFIT)
def test_an_address_that_no_webhook_is_sent_to_is_refused_before_anybody_is_asked(address: str) -> None:
    with pytest.raises(AddressUnfit):
        addresses.read(address, ())


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "127.1", "017700000001"])
def test_other_spellings_of_an_address_are_looked_at_where_they_lead(
    host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look_up(*_given: object, **_named: object) -> list[Any]:
        return [(2, 1, 6, "", ("127.0.0.1", 443))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with pytest.raises(NotTaken, match=r"leads to 127\.0\.0\.1"):
        post(f"https://{host}/", allowed=())


def test_a_name_is_asked_for_once_and_refused_where_one_of_its_addresses_is_inside(
    hooks: Hooks, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def look_up(host: str, *_given: object, **_named: object) -> list[Any]:
        asked.append(host)
        both = ["127.0.0.1", "10.0.0.1"] if host == "both.example" else ["127.0.0.1"]
        return [(2, 1, 6, "", (ip, 0)) for ip in both]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with pytest.raises(NotTaken, match=r"leads to 10\.0\.0\.1"):
        post(f"http://both.example:{hooks.port}/")
    monkeypatch.undo()

    def pinned_look_up(host: str, port: int, **_named: Any) -> str:
        asked.append(host)
        return "127.0.0.1"

    monkeypatch.setattr(pinned, "resolved", pinned_look_up)
    assert post(f"http://once.example:{hooks.port}/") == "answered with 204"
    assert asked == ["both.example", "once.example"]
    assert hooks.requests[0][0]["host"] == f"once.example:{hooks.port}"


def test_a_receiver_that_drips_is_left_after_a_fixed_time(hooks: Hooks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhooks, "SECONDS", 0.3)

    def drip(handler: Any) -> None:
        with contextlib.suppress(OSError):
            for _ in range(40):
                time.sleep(0.05)
                handler.wfile.write(b"H")
        handler.close_connection = True

    hooks.answer = drip
    began = time.monotonic()
    with pytest.raises(InDoubt, match="no answer"):
        post(hooks.address)
    assert time.monotonic() - began < 1.5


def test_an_endless_answer_is_not_read_to_its_end(hooks: Hooks) -> None:
    def pour(handler: Any) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n")
        with contextlib.suppress(OSError):
            while True:
                handler.wfile.write(b"x" * 65536)
        handler.close_connection = True

    hooks.answer = pour
    assert post(hooks.address) == "answered with 200"
