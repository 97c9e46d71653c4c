"""A job under which whoever does it dies is not handed on for ever."""

from datetime import timedelta

from sqlalchemy import select

from app.kit import jobs
from app.kit.jobs import Job
from tests.world import World


def test_a_job_that_takes_every_process_with_it_is_given_up(world: World) -> None:
    """Nobody lives to say that it failed, so it is counted when it is taken."""
    now, kind = world.clock.now(), "test.takes_all_memory"
    with world.service.database.unit_of_work(write=True) as tx:
        job_id = jobs.enqueue(tx, kind, {}, now=now)
    for attempt in range(1, jobs.MOST_ATTEMPTS + 1):
        now += jobs.LEASE + timedelta(seconds=1)
        with world.service.database.unit_of_work(write=True) as tx:
            claimed = jobs.claim(tx, now=now, kinds=[kind])
        assert claimed is not None
        assert claimed.attempts == attempt
    now += jobs.LEASE + timedelta(seconds=1)
    with world.service.database.unit_of_work(write=True) as tx:
        other = jobs.enqueue(tx, kind, {}, now=now)
        following = jobs.claim(tx, now=now, kinds=[kind])
    assert following is not None
    assert following.id == other
    with world.service.database.unit_of_work(write=False) as tx:
        row = tx.scalars(select(Job).where(Job.id == job_id)).one()
        assert (row.state, row.failure) == ("failed", "It broke off 8 times without an answer.")
        assert not jobs.waiting(tx, now=now, kinds=[kind])
