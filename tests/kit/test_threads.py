"""What blocks is done in threads, in a lane one after the other, and is heard of where it is waited for."""

import asyncio
import threading
import time

import pytest

from app.kit.threads import Lane, Threads, done


def test_what_a_thread_returns_or_raises_is_had_where_it_is_waited_for() -> None:
    threads = Threads(2)

    async def both() -> int:
        with pytest.raises(ZeroDivisionError):
            await done(threads, divmod, 1, 0)
        with pytest.raises(RuntimeError):
            await done(threads, next, iter(()))
        return await done(threads, max, 1, 2)

    assert asyncio.run(both()) == 2


def test_no_more_run_at_once_than_there_are_threads_and_one_in_a_lane() -> None:
    threads = Threads(3)
    guard, running, most, order = threading.Lock(), [0], [0], list[int]()

    def work(number: int) -> None:
        with guard:
            running[0] += 1
            most[0] = max(most[0], running[0])
        time.sleep(0.002)
        with guard:
            order.append(number)
            running[0] -= 1

    async def several(lane: Lane | None) -> None:
        await asyncio.gather(*(done(lane or threads, work, number) for number in range(20)))

    asyncio.run(several(None))
    assert 1 < most[0] <= 3
    most[0] = 0
    order.clear()
    lane = Lane(threads)
    asyncio.run(several(lane))
    asyncio.run(several(lane))
    assert (most[0], order) == (1, [*range(20), *range(20)])
