"""Loads a server on this machine: a fixed number of connections, each asking again as soon as it is answered."""

import asyncio
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import cast

import uvloop

PATIENCE_SECONDS = 30
HEAD_END = b"\r\n\r\n"
LENGTH = b"content-length:"


class Unanswered(RuntimeError):
    """The server did not answer as a benchmark expects; what it said is in the message."""


@dataclass(frozen=True, slots=True)
class Load:
    """What a server did under load: answers per second, and how long one took, in milliseconds."""

    rate: float
    median: float
    slowest_percent: float
    answers: int


@dataclass
class _Tally:
    """What all connections of one load have in common."""

    requests: Iterator[bytes]
    stop_at: float
    waits: list[float] = field(default_factory=list)
    failure: str | None = None


class _Connection(asyncio.Protocol):
    """Sends a request, waits for the whole answer, and sends the next until time is up."""

    def __init__(self, tally: _Tally, done: "asyncio.Future[None]") -> None:
        self._tally = tally
        self._done = done
        self._transport: asyncio.Transport | None = None
        self._answer = bytearray()
        self._whole = 0
        self._sent_at = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's are none of asyncio's classes
        self._ask()

    def data_received(self, data: bytes) -> None:
        self._answer += data
        if not self._whole and (head := self._answer.find(HEAD_END)) >= 0:
            self._whole = head + len(HEAD_END) + _length(bytes(self._answer[:head]))
        if self._whole and len(self._answer) >= self._whole:
            self._answered()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._done.done():
            self._tally.failure = self._tally.failure or f"the connection was closed ({exc or 'by the server'})"
            self._done.set_result(None)

    def _ask(self) -> None:
        assert self._transport is not None
        del self._answer[:]
        self._whole, self._sent_at = 0, time.perf_counter()
        self._transport.write(next(self._tally.requests))

    def _answered(self) -> None:
        now = time.perf_counter()
        if not self._answer.startswith((b"HTTP/1.1 200", b"HTTP/1.1 201")):
            self._tally.failure = self._answer[:600].decode("utf-8", "replace")
        self._tally.waits.append(now - self._sent_at)
        if self._tally.failure is None and now < self._tally.stop_at:
            self._ask()
            return
        assert self._transport is not None
        self._done.set_result(None)
        self._transport.close()


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(LENGTH):
            return int(line.removeprefix(LENGTH))
    raise Unanswered(f"an answer without its length: {head[:200]!r}")


async def _load(port: int, requests: Iterator[bytes], connections: int, seconds: float) -> Load:
    loop = asyncio.get_running_loop()
    begun = time.perf_counter()
    tally = _Tally(requests, begun + seconds)
    ends = [loop.create_future() for _ in range(connections)]
    for end in ends:
        await loop.create_connection(lambda end=end: _Connection(tally, end), "127.0.0.1", port)  # type: ignore[misc]  # a default cannot be inferred
    await asyncio.wait_for(asyncio.gather(*ends), seconds + PATIENCE_SECONDS)
    spent = time.perf_counter() - begun
    if tally.failure is not None:
        raise Unanswered(tally.failure)
    cuts = statistics.quantiles(tally.waits, n=100) if len(tally.waits) > 1 else [tally.waits[0]] * 99
    return Load(len(tally.waits) / spent, cuts[49] * 1000, cuts[98] * 1000, len(tally.waits))


def load(port: int, requests: Iterator[bytes], *, connections: int, seconds: float) -> Load:
    """Ask the server at `port` for as long as `seconds`; raise Unanswered for anything but 200 and 201."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_load(port, requests, connections, seconds))


def request(method: str, path: str, *, key: str | None = None, body: bytes = b"") -> bytes:
    """Return a request as it goes over the wire."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    if key is not None:
        lines.append(f"Authorization: Bearer {key}")
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body
