"""A client that speaks to the application in this process, over one event loop that the whole run shares.

Starlette's own test client starts a loop and a thread for every request, and hands every part of an answer from one
thread to another: some ten times as long as the request itself takes. Here a request is one hand-over.
"""

import asyncio
import threading
from collections.abc import AsyncIterator
from functools import cache
from typing import Any
from urllib.parse import unquote

import httpx2
from starlette.types import ASGIApp, Message, Scope

BASE = "http://testserver"
_CALLER = ("testclient", 50000)
_PORTS = {"http": 80, "https": 443}


class AppClient(httpx2.Client):
    """What a user's HTTP client is, without a network between."""

    def __init__(self, app: ASGIApp) -> None:
        """Send to `app`; what it raises is raised here."""
        super().__init__(
            transport=_InProcess(app), base_url=BASE, headers={"user-agent": "testclient"}, follow_redirects=True
        )


class _InProcess(httpx2.BaseTransport):
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        exchange = _Exchange(request)
        asyncio.run_coroutine_threadsafe(exchange.play(self._app), _loop()).result()
        return httpx2.Response(
            exchange.status, headers=exchange.headers, content=b"".join(exchange.body), request=request
        )


class _Exchange:
    """One request and what came of it."""

    def __init__(self, request: httpx2.Request) -> None:
        self._request = request
        self._chunks = _chunks(request)
        self._sent = False
        self.status = 0
        self.headers: list[tuple[bytes, bytes]] = []
        self.body: list[bytes] = []

    async def play(self, app: ASGIApp) -> None:
        """Let the application answer."""
        await app(_scope(self._request), self._receive, self._send)
        assert self.status, f"{self._request.method} {self._request.url} was not answered"

    async def _receive(self) -> Message:
        if self._sent:
            # Nobody hangs up on an application in the same process.
            await asyncio.Event().wait()
        chunk, more = await anext(self._chunks, (b"", False))
        self._sent = not more
        return {"type": "http.request", "body": chunk, "more_body": more}

    async def _send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            assert not self.status, "the application began to answer twice"
            self.status, self.headers = message["status"], list(message.get("headers", ()))
        elif message["type"] == "http.response.body" and self._request.method != "HEAD":
            self.body.append(bytes(message.get("body", b"")))


async def _chunks(request: httpx2.Request) -> AsyncIterator[tuple[bytes, bool]]:
    stream = request.stream
    assert isinstance(stream, httpx2.SyncByteStream)
    for chunk in stream:
        yield chunk, True
    yield b"", False


def _scope(request: httpx2.Request) -> Scope:
    url = request.url
    headers = [(name.lower(), value) for name, value in request.headers.raw]
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": request.method,
        "path": unquote(url.path),
        "raw_path": url.raw_path.split(b"?", 1)[0],
        "root_path": "",
        "scheme": url.scheme,
        "query_string": url.query,
        "headers": headers,
        "client": _CALLER,
        "server": (url.host, url.port or _PORTS[url.scheme]),
        "state": {},
    }
    return scope


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """Return the loop of this run, which turns in a thread of its own until the process ends."""
    loop, turning = asyncio.new_event_loop(), threading.Event()

    async def for_ever() -> None:
        # A task that lasts keeps the threads that endpoints run in from one request to the next.
        turning.set()
        await asyncio.Event().wait()

    def turn() -> None:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(for_ever())

    threading.Thread(target=turn, name="application", daemon=True).start()
    turning.wait()
    return loop
