"""A lock that serves those who wait in the order in which they came.

SQLite takes one writer at a time. Left to its own polling, a busy database starves whoever sleeps longest; a queue
in front of it gives every writer of this process its turn.
"""

import threading
from collections import deque


class FairLock:
    """A mutual exclusion lock with first-come, first-served waiting and a bounded wait."""

    def __init__(self) -> None:
        """Start unlocked."""
        self._guard = threading.Lock()
        self._held = False
        self._waiting: deque[threading.Event] = deque()

    def acquire(self, timeout: int) -> bool:
        """Wait at most `timeout` seconds for the turn; return whether it came."""
        with self._guard:
            if not self._held:
                self._held = True
                return True
            turn = threading.Event()
            self._waiting.append(turn)
        if turn.wait(timeout):
            return True
        with self._guard:
            if turn.is_set():
                return True
            self._waiting.remove(turn)
            return False

    def release(self) -> None:
        """Hand the lock to the one who has waited longest."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._held = False
