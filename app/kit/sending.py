"""Takes one message out of the outbox and through its steps, so that a kill at any of them loses none and repeats none.

1. claim the row (committed); 2. get everything ready up to the point of no return; 3. record `sending` (committed);
4. hand over; 5. record what came of it (committed). Whoever finds a message in step 3 to 5 whose sender is gone asks
the transport whether it arrived, and lets the transport say whether it may be repeated.
"""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from enum import Enum
from typing import Protocol

from app.kit import outbox
from app.kit.clock import Clock
from app.kit.db import Database
from app.kit.outbox import Kind, Message, State

log = logging.getLogger("makegood.outbox")


class NotTaken(Exception):
    """The message certainly was not taken; `for_good` says that no later try will change that."""

    def __init__(self, why: str, *, for_good: bool = False) -> None:
        """Keep the reason."""
        super().__init__(why)
        self.for_good = for_good


class InDoubt(Exception):
    """The message was handed over, and nobody said whether it was taken."""


class Arrived(Enum):
    """What a transport knows of a message whose sender died while handing it over."""

    YES = "it had arrived"
    NO = "it had not arrived"
    REPEAT = "the receiver knows it by its id, so it is sent again under the same one"
    UNKNOWN = "nobody can say"


class Transport(Protocol):
    """One way out of the building."""

    @property
    def why_held(self) -> str:
        """Return why a message in doubt is not simply sent again."""
        ...

    def ready(self, message: Message) -> AbstractContextManager[Callable[[], str]]:
        """Do everything that can be done before the point of no return; raise NotTaken.

        The context yields what hands the message over and returns how it was taken, or raises NotTaken or InDoubt.
        """
        ...

    def arrived(self, message: Message) -> Arrived:
        """Return what is known of a message that may have been handed over."""
        ...


Reached = Callable[[str], None]
POINTS = ("claimed", "ready", "recorded as sending", "handed over", "recorded")
"""Where a sender can be killed; `send_one` tells when it reaches each."""


def _unheard(_point: str) -> None:
    """Listen to nothing: only the test that kills senders does."""


class Sender:
    """Sends the messages of one kind."""

    def __init__(
        self, database: Database, clock: Clock, kind: Kind, transport: Transport, *, reached: Reached = _unheard
    ) -> None:
        """Send by `transport`; `reached` is told of every point of `POINTS` as it is passed."""
        self._database = database
        self._clock = clock
        self._kind = kind
        self._transport = transport
        self._reached = reached

    def send_pending(self) -> int:
        """Send everything that can be sent now and return how many messages were taken up."""
        count = 0
        while self.send_one():
            count += 1
        return count

    def send_one(self) -> bool:
        """Take up one message, if there is one, and record what came of it; return whether there was one."""
        with self._database.unit_of_work(write=False) as tx:
            if not outbox.is_due(tx, self._kind, now=self._clock.now()):
                return False
        with self._database.unit_of_work(write=True) as tx:
            message = outbox.claim(tx, self._kind, now=self._clock.now())
        if message is None:
            return False
        self._reached("claimed")
        self._settle(message)
        self._reached("recorded")
        return True

    def _settle(self, message: Message) -> None:
        if message.tries > outbox.MOST_TRIES:
            died = f"given up: {message.tries - 1} senders died over it or came to nothing"
            if message.interrupted:
                died += ", and whether the last of them handed it over is not known"
            self._record(message, State.FAILED, died)
            return
        if message.interrupted and not self._may_repeat(message):
            return
        try:
            self._hand_over(message)
        except NotTaken as refusal:
            if refusal.for_good:
                self._record(message, State.FAILED, str(refusal))
            else:
                self._put_off(message, str(refusal))
        except InDoubt as doubt:
            self._doubt(message, str(doubt))

    def _may_repeat(self, message: Message) -> bool:
        """Return whether a message may be sent that an earlier sender may have handed over; record it where not."""
        try:
            known = self._transport.arrived(message)
        except NotTaken as refusal:
            self._put_off(message, str(refusal))
            return False
        if known is Arrived.YES:
            self._record(message, State.SENT, "it had arrived when its sender was interrupted")
        if known is Arrived.UNKNOWN:
            self._hold(message, "its sender was interrupted while handing it over")
        return known in {Arrived.NO, Arrived.REPEAT}

    def _hand_over(self, message: Message) -> None:
        with ExitStack() as stack:
            hand_over = self._ready(stack, message)
            self._reached("ready")
            with self._database.unit_of_work(write=True) as tx:
                if not outbox.begin(tx, message, now=self._clock.now()):
                    log.warning("the lease of message %s passed to another sender", message.id)
                    return
            self._reached("recorded as sending")
            how = self._handed_over(message, hand_over)
            self._reached("handed over")
            self._record(message, State.SENT, how)

    def _ready(self, stack: ExitStack, message: Message) -> Callable[[], str]:
        """Get a message ready; whatever breaks here breaks before the point of no return."""
        try:
            return stack.enter_context(self._transport.ready(message))
        except NotTaken:
            raise
        except Exception as error:
            log.exception("message %s could not be got ready", message.id)
            why = f"{type(error).__name__}: {error}"
            raise NotTaken(why) from error

    @staticmethod
    def _handed_over(message: Message, hand_over: Callable[[], str]) -> str:
        """Hand over; whatever breaks in a way that the transport did not foresee leaves the message in doubt."""
        try:
            return hand_over()
        except (NotTaken, InDoubt):
            raise
        except Exception as error:
            log.exception("handing over message %s broke", message.id)
            why = f"{type(error).__name__}: {error}"
            raise InDoubt(why) from error

    def _doubt(self, message: Message, why: str) -> None:
        if self._transport.arrived(message) is Arrived.UNKNOWN:
            self._hold(message, why)
        else:
            self._put_off(message, why)

    def _hold(self, message: Message, why: str) -> None:
        self._record(message, State.UNKNOWN, f"may have been sent: {why}. {self._transport.why_held}")

    def _record(self, message: Message, state: State, said: str) -> None:
        with self._database.unit_of_work(write=True) as tx:
            outbox.settle(tx, message, state, said, now=self._clock.now())

    def _put_off(self, message: Message, why: str) -> None:
        with self._database.unit_of_work(write=True) as tx:
            outbox.put_off(tx, message, why, now=self._clock.now())
