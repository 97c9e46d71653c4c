"""Runs what blocks in a few threads of the process, and lets the event loop hear of it when it is done.

The framework's own way costs a request 0.1 ms of processor time: a limiter, a turn of the loop before and after, an
idle thread sought. Here a request is put into a queue, and what came of it is called back.
"""

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from contextvars import copy_context
from queue import SimpleQueue
from typing import Any, Protocol, TypeVar

Value = TypeVar("Value")
Job = Callable[[], None]


class Taker(Protocol):
    """Whatever sees to it that a job is done."""

    def submit(self, job: Job) -> None:
        """Have a job done; it must not raise."""
        ...


class Threads:
    """At most so many threads, begun as jobs come, that live as long as the process."""

    def __init__(self, most: int) -> None:
        """Begin none yet; `most` may be changed before the first job comes."""
        self.most = most
        self._begun = 0
        self._guard = threading.Lock()
        self._jobs: SimpleQueue[Job] = SimpleQueue()

    def submit(self, job: Job) -> None:
        """Have a job done by the next thread that is free."""
        self._jobs.put(job)
        if self._begun < self.most:
            self._begin()

    def _begin(self) -> None:
        with self._guard:
            if self._begun >= self.most:
                return
            self._begun += 1
        threading.Thread(target=self._work, name=f"request-{self._begun}", daemon=True).start()

    def _work(self) -> None:
        while True:
            self._jobs.get()()


class Lane:
    """Jobs that are done one after the other in the order in which they came, by one thread at a time.

    For what would only wait for one another: whatever waits in a thread of its own has to be woken in it.
    """

    def __init__(self, threads: Threads) -> None:
        """Take one of `threads` for as long as there are jobs."""
        self._threads = threads
        self._guard = threading.Lock()
        self._waiting: deque[Job] = deque()
        self._busy = False

    def submit(self, job: Job) -> None:
        """Have a job done after those that came before it."""
        with self._guard:
            self._waiting.append(job)
            if self._busy:
                return
            self._busy = True
        self._threads.submit(self._work)

    def _work(self) -> None:
        while True:
            with self._guard:
                if not self._waiting:
                    self._busy = False
                    return
                job = self._waiting.popleft()
            job()


async def done(taker: Taker, work: Callable[..., Value], *given: Any) -> Value:
    """Return what `work` returns, or raise what it raises, once a thread has done it."""
    loop = asyncio.get_running_loop()
    outcome: asyncio.Future[tuple[Value | None, BaseException | None]] = loop.create_future()
    context = copy_context()

    def settle(value: Value | None, failure: BaseException | None) -> None:
        if not outcome.cancelled():
            outcome.set_result((value, failure))

    def job() -> None:
        try:
            found, failed = context.run(work, *given), None
        except BaseException as error:  # noqa: BLE001 - it is raised where it is waited for
            found, failed = None, error
        try:
            loop.call_soon_threadsafe(settle, found, failed)
        except RuntimeError:
            return  # the loop has ended, and nobody waits any longer

    taker.submit(job)
    value, failure = await outcome
    if failure is not None:
        raise failure
    return value  # type: ignore[return-value]  # without a failure it is the value


SHARED = Threads(8)
"""What requests are answered in; a serving process sets how many there are."""
