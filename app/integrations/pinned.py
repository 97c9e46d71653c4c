"""Connects to the very address that was looked at, and to no other, and gives up at a fixed moment.

A name may lead elsewhere the second time that it is asked for, so it is asked for once. A receiver that sends one byte
a second never runs into a limit on single reads, so everything together has a limit.
"""

import ssl
import time
from collections.abc import Iterable, Sequence
from typing import Any

import httpcore

from app.integrations.addresses import AddressUnfit, Network, resolved

_Option = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]


class Pinned(httpcore.NetworkBackend):
    """Makes one connection, to an address that may be called, which ends `seconds` after this was made."""

    def __init__(self, *, plain: bool, allowed: Sequence[Network], seconds: float) -> None:
        """Allow the networks `allowed` beside the internet; `plain` is for a connection without TLS."""
        self._plain = plain
        self._allowed = allowed
        self._until = time.monotonic() + seconds
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[_Option] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to an address of `host`; what is none that may be called is a failure to connect."""
        del timeout
        try:
            address = resolved(host, port, plain=self._plain, allowed=self._allowed)
        except (AddressUnfit, OSError) as error:
            raise httpcore.ConnectError(str(error)) from error
        stream = self._sockets.connect_tcp(address, port, _left(self._until), local_address, socket_options)
        return _Limited(stream, self._until)


class _Limited(httpcore.NetworkStream):
    """A stream that ends at a fixed moment, however often something is read from it."""

    def __init__(self, stream: httpcore.NetworkStream, until: float) -> None:
        self._stream = stream
        self._until = until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        del timeout
        return self._stream.read(max_bytes, _left(self._until))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        del timeout
        self._stream.write(buffer, _left(self._until))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        del timeout
        secured = self._stream.start_tls(ssl_context, server_hostname, _left(self._until))
        return _Limited(secured, self._until)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(until: float) -> float:
    seconds = until - time.monotonic()
    if seconds <= 0:
        raise httpcore.ReadTimeout("the receiver took too long over the whole of it")
    return seconds
