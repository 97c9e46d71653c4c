"""Identifiers sort by the time they were made, so that new rows land at the end of an index.

UUID version 7 is laid out in RFC 9562 section 5.7: 48 bits of Unix milliseconds, then random bits. The
counter bits keep the order inside one millisecond of one process.
"""

import secrets
import threading
from datetime import datetime
from uuid import UUID

_VERSION = 0x7 << 76
_VARIANT = 0b10 << 62
_COUNTER_MOST = 0xFFF
_COUNTER_START = 0x400
_lock = threading.Lock()
_last = (0, 0)


def new_id(now: datetime) -> UUID:
    """Return a fresh UUIDv7 for the instant `now`; later calls in one process compare greater."""
    global _last  # noqa: PLW0603 - the last pair is the state that keeps the order
    milliseconds = int(now.timestamp() * 1000)
    with _lock:
        last_milliseconds, counter = _last
        if milliseconds <= last_milliseconds and counter < _COUNTER_MOST:
            milliseconds, counter = last_milliseconds, counter + 1
        elif milliseconds <= last_milliseconds:
            milliseconds, counter = last_milliseconds + 1, 0
        else:
            counter = secrets.randbelow(_COUNTER_START)
        _last = (milliseconds, counter)
    return UUID(int=(milliseconds << 80) | _VERSION | (counter << 64) | _VARIANT | secrets.randbits(62))
