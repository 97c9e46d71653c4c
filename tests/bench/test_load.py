"""The load generator counts whole answers only, and stops at the first one that is not a success."""

import asyncio
import itertools
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bench.load import Unanswered, load, request


@contextmanager
def answering(answer: bytes) -> Iterator[int]:
    """Serve the same bytes for every request, in two pieces, and yield the port."""
    loop, ready, port = asyncio.new_event_loop(), threading.Event(), 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.readuntil(b"\r\n\r\n"):
            writer.write(answer[:20])
            await writer.drain()
            await asyncio.sleep(0)
            writer.write(answer[20:])

    async def guarded(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await serve(reader, writer)
        except asyncio.IncompleteReadError:
            writer.close()

    async def run(stop: asyncio.Event) -> None:
        nonlocal port
        server = await asyncio.start_server(guarded, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        ready.set()
        await stop.wait()
        server.close()

    stop = asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=(run(stop),))
    thread.start()
    ready.wait(5)
    try:
        yield port
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(5)
        loop.close()


def test_every_connection_asks_until_time_is_up() -> None:
    with answering(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello") as port:
        found = load(port, itertools.repeat(request("GET", "/")), connections=3, seconds=0.2)
    assert found.answers >= 3
    assert found.rate > 0
    assert 0 < found.median <= found.slowest_percent


def test_an_answer_that_is_no_success_ends_the_load_with_what_it_said() -> None:
    refused = b"HTTP/1.1 409 Conflict\r\ncontent-length: 12\r\n\r\nbeen and gone"
    with answering(refused) as port, pytest.raises(Unanswered, match="409 Conflict"):
        load(port, itertools.repeat(request("GET", "/")), connections=2, seconds=5)


def test_a_request_carries_its_key_and_its_body() -> None:
    sent = request("POST", "/v1/tenders", key="mg_1", body=b"{}")
    assert sent.startswith(b"POST /v1/tenders HTTP/1.1\r\n")
    assert b"Authorization: Bearer mg_1\r\n" in sent
    assert sent.endswith(b"Content-Length: 2\r\n\r\n{}")
