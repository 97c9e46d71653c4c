"""Ends the reading of a file that was made to keep a reader busy."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

from app.documents.verifying_pdf import NotChecked

SECONDS: Final = 120
"""The largest document that the service issues takes some ten."""


class _Late(BaseException):
    """The time is over; no plain exception, as libraries that mend what they read would catch it and go on."""


@contextmanager
def limited() -> Iterator[None]:
    """End a check that takes two minutes, with NotChecked, in the main thread of a system that has alarms."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def late(_number: int, _frame: FrameType | None) -> None:
        raise _Late

    try:
        was = signal.signal(signal.SIGALRM, late)
    except ValueError:  # only the main thread may; whoever calls from another has limits of their own
        yield
        return
    signal.alarm(SECONDS)
    try:
        yield
    except _Late:
        raise NotChecked(f"reading it takes more than {SECONDS} seconds, as no document does.") from None
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, was)
