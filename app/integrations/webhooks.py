"""Posts what happened to an address that somebody subscribed, signed, so that the receiver knows who sent it and when.

Names and form of the headers are those of Standard Webhooks 1.0 (standardwebhooks.com), so that receivers can check
them with the libraries that there are. `webhook-id` is the same for every try, by which a receiver knows a repetition.
"""

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import httpcore

from app.integrations.addresses import Address, AddressUnfit, Network, read
from app.integrations.pinned import Pinned
from app.kit.clock import Clock
from app.kit.outbox import Message
from app.kit.sending import Arrived, InDoubt, NotTaken

_PREFIX = "whsec_"
_SECRET_BYTES = 32
_MOST_ANSWER = 64 * 1024
_MOST_SAID = 300
_GONE = 410
SECONDS = 15
"""For one message from looking its name up to the end of the answer: not a quantity of the trade."""


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a subscription is sent to, and the secret that it is signed with."""

    address: str
    secret: str


def new_secret() -> str:
    """Return a fresh secret of 256 bits, in the form that Standard Webhooks libraries take."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def signature(secret: str, message_id: str, at: datetime, body: bytes) -> str:
    """Return the signature of a message: HMAC-SHA-256 over id, Unix time in seconds and body, parted by full stops.

    Raises ValueError for a secret that is none.
    """
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("the secret is not one") from error
    signed = b".".join((message_id.encode(), str(int(at.timestamp())).encode(), body))
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def body_of(content: Mapping[str, Any]) -> bytes:
    """Return what is posted: the same bytes for every try."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


class Webhooks:
    """Posts messages to the subscriptions that they are for."""

    why_held = "The receiver knows it by its webhook-id."

    def __init__(self, find: Callable[[UUID], Destination | None], clock: Clock, allowed: Sequence[Network]) -> None:
        """Find subscriptions by `find`, which returns None for one that was revoked."""
        self._find = find
        self._clock = clock
        self._allowed = allowed

    @contextmanager
    def ready(self, message: Message) -> Iterator[Callable[[], str]]:
        """Find the subscription and sign; connecting belongs to handing over, for a repetition does no harm."""
        where = self._find(message.owner_id)
        if where is None:
            raise NotTaken("the subscription was revoked", for_good=True)
        try:
            address = read(where.address, self._allowed)
        except AddressUnfit as error:
            raise NotTaken(str(error), for_good=True) from error
        body, now = body_of(message.content), self._clock.now()
        headers = {
            "content-type": "application/json",
            "user-agent": "Makegood",
            "webhook-id": str(message.id),
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": signature(where.secret, str(message.id), now, body),
        }
        yield lambda: self._post(address, headers, body)

    def arrived(self, message: Message) -> Arrived:
        """Let a message in doubt be repeated: its id tells the receiver that it is the same."""
        del message
        return Arrived.REPEAT

    def _post(self, address: Address, headers: Mapping[str, str], body: bytes) -> str:
        backend = Pinned(plain=address.scheme == "http", allowed=self._allowed, seconds=SECONDS)
        url = httpcore.URL(scheme=address.scheme, host=address.host, port=address.port, target=address.target)
        given = [("host", _host(address)), ("content-length", str(len(body))), *headers.items()]
        try:
            with (
                httpcore.ConnectionPool(network_backend=backend, retries=0) as pool,
                pool.stream("POST", url, headers=given, content=body) as answer,
            ):
                _read_some(answer)
        except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
            raise NotTaken(f"it could not be reached: {error}"[:_MOST_SAID]) from error
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, OSError) as error:
            raise InDoubt(f"no answer: {type(error).__name__}: {error}"[:_MOST_SAID]) from error
        if 200 <= answer.status < 300:  # noqa: PLR2004 - the range that means well done
            return f"answered with {answer.status}"
        raise NotTaken(_refused(answer.status), for_good=answer.status == _GONE)


def _read_some(answer: httpcore.Response) -> None:
    """Read the answer to its end, or as far as it is worth it: nothing in it is used."""
    size = 0
    for part in answer.iter_stream():
        size += len(part)
        if size > _MOST_ANSWER:
            return


def _refused(status: int) -> str:
    if status // 100 == 3:  # noqa: PLR2004 - the range that points elsewhere
        return f"answered with {status}, which points elsewhere; redirects are not followed"
    return f"answered with {status}"


def _host(address: Address) -> str:
    host = f"[{address.host}]" if ":" in address.host else address.host
    standard = {"https": 443, "http": 80}[address.scheme]
    return host if address.port == standard else f"{host}:{address.port}"
