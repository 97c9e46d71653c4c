"""A body that is too large is refused unread, or where it passes the limit when nobody said how long it is."""

import asyncio
from typing import Any

import pytest

from app.identity.rules import Role
from app.kit.problem import MEDIA_TYPE
from app.organisations.rules import OrganisationKind
from tests.world import World

FORM = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'


def send(world: World, headers: dict[str, str], chunk: bytes, chunks: int) -> tuple[list[dict[str, Any]], int]:
    """Send a body chunk by chunk, straight into the application; return the answer and how many chunks it took."""
    path = "/v1/organisations"
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
        "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "", "client": ("c", 1),
        "server": ("s", 80), "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
    }  # fmt: skip
    taken, sent = 0, list[dict[str, Any]]()

    async def receive() -> dict[str, Any]:
        nonlocal taken
        taken += 1
        return {"type": "http.request", "body": chunk, "more_body": taken < chunks}

    async def answer(message: dict[str, Any]) -> None:
        sent.append(message)

    asyncio.run(world.app(scope, receive, answer))  # type: ignore[arg-type]  # plain dictionaries are ASGI messages
    return sent, taken


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=x"])
@pytest.mark.parametrize("announced", [True, False])
def test_two_hundred_megabytes_are_refused_without_being_read(world: World, kind: str, announced: bool) -> None:  # noqa: FBT001
    admin = world.person(world.organisation(OrganisationKind.OPERATOR), Role.ADMIN)
    megabyte = FORM.ljust(1_000_000, b"x")
    headers = {**admin.headers, "Content-Type": kind} | ({"Content-Length": "200000000"} if announced else {})
    sent, taken = send(world, headers, megabyte, 200)
    limit = world.service.settings.max_body_bytes // 1_000_000
    assert taken == (0 if announced else limit + 1)
    start, body = sent
    assert start["status"] == 413
    assert dict(start["headers"])[b"content-type"].decode() == MEDIA_TYPE
    assert b'"code": "too_large"' in body["body"]
    assert b"3,000,000" in body["body"]


def test_a_length_that_is_no_number_is_not_believed(world: World) -> None:
    _, taken = send(world, {"Content-Type": "application/json", "Content-Length": "1e9"}, b"x" * 2_000_000, 50)
    assert taken == 2
