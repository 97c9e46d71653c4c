"""Work that must not happen inside a request: a row written with the act, done later by whoever holds its lease.

The claim is one statement that means the same on both databases. A worker that dies lets its lease run out, and the
job is given to another; a late acknowledgement of an old lease changes nothing.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Select, String, or_, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kit.ids import new_id
from app.kit.model import LONG, Model

LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 8
_READY = text("state = 'ready'")


class Job(Model):
    """One piece of work: what kind, for what, when it may start, who holds it."""

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_ready", "run_at", postgresql_where=_READY, sqlite_where=_READY),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(100))
    payload: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(20))
    run_at: Mapped[datetime]
    attempts: Mapped[int]
    lease_until: Mapped[datetime | None]
    lease_by: Mapped[UUID | None]
    failure: Mapped[str | None] = mapped_column(String(LONG))
    created_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Claim:
    """A job in hand, and the lease it is held by."""

    id: UUID
    kind: str
    payload: Mapping[str, Any]
    attempts: int
    lease: UUID


Handler = Callable[[Mapping[str, Any]], None]


def enqueue(tx: Session, kind: str, payload: Mapping[str, Any], *, now: datetime) -> UUID:
    """Ask for a job, in the transaction of the act that needs it; return its id."""
    job = Job(id=new_id(now), kind=kind, payload=dict(payload), state="ready", run_at=now, attempts=0, created_at=now)
    tx.add(job)
    return job.id


def waiting(tx: Session, *, now: datetime, kinds: Collection[str]) -> bool:
    """Return whether any job of these kinds is ready and not leased."""
    return tx.scalar(select(_free(now, kinds).exists())) is True


def claim(tx: Session, *, now: datetime, kinds: Collection[str]) -> Claim | None:
    """Take the oldest job of these kinds that is ready and not leased; None when there is none.

    A job under which every process died is given up: it would take the next one with it, for ever.
    """
    while (found := _claimed(tx, now=now, kinds=kinds)) is not None and found.attempts > MOST_ATTEMPTS:
        _settle(tx, found, state="failed", failure=f"It broke off {MOST_ATTEMPTS} times without an answer.")
    return found


def _claimed(tx: Session, *, now: datetime, kinds: Collection[str]) -> Claim | None:
    lease = new_id(now)
    oldest = _free(now, kinds).order_by(Job.run_at, Job.id).limit(1).with_for_update(skip_locked=True).scalar_subquery()
    row = tx.execute(
        update(Job)
        .where(Job.id == oldest)
        .values(lease_until=now + LEASE, lease_by=lease, attempts=Job.attempts + 1)
        .returning(Job.id, Job.kind, Job.payload, Job.attempts),
        execution_options={"synchronize_session": False},
    ).first()
    return None if row is None else Claim(row.id, row.kind, row.payload, row.attempts, lease)


def _free(now: datetime, kinds: Collection[str]) -> Select[UUID]:
    return (
        select(Job.id)
        .where(Job.state == "ready", Job.run_at <= now, or_(Job.lease_until.is_(None), Job.lease_until < now))
        .where(Job.kind.in_(kinds))
    )


def finish(tx: Session, job: Claim) -> None:
    """Record that the job is done, unless its lease has passed to another."""
    _settle(tx, job, state="done", failure=None)


def fail(tx: Session, job: Claim, why: str, *, now: datetime) -> None:
    """Give the job back with a growing pause, or give it up after the last attempt."""
    if job.attempts >= MOST_ATTEMPTS:
        _settle(tx, job, state="failed", failure=why[:LONG])
        return
    pause = timedelta(seconds=2**job.attempts)
    _settle(tx, job, state="ready", failure=why[:LONG], run_at=now + pause)


def _settle(tx: Session, job: Claim, **values: Any) -> None:
    tx.execute(
        update(Job)
        .where(Job.id == job.id, Job.lease_by == job.lease)
        .values(lease_until=None, lease_by=None, **values),
        execution_options={"synchronize_session": False},
    )
