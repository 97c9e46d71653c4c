"""The outbox: one message for one cause, tries by a stated plan, an end that is always said."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from app.kit import outbox
from app.kit.clock import FixedClock
from app.kit.db import Database
from app.kit.ids import new_id
from app.kit.outbox import MOST_TRIES, PAUSES, Kind, Message, OutboxMessage, OutboxTry, State
from app.kit.sending import Arrived, InDoubt, NotTaken, Sender

START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


class Fake:
    """A way out that does as it is told and keeps what it was given."""

    why_held = "It is held."

    def __init__(self) -> None:
        self.taken: list[UUID] = []
        self.fails: Exception | None = None
        self.breaks: Exception | None = None
        self.knows = Arrived.UNKNOWN
        self.meanwhile: Callable[[], object] = lambda: None

    @contextmanager
    def ready(self, message: Message) -> Iterator[Callable[[], str]]:
        if self.breaks:
            raise self.breaks

        def hand_over() -> str:
            self.meanwhile()
            if self.fails:
                raise self.fails
            self.taken.append(message.id)
            return "taken"

        yield hand_over

    def arrived(self, message: Message) -> Arrived:
        del message
        return self.knows


class Post:
    """An outbox with a sender that goes by a clock which stands still."""

    def __init__(self, url: str) -> None:
        self.database = Database(url)
        self.clock = FixedClock(START)
        self.way = Fake()
        self.sender = Sender(self.database, self.clock, Kind.EMAIL, self.way)

    def post(self, key: str = "one") -> UUID | None:
        with self.database.unit_of_work(write=True) as tx:
            owner, now = new_id(START), self.clock.now()
            return outbox.post(tx, Kind.EMAIL, {"text": key}, key=key, owner_id=owner, now=now)

    def posted(self, key: str = "one") -> UUID:
        made = self.post(key)
        assert made
        return made

    def read(self, message_id: UUID) -> OutboxMessage:
        with self.database.unit_of_work(write=False) as tx:
            found = tx.get(OutboxMessage, message_id)
        assert found
        return found

    def tries(self, message_id: UUID) -> list[OutboxTry]:
        with self.database.unit_of_work(write=False) as tx:
            return list(outbox.tries_of(tx, message_id))


@pytest.fixture
def post(database_url: str) -> Iterator[Post]:
    made = Post(database_url)
    yield made
    made.database.close()


def test_the_same_cause_looked_at_twice_is_one_message(post: Post) -> None:
    first = post.post("same")
    assert (post.post("same"), post.sender.send_pending()) == (None, 1)
    assert post.way.taken == [first]
    assert post.post("same") is None, "also after it was sent"


def test_what_its_cause_did_not_keep_is_not_sent(post: Post) -> None:
    class Broken(Exception):
        pass

    def act() -> None:
        with post.database.unit_of_work(write=True) as tx:
            outbox.post(tx, Kind.EMAIL, {}, key="k", owner_id=new_id(START), now=START)
            raise Broken

    with pytest.raises(Broken):
        act()
    assert post.sender.send_pending() == 0


def test_a_refused_message_is_tried_by_a_plan_without_chance_and_then_given_up_with_the_reason(post: Post) -> None:
    made = post.posted()
    post.way.fails = NotTaken("the house is shut")
    for pause in PAUSES:
        assert post.sender.send_pending() == 1
        assert post.read(made).run_at == post.clock.now() + pause
        post.clock.at += pause - timedelta(seconds=1)
        assert post.sender.send_pending() == 0, "not before its time"
        post.clock.at += timedelta(seconds=1)
    assert post.sender.send_pending() == 1
    row = post.read(made)
    assert (row.state, row.said) == (State.FAILED, f"given up after {MOST_TRIES} tries: the house is shut")
    assert [each.number for each in post.tries(made)] == list(range(1, MOST_TRIES + 1))
    post.clock.at += timedelta(days=365)
    assert post.sender.send_pending() == 0


def test_a_subscription_that_does_not_answer_holds_up_no_other(post: Post) -> None:
    """Each try may take as long as a receiver likes to hang, and there may be thousands of messages for it."""
    sender = Sender(post.database, post.clock, Kind.WEBHOOK, post.way)
    deaf, other = new_id(START), new_id(START)
    with post.database.unit_of_work(write=True) as tx:
        made = [
            outbox.post(tx, Kind.WEBHOOK, {}, key=f"k{place}", owner_id=owner, now=START)
            for place, owner in enumerate((deaf, deaf, deaf, other))
        ]
    post.way.fails, post.way.knows = InDoubt("no answer"), Arrived.REPEAT
    assert sender.send_one()
    post.way.fails = None
    assert (sender.send_pending(), post.way.taken) == (1, made[3:]), "one try told that nobody answers there"
    assert [post.read(each).run_at for each in made[:3] if each] == [START + PAUSES[0]] * 3
    post.clock.at += PAUSES[0]
    assert (sender.send_pending(), post.way.taken[1:]) == (3, made[:3])


def test_what_will_never_be_taken_is_given_up_at_once(post: Post) -> None:
    made = post.posted()
    post.way.fails = NotTaken("nobody lives there", for_good=True)
    post.sender.send_pending()
    assert (post.read(made).state, post.read(made).said) == (State.FAILED, "nobody lives there")


def test_what_breaks_before_the_handing_over_is_tried_again_and_what_breaks_in_it_is_in_doubt(post: Post) -> None:
    first = post.posted("first")
    post.way.breaks = ZeroDivisionError("oh")
    post.sender.send_pending()
    assert (post.read(first).state, post.read(first).said) == (State.WAITING, "ZeroDivisionError: oh")
    post.way.breaks, post.way.fails = None, ZeroDivisionError("oh")
    second = post.posted("second")
    post.sender.send_pending()
    assert post.read(second).state == State.UNKNOWN
    assert post.read(second).said == "may have been sent: ZeroDivisionError: oh. It is held."


def test_a_message_in_doubt_that_may_be_repeated_waits_as_any_other_does(post: Post) -> None:
    made = post.posted()
    post.way.fails, post.way.knows = InDoubt("no answer"), Arrived.REPEAT
    post.sender.send_pending()
    assert (post.read(made).state, post.read(made).run_at) == (State.WAITING, START + PAUSES[0])


def test_a_slow_sender_hands_nothing_over_after_its_lease_passed_and_may_still_say_that_it_had(post: Post) -> None:
    made = post.posted()

    def another_looks() -> None:
        post.clock.at += outbox.LEASE + timedelta(seconds=1)
        assert Sender(post.database, post.clock, Kind.EMAIL, Fake()).send_one()
        assert post.read(made).state == State.UNKNOWN

    post.way.meanwhile = another_looks
    assert post.sender.send_one()
    assert (post.read(made).state, post.read(made).said) == (State.SENT, "taken")


def test_a_message_that_kills_every_sender_is_given_up(post: Post) -> None:
    made = post.posted()
    for _ in range(MOST_TRIES):
        with post.database.unit_of_work(write=True) as tx:
            assert outbox.claim(tx, Kind.EMAIL, now=post.clock.now())
        post.clock.at += outbox.LEASE + timedelta(seconds=1)
    assert post.sender.send_pending() == 1
    assert (post.read(made).state, post.way.taken) == (State.FAILED, [])
    assert "senders died over it" in str(post.read(made).said)


def test_a_settled_message_can_be_sent_again_by_hand_under_its_own_id(post: Post) -> None:
    made = post.posted()
    with post.database.unit_of_work(write=True) as tx:
        assert not outbox.send_again(tx, made, "asked for", now=START), "it is under way"
    post.sender.send_pending()
    with post.database.unit_of_work(write=True) as tx:
        assert outbox.send_again(tx, made, "asked for", now=START)
    post.sender.send_pending()
    assert post.way.taken == [made, made]
    assert [each.said for each in post.tries(made)] == ["taken", "asked for", "taken"]


def test_two_senders_at_once_take_two_messages(post: Post) -> None:
    first, second = post.posted("1"), post.posted("2")
    post.way.meanwhile = lambda: Sender(post.database, post.clock, Kind.EMAIL, post.way).send_one() if not seen else 0
    seen = post.way.taken
    assert post.sender.send_one()
    assert sorted(post.way.taken) == sorted([first, second])


def test_many_senders_over_one_outbox_take_each_message_once(post: Post) -> None:
    made = [post.posted(str(number)) for number in range(24)]
    threads = [
        threading.Thread(target=Sender(post.database, post.clock, Kind.EMAIL, post.way).send_pending) for _ in "abcd"
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(post.way.taken) == sorted(made)
    assert {post.read(each).state for each in made} == {State.SENT}
